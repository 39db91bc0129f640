"""One thread's work: bytes of a piece from whichever source gives them, into the partial file."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Protocol
from urllib.parse import urlsplit

import httpx2

from fireseed.base.errors import SourceChanged, SourceStalled
from fireseed.hubs.protocol import FileSource
from fireseed.transfer.board import Board
from fireseed.transfer.patience import Patience
from fireseed.transfer.pieces import Counters, Piece
from fireseed.transfer.source import Body, Kind, RangesIgnored, Requests, Trouble, lost, silence
from fireseed.transfer.traffic import Traffic
from fireseed.transfer.writer import Writer, cut

_PROGRESS = 64 << 10
"""Bytes after which a source's earlier failures are forgiven."""
_SIP = 16 << 10
"""Bytes that a speed limit is asked for at a time once it has made us wait: a slow line moves evenly."""
_LARGEST_RATION = 256 << 10
"""Bytes that it is asked for at a time while nobody has to wait: asking for each read would cost a tenth."""
_FULL = 0.1
"""Seconds until a thread that all sources are too busy for looks again."""
_LOOK = 1.0
"""Seconds between two looks at whether another source is much faster."""
_LONG_REST = 2.0
"""Seconds that the rest of a piece must still need to be worth another request."""
_WAITED = 0.0005
"""Seconds in a speed limit that are more than its own cost."""


class Throttle(Protocol):
    """A speed limit."""

    def take(self, count: int, stopped: Callable[[], bool]) -> None:
        """Returns when `count` more bytes may pass, or soon after `stopped` says so. Thread-safe."""


