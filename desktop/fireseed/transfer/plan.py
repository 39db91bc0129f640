"""What a download will do, before any byte."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from fireseed.base.errors import DiskFull, NotWritable
from fireseed.hubs.protocol import FileSource, Listing, RepoFile
from fireseed.transfer.disk import allocated, existing_ancestor, free_space
from fireseed.transfer.names import PART, refuse_clashes, target


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
    """The plan for one variant; raises NameUnsafe for a name that could leave the folder or no disk can hold."""
    repo = listing.repo
    refuse_clashes(file.path for file in variant.all_files)
    return Plan(
        hub=repo.hub,
        repo=repo.name,
        commit=listing.commit,
        variant=variant.name,
        licence=repo.licence,
        files=tuple(
            PlannedFile(
                path=file.path,
                size=file.size,
                sha256=file.sha256,
                git_sha1=file.git_sha1,
                target=str(target(models_folder, repo.hub, repo.name, file.path)),
                sources=(FileSource(repo.hub, repo.name, listing.commit, file.path),),
            )
            for file in variant.all_files
        ),
    )


def check_space(plan: Plan) -> None:
    """Raises DiskFull, NotWritable or FolderMissing when what is missing of a plan can't be written.

    Looks at the disk that holds the targets, even when their folders don't exist yet; finished and partial files
    count by what they occupy.
    """
    if not plan.files:
        return
    folder = Path(plan.files[0].target).parent
    nearest = existing_ancestor(folder)
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise NotWritable(str(folder), f"{nearest} can't be written")
    there = 0
    for file in plan.files:
        occupied = max(allocated(Path(file.target)), allocated(Path(file.target + PART)))
        there += min(file.size, occupied)
    free = free_space(nearest)
    if plan.size - there > free:
        raise DiskFull(str(folder), plan.size - there, free)
