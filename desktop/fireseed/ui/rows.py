"""A list for QML whose rows are frozen dataclasses, and which changes by the smallest steps.

The fields of a row are its roles (`size_text` becomes `sizeText`), so a role is declared once, where the row is.
A view keeps its scroll position, focus and running animations because a list is never reset: `replace` removes,
inserts and moves only what differs, and tells which roles of the remaining rows changed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

if TYPE_CHECKING:
    from dataclasses import Field

_FIRST_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_ROOT = QModelIndex()


class Keyed(Protocol):
    """A frozen dataclass whose `key` is unique in its list and says which row is the same one as before."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def key(self) -> str: ...


Row = TypeVar("Row", bound=Keyed)


@dataclass(frozen=True)
class Remove:
    """The rows `first` to `last`, both included, go."""

    first: int
    last: int


@dataclass(frozen=True)
class Insert:
    """`count` rows of the new list come, from its index `at` to the same place."""

    at: int
    count: int


@dataclass(frozen=True)
class Move:
    """The row at `origin` goes up or down; `target` is its index afterwards."""

    origin: int
    target: int


Step = Remove | Insert | Move


def steps(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """What turns the keys `old` into `new`, to be done in order. Keys are unique within each."""
    found: list[Step] = []
    wanted, known = set(new), set(old)
    index = len(old) - 1
    while index >= 0:
        last = index
        while index >= 0 and old[index] not in wanted:
            index -= 1
        if index < last:
            found.append(Remove(index + 1, last))
        index -= 1
    found.extend(_moves([key for key in old if key in wanted], [key for key in new if key in known]))
    index = 0
    while index < len(new):
        first = index
        while index < len(new) and new[index] not in known:
            index += 1
        if first < index:
            found.append(Insert(first, index - first))
        index += 1
    return found


def _moves(working: list[str], wanted: Sequence[str]) -> list[Move]:
    """What turns a list into another order of it; one row that goes far is one move, in either direction."""
    found: list[Move] = []
    places = {key: place for place, key in enumerate(wanted)}
    for index, key in enumerate(wanted):
        while working[index] != key:
            # Down goes only what has farther to go than `key` has to come up, which brings `key` nearer each time.
            origin, place = working.index(key, index), places[working[index]]
            move = Move(index, place) if place > origin else Move(origin, index)
            working.insert(move.target, working.pop(move.origin))
            found.append(move)
    return found


class Rows(QAbstractListModel, Generic[Row]):
    """The model. `kind` is the dataclass of its rows; `count` is what QML binds to."""

    countChanged = Signal()

    def __init__(self, kind: type[Row], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields = tuple(field.name for field in dataclasses.fields(kind))
        self._rows: list[Row] = []

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown now."""
        return tuple(self._rows)

    def replace(self, rows: Sequence[Row]) -> None:
        """Shows exactly `rows`, in this order."""
        before = len(self._rows)
        for step in steps([row.key for row in self._rows], [row.key for row in rows]):
            self._take(step, rows)
        for index, row in enumerate(rows):
            self.put(index, row)
        if len(self._rows) != before:
            self.countChanged.emit()

    def append(self, rows: Sequence[Row]) -> None:
        """Adds rows at the end; one whose key is here already is left out."""
        known = {row.key for row in self._rows}
        fresh = [row for row in rows if row.key not in known]
        if not fresh:
            return
        first = len(self._rows)
        self.beginInsertRows(_ROOT, first, first + len(fresh) - 1)
        self._rows.extend(fresh)
        self.endInsertRows()
        self.countChanged.emit()

    def put(self, index: int, row: Row) -> None:
        """Replaces the row at `index` by a newer state of the same row."""
        old = self._rows[index]
        if old is row or old == row:
            return
        changed = [
            _FIRST_ROLE + number
            for number, name in enumerate(self._fields)
            if getattr(old, name) != getattr(row, name)
        ]
        self._rows[index] = row
        place = self.index(index)
        self.dataChanged.emit(place, place, changed)

    def _take(self, step: Step, rows: Sequence[Row]) -> None:
        match step:
            case Remove(first, last):
                self.beginRemoveRows(_ROOT, first, last)
                del self._rows[first : last + 1]
                self.endRemoveRows()
            case Insert(at, count):
                self.beginInsertRows(_ROOT, at, at + count - 1)
                self._rows[at:at] = rows[at : at + count]
                self.endInsertRows()
            case Move(origin, target):
                # Qt names the row before which it goes, counted with the moved one still in its place.
                self.beginMoveRows(_ROOT, origin, origin, _ROOT, target + 1 if target > origin else target)
                self._rows.insert(target, self._rows.pop(origin))
                self.endMoveRows()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        number = role - _FIRST_ROLE
        if not self.checkIndex(index) or not index.isValid() or not 0 <= number < len(self._fields):
            return None
        return getattr(self._rows[index.row()], self._fields[number])

    def roleNames(self) -> dict[int, QByteArray]:
        return {_FIRST_ROLE + number: QByteArray(camel(name).encode()) for number, name in enumerate(self._fields)}

    def _count(self) -> int:
        return len(self._rows)

    count = Property(int, _count, notify=countChanged)


def camel(name: str) -> str:
    """`size_text` as QML spells it: `sizeText`."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
