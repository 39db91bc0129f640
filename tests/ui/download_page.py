"""The page Downloads with what belongs to it, for tests of the page without a window."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtTest import QAbstractItemModelTester

from fireseed.base.paths import Paths, resources
from fireseed.base.settings import SettingsFile
from fireseed.library.store import Library
from fireseed.transfer.transfers import Transfers
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.downloads import DownloadsPage
from fireseed.ui.shelf import Shelf
from fireseed.ui.transfer_rows import TransferRow
from ui.notes import Notes
from ui.scripted import ScriptedTransfers

_TITLES = {"huggingface": "Hugging Face", "mirror": "hf-mirror.com", "test": "Test hub"}


@dataclass
class Made:
    """The page; `testers` are Qt's own tests of its models, which fail a test at the first false announcement."""

    page: DownloadsPage
    library: Library
    choices: Choices
    notes: Notes
    testers: list[QAbstractItemModelTester] = field(default_factory=list)

    @property
    def rows(self) -> tuple[TransferRow, ...]:
        """What is shown now."""
        self.page.sample()
        return self.page._rows.rows

    def row(self, title: str) -> TransferRow:
        """The row of that title, as it is now."""
        self.page._described.clear()
        (row,) = (row for row in self.rows if row.title == title)
        return row


@contextlib.contextmanager
def download_page(bridge: Bridge, home: Paths, transfers: Transfers | ScriptedTransfers) -> Iterator[Made]:
    """Over real or scripted transfers, with a real library and real settings."""
    library = Library(home.library_database, resources() / "migrations" / "library")
    choices = Choices(bridge, home, SettingsFile(home.settings_file), lambda: None, bridge)
    notes = Notes()
    shelf = Shelf(bridge, library, transfers, bridge)  # type: ignore[arg-type] # scripted in some tests
    page = DownloadsPage(bridge, transfers, _TITLES.__getitem__, shelf, notes.say, choices, bridge)  # type: ignore[arg-type] # as above
    made = Made(page, library, choices, notes)
    made.testers.append(QAbstractItemModelTester(page._rows, QAbstractItemModelTester.FailureReportingMode.Fatal))
    yield made
    made.testers.clear()
    library.close()
