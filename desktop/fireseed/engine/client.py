"""The app's side of one child: its life, its answers, and what is known when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from fireseed.base.errors import (
    Cancelled,
    EngineCrashed,
    EngineProtocolError,
    EngineSilent,
    FireseedError,
    decode,
)
from fireseed.engine.protocol import (
    MOVES,
    Abort,
    EngineState,
    Finished,
    FrameDecoder,
    FromChild,
    Generate,
    Load,
    Loaded,
    Loading,
    LoadOptions,
    Piece,
    Refused,
    Sampling,
    ToChild,
    Turn,
    encode_checked,
)

_READ = 65536
_GRACE = 1.0
"""Seconds that the child gets at each step of ending it: pipe closed, terminate, kill."""

_ABORT_LIMIT = 10.0
"""Seconds until a child that was told to stop counts as stuck. One node of the largest graph takes less."""

_LAST_LINES = 64
_LINE = 400
"""Bytes kept of a log line."""

_LOG_LIMIT = 1_000_000
"""Bytes of native log kept on disk for one engine."""


class Engine:
    """One model in one child process. All methods belong to the loop it was made on.

    Attributes:
        name: of the model, for errors.
        pid: of the child.
        state: where it is in its life; moves only as `protocol.MOVES` allows.
        error: why it FAILED.
        loaded: facts about the model, from READY on.
        load_progress: 0 to 1.
    """

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: BinaryIO) -> None:
        self.name = name
        self.pid = process.pid
        self.state = EngineState.STARTING
        self.error: FireseedError | None = None
        self.loaded: Loaded | None = None
        self.load_progress = 0.0
        self._process = process
        self._on_progress: Callable[[float], None] | None = None
        self._requests = itertools.count(1)
        self._turn = asyncio.Lock()
        self._events: asyncio.Queue[Piece | Finished | FireseedError] = asyncio.Queue()
        self._request = 0
        self._idle = asyncio.Event()
        self._settled = asyncio.Event()
        self._ended = asyncio.Event()
        self._unloading = False
        self._last_lines: deque[str] = deque(maxlen=_LAST_LINES)
        self._log = asyncio.create_task(self._keep_log(log))
        self._life = asyncio.create_task(self._live())

    async def load(
        self, path: Path, options: LoadOptions, on_progress: Callable[[float], None] | None = None
    ) -> None:
        """Loads the model: once, as the first thing. Raises GgufError and EngineError types."""
        self._on_progress = on_progress
        self._send(Load(os.fsencode(path), options))
        await self._settled.wait()
        if self.error is not None:
            raise self.error
        if self.state is EngineState.GONE:
            raise Cancelled

    async def generate(
        self, turns: Sequence[Turn], sampling: Sampling, max_tokens: int, stop: Sequence[str] = ()
    ) -> AsyncGenerator[Piece | Finished, None]:
        """Answers `turns`: pieces of text, then one `Finished`. A second call waits until the first has ended.

        Closing the iterator or cancelling the task stops the answer. Raises EngineCrashed when the child dies,
        Cancelled when it is unloaded, ContextFull, TemplateInvalid, EngineProtocolError for what can't be sent.
        """
        async with self._turn:
            await self._idle.wait()
            if self.state is not EngineState.READY:
                raise self.error or Cancelled()
            request = next(self._requests)
            frame = encode_checked(Generate(request, tuple(turns), sampling, max_tokens, tuple(stop)))
            self._request, self._events = request, asyncio.Queue()
            self._idle.clear()
            self._move(EngineState.BUSY)
            self._write(frame)
            try:
                while True:
                    event = await self._events.get()
                    if isinstance(event, FireseedError):
                        raise event
                    yield event
                    if isinstance(event, Finished):
                        return
            finally:
                if not self._idle.is_set():
                    await self._abandon(request)

    async def stop(self) -> None:
        """Ends the running answer within one token: its iterator gets `Finished` with CANCELLED. Does not wait."""
        if self.state is EngineState.BUSY:
            self._send(Abort(self._request))

    async def unload(self) -> None:
        """Ends the child, and returns when it is gone and its memory is back. At any time, and more than once."""
        self._unloading = True
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._end_process()
        await self._ended.wait()
        if self.state is not EngineState.GONE:  # it had failed before
            self._move(EngineState.GONE)

    async def _abandon(self, request: int) -> None:
        """Stops an answer that nobody reads any more, and sees to it that the child has stopped."""
        self._send(Abort(request))
        try:
            await asyncio.wait_for(self._idle.wait(), _ABORT_LIMIT)
        except TimeoutError:
            self.error = EngineSilent(self.name, _ABORT_LIMIT)
            await self._end_process()

    async def _end_process(self) -> None:
        for step in (None, self._process.terminate, self._process.kill):
            if step is not None:
                with contextlib.suppress(ProcessLookupError):
                    step()
            try:
                await asyncio.wait_for(asyncio.shield(self._life), _GRACE)
                return
            except TimeoutError:
                continue
        await asyncio.shield(self._life)

    def _send(self, frame: ToChild) -> None:
        self._write(encode_checked(frame))

    def _write(self, data: bytes) -> None:
        stdin = self._process.stdin
        assert stdin is not None  # it was started with a pipe
        # A child that died meanwhile is noticed where its frames are read.
        with contextlib.suppress(ConnectionError):
            stdin.write(data)

    async def _live(self) -> None:
        """Reads frames until the child closes its end, then says what became of it."""
        stdout = self._process.stdout
        assert stdout is not None  # it was started with a pipe
        decoder: FrameDecoder[FromChild] = FrameDecoder(FromChild)
        try:
            while data := await stdout.read(_READ):
                for frame in decoder.feed(data):
                    self._receive(frame)
        except EngineProtocolError as problem:
            self.error = problem
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        except ConnectionError:  # Windows: the other end of the pipe died
            pass
        code = await self._process.wait()
        with contextlib.suppress(TimeoutError):  # something that inherited stderr could hold it open
            await asyncio.wait_for(asyncio.shield(self._log), _GRACE)
        self._finish(code)

    def _receive(self, frame: FromChild) -> None:
        match frame:
            case Loading(fraction=fraction):
                self._progress(fraction)
            case Loaded():
                self._progress(1.0)
                self.loaded = frame
                self._move(EngineState.READY)
                self._settled.set()
                self._idle.set()
            case Refused(request=None):
                self.error = decode(frame.code, frame.facts)
            case Piece() | Finished() | Refused() if frame.request != self._request:
                raise EngineProtocolError(f"a frame about request {frame.request}")
            case Piece():
                self._events.put_nowait(frame)
            case Finished():
                self._answered(frame)
            case Refused():
                self._answered(decode(frame.code, frame.facts))

    def _answered(self, end: Finished | FireseedError) -> None:
        self._move(EngineState.READY)
        self._events.put_nowait(end)
        self._idle.set()

    def _progress(self, fraction: float) -> None:
        if self.state is EngineState.STARTING:
            self._move(EngineState.LOADING)
        self.load_progress = fraction
        if self._on_progress is not None:
            # Not called from here: an error in it is the caller's, and must not end the reading of frames.
            asyncio.get_running_loop().call_soon(self._on_progress, fraction)

    def _finish(self, code: int) -> None:
        """The process is gone: whoever waits for it learns how."""
        if self._unloading:
            self._move(EngineState.GONE)
            self._events.put_nowait(Cancelled())
        else:
            if self.error is None:
                self.error = EngineCrashed(self.name, code, "\n".join(self._last_lines))
            self._move(EngineState.FAILED)
            self._events.put_nowait(self.error)
        self._settled.set()
        self._idle.set()
        self._ended.set()

    def _move(self, state: EngineState) -> None:
        if state not in MOVES[self.state]:
            raise EngineProtocolError(f"{self.state} to {state}")
        self.state = state

    async def _keep_log(self, log: BinaryIO) -> None:
        """The end of what native code and Python said, in memory for a crash report and whole on disk."""
        stderr = self._process.stderr
        assert stderr is not None  # it was started with a pipe
        rest, written = b"", 0
        with log:
            while data := await stderr.read(_READ):
                if written < _LOG_LIMIT:
                    log.write(data)
                    log.flush()
                    written += len(data)
                *lines, rest = (rest + data)[-_READ:].split(b"\n")
                self._last_lines.extend(line[:_LINE].decode("utf-8", "replace") for line in lines)
        if rest:
            self._last_lines.append(rest[:_LINE].decode("utf-8", "replace"))
