"""What a download will do, before any byte."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from fireseed.hubs.protocol import FileSource, Listing, RepoFile


@dataclass(frozen=True)
class Variant:
    """What a person downloads: one quantization with all of its shards, plus its projector when it has one.

    `name` is the quantization as the file names spell it (`Q4_K_M`, `IQ2_XXS`, `BF16` …), or the stem of the
    file where they spell none; it is unique within its repo.
    """

    name: str
    files: tuple[RepoFile, ...]
    projector: RepoFile | None = None

    @property
    def all_files(self) -> tuple[RepoFile, ...]:
        return self.files if self.projector is None else (*self.files, self.projector)

    @property
    def size(self) -> int:
        """Bytes, projector included."""
        return sum(file.size for file in self.all_files)


class PlannedFile(msgspec.Struct, frozen=True):
    """One file of a plan. `target` is its final path; `sources` are tried in order."""

    path: str
    size: int
    sha256: str | None
    git_sha1: str | None
    target: str
    sources: tuple[FileSource, ...]


class Plan(msgspec.Struct, frozen=True):
    """One download: all files or none. Durable: it is written as JSON and read again after a restart."""

    hub: str
    repo: str
    commit: str
    variant: str
    licence: str | None
    files: tuple[PlannedFile, ...]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def variants(files: tuple[RepoFile, ...]) -> tuple[Variant, ...]:
    """Groups a listing's GGUF files: shards joined, the projector attached, smallest first."""
    raise NotImplementedError


def plan(listing: Listing, variant: Variant, models_folder: Path) -> Plan:
    """The plan for one variant; raises NameUnsafe for a name that could leave the folder."""
    raise NotImplementedError
