"""The models on this machine: one SQLite file that remembers, and the disk that decides what is there now.

Calls block and are thread-safe. Identity of a file is its SHA-256, measured when it was verified.
"""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fireseed.base.database import Database
from fireseed.base.errors import DatabaseTooNew, ModelMissing, ModelUnknown
from fireseed.library import bin as waste
from fireseed.library.hashing import Stopped, sha256_of
from fireseed.library.model import Check, Model, ModelFile, ModelState


@dataclass(frozen=True)
class NewFile:
    """A verified file that is about to become part of a model; size and time are read from the disk."""

    path: Path
    sha256: str
    check: Check


class Library:
    """What is on this machine. A model whose drive is unplugged is remembered as missing."""

    def __init__(self, database: Path, migrations: Path) -> None:
        self._database = Database(database, migrations)

    @property
    def newer(self) -> DatabaseTooNew | None:
        """Set when a newer Fireseed wrote this file: it can be read, and every change raises this."""
        return self._database.newer

    def close(self) -> None:
        self._database.close()

    def add(
        self,
        *,
        hub: str,
        repo: str,
        commit: str,
        variant: str,
        licence: str | None,
        files: Sequence[NewFile],
        projector: NewFile | None = None,
    ) -> Model:
        """Adds a model, or replaces what was known of the same variant (a newer commit, files fetched again)."""
        every = [*files, *([projector] if projector else [])]
        stats = [file.path.stat() for file in every]
        now = time.time()
        with self._database.write() as connection:
            known = connection.execute(
                "SELECT id FROM model WHERE hub = ? AND repo = ? AND variant = ? AND binned_at IS NULL",
                (hub, repo, variant),
            ).fetchone()
            key = known["id"] if known else uuid.uuid4().hex
            connection.execute(
                """INSERT INTO model (id, hub, repo, revision, variant, licence, added_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, licence = excluded.licence""",
                (key, hub, repo, commit, variant, licence, now),
            )
            connection.execute("DELETE FROM file WHERE model = ?", (key,))
            connection.executemany(
                """INSERT INTO file
                (model, position, projector, path, size, sha256, outcome, verified_at, changed_ns)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                [
                    (key, place, file is projector, str(file.path), stat.st_size, file.sha256, file.check, now,
                     stat.st_mtime_ns)
                    for place, (file, stat) in enumerate(zip(every, stats, strict=True))
                ],
            )  # fmt: skip
        return self.model(key)

    def models(self) -> tuple[Model, ...]:
        """All but those in the bin, the last used or added first, each with its state as the disk says now."""
        return self._models("binned_at IS NULL ORDER BY coalesce(last_used_at, added_at) DESC")

    def binned(self) -> tuple[Model, ...]:
        """What `restore` can bring back, the last deleted first."""
        return self._models("binned_at IS NOT NULL ORDER BY binned_at DESC")

    def model(self, key: str) -> Model:
        """One model, also from the bin; raises ModelUnknown."""
        found = self._models("id = ?", key)
        if not found:
            raise ModelUnknown(key)
        return found[0]

    def find(self, name: str) -> Model:
        """By what a person types: `owner/name:variant`, `owner/name`, or a part that fits one model only.

        Raises ModelUnknown where none or several fit.
        """
        wanted = name.casefold()
        models = self.models()
        for spelling in (
            lambda model: model.name.casefold() == wanted,
            lambda model: model.repo.casefold() == wanted,
            lambda model: bool(wanted) and wanted in model.name.casefold(),
        ):
            fitting = [model for model in models if spelling(model)]
            if len(fitting) == 1:
                return fitting[0]
        raise ModelUnknown(name)

    def used(self, key: str) -> None:
        """Notes that it was just loaded."""
        with self._database.write() as connection:
            connection.execute("UPDATE model SET last_used_at = ? WHERE id = ?", (time.time(), key))

    def verify(
        self, key: str, progress: Callable[[int], None], cancelled: Callable[[], bool]
    ) -> tuple[tuple[Path, Check], ...]:
        """Reads every byte again. `progress` gets the bytes read so far of the whole model.

        A file that is as it was is noted as verified now; one that is not stays CHANGED. Cancelled, it returns
        what it had. Raises ModelMissing when a file is not there.
        """
        model = self.model(key)
        read = 0

        def advance(count: int) -> None:
            nonlocal read
            read += count
            progress(read)

        outcomes: list[tuple[Path, Check]] = []
        for file in model.all_files:
            try:
                changed_ns = file.path.stat().st_mtime_ns
                digest = sha256_of(file.path, advance, cancelled)
            except OSError as error:
                raise ModelMissing(model.name, str(file.path)) from error
            except Stopped:
                break
            if digest == file.sha256:
                self._note_verified(key, file.path, changed_ns)
                outcomes.append((file.path, file.check))
            else:
                self._note_mismatch(key, file.path)
                outcomes.append((file.path, Check.MISMATCH))
        return tuple(outcomes)

    def _note_verified(self, key: str, path: Path, changed_ns: int) -> None:
        with self._database.write() as connection:
            connection.execute(
                """UPDATE file SET verified_at = ?, changed_ns = ? WHERE model = ? AND path = ?""",
                (time.time(), changed_ns, key, str(path)),
            )

    def _note_mismatch(self, key: str, path: Path) -> None:
        """A time of change that no file has: whatever the disk says, this one is CHANGED until it verifies."""
        with self._database.write() as connection:
            connection.execute("UPDATE file SET changed_ns = -1 WHERE model = ? AND path = ?", (key, str(path)))

    def delete(self, key: str) -> None:
        """Moves the files to their disk's bin. Raises NotWritable; killed half-way, nothing is lost.

        Where each file will wait is committed first, so that a file is always known at one of two places.
        """
        model = self.model(key)
        moves = [
            (file.path, waste.place_in_bin(file.path, key, place, _disk_folder(model, file.path)))
            for place, file in enumerate(model.all_files)
        ]
        with self._database.write() as connection:
            connection.execute("UPDATE model SET binned_at = ? WHERE id = ?", (time.time(), key))
            for source, target in moves:
                connection.execute(
                    "UPDATE file SET binned_path = ? WHERE model = ? AND path = ?", (str(target), key, str(source))
                )
        for source, target in moves:
            waste.move(source, target)

    def restore(self, key: str) -> Model:
        """Back from the bin. Where the same variant was fetched again meanwhile, that one is returned."""
        model = self.model(key)
        for standing in self.models():
            if (standing.hub, standing.repo, standing.variant) == (model.hub, model.repo, model.variant):
                return standing
        for source, target in self._binned_places(key):
            waste.move(target, source)
        with self._database.write() as connection:
            connection.execute("UPDATE model SET binned_at = NULL WHERE id = ?", (key,))
            connection.execute("UPDATE file SET binned_path = NULL WHERE model = ?", (key,))
        return self.model(key)

    def empty_bin(self) -> int:
        """Deletes for good what is in the bin; returns how many models."""
        binned = self.binned()
        for model in binned:
            for _, target in self._binned_places(model.id):
                waste.destroy(target)
            with self._database.write() as connection:
                connection.execute("DELETE FROM model WHERE id = ?", (model.id,))
        return len(binned)

    def _binned_places(self, key: str) -> list[tuple[Path, Path]]:
        rows = self._database.rows(
            "SELECT path, binned_path FROM file WHERE model = ? AND binned_path IS NOT NULL", (key,)
        )
        return [(Path(row["path"]), Path(row["binned_path"])) for row in rows]

    def _models(self, condition: str, *values: str) -> tuple[Model, ...]:
        models = self._database.rows(f"SELECT * FROM model WHERE {condition}", values)  # noqa: S608 - the conditions are the literals above
        return tuple(
            _model(row, self._database.rows("SELECT * FROM file WHERE model = ? ORDER BY position", (row["id"],)))
            for row in models
        )


def _disk_folder(model: Model, path: Path) -> Path:
    """The models folder, where a file lies at its usual depth below it; else the file's own folder."""
    usual = (model.hub, *model.repo.split("/"))
    for ancestor in path.parents:
        if ancestor.parts[-len(usual) :] == usual:
            return ancestor.parents[len(usual) - 1]
    return path.parent


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _model(row: sqlite3.Row, file_rows: Sequence[sqlite3.Row]) -> Model:
    files = [_file(file) for file in file_rows]
    projectors = [file for file, source in zip(files, file_rows, strict=True) if source["projector"]]
    return Model(
        id=row["id"],
        hub=row["hub"],
        repo=row["repo"],
        commit=row["revision"],
        variant=row["variant"],
        licence=row["licence"],
        files=tuple(file for file in files if file not in projectors),
        projector=projectors[0] if projectors else None,
        added_at=_time(row["added_at"]),
        last_used_at=None if row["last_used_at"] is None else _time(row["last_used_at"]),
        state=_state(files),
    )


def _file(row: sqlite3.Row) -> ModelFile:
    return ModelFile(
        path=Path(row["path"]),
        size=row["size"],
        sha256=row["sha256"],
        check=Check(row["outcome"]),
        verified_at=_time(row["verified_at"]),
        changed_ns=row["changed_ns"],
    )


def _state(files: Sequence[ModelFile]) -> ModelState:
    """What the disk says now, at the cost of one `stat` a file."""
    state = ModelState.READY
    for file in files:
        try:
            found = file.path.stat()
        except OSError:
            return ModelState.MISSING
        if (found.st_size, found.st_mtime_ns) != (file.size, file.changed_ns):
            state = ModelState.CHANGED
    return state
