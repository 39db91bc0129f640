"""The model that answers: which there are, which is chosen, and how far it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from PySide6.QtCore import Property, QEnum, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import Cancelled, FireseedError, NotWritable
from fireseed.base.settings import SettingsFile
from fireseed.engine.protocol import EngineState
from fireseed.flows.answers import Answers
from fireseed.flows.fitting import Taken
from fireseed.library.model import Model, ModelState
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge
from fireseed.ui.rows import Rows
from fireseed.ui.shelf import Shelf

QML_IMPORT_NAME = "Fireseed.Chat"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class ChoiceRow:
    """One model that can be chosen. `ready` is false while its file is not there or not the verified one."""

    key: str
    title: str
    about: str
    ready: bool


class Loaded(Protocol):
    """The part of `engine.client.Engine` that is sampled."""

    name: str
    state: EngineState
    load_progress: float
    error: FireseedError | None


class Engines(Protocol):
    """The part of `engine.supervisor.Engines` that is sampled."""

    @property
    def current(self) -> Loaded | None: ...


@QmlElement
class Picker(QObject):
    """The choice. `title` and `about` describe the chosen model, empty for none; `progress` is 0 to 1.

    `memory` is what the loaded model takes, beside what was expected.
    """

    @QEnum
    class State(IntEnum):
        """How far the chosen model is."""

        NONE = 0
        REST = 1  # chosen, not loaded: the first question loads it
        LOADING = 2
        LOADED = 3
        FAILED = 4

    changed = Signal()
    progressed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        settings: SettingsFile,
        answers: Answers,
        engines: Engines,
        shelf: Shelf,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._settings = settings
        self._answers = answers
        self._engines = engines
        self._shelf = shelf
        self._chosen: Model | None = None
        self._state = self.State.NONE
        self._taken: Taken | None = None
        self._progress = 0.0
        self._rows = Rows(ChoiceRow, self)
        shelf.changed.connect(self._look)
        bridge.wordsChanged.connect(self._look)
        bridge.sampled.connect(self.sample)

    @property
    def model(self) -> Model | None:
        """The chosen model."""
        return self._chosen

    @property
    def answering(self) -> bool:
        """Whether the engine is at work on an answer, and no longer on loading."""
        engine = self._engines.current
        return engine is not None and engine.state is EngineState.BUSY

    @Slot(str)
    def choose(self, key: str) -> None:
        """Takes a model for the questions to come, and loads it."""
        model = next((model for model in self._shelf.models if model.id == key), None)
        if model is not None and model.state is ModelState.READY:
            self._chosen = model
            self._remember(model)
            self._bridge.run(self._answers.load(model), self._loaded, self._failed)
            self.sample()
            self.changed.emit()

    @Slot()
    def sample(self) -> None:
        """Reads how far the engine is."""
        engine = self._engines.current
        mine = engine is not None and self._chosen is not None and engine.name == self._chosen.name
        state = _STATES[engine.state] if engine is not None and mine else self.State.REST
        if self._chosen is None:
            state = self.State.NONE
        taken = self._answers.taken if state is self.State.LOADED else None
        if state is not self._state or taken != self._taken:
            self._state, self._taken = state, taken
            self.changed.emit()
        progress = engine.load_progress if engine is not None and state is self.State.LOADING else 0.0
        if progress != self._progress:
            self._progress = progress
            self.progressed.emit()

    def _remember(self, model: Model) -> None:
        try:
            self._settings.change(last_model=model.id)
        except OSError as error:
            self._bridge.failed.emit(NotWritable(str(error.filename), error.strerror or str(error)))

    def _loaded(self, _: object) -> None:
        self.sample()

    def _failed(self, error: FireseedError) -> None:
        self.sample()
        if not isinstance(error, Cancelled):
            self._bridge.failed.emit(error)

    @Slot()
    def _look(self) -> None:
        """The library was read: keeps the choice, or makes the one that is left to make."""
        ready = [model for model in self._shelf.models if model.state is ModelState.READY]
        wanted = self._chosen.id if self._chosen is not None else self._settings.current.last_model
        self._chosen = next((model for model in ready if model.id == wanted), ready[0] if ready else None)
        self._rows.replace([self._row(model) for model in self._shelf.models])
        self.sample()
        self.changed.emit()

    def _row(self, model: Model) -> ChoiceRow:
        return ChoiceRow(model.id, _title(model), self._about(model), model.state is ModelState.READY)

    def _about(self, model: Model) -> str:
        return f"{phrases.variant(model.variant)} · {self._bridge.words.size(model.size)}"

    def _memory(self) -> str:
        """What the loaded model takes, beside what was expected of it; empty where that is not known."""
        if self._taken is None:
            return ""
        size = self._bridge.words.size
        return self.tr("{memory} of memory ({expected} expected)").format(
            memory=size(self._taken.measured.total), expected=size(self._taken.expected.total)
        )

    rows = Property(QObject, lambda self: self._rows, constant=True)
    key = Property(str, lambda self: self._chosen.id if self._chosen else "", notify=changed)
    title = Property(str, lambda self: _title(self._chosen) if self._chosen else "", notify=changed)
    about = Property(str, lambda self: self._about(self._chosen) if self._chosen else "", notify=changed)
    memory = Property(str, lambda self: self._memory(), notify=changed)
    state = Property(int, lambda self: self._state, notify=changed)
    progress = Property(float, lambda self: self._progress, notify=progressed)


_STATES = {
    EngineState.STARTING: Picker.State.LOADING,
    EngineState.LOADING: Picker.State.LOADING,
    EngineState.READY: Picker.State.LOADED,
    EngineState.BUSY: Picker.State.LOADED,
    EngineState.FAILED: Picker.State.FAILED,
    EngineState.GONE: Picker.State.REST,
}


def _title(model: Model) -> str:
    return model.repo.partition("/")[2]
