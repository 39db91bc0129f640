"""The background worker over a real library and real layouts."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fireseed.base.errors import GgufTruncated, ModelDamaged, NotWritable
from fireseed.library.elsewhere import adoption as adoption_module
from fireseed.library.elsewhere.adoption import Adoption, Phase
from fireseed.library.elsewhere.found import FoundFile, Origin
from fireseed.library.elsewhere.measuring import measure
from fireseed.library.elsewhere.memory import Memory, Name
from fireseed.library.model import Check, Model, ModelState
from fireseed.library.store import Library, NewFile
from library.elsewhere.computer import Computer, gguf, sha256

SECONDS = 60.0
"""A time limit that only a defect reaches."""
REPO = ".lmstudio/models/pub/repo"
PATH = f"{REPO}/m-Q4_0.gguf"


def until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.002)


class Worker:
    """Adoptions of one computer into one library; each `start` is a new start of the app."""

    def __init__(self, computer: Computer, library: Library, memory: Path) -> None:
        self._computer = computer
        self._library = library
        self.memory = memory
        self.origins = set(Origin)
        self.adoption = self._make()

    def _make(self) -> Adoption:
        return Adoption(self._library, self._computer.surroundings, self.memory, lambda: frozenset(self.origins))

    def start(self) -> Adoption:
        self.adoption.close()
        self.adoption = self._make()
        self.adoption.start()
        return self.adoption

    def finish(self) -> Adoption:
        """Starts the app and waits until nothing is left to do."""
        adoption = self.start()
        until(lambda: adoption.progress.phase is Phase.IDLE)
        return adoption

    def look_again(self) -> Adoption:
        """One more search, to its end."""
        self.adoption.look_again()
        until(lambda: self.adoption.progress.phase is Phase.IDLE)
        return self.adoption


@pytest.fixture
def worker(computer: Computer, library: Library, tmp_path: Path) -> Iterator[Worker]:
    made = Worker(computer, library, tmp_path / "state" / "elsewhere.json")
    yield made
    made.adoption.close()


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The reading of a large file rests after each piece until this is set, or until it is to pause or to end."""
    event = threading.Event()

    def read(file: FoundFile, advance: Callable[[int], None], held_up: Callable[[], bool], wait: object) -> str:
        def step(count: int) -> None:
            advance(count)
            while file.size > 1 << 20 and not held_up() and not event.wait(0.005):
                pass

        return measure(file, step, held_up, wait)  # type: ignore[arg-type] # as it was given

    monkeypatch.setattr(adoption_module, "measure", read)
    yield event
    event.set()


def large(computer: Computer, path: str, size: int) -> Path:
    """A sound model file with a hole behind its tensors."""
    made = computer.put(path, gguf(path))
    with made.open("r+b") as stream:
        stream.truncate(size)
    return made


