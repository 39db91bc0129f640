"""How fast this machine's main memory is: measured once, for less than a second, and kept in a file.

A token of an answer reads every active weight once, so this bounds how fast a model can answer.
"""

from __future__ import annotations

import ctypes
import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from fireseed.base.files import write_whole
from fireseed.hardware.machine import Machine

_log = logging.getLogger(__name__)

_SECONDS = 0.8
"""The time for everything, the making of the buffers included; at least one round is made."""
_ROUND = 0.08
"""Seconds of copying. The best round counts: in the others something else was at work as well."""
_BUFFERS = 192 << 20
"""Bytes of all buffers together: several times the largest cache of a desktop's processor."""
_SHARE = 8
"""At most this part of the memory that is free."""
_SMALLEST = 1 << 20
_MOST_THREADS = 32
_LONGEST = 4_096
"""Bytes that are read of the file."""


class _Kept(msgspec.Struct):
    machine: str
    bytes_per_second: int


@dataclass(frozen=True)
class _Pair:
    """Two buffers of `size` bytes that are in memory: pages that were never written would all be one page."""

    source: ctypes.Array[ctypes.c_char]
    target: ctypes.Array[ctypes.c_char]
    size: int

    @classmethod
    def make(cls, size: int) -> _Pair:
        made = cls(ctypes.create_string_buffer(size), ctypes.create_string_buffer(size), size)
        ctypes.memset(made.source, 1, size)
        ctypes.memset(made.target, 2, size)
        return made


class Bandwidth:
    """The bandwidth of this machine's main memory, kept in `file` with the machine that it was measured on."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()

    def known(self, machine: Machine) -> int | None:
        """Bytes a second as they were measured on this machine before, else None. Quick."""
        try:
            with self._file.open("rb") as stream:
                kept = msgspec.json.decode(stream.read(_LONGEST), type=_Kept)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as problem:
            _log.info("%s: %s", self._file, problem)
            return None
        return kept.bytes_per_second if kept.machine == identity(machine) and kept.bytes_per_second > 0 else None

    def of(self, machine: Machine) -> int | None:
        """Bytes a second, measured now where that was not done before: blocks for up to a second.

        None where there is not enough memory to measure with.
        """
        with self._lock:
            known = self.known(machine)
            if known is not None:
                return known
            try:
                found = measure(machine.processor.usable_threads, machine.memory.available)
            except MemoryError:
                return None
            self._keep(_Kept(identity(machine), found))
            return found

    def _keep(self, kept: _Kept) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, msgspec.json.encode(kept))
        except OSError as problem:
            _log.info("%s: %s", self._file, problem)


def identity(machine: Machine) -> str:
    """The same for the same computer: processor, threads and memory, whatever its system is called now."""
    processor = machine.processor
    name = processor.name if isinstance(processor.name, str) else ""
    return f"{name}|{processor.usable_threads}|{machine.memory.total >> 30}"


def measure(threads: int, available: int) -> int:
    """Bytes a second that `threads` threads read and write together with the C library's own copy.

    `available` is bytes of free memory, of which only a part is taken. Raises MemoryError.
    """
    end = time.perf_counter() + _SECONDS
    count = max(1, min(threads, _MOST_THREADS))
    size = max(_SMALLEST, min(_BUFFERS, available // _SHARE) // (2 * count))
    rounds = _Rounds(count, end)
    pairs = [_Pair.make(size) for _ in range(count)]
    workers = [
        threading.Thread(target=_copy, args=(pair, rounds), name="memory bandwidth", daemon=True) for pair in pairs
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return round(max(rounds.rates))


class _Rounds:
    """Lets all threads copy at the same time, again and again until the time is over.

    Attributes:
        rates: bytes a second of all threads together, of each round.
        going: whether there is another round.
    """

    def __init__(self, count: int, end: float) -> None:
        self.rates: list[float] = []
        self.going = True
        self._end = end
        self._current: list[float] = []
        self._meet = threading.Barrier(count, self._between)

    def join(self, rate: float | None = None) -> bool:
        """Waits for the other threads, with what this one did in the last round; whether to go on."""
        if rate is not None:
            self._current.append(rate)
        self._meet.wait()
        return self.going

    def _between(self) -> None:
        """Runs in one thread while the others wait."""
        if self._current:
            self.rates.append(sum(self._current))
            self._current.clear()
            self.going = time.perf_counter() < self._end


def _copy(pair: _Pair, rounds: _Rounds) -> None:
    """`memmove` gives up the interpreter's lock, so that the threads really copy at once."""
    rate: float | None = None
    while rounds.join(rate):
        copied, started = 0, time.perf_counter()
        while (passed := time.perf_counter() - started) < _ROUND or not copied:
            ctypes.memmove(pair.target, pair.source, pair.size)
            copied += 2 * pair.size
        rate = copied / passed
