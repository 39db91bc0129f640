"""Opening SQLite so that what was committed survives a power cut, and no version destroys another's file.

Both stores use it; the statements about their own tables stay with them.
"""

from __future__ import annotations

import errno
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from fireseed.base.errors import DatabaseDamaged, DatabaseTooNew, DiskFull, NotWritable, StorageError
from fireseed.base.files import sync_folder

_BUSY_SECONDS = 10.0
"""How long one process waits for another's write; a write here takes milliseconds."""
_MIGRATION = re.compile(r"(\d{4})_\w+\.sql")
_BACKUPS_KEPT = 3

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_UNWRITABLE = frozenset(
    {
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_BUSY,  # another process has been writing for all of _BUSY_SECONDS
    }
)


class Database:
    """One connection for all threads, one at a time. Rows are `sqlite3.Row`.

    A file of a newer Fireseed is opened read-only: reading works as far as its tables are still those we know,
    `write` raises DatabaseTooNew. Every method raises StorageError types.
    """

    def __init__(self, path: Path, migrations: Path) -> None:
        """Opens or creates `path` and applies `NNNN_name.sql` of the folder `migrations` that it has not had."""
        self._path = path
        self._lock = threading.RLock()
        steps = _steps(migrations)
        self._supported = max(steps)
        with self._translated():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._found = _version(path)
            self._connection = _connect(path, read_only=self._found > self._supported)
        try:
            with self._translated():
                if self.newer is None:
                    self._prepare(steps)
        except BaseException:
            self._connection.close()
            raise

    @property
    def newer(self) -> DatabaseTooNew | None:
        """What every change raises where a newer Fireseed wrote this file; else None."""
        if self._found <= self._supported:
            return None
        return DatabaseTooNew(str(self._path), self._found, self._supported)

    def close(self) -> None:
        """Folds the write-ahead log back where that is possible, and gives the file up."""
        with self._lock:
            self._connection.close()

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._lock, self._translated():
            return self._connection.execute(statement, values).fetchall()

    def refuse_newer(self) -> None:
        """What `write` does first, for those who move files before they write."""
        newer = self.newer
        if newer is not None:
            raise newer

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: durable when the block ends, undone when it raises."""
        self.refuse_newer()
        with self._lock, self._translated(), self._transaction():
            yield self._connection

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk has ended it already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _prepare(self, steps: dict[int, Path]) -> None:
        self._use_write_ahead_log()
        # FULL: in WAL mode a commit is on the disk, not only with the operating system, when it returns.
        self._connection.execute("PRAGMA synchronous = FULL")
        # macOS answers a plain fsync before the drive has written; elsewhere this changes nothing.
        self._connection.execute("PRAGMA fullfsync = ON")
        self._connection.execute("PRAGMA foreign_keys = ON")
        waiting = [number for number in sorted(steps) if number > self._found]
        for number in waiting:
            is_first = number == waiting[0] and self._found > 0
            self._migrate(number, steps[number].read_text(encoding="utf-8"), back_up=is_first)

    def _use_write_ahead_log(self) -> None:
        """Waits for other processes that open the same new file: here SQLite itself refuses at once.

        The change needs the file alone, and two that read it and wait for each other would wait for ever.
        """
        give_up = time.monotonic() + _BUSY_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                    raise
            time.sleep(0.01)

    def _migrate(self, number: int, script: str, *, back_up: bool) -> None:
        """One step in one transaction; where another process was faster, nothing is left to do."""
        with self._transaction():
            if _user_version(self._connection) < number:
                if back_up:
                    self._back_up(number)
                for statement in _statements(script):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {number:d}")

    def _back_up(self, number: int) -> None:
        """A whole copy beside the file, before step `number` changes it; the last few copies are kept.

        Runs inside the step's transaction, so that no other process makes a copy too. A connection that writes
        can't be copied; another one sees what was committed before.
        """
        target = self._path.with_name(f"{self._path.stem}.before-{number:04}{self._path.suffix}")
        staging = target.with_name(f".{target.name}.new")
        staging.unlink(missing_ok=True)
        try:
            source = _connect(self._path, read_only=True)
            with closing(source), closing(sqlite3.connect(staging)) as copy:
                source.backup(copy)
            staging.replace(target)
            sync_folder(target.parent)
        finally:
            staging.unlink(missing_ok=True)
        kept = sorted(self._path.parent.glob(f"{self._path.stem}.before-*{self._path.suffix}"))
        for old in kept[:-_BACKUPS_KEPT]:
            old.unlink()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """SQLite's and the system's errors become ours; a defect of ours (a wrong statement) stays what it is."""
        try:
            yield
        except sqlite3.Error as error:
            typed = self._typed(getattr(error, "sqlite_errorcode", 0) & 0xFF, str(error))
            if typed is None:
                raise
            raise typed from error
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise self._disk_full() from error
            raise NotWritable(str(self._path), error.strerror or str(error)) from error

    def _typed(self, code: int, reason: str) -> StorageError | None:
        if code == sqlite3.SQLITE_FULL:
            return self._disk_full()
        if code in _DAMAGED:
            return DatabaseDamaged(str(self._path), reason)
        if code in _UNWRITABLE:
            return NotWritable(str(self._path), reason)
        if code == sqlite3.SQLITE_ERROR:  # a table or column that a newer one no longer has
            return self.newer
        return None

    def _disk_full(self) -> DiskFull:
        """SQLite does not say how much it wanted: `needed` is 0."""
        return DiskFull(str(self._path), 0, shutil.disk_usage(self._path.parent).free)


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
        return _user_version(connection)


def _user_version(connection: sqlite3.Connection) -> int:
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
    # A statement without its semicolon, or a last comment, which SQLite takes for nothing.
    if pending.strip():
        yield pending
