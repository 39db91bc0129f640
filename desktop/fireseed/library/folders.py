"""The models folders: whether their disks are there, and which models in them the library does not know yet."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fireseed.base.errors import FolderMissing, ModelMissing
from fireseed.gguf.grouping import group
from fireseed.gguf.header import read_header
from fireseed.gguf.names import is_gguf, is_projector, title_of
from fireseed.gguf.source import FileBytes
from fireseed.library.elsewhere.found import label
from fireseed.library.hashing import Stopped, sha256_of
from fireseed.library.model import Check, Model
from fireseed.library.store import Library, NewFile

MOST_ENTRIES = 100_000
"""Directory entries of one search: a folder with a thousand large repos has some 30,000; a whole home more."""
MOST_SECONDS = 60.0
"""Of one search: names only, but network disks take their time."""

_USUAL = ("hub", "owner", "repo")
_OWNER = "local"
"""Stands for the owner where the folders above a file name none."""


@dataclass(frozen=True)
class ModelFolder:
    """A models folder and its disk, in bytes; None where it is not there now, or the system does not say."""

    path: Path
    present: bool
    free: int | None
    total: int | None


@dataclass(frozen=True)
class Unlisted:
    """A model in a models folder that the library doesn't know: its names only, nothing was read.

    `files` are in shard order; `size` is bytes, projector included. `hub` is empty where the folders name none.
    """

    hub: str
    repo: str
    variant: str
    files: tuple[Path, ...]
    projector: Path | None
    size: int


@dataclass(frozen=True)
class Scan:
    """What one search found. `incomplete`: sets that lack shards; `cut_short`: there was more than is searched."""

    models: tuple[Unlisted, ...]
    incomplete: tuple[tuple[Path, ...], ...]
    cut_short: bool


def look_at(folder: Path) -> ModelFolder:
    """Blocks for as long as a network drive lets it."""
    try:
        usage = shutil.disk_usage(folder) if folder.is_dir() else None
    except OSError:
        usage = None
    if usage is None:
        return ModelFolder(folder, folder.is_dir(), None, None)
    return ModelFolder(folder, True, usage.free, usage.total)


def scan(
    folder: Path, known: Collection[Path], hubs: Collection[str], stopped: Callable[[], bool] = lambda: False
) -> Scan:
    """The models in `folder` and below, but for files that are `known` under whatever name.

    `hubs` are the identifiers that may name a folder of the usual layout. What is hidden is passed over, partial
    downloads too, and so is what can't be looked at. Raises FolderMissing, and Stopped when `stopped` says so.
    """
    if not folder.is_dir():
        raise FolderMissing(str(folder))
    there = [found for found in map(_status, known) if found is not None]
    walk = _Walk({(found.st_dev, found.st_ino) for found in there}, stopped)
    places: dict[Path, dict[str, Path]] = {}
    for path in walk.files(folder):
        base = _base(path.relative_to(folder).parts[:-1], hubs)
        places.setdefault(base, {})[path.relative_to(folder / base).as_posix()] = path
    models: list[Unlisted] = []
    incomplete: list[tuple[Path, ...]] = []
    for base, files in places.items():
        for repo, together in _repos(base, files):
            grouping = group(together, {})
            incomplete.extend(gap.files for gap in grouping.gaps)
            hub = base.parts[0] if len(base.parts) == len(_USUAL) else ""
            for each in grouping.groups:
                size = walk.size_of(each.files, each.projector)
                models.append(Unlisted(hub, label(repo), label(each.name), each.files, each.projector, size))
    return Scan(tuple(models), tuple(incomplete), walk.cut_short)


def add(
    library: Library, found: Unlisted, progress: Callable[[int], None], cancelled: Callable[[], bool]
) -> Model:
    """Reads every byte of a model that `scan` found and adds it as one of ours, which nobody vouches for.

    `progress` gets the bytes of each piece. A model of the same name stays: this one becomes `variant#2`. Raises
    GgufError types for what is no model, ModelMissing for what can't be read, and Stopped.
    """
    name = f"{found.repo}:{found.variant}"
    paths = (*found.files, *([found.projector] if found.projector else []))
    measured: list[NewFile] = []
    licence: object = None
    try:
        for path in paths:
            header = read_header(FileBytes(path), path.name)
            licence = licence or header.metadata.get("general.license")
        for path in paths:
            measured.append(NewFile(path, sha256_of(path, progress, cancelled), Check.NO_DIGEST))
    except OSError as error:
        raise ModelMissing(name, str(path)) from error
    return library.add(
        hub=found.hub,
        repo=found.repo,
        commit="",
        variant=_free_variant(library, found),
        licence=licence if isinstance(licence, str) and licence else None,
        files=measured[: len(found.files)],
        projector=measured[-1] if found.projector else None,
    )


@dataclass
class _Walk:
    """One bounded look at the names below a folder. Links are followed, and no folder is entered twice."""

    known: set[tuple[int, int]]
    stopped: Callable[[], bool]
    cut_short: bool = False
    _entries: int = 0
    _ends: float = field(default_factory=lambda: time.monotonic() + MOST_SECONDS)
    _visited: set[tuple[int, int]] = field(default_factory=set)
    _sizes: dict[Path, int] = field(default_factory=dict)

    def files(self, root: Path) -> Iterator[Path]:
        """Regular files named as GGUF that are not known, sorted in each folder."""
        waiting = [root]
        while waiting and not self.cut_short:
            folders: list[Path] = []
            for path in self._entries_of(waiting.pop()):
                found = _status(path)
                if found is None:
                    continue
                identity = found.st_dev, found.st_ino
                if stat.S_ISDIR(found.st_mode) and identity not in self._visited:
                    self._visited.add(identity)
                    folders.append(path)
                elif stat.S_ISREG(found.st_mode) and is_gguf(path.name) and identity not in self.known:
                    self.known.add(identity)  # its other names
                    self._sizes[path] = found.st_size
                    yield path
            waiting.extend(reversed(folders))

    def size_of(self, files: tuple[Path, ...], projector: Path | None) -> int:
        """Bytes of files that were found."""
        return sum(self._sizes[path] for path in (*files, *([projector] if projector else [])))

    def _entries_of(self, folder: Path) -> list[Path]:
        """Those that are not hidden, sorted; none of what can't be looked at."""
        found: list[str] = []
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if self.stopped():
                    raise Stopped
                self._entries += 1
                if self._entries > MOST_ENTRIES or time.monotonic() > self._ends:
                    self.cut_short = True
                    break
                if not entry.name.startswith("."):
                    found.append(entry.name)
        return [folder / name for name in sorted(found)]


