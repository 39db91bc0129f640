"""Who asked a shelf's server for what: plain facts for a person who shares."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime

MOST_VISITORS = 32
"""Computers that are remembered, the latest ones."""


@dataclass(frozen=True)
class Visitor:
    """One computer: its address, the requests answered, the file bytes sent, and the time of the latest."""

    address: str
    requests: int
    sent: int
    last_at: datetime


@dataclass(frozen=True)
class Served:
    """All requests and file bytes since the start; `visitors` are the latest computers, the latest first."""

    requests: int
    sent: int
    visitors: tuple[Visitor, ...]


class Visitors:
    """Counts. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests = 0
        self._sent = 0
        self._known: dict[str, Visitor] = {}

    def count(self, address: str, *, requests: int = 0, sent: int = 0) -> None:
        """Adds to what this computer has had."""
        with self._lock:
            self._requests += requests
            self._sent += sent
            former = self._known.pop(address, None)
            if former is not None:
                requests, sent = requests + former.requests, sent + former.sent
            elif len(self._known) >= MOST_VISITORS:
                self._known.pop(next(iter(self._known)))
            # The latest is the last: a dict keeps the order in which its keys came.
            self._known[address] = Visitor(address, requests, sent, datetime.now(UTC))

    def served(self) -> Served:
        with self._lock:
            return Served(self._requests, self._sent, tuple(reversed(self._known.values())))
