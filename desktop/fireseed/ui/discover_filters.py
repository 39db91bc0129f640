"""The chips and orders of the page Discover: what a person wants to see of what was found."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.flows.search import Filters
from fireseed.hubs.catalogue import Skill
from fireseed.hubs.protocol import Sort
from fireseed.ui.bridge import Bridge
from fireseed.ui.rows import Rows

QML_IMPORT_NAME = "Fireseed.Discover"
QML_IMPORT_MAJOR_VERSION = 1

_LARGEST = 10**15

# Parameters, both ends included. Open families have their sizes between these steps, not on them.
_SIZES: dict[str, tuple[int, int]] = {
    "tiny": (0, 5 * 10**9 - 1),
    "small": (5 * 10**9, 10**10 - 1),
    "middle": (10**10, 2 * 10**10 - 1),
    "large": (2 * 10**10, 5 * 10**10 - 1),
    "huge": (5 * 10**10, _LARGEST),
}
_ANY_SIZE = "any"


@dataclass(frozen=True)
class ChoiceRow:
    """One chip, size or order; `hint` says what it promises."""

    key: str
    text: str
    hint: str
    chosen: bool


@QmlElement
class SearchFilters(QObject):
    """What is wanted.

    Properties: `chips`, `sizes` and `sorts` are lists of choices; `size` is the chosen size in words, `sized`
    whether one is chosen; `active` says that anything is filtered at all.
    Signals: `filtered` after another filter, `sorted` after another order.
    """

    filtered = Signal()
    sorted = Signal()
    changed = Signal()

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._size = _ANY_SIZE
        self.filters = Filters()
        self.sort = Sort.TRENDING
        self._chips = Rows(ChoiceRow, self)
        self._sizes = Rows(ChoiceRow, self)
        self._sorts = Rows(ChoiceRow, self)
        bridge.wordsChanged.connect(self._show)
        self._show()

    @Slot(str)
    def toggle(self, chip: str) -> None:
        """Switches one chip on or off."""
        match chip:
            case "fits":
                self._filter(replace(self.filters, fits=not self.filters.fits))
            case "official":
                self._filter(replace(self.filters, official=not self.filters.official))
            case "commercial":
                self._filter(replace(self.filters, commercial=not self.filters.commercial))
            case _:
                self._filter(replace(self.filters, skills=self.filters.skills ^ {Skill(chip)}))

    @Slot(str)
    def choose(self, size: str) -> None:
        """Shows models of one size only."""
        self._size = size
        self._filter(replace(self.filters, sizes=_SIZES.get(size)))

    @Slot(str)
    def order(self, sort: str) -> None:
        """Shows them in another order."""
        if self.sort != sort:
            self.sort = Sort(sort)
            self._show()
            self.sorted.emit()

    @Slot()
    def clear(self) -> None:
        """Shows everything again."""
        self._size = _ANY_SIZE
        self._filter(Filters())

    def _filter(self, filters: Filters) -> None:
        if filters != self.filters:
            self.filters = filters
            self._show()
            self.filtered.emit()

    @Slot()
    def _show(self) -> None:
        self._chips.replace([ChoiceRow(key, text, hint, on) for key, text, hint, on in self._offered()])
        sizes = {_ANY_SIZE: self.tr("Any size")} | {key: self._between(key) for key in _SIZES}
        self._sizes.replace([ChoiceRow(key, text, "", key == self._size) for key, text in sizes.items()])
        sorts = {
            Sort.TRENDING: (self.tr("Trending"), self.tr("What people look at these days, as the hubs say")),
            Sort.DOWNLOADS: (self.tr("Downloads"), self.tr("The most downloaded first")),
            Sort.NEWEST: (self.tr("Newest"), self.tr("The latest released first")),
        }
        self._sorts.replace([ChoiceRow(key, text, hint, key is self.sort) for key, (text, hint) in sorts.items()])
        self.changed.emit()

    def _offered(self) -> list[tuple[str, str, str, bool]]:
        """Key, text, promise and whether it is on, of each chip."""
        wanted = self.filters
        skills = {
            Skill.REASONING: (self.tr("Reasoning"), self.tr("Thinks before it answers")),
            Skill.VISION: (self.tr("Vision"), self.tr("Understands pictures")),
            Skill.CODE: (self.tr("Code"), self.tr("Made for programming")),
            Skill.MULTILINGUAL: (self.tr("Multilingual"), self.tr("Speaks several languages")),
        }
        fits = self.tr("In about 4 bits it has room in the memory that is free now")
        official = self.tr("Published by the makers of the model themselves")
        commercial = self.tr("The licence allows it, some with conditions")
        return [
            ("fits", self.tr("Fits this computer"), fits, wanted.fits),
            ("official", self.tr("Official"), official, wanted.official),
            ("commercial", self.tr("Commercial use"), commercial, wanted.commercial),
            *((skill.value, text, hint, skill in wanted.skills) for skill, (text, hint) in skills.items()),
        ]

    def _between(self, size: str) -> str:
        lowest, highest = _SIZES[size]
        words = self._bridge.words
        low, high = words.count(lowest), words.count(highest + 1)
        if lowest == 0:
            return self.tr("Under {most} parameters").format(most=high)
        if highest == _LARGEST:
            return self.tr("{least} parameters and more").format(least=low)
        return self.tr("{least} to {most} parameters").format(least=low, most=high)

    def _size_text(self) -> str:
        if self._size == _ANY_SIZE:
            return self.tr("Size")
        lowest, highest = _SIZES[self._size]
        low, high = self._bridge.words.count(lowest), self._bridge.words.count(highest + 1)
        return f"< {high}" if lowest == 0 else f"≥ {low}" if highest == _LARGEST else f"{low}–{high}"

    chips = Property(QObject, lambda self: self._chips, constant=True)
    sizes = Property(QObject, lambda self: self._sizes, constant=True)
    sorts = Property(QObject, lambda self: self._sorts, constant=True)
    size = Property(str, _size_text, notify=changed)
    sized = Property(bool, lambda self: self._size != _ANY_SIZE, notify=changed)
    active = Property(bool, lambda self: self.filters != Filters(), notify=changed)
