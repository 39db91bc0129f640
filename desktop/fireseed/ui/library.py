"""The page Library: the models on this machine, whether they are whole, and the room that they take."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import Property, QEnum, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError
from fireseed.library.model import Check, Model, ModelState
from fireseed.library.store import Library
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge
from fireseed.ui.conversations import Say
from fireseed.ui.rows import Rows
from fireseed.ui.shelf import Shelf

QML_IMPORT_NAME = "Fireseed.Library"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class ModelRow:
    """One model. An empty text is not shown; `progress` is the part of a running check, 0 to 1."""

    key: str
    title: str
    owner: str
    variant: str
    size: str
    licence: str
    status: str
    sound: bool
    proven: bool
    ready: bool
    verified: str
    digest: str
    used: str
    folder: QUrl
    checking: bool
    progress: float


@dataclass
class _Checking:
    """A check that is running. The worker writes `done`, Qt's thread reads it ten times a second."""

    total: int
    done: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Disk:
    """The disk of the models folder, in bytes."""

    total: int
    free: int


def measure(folder: Path) -> Disk | None:
    """The disk that holds `folder`, or would; None where the system does not say."""
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    try:
        usage = shutil.disk_usage(existing)
    except OSError:
        return None
    return Disk(usage.total, usage.free)


