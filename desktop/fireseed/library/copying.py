"""Copying one file so that what arrived is proved: hashed on the way, made durable, read back from the disk."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from io import FileIO
from pathlib import Path

from fireseed.base.disk import datasync, storage_error, write_all
from fireseed.base.errors import CopyDamaged, ModelChanged, ModelMissing
from fireseed.library.hashing import Stopped, sha256_of
from fireseed.library.model import ModelFile

_PIECE = 1 << 20
"""Bytes a read: large enough that Python costs nothing beside SHA-256, small enough to stop at once."""


def copy_proved(
    file: ModelFile, target: Path, model: str, progress: Callable[[int], None], cancelled: Callable[[], bool]
) -> None:
    """Copies `file` of the model called `model` to `target`, which may not exist; its time of change comes along.

    `progress` gets the bytes of each piece, twice in all: copied and read back. Raises ModelMissing and
    ModelChanged about the source, StorageError types about the target, CopyDamaged, and Stopped; what is at
    `target` then is the caller's to remove.
    """
    try:
        source = file.path.open("rb", buffering=0)
    except OSError as error:
        raise ModelMissing(model, str(file.path)) from error
    with source:
        try:
            with target.open("xb", buffering=0) as made:
                copied = _copy(file, source, made, model, progress, cancelled)
                datasync(made.fileno())
                forget_cached(made.fileno())
        except OSError as error:
            raise storage_error(error, target, file.size) from error
    if copied != file.sha256:
        raise ModelChanged(model, str(file.path))
    try:
        arrived = sha256_of(target, progress, cancelled)
        os.utime(target, ns=(file.changed_ns, file.changed_ns))
    except OSError as error:
        raise storage_error(error, target) from error
    if arrived != file.sha256:
        raise CopyDamaged(str(target.with_name(file.path.name)))


def forget_cached(descriptor: int) -> None:
    """Lets the system drop its copy in memory, so that a reading comes from the disk.

    Linux alone has a call for it; elsewhere the reading back proves what the system holds.
    """
    if sys.platform == "linux":
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _copy(
    file: ModelFile,
    source: FileIO,
    made: FileIO,
    model: str,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> str:
    """The SHA-256 of what was read. Raises OSError for what was written."""
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(_PIECE))
    while True:
        try:
            count = source.readinto(buffer)
        except OSError as error:
            raise ModelMissing(model, str(file.path)) from error
        if not count:
            return digest.hexdigest()
        digest.update(buffer[:count])
        write_all(made, buffer[:count])
        progress(count)
        if cancelled():
            raise Stopped
