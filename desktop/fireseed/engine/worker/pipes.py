"""The child's two pipes: frames in on a thread of its own, frames out from the one that computes."""

from __future__ import annotations

import ctypes
import os
import queue
import sys
import threading
from typing import NoReturn

from fireseed.base.errors import EngineProtocolError
from fireseed.engine.protocol import Abort, FrameDecoder, FromChild, Generate, Load, ToChild, encode

_READ = 65536
_PROTOCOL_EXIT = 76
"""BSD's EX_PROTOCOL: the app sent something that is not in the protocol."""


_UP, _DOWN = b"\1", b"\0"


def claim_stdout() -> int:
    """The descriptor to write frames to. Whatever native code prints to stdout from now on goes to stderr."""
    frames = os.dup(1)
    os.dup2(2, 1)
    return frames


class Outbox:
    """Writes frames. When nobody reads any more there is nothing left to do: the child ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def send(self, frame: FromChild) -> None:
        rest = memoryview(encode(frame))
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:  # EPIPE, or EINVAL on Windows
            os._exit(0)


class Inbox:
    """Reads frames: first the one `Load`, then questions, and aborts while one is being answered.

    Attributes:
        abort_flag: one byte and a NUL, an empty C string until the running answer must stop. Native code reads
            it in the middle of a computation, so it is plain memory and not an Event.
    """

    def __init__(self, descriptor: int) -> None:
        self.abort_flag = ctypes.create_string_buffer(2)
        self._descriptor = descriptor
        self._decoder: FrameDecoder[ToChild] = FrameDecoder(ToChild)
        self._waiting: queue.SimpleQueue[Generate] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._running = 0
        self._aborted_up_to = 0

    def first(self) -> Load:
        """Waits for the first frame on the calling thread, before there is any other."""
        while not (frames := self._read()):
            pass
        load, *rest = frames
        if not isinstance(load, Load):
            _leave("the first frame is not Load")
        for frame in rest:
            self._take(frame)
        return load

    def start(self) -> None:
        """From now on a thread reads. It ends the process when the app closes the pipe or dies."""
        threading.Thread(target=self._follow, name="frames", daemon=True).start()

    def next(self) -> Generate:
        """The next question, as the running one. One that was aborted while it waited has its flag up already."""
        request = self._waiting.get()
        with self._lock:
            self._running = request.request
            self.abort_flag[0] = _UP if request.request <= self._aborted_up_to else _DOWN
        return request

    @property
    def aborted(self) -> bool:
        return self.abort_flag[0] == _UP

    def _follow(self) -> None:
        while True:
            for frame in self._read():
                self._take(frame)

    def _take(self, frame: ToChild) -> None:
        if isinstance(frame, Generate):
            self._waiting.put(frame)
        elif isinstance(frame, Abort):
            # Requests are numbered upwards and answered in order, so an older one has ended already.
            with self._lock:
                self._aborted_up_to = max(self._aborted_up_to, frame.request)
                if self._running <= self._aborted_up_to:
                    self.abort_flag[0] = _UP
        else:
            _leave("a second Load")

    def _read(self) -> list[ToChild]:
        try:
            data = os.read(self._descriptor, _READ)
        except OSError:
            data = b""
        if not data:
            os._exit(0)  # the app closed the pipe, or is gone
        try:
            return self._decoder.feed(data)
        except EngineProtocolError as problem:
            _leave(problem.reason)


def _leave(reason: str) -> NoReturn:
    """Ends the process from any thread. The reason names fields, never what a person wrote."""
    sys.stderr.write(f"protocol: {reason}\n")
    sys.stderr.flush()
    os._exit(_PROTOCOL_EXIT)