def _status(path: Path) -> os.stat_result | None:
    """Of what `path` leads to; None where that is not there or may not be looked at."""
    try:
        return path.stat()
    except OSError:
        return None


def _base(folders: tuple[str, ...], hubs: Collection[str]) -> Path:
    """The folders above a file that stand for its repo: `<hub>/<owner>/<repo>`, or the first two of others."""
    if len(folders) >= len(_USUAL) and folders[0] in hubs:
        return Path(*folders[: len(_USUAL)])
    return Path(*folders[:2])


def _repos(base: Path, files: Mapping[str, Path]) -> Iterator[tuple[str, Mapping[str, Path]]]:
    """The repos at `base` and their files.

    Above a folder of its owner's, the files of one title are a repo: several have nothing to do with each other,
    and whose projector lies beside them can't be told.
    """
    if len(base.parts) >= 2:
        yield "/".join(base.parts[-2:]), files
        return
    titles: dict[str, dict[str, Path]] = {}
    for path, file in files.items():
        if not is_projector(path):
            titles.setdefault(title_of(path), {})[path] = file
    if len(titles) == 1:
        yield f"{_OWNER}/{next(iter(titles))}", files
    else:
        yield from ((f"{_OWNER}/{title}", alike) for title, alike in titles.items())


def _free_variant(library: Library, found: Unlisted) -> str:
    """Its own name, unless another model of ours has it that is not made of these files."""
    taken = {
        model.variant
        for model in library.models()
        if (model.origin, model.hub, model.repo) == ("", found.hub, found.repo)
        and tuple(file.path for file in model.files) != found.files
    }
    names = (found.variant, *(f"{found.variant}#{number}" for number in range(2, len(taken) + 2)))
    return next(name for name in names if name not in taken)
