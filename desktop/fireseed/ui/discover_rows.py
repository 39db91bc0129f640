"""The list of found models for QML: thousands of rows, of which only those that are seen are put into words.

Answers come in while a person reads, so `update` moves nothing that it need not: rows that are in both lists in
the same order stay where they are, with the view's position, focus and animations.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Callable, Sequence

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

from fireseed.flows.search import Entry
from fireseed.ui.discover_words import ModelRow
from fireseed.ui.rows import camel

_FIRST_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_ROOT = QModelIndex()
_FIELDS = tuple(field.name for field in dataclasses.fields(ModelRow))


def steady(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """The most keys that are in both lists in the same order. O(n log n); keys are unique within each."""
    places = {key: place for place, key in enumerate(old)}
    common = [key for key in new if key in places]
    ends: list[int] = []  # the place in `old` at which the best row of each length ends
    at: list[int] = []  # and that end's index in `common`
    before = [-1] * len(common)
    for index, key in enumerate(common):
        length = bisect_left(ends, places[key])
        if length == len(ends):
            ends.append(0)
            at.append(0)
        ends[length], at[length] = places[key], index
        before[index] = at[length - 1] if length else -1
    found: list[str] = []
    index = at[-1] if at else -1
    while index >= 0:
        found.append(common[index])
        index = before[index]
    return frozenset(found)


class ModelRows(QAbstractListModel):
    """The model. Its roles are the fields of ModelRow; `count` is what QML binds to."""

    countChanged = Signal()

    def __init__(self, describe: Callable[[Entry], ModelRow], parent: QObject | None = None) -> None:
        """`describe` puts one entry into words, when it is first seen."""
        super().__init__(parent)
        self._describe = describe
        self._entries: list[Entry] = []
        self._described: dict[str, ModelRow] = {}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is shown now."""
        return tuple(self._entries)

    @property
    def rows(self) -> tuple[ModelRow, ...]:
        """All of them, in words."""
        return tuple(self._row(entry) for entry in self._entries)

    def reset(self, entries: Sequence[Entry]) -> None:
        """Shows another list, from its beginning."""
        before = len(self._entries)
        self.beginResetModel()
        self._entries = list(entries)
        self._described.clear()
        self.endResetModel()
        if len(self._entries) != before:
            self.countChanged.emit()

    def update(self, entries: Sequence[Entry]) -> None:
        """Shows `entries`, moving as few rows as can be."""
        before = len(self._entries)
        old, new = [entry.key for entry in self._entries], [entry.key for entry in entries]
        if old != new:
            kept = steady(old, new)
            self._drop(kept)
            self._insert(entries, kept)
        for index, entry in enumerate(entries):
            if self._entries[index] is not entry:
                self._entries[index] = entry
                self._described.pop(entry.key, None)
                place = self.index(index)
                self.dataChanged.emit(place, place)
        if len(entries) != before:
            self.countChanged.emit()

    def reword(self) -> None:
        """What rows say besides their model has changed: the language, the machine, what is on this computer."""
        self._described.clear()
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))

    def _drop(self, kept: frozenset[str]) -> None:
        index = len(self._entries) - 1
        while index >= 0:
            last = index
            while index >= 0 and self._entries[index].key not in kept:
                index -= 1
            if index < last:
                self.beginRemoveRows(_ROOT, index + 1, last)
                for gone in self._entries[index + 1 : last + 1]:
                    self._described.pop(gone.key, None)
                del self._entries[index + 1 : last + 1]
                self.endRemoveRows()
            index -= 1

    def _insert(self, entries: Sequence[Entry], kept: frozenset[str]) -> None:
        index = 0
        while index < len(entries):
            first = index
            while index < len(entries) and entries[index].key not in kept:
                index += 1
            if first < index:
                self.beginInsertRows(_ROOT, first, index - 1)
                self._entries[first:first] = entries[first:index]
                self.endInsertRows()
            index += 1

    def _row(self, entry: Entry) -> ModelRow:
        row = self._described.get(entry.key)
        if row is None:
            row = self._described[entry.key] = self._describe(entry)
        return row

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        number = role - _FIRST_ROLE
        if not self.checkIndex(index) or not index.isValid() or not 0 <= number < len(_FIELDS):
            return None
        return getattr(self._row(self._entries[index.row()]), _FIELDS[number])

    def roleNames(self) -> dict[int, QByteArray]:
        return {_FIRST_ROLE + number: QByteArray(camel(name).encode()) for number, name in enumerate(_FIELDS)}

    def _count(self) -> int:
        return len(self._entries)

    count = Property(int, _count, notify=countChanged)
