"""Looking into folders that others own: bounded, read-only, and every trouble noted instead of raised.

A foreign folder may hold anything (links that lead in circles, pipes, a million files, records of a gigabyte) or
be a whole home because a setting says so. One search has a budget; beyond that it ends with what it found.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from fireseed.base.errors import (
    FireseedError,
    GgufError,
    ModelIncomplete,
    NotReadable,
    RecordsInvalid,
    SearchCutShort,
)
from fireseed.gguf.header import Header, read_header
from fireseed.gguf.source import FileBytes
from fireseed.library.elsewhere.found import FoundFile, Origin, Problem, label
from fireseed.library.hashing import Stopped

MOST_ENTRIES = 100_000
"""Directory entries of one app: a cache with a thousand large repos has some 30,000."""
MOST_HEADERS = 4_000
"""Model files of one app that are opened in one search: DeepSeek's largest quantizations have some 150 shards."""
MOST_SECONDS = 300.0
"""Of one app: a hundred large headers from a slow hard disk take half a minute."""
MOST_PROBLEMS = 200
"""That are kept of one app: more tell a person nothing."""
LARGEST_RECORD = 1 << 20
"""Bytes: a manifest has about 1 KB, a settings file at most some 100 KB."""

_NOT_MODELS = frozenset({"clip", "imatrix"})
"""`general.architecture` of a projector and of an importance matrix, as llama.cpp's own tools write them."""


class BudgetSpent(Exception):
    """This search has looked at as much as it may; only `scan` catches it."""


Known = Callable[[FoundFile], bool]
"""Whether a file was measured before and is as it was then: its header is not read again."""


@dataclass
class Search:
    """One look at one app: its budget, what it has seen and what was wrong. For one thread, used once."""

    origin: Origin
    known: Known
    stopped: Callable[[], bool]
    problems: list[Problem] = field(default_factory=list)
    _ends: float = field(default_factory=lambda: time.monotonic() + MOST_SECONDS)
    _entries: int = 0
    _headers: int = 0
    _visited: set[tuple[int, int]] = field(default_factory=set)

    def note(self, path: Path, error: FireseedError) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(self.origin, path, error))

    def reject(self, path: Path, reason: str) -> None:
        """Notes a record that makes no sense."""
        self.note(path, RecordsInvalid(self.origin.app, label(str(path)), reason))

    def files(self, root: Path, depth: int, wanted: Callable[[str], bool]) -> Iterator[Path]:
        """The regular files with a wanted name in `root` and up to `depth` folders below, sorted in each folder.

        Links are followed, and no folder is entered twice by one search, whatever leads there.
        """
        waiting = [(root, depth)]
        while waiting:
            folder, left = waiting.pop()
            names, folders = self._listing(folder, wanted)
            for name in sorted(names):
                yield folder / name
            if left:
                waiting.extend((folder / name, left - 1) for name in sorted(folders, reverse=True))

    def folders(self, root: Path) -> list[Path]:
        """The folders in `root`, sorted; none where it is not there."""
        return [root / name for name in sorted(self._listing(root, lambda _: False)[1])]

    def is_folder(self, path: Path) -> bool:
        """False, too, for one that may not be looked at; that is noted."""
        try:
            return path.is_dir()
        except OSError as error:
            self._unreadable(path, error)
            return False

    def file(self, path: Path, stated: str | None = None) -> FoundFile | None:
        """A regular file; None for anything else. What can't be read is noted."""
        try:
            found = path.stat()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            self._unreadable(path, error)
            return None
        if not stat.S_ISREG(found.st_mode):
            return None
        return FoundFile(path, found.st_size, found.st_mtime_ns, stated)

    def text(self, path: Path) -> str | None:
        """A small record in UTF-8; None where there is none. One that is too long or no text is noted."""
        found = self.file(path)
        if found is None:
            return None
        if found.size > LARGEST_RECORD:
            self.reject(path, f"{found.size} bytes")
            return None
        try:
            with path.open("rb") as stream:
                return stream.read(LARGEST_RECORD).decode("utf-8-sig")
        except OSError as error:
            self._unreadable(path, error)
        except UnicodeDecodeError:
            self.reject(path, "UTF-8")
        return None

    def json(self, path: Path) -> dict[str, Any] | None:
        """A small JSON object; None where there is none. Anything else is noted."""
        text = self.text(path)
        if text is None:
            return None
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            self.reject(path, "JSON")
            return None
        if not isinstance(document, dict):
            self.reject(path, "JSON")
            return None
        return document

    def headers(self, files: tuple[FoundFile, ...]) -> tuple[Header, ...] | None:
        """The headers of one model's files; None when they are no whole model, with the reason noted.

        A header is believed over a name: a shard without its siblings is no model, nor is a projector.
        """
        found: list[Header] = []
        for file in files:
            header = self.header(file)
            if header is None:
                return None
            found.append(header)
        first = files[0].path
        if found[0].architecture in _NOT_MODELS:
            return None
        if found[0].shard_count != len(files):
            shown = label(str(first))
            self.note(first, ModelIncomplete(self.origin.app, shown, len(files), found[0].shard_count))
            return None
        return tuple(found)

    def header(self, file: FoundFile) -> Header | None:
        """None when it is no sound GGUF header; the error is noted."""
        self._check(file.path)
        self._headers += 1
        if self._headers > MOST_HEADERS:
            self._end(file.path)
        try:
            return read_header(FileBytes(file.path), label(str(file.path)))
        except GgufError as error:
            self.note(file.path, error)
        except OSError as error:
            self._unreadable(file.path, error)
        return None

    def _listing(self, folder: Path, wanted: Callable[[str], bool]) -> tuple[list[str], list[str]]:
        """The names of wanted files and of folders in `folder`; none of a folder that was listed before."""
        names: list[str] = []
        folders: list[str] = []
        try:
            found = folder.stat()
            identity = found.st_dev, found.st_ino
            if found.st_ino and identity in self._visited:  # 0 on file systems that number nothing
                return names, folders
            self._visited.add(identity)
            with os.scandir(folder) as entries:
                for entry in entries:
                    self._check(folder)
                    self._entries += 1
                    if self._entries > MOST_ENTRIES:
                        self._end(folder)
                    if _is(entry.is_dir):
                        folders.append(entry.name)
                    elif wanted(entry.name) and _is(entry.is_file):
                        names.append(entry.name)
        except (FileNotFoundError, NotADirectoryError):
            pass  # not there, or gone meanwhile
        except (OSError, ValueError) as error:
            self._unreadable(folder, error)
        return names, folders

    def _check(self, path: Path) -> None:
        if self.stopped():
            raise Stopped
        if time.monotonic() > self._ends:
            self._end(path)

    def _end(self, path: Path) -> NoReturn:
        self.problems.append(Problem(self.origin, path, SearchCutShort(self.origin.app, label(str(path)))))
        raise BudgetSpent

    def _unreadable(self, path: Path, error: OSError | ValueError) -> None:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        self.note(path, NotReadable(label(str(path)), reason))


def _is(question: Callable[[], bool]) -> bool:
    """A link that leads in a circle, or nowhere one may look, is neither file nor folder."""
    try:
        return question()
    except OSError:
        return False
