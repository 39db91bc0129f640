"""What a download will do, before any byte."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from fireseed.gguf.grouping import group
from fireseed.hubs.protocol import FileSource, Listing, RepoFile
from fireseed.transfer.names import refuse_clashes, target


@dataclass(frozen=True)
class Variant:
    """What a person downloads: one quantization with all of its shards, plus its projector when it has one.

    `name` is the hub's own (a registry's tag), else the quantization that the file names spell, in capitals
    (`Q4_K_M`, `UD-IQ2_XXS`, `BF16` …), or the stem of the file where they spell none; it is unique within its
    repo, whatever the case. `extras` are small files that belong to it and that no engine opens: a registry's
    template, parameters, licence.
    """

    name: str
    files: tuple[RepoFile, ...]
    projector: RepoFile | None = None
    extras: tuple[RepoFile, ...] = ()

    @property
    def all_files(self) -> tuple[RepoFile, ...]:
        projector = () if self.projector is None else (self.projector,)
        return (*self.files, *projector, *self.extras)

    @property
    def size(self) -> int:
        """Bytes, projector included."""
        return sum(file.size for file in self.all_files)


class PlannedFile(msgspec.Struct, frozen=True):
    """One file of a plan. `target` is its final path; `sources` all have the same bytes, the first is asked first.

    `vouched`: the publisher's own hub stated the digest, or two hubs did independently; false where only a mirror
    did.
    """

    path: str
    size: int
    sha256: str | None
    git_sha1: str | None
    target: str
    sources: tuple[FileSource, ...]
    vouched: bool = True


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
    """Groups a listing's GGUF files: shards joined, the projector attached, smallest first.

    A set of shards with a gap is no variant. Of several projectors the one in the variant's own folder comes
    first, then the one in F16. Files that the listing marks as extras go with every variant.
    """
    extras = tuple(file for file in files if file.extra)
    grouping = group(
        {file.path: file for file in files if not file.extra},
        {file.path: file.variant for file in files if file.variant},
    )
    found = [Variant(each.name, each.files, each.projector, extras) for each in grouping.groups]
    return tuple(sorted(found, key=lambda variant: (variant.size, variant.name)))


def plan(listing: Listing, variant: Variant, models_folder: Path) -> Plan:
    """The plan for one variant; raises NameUnsafe for a name that leaves the folder or that no disk can hold."""
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
                sources=sources_of(listing, file),
                vouched=listing.original,
            )
            for file in variant.all_files
        ),
    )


def sources_of(listing: Listing, file: RepoFile) -> tuple[FileSource, ...]:
    """Where one listed file can be fetched: the listing's own hub, then its mirrors.

    The mirrors first where one of them made the listing: then the hub itself did not answer.
    """
    name = file.key or file.path
    own = listing.repo.hub
    hubs = (own, *listing.also_at) if listing.original else (*listing.also_at, own)
    return tuple(FileSource(hub, listing.repo.name, listing.commit, name) for hub in hubs)
