"""One work on files at a time, over all processes: the system lets go of the lock when a process dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fireseed.base.disk import storage_error, try_lock
from fireseed.base.errors import LibraryBusy


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Holds the lock file `path`, which stays; raises LibraryBusy where another thread or process does."""
    try:
        stream = path.open("ab")
    except OSError as error:
        raise storage_error(error, path) from error
    with stream:
        if not try_lock(stream.fileno()):
            raise LibraryBusy
        yield
