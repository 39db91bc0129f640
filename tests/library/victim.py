"""A process that dies by kill -9 at one of its own file calls: `python victim.py NUMBER CALLS FOLDERS WORK …`.

Counts the CALLS (names of audit events) that touch what is below FOLDERS (joined by `os.pathsep`), and dies just
before the one of that NUMBER.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from fireseed.base.paths import resources
from fireseed.library.store import Library


def die_at(number: int, calls: list[str], folders: list[str]) -> None:
    """From now on."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event in calls and any(str(arguments[0]).startswith(folder) for folder in folders):
            seen += 1
            if seen == number:
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    sys.addaudithook(watch)


def main() -> None:
    number, calls, folders, work, database, *arguments = sys.argv[1:]
    library = Library(Path(database), resources() / "migrations" / "library")
    die_at(int(number), calls.split(), folders.split(os.pathsep))
    if work == "move":
        key, folder = arguments
        library.move(key, Path(folder), lambda _done, _total: None, lambda: False)
    else:
        for duplicate in library.duplicates():
            library.join(duplicate, lambda _done, _total: None, lambda: False)


if __name__ == "__main__":
    main()
