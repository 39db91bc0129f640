"""Reading a foreign file to learn its SHA-256, with pauses in which the file is not held open."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from fireseed.library.elsewhere.found import FoundFile

_PIECE = 1 << 20
"""Bytes a read: large enough that Python costs nothing beside SHA-256, small enough to stop at once."""


class ChangedMeanwhile(Exception):
    """The file is not the one that was found: its app is at work on it, and a later search sees it again."""


def measure(
    file: FoundFile, progress: Callable[[int], None], held_up: Callable[[], bool], wait: Callable[[], None]
) -> str:
    """The SHA-256 in hexadecimal. `progress` gets the bytes of each piece; raises OSError or ChangedMeanwhile.

    Where `held_up` says so the file is closed (on Windows nobody can delete an open one) and `wait` called, which
    returns when reading may go on where it was, or raises.
    """
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(_PIECE))
    done = 0
    while done < file.size:
        wait()
        _refuse_changed(file)
        with file.path.open("rb", buffering=0) as stream:
            stream.seek(done)
            while done < file.size and not held_up():
                count = stream.readinto(buffer)
                if not count:
                    raise ChangedMeanwhile
                digest.update(buffer[:count])
                done += count
                progress(count)
    _refuse_changed(file)
    return digest.hexdigest()


def _refuse_changed(file: FoundFile) -> None:
    found = file.path.stat()
    if (found.st_size, found.st_mtime_ns) != (file.size, file.changed_ns):
        raise ChangedMeanwhile
