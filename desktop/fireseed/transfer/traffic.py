"""What each hub gives a transfer, measured while it runs: which one to ask next, and how many requests it bears.

Speed is bytes a second *a connection*, over the last seconds that connections spent, waiting for an answer
included. The next request goes where it should be fastest: a hub that gives each connection the same is asked by
all of them, one whose connections share a line is left for another as soon as they become slow.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from fireseed.base.errors import FireseedError
from fireseed.transfer.patience import Patience

PROBE = 1 << 20
"""Bytes to ask an unknown or slow hub for at a time, where there is another: enough to measure it."""
_MEMORY = 3.0
"""Seconds of a connection after which a measurement counts half."""
_KNOWN = 256 << 10
"""Bytes (or a second without them) that make a measurement."""
_REVIEW = 20.0
"""Seconds after which a slower hub is looked at again."""
_SLOW = 0.5
"""A hub with less than this part of the fastest one's speed gets probes only."""
_FAR_FASTER = 4.0
"""Times; then a connection is given up in the middle of its piece for a better one."""
_GROWTH = 0.25
"""Seconds between two more connections, once a hub that refused some is tried again."""
_MANY = 64
"""Connections that no hub has to bear."""


@dataclass(eq=False)
class SourceCount:
    """One hub's part in a transfer: bytes that came from it, its bytes/s now over all of its connections.

    `banned` is why it is not asked any more for some file, or for all when it has sent wrong bytes.
    """

    bytes: int = 0
    speed: float = 0.0
    connections: int = 0
    banned: FireseedError | None = None


@dataclass(eq=False)
class _Line:
    """One hub. `most` connections are tried from `wider_at` on, one more at a time."""

    count: SourceCount
    recent_bytes: float = 0.0
    recent_seconds: float = 0.0
    asked_at: float = 0.0
    failures: int = 0
    rests_until: float = 0.0
    most: int = _MANY
    refusals: int = 0
    wider_at: float = 0.0

    @property
    def rate(self) -> float | None:
        """Bytes/s a connection; None when it is not known yet."""
        if self.recent_bytes < _KNOWN and self.recent_seconds < 1.0:
            return None
        return self.recent_bytes / max(self.recent_seconds, 1e-6)

    def expected(self) -> float:
        """Bytes/s for one more connection, if they all share a line; 0 when not known."""
        busy = self.count.connections
        return (self.rate or 0.0) * (busy / (busy + 1) if busy else 1.0)

    def bears(self, now: float) -> int:
        """Connections that it may have now."""
        return self.most if self.most >= _MANY or now < self.wider_at else self.most + 1


class Traffic:
    """All hubs of one transfer, by their ids. Thread-safe. `counts` is what others read."""

    def __init__(self, counts: dict[str, SourceCount], patience: Patience) -> None:
        self._counts = counts
        self._patience = patience
        self._lock = threading.Lock()
        self._lines: dict[str, _Line] = {}

    def choose(self, hubs: Sequence[str]) -> str | None:
        """The hub to ask now, with a connection counted there until `closed`; None when each has all it bears.

        Of several the first is preferred as long as nothing is known; one that failed goes after the others for a
        while.
        """
        with self._lock:
            now = time.monotonic()
            free = [hub for hub in hubs if self._line(hub).count.connections < self._line(hub).bears(now)]
            if not free:
                return None
            chosen = free[0] if len(hubs) == 1 else self._best(free, now)
            line = self._line(chosen)
            if line.count.connections >= line.most:
                line.most += 1
                line.wider_at = now + _GROWTH
            line.count.connections += 1
            line.asked_at = now
            return chosen

    def _best(self, free: Sequence[str], now: float) -> str:
        awake = [hub for hub in free if self._line(hub).rests_until <= now]
        if not awake:
            return min(free, key=lambda hub: self._line(hub).rests_until)
        idle = [hub for hub in awake if self._line(hub).count.connections == 0]
        for hub in idle:
            if self._line(hub).rate is None:
                return hub
        best = max(awake, key=lambda hub: self._line(hub).expected())
        for hub in idle:
            if hub != best and now - self._line(hub).asked_at > _REVIEW:
                return hub
        return best

    def closed(self, hub: str) -> None:
        """A request that `choose` counted is over."""
        with self._lock:
            self._line(hub).count.connections -= 1

    def portion(self, hub: str, hubs: Sequence[str]) -> int | None:
        """Bytes to ask `hub` for at a time, beside the others; None for all that is wanted."""
        with self._lock:
            rate = self._line(hub).rate
            best = max((self._line(other).rate or 0.0 for other in hubs if other != hub), default=0.0)
            alone = all(other == hub for other in hubs)
            return None if alone or (rate is not None and rate >= best * _SLOW) else PROBE

    def is_left_behind(self, hub: str, hubs: Sequence[str], rate: float) -> bool:
        """Whether a connection that gives `rate` bytes/s should be given up for another hub."""
        with self._lock:
            now = time.monotonic()
            lines = [self._line(other) for other in hubs if other != hub]
            return any(
                line.rests_until <= now
                and line.count.connections < line.bears(now)
                and line.expected() > rate * _FAR_FASTER
                for line in lines
            )

    def came(self, hub: str, count: int, seconds: float) -> None:
        """So many bytes came over one connection in so many seconds, our own waiting not included."""
        with self._lock:
            line = self._line(hub)
            fade = 0.5 ** (seconds / _MEMORY)
            line.recent_bytes = line.recent_bytes * fade + count
            line.recent_seconds = line.recent_seconds * fade + seconds
            line.count.bytes += count
            if count >= _KNOWN // 4:
                line.failures = 0

    def failed(self, hub: str, wait: float = 0.0) -> None:
        """The hub rests for `wait` seconds or longer, more each time in a row, if there is another one."""
        with self._lock:
            line = self._line(hub)
            line.failures += 1
            line.rests_until = time.monotonic() + max(wait, self._patience.wait(line.failures))

    def refused(self, hub: str, wait: float | None) -> bool:
        """The hub turned one more connection away; False when it had no other: then it is no matter of number.

        So many fewer are used from now on; one more is tried after `wait` seconds or what patience says.
        """
        with self._lock:
            line = self._line(hub)
            others = line.count.connections - 1
            if others < 1:
                return False
            line.most = min(line.most, others)
            line.refusals += 1
            line.wider_at = time.monotonic() + max(wait or 0.0, self._patience.wait(line.refusals))
            return True

    def bears(self) -> int:
        """Connections that make sense at all hubs together."""
        with self._lock:
            now = time.monotonic()
            return sum(line.bears(now) for line in self._lines.values() if line.count.banned is None) or _MANY

    def distrust(self, hub: str, error: FireseedError) -> None:
        """The hub has sent wrong bytes: for other files it is asked when nobody else is left."""
        self.note_ban(hub, error)
        with self._lock:
            self._line(hub).rests_until = float("inf")

    def note_ban(self, hub: str, error: FireseedError) -> None:
        """For those who watch: why this hub is not asked any more."""
        with self._lock:
            self._line(hub).count.banned = error

    def _line(self, hub: str) -> _Line:
        line = self._lines.get(hub)
        if line is None:
            line = self._lines[hub] = _Line(self._counts.setdefault(hub, SourceCount()))
        return line
