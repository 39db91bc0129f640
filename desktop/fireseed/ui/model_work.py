"""Work on single models: checking again, asking the hub, moving to another disk. One at a time, the rest waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from fireseed.base.disk import storage_error
from fireseed.base.errors import FireseedError, ModelChanged
from fireseed.flows.upstream import Upstreams
from fireseed.library.hashing import Stopped
from fireseed.library.model import Check, Model, UpstreamState
from fireseed.library.store import Library
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.conversations import Say
from fireseed.ui.progress import Progress


class Kind(Enum):
    """What is done with a model."""

    CHECKING = auto()
    MOVING = auto()
    ASKING = auto()


_LANES = (frozenset({Kind.CHECKING, Kind.MOVING}), frozenset({Kind.ASKING}))
"""Two that read the same disk are slower than one after the other, and the library moves one at a time."""


@dataclass
class Activity:
    """One piece of work. `run` blocks; `settle` gets what it returned, unless it was stopped."""

    kind: Kind
    model: Model
    run: Callable[[Progress], object]
    settle: Callable[[], object]
    progress: Progress = field(default_factory=Progress)
    work: Work | None = None

    @property
    def waits(self) -> bool:
        return self.work is None


class ModelWork(QObject):
    """What is under way, and what failed last, by model. `changed` tells that either is another now.

    `finished` tells that the library is worth reading again.
    """

    changed = Signal()
    finished = Signal()

    def __init__(
        self, bridge: Bridge, library: Library, upstreams: Upstreams, say: Say, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._library = library
        self._upstreams = upstreams
        self._say = say
        self._under_way: dict[str, Activity] = {}
        self._errors: dict[str, FireseedError] = {}

    @property
    def is_busy(self) -> bool:
        return bool(self._under_way)

    def of(self, key: str) -> Activity | None:
        """What is done with the model, or waits for its turn."""
        return self._under_way.get(key)

    def error_of(self, key: str) -> FireseedError | None:
        """What went wrong with the model last, until a person has read it."""
        return self._errors.get(key)

    def check(self, model: Model) -> None:
        """Reads every byte again and compares the digest."""
        self._begin(
            Activity(
                Kind.CHECKING,
                model,
                lambda progress: self._read(model, progress),
                lambda: self._tell(self.tr("Every byte of {name} is as it was").format(name=short_name(model))),
                Progress(model.size),
            )
        )

    def ask(self, model: Model) -> None:
        """Asks the model's hub for a newer version."""
        newer = False

        def ask(_: Progress) -> None:
            nonlocal newer
            upstream = self._upstreams.check(model).upstream
            newer = upstream is not None and upstream.state is UpstreamState.NEWER

        def settle() -> None:
            if not newer:
                self._tell(self.tr("There is nothing newer than {name}").format(name=short_name(model)))

        self._begin(Activity(Kind.ASKING, model, ask, settle))

    def move(self, model: Model, folder: Path, *, made: bool) -> None:
        """Moves the model to another models folder, which is made where it is not there yet (`made`)."""
        self._begin(
            Activity(
                Kind.MOVING,
                model,
                lambda progress: self._carry(model, folder, made, progress),
                lambda: self._tell(
                    self.tr("{name} is in {folder} now").format(name=short_name(model), folder=folder)
                ),
            )
        )

    def stop(self, key: str) -> None:
        """Gives up what is done with the model; it is as it was before."""
        activity = self._under_way.get(key)
        if activity is None:
            return
        activity.progress.stop()
        if activity.work is None or activity.kind is Kind.ASKING:
            # A hub may take its time: nobody waits for an answer that isn't wanted.
            if activity.work is not None:
                activity.work.cancel()
            self._end(activity)

    def stop_all(self) -> None:
        """At the end of the program."""
        for key in list(self._under_way):
            self.stop(key)

    def dismiss(self, key: str) -> None:
        """A person has read what went wrong with the model."""
        if self._errors.pop(key, None) is not None:
            self.changed.emit()

    def keep(self, keys: Iterable[str]) -> None:
        """Only these models are there now."""
        for key in self._errors.keys() - set(keys):
            del self._errors[key]

    def _begin(self, activity: Activity) -> None:
        if activity.model.id in self._under_way:
            return
        self._errors.pop(activity.model.id, None)
        self._under_way[activity.model.id] = activity
        self._advance()

    def _advance(self) -> None:
        """Starts the first of each lane, if it is not under way yet."""
        for lane in _LANES:
            first = next((each for each in self._under_way.values() if each.kind in lane), None)
            if first is not None and first.work is None:
                first.work = self._start(first)
        self.changed.emit()

    def _start(self, activity: Activity) -> Work:
        return self._bridge.run(
            lambda: _unless_stopped(activity),
            lambda done: self._done(activity, done),
            lambda error: self._failed(activity, error),
        )

    def _done(self, activity: Activity, done: bool) -> None:
        self._end(activity)
        if done:
            activity.settle()

    def _failed(self, activity: Activity, error: FireseedError) -> None:
        self._errors[activity.model.id] = error
        self._end(activity)

    def _end(self, activity: Activity) -> None:
        del self._under_way[activity.model.id]
        self.finished.emit()
        self._advance()

    def _read(self, model: Model, progress: Progress) -> None:
        def reach(done: int) -> None:
            progress.done = done

        for path, check in self._library.verify(model.id, reach, lambda: progress.stopped):
            if check is Check.MISMATCH:
                raise ModelChanged(model.name, str(path))

    def _carry(self, model: Model, folder: Path, made: bool, progress: Progress) -> None:
        if made:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise storage_error(error, folder) from error
        self._library.move(model.id, folder, progress.reach, lambda: progress.stopped)

    def _tell(self, text: str) -> None:
        self._say(text, "", lambda: None)


def short_name(model: Model) -> str:
    """Without the owner and the variant."""
    return model.repo.partition("/")[2] or model.repo


def _unless_stopped(activity: Activity) -> bool:
    """Does the work; whether it came to its end."""
    try:
        activity.run(activity.progress)
    except Stopped:
        return False
    return not activity.progress.stopped