class Fetcher:
    """Fetches pieces until the board has none. One for a transfer, its methods run in many threads."""

    def __init__(
        self,
        board: Board,
        requests: Requests,
        traffic: Traffic,
        counters: Counters,
        patience: Patience,
        limiter: Throttle | None,
    ) -> None:
        self._board = board
        self._requests = requests
        self._traffic = traffic
        self._counters = counters
        self._patience = patience
        self._limiter = limiter
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ends every wait between attempts. The board's own `stop` ends the rest."""
        self._stopping.set()

    def run(self) -> None:
        """A worker thread's life; raises what ends the transfer."""
        while (piece := self._board.take()) is not None:
            try:
                self._fetch(piece)
            finally:
                self._board.release(piece)
            if piece.abandoned or piece.dismissed:
                return  # it has a successor, or there are too many

    def _fetch(self, piece: Piece) -> None:
        work = piece.work
        # A piece by ranges ends when its file turns out to have none: the whole stream covers its rest.
        while not piece.is_over() and not self._board.is_stopped() and piece.whole == work.whole_stream:
            source = work.choice.pick(whole_stream=piece.whole, avoid=piece.avoid)
            if source is None:
                with self._board.held_up(piece):
                    self._stopping.wait(_FULL)
                return
            try:
                trouble = self._ask(piece, source)
            finally:
                self._traffic.closed(source.hub)
            if trouble is not None and not piece.is_over() and not self._board.is_stopped():
                self._bear(piece, source, trouble)

    def _ask(self, piece: Piece, source: FileSource) -> Trouble | None:
        """One request; what went wrong, if it deserves patience."""
        work = piece.work
        if piece.failures[source, Kind.STALLED] >= self._patience.stalls:
            work.choice.ban(source, SourceStalled(work.partial.file.path, source.hub, "no answer"))
            return None
        piece.source = source
        flow = _Flow(self._traffic, source.hub, piece)
        before = piece.claimed
        try:
            self._stream(piece, source, flow)
        except RangesIgnored:
            if work.choice.ignores_ranges(source):
                self._board.stream_whole(work)
        except Trouble as trouble:
            if piece.claimed - before >= _PROGRESS:
                piece.failures.clear()
            is_refusal = not flow.answered and trouble.kind in (Kind.PASSING, Kind.LOST)
            if not (is_refusal and self._traffic.refused(source.hub, trouble.wait)):
                return trouble
        finally:
            flow.note()
        return None

    def _stream(self, piece: Piece, source: FileSource, flow: _Flow) -> None:
        """One request and its body; raises Trouble or RangesIgnored, and StorageError for our own disk."""
        file = piece.work.partial.file
        if piece.whole:
            body = self._requests.open_whole(file, source)
        else:
            portion = self._traffic.portion(source.hub, piece.work.choice.hubs(whole_stream=False))
            end = piece.end if portion is None else min(piece.end, piece.claimed + portion)
            body = self._requests.open(file, source, piece.claimed, end)
        with closing(body.response):
            self._check_version(piece, source, body)
            flow.answered = True
            self._counters.source = source.hub
            piece.interrupt = body.interrupt
            try:
                self._receive(piece, source, body, flow)
            except httpx2.TimeoutException as error:
                raise silence(file, source, error) from error
            except httpx2.HTTPError as error:
                raise lost(source, str(body.response.url), error) from error
            finally:
                piece.interrupt = None

    def _check_version(self, piece: Piece, source: FileSource, body: Body) -> None:
        etag = body.response.headers.get("ETag", "").removeprefix("W/")
        host = urlsplit(str(body.response.url)).netloc
        if etag and not piece.work.partial.note_etag(source.hub, host, etag[:200]):
            raise Trouble(SourceChanged(piece.work.partial.file.path, source.hub), Kind.DOUBTFUL)

    def _receive(self, piece: Piece, source: FileSource, body: Body, flow: _Flow) -> None:
        work = piece.work
        missing = self._board.missing(work) if piece.whole else [(body.start, body.end)]
        position = body.start
        with Writer(self._board, piece) as writer:
            for view in self._throttled(body, piece, flow):
                for start, end, wanted in cut(position, position + len(view), piece.claimed, missing):
                    if not writer.put(view[start - position : end - position], wanted=wanted):
                        return
                position += len(view)
                if flow.is_due() and not piece.whole and self._is_left_behind(piece, flow):
                    return
        if position < body.end:
            raise lost(source, str(body.response.url), EOFError("the body ended early"))

    def _is_left_behind(self, piece: Piece, flow: _Flow) -> bool:
        """Whether another source would be through with the rest of a piece much sooner."""
        rate = flow.note()
        rest = piece.end - piece.claimed
        return rest > rate * _LONG_REST and self._traffic.is_left_behind(
            flow.hub, piece.work.choice.hubs(whole_stream=False), rate
        )

    def _throttled(self, body: Body, piece: Piece, flow: _Flow) -> Iterator[memoryview]:
        """The body as fast as it comes and the limit allows; raises Trouble when it comes too slowly."""
        watch = _Watch(self._patience, piece)
        ration, granted = _SIP, 0
        for data in body.pieces():
            piece.touched = time.monotonic()
            flow.count += len(data)
            if not watch.alive(len(data)):
                assert piece.source is not None
                raise silence(piece.work.partial.file, piece.source, TimeoutError("too slow"))
            view = memoryview(data)
            while view and self._limiter is not None:
                if granted <= 0:
                    granted = min(ration, max(len(view), piece.end - piece.claimed))
                    had_to_wait = self._wait_for_limit(self._limiter, piece, granted)
                    ration = _SIP if had_to_wait else min(2 * ration, _LARGEST_RATION)
                yield view[:granted]
                granted, view = granted - len(view), view[granted:]
            if view:
                yield view

    def _wait_for_limit(self, limiter: Throttle, piece: Piece, count: int) -> bool:
        """Until `count` bytes may pass; whether that took any time."""
        began = time.monotonic()
        with self._board.held_up(piece):
            limiter.take(count, lambda: piece.is_over() or self._board.is_stopped())
        return time.monotonic() - began > _WAITED

    def _bear(self, piece: Piece, source: FileSource, trouble: Trouble) -> None:
        """After a failure: another source, a fresh address, a pause, or the source's end."""
        choice = piece.work.choice
        kind = trouble.kind
        if kind is Kind.EXPIRED and piece.failures[source, kind]:
            kind = Kind.DOUBTFUL  # its address has been resolved since, if by another thread
        piece.failures[source, kind] += 1
        if kind is not Kind.PASSING:
            self._requests.forget(source)
        asked = trouble.wait or 0.0
        if asked > self._patience.longest_asked or piece.failures[source, kind] >= self._limit(kind):
            choice.ban(source, trouble.error)
            return
        if kind is Kind.EXPIRED:
            return
        self._traffic.failed(source.hub, asked)
        tried = Counter[FileSource]()
        for (failed, _), count in piece.failures.items():
            tried[failed] += count
        fewest = min((tried[other] for other in choice.usable()), default=0)
        if fewest:
            pause = max(asked, self._patience.wait(fewest))
            piece.touched = time.monotonic() + pause
            self._stopping.wait(pause)

    def _limit(self, kind: Kind) -> int:
        match kind:
            case Kind.PASSING | Kind.LOST:
                return self._patience.attempts
            case Kind.STALLED:
                return self._patience.stalls
            case Kind.DOUBTFUL | Kind.EXPIRED:
                return self._patience.doubts
            case Kind.FINAL:
                return 1


class _Flow:
    """Measures one request: bytes, and seconds in which the source was waited for."""

    def __init__(self, traffic: Traffic, hub: str, piece: Piece) -> None:
        self.hub = hub
        self.answered = False
        self.count = 0
        self._traffic = traffic
        self._piece = piece
        self._began = self._noted_at = piece.clock()
        self._noted = 0

    def is_due(self) -> bool:
        """Whether it is time to look again at how fast it goes."""
        return self._piece.clock() - self._noted_at >= _LOOK

    def note(self) -> float:
        """Tells what came since the last time; returns bytes/s of the whole request."""
        now = self._piece.clock()
        self._traffic.came(self.hub, self.count - self._noted, now - self._noted_at)
        self._noted, self._noted_at = self.count, now
        return self.count / max(now - self._began, 1e-6)


class _Watch:
    """Notices a source that drips: each piece comes in time, the whole never would."""

    def __init__(self, patience: Patience, piece: Piece) -> None:
        self._patience = patience
        self._piece = piece
        self._began = piece.clock()
        self._count = 0

    def alive(self, count: int) -> bool:
        """Whether the speed was bearable over the last `silence` seconds."""
        self._count += count
        seconds = self._piece.clock() - self._began
        if seconds < self._patience.silence:
            return True
        fast = self._count >= self._patience.slowest * seconds
        self._began += seconds
        self._count = 0
        return fast
