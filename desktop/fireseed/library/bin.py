"""The bin: deleted files wait in a `.fireseed-bin` folder on their own disk, so that deleting is a rename.

A copy to another disk would take minutes for a large model and could fail half-way; a rename can't. The bin lies
in the models folder and repeats its layout below the model's identifier: what was fetched and deleted twice
waits there twice.
"""

from __future__ import annotations

import contextlib
import errno
import os
from dataclasses import dataclass
from pathlib import Path

from fireseed.base.errors import NotWritable
from fireseed.library.layout import make_durable, models_folder_of, remove_empty_folders
from fireseed.library.model import Model, ModelFile

FOLDER = ".fireseed-bin"


@dataclass(frozen=True)
class Place:
    """Where one file lies while its model is in use, and where it waits in the bin. `root` holds both."""

    root: Path
    home: Path
    binned: Path

    def to_bin(self) -> None:
        """Moves the file there; nothing happens where it is not at home. Raises NotWritable."""
        _move(self.home, self.binned, self.root)
        remove_empty_folders(self.home.parent, self.root)

    def to_home(self) -> None:
        """Moves the file back; nothing happens where it is not in the bin.

        Raises NotWritable, also where another file has taken its home: neither of them is lost.
        """
        if self.binned.exists() and self.home.exists():
            raise NotWritable(str(self.home), os.strerror(errno.EEXIST))
        _move(self.binned, self.home, self.root)
        remove_empty_folders(self.binned.parent, self.root)

    def destroy(self) -> None:
        """Deletes the file in the bin for good. Raises NotWritable."""
        try:
            self.binned.unlink(missing_ok=True)
        except OSError as error:
            raise NotWritable(str(self.binned), error.strerror or str(error)) from error
        remove_empty_folders(self.binned.parent, self.root)


def place_of(model: Model, file: ModelFile) -> Place:
    """Pure: says where, and looks at nothing."""
    root = models_folder_of(model, file.path)
    return Place(root, file.path, root / FOLDER / model.id / file.path.relative_to(root))


def _move(source: Path, target: Path, root: Path) -> None:
    """A durable rename. `source` is looked at first: an unplugged drive gets no folders at its mount point."""
    try:
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):  # another process was faster
                source.replace(target)
                make_durable(target.parent, root)
                make_durable(source.parent, root)
    except OSError as error:
        raise NotWritable(str(source), error.strerror or str(error)) from error
