"""The model that answers: which there are, which is chosen, and how far it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import Property, QEnum, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import Cancelled, FireseedError
from fireseed.base.settings import SettingsFile
from fireseed.flows import Answers
from fireseed.library.model import Model, ModelState
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge, Work
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


@QmlElement
class Picker(QObject):
    """The choice. `title` and `about` describe the chosen model, empty for none; `progress` is 0 to 1."""

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
        shelf: Shelf,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._settings = settings
        self._answers = answers
        self._shelf = shelf
        self._chosen: Model | None = None
        self._state = self.State.NONE
        self._progress = 0.0
        self._shown_progress = 0.0
        self._error: FireseedError | None = None
        self._work: Work | None = None
        self._rows = Rows(ChoiceRow, self)
        shelf.changed.connect(self._look)
        bridge.wordsChanged.connect(self._look)
        bridge.sampled.connect(self._sample)

    @property
    def model(self) -> Model | None:
        """The chosen model."""
        return self._chosen

    @Slot(str)
    def choose(self, key: str) -> None:
        """Takes a model for the questions to come, and loads it."""
        model = next((model for model in self._shelf.models if model.id == key), None)
        if model is None or model.state is not ModelState.READY:
            return
        self._take(model)
        self._settings.change(last_model=model.id)
        self.load()

    @Slot()
    def load(self) -> None:
        """Loads the chosen model, if it is not loaded."""
        model = self._chosen
        if model is None or self._state in (self.State.LOADING, self.State.LOADED):
            return
        self._state, self._error, self._progress = self.State.LOADING, None, 0.0
        self._work = self._bridge.run(self._answers.load(model, self._advance), self._loaded, self._failed)
        self.changed.emit()

    def gone(self) -> None:
        """The engine of the chosen model is not there any more."""
        if self._chosen is not None:
            self._state = self.State.REST
            self.changed.emit()

    def _advance(self, fraction: float) -> None:
        self._progress = fraction  # written on the loop's thread, read by the sampling

    def _sample(self) -> None:
        if self._state is self.State.LOADING and self._progress != self._shown_progress:
            self._shown_progress = self._progress
            self.progressed.emit()

    def _loaded(self, _: object) -> None:
        self._work = None
        self._state = self.State.LOADED
        self.changed.emit()

    def _failed(self, error: FireseedError) -> None:
        self._work = None
        cancelled = isinstance(error, Cancelled)
        self._state = self.State.REST if cancelled else self.State.FAILED
        self._error = None if cancelled else error
        self.changed.emit()

    def _take(self, model: Model | None) -> None:
        if model is not None and self._chosen is not None and model.id == self._chosen.id:
            self._chosen = model
            return
        if self._work is not None:
            self._work.cancel()
            self._work = None
        self._chosen = model
        self._error = None
        self._state = self.State.NONE if model is None else self.State.REST

    def _look(self) -> None:
        """The library was read: keeps the choice, or makes the one that is left to make."""
        ready = [model for model in self._shelf.models if model.state is ModelState.READY]
        wanted = self._chosen.id if self._chosen is not None else self._settings.current.last_model
        self._take(next((model for model in ready if model.id == wanted), ready[0] if ready else None))
        self._rows.replace([self._row(model) for model in self._shelf.models])
        self.changed.emit()

    def _row(self, model: Model) -> ChoiceRow:
        return ChoiceRow(model.id, _title(model), self._about(model), model.state is ModelState.READY)

    def _about(self, model: Model) -> str:
        return f"{phrases.variant(model.variant)} · {self._bridge.words.size(model.size)}"

    def _said(self) -> tuple[str, str]:
        if self._error is None:
            return "", ""
        said = self._bridge.words.error(self._error)
        return said.title, said.advice

    rows = Property(QObject, lambda self: self._rows, constant=True)
    key = Property(str, lambda self: self._chosen.id if self._chosen else "", notify=changed)
    title = Property(str, lambda self: _title(self._chosen) if self._chosen else "", notify=changed)
    about = Property(str, lambda self: self._about(self._chosen) if self._chosen else "", notify=changed)
    state = Property(int, lambda self: self._state, notify=changed)
    progress = Property(float, lambda self: self._shown_progress, notify=progressed)
    problem = Property(str, lambda self: self._said()[0], notify=changed)
    advice = Property(str, lambda self: self._said()[1], notify=changed)
    details = Property(str, lambda self: str(self._error or ""), notify=changed)


def _title(model: Model) -> str:
    return model.repo.partition("/")[2]
