"""A set of byte ranges: what of a file is on disk. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator


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
