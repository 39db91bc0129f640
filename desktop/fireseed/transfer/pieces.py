"""What the threads of one transfer share: its counters, its files, and the pieces that are on their way."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from fireseed.hubs.protocol import FileSource
from fireseed.transfer.choice import Choice, name_of
from fireseed.transfer.former import Former
from fireseed.transfer.journal import Delivered
from fireseed.transfer.partial import Partial
from fireseed.transfer.source import Kind
from fireseed.transfer.spans import Spans
from fireseed.transfer.traffic import SourceCount

Failures = Counter[tuple[FileSource, Kind]]


@dataclass(eq=False)
class Counters:
    """Plain numbers, in bytes, that anybody may read at any time.

    `source` is the hub that was asked last; `sources` has each hub that was asked, by its id.
    """

    total: int = 0
    done: int = 0
    verified: int = 0
    source: str | None = None
    sources: dict[str, SourceCount] = field(default_factory=dict)


@dataclass(eq=False)
class Stretch:
    """Bytes [start, end) that wait for a thread, with the failures that they have seen."""

    start: int
    end: int
    failures: Failures = field(default_factory=Counter)


@dataclass(eq=False)
class Work:
    """One file on the board. `whole_stream`: its sources can't do ranges, one thread streams it from zero.

    `former` keeps what is overwritten while doubtful bytes are fetched again.
    """

    partial: Partial
    choice: Choice
    todo: deque[Stretch] = field(default_factory=deque)
    whole_stream: bool = False
    former: Former | None = None

    @property
    def size(self) -> int:
        return self.partial.file.size

    @property
    def deliverers(self) -> str:
        """The hubs whose bytes are in the file, for an error; the plan's first where nobody can tell."""
        names = {origin.name for origin in self.partial.journal.origins.totals()}
        hubs = {source.hub for source in self.partial.file.sources if name_of(source) in names}
        return ", ".join(sorted(hubs)) or self.partial.file.sources[0].hub

    @property
    def have(self) -> Spans:
        return self.partial.journal.have


@dataclass(eq=False)
class Piece:
    """A stretch that a thread fetches now. `end` may shrink meanwhile; `touched` is when it was last alive.

    `whole`: by a stream of the whole file, which may pass bytes that are there already. `avoid`: the source that
    went silent on it. `held_up` are seconds that our own disk or a speed limit cost.
    """

    work: Work
    start: int
    end: int
    failures: Failures
    whole: bool = False
    held_up: float = 0.0
    thefts: int = 0
    avoid: FileSource | None = None
    source: FileSource | None = None
    interrupt: Callable[[], None] | None = None
    has_handle: bool = False
    released: bool = False
    abandoned: bool = False
    dismissed: bool = False

    def __post_init__(self) -> None:
        self.claimed = self.written = self.journaled = self.start
        self.began = self.touched = time.monotonic()
        self._runs: list[tuple[int, str | None, bool]] = []

    def clock(self) -> float:
        """Seconds on a clock that stands still while it is we who wait and not the source."""
        return time.monotonic() - self.held_up

    def is_over(self) -> bool:
        """Nothing is left to fetch here."""
        return self.claimed >= self.end

    def sign(self, *, missing: bool) -> None:
        """What is claimed from here on comes from the present source, or is on disk already."""
        name = name_of(self.source) if self.source is not None else None
        if not self._runs or self._runs[-1][1:] != (name, missing):
            self._runs.append((self.claimed, name, missing))

    def delivered(self, end: int) -> list[Delivered]:
        """Bytes from `journaled` to `end` by source, without those that were on disk already."""
        found: list[Delivered] = []
        ends = [run[0] for run in self._runs[1:]] + [end]
        for (start, name, missing), stop in zip(self._runs, ends, strict=True):
            one, other = max(start, self.journaled), min(stop, end)
            if one < other and missing:
                found.append((one, other, name))
        return found
