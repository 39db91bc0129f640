"""The life of a transfer: one enum, and its legal moves."""

from __future__ import annotations

from enum import StrEnum


class TransferState(StrEnum):
    """Where a transfer stands."""

    QUEUED = "queued"  # waits for its turn
    RUNNING = "running"  # bytes are coming
    PAUSED = "paused"  # a person or a full disk stopped it; it goes on from its journal
    VERIFYING = "verifying"  # all bytes are here; digests are being finished
    DONE = "done"  # every file whole, verified, under its final name
    FAILED = "failed"  # an error that retries can't mend; `Transfer.error` says which
    CANCELLED = "cancelled"  # given up; its partial files are gone


MOVES: dict[TransferState, frozenset[TransferState]] = {
    TransferState.QUEUED: frozenset({TransferState.RUNNING, TransferState.PAUSED, TransferState.CANCELLED}),
    TransferState.RUNNING: frozenset(
        {TransferState.VERIFYING, TransferState.PAUSED, TransferState.FAILED, TransferState.CANCELLED}
    ),
    TransferState.PAUSED: frozenset({TransferState.QUEUED, TransferState.CANCELLED}),
    TransferState.VERIFYING: frozenset(
        {
            TransferState.DONE,
            TransferState.RUNNING,  # a digest did not match: another source is asked
            TransferState.FAILED,
            TransferState.PAUSED,
            TransferState.CANCELLED,
        }
    ),
    TransferState.FAILED: frozenset({TransferState.QUEUED, TransferState.CANCELLED}),
    TransferState.DONE: frozenset(),
    TransferState.CANCELLED: frozenset(),
}
"""From each state, the states that may follow it."""
