"""What lies in a folder of models that somebody filled: its files and folders, within bounds.

Hidden entries, what Windows keeps for itself (`$RECYCLE.BIN`), links of every kind and names that aren't text are
passed over, so nothing outside of the folder is ever found in it. What can't be listed is passed over, too.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Bounds:
    """How far a walk goes: `depth` folders below the first, `entries` looked at, `seconds` of time.

    A walk that reaches a bound ends there and says so in the log; what it found before counts.
    """

    depth: int = 16
    entries: int = 200_000
    seconds: float = 20.0


_DEFAULT_BOUNDS = Bounds()


def files_below(folder: Path, bounds: Bounds = _DEFAULT_BOUNDS) -> Iterator[Path]:
    """Every regular file in `folder` and below it, nearer ones first."""
    until = time.monotonic() + bounds.seconds
    seen = 0
    level = [folder]
    for _ in range(bounds.depth + 1):
        deeper: list[Path] = []
        for parent in level:
            for entry in entries_of(parent):
                seen += 1
                if seen > bounds.entries or time.monotonic() > until:
                    _log.warning("%s holds more than is looked at: the search ended in %s", folder, parent)
                    return
                if entry.is_dir(follow_symlinks=False):
                    deeper.append(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield Path(entry.path)
        level = deeper
    if level:
        _log.warning("%s is deeper than %d folders: what lies below is not looked at", folder, bounds.depth)


def entries_of(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What lies in `folder` itself under its own name."""
    # A junction of Windows passes for a folder; only its real path tells.
    real = folder.resolve() if os.name == "nt" else None
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                linked = entry.is_symlink() or (
                    real is not None and Path(entry.path).resolve() != real / entry.name
                )
                if entry.name[0] not in ".$" and entry.name.isprintable() and not linked:
                    yield entry
    except OSError as error:
        _log.info("%s can't be listed: %s", folder, error)
