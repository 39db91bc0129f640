"""The seams to the operating system's file calls: durability, locks and what an OSError means.

Each function says what stands in for it on Windows.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import sys
from collections.abc import Hashable
from io import FileIO
from pathlib import Path

from fireseed.base.errors import DiskFull, FolderMissing, NotWritable, StorageError

_log = logging.getLogger(__name__)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO})
_BUSY = frozenset({errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK})

if sys.platform == "win32":
    import msvcrt

    def disk_of(path: Path) -> Hashable:
        """Names the disk that holds `path`, which need not exist yet: its drive. Raises FolderMissing."""
        return existing_ancestor(path).resolve().drive.casefold()

    _LOCKED_BYTE = 0x7FFF0000
    """Windows locks are mandatory: one byte far behind the end keeps the content readable for others."""

    def datasync(descriptor: int) -> None:
        """Makes a file's content durable (FlushFileBuffers)."""
        os.fsync(descriptor)

    def try_lock(descriptor: int) -> bool:
        """Takes the file's lock for this process, or returns False when another one has it."""
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in _BUSY:
                return False
            raise
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def disk_of(path: Path) -> Hashable:
        """Names the disk that holds `path`, which need not exist yet: its device. Raises FolderMissing."""
        try:
            return existing_ancestor(path).stat().st_dev
        except FileNotFoundError:
            raise FolderMissing(str(path)) from None  # removed at this very moment

    _sync = getattr(os, "fdatasync", os.fsync)  # macOS has no fdatasync

    def datasync(descriptor: int) -> None:
        """Makes a file's content durable, without waiting for its times."""
        _sync(descriptor)

    def try_lock(descriptor: int) -> bool:
        """Takes the file's lock for this process, or returns False when another one has it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _BUSY:
                return False
            if error.errno in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP):
                _log.warning("this file system has no locks: %s", error)
                return True
            raise
        return True


def write_all(stream: FileIO, content: bytes | bytearray | memoryview) -> None:
    """Writes everything to an unbuffered stream, whose own `write` may stop half-way."""
    done = stream.write(content)
    while done < len(content):
        done += stream.write(memoryview(content)[done:])


def storage_error(error: OSError, path: Path, needed: int = 0) -> StorageError:
    """The typed error for a failed file call at `path`; `needed` is the bytes that were still to be written."""
    if error.errno in _FULL:
        return DiskFull(str(path), needed, free_space(path))
    if error.errno in _GONE and not path.parent.exists():
        return FolderMissing(str(path.parent))
    return NotWritable(str(path), error.strerror or str(error))


def free_space(path: Path) -> int:
    """Bytes that this user may still write on the disk that holds `path`, which need not exist yet."""
    return shutil.disk_usage(existing_ancestor(path)).free


def existing_ancestor(path: Path) -> Path:
    """`path` itself or the nearest folder above it that exists; raises FolderMissing when none does."""
    for candidate in (path, *path.parents):
        if candidate.exists():
            return candidate
    raise FolderMissing(str(path))


def allocated(path: Path) -> int:
    """Bytes that a file really occupies (a sparse one less than its size); 0 when it is not there.

    Windows gives no block count through `stat`: its size stands in.
    """
    try:
        status = path.stat()
    except OSError:
        return 0
    blocks = getattr(status, "st_blocks", None)
    return status.st_size if blocks is None else min(status.st_size, int(blocks) * 512)
