"""The whole queue in a few figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fireseed.transfer.state import ACTIVE, TransferState
from fireseed.transfer.transfers import Transfer
from fireseed.ui.transfer_rows import TEXT_SECONDS, UNDER_WAY


@dataclass(frozen=True)
class Totals:
    """Counts of transfers; `speed` in bytes/s, `bytes_left` of what goes on by itself.

    `pausable` go on by themselves, `resumable` are paused, whether by a person or by a full disk.
    """

    running: int = 0
    waiting: int = 0
    resumable: int = 0
    failed: int = 0
    speed: float = 0.0
    bytes_left: int = 0
    at: float = float("-inf")

    @property
    def pausable(self) -> int:
        return self.running + self.waiting

    @property
    def seconds_left(self) -> float | None:
        """None when nobody can say."""
        return self.bytes_left / self.speed if self.speed > 0 else None

    def of(self, queue: Sequence[Transfer], now: float) -> Totals:
        """The totals of `queue` at `now`: these ones again as long as nobody could read others."""
        states = [transfer.state for transfer in queue]
        running = sum(state in ACTIVE for state in states)
        waiting = states.count(TransferState.QUEUED)
        resumable = states.count(TransferState.PAUSED)
        failed = states.count(TransferState.FAILED)
        counts = running, waiting, resumable, failed
        if now - self.at < TEXT_SECONDS and counts == (self.running, self.waiting, self.resumable, self.failed):
            return self
        going = [transfer for transfer in queue if transfer.state in UNDER_WAY]
        left = sum(transfer.bytes_total - transfer.bytes_done for transfer in going)
        return Totals(*counts, sum(transfer.speed for transfer in going), left, now)
