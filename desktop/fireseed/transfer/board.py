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
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from fireseed.transfer.journal import Delivered
from fireseed.transfer.patience import Patience
from fireseed.transfer.pieces import Counters, Piece, Stretch, Work
from fireseed.transfer.source import Kind
from fireseed.transfer.spans import Origin

CHUNK = 8 << 20
"""Bytes handed out at a time: in order, and small enough for the digest to follow closely."""
WINDOW = 24 << 20
"""Bytes between a claim and the journal, at most, of all transfers together. With what sockets hold, a kill costs
less than 32 MiB."""
_COMMIT_PARTS = 3
"""The window's part that is worth a commit."""
_COMMIT_EVERY = 1.0
"""Seconds: on a slow line a kill costs a second, not a chunk."""
_LARGEST_CLAIM = 1 << 20
_SMALLEST_THEFT = 128 << 10
_LONG_TAIL = 1.0
"""Seconds that a piece must still need before another thread takes half of it."""
_CRAWL = 4.0
"""Seconds that a rest too small to halve may need before all of it is taken."""
_MOST_THEFTS = 3
"""After that a silent piece waits for its own time-out, which counts towards an error."""


@dataclass(eq=False)
class Mark:
    """A piece's bytes from `piece.journaled` to `written` are written, each span of them by one source."""

    piece: Piece
    written: int
    delivered: list[Delivered]


Batch = list[tuple[Work, list[Mark]]]


class Board:
    """See the module. Every public call is thread-safe; `window` (bytes) may change at any time."""

    def __init__(self, works: Sequence[Work], counters: Counters, patience: Patience) -> None:
        self.window = WINDOW
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
        self._held_up = 0.0
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
                if self._unjournaled + count <= self.window:
                    break
                began = time.monotonic()
                self._room_came.wait(1.0)
                self._blame_us(piece, began)  # it is the disk that is slow, not the source
            piece.sign(missing=missing)
            piece.claimed += count
            piece.touched = time.monotonic()
            before = self._unjournaled
            self._unjournaled += count
            if missing:
                self._unclaimed -= count
                self._counters.done += count
            if before < self.window // _COMMIT_PARTS <= self._unjournaled:
                self._due.notify()
            return count

    def claim_failed(self, piece: Piece, count: int) -> None:
        """The last `count` claimed bytes could not be written."""
        with self._lock:
            piece.claimed -= count
            self._unjournaled -= count
            self._unclaimed += count
            self._counters.done -= count

    @contextmanager
    def held_up(self, piece: Piece) -> Iterator[None]:
        """Meanwhile it is we who wait, and the source is not to blame: nobody takes the piece away for it."""
        began = time.monotonic()
        piece.touched = math.inf
        try:
            yield
        finally:
            with self._lock:
                self._blame_us(piece, began)

    def _blame_us(self, piece: Piece, began: float) -> None:
        piece.touched = time.monotonic()
        piece.held_up += piece.touched - began
        self._held_up += piece.touched - began

    def release(self, piece: Piece) -> None:
        """The worker is through with its piece; what it did not claim goes back in front of the queue."""
        with self._lock:
            if not piece.is_over() and not piece.work.whole_stream:
                piece.work.todo.appendleft(Stretch(piece.claimed, piece.end, piece.failures))
            piece.end = piece.claimed
            piece.released = True
            self._crew -= piece.dismissed and not piece.abandoned
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
                longest, victim, whole = math.inf, piece, True
            elif piece.claimed > piece.start:
                expected = rest * (piece.clock() - piece.began) / (piece.claimed - piece.start)
                crumb = rest < _SMALLEST_THEFT
                if expected > longest and not (crumb and (expected < _CRAWL or piece.thefts >= _MOST_THEFTS)):
                    longest, victim, whole = expected, piece, crumb
        if victim is None:
            return None
        middle = victim.claimed if whole else victim.claimed + (victim.end - victim.claimed) // 2
        piece = Piece(
            victim.work,
            middle,
            victim.end,
            victim.failures.copy(),
            thefts=victim.thefts + whole,
            avoid=victim.source if whole else None,
        )
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
                full = self._unjournaled >= self.window // _COMMIT_PARTS
                enough = full or self._unclaimed == 0 or age >= _COMMIT_EVERY
                if enough or self._stopped:
                    batch = self._written()
                    if batch or (self._stopped and all(piece.claimed == piece.written for piece in self._live)):
                        return batch
                self._due.wait(0.05)

    def _written(self) -> Batch:
        batch: Batch = []
        for work in self._works:
            marks = [
                Mark(piece, piece.written, piece.delivered(piece.written))
                for piece in self._live
                if piece.work is work and piece.written > piece.journaled
            ]
            if marks:
                batch.append((work, marks))
        return batch

    def committed(self, work: Work, marks: Sequence[Mark]) -> None:
        """These bytes are durable and journaled."""
        with self._lock:
            for mark in marks:
                piece = mark.piece
                work.have.add(piece.journaled, mark.written)
                for start, end, name in mark.delivered:
                    work.partial.journal.origins.note(start, end, Origin(name))
                self._unjournaled -= mark.written - piece.journaled
                piece.journaled = mark.written
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

    def fetch_again(self, work: Work, spans: Iterable[tuple[int, int]]) -> None:
        """These bytes of a whole file were wrong, or may be: they are to do once more."""
        with self._lock:
            work.whole_stream = False
            for start, end in spans:
                work.have.remove(start, end)
            self._counters.verified -= work.size
            self._counters.done -= work.size
            self._fill(work)
            self._work_came.notify_all()

    def owned_by(self, work: Work, spans: Iterable[tuple[int, int, Origin]]) -> None:
        """These bytes are journaled, and whose they are."""
        with self._lock:
            for start, end, origin in spans:
                work.partial.journal.origins.note(start, end, origin)

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

    def dismiss(self, most: int) -> None:
        """Workers beyond `most` give back what they have not fetched, and leave at once."""
        with self._lock:
            at_work = [piece for piece in self._live if not (piece.released or piece.abandoned or piece.dismissed)]
            at_work.sort(key=lambda piece: not piece.whole)  # a stream of the whole file can't be divided
            for piece in at_work[most:]:
                if piece.whole or piece.is_over():
                    continue
                piece.work.todo.appendleft(Stretch(piece.claimed, piece.end, piece.failures.copy()))
                piece.end = piece.claimed
                piece.dismissed = True
                if piece.interrupt is not None:
                    piece.interrupt()
            self._work_came.notify_all()

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

    def is_at_its_tail(self) -> bool:
        """Whether every piece is handed out: threads may be idle from now on."""
        return not any(work.todo for work in self._works)

    @property
    def held_up_seconds(self) -> float:
        """What all threads together have waited for our own disk and for speed limits."""
        return self._held_up

    @property
    def crew(self) -> int:
        """Workers now, those included that leave after their piece."""
        return self._crew

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
