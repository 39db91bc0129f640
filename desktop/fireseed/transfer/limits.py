"""What downloads may use of the line: how many at once, how many connections, how many bytes a second."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from fireseed.transfer.schedule import Schedule

_MOST = 16
"""Downloads, and connections: more of them take a home router down and bring nothing."""
_SLOWEST = 8 << 10
"""Bytes/s: on less than that hubs hang up, and nothing of today's sizes would ever end."""
_BURST = 0.2
"""Seconds of bytes that may come at once after an idle time: 4 % of what may come in five seconds."""
_GLANCE = 0.1
"""Seconds between two looks at whether a waiting thread has to stop."""


@dataclass(frozen=True)
class Limits:
    """What all downloads together may use. Counts outside of 1 to 16 become the nearest of these.

    `connections` is for all of them together. `bytes_per_second` is None for no limit, `schedule` for all day.
    """

    downloads: int = 4
    connections: int = 4
    bytes_per_second: int | None = None
    schedule: Schedule | None = None

    def __post_init__(self) -> None:
        for name in ("downloads", "connections"):
            object.__setattr__(self, name, min(max(getattr(self, name), 1), _MOST))

    @property
    def slots(self) -> int:
        """How many may run at once: each needs a connection."""
        return min(self.downloads, self.connections)


@dataclass(eq=False)
class _Ticket:
    """A thread that waits to let `count` bytes pass."""

    count: int
    called: threading.Condition


class Bucket:
    """Lets so many bytes a second through, to the threads that ask, in the order in which they ask.

    A token bucket that is paid before: over any time t, no more than rate · (t + 0.2 s) bytes pass. Thread-safe.
    """

    def __init__(self, rate: int | None = None) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[_Ticket] = deque()  # only the first has to wake up
        self._rate = _sensible(rate)
        self._saved = 0.0
        self._counted_at = time.monotonic()

    @property
    def rate(self) -> int | None:
        """Bytes/s; None for no limit. A new one holds at once, for threads that wait already, too."""
        return self._rate

    @rate.setter
    def rate(self, rate: int | None) -> None:
        with self._lock:
            self._earn()
            self._rate = _sensible(rate)
            self._call_first()

    def take(self, count: int, stopped: Callable[[], bool]) -> None:
        """Returns when `count` more bytes may pass, or soon after `stopped` says so."""
        with self._lock:
            ticket = _Ticket(count, threading.Condition(self._lock))
            self._waiting.append(ticket)
            try:
                while not stopped():
                    pause = self._pause(count) if self._waiting[0] is ticket else _GLANCE
                    if pause <= 0:
                        self._saved = max(0.0, self._saved - count)
                        return
                    ticket.called.wait(min(pause, _GLANCE))
            finally:
                self._waiting.remove(ticket)
                self._call_first()

    def _pause(self, count: int) -> float:
        """Seconds until `count` bytes are saved up."""
        self._earn()
        return 0.0 if self._rate is None else (count - self._saved) / self._rate

    def _earn(self) -> None:
        """Adds what has come since the last look: up to the burst, or up to what the first one waits for."""
        now = time.monotonic()
        if self._rate is not None:
            wanted = self._waiting[0].count if self._waiting else 0
            most = max(self._rate * _BURST, wanted)
            self._saved = min(most, self._saved + self._rate * (now - self._counted_at))
        self._counted_at = now

    def _call_first(self) -> None:
        if self._waiting:
            self._waiting[0].called.notify()


@dataclass(frozen=True)
class Both:
    """Two limits that both hold: the transfer's own, and that of all together."""

    own: Bucket
    shared: Bucket

    def take(self, count: int, stopped: Callable[[], bool]) -> None:
        """As `Bucket.take`."""
        self.own.take(count, stopped)
        self.shared.take(count, stopped)


def _sensible(rate: int | None) -> int | None:
    return None if rate is None else max(rate, _SLOWEST)
