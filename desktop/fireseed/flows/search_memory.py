"""What the hubs answered, kept for when they can't be reached: SQLite, bounded, and never in anybody's way.

It is a memory, not a record: what can't be read or written is forgotten, with a line in the log. A damaged file is
replaced by an empty one; one that a newer Fireseed made is left alone and not used.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from fireseed.base.database import Database
from fireseed.base.errors import DatabaseDamaged, StorageError
from fireseed.hubs.protocol import Repo, SearchPage, SearchQuery

MOST_REPOS = 10_000
"""Repos that are kept; the longest unseen go first."""

MOST_ANSWERS = 1_000
"""Pages that are kept; the oldest go first."""

MOST_FACTS = 4096
"""Bytes of what one repo says; real ones have less than 1,000. Longer ones lose their tags, or aren't kept."""

_MOST_PAGE = 200
_LONGEST_QUESTION = 4096
"""Bytes; a cursor of Hugging Face is a URL of some hundreds."""

_log = logging.getLogger(__name__)
_Value = TypeVar("_Value")


class SearchMemory:
    """The answers to former questions. All calls block, are thread-safe and raise nothing.

    `clock` gives seconds since 1970.
    """

    def __init__(self, path: Path, migrations: Path, clock: Callable[[], float] = time.time) -> None:
        """`path` is opened at the first call, and made where it isn't there."""
        self._path = path
        self._migrations = migrations
        self._clock = clock
        self._lock = threading.Lock()
        self._database: Database | None = None
        self._closed = False

    def remember(self, hub: str, query: SearchQuery, page: SearchPage) -> None:
        """Keeps one page of one hub's answer, in the place of what it answered before."""
        question = _question(query)
        if len(question) > _LONGEST_QUESTION:
            return
        now = self._clock()
        facts = {repo.name: kept for repo in page.repos[:_MOST_PAGE] if (kept := _packed(repo)) is not None}

        def write(database: Database) -> None:
            with database.write() as connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO repos (hub, name, facts, seen) VALUES (?, ?, ?, ?)",
                    [(hub, name, kept, now) for name, kept in facts.items()],
                )
                connection.execute(
                    "INSERT OR REPLACE INTO answers (hub, question, names, next_cursor, given)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (hub, question, msgspec.msgpack.encode(list(facts)), page.next_cursor, now),
                )
                _forget_oldest(connection)

        self._with(write, None)

    def recall(self, hub: str, query: SearchQuery) -> tuple[SearchPage, datetime] | None:
        """The page that the hub gave to this question last, and when."""

        def read(database: Database) -> tuple[SearchPage, datetime] | None:
            answers = database.rows(
                "SELECT names, next_cursor, given FROM answers WHERE hub = ? AND question = ?",
                (hub, _question(query)),
            )
            if not answers:
                return None
            answer = answers[0]
            names = msgspec.msgpack.decode(answer["names"], type=list[str])[:_MOST_PAGE]
            marks = ", ".join("?" * len(names))
            rows = database.rows(
                f"SELECT name, facts, seen FROM repos WHERE hub = ? AND name IN ({marks})",  # noqa: S608 - marks only
                (hub, *names),
            )
            found = {row["name"]: repo for row in rows if (repo := _unpacked(row["facts"])) is not None}
            repos = tuple(found[name] for name in names if name in found)
            return SearchPage(repos, answer["next_cursor"]), _date(answer["given"])

        return self._with(read, None)

    def known(self, hub: str) -> tuple[tuple[Repo, datetime], ...]:
        """Every repo that was in any answer of `hub`, and when it was seen last; the latest first."""

        def read(database: Database) -> tuple[tuple[Repo, datetime], ...]:
            rows = database.rows(
                "SELECT facts, seen FROM repos WHERE hub = ? ORDER BY seen DESC LIMIT ?", (hub, MOST_REPOS)
            )
            return tuple(
                (repo, _date(row["seen"])) for row in rows if (repo := _unpacked(row["facts"])) is not None
            )

        return self._with(read, ())

    def close(self) -> None:
        """Gives the file up; later calls remember and recall nothing."""
        with self._lock:
            self._closed = True
            database, self._database = self._database, None
        if database is not None:
            database.close()

    def _with(self, work: Callable[[Database], _Value], otherwise: _Value) -> _Value:
        """What `work` answers, on an empty file where the old one is damaged; `otherwise` where nothing works."""
        for _ in range(2):
            try:
                database = self._opened()
                return otherwise if database is None else work(database)
            except DatabaseDamaged as error:
                _log.warning("the memory of searches is damaged and begins anew: %s", error)
                if not self._start_anew():
                    return otherwise
            except (
                StorageError,
                msgspec.MsgspecError,
                sqlite3.Error,
                ValueError,
                TypeError,
                OverflowError,
            ) as error:
                # Somebody else's tables or values are in the file, where nothing of them says that it is damaged.
                _log.warning("the memory of searches can't be used: %s", error)
                return otherwise
        return otherwise

    def _opened(self) -> Database | None:
        with self._lock:
            if self._closed:
                return None
            if self._database is None:
                database = Database(self._path, self._migrations)
                if database.newer is not None:
                    _log.warning("the memory of searches is a newer version's: %s", database.newer)
                    database.close()
                    self._closed = True
                    return None
                self._database = database
            return self._database

    def _start_anew(self) -> bool:
        with self._lock:
            database, self._database = self._database, None
            try:
                if database is not None:
                    database.close()
                for ending in ("", "-wal", "-shm"):
                    self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
            except (OSError, sqlite3.Error) as error:
                _log.warning("%s can't be removed: %s", self._path, error)
                self._closed = True
        return not self._closed


def _forget_oldest(connection: sqlite3.Connection) -> None:
    for table, column, most in (("repos", "seen", MOST_REPOS), ("answers", "given", MOST_ANSWERS)):
        count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names of ours
        if count > most:
            connection.execute(
                f"DELETE FROM {table} WHERE {column} <= "  # noqa: S608 - names of ours
                f"(SELECT {column} FROM {table} ORDER BY {column} LIMIT 1 OFFSET ?)",
                (count - most - 1,),
            )


def _question(query: SearchQuery) -> str:
    """The same for every spelling of one question."""
    same = replace(query, text=" ".join(query.text.casefold().split()))
    return msgspec.msgpack.encode(same).hex()


def _packed(repo: Repo) -> bytes | None:
    for kept in (repo, replace(repo, tags=())):
        facts = msgspec.msgpack.encode(kept)
        if len(facts) <= MOST_FACTS:
            return facts
    return None


def _unpacked(facts: bytes) -> Repo | None:
    try:
        return msgspec.msgpack.decode(facts, type=Repo)
    except msgspec.MsgspecError as error:
        _log.warning("a repo in the memory of searches can't be read: %s", error)
        return None


def _date(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