@QmlElement
class LibraryPage(QObject):
    """The list, the disk meter, and what can be done with a model.

    `modelsPart` and `usedPart` are parts of the disk, 0 to 1. `problem`, `advice` and `details` tell why the
    library can't be read (phase FAILED).
    """

    @QEnum
    class Phase(IntEnum):
        """What the page shows in the list's place."""

        LOADING = 0
        READY = 1
        EMPTY = 2
        FAILED = 3

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        library: Library,
        shelf: Shelf,
        models_folder: Callable[[], Path],
        say: Say,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._library = library
        self._shelf = shelf
        self._models_folder = models_folder
        self._say = say
        self._rows = Rows(ModelRow, self)
        self._checking: dict[str, _Checking] = {}
        self._disk: Disk | None = None
        shelf.changed.connect(self._show)
        bridge.wordsChanged.connect(self._show)
        bridge.sampled.connect(self._sample)

    @Slot()
    def start(self) -> None:
        """The page was opened: looks whether the files are still there, and how full the disk is."""
        self._show()  # what is known at once: nothing may have changed since
        self._shelf.refresh()
        self._bridge.run(lambda: measure(self._models_folder()), self._measured)

    @Slot(str)
    def verify(self, key: str) -> None:
        """Reads every byte of a model again and compares the digest."""
        model = self._model(key)
        if model is None or key in self._checking:
            return
        checking = self._checking[key] = _Checking(model.size)

        def advance(count: int) -> None:
            checking.done = count

        self._bridge.run(
            lambda: self._library.verify(key, advance, checking.stopped.is_set),
            lambda _: self._checked(key),
            lambda error: self._check_failed(key, error),
        )
        self._show()

    @Slot(str)
    def stopVerifying(self, key: str) -> None:
        """Gives up a running check; what was known about the model stays."""
        if key in self._checking:
            self._checking[key].stopped.set()

    @Slot(str)
    def delete(self, key: str) -> None:
        """Puts a model into the bin, from which a note offers to take it out again."""
        model = self._model(key)
        if model is not None:
            self.stopVerifying(key)
            self._bridge.run(lambda: self._library.delete(key), lambda _: self._binned(model))

    def _model(self, key: str) -> Model | None:
        return next((model for model in self._shelf.models if model.id == key), None)

    def _measured(self, disk: Disk | None) -> None:
        self._disk = disk
        self.changed.emit()

    def _binned(self, model: Model) -> None:
        self.start()
        self._say(
            self.tr("Moved to the bin: {name}").format(name=_title(model)),
            self.tr("Undo"),
            lambda: self._bridge.run(lambda: self._library.restore(model.id), lambda _: self.start()),
        )

    def _checked(self, key: str) -> None:
        del self._checking[key]
        self._shelf.refresh()
        self._show()

    def _check_failed(self, key: str, error: FireseedError) -> None:
        self._checked(key)
        self._bridge.failed.emit(error)

    @Slot()
    def _sample(self) -> None:
        if self._checking:
            self._show_rows()

    @Slot()
    def _show(self) -> None:
        self._show_rows()
        self.changed.emit()

    def _show_rows(self) -> None:
        now = datetime.now().astimezone()
        self._rows.replace([self._row(model, now) for model in self._shelf.models])

    def _row(self, model: Model, now: datetime) -> ModelRow:
        words = self._bridge.words
        checking = self._checking.get(model.id)
        first = model.files[0]
        return ModelRow(
            key=model.id,
            title=_title(model),
            owner=model.repo.partition("/")[0],
            variant=phrases.variant(model.variant),
            size=words.size(model.size),
            licence=phrases.licence(model.licence).name,
            status=self._state(model),
            sound=model.state is ModelState.READY,
            proven=model.state is ModelState.READY and _is_proven(model),
            ready=model.state is ModelState.READY and checking is None,
            verified=self.tr("Checked {day} · SHA-256 {digest}").format(
                day=phrases.day(first.verified_at, now, words.language), digest=first.sha256
            ),
            digest=first.sha256,
            used=self._used(model, now),
            folder=QUrl.fromLocalFile(str(first.path.parent)),
            checking=checking is not None,
            progress=checking.done / max(1, checking.total) if checking else 0.0,
        )

    def _used(self, model: Model, now: datetime) -> str:
        if model.last_used_at is None:
            return self.tr("not used yet")
        return self.tr("used {day}").format(day=phrases.day(model.last_used_at, now, self._bridge.words.language))

    def _state(self, model: Model) -> str:
        match model.state:
            case ModelState.MISSING:
                return self.tr("Not there now")
            case ModelState.CHANGED:
                return self.tr("Changed since it was verified")
            case ModelState.READY if _is_proven(model):
                return self.tr("Verified")
            case ModelState.READY:
                return self.tr("No digest published")

    def _phase(self) -> Phase:
        if self._shelf.models:
            return self.Phase.READY
        if self._shelf.error is not None:
            return self.Phase.FAILED
        return self.Phase.EMPTY if self._shelf.known else self.Phase.LOADING

    def _size(self) -> int:
        return sum(model.size for model in self._shelf.models)

    def _meter(self) -> str:
        words = self._bridge.words
        size = words.size(self._size())
        if self._disk is None:
            return self.tr("Models take {size}").format(size=size)
        return self.tr("Models take {size} · {free} free").format(size=size, free=words.size(self._disk.free))

    def _models_part(self) -> float:
        return min(1.0, self._size() / self._disk.total) if self._disk else 0.0

    def _used_part(self) -> float:
        return 1.0 - self._disk.free / self._disk.total if self._disk else 0.0

    def _said(self) -> tuple[str, str]:
        if self._shelf.error is None:
            return "", ""
        said = self._bridge.words.error(self._shelf.error)
        return said.title, said.advice

    rows = Property(QObject, lambda self: self._rows, constant=True)
    phase = Property(int, _phase, notify=changed)
    meter = Property(str, _meter, notify=changed)
    metered = Property(bool, lambda self: self._disk is not None, notify=changed)
    modelsPart = Property(float, _models_part, notify=changed)
    usedPart = Property(float, _used_part, notify=changed)
    problem = Property(str, lambda self: self._said()[0], notify=changed)
    advice = Property(str, lambda self: self._said()[1], notify=changed)
    details = Property(str, lambda self: str(self._shelf.error or ""), notify=changed)


def _title(model: Model) -> str:
    return model.repo.partition("/")[2]


def _is_proven(model: Model) -> bool:
    """Whether every file is what its publisher released; where none was published, nobody can say."""
    return all(file.check is Check.VERIFIED for file in model.all_files)
