"""The quiet lines of the page Library: all models at once, the same bytes twice, unlisted files, other apps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fireseed.base.errors import JoiningUnsupported, ModelDamaged, NotWritable
from fireseed.base.paths import Paths
from fireseed.library.duplicates import Duplicate
from fireseed.library.elsewhere.adoption import Phase, Progress
from fireseed.library.elsewhere.found import Origin, Problem
from fireseed.ui.bridge import Bridge
from library.elsewhere.computer import gguf
from ui.hubs import repo
from ui.library_place import Place, place_at, published


@pytest.fixture
def place(bridge: Bridge, home: Paths, tmp_path: Path, qtbot: QtBot) -> Iterator[Place]:
    with place_at(bridge, home, tmp_path, qtbot) as made:
        yield made


def below(place: Place, key: str) -> list[str]:
    """What is unfolded below a line."""
    place.page.foldLine(key)
    assert place.line(key) is not None
    titles = [row.title for row in place.page._lines._open[key].rows]
    place.page.foldLine(key)
    return titles


# All models


def test_every_model_is_checked(place: Place, qtbot: QtBot) -> None:
    place.files.add(place.library, "Q2_K", shards=2)
    place.files.add(place.library, "Q8_0")
    place.show(2)
    place.page.checkAll()
    assert place.page.property("checking")
    line = place.line("check")
    assert line is not None
    assert (line.working, line.action, line.closable) == (True, "Stop", False)
    qtbot.waitUntil(lambda: place.said("check") == "Every byte of all 2 models is as it was")
    assert not place.page.property("checking")
    place.page.closeLine("check")
    assert place.line("check") is None


def test_a_check_of_all_names_those_that_are_not_well(place: Place, qtbot: QtBot) -> None:
    gone = place.files.add(place.library, "Q2_K")
    changed = place.files.add(place.library, "Q4_K_M")
    place.files.add(place.library, "Q8_0")
    gone.files[0].path.unlink()
    changed.files[0].path.write_bytes(b"something else")
    place.show(3)
    place.page.checkAll()
    qtbot.waitUntil(lambda: place.said("check") == "1 of 3 models are as they were")
    assert sorted(below(place, "check")) == [
        "The file of owner/Model-GGUF:Q2_K is not there now",
        "The file of owner/Model-GGUF:Q4_K_M was changed",
    ]


def test_a_check_of_all_can_be_stopped(place: Place, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    place.files.add(place.library)
    place.show(1)
    begun, seen = threading.Event(), threading.Event()

    def read(_: object, cancelled: Callable[[], bool]) -> tuple[()]:
        begun.set()
        while not cancelled() or not seen.wait(0.01):
            pass
        return ()

    monkeypatch.setattr(place.library, "verify_all", read)
    place.page.checkAll()
    qtbot.waitUntil(begun.is_set)
    place.page.actOn("check")
    assert place.said("check") == "Stopping"
    seen.set()
    qtbot.waitUntil(lambda: place.line("check") is None)


def test_a_check_of_all_that_is_broken_off_says_why(
    place: Place, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise NotWritable("library.sqlite3", "Read-only file system")

    monkeypatch.setattr(place.library, "verify_all", read)
    place.show(0)
    place.page.checkAll()
    qtbot.waitUntil(lambda: place.said("check") == "The check was broken off")
    assert below(place, "check") == ["Fireseed may not write to library.sqlite3"]


def test_newer_versions_of_all(place: Place, qtbot: QtBot) -> None:
    for number in range(3):
        name = f"owner/model-{number}"
        place.files.add(place.library, "Q4_K_M", repo=name)
        if number:
            place.hub.repos.append(repo("huggingface", name))
    place.hub.files = published(("m-Q4_K_M.gguf", 4321, "f" * 64))
    place.adopt("gemma", "lm_studio", b"x" * 9)
    place.show(4)
    place.hub.repos.append(repo("huggingface", "owner/model-0"))
    place.page.lookForNewerOnes()
    assert place.page.property("asking")
    qtbot.waitUntil(lambda: place.said("newer") == "3 models have a newer version")
    assert sum(row.newer != "" for row in place.rows) == 3


def test_a_hub_that_is_down_is_named_once(place: Place, qtbot: QtBot) -> None:
    for number in range(3):
        place.files.add(place.library, "Q4_K_M", repo=f"owner/model-{number}")
    place.hub.down = True
    place.show(3)
    place.page.lookForNewerOnes()
    qtbot.waitUntil(lambda: place.said("newer") == "Nothing newer was found · 3 could not be asked about")
    assert below(place, "newer") == ["huggingface can't be reached"]


def test_there_may_be_no_hub_to_ask(place: Place, qtbot: QtBot) -> None:
    place.adopt("gemma", "lm_studio", b"x" * 9)
    place.show(1)
    place.page.lookForNewerOnes()
    qtbot.waitUntil(lambda: place.said("newer") == "None of these models came from a hub that can be asked")


# The same bytes twice


def twins(place: Place, size: int = 1_000_000) -> None:
    for name in ("a", "b"):
        place.add_file(f"{name}.gguf", b"z" * size, repo=f"owner/{name}")


def test_space_is_shared_when_a_person_agrees(place: Place, qtbot: QtBot) -> None:
    twins(place)
    place.show(2)
    qtbot.waitUntil(lambda: place.said("space") == "2 models have the same 1.00 MB each")
    with qtbot.waitSignal(place.page._space_question.asked):
        place.page.actOn("space")
    (row,) = place.page._space_question._rows.rows
    assert (row.size, sorted(row.copies.split("\n"))) == ("1.00 MB", ["owner/a:a.gguf", "owner/b:b.gguf"])
    assert place.page._space_question.property("savings") == "1.00 MB"
    place.page._space_question.agree()
    qtbot.waitUntil(lambda: place.said("space") == "1.00 MB are free now")
    assert [row.status for row in place.rows] == ["Verified", "Verified"]
    place.page.closeLine("space")
    qtbot.waitUntil(lambda: place.line("space") is None)
    place.page.start()
    qtbot.waitUntil(lambda: place.page._space._found == ())


def test_what_can_not_be_joined_says_why_and_is_not_offered_again(
    place: Place, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins(place)
    place.show(2)
    qtbot.waitUntil(lambda: place.line("space") is not None)

    def refuse(duplicate: Duplicate, *_: object) -> int:
        raise JoiningUnsupported(str(duplicate.copies[1].file.path), "Operation not supported")

    monkeypatch.setattr(place.library, "join", refuse)
    place.page._space_question.agree()
    qtbot.waitUntil(lambda: place.said("space") == "No space was freed; every model is as it was")
    assert below(place, "space") == ["These copies can't share their space"]
    place.page.closeLine("space")
    assert place.line("space") is None


def test_joining_can_be_stopped(place: Place, qtbot: QtBot) -> None:
    twins(place, 32 * 2**20)
    place.show(2)
    qtbot.waitUntil(lambda: place.line("space") is not None)
    place.page._space_question.agree()
    place.page.actOn("space")
    qtbot.waitUntil(lambda: not place.page._space.is_busy)
    inodes = {model.files[0].path.stat().st_ino for model in place.library.models()}
    assert len(inodes) == 2
    assert place.said("space").startswith("2 models have the same"), "it is offered again"


def test_a_person_may_not_want_to_share(place: Place, qtbot: QtBot) -> None:
    twins(place)
    place.show(2)
    qtbot.waitUntil(lambda: place.line("space") is not None)
    place.page.closeLine("space")
    place.page.start()
    assert place.page._space._search is not None
    qtbot.waitUntil(lambda: place.page._space._search is None)
    assert place.line("space") is None


def test_several_duplicates_are_counted_together(place: Place, qtbot: QtBot) -> None:
    twins(place)
    place.add_file("c.gguf", b"y" * 500_000, repo="owner/c")
    place.adopt("d", "lm_studio", b"y" * 500_000)
    place.show(4)
    qtbot.waitUntil(lambda: place.said("space") == "1.50 MB of these models are here more than once")
    place.page.actOn("space")
    copies = place.page._space_question._rows.rows[1].copies
    assert copies == "owner/Model-GGUF:d, of LM Studio\nowner/c:c.gguf", "theirs stays"


# Files that nobody listed


def put(place: Place, path: str, content: bytes) -> Path:
    target = place.files.folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


def test_unlisted_models_are_added(place: Place, qtbot: QtBot) -> None:
    put(place, "mine/Model-Q4_K_M.gguf", gguf("one"))
    put(place, "huggingface/Qwen/Qwen3-8B-GGUF/Qwen3-8B-Q8_0.gguf", gguf("two"))
    put(place, "mine/.partial.gguf", gguf("three"))
    place.page.start()
    qtbot.waitUntil(lambda: place.said("unlisted") == "2 models in the models folders are not in the list")
    assert "Qwen/Qwen3-8B-GGUF:Q8_0" in below(place, "unlisted")
    place.page.actOn("unlisted")
    assert place.said("unlisted").startswith("Reading ")
    qtbot.waitUntil(lambda: place.said("unlisted") == "2 models were added")
    qtbot.waitUntil(lambda: len(place.rows) == 2)
    assert {row.status for row in place.rows} == {"No digest published"}
    place.page.closeLine("unlisted")
    qtbot.waitUntil(lambda: place.line("unlisted") is None)  # the folders are looked through once more


def test_a_file_that_is_no_model_is_not_added(place: Place, qtbot: QtBot) -> None:
    put(place, "mine/Model-Q4_K_M.gguf", b"<html>sign in</html>")
    place.page.start()
    qtbot.waitUntil(lambda: place.said("unlisted") == "A model in the models folder is not in the list")
    place.page.actOn("unlisted")
    qtbot.waitUntil(lambda: place.said("unlisted") == "No model was added")
    assert below(place, "unlisted") == ["Model-Q4_K_M.gguf is not a model file"]
    assert place.rows == ()
    place.page.closeLine("unlisted")
    place.page.closeLine("unlisted")
    place.page.start()
    assert place.page._unlisted._search is not None
    qtbot.waitUntil(lambda: place.page._unlisted._search is None)
    assert place.line("unlisted") is None, "it is known now"


def test_a_set_that_lacks_shards_is_told(place: Place, qtbot: QtBot) -> None:
    put(place, "mine/Big-Q4_K_M-00001-of-00003.gguf", gguf("big", shard=1, of=3))
    place.page.start()
    qtbot.waitUntil(lambda: place.said("unlisted") == "Parts of a model are missing in the models folder")
    assert below(place, "unlisted") == ["Big-Q4_K_M-00001-of-00003.gguf"]
    line = place.line("unlisted")
    assert line is not None
    assert line.action == "", "there is nothing to add"


# Other apps

MEASURING = Progress(Phase.MEASURING, "google/gemma-3:Q4_K_M", 250, 1000, 2, 0)


def test_the_reading_of_other_apps_models_can_wait(place: Place) -> None:
    place.adoption.progress = MEASURING
    line = place.line("reading")
    assert line is not None
    assert line.text == "Found in another app, being read once: google/gemma-3:Q4_K_M · 2 more to come"
    assert (line.part, line.action, line.closable) == (0.25, "Pause", False)
    place.page.actOn("reading")
    place.adoption.progress = replace(MEASURING, phase=Phase.PAUSED)
    assert place.said("reading") == "Models of other apps wait to be read"
    place.page.actOn("reading")
    assert place.adoption.asked == ["pause", "resume"]
    place.adoption.progress = replace(MEASURING, phase=Phase.IDLE)
    assert place.line("reading") is None


def damaged(path: str) -> Problem:
    return Problem(Origin.OLLAMA, Path(path), ModelDamaged("Ollama", path, "a" * 64, "b" * 64))


def test_what_is_wrong_with_other_apps_models_is_told_once(place: Place) -> None:
    place.adoption.problems = (damaged("/a"), damaged("/b"))
    assert place.said("unusable") == "2 models of other apps can't be used"
    assert below(place, "unusable") == ["A model of Ollama is damaged", "A model of Ollama is damaged"]
    place.page.actOn("unusable")
    assert place.adoption.asked == ["look"]
    place.page.closeLine("unusable")
    assert place.line("unusable") is None
    place.adoption.problems = (damaged("/b"),)
    assert place.line("unusable") is None, "it was read"
    place.adoption.problems = (damaged("/c"),)
    assert place.said("unusable") == "One model of another app can't be used"


def test_a_search_that_ended_early_is_told(place: Place) -> None:
    place.adoption.failure = NotWritable("/home/x/adoption.json", "No space left on device")
    assert place.said("unusable") == "Looking for models of other apps ended early"
    assert below(place, "unusable") == ["Fireseed may not write to /home/x/adoption.json"]
