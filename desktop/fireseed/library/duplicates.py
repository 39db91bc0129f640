"""The same bytes twice on one disk: found by digest, joined when a person agrees.

A clone (reflink) is tried first: two files that share their blocks until one of them changes. Else a hard link,
one file with two names, where both are ours: across apps one app's change would reach into the other's model.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import logging
import os
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fireseed.base.disk import datasync, storage_error
from fireseed.base.errors import JoiningUnsupported, ModelChanged
from fireseed.base.files import sync_folder
from fireseed.library.cloning import clone, look_like
from fireseed.library.hashing import sha256_of
from fireseed.library.model import Model, ModelFile, ModelState
from fireseed.library.presence import NEVER, state_at
from fireseed.library.records import Records
from fireseed.library.unfinished import Join, Unfinished

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Copy:
    """One of several files with the same bytes. `model` is the name of a model that uses it.

    `origin` is the app in whose folders it lies, empty for ours (see `Model.origin`).
    """

    file: ModelFile
    model: str
    origin: str


@dataclass(frozen=True)
class Duplicate:
    """Files of `size` bytes with the digest `sha256` on one disk. The first is the one whose bytes stay."""

    sha256: str
    size: int
    copies: tuple[Copy, ...]

    @property
    def savings(self) -> int:
        """Bytes that joining would free."""
        return self.size * (len(self.copies) - 1)


def find(models: Iterable[Model], extents: Mapping[Path, str]) -> tuple[Duplicate, ...]:
    """What can be joined, the largest savings first: whole files that an engine opens, at the cost of a stat each.

    Names of one file, and files that share their blocks by `extents` already, are one. A file of another app comes
    first: ours is replaced rather than theirs. Then the one with the most names, of which replacing one frees
    nothing.
    """
    groups: dict[tuple[str, int], dict[object, list[Copy]]] = {}
    for model in models:
        for file in model.opened:
            if state_at(file.path, file) is not ModelState.READY:
                continue
            try:
                found = file.path.stat()
            except OSError:
                continue  # gone at this very moment
            identity = extents.get(file.path, (found.st_dev, found.st_ino))
            group = groups.setdefault((file.sha256, found.st_dev), {})
            group.setdefault(identity, []).append(Copy(file, model.name, model.origin))
    duplicates = [_duplicate(list(group.values())) for group in groups.values() if len(group) > 1]
    return tuple(sorted(duplicates, key=lambda duplicate: (-duplicate.savings, duplicate.sha256)))


class Joining:
    """Joins copies, one at a time: callers hold the library's work lock."""

    def __init__(self, records: Records, unfinished: Unfinished) -> None:
        self._records = records
        self._unfinished = unfinished

    def join(
        self, duplicate: Duplicate, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> int:
        """Bytes that were freed; see `Library.join`."""
        kept, *others = duplicate.copies
        total = duplicate.size * (1 + len(others))
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            progress(done, total)

        self._prove(kept, advance, cancelled)
        for other in others:
            self._prove(other, advance, cancelled)
            self._replace(kept, other)
        return duplicate.savings

    def finish(self) -> None:
        """Ends what a killed process left, as far as the disks are there."""
        for join in self._unfinished.joins():
            try:
                if not join.staging.parent.is_dir():
                    continue
                if join.staging.exists():
                    join.staging.unlink()
                else:
                    self._note_joined(join)
            except OSError as error:
                _log.warning("a join can't be ended now: %s", error)
                continue
            self._unfinished.end_join(join)

    def _prove(self, copy: Copy, progress: Callable[[int], None], cancelled: Callable[[], bool]) -> None:
        """Reads a copy again; raises ModelChanged, and then it stays CHANGED."""
        path = copy.file.path
        try:
            same = sha256_of(path, progress, cancelled) == copy.file.sha256
        except OSError as error:
            raise storage_error(error, path) from error
        if not same:
            self._records.note(dataclasses.replace(copy.file, changed_ns=NEVER))
        if not same or state_at(path, copy.file) is not ModelState.READY:
            raise ModelChanged(copy.model, str(path))

    def _replace(self, kept: Copy, other: Copy) -> None:
        target = other.file.path
        join = Join(target.with_name(f".fireseed-{uuid.uuid4().hex}.joining"), target, kept.file.path)
        self._unfinished.begin_join(join)
        try:
            cloned = self._make(join, kept, other)
            for copy in (kept, other):
                if state_at(copy.file.path, copy.file) is not ModelState.READY:
                    raise ModelChanged(copy.model, str(copy.file.path))
            join.staging.replace(target)
            sync_folder(target.parent)
        except BaseException as error:
            with contextlib.suppress(OSError):
                join.staging.unlink(missing_ok=True)
                self._unfinished.end_join(join)
            if isinstance(error, OSError):
                raise storage_error(error, target) from error
            raise
        if cloned:
            extent = self._records.extents().get(join.kept, uuid.uuid4().hex)
            self._records.note_extent((join.kept, target), extent)
        else:
            self._note_joined(join)
        self._unfinished.end_join(join)

    def _make(self, join: Join, kept: Copy, other: Copy) -> bool:
        """Puts at `staging` what shares the bytes of `kept`; whether it is a clone, which looks like `other`."""
        if clone(join.kept, join.staging):
            with join.staging.open("rb+") as stream:
                datasync(stream.fileno())
            if sha256_of(join.staging, lambda _: None, lambda: False) != kept.file.sha256:
                raise ModelChanged(kept.model, str(join.kept))
            try:
                look_like(join.target, join.staging)
            except PermissionError as error:
                raise JoiningUnsupported(str(join.target), error.strerror or str(error)) from error
            return True
        if kept.origin or other.origin:
            raise JoiningUnsupported(str(join.target), os.strerror(errno.EOPNOTSUPP))
        try:
            os.link(join.kept, join.staging)
        except OSError as error:
            raise JoiningUnsupported(str(join.target), error.strerror or str(error)) from error
        return False

    def _note_joined(self, join: Join) -> None:
        """A second name has the time of change of the file that it names now, where that one is as it was."""
        files = [file for model in self._records.in_use() for file in model.all_files]
        sound = {
            file.sha256
            for file in files
            if file.path == join.kept and state_at(file.path, file) is ModelState.READY and _is_one(join)
        }
        for file in files:
            if file.path == join.target and file.sha256 in sound:
                self._records.note(dataclasses.replace(file, changed_ns=join.target.stat().st_mtime_ns))


def _is_one(join: Join) -> bool:
    try:
        return join.target.samefile(join.kept)
    except OSError:
        return False


def _duplicate(identities: list[list[Copy]]) -> Duplicate:
    """From the names of each of several files."""
    copies = [
        min(names, key=lambda copy: (not copy.origin, copy.file.path)) for names in sorted(identities, key=_order)
    ]
    return Duplicate(copies[0].file.sha256, copies[0].file.size, tuple(copies))


def _order(names: list[Copy]) -> tuple[bool, int, Path]:
    paths = {copy.file.path for copy in names}
    return not any(copy.origin for copy in names), -len(paths), min(paths)
