"""What is in the bin: taking a model out of it, and emptying it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError
from fireseed.library.model import Model, ModelState
from fireseed.library.store import Library
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.model_work import short_name
from fireseed.ui.rows import Rows

QML_IMPORT_NAME = "Fireseed.Library"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class BinRow:
    """One model in the bin. `problem` is why it can't come back, empty when it can."""

    key: str
    title: str
    about: str
    problem: str


@QmlElement
class LibraryBin(QObject):
    """The models in the bin, the last deleted first.

    `count` is how many, `size` how much they take. `busy` while something is done; `problem` and `advice` say what
    went wrong last.
    """

    changed = Signal()

    def __init__(
        self, bridge: Bridge, library: Library, altered: Callable[[], object], parent: QObject | None = None
    ) -> None:
        """`altered` is called when models came back, or their disk has more room."""
        super().__init__(parent)
        self._bridge = bridge
        self._library = library
        self._altered = altered
        self._models: tuple[Model, ...] = ()
        self._reading: Work | None = None
        self._running = 0
        self._error: FireseedError | None = None
        self._rows = Rows(BinRow, self)
        bridge.wordsChanged.connect(self._show)

    @Slot()
    def refresh(self) -> None:
        """Looks what is in it."""
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._bridge.run(self._library.binned, self._read)

    @Slot(str)
    def restore(self, key: str) -> None:
        """Puts a model back to its place."""
        self._do(lambda: self._library.restore(key))

    @Slot()
    def empty(self) -> None:
        """Deletes everything in it for good."""
        self._do(self._library.empty_bin)

    def _do(self, work: Callable[[], object]) -> None:
        self._running += 1
        self._error = None
        self._bridge.run(work, lambda _: self._settle(None), self._settle)
        self.changed.emit()

    def _settle(self, error: FireseedError | None) -> None:
        self._running -= 1
        self._error = error or self._error
        self.refresh()
        self._altered()
        self.changed.emit()

    def _read(self, models: tuple[Model, ...]) -> None:
        self._reading, self._models = None, models
        self._show()

    @Slot()
    def _show(self) -> None:
        self._rows.replace([self._row(model) for model in self._models])
        self.changed.emit()

    def _row(self, model: Model) -> BinRow:
        gone = model.state is ModelState.MISSING
        return BinRow(
            key=model.id,
            title=short_name(model),
            about=" · ".join((phrases.variant(model.variant), self._bridge.words.size(model.size))),
            problem=self.tr("Its disk is not there now") if gone else "",
        )

    def _summary(self) -> str:
        if len(self._models) == 1:
            text = self.tr("One model, {size}. It takes its room until the bin is emptied.")
        else:
            text = self.tr("{count} models, {size}. They take their room until the bin is emptied.")
        return text.format(count=len(self._models), size=self._size())

    def _question(self) -> str:
        if len(self._models) == 1:
            text = self.tr("The model is deleted for good, and {size} become free. There is no way back.")
        else:
            text = self.tr(
                "All {count} models are deleted for good, and {size} become free. There is no way back."
            )
        return text.format(count=len(self._models), size=self._size())

    def _size(self) -> str:
        return self._bridge.words.size(sum(model.size for model in self._models))

    def _said(self) -> tuple[str, str]:
        if self._error is None:
            return "", ""
        said = self._bridge.words.error(self._error)
        return said.title, said.advice

    rows = Property(QObject, lambda self: self._rows, constant=True)
    count = Property(int, lambda self: len(self._models), notify=changed)
    summary = Property(str, lambda self: self._summary() if self._models else "", notify=changed)
    question = Property(str, lambda self: self._question(), notify=changed)
    busy = Property(bool, lambda self: self._running > 0, notify=changed)
    problem = Property(str, lambda self: self._said()[0], notify=changed)
    advice = Property(str, lambda self: self._said()[1], notify=changed)
