"""How long a transfer bears with a source."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """Limits for one piece at one source, counted in a row: progress starts the count anew. Times are seconds.

    The defaults ride out about two minutes of a dead network before a person is asked.
    """

    attempts: int = 10
    """Faults that pass by themselves: connection lost, 5xx, 429, short body."""
    doubts: int = 3
    """Answers that are not the file: a captive portal, a wrong range."""
    stalls: int = 4
    """Times that a source goes silent."""
    silence: float = 20.0
    """Without a byte for so long, a source has stalled."""
    slowest: int = 256
    """Bytes/s over `silence` seconds; below it the source counts as stalled (slower than a modem of 1990)."""
    first_wait: float = 0.5
    longest_wait: float = 30.0
    longest_asked: float = 120.0
    """A hub that asks for a longer wait (Retry-After) than this is not asked again by itself."""
    steal_after: float = 2.0
    """A piece without a byte for so long goes to a thread that has nothing else to do."""

    def wait(self, failures: int) -> float:
        """The pause after so many failures in a row: doubling, bounded, with jitter against crowds."""
        whole = min(self.longest_wait, self.first_wait * 2.0 ** min(failures - 1, 20))
        return whole * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards no secret
