"""How many threads to compute with, as the machine's other work comes and goes.

Every step of a token ends in a barrier that all threads must reach. A core that something else is using therefore
costs far more than its share: measured on 2 cores with one of them busy, 2 threads make 3 to 40 tokens a second
where 1 thread makes 85 (and 2 on idle cores 130).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

_WINDOW = 0.2
"""Seconds between two looks: long against the 10 ms that the kernel counts in, short for a person."""

_HARMLESS = 0.25
"""Cores that others may use before one is left to them: an idle desktop flickers below this."""


def available_cores() -> int:
    """Physical cores that this process may use, at least 1."""
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    # Where the system can pin a process (not on macOS), being pinned counts.
    allowed = len(psutil.Process().cpu_affinity() or ()) if hasattr(psutil.Process, "cpu_affinity") else cores
    return max(1, min(cores, allowed or cores))


def threads_beside(others: float, cores: int) -> int:
    """The number of threads when other processes keep `others` cores busy on average."""
    left = int(others + 1.0 - _HARMLESS)
    return max(1, cores - left)


@dataclass(frozen=True)
class CpuTimes:
    """Seconds: of the clock, that all cores were busy together, and that this process computed."""

    clock: float
    busy: float
    own: float


def read_cpu_times() -> CpuTimes:
    times = psutil.cpu_times()
    # A guest's time is in `user` already; waiting for a disk leaves the core free; stolen time is no longer ours.
    idle = times.idle + getattr(times, "iowait", 0.0)
    counted = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
    return CpuTimes(time.monotonic(), counted - idle, time.process_time())


class LoadWatch:
    """Says how many threads to use now, from what others did since the last look; always `cores` if `fixed`."""

    def __init__(self, cores: int, fixed: bool, read: Callable[[], CpuTimes] = read_cpu_times) -> None:
        self.cores = cores
        self._fixed = fixed
        self._read = read
        self._last = read()
        self._threads = cores

    def threads(self) -> int:
        """Cheap enough for every token: looks at the system only once in a while."""
        if self._fixed or time.monotonic() - self._last.clock < _WINDOW:
            return self._threads
        now = self._read()
        seconds = now.clock - self._last.clock
        others = (now.busy - self._last.busy) - (now.own - self._last.own)
        self._threads = threads_beside(max(0.0, others / seconds), self.cores)
        self._last = now
        return self._threads
