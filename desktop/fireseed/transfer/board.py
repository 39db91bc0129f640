"""Who fetches what: stretches of files handed out in order, taken back, or stolen from a slow connection.

One lock guards all of it. A byte is *claimed* before it is written and *journaled* after it was synced; what is
claimed and not journaled is bounded by a window, which bounds what a killed process has to fetch again. Claims are
disjoint, so that two threads never write the same byte, and after `stop` no claim succeeds, so that nothing is
written once a transfer has let go of a file.
"""

from __future__ import annotations

import math
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from fireseed.hubs.protocol import FileSource
from fireseed.transfer.choice import Choice
from fireseed.transfer.partial import Partial
from fireseed.transfer.patience import Patience
from fireseed.transfer.source import Kind
from fireseed.transfer.spans import Spans

CHUNK = 8 << 20
"""Bytes handed out at a time: in order, and small enough for the digest to follow closely."""
WINDOW = 24 << 20
"""Bytes between a claim and the journal, at most. With what sockets hold, a kill costs less than 32 MiB."""
_COMMIT_AT = WINDOW // 3
_COMMIT_EVERY = 1.0
"""Seconds: on a slow line a kill costs a second, not a chunk."""
_LARGEST_CLAIM = 1 << 20
_SMALLEST_THEFT = 128 << 10
_LONG_TAIL = 1.0
"""Seconds that a piece must still need before another thread takes half of it."""
_MOST_THEFTS = 3
"""After that a silent piece waits for its own time-out, which counts towards an error."""

Failures = Counter[tuple[FileSource, Kind]]


@dataclass(eq=False)
class Counters:
    """Plain numbers, in bytes, that anybody may read at any time. `source` is the hub that is asked now."""

    total: int = 0
    done: int = 0
    verified: int = 0
    source: str | None = None


@dataclass(eq=False)
class Stretch:
    """Bytes [start, end) that wait for a thread, with the failures that they have seen."""

    start: int
    end: int
    failures: Failures = field(default_factory=Counter)


@dataclass(eq=False)
class Work:
    """One file on the board. `whole_stream`: its sources can't do ranges, one thread streams it from zero."""

    partial: Partial
    choice: Choice
    todo: deque[Stretch] = field(default_factory=deque)
    whole_stream: bool = False

    @property
    def size(self) -> int:
        return self.partial.file.size

    @property
    def have(self) -> Spans:
        return self.partial.journal.have


