"""Writing files so that a power cut never leaves half of one."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Writes a small file so that a power cut leaves the old or the new content, never half of it."""
    staging = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with staging.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        staging.replace(path)
        sync_folder(path.parent)
    except BaseException:
        staging.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` durable. Windows has no such call and needs none: NTFS journals renames."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
