"""What must survive a restart: which files were measured, and which models a person doesn't want to see.

One small JSON file. Losing the measurements costs reading the files again; a damaged file is set aside.
"""

from __future__ import annotations

import contextlib
import json
import logging
import threading
from dataclasses import dataclass
from pathlib import Path

import msgspec

from fireseed.base.errors import NotWritable
from fireseed.base.files import write_whole
from fireseed.library.elsewhere.found import FoundFile, FoundModel, Origin

_log = logging.getLogger(__name__)

_MOST_MEASURED = 20_000
"""Files that are kept, the last measured ones."""


@dataclass(frozen=True)
class Name:
    """What a model is known by from one search to the next."""

    origin: Origin
    repo: str
    variant: str

    @classmethod
    def of(cls, model: FoundModel) -> Name:
        return cls(model.origin, model.repo, model.variant)


class _Document(msgspec.Struct, frozen=True):
    """`measured` is path, size (bytes), time of change (ns), SHA-256; `ignored` is origin, repo, variant."""

    measured: tuple[tuple[str, int, int, str], ...]
    ignored: tuple[tuple[Origin, str, str], ...]


class Memory:
    """Thread-safe. Every change is on disk when it returns; raises NotWritable."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._measured: dict[str, tuple[int, int, str]] = {}
        self._ignored: dict[Name, None] = {}
        self._read()

    @property
    def ignored(self) -> tuple[Name, ...]:
        with self._lock:
            return tuple(self._ignored)

    def sha256_of(self, file: FoundFile) -> str | None:
        """What was measured of a file that is as it was then; else None."""
        with self._lock:
            known = self._measured.get(str(file.path))
        if known is None or known[:2] != (file.size, file.changed_ns):
            return None
        return known[2]

    def note(self, file: FoundFile, sha256: str) -> None:
        """Remembers a measurement."""
        with self._lock:
            self._measured.pop(str(file.path), None)
            self._measured[str(file.path)] = (file.size, file.changed_ns, sha256)
            while len(self._measured) > _MOST_MEASURED:
                del self._measured[next(iter(self._measured))]
            self._write()

    def ignore(self, name: Name) -> None:
        """From now on this model is passed over."""
        with self._lock:
            self._ignored[name] = None
            self._write()

    def allow(self, name: Name) -> None:
        """Takes `ignore` back."""
        with self._lock:
            if name in self._ignored:
                del self._ignored[name]
                self._write()

    def _write(self) -> None:
        """Names that are not Unicode are in it as lone surrogates, which JSON writes as ASCII."""
        measured = tuple((path, *known) for path, known in self._measured.items())
        ignored = tuple((name.origin, name.repo, name.variant) for name in self._ignored)
        document = msgspec.to_builtins(_Document(measured, ignored))
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, json.dumps(document).encode())
        except OSError as error:
            raise NotWritable(str(self._path), error.strerror or str(error)) from error

    def _read(self) -> None:
        try:
            document = msgspec.convert(json.loads(self._path.read_bytes()), _Document)
        except FileNotFoundError:
            return
        except (OSError, ValueError, RecursionError, msgspec.ValidationError) as error:
            aside = self._path.with_suffix(".damaged.json")
            _log.warning("%s can't be read (%s): kept as %s", self._path.name, error, aside.name)
            with contextlib.suppress(OSError):
                self._path.replace(aside)
            return
        self._measured = {path: (size, changed_ns, sha256) for path, size, changed_ns, sha256 in document.measured}
        self._ignored = dict.fromkeys(Name(*name) for name in document.ignored)
