"""One thread's work: bytes of a piece from whichever source gives them, into the partial file."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from io import FileIO
from typing import Protocol, Self
from urllib.parse import urlsplit

import httpx2

from fireseed.base.disk import write_all
from fireseed.base.errors import SourceChanged, SourceStalled
from fireseed.hubs.protocol import FileSource
from fireseed.transfer.board import Board, Counters, Piece
from fireseed.transfer.patience import Patience
from fireseed.transfer.source import Body, Kind, RangesIgnored, Requests, Trouble, lost, silence

_PROGRESS = 64 << 10
"""Bytes after which a source's earlier failures are forgiven."""
_SIP = 16 << 10
"""Bytes that a speed limit is asked for at a time once it has made us wait: a slow line moves evenly."""
_WAITED = 0.002
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
        patience: Patience,
        counters: Counters,
        limiter: Throttle | None = None,
    ) -> None:
        self._board = board
        self._requests = requests
        self._patience = patience
        self._counters = counters
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
            if piece.abandoned:
                return  # it has a successor

    def _fetch(self, piece: Piece) -> None:
        work = piece.work
        # A piece by ranges ends when its file turns out to have none: the whole stream covers its rest.
        while not piece.is_over() and not self._board.is_stopped() and piece.whole == work.whole_stream:
            source = work.choice.pick(whole_stream=piece.whole)
            if piece.failures[source, Kind.STALLED] >= self._patience.stalls:
                work.choice.ban(source, SourceStalled(work.partial.file.path, source.hub, "no answer"))
                continue
            piece.source = source
            self._counters.source = source.hub
            before = piece.claimed
            try:
                self._stream(piece, source)
            except RangesIgnored:
                if work.choice.ignores_ranges(source):
                    self._board.stream_whole(work)
                    return
            except Trouble as trouble:
                if piece.is_over() or self._board.is_stopped():
                    return
                if piece.claimed - before >= _PROGRESS:
                    piece.failures.clear()
                self._bear(piece, source, trouble)

    def _stream(self, piece: Piece, source: FileSource) -> None:
        """One request and its body; raises Trouble or RangesIgnored, and StorageError for our own disk."""
        work = piece.work
        file = work.partial.file
        if piece.whole:
            body = self._requests.open_whole(file, source)
        else:
            body = self._requests.open(file, source, piece.claimed, piece.end)
        with closing(body.response):
            self._check_version(piece, source, body)
            piece.interrupt = body.interrupt
            try:
                self._receive(piece, source, body)
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

    def _receive(self, piece: Piece, source: FileSource, body: Body) -> None:
        work = piece.work
        missing = self._board.missing(work) if piece.whole else [(body.start, body.end)]
        watch = _Watch(self._patience)
        position = body.start
        with _Writer(self._board, piece) as writer:
            for data in self._throttled(body, piece, watch):
                view = memoryview(data)
                for start, end, wanted in _cut(position, position + len(data), piece.claimed, missing):
                    if not writer.put(view[start - position : end - position], wanted=wanted):
                        return
                    if wanted:
                        work.choice.contributed(source)
                position += len(data)
        if position < body.end:
            raise lost(source, str(body.response.url), EOFError("the body ended early"))

    def _throttled(self, body: Body, piece: Piece, watch: _Watch) -> Iterator[memoryview]:
        """The body as fast as it comes and the limit allows; raises Trouble when it comes too slowly."""
        waited = False

        def over() -> bool:
            return piece.is_over() or self._board.is_stopped()

        for data in body.pieces():
            piece.touched = time.monotonic()
            if not watch.alive(len(data)):
                assert piece.source is not None
                raise silence(piece.work.partial.file, piece.source, TimeoutError("too slow"))
            view = memoryview(data)
            while view and self._limiter is not None:
                sip = view[:_SIP] if waited else view
                began = time.monotonic()
                with piece.held_up():
                    self._limiter.take(len(sip), over)
                pause = time.monotonic() - began
                watch.held_up(pause)
                waited = pause > _WAITED
                yield sip
                view = view[len(sip) :]
            if view:
                yield view

    def _bear(self, piece: Piece, source: FileSource, trouble: Trouble) -> None:
        """After a failure: another source, a fresh address, a pause, or the source's end."""
        choice = piece.work.choice
        piece.failures[source, trouble.kind] += 1
        if trouble.kind is not Kind.PASSING:
            self._requests.forget(source)
        asked = trouble.wait or 0.0
        if asked > self._patience.longest_asked or piece.failures[source, trouble.kind] >= self._limit(
            trouble.kind
        ):
            choice.ban(source, trouble.error)
            return
        if trouble.kind is Kind.EXPIRED:
            return
        choice.demote(source)
        following = choice.pick(whole_stream=piece.whole)
        failures = sum(count for (failed, _), count in piece.failures.items() if failed == following)
        if failures:
            pause = max(asked, self._patience.wait(failures))
            piece.touched = time.monotonic() + pause
            self._stopping.wait(pause)

    def _limit(self, kind: Kind) -> int:
        match kind:
            case Kind.PASSING | Kind.LOST:
                return self._patience.attempts
            case Kind.STALLED:
                return self._patience.stalls
            case Kind.DOUBTFUL:
                return self._patience.doubts
            case Kind.EXPIRED:
                return 2
            case Kind.FINAL:
                return 1


class _Writer:
    """Writes claimed bytes through a handle of its own, opened at the first one."""

    def __init__(self, board: Board, piece: Piece) -> None:
        self._board = board
        self._piece = piece
        self._stream: FileIO | None = None
        self._position = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()
            self._piece.has_handle = False

    def put(self, view: memoryview, *, wanted: bool) -> bool:
        """The bytes at `piece.claimed`; False when the piece is over. Bytes not `wanted` are there already."""
        while view:
            start = self._piece.claimed
            count = self._board.claim(self._piece, len(view), missing=wanted)
            if count == 0:
                return False
            if wanted:
                self._write(start, view[:count])
            self._piece.written += count
            view = view[count:]
        return True

    def _write(self, start: int, view: memoryview) -> None:
        partial = self._piece.work.partial
        try:
            if self._stream is None:
                self._piece.has_handle = True
                self._stream = partial.open_part("r+")
            if self._position != start:
                self._stream.seek(start)
            write_all(self._stream, view)
        except OSError as error:
            self._board.claim_failed(self._piece, len(view))
            raise partial.storage_error(error) from error
        self._position = start + len(view)


class _Watch:
    """Notices a source that drips: each piece comes in time, the whole never would."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._began = time.monotonic()
        self._count = 0

    def held_up(self, seconds: float) -> None:
        """So long it was not the source that was waited for."""
        self._began += seconds

    def alive(self, count: int) -> bool:
        """Whether the speed was bearable over the last `silence` seconds."""
        self._count += count
        seconds = time.monotonic() - self._began
        if seconds < self._patience.silence:
            return True
        fast = self._count >= self._patience.slowest * seconds
        self._began += seconds
        self._count = 0
        return fast


def _cut(start: int, end: int, begin: int, missing: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """Received bytes [start, end) from `begin` on, cut into what is missing (True) and what is there (False)."""
    at = max(start, begin)
    for first, last in missing:
        if last <= at:
            continue
        if first >= end:
            break
        if at < first:
            yield at, first, False
        yield max(at, first), min(last, end), True
        at = min(last, end)
    if at < end:
        yield at, end, False
