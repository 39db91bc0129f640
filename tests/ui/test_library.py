"""The page Library over a real library: what a row says, checking again, and the bin."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from fireseed.base.errors import DatabaseDamaged, FireseedError
from fireseed.base.paths import Paths, resources
from fireseed.library.model import Check
from fireseed.library.store import Library
from fireseed.ui.bridge import Bridge
from fireseed.ui.library import Disk, LibraryPage, ModelRow, measure
from fireseed.ui.shelf import Shelf
from library.shelf import Shelf as Files
from ui.hubs import LONG_NAME
from ui.notes import Notes
from ui.scripted import ScriptedTransfers


@dataclass
class Place:
    """The page, the library and its folder."""

    page: LibraryPage
    library: Library
    shelf: Shelf
    files: Files
    notes: Notes

    @property
    def phase(self) -> LibraryPage.Phase:
        return LibraryPage.Phase(self.page.property("phase"))

    @property
    def rows(self) -> tuple[ModelRow, ...]:
        return self.page._rows.rows

    def row(self, key: str) -> ModelRow:
        (row,) = (row for row in self.rows if row.key == key)
        return row


@pytest.fixture
def place(bridge: Bridge, home: Paths, tmp_path: Path) -> Iterator[Place]:
    library = Library(home.library_database, resources() / "migrations" / "library")
    shelf = Shelf(bridge, library, ScriptedTransfers(), bridge)  # type: ignore[arg-type] # scripted
    files, notes = Files(tmp_path / "models"), Notes()
    page = LibraryPage(bridge, library, shelf, lambda: files.folder, notes.say, bridge)
    tester = QAbstractItemModelTester(page._rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield Place(page, library, shelf, files, notes)
    library.close()
    del tester


def test_an_empty_library_says_so_once_it_is_known(place: Place, qtbot: QtBot) -> None:
    assert place.phase is LibraryPage.Phase.LOADING
    place.page.start()
    qtbot.waitUntil(lambda: place.phase is LibraryPage.Phase.EMPTY)
    qtbot.waitUntil(lambda: bool(place.page.property("metered")))
    assert place.page.property("meter").startswith("Models take 0 B · ")
    assert 0.0 < place.page.property("usedPart") <= 1.0


def test_what_a_row_says(place: Place, qtbot: QtBot) -> None:
    model = place.files.add(place.library, "Q4_K_M", repo=f"owner/{LONG_NAME}", projector=b"p" * 500)
    place.page.start()
    qtbot.waitUntil(lambda: place.phase is LibraryPage.Phase.READY)
    row = place.row(model.id)
    assert (row.title, row.owner, row.variant, row.licence) == (LONG_NAME, "owner", "4-bit · Q4_K_M", "Apache 2.0")
    assert (row.status, row.sound, row.proven, row.ready) == ("Verified", True, True, True)
    assert row.verified == f"Checked today · SHA-256 {model.files[0].sha256}"
    assert row.used == "not used yet"
    assert row.folder.toLocalFile() == str(model.files[0].path.parent)
    place.library.used(model.id)
    place.page.start()
    qtbot.waitUntil(lambda: place.row(model.id).used == "used today")


def test_no_digest_published_is_neither_good_nor_bad(place: Place, qtbot: QtBot) -> None:
    file = place.files.file("model.gguf", b"x" * 100, check=Check.NO_DIGEST)
    place.library.add(hub="huggingface", repo="a/b", commit="c", variant="model", licence=None, files=[file])
    place.page.start()
    qtbot.waitUntil(lambda: place.phase is LibraryPage.Phase.READY)
    (row,) = place.rows
    assert (row.status, row.sound, row.proven, row.ready) == ("No digest published", True, False, True)
    assert row.licence == "No licence named"


def test_a_file_that_went_and_one_that_changed(place: Place, qtbot: QtBot) -> None:
    gone = place.files.add(place.library, "Q2_K")
    changed = place.files.add(place.library, "Q8_0")
    place.page.start()
    qtbot.waitUntil(lambda: len(place.rows) == 2)
    gone.files[0].path.unlink()
    changed.files[0].path.write_bytes(b"something else")
    place.page.start()
    qtbot.waitUntil(lambda: not place.row(gone.id).sound)
    assert (place.row(gone.id).status, place.row(gone.id).ready) == ("Not there now", False)
    assert (place.row(changed.id).status, place.row(changed.id).ready) == ("Changed since it was verified", False)


def test_checking_again_finds_what_the_clock_does_not_show(place: Place, bridge: Bridge, qtbot: QtBot) -> None:
    model = place.files.add(place.library)
    place.page.start()
    qtbot.waitUntil(lambda: len(place.rows) == 1)
    place.page.verify(model.id)
    assert (place.row(model.id).checking, place.row(model.id).ready) == (True, False)
    qtbot.waitUntil(lambda: not place.row(model.id).checking)
    assert place.row(model.id).status == "Verified"

    path = model.files[0].path
    before = path.stat()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    place.page.verify(model.id)
    qtbot.waitUntil(lambda: place.row(model.id).status == "Changed since it was verified")


def test_a_check_of_a_model_that_is_not_there_says_so(place: Place, bridge: Bridge, qtbot: QtBot) -> None:
    model = place.files.add(place.library)
    place.page.start()
    qtbot.waitUntil(lambda: len(place.rows) == 1)
    model.files[0].path.unlink()
    with qtbot.waitSignal(bridge.failed) as told:
        place.page.verify(model.id)
    assert told.args[0].code == "ModelMissing"
    assert not place.row(model.id).checking


def test_a_check_can_be_stopped_and_changes_nothing(place: Place, qtbot: QtBot) -> None:
    content = b"0123456789abcdef" * 2**20
    file = place.files.file("model.gguf", content)
    model = place.library.add(hub="h", repo="a/b", commit="c", variant="model", licence=None, files=[file])
    place.page.start()
    qtbot.waitUntil(lambda: len(place.rows) == 1)
    place.page.verify(model.id)
    place.page.stopVerifying(model.id)
    qtbot.waitUntil(lambda: not place.row(model.id).checking)
    assert place.row(model.id).status == "Verified"


def test_into_the_bin_and_back(place: Place, qtbot: QtBot) -> None:
    model = place.files.add(place.library)
    place.page.start()
    qtbot.waitUntil(lambda: place.phase is LibraryPage.Phase.READY)
    place.page.delete(model.id)
    qtbot.waitUntil(lambda: place.phase is LibraryPage.Phase.EMPTY)
    assert not model.files[0].path.exists()
    (note,) = place.notes.said
    assert note.text == "Moved to the bin: Model-GGUF"
    assert note.action == "Undo"
    note.undo()
    qtbot.waitUntil(lambda: place.phase is LibraryPage.Phase.READY)
    assert model.files[0].path.exists()
    assert place.row(model.id).status == "Verified"


def test_a_library_that_can_not_be_read_is_a_failure(
    place: Place, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> FireseedError:
        raise DatabaseDamaged("library.sqlite3", "malformed")

    monkeypatch.setattr(place.library, "models", fail)
    place.page.start()
    qtbot.waitUntil(lambda: place.phase is LibraryPage.Phase.FAILED)
    assert place.page.property("problem") == "A data file is damaged"
    assert "library.sqlite3" in place.page.property("advice")
    monkeypatch.undo()
    place.page.start()
    qtbot.waitUntil(lambda: place.phase is LibraryPage.Phase.EMPTY)


def test_the_disk_of_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    disk = measure(tmp_path / "not" / "there")
    assert disk is not None
    assert isinstance(disk, Disk)
    assert 0 < disk.free <= disk.total
