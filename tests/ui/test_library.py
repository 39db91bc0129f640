"""The page Library over a real library: what it says of the models, and what deleting does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fireseed.base.errors import DatabaseDamaged
from fireseed.base.paths import Paths
from fireseed.library.elsewhere.adoption import Phase, Progress
from fireseed.library.elsewhere.found import Origin
from fireseed.library.elsewhere.memory import Name
from fireseed.library.model import Check, Model
from fireseed.transfer.plan import Plan, PlannedFile
from fireseed.ui.bridge import Bridge
from fireseed.ui.library import LibraryPage
from library.shelf import REPO
from ui.hubs import LONG_NAME
from ui.library_place import Place, place_at


@pytest.fixture
def place(bridge: Bridge, home: Paths, tmp_path: Path, qtbot: QtBot) -> Iterator[Place]:
    with place_at(bridge, home, tmp_path, qtbot) as made:
        yield made


def facts(place: Place, key: str) -> dict[str, str]:
    """The particulars of a model by their labels."""
    rows = place.page._open[key].rows
    return {row.label: row.value for row in rows}


def test_an_empty_library_says_so_once_it_is_known(place: Place, qtbot: QtBot) -> None:
    assert place.phase is LibraryPage.Phase.LOADING
    place.page.start()
    qtbot.waitUntil(lambda: place.phase is LibraryPage.Phase.EMPTY)
    assert place.page.property("summary") == ""
    qtbot.waitUntil(lambda: len(place.page._disks.rows.rows) == 1)
    (disk,) = place.page._disks.rows.rows
    assert disk.about.startswith("0 B of models · ")
    assert not disk.absent, "the models folder is made when it is needed"
    assert 0.0 < disk.used <= 1.0


def test_what_a_row_says(place: Place, qtbot: QtBot) -> None:
    model = place.files.add(place.library, "Q4_K_M", repo=f"owner/{LONG_NAME}", projector=b"p" * 500)
    place.show(1)
    row = place.row(model.id)
    assert (row.title, row.owner, row.variant, row.licence) == (LONG_NAME, "owner", "4-bit · Q4_K_M", "Apache 2.0")
    assert (row.status, row.sound, row.proven, row.ready) == ("Verified", True, True, True)
    assert row.proof == f"Checked today · SHA-256 {model.files[0].sha256}"
    assert row.used == "not used yet"
    assert row.folder.toLocalFile() == str(model.files[0].path.parent)
    assert (row.app, row.activity, row.problem, row.newer, row.askable) == ("", "", "", "", True)
    place.library.used(model.id)
    place.page.start()
    qtbot.waitUntil(lambda: place.row(model.id).used == "used today")


@pytest.mark.parametrize(
    ("origin", "check", "status"),
    [
        ("", Check.NO_DIGEST, "No digest published"),
        ("", Check.MIRRORED, "Matches the mirror's digest"),
        ("lm_studio", Check.NO_DIGEST, "No digest published"),
        ("ollama", Check.MIRRORED, "Matches Ollama's digest"),
        ("an app of the future", Check.MIRRORED, "Matches an app of the future's digest"),
    ],
)
def test_whose_word_a_digest_is(place: Place, origin: str, check: Check, status: str) -> None:
    if origin:
        place.adopt("model", origin, b"x" * 100, check)
    else:
        place.add_file("model.gguf", b"x" * 100, check)
    place.show(1)
    (row,) = place.rows
    assert (row.status, row.sound, row.proven, row.ready) == (status, True, False, True)


def test_a_file_that_went_and_one_that_changed(place: Place, qtbot: QtBot) -> None:
    gone = place.files.add(place.library, "Q2_K")
    changed = place.files.add(place.library, "Q8_0")
    place.show(2)
    gone.files[0].path.unlink()
    changed.files[0].path.write_bytes(b"something else")
    place.page.start()
    qtbot.waitUntil(lambda: not place.row(gone.id).sound and not place.row(changed.id).sound)
    assert (place.row(gone.id).status, place.row(gone.id).ready) == ("Not there now", False)
    assert (place.row(changed.id).status, place.row(changed.id).ready) == ("Changed since it was verified", False)


def test_how_many_and_how_large(place: Place) -> None:
    first = place.add_file("a.gguf", b"x" * 1_000_000)
    place.show(1)
    assert place.page.property("summary") == "One model · 1.00 MB"
    place.add_file("b.gguf", b"y" * 1_000_000)
    twin = place.files.folder / "twin.gguf"
    twin.hardlink_to(first.files[0].path)
    place.show(2)
    place.qtbot.waitUntil(lambda: place.page.property("summary") == "2 models · 2.00 MB")


def test_names_are_filtered(place: Place) -> None:
    place.files.add(place.library, "Q4_K_M", repo="Qwen/Qwen3-8B-GGUF")
    place.files.add(place.library, "Q8_0", repo="google/gemma-3")
    place.adopt("gemma", "lm_studio", b"y" * 9)
    place.show(3)
    for text, count in (("GEMMA", 2), ("gemma q8", 1), ("studio", 1), ("", 3), ("llama", 0)):
        place.page.setProperty("text", text)
        assert len(place.rows) == count, text
    assert place.phase is LibraryPage.Phase.UNFIT
    place.page.setProperty("text", "")
    assert place.phase is LibraryPage.Phase.READY


def test_the_particulars_of_a_model(place: Place) -> None:
    model = place.files.add(place.library, "Q4_K_M", shards=2)
    place.show(1)
    place.page.fold(model.id)
    found = facts(place, model.id)
    assert found["Proof"] == "The bytes are those that the publisher released."
    assert found["From"] == "Hugging Face · c0ffee"
    assert found["Folder"] == str(model.files[0].path.parent)
    assert [found[file.path.name] for file in model.files] == [file.sha256 for file in model.files]
    assert "At its hub" not in found, "nobody has asked"
    place.library.note_upstream(model.id, "d", newer=False, checked_at=datetime.now(UTC))
    place.page.start()
    place.qtbot.waitUntil(lambda: facts(place, model.id).get("At its hub") == "Nothing newer (asked today)")
    assert place.row(model.id).open
    place.page.fold(model.id)
    assert place.row(model.id).facts is None


def test_nothing_is_made_anew_while_nothing_happens(place: Place) -> None:
    for number in range(20):
        place.files.add(place.library, f"Q{number}")
    place.show(20)
    before = place.rows
    told = []
    place.page._rows.dataChanged.connect(lambda *_: told.append(1))
    for _ in range(3):
        place.page.sample()
        place.page._show_rows()
    assert all(now is then for now, then in zip(place.rows, before, strict=True))
    assert told == []


# The bin


def test_into_the_bin_and_back(place: Place, qtbot: QtBot) -> None:
    model = place.files.add(place.library)
    place.show(1)
    place.page.delete(model.id)
    qtbot.waitUntil(lambda: place.phase is LibraryPage.Phase.EMPTY)
    assert not model.files[0].path.exists()
    qtbot.waitUntil(lambda: bool(place.notes.said))
    (note,) = place.notes.said
    assert (note.text, note.action) == ("Moved to the bin: Model-GGUF", "Undo")
    note.undo()
    qtbot.waitUntil(lambda: place.phase is LibraryPage.Phase.READY)
    assert model.files[0].path.exists()
    assert place.row(model.id).status == "Verified"


def binned(place: Place, *variants: str) -> list[Model]:
    models = [place.files.add(place.library, variant) for variant in variants]
    for model in models:
        place.library.delete(model.id)
    place.page.start()
    place.qtbot.waitUntil(lambda: place.page._bin.property("count") == len(models))
    return models


def test_what_is_in_the_bin_and_the_way_out_of_it(place: Place, qtbot: QtBot) -> None:
    first, second = binned(place, "Q2_K", "Q8_0")
    rows = place.page._bin._rows.rows
    assert [row.key for row in rows] == [second.id, first.id], "the last deleted first"
    assert rows[0].about.startswith("8-bit · Q8_0 · ")
    assert place.page._bin.property("summary").startswith("2 models, ")
    place.page._bin.restore(first.id)
    qtbot.waitUntil(lambda: len(place.rows) == 1 and place.page._bin.property("count") == 1)
    assert first.files[0].path.exists()
    assert place.page._bin.property("question").startswith("The model is deleted for good")


def test_the_bin_is_emptied(place: Place, qtbot: QtBot) -> None:
    binned(place, "Q2_K", "Q8_0")
    assert len(place.files.contents()) == 2
    place.page._bin.empty()
    assert place.page._bin.property("busy")
    qtbot.waitUntil(lambda: place.page._bin.property("count") == 0)
    assert place.files.contents() == {}


def test_a_model_that_can_not_come_back_says_why(place: Place, qtbot: QtBot) -> None:
    (model,) = binned(place, "Q2_K")
    in_the_way = model.files[0].path
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    in_the_way.write_bytes(b"another file")
    place.page._bin.restore(model.id)
    qtbot.waitUntil(lambda: bool(place.page._bin.property("problem")))
    assert str(in_the_way) in place.page._bin.property("problem")
    assert place.page._bin.property("count") == 1


def test_what_another_app_has_is_only_taken_off_the_list(place: Place, qtbot: QtBot) -> None:
    model = place.adopt("gemma", "lm_studio", b"x" * 99)
    place.show(1)
    assert place.row(model.id).app == "LM Studio"
    place.page.fold(model.id)
    assert facts(place, model.id)[""].startswith("It belongs to LM Studio: ")
    place.page.delete(model.id)
    qtbot.waitUntil(lambda: not place.rows)
    assert model.files[0].path.exists()
    (note,) = place.notes.said
    assert note.text == "Removed from the list: Model-GGUF. Its files stay in LM Studio."
    note.undo()
    qtbot.waitUntil(lambda: place.adoption.allowed == [Name(Origin.LM_STUDIO, REPO, "gemma")])


# What surrounds it


def test_models_of_other_apps_are_seen_when_they_come(place: Place, qtbot: QtBot) -> None:
    place.show(0)
    place.adopt("gemma", "lm_studio", b"x" * 99)
    place.adoption.progress = Progress(Phase.IDLE, "", 0, 0, 0, adopted=1)
    qtbot.waitUntil(lambda: len(place.rows) == 1)


def test_what_downloads_are_about_to_bring_is_known(place: Place) -> None:
    file = PlannedFile("m.gguf", 9, None, None, "/models/m.gguf", ())
    place.transfers.start(Plan("huggingface", "a/b", "c", "Q4", None, (file,)))  # type: ignore[arg-type] # scripted
    assert place.shelf.arriving() == {Path("/models/m.gguf")}


def test_a_library_that_can_not_be_read_is_a_failure(
    place: Place, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise DatabaseDamaged("library.sqlite3", "malformed")

    monkeypatch.setattr(place.library, "models", fail)
    place.page.start()
    qtbot.waitUntil(lambda: place.phase is LibraryPage.Phase.FAILED)
    assert place.page.property("problem") == "A data file is damaged"
    assert "library.sqlite3" in place.page.property("advice")
    monkeypatch.undo()
    place.page.start()
    qtbot.waitUntil(lambda: place.phase is LibraryPage.Phase.EMPTY)
