"""The page Library over a real library, hubs in memory, and other apps as a test says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from fireseed.base.errors import FireseedError
from fireseed.base.paths import Paths, resources
from fireseed.base.settings import SettingsFile
from fireseed.flows.upstream import Upstreams
from fireseed.hubs.protocol import RepoFile
from fireseed.hubs.references import Reference
from fireseed.library.elsewhere.adoption import Phase, Progress
from fireseed.library.elsewhere.found import Problem
from fireseed.library.elsewhere.memory import Name
from fireseed.library.model import Check, Model
from fireseed.library.store import Library
from fireseed.ui.bridge import Bridge
from fireseed.ui.errands import LineRow
from fireseed.ui.library import LibraryPage, LibraryServices
from fireseed.ui.model_rows import ModelRow
from fireseed.ui.shelf import Shelf
from library.shelf import REPO
from library.shelf import Shelf as Files
from ui.hubs import MemoryHub, repo
from ui.notes import Notes
from ui.scripted import ScriptedTransfers


@dataclass
class AdoptionScript:
    """Other apps: what a test says of them, and what was asked for."""

    library: Library
    progress: Progress = Progress(Phase.IDLE, "", 0, 0, 0, 0)  # noqa: RUF009 -- frozen
    problems: tuple[Problem, ...] = ()
    failure: FireseedError | None = None
    asked: list[str] = field(default_factory=list)
    allowed: list[Name] = field(default_factory=list)

    def pause(self) -> None:
        self.asked.append("pause")

    def resume(self) -> None:
        self.asked.append("resume")

    def look_again(self) -> None:
        self.asked.append("look")

    def forget(self, key: str) -> None:
        self.library.forget(key)

    def allow(self, name: Name) -> None:
        self.allowed.append(name)


@dataclass
class Place:
    """The page and what is behind it."""

    page: LibraryPage
    library: Library
    shelf: Shelf
    files: Files
    notes: Notes
    adoption: AdoptionScript
    hub: MemoryHub
    settings: SettingsFile
    transfers: ScriptedTransfers
    opened: list[Reference]
    qtbot: QtBot

    @property
    def phase(self) -> LibraryPage.Phase:
        return LibraryPage.Phase(self.page.property("phase"))

    @property
    def rows(self) -> tuple[ModelRow, ...]:
        return self.page._rows.rows

    def row(self, key: str) -> ModelRow:
        (row,) = (row for row in self.rows if row.key == key)
        return row

    def line(self, key: str) -> LineRow | None:
        """What is said about a topic."""
        self.page.sample()
        return next((row for row in self.page._lines.rows.rows if row.key == key), None)

    def said(self, key: str) -> str:
        line = self.line(key)
        return line.text if line is not None else ""

    def show(self, count: int) -> None:
        """Opens the page and waits until it shows so many models and has looked around."""
        self.page.start()
        self.qtbot.waitUntil(lambda: len(self.rows) == count and self.page._disks.found is not None)

    def add_file(self, name: str, content: bytes, check: Check = Check.VERIFIED, *, repo: str = REPO) -> Model:
        """A model of one file."""
        file = self.files.file(name, content, repo=repo, check=check)
        return self.library.add(hub="huggingface", repo=repo, commit="c", variant=name, licence=None, files=[file])

    def adopt(self, variant: str, origin: str, content: bytes, check: Check = Check.NO_DIGEST) -> Model:
        """A model that another app has."""
        files = Files(self.files.folder.parent / origin)
        file = files.file(f"{variant}.gguf", content, check=check)
        return self.library.adopt(origin=origin, repo=REPO, variant=variant, licence=None, files=[file])


@contextmanager
def place_at(bridge: Bridge, home: Paths, folder: Path, qtbot: QtBot) -> Iterator[Place]:
    """With an empty library whose models folder is `folder`/models, which is not made yet."""
    library = Library(home.library_database, resources() / "migrations" / "library")
    transfers = ScriptedTransfers()
    shelf = Shelf(bridge, library, transfers, bridge)  # type: ignore[arg-type] # scripted
    files, notes, adoption = Files(folder / "models"), Notes(), AdoptionScript(library)
    hub = MemoryHub("huggingface", "Hugging Face", [repo("huggingface", REPO)])
    hubs = {"huggingface": hub}
    settings = SettingsFile(home.settings_file)
    opened: list[Reference] = []
    services = LibraryServices(
        library, adoption, Upstreams(hubs, library), hubs, lambda: files.folder, settings, opened.append
    )
    shelf.watch(adoption)
    page = LibraryPage(bridge, services, shelf, notes.say, bridge)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    rows = (page._rows, page._lines.rows, page._disks.rows, page._bin._rows)
    testers = [QAbstractItemModelTester(each, fatal) for each in rows]
    yield Place(page, library, shelf, files, notes, adoption, hub, settings, transfers, opened, qtbot)
    page.stop()
    library.close()
    del testers


def published(*files: tuple[str, int, str]) -> tuple[RepoFile, ...]:
    """What a hub lists: path, size and SHA-256 of each."""
    return tuple(RepoFile(path, size, sha256=sha256) for path, size, sha256 in files)
