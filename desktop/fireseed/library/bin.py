"""The bin: deleted files wait in a `.fireseed-bin` folder on their own disk, so that deleting is a rename.

A copy to another disk would take minutes for a large model and could fail half-way; a rename can't.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from fireseed.base.errors import NotWritable
from fireseed.base.files import sync_folder

NAME = ".fireseed-bin"


def place_in_bin(path: Path, model: str, position: int, root: Path) -> Path:
    """Where file number `position` of `model` waits. `root` is an ancestor of `path` on the same disk."""
    return root / NAME / model / f"{position}-{path.name}"


def move(source: Path, target: Path) -> None:
    """Renames durably; nothing happens when `source` is gone. Raises NotWritable."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            source.rename(target)
            sync_folder(target.parent)
            sync_folder(source.parent)
    except OSError as error:
        raise NotWritable(str(target), error.strerror or str(error)) from error
    remove_empty_folders(source.parent)


def destroy(path: Path) -> None:
    """Deletes one binned file for good. Raises NotWritable."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise NotWritable(str(path), error.strerror or str(error)) from error
    remove_empty_folders(path.parent)


def remove_empty_folders(folder: Path) -> None:
    """The repo's and the owner's folder (or a bin's) when nothing is left in them."""
    with contextlib.suppress(OSError):
        for empty in (folder, folder.parent):
            empty.rmdir()
