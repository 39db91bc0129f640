"""Where a model's files lie below a models folder: `<hub>/<owner>/<repo>/<path>`; and folders kept tidy."""

from __future__ import annotations

import contextlib
from pathlib import Path

from fireseed.base.files import sync_folder
from fireseed.library.model import Model


def models_folder_of(model: Model, path: Path) -> Path:
    """The models folder, where a file lies in the usual layout below it; else the file's own folder. Pure."""
    usual = (model.hub, *model.repo.split("/"))
    for ancestor in path.parents:
        if ancestor.parts[-len(usual) :] == usual:
            return ancestor.parents[len(usual) - 1]
    return path.parent


def make_durable(folder: Path, root: Path) -> None:
    """The entries of `folder` and up to `root`: the folders may be as new as what is in them. Raises OSError."""
    while folder != root:
        sync_folder(folder)
        folder = folder.parent
    sync_folder(root)


def remove_empty_folders(folder: Path, root: Path) -> None:
    """Upwards from `folder`, which need not be there, while there is nothing in it; never `root` itself."""
    with contextlib.suppress(OSError):
        while folder != root:
            with contextlib.suppress(FileNotFoundError):
                folder.rmdir()
            folder = folder.parent
