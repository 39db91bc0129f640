"""What the hubs answered, kept for when they can't be reached: SQLite, bounded, and never in anybody's way.

It is a memory, not a record: what can't be read or written is forgotten, with a line in the log. A damaged file is
replaced by an empty one; one that a newer Fireseed made is left alone and not used.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from fireseed.hubs.protocol import Repo, SearchPage, SearchQuery


class SearchMemory:
    """The answers to former questions. All calls block, are thread-safe and raise nothing."""

    def __init__(self, path: Path, migrations: Path) -> None:
        """`path` is opened at the first call, and made where it isn't there."""
        self._path = path
        self._migrations = migrations

    def remember(self, hub: str, query: SearchQuery, page: SearchPage) -> None:
        """Keeps one page of one hub's answer."""

    def recall(self, hub: str, query: SearchQuery) -> tuple[SearchPage, datetime] | None:
        """The page that the hub gave to this question last, and when."""

    def known(self) -> tuple[Repo, ...]:
        """Every repo that is in any answer, the latest first."""
        return ()

    def close(self) -> None:
        """Gives the file up; later calls remember and recall nothing."""
