"""How far long work has come: its worker writes plain counters, Qt's thread reads them when it samples."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass
class Progress:
    """`done` of `total` in the work's own unit, most often bytes; `name` is what it is busy with, for people."""

    total: int = 0
    done: int = 0
    name: str = ""
    _stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def part(self) -> float:
        """0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def stop(self) -> None:
        """Asks the worker to end."""
        self._stopped.set()

    def reach(self, done: int, total: int) -> None:
        """For the worker."""
        self.done, self.total = done, total

    def advance(self, count: int) -> None:
        """For the worker: `count` more."""
        self.done += count
