"""The rows of work that a killed process leaves unfinished: every SQL statement about moves and joins."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fireseed.base.database import Database
from fireseed.base.errors import ModelUnknown


class Phase(StrEnum):
    """How far a move is; each is one transaction further than the one before."""

    PREPARING = "preparing"  # the model is at its old place; copies are waste until they are whole
    SWITCHED = "switched"  # it belongs to its new place, where some files have yet to get their names
    PLACED = "placed"  # it is at its new place; what is left at the old one is waste


@dataclass(frozen=True)
class Step:
    """One file on its way from `old_root`/`path` to `new_root`/`path`, in the move with the identifier `move`.

    It is prepared under the name `staging`: a copy's, the source itself where a rename does it, the target where
    the same bytes are there already. `size` (bytes) and `changed_ns` (modification time, ns) are the source's.
    """

    move: str
    model: str
    path: Path
    old_root: Path
    new_root: Path
    staging: Path
    size: int
    changed_ns: int

    @property
    def source(self) -> Path:
        return self.old_root / self.path

    @property
    def target(self) -> Path:
        return self.new_root / self.path

    @property
    def copies(self) -> bool:
        return self.staging not in (self.source, self.target)


@dataclass(frozen=True)
class Join:
    """`staging` shares its bytes with `kept`, and is about to take the name `target`."""

    staging: Path
    target: Path
    kept: Path


class Unfinished:
    """Calls are thread-safe; each change is one transaction. Raises StorageError types."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def exists(self) -> bool:
        """Whether there is any: most often not."""
        return bool(self._database.rows("SELECT 1 FROM moving UNION ALL SELECT 1 FROM joining LIMIT 1"))

    def moves(self) -> tuple[tuple[Phase, tuple[Step, ...]], ...]:
        """The phase and the steps of each move that has not ended."""
        moves: dict[str, tuple[Phase, list[Step]]] = {}
        for row in self._database.rows("SELECT * FROM moving ORDER BY move, path"):
            moves.setdefault(row["move"], (Phase(row["phase"]), []))[1].append(_step(row))
        return tuple((phase, tuple(steps)) for phase, steps in moves.values())

    def begin_move(self, steps: Sequence[Step]) -> None:
        """Notes what is about to be done, before it is."""
        with self._database.write() as connection:
            connection.executemany(
                "INSERT INTO moving VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (step.move, step.model, os.fsencode(step.path), os.fsencode(step.old_root),
                     os.fsencode(step.new_root), os.fsencode(step.staging), step.size, step.changed_ns,
                     Phase.PREPARING)
                    for step in steps
                ],
            )  # fmt: skip

    def switch(self, steps: Sequence[Step], changed_ns: Sequence[int]) -> None:
        """From now on the model is at the targets; `changed_ns` are the times of change of the prepared files.

        Raises ModelUnknown where the model isn't any more what it was when the move began.
        """
        with self._database.write() as connection:
            for step, changed in zip(steps, changed_ns, strict=True):
                moved = connection.execute(
                    """UPDATE file SET path = ?, changed_ns = ?, verified_at = ?,
                    extent = CASE WHEN ? THEN NULL ELSE extent END
                    WHERE model = ? AND path = ? AND changed_ns = ?
                    AND model IN (SELECT id FROM model WHERE binned_at IS NULL)""",
                    (os.fsencode(step.target), changed, time.time(), step.copies, step.model,
                     os.fsencode(step.source), step.changed_ns),
                )  # fmt: skip
                if not moved.rowcount:
                    raise ModelUnknown(step.model)
            _set_phase(connection, steps, Phase.SWITCHED)

    def switch_back(self, steps: Sequence[Step]) -> None:
        """The model is at the sources again, and what was prepared is waste."""
        with self._database.write() as connection:
            for step in steps:
                connection.execute(
                    "UPDATE file SET path = ?, changed_ns = ? WHERE model = ? AND path = ?",
                    (os.fsencode(step.source), step.changed_ns, step.model, os.fsencode(step.target)),
                )
            _set_phase(connection, steps, Phase.PREPARING)

    def note_placed(self, steps: Sequence[Step]) -> None:
        """Every file has its name at the new place."""
        with self._database.write() as connection:
            _set_phase(connection, steps, Phase.PLACED)

    def end_move(self, steps: Sequence[Step]) -> None:
        """Nothing of these steps is left to do."""
        with self._database.write() as connection:
            connection.executemany(
                "DELETE FROM moving WHERE move = ? AND path = ?",
                [(step.move, os.fsencode(step.path)) for step in steps],
            )

    def joins(self) -> tuple[Join, ...]:
        rows = self._database.rows("SELECT * FROM joining")
        return tuple(Join(_path(row["staging"]), _path(row["target"]), _path(row["kept"])) for row in rows)

    def begin_join(self, join: Join) -> None:
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO joining VALUES (?, ?, ?)",
                (os.fsencode(join.staging), os.fsencode(join.target), os.fsencode(join.kept)),
            )

    def end_join(self, join: Join) -> None:
        with self._database.write() as connection:
            connection.execute("DELETE FROM joining WHERE staging = ?", (os.fsencode(join.staging),))


def _set_phase(connection: sqlite3.Connection, steps: Sequence[Step], phase: Phase) -> None:
    connection.execute("UPDATE moving SET phase = ? WHERE move = ?", (phase, steps[0].move))


def _path(stored: bytes) -> Path:
    return Path(os.fsdecode(stored))


def _step(row: sqlite3.Row) -> Step:
    return Step(
        move=row["move"],
        model=row["model"],
        path=_path(row["path"]),
        old_root=_path(row["old_root"]),
        new_root=_path(row["new_root"]),
        staging=_path(row["staging"]),
        size=row["size"],
        changed_ns=row["changed_ns"],
    )
