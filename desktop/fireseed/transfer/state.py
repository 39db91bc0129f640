"""The life of a transfer: one enum, its legal moves, what it waits for, and its place in the queue."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class TransferState(StrEnum):
    """Where a transfer stands."""

    QUEUED = "queued"  # waits for its turn
    RUNNING = "running"  # bytes are coming
    PAUSED = "paused"  # a person stopped it, or a full disk until there is space; it goes on from its journal
    VERIFYING = "verifying"  # all bytes are here; digests are being finished
    DONE = "done"  # every file whole, verified, under its final name
    FAILED = "failed"  # an error that retries can't mend; `Transfer.error` says which
    CANCELLED = "cancelled"  # given up; its partial files are gone


MOVES: dict[TransferState, frozenset[TransferState]] = {
    TransferState.QUEUED: frozenset({TransferState.RUNNING, TransferState.PAUSED, TransferState.CANCELLED}),
    TransferState.RUNNING: frozenset(
        {
            TransferState.VERIFYING,
            TransferState.QUEUED,  # the hours are over, or fewer may run now
            TransferState.PAUSED,
            TransferState.FAILED,
            TransferState.CANCELLED,
        }
    ),
    TransferState.PAUSED: frozenset({TransferState.QUEUED, TransferState.CANCELLED}),
    TransferState.VERIFYING: frozenset(
        {
            TransferState.DONE,
            TransferState.RUNNING,  # a digest did not match: another source is asked
            TransferState.QUEUED,
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

ACTIVE = frozenset({TransferState.RUNNING, TransferState.VERIFYING})
"""A thread is at work."""
OVER = frozenset({TransferState.DONE, TransferState.CANCELLED})
RESTING = OVER | {TransferState.PAUSED, TransferState.FAILED}


class Waiting(StrEnum):
    """Why a transfer that goes on by itself doesn't run now."""

    TURN = "turn"  # queued: others run, or one that writes the same file
    SCHEDULE = "schedule"  # queued: outside of the hours
    SPACE = "space"  # paused by a full disk; `Transfer.error` says what is missing


class Priority(IntEnum):
    """Who goes first; among equals the order decides."""

    LOW = 1
    NORMAL = 2
    HIGH = 3
