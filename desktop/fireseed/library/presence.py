"""What the disk says of a model now, at the cost of one `stat` a file."""

from __future__ import annotations

from pathlib import Path

from fireseed.library.bin import place_of
from fireseed.library.model import Model, ModelFile, ModelState

NEVER = -1
"""A time of change (ns) that no file has: whatever the disk says, such a file is CHANGED until it verifies."""


def state_of(model: Model, *, binned: bool) -> ModelState:
    """The worst of its files' states. An extra that is gone keeps nobody from using the model."""
    states = {_state(model, file, binned=binned) for file in model.opened}
    states |= {_state(model, file, binned=binned) for file in model.extras} - {ModelState.MISSING}
    return next(state for state in (ModelState.MISSING, ModelState.CHANGED, ModelState.READY) if state in states)


def state_at(path: Path, file: ModelFile) -> ModelState:
    """Whether `file`, as it was verified, is at `path`."""
    try:
        found = path.stat()
    except OSError:
        return ModelState.MISSING
    same = (found.st_size, found.st_mtime_ns) == (file.size, file.changed_ns)
    return ModelState.READY if same else ModelState.CHANGED


def _state(model: Model, file: ModelFile, *, binned: bool) -> ModelState:
    in_bin = state_at(place_of(model, file).binned, file) if binned else ModelState.MISSING
    return state_at(file.path, file) if in_bin is ModelState.MISSING else in_bin
