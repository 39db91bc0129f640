"""Sets of byte ranges: what of a file is on disk, and who delivered it. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass


class Spans:
    """Half-open ranges [start, end), kept sorted, disjoint and merged where they touch."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        """Adds a range; overlapping is fine, an empty one changes nothing."""
        if start >= end:
            return
        first = bisect_left(self._ends, start)
        last = bisect_right(self._starts, end)
        if first < last:
            start = min(start, self._starts[first])
            end = max(end, self._ends[last - 1])
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]

    def remove(self, start: int, end: int) -> None:
        """Takes a range out; what of it is not there changes nothing."""
        if start >= end:
            return
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        if first >= last:
            return
        rests = [
            (self._starts[first], min(start, self._ends[first])),
            (max(end, self._starts[last - 1]), self._ends[last - 1]),
        ]
        rests = [(one, other) for one, other in rests if one < other]
        self._starts[first:last] = [one for one, _ in rests]
        self._ends[first:last] = [other for _, other in rests]

    @property
    def prefix(self) -> int:
        """The number of bytes that are there without a gap from the beginning."""
        return self._ends[0] if self._starts and self._starts[0] == 0 else 0

    @property
    def total(self) -> int:
        """The number of bytes that are there."""
        return sum(self._ends) - sum(self._starts)

    def gaps(self, size: int, longest: int | None = None) -> Iterator[tuple[int, int]]:
        """What is missing of `size` bytes, in order, each piece cut at multiples of `longest`."""
        edge = 0
        for start, end in (*zip(self._starts, self._ends, strict=True), (size, size)):
            stop = min(start, size)
            while edge < stop:
                cut = stop if longest is None else min(stop, (edge // longest + 1) * longest)
                yield edge, cut
                edge = cut
            edge = max(edge, end)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(zip(self._starts, self._ends, strict=True))


@dataclass(frozen=True)
class Origin:
    """Who delivered some bytes: a source's name, None where an old journal does not say, and in which run."""

    name: str | None
    earlier: bool = False


class Origins:
    """Which bytes of a file came from where. A later note replaces an earlier one."""

    def __init__(self) -> None:
        self._spans: dict[Origin, Spans] = {}

    def note(self, start: int, end: int, origin: Origin) -> None:
        """These bytes are that one's from now on."""
        self.forget(start, end)
        self._spans.setdefault(origin, Spans()).add(start, end)

    def forget(self, start: int, end: int) -> None:
        """Nobody's any more."""
        for spans in self._spans.values():
            spans.remove(start, end)

    def totals(self) -> dict[Origin, int]:
        """Bytes of each origin that has any."""
        return {origin: spans.total for origin, spans in self._spans.items() if spans.total}

    def of(self, origin: Origin) -> list[tuple[int, int]]:
        """Its bytes, in order."""
        return list(self._spans.get(origin, ()))
