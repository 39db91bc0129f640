"""Opening SQLite so that what was committed survives a power cut, and no version destroys another's file.

Both stores use it; the statements about their own tables stay with them.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from fireseed.base.errors import DatabaseDamaged, DatabaseTooNew, DiskFull, NotWritable, StorageError

_BUSY_SECONDS = 10.0
"""How long one process waits for another's write; a write here takes milliseconds."""
_MIGRATION = re.compile(r"(\d{4})_\w+\.sql")
_BACKUPS_KEPT = 3


class Database:
    """One connection for all threads, one at a time. Rows are `sqlite3.Row`.

    `newer` is set when a newer Fireseed wrote the file: reading works, `write` raises DatabaseTooNew.
    """

    def __init__(self, path: Path, migrations: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        steps = _steps(migrations)
        supported = max(steps, default=0)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotWritable(str(path.parent), error.strerror or str(error)) from error
        with self._translated():
            found = _version(path)
            self.newer = DatabaseTooNew(str(path), found, supported) if found > supported else None
            self._connection = _connect(path, read_only=self.newer is not None)
        try:
            with self._translated():
                if self.newer is None:
                    self._prepare(steps, found)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Folds the write-ahead log back where that is possible, and gives the file up."""
        with self._lock:
            self._connection.close()

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._lock, self._translated():
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: durable when the block ends, undone when it raises."""
        if self.newer is not None:
            raise self.newer
        with self._lock, self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _prepare(self, steps: dict[int, Path], found: int) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")
        # FULL: in WAL mode a commit is on the disk, not only with the operating system, when it returns.
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        waiting = [number for number in sorted(steps) if number > found]
        if waiting and found:
            self._back_up(waiting[0])
        for number in waiting:
            self._migrate(number, steps[number].read_text(encoding="utf-8"))

    def _migrate(self, number: int, script: str) -> None:
        """One step in one transaction; another process that was faster makes it a no-op."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            if self._connection.execute("PRAGMA user_version").fetchone()[0] < number:
                for statement in _statements(script):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {number:d}")
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _back_up(self, number: int) -> None:
        """A whole copy beside the file, before step `number` changes it."""
        target = self._path.with_name(f"{self._path.stem}.before-{number:04}{self._path.suffix}")
        staging = target.with_name(f".{target.name}.new")
        with closing(sqlite3.connect(staging)) as copy:
            self._connection.backup(copy)
        staging.replace(target)
        kept = sorted(self._path.parent.glob(f"{self._path.stem}.before-*{self._path.suffix}"))
        for old in kept[:-_BACKUPS_KEPT]:
            old.unlink()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _typed(error, self._path) from error


def _typed(error: sqlite3.Error, path: Path) -> StorageError | sqlite3.Error:
    """The error as one that people have words for; one of ours (a wrong statement) stays what it is."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(str(path), 0, shutil.disk_usage(path.parent).free)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DatabaseDamaged(str(path), str(error))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return NotWritable(str(path), str(error))
    return error


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    mode = "ro" if read_only else "rwc"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    return connection


def _version(path: Path) -> int:
    """The migration number of an existing file, read without changing anything; 0 for none."""
    if not path.exists() or path.stat().st_size == 0:
        return 0
    with closing(_connect(path, read_only=True)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _steps(folder: Path) -> dict[int, Path]:
    """`0001_name.sql` … by number."""
    matches = ((_MIGRATION.fullmatch(path.name), path) for path in folder.iterdir())
    return {int(match[1]): path for match, path in matches if match}


def _statements(script: str) -> Iterator[str]:
    """The script's statements one by one: `executescript` would commit in between."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip() and not pending.lstrip().startswith("--"):
        yield pending
