"""Moving a model to another models folder: copied, proved, switched, and only then removed where it was.

What is on its way is noted before the first byte (`unfinished`). Until the one transaction that switches, the
model is where it was; from then on it is where it belongs, and the next start ends what a killed process did not.
"""

from __future__ import annotations

import dataclasses
import errno
import logging
import uuid
from collections.abc import Callable
from pathlib import Path

from fireseed.base.disk import disk_of, free_space, storage_error
from fireseed.base.errors import (
    DiskFull,
    FileInTheWay,
    FolderMissing,
    ModelChanged,
    ModelInPlace,
    ModelMissing,
    ModelUnknown,
    StorageError,
)
from fireseed.base.files import sync_folder
from fireseed.library.bin import place_of
from fireseed.library.copying import copy_proved
from fireseed.library.layout import make_durable, models_folder_of, remove_empty_folders
from fireseed.library.model import Model, ModelFile, ModelState
from fireseed.library.presence import NEVER, state_at
from fireseed.library.records import Records
from fireseed.library.unfinished import Phase, Step, Unfinished

_log = logging.getLogger(__name__)

Steps = tuple[Step, ...]


class _OtherDisk(Exception):
    """A rename was refused: two disks, although nothing said so (a bind mount, a subvolume)."""


class Moving:
    """Moves models of ours, one at a time: callers hold the library's work lock."""

    def __init__(self, records: Records, unfinished: Unfinished) -> None:
        self._records = records
        self._unfinished = unfinished

    def move(
        self, key: str, folder: Path, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> Model:
        """The model in its new place; see `Library.move`."""
        model = self._movable(key)
        try:
            if not folder.is_dir():
                raise FolderMissing(str(folder))
            try:
                self._carry_out(model, self._steps(model, folder, by_copy=False), progress, cancelled)
            except _OtherDisk:
                self._carry_out(model, self._steps(model, folder, by_copy=True), progress, cancelled)
        except OSError as error:  # a folder that may not be looked into
            raise storage_error(error, folder) from error
        return self._records.model(key)

    def finish(self) -> None:
        """Ends what a killed process left, as far as the disks are there and nothing is in the way."""
        for phase, steps in self._unfinished.moves():
            try:
                match phase:
                    case Phase.PREPARING:
                        self._discard(steps)
                    case Phase.SWITCHED:
                        self._place(steps)
                    case Phase.PLACED:
                        self._clear(steps)
            except (StorageError, OSError, _OtherDisk) as error:
                _log.warning("a move was taken back, or can't be ended now: %s", error)

    def _movable(self, key: str) -> Model:
        model = next((model for model in self._records.in_use() if model.id == key), None)
        if model is None:
            raise ModelUnknown(key)
        if model.origin:
            raise ModelInPlace(model.name, str(model.files[0].path))
        for file in model.opened:
            state = state_at(file.path, file)
            if state is ModelState.MISSING:
                raise ModelMissing(model.name, str(file.path))
            if state is ModelState.CHANGED:
                raise ModelChanged(model.name, str(file.path))
        return model

    def _steps(self, model: Model, folder: Path, *, by_copy: bool) -> Steps:
        """What has to be done; raises FileInTheWay or DiskFull before anything is.

        A file that another model uses, too, is copied and stays.
        """
        others = [other for other in self._records.in_use() if other.id != model.id]
        there = {
            (file.path, file.sha256)
            for other in others
            for file in other.all_files
            if state_at(file.path, file) is ModelState.READY
        }
        needed = self._needed(others)
        move = uuid.uuid4().hex
        steps: dict[Path, Step] = {}
        for file in model.all_files:
            root = models_folder_of(model, file.path)
            path = file.path.relative_to(root)
            target = folder / path
            if target == file.path or not file.path.exists():  # an extra that is gone stops nothing
                continue
            if (target, file.sha256) in there:
                staging = target
            elif target.exists() or path in steps:
                raise FileInTheWay(str(target))
            elif not by_copy and file.path not in needed and disk_of(file.path) == disk_of(folder):
                staging = file.path
            else:
                staging = target.with_name(f".fireseed-{uuid.uuid4().hex}.moving")
            steps[path] = Step(move, model.id, path, root, folder, staging, file.size, file.changed_ns)
        size = sum(step.size for step in steps.values() if step.copies)
        free = free_space(folder)
        if size > free:
            raise DiskFull(str(folder), size, free)
        return tuple(steps.values())

    def _needed(self, in_use: list[Model]) -> set[Path]:
        """What these models use, and what one in the bin left at its place because another used it."""
        needed = {file.path for model in in_use for file in model.all_files}
        for model in self._records.binned():
            needed |= {file.path for file in model.all_files if not place_of(model, file).binned.exists()}
        return needed

    def _carry_out(
        self, model: Model, steps: Steps, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> None:
        if not steps:
            return
        self._unfinished.begin_move(steps)
        try:
            changed_ns = self._prepare(model, steps, progress, cancelled)
            self._unfinished.switch(steps, changed_ns)
        except BaseException:
            self._discard(steps)
            raise
        self._place(steps)

    def _prepare(
        self, model: Model, steps: Steps, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> list[int]:
        """Copies and proves what a rename can't do; the times of change (ns) of what will be at the targets."""
        files = {file.path: file for file in model.all_files}
        total = 2 * sum(step.size for step in steps if step.copies)
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            progress(done, total)

        progress(done, total)
        for step in steps:
            try:
                step.target.parent.mkdir(parents=True, exist_ok=True)
                if step.copies:
                    copy_proved(files[step.source], step.staging, model.name, advance, cancelled)
                make_durable(step.target.parent, step.new_root)
            except OSError as error:
                raise storage_error(error, step.target) from error
            except ModelChanged:
                self._note_changed(files[step.source])
                raise
        return [step.staging.stat().st_mtime_ns for step in steps]

    def _note_changed(self, file: ModelFile) -> None:
        self._records.note(dataclasses.replace(file, changed_ns=NEVER))

    def _discard(self, steps: Steps) -> None:
        """Before the switch: removes copies. Those on a disk that is away stay noted."""
        done: list[Step] = []
        for step in steps:
            if not step.new_root.is_dir():
                continue
            try:
                if step.copies:
                    step.staging.unlink(missing_ok=True)
            except OSError as error:
                _log.warning("a copy stays until the next start: %s", error)
                continue
            remove_empty_folders(step.target.parent, step.new_root)
            done.append(step)
        self._unfinished.end_move(done)

    def _place(self, steps: Steps) -> None:
        """After the switch: gives the prepared files their names, or takes everything back and raises.

        Where the disk is away meanwhile it is left to a later start.
        """
        try:
            for step in steps:
                if step.staging != step.target and step.staging.exists():
                    if step.target.exists():
                        raise FileInTheWay(str(step.target))
                    _rename(step.staging, step.target)
        except (StorageError, _OtherDisk):
            self._take_back(steps)
            raise
        if all(step.target.exists() for step in steps):
            self._unfinished.note_placed(steps)
            self._clear(steps)

    def _take_back(self, steps: Steps) -> None:
        """Undoes what `_place` did: the model is where it was. Raises StorageError; a later start tries again."""
        for step in steps:
            if step.staging != step.target and not step.staging.exists() and step.target.exists():
                _rename(step.target, step.staging)
        self._unfinished.switch_back(steps)
        self._discard(steps)

    def _clear(self, steps: Steps) -> None:
        """After the placing: removes what is left at the old place, unless it is another's or another file now."""
        needed = self._needed(list(self._records.in_use()))
        done: list[Step] = []
        for step in steps:
            if not step.old_root.is_dir():
                continue  # unplugged: noted until it is back
            try:
                if step.source not in needed and _is_as_it_was(step):
                    step.source.unlink()
            except OSError as error:  # on Windows while an engine has it open
                _log.warning("a moved file stays at its old place until the next start: %s", error)
                continue
            remove_empty_folders(step.source.parent, step.old_root)
            done.append(step)
        self._unfinished.end_move(done)


def _is_as_it_was(step: Step) -> bool:
    try:
        found = step.source.stat()
    except FileNotFoundError:
        return False
    return (found.st_size, found.st_mtime_ns) == (step.size, step.changed_ns)


def _rename(source: Path, target: Path) -> None:
    """Durable. Raises _OtherDisk and StorageError types."""
    try:
        source.rename(target)
        sync_folder(target.parent)
        sync_folder(source.parent)
    except OSError as error:
        if error.errno == errno.EXDEV:
            raise _OtherDisk from error
        raise storage_error(error, source) from error
