"""A folder of models read as repos: `<owner>/<repo>/<files>`. Knows nothing of HTTP and writes nothing into it.

Beside a repo's files may lie `fireseed-repo.json` with what a hub says about it (`RepoCard`); it isn't one of
the files. Hidden entries, links of every kind and names that a hub can't have are passed over, so nothing
outside of the folder is ever part of a repo.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO, Protocol

import msgspec

from fireseed.base.files import write_whole
from fireseed.hubs.walk import entries_of, files_below

CARD_NAME = "fireseed-repo.json"

LARGE_FILE = 10 * 1024 * 1024
"""Bytes: from here on Hugging Face keeps a file in LFS, where it has a SHA-256; smaller ones have a git SHA-1."""

_LARGEST_CARD = 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_log = logging.getLogger(__name__)


_Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]


class GgufFacts(msgspec.Struct, frozen=True):
    """What Hugging Face reads from a repo's GGUF header: weights, architecture, trained context in tokens."""

    total: int | None = None
    architecture: str | None = None
    context_length: int | None = None


class RepoCard(msgspec.Struct, frozen=True):
    """`fireseed-repo.json`: every key is optional, and named as in a Hugging Face model card.

    `sha256` has the digests (lower-case hex) that the card's writer states, by path.
    """

    license: str | None = None
    base_model: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    description: str = ""
    gguf: GgufFacts | None = None
    sha256: dict[str, _Sha256] = {}


@dataclass(frozen=True)
class ShelfFile:
    """One file as it was when its digests were computed; `changed_ns` is its modification time then."""

    path: str
    location: Path
    size: int
    changed_ns: int
    sha256: str
    git_sha1: str | None
    """`sha1("blob " + size + "\\0" + bytes)`; None for a file that Hugging Face would keep in LFS."""

    def open(self) -> BinaryIO | None:
        """The file for reading, or None when it's no longer the one that was digested."""
        try:
            stream = self.location.open("rb")
        except OSError:
            return None
        status = os.fstat(stream.fileno())
        if (status.st_size, status.st_mtime_ns) == (self.size, self.changed_ns):
            return stream
        stream.close()
        return None


@dataclass(frozen=True)
class ShelfRepo:
    """One repo. `commit` is a SHA-1 over its files' paths, sizes and digests: new content, new commit."""

    name: str
    commit: str
    updated: datetime
    files: tuple[ShelfFile, ...]
    card: RepoCard

    def file(self, path: str) -> ShelfFile | None:
        return next((file for file in self.files if file.path == path), None)

    @property
    def has_gguf(self) -> bool:
        return any(file.path.lower().endswith(".gguf") for file in self.files)


def shelf_repo(name: str, files: Iterable[ShelfFile], card: RepoCard) -> ShelfRepo:
    """The repo of these files, at least one."""
    ordered = tuple(sorted(files, key=lambda file: file.path))
    commit = hashlib.sha1(usedforsecurity=False)
    for file in ordered:
        commit.update(f"{file.path}\0{file.size}\0{file.sha256}\n".encode())
    return ShelfRepo(name, commit.hexdigest(), moment(max(file.changed_ns for file in ordered)), ordered, card)