def overwrite_unseen(path: Path, content: bytes) -> None:
    """As a failing disk does: size and time of change stay."""
    stat = path.stat()
    path.write_bytes(content.ljust(stat.st_size, b"\1"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def only(library: Library) -> Model:
    (model,) = library.adopted()
    return model


def test_the_models_of_all_apps_are_used_in_place(computer: Computer, library: Library, worker: Worker) -> None:
    content, eyes, pulled = gguf("a", licence="mit"), gguf("eyes", architecture="clip"), gguf("b")
    path = computer.put(PATH, content)
    computer.put(f"{REPO}/mmproj-F16.gguf", eyes)
    computer.pulled("registry.ollama.ai/library/m/1b", {"model": pulled, "params": b"{}"})
    computer.put(".local/share/Jan/data/models/jan-m/m-Q4_0.gguf", gguf("c"))
    computer.put(".local/share/nomic.ai/GPT4All/m.Q4_0.gguf", gguf("d"))
    computer.cached("owner/name", "m-Q4_0.gguf", gguf("e"))
    computer.put(".local/share/nomic.ai/GPT4All/cut.Q4_0.gguf", gguf("f")[:-50])
    before = computer.tree()
    adoption = worker.finish()
    models = {Origin(model.origin): model for model in library.adopted()}
    assert set(models) == set(Origin)
    assert {model.state for model in models.values()} == {ModelState.READY}
    ours = models[Origin.LM_STUDIO]
    assert ours.projector is not None
    assert (ours.name, ours.licence) == ("pub/repo:Q4_0", "mit")
    assert [(file.path, file.sha256, file.check) for file in ours.files] == [
        (path, sha256(content), Check.NO_DIGEST)
    ]
    assert ours.projector.sha256 == sha256(eyes)
    ollama = models[Origin.OLLAMA]
    assert [(file.sha256, file.check) for file in ollama.files] == [(sha256(pulled), Check.MIRRORED)]
    assert [file.path.read_bytes() for file in ollama.extras] == [b"{}"]
    assert (ollama.hub, models[Origin.HUGGING_FACE].hub) == ("ollama", "huggingface")
    assert adoption.progress.phase is Phase.IDLE
    assert adoption.progress.adopted == 5
    assert [type(problem.error) for problem in adoption.problems] == [GgufTruncated]
    assert {each.origin for each in adoption.found if each.folders} == set(Origin)
    assert computer.tree() == before


def test_a_second_search_changes_nothing(computer: Computer, library: Library, worker: Worker) -> None:
    computer.put(PATH, gguf())
    worker.finish()
    model = only(library)
    assert worker.look_again().progress.adopted == 1
    assert only(library) == model
    assert worker.finish().progress.adopted == 0
    assert only(library) == model


def test_a_restart_does_not_read_what_was_measured(
    computer: Computer, library: Library, worker: Worker, go_on: threading.Event
) -> None:
    """The first shard is read, the second one not to its end."""
    first = computer.put(f"{REPO}/m-Q8_0-00001-of-00002.gguf", gguf("1", shard=1, of=2))
    measured = sha256(first.read_bytes())
    second = computer.put(f"{REPO}/m-Q8_0-00002-of-00002.gguf", gguf("2", shard=2, of=2))
    with second.open("r+b") as stream:
        stream.truncate(32 << 20)
    adoption = worker.start()
    until(lambda: adoption.progress.done > first.stat().st_size)
    adoption.close()
    assert library.adopted() == ()
    go_on.set()
    overwrite_unseen(first, first.read_bytes()[:-1])
    worker.finish()
    assert only(library).files[0].sha256 == measured


def test_it_ends_at_once(computer: Computer, worker: Worker) -> None:
    """Reading all of it would take minutes."""
    large(computer, PATH, 256 << 30)
    adoption = worker.start()
    until(lambda: adoption.progress.done > 0)
    begun = time.monotonic()
    adoption.close()
    assert time.monotonic() - begun < 60
    assert adoption.progress.phase is Phase.CLOSED


def test_a_pause_holds_it_and_the_rest_is_read_later(
    computer: Computer, library: Library, worker: Worker, go_on: threading.Event
) -> None:
    path = large(computer, PATH, 32 << 20)
    computer.put(f"{REPO}/tiny-Q2_K.gguf", gguf("tiny"))
    adoption = worker.start()
    until(lambda: adoption.progress.total == 32 << 20 and adoption.progress.done > 0)
    adoption.pause()
    until(lambda: adoption.progress.phase is Phase.PAUSED)
    sample = adoption.progress
    assert (sample.model, sample.total, sample.waiting) == ("pub/repo:Q4_0", 32 << 20, 0)
    assert 0 < sample.done < sample.total
    assert [model.variant for model in library.adopted()] == ["Q2_K"]  # the smallest came first
    assert adoption.progress == sample
    go_on.set()
    adoption.resume()
    until(lambda: len(library.adopted()) == 2)
    assert {model.variant: model for model in library.adopted()}["Q4_0"].files[0].sha256 == sha256(
        path.read_bytes()
    )


def test_an_end_in_a_pause(computer: Computer, worker: Worker) -> None:
    large(computer, PATH, 256 << 20)
    worker.adoption.pause()
    worker.adoption.start()
    until(lambda: worker.adoption.progress.phase is Phase.PAUSED)
    worker.adoption.close()
    assert worker.adoption.progress.phase is Phase.CLOSED


def test_what_its_app_recorded_otherwise_is_damaged(computer: Computer, library: Library, worker: Worker) -> None:
    content = gguf()
    computer.pulled("registry.ollama.ai/library/m/1b", {"model": content})
    blob = computer.home / f".ollama/models/blobs/sha256-{sha256(content)}"
    blob.write_bytes(content[:-1] + b"\1")
    actual = sha256(blob.read_bytes())
    for adoption in (worker.finish(), worker.look_again(), worker.finish()):
        assert library.adopted() == ()
        (problem,) = adoption.problems
        assert isinstance(problem.error, ModelDamaged)
        assert (problem.origin, problem.path) == (Origin.OLLAMA, blob)
        assert (problem.error.app, problem.error.expected, problem.error.actual) == (
            "Ollama",
            sha256(content),
            actual,
        )
        overwrite_unseen(blob, content)  # it is not read again while its size and time stay
    blob.write_bytes(content)
    assert worker.look_again().problems == ()
    assert only(library).state is ModelState.READY


def test_a_model_that_vanished_is_missing(computer: Computer, library: Library, worker: Worker) -> None:
    path = computer.put(PATH, gguf())
    worker.finish()
    content = path.read_bytes()
    path.unlink()
    worker.look_again()
    assert only(library).state is ModelState.MISSING
    path.write_bytes(content)
    worker.look_again()
    assert only(library).state is ModelState.READY


def test_a_model_that_its_app_replaced_is_measured_anew(
    computer: Computer, library: Library, worker: Worker
) -> None:
    path = computer.put(PATH, gguf("old"))
    worker.finish()
    before = only(library)
    path.write_bytes(gguf("new"))
    assert only(library).state is ModelState.CHANGED
    worker.look_again()
    after = only(library)
    assert (after.id, after.state) == (before.id, ModelState.READY)
    assert after.files[0].sha256 == sha256(path.read_bytes())


def test_a_new_time_of_change_alone_makes_it_ready_again(
    computer: Computer, library: Library, worker: Worker
) -> None:
    path = computer.put(PATH, gguf())
    worker.finish()
    os.utime(path, ns=(0, 1))
    assert only(library).state is ModelState.CHANGED
    # Measured, and killed before the library knew.
    stat = path.stat()
    Memory(worker.memory).note(FoundFile(path, stat.st_size, stat.st_mtime_ns), sha256(path.read_bytes()))
    worker.finish()
    assert only(library).state is ModelState.READY


def test_what_a_verification_found_damaged_stays_so(computer: Computer, library: Library, worker: Worker) -> None:
    path = computer.put(PATH, gguf())
    worker.finish()
    overwrite_unseen(path, path.read_bytes()[:-1])
    library.verify(only(library).id, lambda _: None, lambda: False)
    assert only(library).state is ModelState.CHANGED
    worker.look_again()
    assert only(library).state is ModelState.CHANGED


def test_a_forgotten_model_stays_away_until_it_is_allowed(
    computer: Computer, library: Library, worker: Worker
) -> None:
    computer.put(PATH, gguf("a"))
    computer.put(f"{REPO}/m-Q8_0.gguf", gguf("b"))
    adoption = worker.finish()
    before = computer.tree()
    adoption.forget(next(model.id for model in library.adopted() if model.variant == "Q4_0"))
    assert computer.tree() == before
    worker.look_again()
    assert only(library).variant == "Q8_0"
    adoption = worker.finish()
    assert only(library).variant == "Q8_0"
    assert adoption.ignored == (Name(Origin.LM_STUDIO, "pub/repo", "Q4_0"),)
    adoption.allow(adoption.ignored[0])
    until(lambda: len(library.adopted()) == 2)
    assert adoption.ignored == ()


def test_what_is_forgotten_while_it_is_measured_is_not_added(
    computer: Computer, library: Library, worker: Worker, go_on: threading.Event
) -> None:
    path = computer.put(PATH, gguf())
    worker.finish()
    with path.open("r+b") as stream:
        stream.truncate(32 << 20)
    adoption = worker.adoption
    adoption.look_again()
    until(lambda: adoption.progress.done > 0)
    adoption.forget(only(library).id)
    go_on.set()
    until(lambda: adoption.progress.phase is Phase.IDLE)
    assert library.adopted() == ()


def test_an_app_that_is_switched_off_takes_its_models_along(
    computer: Computer, library: Library, worker: Worker
) -> None:
    path = computer.put(PATH, gguf())
    computer.cached("owner/name", "m-Q4_0.gguf", gguf("e"))
    worker.finish()
    measured = sha256(path.read_bytes())
    worker.origins.remove(Origin.LM_STUDIO)
    worker.look_again()
    assert only(library).origin == Origin.HUGGING_FACE
    worker.origins.add(Origin.LM_STUDIO)
    overwrite_unseen(path, path.read_bytes()[:-1])
    worker.look_again()
    back = {model.origin: model for model in library.adopted()}[Origin.LM_STUDIO]
    assert back.files[0].sha256 == measured  # known, and not read again


def test_downloads_of_ours_in_a_shared_folder_are_no_others(
    computer: Computer, library: Library, worker: Worker
) -> None:
    path = computer.put(".lmstudio/models/huggingface/owner/repo/m-Q4_0.gguf", gguf())
    library.add(
        hub="huggingface",
        repo="owner/repo",
        commit="c0ffee",
        variant="Q4_0",
        licence=None,
        files=[NewFile(path, sha256(path.read_bytes()), Check.VERIFIED)],
    )
    worker.finish()
    assert library.adopted() == ()


def test_a_file_that_grows_is_left_to_the_next_search(
    computer: Computer, library: Library, worker: Worker, go_on: threading.Event
) -> None:
    path = large(computer, PATH, 32 << 20)
    adoption = worker.start()
    until(lambda: adoption.progress.done > 0)
    with path.open("ab") as stream:
        stream.write(b"more")
    go_on.set()
    until(lambda: adoption.progress.phase is Phase.IDLE)
    assert library.adopted() == ()
    worker.look_again()
    assert only(library).size == path.stat().st_size


def test_a_disk_that_takes_nothing_is_told_and_the_next_search_goes_on(
    computer: Computer, library: Library, worker: Worker
) -> None:
    computer.put(PATH, gguf())
    worker.memory.parent.touch()
    adoption = worker.finish()
    assert isinstance(adoption.failure, NotWritable)
    assert library.adopted() == ()
    worker.memory.parent.unlink()
    assert worker.look_again().failure is None
    assert only(library).state is ModelState.READY
