"""What the page Library does with one model at a time: checking it, asking its hub, moving it."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fireseed.base.errors import DiskFull, FireseedError
from fireseed.base.paths import Paths
from fireseed.hubs.references import Reference
from fireseed.library.folders import ModelFolder
from fireseed.library.model import Model
from fireseed.ui.bridge import Bridge
from fireseed.ui.disk_meters import destinations
from ui.library_place import Place, place_at, published

MIB = 2**20


@pytest.fixture
def place(bridge: Bridge, home: Paths, tmp_path: Path, qtbot: QtBot) -> Iterator[Place]:
    with place_at(bridge, home, tmp_path, qtbot) as made:
        yield made


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another disk than `tmp_path`: Linux has one in memory."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("only one disk here")
    with tempfile.TemporaryDirectory(dir=memory, prefix="fireseed-test-") as folder:
        yield Path(folder)


class Held:
    """A call that waits to be let go, and can be stopped meanwhile."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go = threading.Event()
        self.calls: list[str] = []

    def verify(self, key: str, _progress: object, cancelled: object) -> tuple[()]:
        self.calls.append(key)
        self.begun.set()
        while not self.go.wait(0.01) and not cancelled():  # type: ignore[operator] # as the library calls it
            pass
        return ()


@pytest.fixture
def held(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """Checks that wait."""
    made = Held()
    monkeypatch.setattr(place.library, "verify", made.verify)
    yield made
    made.go.set()


def three(place: Place) -> list[Model]:
    models = [place.files.add(place.library, variant) for variant in ("Q2_K", "Q4_K_M", "Q8_0")]
    place.show(3)
    return models


# Checking


def test_a_check_that_finds_nothing_says_so(place: Place, qtbot: QtBot) -> None:
    model = place.add_file("m.gguf", b"0123456789abcdef" * MIB)
    place.show(1)
    place.page.verify(model.id)
    assert (place.row(model.id).activity, place.row(model.id).ready) == ("Checking", True)
    qtbot.waitUntil(lambda: not place.row(model.id).activity)
    assert [note.text for note in place.notes.said] == ["Every byte of Model-GGUF is as it was"]


def test_a_check_finds_what_the_clock_does_not_show(place: Place, qtbot: QtBot) -> None:
    model = place.files.add(place.library)
    place.show(1)
    path = model.files[0].path
    before = path.stat()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    place.page.verify(model.id)
    qtbot.waitUntil(lambda: place.row(model.id).status == "Changed since it was verified")
    assert place.row(model.id).problem == "The file of owner/Model-GGUF:Q4_K_M was changed"
    place.page.dismiss(model.id)
    assert place.row(model.id).problem == ""
    assert place.notes.said == []


def test_a_check_of_a_model_that_is_not_there_says_so(place: Place, qtbot: QtBot) -> None:
    model = place.files.add(place.library)
    place.show(1)
    model.files[0].path.unlink()
    place.page.verify(model.id)
    qtbot.waitUntil(lambda: place.row(model.id).problem == "The file of owner/Model-GGUF:Q4_K_M is not there now")
    assert str(model.files[0].path) in place.row(model.id).advice
    assert not place.row(model.id).activity


def test_one_is_read_at_a_time_and_the_rest_waits(place: Place, held: Held, qtbot: QtBot) -> None:
    first, second, third = three(place)
    for model in (first, second, third, second):
        place.page.verify(model.id)
    qtbot.waitUntil(held.begun.is_set)
    said = [place.row(model.id).activity for model in (first, second, third)]
    assert said == ["Checking", "Waits for its turn", "Waits for its turn"]
    place.page.stopWork(second.id)
    assert place.row(second.id).activity == ""
    held.go.set()
    qtbot.waitUntil(lambda: not any(row.activity for row in place.rows))
    assert held.calls == [first.id, third.id]


def test_a_check_can_be_stopped_and_changes_nothing(place: Place, held: Held, qtbot: QtBot) -> None:
    first, second, _ = three(place)
    place.page.verify(first.id)
    place.page.verify(second.id)
    qtbot.waitUntil(held.begun.is_set)
    place.page.stopWork(first.id)
    qtbot.waitUntil(lambda: place.row(second.id).activity == "Checking")
    assert place.row(first.id).status == "Verified"
    assert place.notes.said == []


def test_at_the_end_of_the_program_nothing_is_read_any_more(place: Place, held: Held, qtbot: QtBot) -> None:
    first, second, _ = three(place)
    place.page.verify(first.id)
    place.page.verify(second.id)
    qtbot.waitUntil(held.begun.is_set)
    place.page.stop()
    qtbot.waitUntil(lambda: not any(row.activity for row in place.rows))
    assert held.calls == [first.id]


def test_what_is_deleted_while_it_waits_is_not_read(place: Place, held: Held, qtbot: QtBot) -> None:
    first, second, _ = three(place)
    place.page.verify(first.id)
    place.page.verify(second.id)
    place.page.delete(second.id)
    qtbot.waitUntil(lambda: len(place.rows) == 2)
    held.go.set()
    qtbot.waitUntil(lambda: not place.row(first.id).activity)
    assert held.calls == [first.id]


# Newer versions


def test_a_newer_version_is_seen(place: Place, qtbot: QtBot) -> None:
    model = place.files.add(place.library, "Q4_K_M")
    place.hub.files = published(("model-Q4_K_M.gguf", 4321, "f" * 64))
    place.show(1)
    place.page.lookForNewer(model.id)
    assert place.row(model.id).activity == "Asking its hub"
    assert place.row(model.id).ready
    qtbot.waitUntil(lambda: place.row(model.id).newer == "Hugging Face has a newer version")
    place.page.fetch(model.id)
    assert place.opened == [Reference("owner/Model-GGUF", "huggingface", variant="Q4_K_M")]
    assert place.notes.said == []


def test_nothing_newer_is_said_too(place: Place, qtbot: QtBot) -> None:
    model = place.files.add(place.library, "Q4_K_M")
    file = model.files[0]
    place.hub.files = published(("model-Q4_K_M.gguf", file.size, file.sha256))
    place.show(1)
    place.page.lookForNewer(model.id)
    qtbot.waitUntil(lambda: [note.text for note in place.notes.said] == ["There is nothing newer than Model-GGUF"])
    assert place.row(model.id).newer == ""


def test_a_hub_that_is_down_is_told_at_its_model(place: Place, qtbot: QtBot) -> None:
    model = place.files.add(place.library)
    place.hub.down = True
    place.show(1)
    place.page.lookForNewer(model.id)
    qtbot.waitUntil(lambda: place.row(model.id).problem == "huggingface can't be reached")
    assert "connection refused" in place.row(model.id).details


def test_nobody_waits_for_a_slow_hub(place: Place, qtbot: QtBot) -> None:
    first, second, _ = three(place)
    place.hub.gate.clear()
    place.page.lookForNewer(first.id)
    place.page.lookForNewer(second.id)
    assert place.row(second.id).activity == "Waits for its turn"
    place.page.stopWork(first.id)
    assert place.row(first.id).activity == ""
    assert place.row(second.id).activity == "Asking its hub"
    place.page.stopWork(second.id)
    place.hub.gate.set()


def test_a_model_without_a_hub_can_not_be_asked_about(place: Place) -> None:
    model = place.adopt("gemma", "lm_studio", b"x" * 9)
    place.show(1)
    assert not place.row(model.id).askable


# Moving


def ask_to_move(place: Place, model: Model, *folders: Path) -> None:
    place.settings.change(more_folders=tuple(map(str, folders)))
    place.page.start()
    place.qtbot.waitUntil(
        lambda: place.page._disks.found is not None and len(place.page._disks.found.folders) == 1 + len(folders)
    )
    with place.qtbot.waitSignal(place.page._moving.asked):
        place.page.askToMove(model.id)


def test_where_a_model_can_go(place: Place, other_disk: Path, tmp_path: Path) -> None:
    model = place.files.add(place.library)
    place.show(1)
    ask_to_move(place, model, other_disk, tmp_path / "unplugged")
    rows = place.page._moving._rows.rows
    assert [row.key for row in rows] == [str(place.files.folder), str(other_disk), str(tmp_path / "unplugged")]
    assert [row.possible for row in rows] == [False, True, False]
    assert (rows[0].about, rows[2].about) == ("It is here", "Not there now")
    assert rows[1].about.endswith(" free")
    assert place.page._moving.property("first") == 1


def test_another_disk_needs_room(place: Place, other_disk: Path) -> None:
    model = place.files.add(place.library)
    (full,) = destinations(model, [ModelFolder(other_disk, True, model.size - 1, 10**9)])
    assert not full.fits
    (same_disk,) = destinations(model, [ModelFolder(place.files.folder.parent, True, 0, 10**9)])
    assert same_disk.fits, "a rename takes no room"


def test_a_model_moves_to_another_disk(place: Place, other_disk: Path, qtbot: QtBot) -> None:
    model = place.files.add(place.library, shards=2)
    place.show(1)
    ask_to_move(place, model, other_disk)
    place.page._moving.choose(1)
    assert place.row(model.id).moving
    assert not place.row(model.id).ready
    place.page.delete(model.id)  # not now
    qtbot.waitUntil(lambda: str(other_disk) in place.row(model.id).folder.toLocalFile())
    assert [note.text for note in place.notes.said] == [f"Model-GGUF is in {other_disk} now"]
    assert place.row(model.id).status == "Verified"
    assert place.files.contents() == {}
    qtbot.waitUntil(lambda: [disk.models > 0 for disk in place.page._disks.rows.rows] == [False, True])


def test_a_move_that_is_stopped_leaves_the_model_where_it_was(
    place: Place, other_disk: Path, qtbot: QtBot
) -> None:
    model = place.add_file("m.gguf", b"0123456789abcdef" * 2 * MIB)
    place.show(1)
    ask_to_move(place, model, other_disk)
    place.page._moving.choose(1)
    place.page.stopWork(model.id)
    qtbot.waitUntil(lambda: not place.row(model.id).activity)
    assert place.row(model.id).folder.toLocalFile() == str(model.files[0].path.parent)
    assert list(other_disk.iterdir()) == []
    assert (place.row(model.id).problem, place.notes.said) == ("", [])


def test_what_keeps_a_model_from_moving_is_told_at_it(
    place: Place, other_disk: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = place.files.add(place.library)
    place.show(1)
    ask_to_move(place, model, other_disk)

    def full(*_: object) -> FireseedError:
        raise DiskFull(str(other_disk), 2 * 10**9, 10**9)

    monkeypatch.setattr(place.library, "move", full)
    place.page._moving.choose(1)
    qtbot.waitUntil(lambda: place.row(model.id).problem == "Not enough disk space: 2.00 GB needed, 1.00 GB free")
    assert place.row(model.id).status == "Verified"


def test_the_usual_models_folder_is_made_for_a_model_that_moves_there(
    place: Place, tmp_path: Path, qtbot: QtBot
) -> None:
    elsewhere = tmp_path / "elsewhere"
    usual, place.files.folder = place.files.folder, elsewhere
    model = place.files.add(place.library)
    place.files.folder = usual
    place.show(1)
    ask_to_move(place, model, elsewhere)
    assert not usual.exists()
    place.page._moving.choose(0)
    qtbot.waitUntil(lambda: str(usual) in place.row(model.id).folder.toLocalFile())


def test_a_chosen_folder_that_is_away_is_not_there_now(place: Place, tmp_path: Path) -> None:
    place.files.add(place.library)
    place.settings.change(models_folder=str(tmp_path / "unplugged"))
    place.files.folder = tmp_path / "unplugged"
    place.show(1)
    rows = place.page._disks.rows.rows
    assert [row.about for row in rows if row.absent] == ["not there now"]
    assert len(rows) == 2