@dataclass(eq=False)
class Piece:
    """A stretch that a thread fetches now. `end` may shrink meanwhile; `touched` is when it was last alive.

    `whole`: by a stream of the whole file, which may pass bytes that are there already. `began` moves forward by
    the time that a speed limit costs.
    """

    work: Work
    start: int
    end: int
    failures: Failures
    whole: bool = False
    thefts: int = 0
    source: FileSource | None = None
    interrupt: Callable[[], None] | None = None
    has_handle: bool = False
    released: bool = False
    abandoned: bool = False

    def __post_init__(self) -> None:
        self.claimed = self.written = self.journaled = self.start
        self.began = self.touched = time.monotonic()

    def is_over(self) -> bool:
        """Nothing is left to fetch here."""
        return self.claimed >= self.end

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Meanwhile it is we who wait, and the source is not to blame: nobody takes the piece away for it."""
        began = time.monotonic()
        self.touched = math.inf
        try:
            yield
        finally:
            self.touched = time.monotonic()
            self.began += self.touched - began


Batch = list[tuple[Work, list[tuple[Piece, int]]]]
"""For each file its pieces, each with the offset up to which it is written."""


class Board:
    """See the module. Every public call is thread-safe."""

    def __init__(self, works: Sequence[Work], counters: Counters, patience: Patience) -> None:
        self._works = works
        self._counters = counters
        self._patience = patience
        self._lock = threading.Lock()
        self._work_came = threading.Condition(self._lock)  # idle workers wait here
        self._room_came = threading.Condition(self._lock)  # workers at the window's end
        self._due = threading.Condition(self._lock)  # the committer
        self._grown = threading.Condition(self._lock)  # the digest
        self._live: list[Piece] = []
        self._seats = 0
        self._crew = 0
        self._unjournaled = 0
        self._unclaimed = 0
        self._committed_at = time.monotonic()
        self._stopped = False
        for work in works:
            self._fill(work)

    def _fill(self, work: Work) -> None:
        work.todo = deque(Stretch(start, end) for start, end in work.have.gaps(work.size, CHUNK))
        self._unclaimed += work.size - work.have.total
        self._counters.done += work.have.total

    # For workers

    def take(self) -> Piece | None:
        """The next piece, waiting until there is one; None when it is time to leave."""
        with self._lock:
            while not self._stopped:
                if self._crew > self._seats:
                    self._crew -= 1
                    return None
                piece = self._next() or self._stolen()
                if piece is not None:
                    self._live.append(piece)
                    return piece
                self._work_came.wait(0.25)
            return None

    def claim(self, piece: Piece, count: int, *, missing: bool = True) -> int:
        """How many of the next `count` bytes at `piece.claimed` are the caller's; 0 when the piece is over.

        `missing` is False for bytes of a whole stream that are on disk already. Waits while the window is full.
        """
        with self._lock:
            while True:
                count = min(count, piece.end - piece.claimed, _LARGEST_CLAIM)
                if self._stopped or count <= 0:
                    return 0
                if self._unjournaled + count <= WINDOW:
                    break
                self._room_came.wait(1.0)
                piece.touched = time.monotonic()  # it is the disk that is slow, not the source
            piece.claimed += count
            piece.touched = time.monotonic()
            before = self._unjournaled
            self._unjournaled += count
            if missing:
                self._unclaimed -= count
                self._counters.done += count
            if before < _COMMIT_AT <= self._unjournaled:
                self._due.notify()
            return count

    def claim_failed(self, piece: Piece, count: int) -> None:
        """The last `count` claimed bytes could not be written."""
        with self._lock:
            piece.claimed -= count
            self._unjournaled -= count
            self._unclaimed += count
            self._counters.done -= count

    def release(self, piece: Piece) -> None:
        """The worker is through with its piece; what it did not claim goes back in front of the queue."""
        with self._lock:
            if not piece.is_over() and not piece.work.whole_stream:
                piece.work.todo.appendleft(Stretch(piece.claimed, piece.end, piece.failures))
            piece.end = piece.claimed
            piece.released = True
            piece.interrupt = None
            self._forget_finished()
            self._work_came.notify_all()
            self._due.notify()

    def missing(self, work: Work) -> list[tuple[int, int]]:
        """What of a file is not on disk."""
        with self._lock:
            return list(work.have.gaps(work.size))

    def stream_whole(self, work: Work) -> None:
        """From now on one thread streams what is missing of this file, from zero."""
        with self._lock:
            work.whole_stream = True
            work.todo.clear()
            self._work_came.notify_all()

    def _next(self) -> Piece | None:
        for work in self._works:
            if work.whole_stream:
                if work.have.total < work.size and not any(piece.work is work for piece in self._live):
                    failures = work.todo.popleft().failures if work.todo else Counter()
                    return Piece(work, work.have.prefix, work.size, failures, whole=True)
            elif work.todo:
                stretch = work.todo.popleft()
                return Piece(work, stretch.start, stretch.end, stretch.failures)
        return None

    def _stolen(self) -> Piece | None:
        """Nothing is left to hand out: take from the piece that will need longest, all of it when it is silent."""
        now = time.monotonic()
        longest, victim, whole = _LONG_TAIL, None, False
        for piece in self._live:
            rest = piece.end - piece.claimed
            if piece.whole or rest <= 0 or now < piece.touched:
                continue
            if now - piece.touched > self._patience.steal_after and piece.thefts < _MOST_THEFTS:
                longest, victim, whole = float("inf"), piece, True
            elif rest >= _SMALLEST_THEFT and piece.claimed > piece.start:
                expected = rest * (now - piece.began) / (piece.claimed - piece.start)
                if expected > longest:
                    longest, victim, whole = expected, piece, False
        if victim is None:
            return None
        middle = victim.claimed if whole else victim.claimed + (victim.end - victim.claimed) // 2
        piece = Piece(victim.work, middle, victim.end, victim.failures.copy(), thefts=victim.thefts + whole)
        victim.end = middle
        if whole and victim.interrupt is not None:
            victim.interrupt()
        return piece

    # For the committer

    def due(self) -> Batch:
        """What to make durable next, waiting until it is worth it; empty when stopped and all is done."""
        with self._lock:
            while True:
                age = time.monotonic() - self._committed_at
                enough = self._unjournaled >= _COMMIT_AT or self._unclaimed == 0 or age >= _COMMIT_EVERY
                if enough or self._stopped:
                    batch = self._written()
                    if batch or (self._stopped and all(piece.claimed == piece.written for piece in self._live)):
                        return batch
                self._due.wait(0.05)

    def _written(self) -> Batch:
        batch: Batch = []
        for work in self._works:
            marks = [
                (piece, piece.written)
                for piece in self._live
                if piece.work is work and piece.written > piece.journaled
            ]
            if marks:
                batch.append((work, marks))
        return batch

    def committed(self, work: Work, marks: list[tuple[Piece, int]]) -> None:
        """These bytes are durable and journaled."""
        with self._lock:
            for piece, written in marks:
                work.have.add(piece.journaled, written)
                self._unjournaled -= written - piece.journaled
                piece.journaled = written
            self._committed_at = time.monotonic()
            self._forget_finished()
            self._room_came.notify_all()
            self._grown.notify_all()

    def _forget_finished(self) -> None:
        self._live = [
            piece
            for piece in self._live
            if not (piece.released or piece.abandoned) or piece.claimed != piece.journaled
        ]

    # For the digest

    def grown(self, work: Work, known: int) -> int | None:
        """The whole prefix of a file once it is longer than `known` bytes; None when stopped before.

        The full size is only told when no thread has the file open any more: Windows could not rename it.
        """
        with self._lock:
            while not self._stopped:
                prefix = work.have.prefix
                if prefix == work.size and any(piece.work is work and piece.has_handle for piece in self._live):
                    self._grown.wait(0.01)
                elif prefix > known or prefix == work.size:
                    return prefix
                else:
                    self._grown.wait(0.25)
            return None

    def fetch_again(self, work: Work) -> None:
        """The bytes of a file were wrong and are gone: everything is to do."""
        with self._lock:
            work.partial.restart()
            work.whole_stream = False
            self._counters.done -= work.size
            self._counters.verified -= work.size
            self._fill(work)
            self._work_came.notify_all()

    # For the transfer's own thread

    def staff(self, seats: int) -> int:
        """Sets how many workers there should be; returns how many to start now, which count from now on.

        Those that are too many leave after their piece.
        """
        with self._lock:
            if seats < self._seats:
                self._work_came.notify_all()
            self._seats = seats
            missing = max(0, seats - self._crew)
            self._crew += missing
            return missing

    def abandon_silent(self) -> None:
        """Takes back the pieces of threads that hear nothing and that their own time-out did not wake.

        Those threads are lost in a call for now: they don't count as workers any more.
        """
        limit = self._patience.silence * 1.5
        lost = 0
        with self._lock:
            now = time.monotonic()
            for piece in self._live:
                gone = piece.released or piece.abandoned
                if gone or now - piece.touched < limit or piece.claimed != piece.written:
                    continue
                if piece.source is not None:
                    piece.failures[piece.source, Kind.STALLED] += 1
                if not piece.is_over():
                    piece.work.todo.appendleft(Stretch(piece.claimed, piece.end, piece.failures.copy()))
                    piece.end = piece.claimed
                piece.abandoned = True
                if piece.interrupt is not None:
                    piece.interrupt()
                lost += 1
            if lost:
                self._crew -= lost
                self._forget_finished()
                self._work_came.notify_all()

    def stop(self) -> None:
        """No byte is claimed any more; everybody who waits here wakes up."""
        with self._lock:
            self._stopped = True
            for piece in self._live:
                if piece.interrupt is not None:
                    piece.interrupt()
            for condition in (self._work_came, self._room_came, self._due, self._grown):
                condition.notify_all()

    def is_stopped(self) -> bool:
        return self._stopped

    def everything_came(self) -> bool:
        """Whether the last missing byte is journaled."""
        with self._lock:
            return self._unclaimed == 0 and self._unjournaled == 0
