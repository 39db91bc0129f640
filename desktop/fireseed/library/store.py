"""The models on this machine: one SQLite file that remembers, and the disk that decides what is there now.

Calls block, are thread-safe and raise LibraryError or StorageError types. Identity of a file is its SHA-256,
measured when it was verified.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from fireseed.base.database import Database
from fireseed.base.errors import DatabaseTooNew, ModelMissing, ModelUnknown, NotWritable
from fireseed.library.bin import place_of
from fireseed.library.hashing import Stopped, sha256_of
from fireseed.library.model import Check, Model, ModelFile, ModelState

_NO_TIME = -1
"""A time of change (ns) that no file has: whatever the disk says, such a file is CHANGED until it verifies."""


@dataclass(frozen=True)
class NewFile:
    """A verified file that is about to become part of a model; size and time are read from the disk."""

    path: Path
    sha256: str
    check: Check


class Library:
    """What is on this machine. A model whose drive is unplugged is remembered as missing.

    Deleted files wait in the bin on their own disk (see `library.bin`).
    """

    def __init__(self, database: Path, migrations: Path) -> None:
        """Opens or creates `database`, bringing it up to date with the SQL files in `migrations`.

        Ends deletions that were broken off.
        """
        self._database = Database(database, migrations)
        try:
            if self.newer is None:
                self._finish_deleting()
        except BaseException:
            self.close()
            raise

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
        """Adds a model, or replaces what was known of the same variant (a newer commit, files fetched again).

        Raises ModelMissing when a file is not there.
        """
        every = [*files, *([projector] if projector else [])]
        stats = [_stat(f"{repo}:{variant}", file.path) for file in every]
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
                    (key, place, file is projector, os.fsencode(file.path), stat.st_size, file.sha256, file.check,
                     now, stat.st_mtime_ns)
                    for place, (file, stat) in enumerate(zip(every, stats, strict=True))
                ],
            )  # fmt: skip
            for file, stat in zip(every, stats, strict=True):
                _note(connection, file, now, stat.st_mtime_ns)
        return self.model(key)

    def models(self) -> tuple[Model, ...]:
        """All but those in the bin, the last used or added first, each with its state as the disk says now."""
        return self._models("binned_at IS NULL", "coalesce(last_used_at, added_at) DESC, model.rowid DESC")

    def binned(self) -> tuple[Model, ...]:
        """What `restore` can bring back, the last deleted first. `state` is that of the files that would come."""
        return self._models("binned_at IS NOT NULL", "binned_at DESC, model.rowid DESC")

    def model(self, key: str) -> Model:
        """One model, also from the bin; raises ModelUnknown."""
        found = self._models("id = ?", "model.rowid", key)
        if not found:
            raise ModelUnknown(key)
        return found[0]

    def find(self, name: str) -> Model:
        """By what a person types: `owner/name:variant`, `owner/name`, `name`, or a beginning that only one has.

        Raises ModelUnknown where none or several fit. The same name from two hubs is the one used last.
        """
        wanted = name.casefold()
        ways: tuple[Callable[[Model], bool], ...] = (
            lambda model: model.name.casefold() == wanted,
            lambda model: wanted in (model.repo.casefold(), _short(model.repo)),
            lambda model: model.name.casefold().startswith(wanted) or _short(model.name).startswith(wanted),
        )
        models = self.models() if wanted else ()
        for fits in ways:
            fitting = [model for model in models if fits(model)]
            if len({model.name for model in fitting}) == 1:
                return fitting[0]
        raise ModelUnknown(name)

    def used(self, key: str) -> None:
        """Notes that it was just loaded."""
        with self._database.write() as connection:
            noted = connection.execute("UPDATE model SET last_used_at = ? WHERE id = ?", (time.time(), key))
            if not noted.rowcount:
                raise ModelUnknown(key)

    def verify(
        self, key: str, progress: Callable[[int], None], cancelled: Callable[[], bool]
    ) -> tuple[tuple[Path, Check], ...]:
        """Reads every byte again. `progress` gets the bytes read so far of the whole model.

        A file that is as it was is noted as verified now; one that is not stays CHANGED. Cancelled, it returns
        what it had. Raises ModelMissing when a file is not there or can't be read.
        """
        model = self.model(key)
        read = 0

        def advance(count: int) -> None:
            nonlocal read
            read += count
            progress(read)

        outcomes: list[tuple[Path, Check]] = []
        for file in model.all_files:
            # Before the reading: whoever writes while we read leaves a later time, and the file counts as changed.
            changed_ns = _stat(model.name, file.path).st_mtime_ns
            try:
                same = sha256_of(file.path, advance, cancelled) == file.sha256
            except OSError as error:
                raise ModelMissing(model.name, str(file.path)) from error
            except Stopped:
                break
            if self.newer is None:
                with self._database.write() as connection:
                    if same:
                        _note(connection, file, time.time(), changed_ns)
                    else:
                        _note(connection, file, file.verified_at.timestamp(), _NO_TIME)
            outcomes.append((file.path, file.check if same else Check.MISMATCH))
        return tuple(outcomes)

    def delete(self, key: str) -> None:
        """Moves the files to their disk's bin, but for those that another model uses too (a projector).

        Raises NotWritable, and then the model is where it was. Killed half-way, the next start ends it. Nothing
        happens to one that is in the bin already.
        """
        model = self.model(key)
        with self._database.write() as connection:
            binned = connection.execute(
                "UPDATE model SET binned_at = ? WHERE id = ? AND binned_at IS NULL", (time.time(), key)
            )
        if not binned.rowcount:
            return
        try:
            for file in self._unshared(model):
                place_of(model, file).to_bin()
        except NotWritable:
            self._bring_back(model)
            raise

    def restore(self, key: str) -> Model:
        """Back from the bin. Where the same variant was fetched again meanwhile, that one is returned.

        Raises NotWritable, also where other files have taken the place; the model stays in the bin then.
        """
        self._database.refuse_newer()
        model = self.model(key)
        for standing in self.models():
            if (standing.hub, standing.repo, standing.variant) == (model.hub, model.repo, model.variant):
                return standing
        self._bring_back(model)
        return self.model(key)

    def empty_bin(self) -> int:
        """Deletes for good what is in the bin; returns how many models. Raises NotWritable, keeping the rest."""
        self._database.refuse_newer()
        self._finish_deleting()
        binned = self.binned()
        for model in binned:
            for file in model.all_files:
                place_of(model, file).destroy()
            with self._database.write() as connection:
                connection.execute("DELETE FROM model WHERE id = ?", (model.id,))
        return len(binned)

    def _bring_back(self, model: Model) -> None:
        """The files first: killed in between, the next start puts them into the bin again.

        A file that `model` shares may be at home for another model, or have gone to the bin with the last of those
        that used it; what was known of it there holds here too.
        """
        in_use = {
            _identity(file): file
            for file in _files(self.models())
            if _state_at(file.path, file) is ModelState.READY
        }
        known: list[ModelFile] = []
        for file in model.all_files:
            if _identity(file) in in_use:
                place_of(model, file).destroy()  # fetched again meanwhile
                known.append(in_use[_identity(file)])
                continue
            place_of(model, file).to_home()
            for other in self.binned():
                for same in other.all_files:
                    place = place_of(other, same)
                    if _identity(same) == _identity(file) and place.binned.exists() and not place.home.exists():
                        place.to_home()
                        known.append(same)
        with self._database.write() as connection:
            connection.execute("UPDATE model SET binned_at = NULL WHERE id = ?", (model.id,))
            for file in known:
                _note(connection, file, file.verified_at.timestamp(), file.changed_ns)

    def _finish_deleting(self) -> None:
        """Puts into the bin what a killed deletion, or one on a drive that was away, left at its place.

        Only the very same file: another one may have been downloaded there since.
        """
        for model in self.binned():
            for file in self._unshared(model):
                if _state_at(file.path, file) is ModelState.READY:
                    with contextlib.suppress(NotWritable):  # it stays where it is, and the next start tries again
                        place_of(model, file).to_bin()

    def _unshared(self, model: Model) -> list[ModelFile]:
        """The files of `model` that no other model in use has too."""
        shared = {file.path for file in _files(other for other in self.models() if other.id != model.id)}
        return [file for file in model.all_files if file.path not in shared]

    def _models(self, condition: str, order: str, *values: str) -> tuple[Model, ...]:
        rows = self._database.rows(
            f"SELECT * FROM model JOIN file ON file.model = model.id WHERE {condition} ORDER BY {order}, position",  # noqa: S608 - both are the literals above
            values,
        )
        return tuple(_model(list(group)) for _, group in groupby(rows, key=lambda row: row["id"]))


def _short(name: str) -> str:
    """Without the owner."""
    return name.casefold().partition("/")[2]


def _stat(model: str, path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise ModelMissing(model, str(path)) from error


def _note(connection: sqlite3.Connection, file: NewFile | ModelFile, verified_at: float, changed_ns: int) -> None:
    """What is known of a file at its place now, for every model that has it: two may share a projector."""
    connection.execute(
        """UPDATE file SET verified_at = ?, changed_ns = ?
        WHERE path = ? AND sha256 = ? AND model IN (SELECT id FROM model WHERE binned_at IS NULL)""",
        (verified_at, changed_ns, os.fsencode(file.path), file.sha256),
    )


def _files(models: Iterable[Model]) -> Iterator[ModelFile]:
    return (file for model in models for file in model.all_files)


def _identity(file: ModelFile) -> tuple[Path, str]:
    """Which bytes, and where they belong."""
    return file.path, file.sha256


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _model(rows: Sequence[sqlite3.Row]) -> Model:
    """From the rows of its files, each with the columns of the model."""
    row = rows[0]
    model = Model(
        id=row["id"],
        hub=row["hub"],
        repo=row["repo"],
        commit=row["revision"],
        variant=row["variant"],
        licence=row["licence"],
        files=tuple(_file(row) for row in rows if not row["projector"]),
        projector=next((_file(row) for row in rows if row["projector"]), None),
        added_at=_time(row["added_at"]),
        last_used_at=None if row["last_used_at"] is None else _time(row["last_used_at"]),
        state=ModelState.READY,
    )
    states = {_state(model, file, binned=row["binned_at"] is not None) for file in model.all_files}
    worst = next(state for state in (ModelState.MISSING, ModelState.CHANGED, ModelState.READY) if state in states)
    return dataclasses.replace(model, state=worst)


def _file(row: sqlite3.Row) -> ModelFile:
    return ModelFile(
        path=Path(os.fsdecode(row["path"])),
        size=row["size"],
        sha256=row["sha256"],
        check=Check(row["outcome"]),
        verified_at=_time(row["verified_at"]),
        changed_ns=row["changed_ns"],
    )


def _state(model: Model, file: ModelFile, *, binned: bool) -> ModelState:
    """What the disk says now, at the cost of one `stat`."""
    in_bin = _state_at(place_of(model, file).binned, file) if binned else ModelState.MISSING
    return _state_at(file.path, file) if in_bin is ModelState.MISSING else in_bin


def _state_at(path: Path, file: ModelFile) -> ModelState:
    try:
        found = path.stat()
    except OSError:
        return ModelState.MISSING
    same = (found.st_size, found.st_mtime_ns) == (file.size, file.changed_ns)
    return ModelState.READY if same else ModelState.CHANGED
