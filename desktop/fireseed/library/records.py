"""The library's rows: every SQL statement about models and their files, and nothing about the disk they lie on."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from fireseed.base.database import Database
from fireseed.base.errors import DatabaseTooNew, ModelUnknown
from fireseed.library.model import Check, Model, ModelFile, ModelState, Role, Upstream, UpstreamState
from fireseed.library.presence import state_of

_IN_USE = "binned_at IS NULL"
_BINNED = "binned_at IS NOT NULL"


@dataclass(frozen=True)
class Entry:
    """What is known of a model besides its files."""

    origin: str
    hub: str
    repo: str
    commit: str
    variant: str
    licence: str | None


class Records:
    """The database. Calls are thread-safe; each change is one transaction. Raises StorageError types."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def newer(self) -> DatabaseTooNew | None:
        """Set when a newer Fireseed wrote this file: every change raises it."""
        return self._database.newer

    def refuse_newer(self) -> None:
        """What every change does first, for those who touch files before they write."""
        self._database.refuse_newer()

    def put(self, entry: Entry, files: Sequence[tuple[Role, ModelFile]]) -> str:
        """Adds a model, or replaces what was known of the same variant; returns its identifier.

        What the hub had is forgotten: it was about other bytes.
        """
        with self._database.write() as connection:
            known = connection.execute(
                f"SELECT id FROM model WHERE origin = ? AND hub = ? AND repo = ? AND variant = ? AND {_IN_USE}",  # noqa: S608 - the literal above
                (entry.origin, entry.hub, entry.repo, entry.variant),
            ).fetchone()
            key = known["id"] if known else uuid.uuid4().hex
            connection.execute(
                """INSERT INTO model (id, origin, hub, repo, revision, variant, licence, added_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, licence = excluded.licence,
                upstream_commit = NULL, upstream_newer = NULL, upstream_at = NULL""",
                (
                    key,
                    entry.origin,
                    entry.hub,
                    entry.repo,
                    entry.commit,
                    entry.variant,
                    entry.licence,
                    time.time(),
                ),
            )
            connection.execute("DELETE FROM file WHERE model = ?", (key,))
            connection.executemany(
                """INSERT INTO file
                (model, position, role, path, size, sha256, outcome, verified_at, changed_ns)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                [
                    (key, position, role, os.fsencode(file.path), file.size, file.sha256, file.check,
                     file.verified_at.timestamp(), file.changed_ns)
                    for position, (role, file) in enumerate(files)
                ],
            )  # fmt: skip
            for _, file in files:
                _note(connection, file)
        return str(key)

    def in_use(self) -> tuple[Model, ...]:
        """All but those in the bin, the last used or added first."""
        return self._models(_IN_USE, "coalesce(last_used_at, added_at) DESC, model.rowid DESC")

    def binned(self) -> tuple[Model, ...]:
        """Those in the bin, the last deleted first."""
        return self._models(_BINNED, "binned_at DESC, model.rowid DESC")

    def model(self, key: str) -> Model:
        """One model, also from the bin; raises ModelUnknown."""
        found = self._models("id = ?", "model.rowid", key)
        if not found:
            raise ModelUnknown(key)
        return found[0]

    def used(self, key: str) -> None:
        """Notes that it was used now; raises ModelUnknown."""
        self._change("UPDATE model SET last_used_at = ? WHERE id = ?", time.time(), key)

    def note_upstream(self, key: str, commit: str, *, newer: bool, checked_at: datetime) -> None:
        """What the model's hub had; raises ModelUnknown."""
        self._change(
            "UPDATE model SET upstream_commit = ?, upstream_newer = ?, upstream_at = ? WHERE id = ?",
            commit,
            newer,
            checked_at.timestamp(),
            key,
        )

    def put_into_bin(self, key: str) -> bool:
        """Whether it was in use until now."""
        with self._database.write() as connection:
            changed = connection.execute(
                f"UPDATE model SET binned_at = ? WHERE id = ? AND {_IN_USE}",  # noqa: S608 - the literal above
                (time.time(), key),
            )
            return bool(changed.rowcount)

    def take_from_bin(self, key: str, known: Iterable[ModelFile]) -> None:
        """`known` is what is known of files that it shares with others."""
        with self._database.write() as connection:
            connection.execute("UPDATE model SET binned_at = NULL WHERE id = ?", (key,))
            for file in known:
                _note(connection, file)

    def remove(self, key: str) -> None:
        """Forgets a model, whether in use or in the bin."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM model WHERE id = ?", (key,))

    def note(self, file: ModelFile) -> None:
        """What is known now of a file at its place, for every model that has it."""
        with self._database.write() as connection:
            _note(connection, file)

    def extents(self) -> dict[Path, str]:
        """The files that share their blocks with others: those of one name do."""
        rows = self._database.rows("SELECT path, extent FROM file WHERE extent IS NOT NULL")
        return {Path(os.fsdecode(row["path"])): row["extent"] for row in rows}

    def note_extent(self, paths: Iterable[Path], extent: str) -> None:
        """These files, as they are noted now, share their blocks."""
        with self._database.write() as connection:
            for path in paths:
                connection.execute("UPDATE file SET extent = ? WHERE path = ?", (extent, os.fsencode(path)))

    def _change(self, statement: str, *values: object) -> None:
        """A change of the one model that the last value names; raises ModelUnknown."""
        with self._database.write() as connection:
            if not connection.execute(statement, values).rowcount:
                raise ModelUnknown(str(values[-1]))

    def _models(self, condition: str, order: str, *values: str) -> tuple[Model, ...]:
        rows = self._database.rows(
            f"SELECT * FROM model JOIN file ON file.model = model.id WHERE {condition} ORDER BY {order}, position",  # noqa: S608 - both are the literals above
            values,
        )
        return tuple(_model(list(group)) for _, group in groupby(rows, key=lambda row: row["id"]))


def _note(connection: sqlite3.Connection, file: ModelFile) -> None:
    """Two models may share a projector; what waits in the bin is another file."""
    connection.execute(
        f"""UPDATE file SET verified_at = ?, changed_ns = ?, extent = CASE WHEN changed_ns = ? THEN extent END
        WHERE path = ? AND sha256 = ? AND model IN (SELECT id FROM model WHERE {_IN_USE})""",  # noqa: S608 - the literal above
        (file.verified_at.timestamp(), file.changed_ns, file.changed_ns, os.fsencode(file.path), file.sha256),
    )


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _model(rows: Sequence[sqlite3.Row]) -> Model:
    """From the rows of its files, each with the columns of the model."""
    row = rows[0]
    files = {role: tuple(_file(each) for each in rows if each["role"] == role) for role in Role}
    model = Model(
        id=row["id"],
        hub=row["hub"],
        repo=row["repo"],
        commit=row["revision"],
        variant=row["variant"],
        licence=row["licence"],
        files=files[Role.WEIGHTS],
        projector=next(iter(files[Role.PROJECTOR]), None),
        added_at=_time(row["added_at"]),
        last_used_at=None if row["last_used_at"] is None else _time(row["last_used_at"]),
        state=ModelState.READY,
        extras=files[Role.EXTRA],
        origin=row["origin"],
        upstream=_upstream(row),
    )
    return dataclasses.replace(model, state=state_of(model, binned=row["binned_at"] is not None))


def _upstream(row: sqlite3.Row) -> Upstream | None:
    if row["upstream_at"] is None:
        return None
    state = UpstreamState.NEWER if row["upstream_newer"] else UpstreamState.SAME
    return Upstream(state, row["upstream_commit"], _time(row["upstream_at"]))


def _file(row: sqlite3.Row) -> ModelFile:
    return ModelFile(
        path=Path(os.fsdecode(row["path"])),
        size=row["size"],
        sha256=row["sha256"],
        check=Check(row["outcome"]),
        verified_at=_time(row["verified_at"]),
        changed_ns=row["changed_ns"],
    )
