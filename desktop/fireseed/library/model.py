"""The records of the library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class ModelState(StrEnum):
    """Whether a model can be used now."""

    READY = "ready"  # every file is at its place with its size and time of change as verified
    MISSING = "missing"  # a file is not there: a drive unplugged, or deleted outside Fireseed
    CHANGED = "changed"  # a file is there and is not the one that was verified


class Check(StrEnum):
    """The outcomes of a verification."""

    VERIFIED = "verified"  # the digest that the publisher's hub stated, or two hubs independently
    MIRRORED = "mirrored"  # the digest that only a mirror stated
    MISMATCH = "mismatch"
    NO_DIGEST = "no_digest_published"


@dataclass(frozen=True)
class ModelFile:
    """One file of a model. Identity is `sha256`, measured here even where the hub published none.

    `changed_ns` is the file's modification time (ns) at verification: a cheap first test of "still the same".
    """

    path: Path
    size: int
    sha256: str
    check: Check
    verified_at: datetime
    changed_ns: int


@dataclass(frozen=True)
class Model:
    """A variant on this machine. `files` are in shard order; the first is the one that an engine opens."""

    id: str
    hub: str
    repo: str
    commit: str
    variant: str
    licence: str | None
    files: tuple[ModelFile, ...]
    projector: ModelFile | None
    added_at: datetime
    last_used_at: datetime | None
    state: ModelState

    @property
    def all_files(self) -> tuple[ModelFile, ...]:
        return self.files if self.projector is None else (*self.files, self.projector)

    @property
    def size(self) -> int:
        """Bytes on disk, projector included."""
        return sum(file.size for file in self.all_files)

    @property
    def name(self) -> str:
        """What a person types and reads: `owner/name:variant`."""
        return f"{self.repo}:{self.variant}"