def moment(changed_ns: int) -> datetime:
    """A file's modification time (ns since 1970) in whole seconds; one that no calendar holds is 1970."""
    try:
        return datetime.fromtimestamp(changed_ns // 10**9, UTC)
    except (OverflowError, OSError, ValueError):
        return datetime.fromtimestamp(0, UTC)


class _Known(msgspec.Struct, frozen=True):
    size: int
    changed_ns: int
    sha256: str
    git_sha1: str | None


class Shelf(Protocol):
    """Repos to be served. Both calls are thread-safe, and answer what is there at that moment."""

    def repos(self) -> tuple[ShelfRepo, ...]:
        """Every repo, by name."""

    def repo(self, name: str) -> ShelfRepo | None:
        """One repo by its exact `owner/name`."""


class FolderShelf:
    """Reads `folder` anew at each question; digests are computed once a file, kept in `sidecar`. Thread-safe."""

    def __init__(self, folder: Path, sidecar: Path) -> None:
        self._folder = folder
        self._sidecar = sidecar
        self._lock = threading.Lock()
        self._known: dict[str, _Known] | None = None
        self._learnt = False

    def repos(self) -> tuple[ShelfRepo, ...]:
        """Every repo, by name. A folder that isn't there has none."""
        with self._lock:
            found = [
                self._read(f"{owner.name}/{repo.name}", Path(repo.path))
                for owner in _folders(self._folder)
                for repo in _folders(Path(owner.path))
            ]
            self._save()
        return tuple(sorted((repo for repo in found if repo), key=lambda repo: repo.name))

    def repo(self, name: str) -> ShelfRepo | None:
        """One repo by its exact `owner/name`."""
        owner_name, _, repo_name = name.partition("/")
        with self._lock:
            for owner in _folders(self._folder):
                for repo in _folders(Path(owner.path)) if owner.name == owner_name else ():
                    if repo.name == repo_name:
                        found = self._read(name, Path(repo.path))
                        self._save()
                        return found
        return None

    def _read(self, name: str, folder: Path) -> ShelfRepo | None:
        paths = (path for path in files_below(folder) if path != folder / CARD_NAME)
        files = [file for file in (self._digested(name, folder, path) for path in paths) if file]
        return shelf_repo(name, files, read_card(folder)) if files else None

    def _digested(self, repo: str, folder: Path, location: Path) -> ShelfFile | None:
        path = location.relative_to(folder).as_posix()
        key = f"{repo}/{path}"
        known = self._digests()
        try:
            status = location.stat()
            entry = known.get(key)
            if entry is None or (entry.size, entry.changed_ns) != (status.st_size, status.st_mtime_ns):
                entry = _digest(location)
                if entry is None:
                    _log.info("%s is being written: not shown yet", key)
                    return None
                known[key] = entry
                self._learnt = True
        except OSError as error:
            _log.warning("%s can't be read: %s", key, error)
            return None
        return ShelfFile(path, location, entry.size, entry.changed_ns, entry.sha256, entry.git_sha1)

    def _digests(self) -> dict[str, _Known]:
        if self._known is None:
            try:
                self._known = msgspec.json.decode(self._sidecar.read_bytes(), type=dict[str, _Known])
            except FileNotFoundError:
                self._known = {}
            except (OSError, ValueError) as error:
                _log.warning("%s can't be read, digests are computed again: %s", self._sidecar, error)
                self._known = {}
        return self._known

    def _save(self) -> None:
        if not self._learnt:
            return
        self._learnt = False
        try:
            self._sidecar.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._sidecar, msgspec.json.encode(self._known))
        except OSError as error:
            _log.warning("%s can't be written, digests will be computed again: %s", self._sidecar, error)


def _folders(parent: Path) -> Iterator[os.DirEntry[str]]:
    """The sub-folders whose names a hub can have."""
    return (
        entry
        for entry in entries_of(parent)
        if entry.is_dir(follow_symlinks=False) and _NAME.fullmatch(entry.name)
    )


def _digest(location: Path) -> _Known | None:
    """Both digests in one pass, or None when the file changed meanwhile."""
    sha256 = hashlib.sha256()
    with location.open("rb") as stream:
        before = os.fstat(stream.fileno())
        in_lfs = before.st_size >= LARGE_FILE or location.suffix.lower() == ".gguf"
        blob = hashlib.sha1(f"blob {before.st_size}\0".encode(), usedforsecurity=False)
        while piece := stream.read(1024 * 1024):
            sha256.update(piece)
            if not in_lfs:
                blob.update(piece)
        after = os.fstat(stream.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return None
    git_sha1 = None if in_lfs else blob.hexdigest()
    return _Known(after.st_size, after.st_mtime_ns, sha256.hexdigest(), git_sha1)


def read_card(folder: Path) -> RepoCard:
    """What the card in `folder` says: nothing where there is none, or none that can be used."""
    path = folder / CARD_NAME
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_CARD + 1)
        if len(content) > _LARGEST_CARD:
            raise ValueError(f"more than {_LARGEST_CARD} bytes")
        return msgspec.json.decode(content, type=RepoCard)
    except FileNotFoundError:
        return RepoCard()
    except (OSError, ValueError) as error:
        _log.warning("%s can't be read: %s", path, error)
        return RepoCard()
