"""Reading a whole file to learn its digest, with progress and a way to stop."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

_PIECE = 1 << 20
"""Bytes a read: large enough that Python costs nothing beside SHA-256, small enough to stop at once."""


class Stopped(Exception):
    """A person stopped the reading."""


def sha256_of(path: Path, progress: Callable[[int], None], stopped: Callable[[], bool]) -> str:
    """The file's SHA-256 in hexadecimal. `progress` gets the bytes of each piece; raises OSError or Stopped."""
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(_PIECE))
    with path.open("rb", buffering=0) as stream:
        while count := stream.readinto(buffer):
            digest.update(buffer[:count])
            progress(count)
            if stopped():
                raise Stopped
    return digest.hexdigest()
