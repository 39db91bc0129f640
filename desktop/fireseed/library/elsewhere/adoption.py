"""Makes models of other apps part of the library, in the background: found, measured one at a time, used in place.

A search costs little; measuring reads every byte once. What was measured is remembered (`memory`), so that a
restart goes on with the next file. Nothing in the apps' folders is ever written.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fireseed.base.errors import FireseedError, ModelDamaged, ModelMissing, NotReadable, Unexpected
from fireseed.base.priority import lower_this_thread
from fireseed.library.elsewhere.found import Found, FoundFile, FoundModel, Origin, Problem, label
from fireseed.library.elsewhere.measuring import ChangedMeanwhile, measure
from fireseed.library.elsewhere.memory import Memory, Name
from fireseed.library.elsewhere.scan import look
from fireseed.library.elsewhere.surroundings import Surroundings
from fireseed.library.hashing import Stopped
from fireseed.library.model import Check, Model
from fireseed.library.presence import NEVER
from fireseed.library.store import Library, NewFile

_log = logging.getLogger(__name__)


class Phase(StrEnum):
    """What the worker is doing."""

    IDLE = "idle"  # nothing is left to do until the next search
    LOOKING = "looking"  # in the apps' folders
    MEASURING = "measuring"  # a model's files are read
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True)
class Progress:
    """A sample. `done` of `total` are bytes of `model` (`owner/name:variant`, empty where none is measured).

    `waiting` models come after it; `adopted` counts those that came into the library, or left it, since the start:
    where it differs from the last sample the library is worth reading again.
    """

    phase: Phase
    model: str
    done: int
    total: int
    waiting: int
    adopted: int


class Adoption:
    """One background thread. All methods are thread-safe and quick; `close` waits for the piece that is read.

    A model is added again when its files change, and stays (as missing) when they vanish. One that a person
    removed with `forget` is passed over until `allow`. Models of an app that is not among `origins` any more leave
    the library, and come back with the app.
    """

    def __init__(
        self,
        library: Library,
        surroundings: Surroundings,
        memory: Path,
        origins: Callable[[], Collection[Origin]],
    ) -> None:
        """`memory` is the JSON file of what must survive a restart; `origins` is asked at each search."""
        self._library = library
        self._surroundings = surroundings
        self._memory = Memory(memory)
        self._origins = origins
        self._condition = threading.Condition()
        self._asked = False
        self._paused = False
        self._closed = False
        self._found: tuple[Found, ...] = ()
        self._damaged: tuple[Problem, ...] = ()
        self._failure: FireseedError | None = None
        self._progress = Progress(Phase.IDLE, "", 0, 0, 0, 0)
        self._adopted = 0
        self._thread = threading.Thread(target=self._run, name="adoption", daemon=True)

    def start(self) -> None:
        """Begins with a search; call once."""
        self._asked = True
        self._thread.start()

    def look_again(self) -> None:
        """Searches (again) as soon as the worker is free."""
        with self._condition:
            self._asked = True
            self._condition.notify_all()

    def pause(self) -> None:
        """Stops reading within a piece (1 MiB); what was read of a file counts when `resume` is called."""
        with self._condition:
            self._paused = True

    def resume(self) -> None:
        with self._condition:
            self._paused = False
            self._condition.notify_all()

    def close(self) -> None:
        """Ends the thread; a file that was not read to its end is read again after the next start."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def progress(self) -> Progress:
        """A search that was asked for counts as begun."""
        with self._condition:
            progress = self._progress
            phase = Phase.LOOKING if self._asked and progress.phase is Phase.IDLE else progress.phase
            return dataclasses.replace(progress, phase=phase, adopted=self._adopted)

    @property
    def found(self) -> tuple[Found, ...]:
        """What the last search found, app by app."""
        return self._found

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is no usable model, with the reason, of all apps; damaged files once they are measured."""
        return (*(problem for found in self._found for problem in found.problems), *self._damaged)

    @property
    def failure(self) -> FireseedError | None:
        """Why the last round ended early (a disk that is full, a library that can't be written); else None."""
        return self._failure

    @property
    def ignored(self) -> tuple[Name, ...]:
        """The models that a person removed, and that `allow` brings back."""
        return self._memory.ignored

    def forget(self, key: str) -> None:
        """Removes a model of another app from the library for good; its files stay. Raises as Library.forget."""
        model = self._library.model(key)
        if model.origin in tuple(Origin):  # not of an app that only a newer Fireseed knows
            self._memory.ignore(Name(Origin(model.origin), model.repo, model.variant))
        self._library.forget(key)
        self._count()

    def allow(self, name: Name) -> None:
        """Takes `forget` back: the next search, which begins at once, adds the model again."""
        self._memory.allow(name)
        self.look_again()

    def _run(self) -> None:
        lower_this_thread()
        try:
            while True:
                self._show(Phase.IDLE)
                with self._condition:
                    self._condition.wait_for(lambda: self._asked or self._closed)
                    self._show(Phase.LOOKING)
                    self._asked = False
                self._wait()
                self._round()
        except Stopped:
            self._show(Phase.CLOSED)

    def _round(self) -> None:
        """One search, and the measuring of what is new."""
        self._failure = None
        try:
            origins = self._origins()
            self._leave_out(origins)
            found = look(
                self._surroundings,
                origins,
                known=lambda file: self._memory.sha256_of(file) is not None,
                stopped=lambda: self._closed,
            )
            self._found, self._damaged = found, ()
            new = self._new(found)
            for number, model in enumerate(new, 1):
                self._adopt(model, len(new) - number)
        except FireseedError as error:
            _log.warning("models of other apps: %s", error)
            self._failure = error
        except Stopped:
            raise
        except Exception as error:  # noqa: BLE001 - logged, shown as Unexpected, and the next search goes on
            _log.exception("a search for models of other apps ended unexpectedly")
            self._failure = Unexpected(f"{type(error).__name__}: {error}")

    def _leave_out(self, origins: Collection[Origin]) -> None:
        """Origins that this version doesn't know are a newer one's business."""
        switched_off = set(Origin).difference(origins)
        for model in self._library.adopted():
            if model.origin in switched_off:
                self._library.forget(model.id)
                self._count()

    def _new(self, found: tuple[Found, ...]) -> list[FoundModel]:
        """What the library doesn't have as it is now, the smallest first: something to use comes soon."""
        adopted = {(model.origin, model.repo, model.variant): model for model in self._library.adopted()}
        others = [model for model in self._library.models() if not model.origin]
        own = {file.path for model in others for file in model.all_files}
        ignored = set(self._memory.ignored)
        new: list[FoundModel] = []
        for model in (model for each in found for model in each.models):
            name = Name.of(model)
            known = adopted.get((name.origin, name.repo, name.variant))
            if name in ignored or (known is not None and self._is_same(known, model)):
                continue
            # Downloads of ours may lie in a folder that another app uses, too.
            if any(file.path not in own for file in model.files):
                new.append(model)
        return sorted(new, key=lambda model: model.size)

    def _is_same(self, known: Model, found: FoundModel) -> bool:
        """Whether its files are those that were measured.

        One that a verification found damaged since is the same: reading it again is the person's decision.
        """
        pairs = list(zip(known.all_files, found.all_files, strict=False))
        return len(pairs) == len(known.all_files) == len(found.all_files) and all(
            (then.path, then.sha256) == (now.path, self._memory.sha256_of(now))
            and then.changed_ns in (now.changed_ns, NEVER)
            for then, now in pairs
        )

    def _adopt(self, model: FoundModel, waiting: int) -> None:
        """Measures one model and adds it. One that changes meanwhile, or vanishes, is left to a later search."""
        name = f"{model.repo}:{model.variant}"
        self._progress = Progress(Phase.MEASURING, name, 0, model.size, waiting, 0)
        measured: list[NewFile] = []
        for file in model.all_files:
            try:
                sha256 = self._sha256_of(file)
            except ChangedMeanwhile:
                return
            except OSError as error:
                self._note(model, file, NotReadable(label(str(file.path)), error.strerror or str(error)))
                return
            if file.stated is not None and sha256 != file.stated:
                self._note(model, file, ModelDamaged(model.origin.app, label(str(file.path)), file.stated, sha256))
                return
            check = Check.NO_DIGEST if file.stated is None else Check.MIRRORED
            measured.append(NewFile(file.path, sha256, check))
        if Name.of(model) in self._memory.ignored:  # since the search
            return
        rest = measured[len(model.files) :]
        with contextlib.suppress(ModelMissing):  # vanished since it was read
            self._library.adopt(
                origin=model.origin,
                repo=model.repo,
                variant=model.variant,
                licence=model.licence,
                files=measured[: len(model.files)],
                projector=None if model.projector is None else rest[0],
                extras=rest if model.projector is None else rest[1:],
                hub=model.hub,
                commit=model.commit,
            )
            self._count()

    def _sha256_of(self, file: FoundFile) -> str:
        """What is known of the file, or else is measured now."""
        known = self._memory.sha256_of(file)
        if known is not None:
            self._advance(file.size)
            return known
        sha256 = measure(file, self._advance, self._is_held_up, self._wait)
        self._memory.note(file, sha256)
        return sha256

    def _note(self, model: FoundModel, file: FoundFile, error: FireseedError) -> None:
        self._damaged = (*self._damaged, Problem(model.origin, file.path, error))

    def _is_held_up(self) -> bool:
        return self._paused or self._closed

    def _wait(self) -> None:
        """Returns when there is no pause; raises Stopped when there is an end."""
        before = self._progress
        with self._condition:
            if self._paused and not self._closed:
                self._progress = dataclasses.replace(before, phase=Phase.PAUSED)
                self._condition.wait_for(lambda: not self._paused or self._closed)
                self._progress = before
            if self._closed:
                raise Stopped

    def _show(self, phase: Phase) -> None:
        """A phase in which no file is read."""
        self._progress = Progress(phase, "", 0, 0, 0, 0)

    def _advance(self, count: int) -> None:
        self._progress = dataclasses.replace(self._progress, done=self._progress.done + count)

    def _count(self) -> None:
        with self._condition:
            self._adopted += 1
