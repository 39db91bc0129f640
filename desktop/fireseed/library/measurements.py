"""What models took when they were loaded, beside what was expected: every SQL statement about it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from fireseed.base.database import Database

_KEPT = 500
"""Measurements; the oldest are forgotten."""


@dataclass(frozen=True)
class Parts:
    """Memory of all devices together, in bytes."""

    weights: int
    context: int
    working: int

    @property
    def total(self) -> int:
        return self.weights + self.context + self.working


@dataclass(frozen=True)
class Measurement:
    """One load. `digest` is the SHA-256 of the model's first file, `context` the tokens of each of `slots`.

    `expected` is the plain prediction, without what was learned before: else every correction would correct the
    one before it. Speeds are tokens a second; `speed` is None until there was an answer.
    """

    machine: str
    digest: str
    loaded_at: datetime
    context: int
    slots: int
    expected: Parts
    measured: Parts
    expected_speed: float | None = None
    speed: float | None = None


class Measurements:
    """The rows. Calls are thread-safe and raise StorageError types."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, measurement: Measurement) -> int:
        """Notes a load; returns its number, for `note_speed`. The oldest beyond some hundred are forgotten."""
        expected, measured = measurement.expected, measurement.measured
        with self._database.write() as connection:
            number = connection.execute(
                """INSERT INTO measurement (machine, digest, loaded_at, context, slots, expected_weights,
                expected_context, expected_working, weights, context_memory, working, expected_speed, speed)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    measurement.machine,
                    measurement.digest,
                    measurement.loaded_at.timestamp(),
                    measurement.context,
                    measurement.slots,
                    expected.weights,
                    expected.context,
                    expected.working,
                    measured.weights,
                    measured.context,
                    measured.working,
                    measurement.expected_speed,
                    measurement.speed,
                ),
            ).lastrowid
            assert number is not None  # an INSERT has one
            connection.execute("DELETE FROM measurement WHERE number <= ?", (number - _KEPT,))
        return number

    def note_speed(self, number: int, speed: float) -> None:
        """Notes how fast an answer came; of several answers of one load the fastest counts."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE measurement SET speed = max(coalesce(speed, 0), ?) WHERE number = ?", (speed, number)
            )

    def of(self, machine: str, limit: int) -> tuple[Measurement, ...]:
        """The last `limit` on this machine, the newest first."""
        rows = self._database.rows(
            "SELECT * FROM measurement WHERE machine = ? ORDER BY number DESC LIMIT ?", (machine, limit)
        )
        return tuple(_measurement(row) for row in rows)


def _measurement(row: sqlite3.Row) -> Measurement:
    return Measurement(
        machine=row["machine"],
        digest=row["digest"],
        loaded_at=datetime.fromtimestamp(row["loaded_at"], UTC),
        context=row["context"],
        slots=row["slots"],
        expected=Parts(row["expected_weights"], row["expected_context"], row["expected_working"]),
        measured=Parts(row["weights"], row["context_memory"], row["working"]),
        expected_speed=row["expected_speed"],
        speed=row["speed"],
    )
