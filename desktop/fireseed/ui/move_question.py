"""Where a model should be moved to: the models folders, and why one can't take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.library.folders import ModelFolder
from fireseed.library.model import Model
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.disk_meters import Destination, destinations, shown
from fireseed.ui.model_work import short_name
from fireseed.ui.rows import Rows

QML_IMPORT_NAME = "Fireseed.Library"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class PlaceRow:
    """One models folder; `about` says how much is free there, or why it can't be chosen."""

    key: str
    title: str
    about: str
    possible: bool


@QmlElement
class MoveQuestion(QObject):
    """`asked` opens it. `name` is the model's; `first` is the row of the first folder that can be chosen, or -1.

    `decided` has the model's identifier and the folder.
    """

    asked = Signal()
    changed = Signal()
    decided = Signal(str, str)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._model: Model | None = None
        self._looking: Work | None = None
        self._rows = Rows(PlaceRow, self)

    def ask(self, model: Model, folders: Sequence[ModelFolder]) -> None:
        """Looks at the folders, then asks."""
        if self._looking is not None:
            self._looking.cancel()
        self._looking = self._bridge.run(
            lambda: destinations(model, folders),
            lambda found: self._looked(model, found),
        )

    @Slot(int)
    def choose(self, index: int) -> None:
        """The folder of that row it is."""
        if self._model is not None:
            self.decided.emit(self._model.id, self._rows.rows[index].key)

    def _looked(self, model: Model, found: Sequence[Destination]) -> None:
        self._looking, self._model = None, model
        self._rows.replace([self._row(each) for each in found])
        self.changed.emit()
        self.asked.emit()

    def _row(self, found: Destination) -> PlaceRow:
        size = self._bridge.words.size
        free = found.folder.free
        if not found.folder.present:
            about = self.tr("Not there now")
        elif found.is_here:
            about = self.tr("It is here")
        elif free is None:
            about = ""
        elif found.fits:
            about = self.tr("{free} free").format(free=size(free))
        else:
            about = self.tr("Only {free} free").format(free=size(free))
        path = found.folder.path
        return PlaceRow(str(path), shown(path), about, found.fits and not found.is_here)

    def _first(self) -> int:
        return next((index for index, row in enumerate(self._rows.rows) if row.possible), -1)

    rows = Property(QObject, lambda self: self._rows, constant=True)
    name = Property(str, lambda self: short_name(self._model) if self._model else "", notify=changed)
    first = Property(int, lambda self: self._first(), notify=changed)
