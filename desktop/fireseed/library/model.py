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
    MIRRORED = "mirrored"  # the digest that only a mirror stated, or another app's records about its own files
    MISMATCH = "mismatch"
    NO_DIGEST = "no_digest_published"


class Role(StrEnum):
    """What a file is to its model."""

    WEIGHTS = "weights"  # a shard, or the only file
    PROJECTOR = "projector"  # vision or audio
    EXTRA = "extra"  # a template, parameters, a licence: kept beside the model, opened by no engine


class UpstreamState(StrEnum):
    """How a model compares with what its hub has now."""

    SAME = "same"  # the same bytes, whatever else has changed in the repo
    NEWER = "newer"  # other bytes under the same name


@dataclass(frozen=True)
class Upstream:
    """What the hub had at `checked_at`: the repo's `commit`, and how the bytes compare."""

    state: UpstreamState
    commit: str
    checked_at: datetime


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
    """A variant on this machine. `files` are in shard order; the first is the one that an engine opens.

    `origin` is empty for a model of ours; else it names the app in whose folders the files lie: they are used
    there and never moved, replaced or deleted. `hub` and `commit` are empty where they are not known. `upstream`
    is None until the hub was asked.
    """

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
    extras: tuple[ModelFile, ...] = ()
    origin: str = ""
    upstream: Upstream | None = None

    @property
    def opened(self) -> tuple[ModelFile, ...]:
        """What an engine opens."""
        return self.files if self.projector is None else (*self.files, self.projector)

    @property
    def all_files(self) -> tuple[ModelFile, ...]:
        """What an engine opens, then the extras."""
        return (*self.opened, *self.extras)

    @property
    def size(self) -> int:
        """Bytes on disk, projector and extras included."""
        return sum(file.size for file in self.all_files)

    @property
    def name(self) -> str:
        """What a person types and reads: `owner/name:variant`."""
        return f"{self.repo}:{self.variant}"
