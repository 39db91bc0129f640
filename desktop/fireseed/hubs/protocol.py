"""What every hub answers: search, one repo, its files, and an address for the bytes of one file.

All calls block, are thread-safe and raise only `base.errors.HubError` subclasses. Sizes are bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Sort(StrEnum):
    """Orders that every hub can answer."""

    TRENDING = "trending"
    DOWNLOADS = "downloads"
    NEWEST = "newest"


class Gate(StrEnum):
    """What a publisher asks before a download: nothing, terms accepted at once, or a person's approval."""

    OPEN = "open"
    AUTOMATIC = "automatic"
    MANUAL = "manual"


@dataclass(frozen=True)
class SearchQuery:
    """`text` may be empty (everything, in `sort` order); `cursor` is a former page's `next_cursor`."""

    text: str = ""
    sort: Sort = Sort.TRENDING
    limit: int = 30
    cursor: str | None = None


@dataclass(frozen=True)
class Repo:
    """One repo as its hub describes it. None means that the hub did not say."""

    hub: str
    name: str
    """`owner/name`."""
    downloads: int | None = None
    likes: int | None = None
    updated: datetime | None = None
    commit: str | None = None
    gate: Gate = Gate.OPEN
    licence: str | None = None
    base_models: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    architecture: str | None = None
    parameters: int | None = None
    """The number of weights, as the hub counted them."""
    context_length: int | None = None
    page: str | None = None
    """Where a person reads about it (and accepts its terms)."""

    @property
    def owner(self) -> str:
        return self.name.partition("/")[0]

    @property
    def title(self) -> str:
        return self.name.partition("/")[2]


@dataclass(frozen=True)
class SearchPage:
    """One page of rows; `next_cursor` is None on the last."""

    repos: tuple[Repo, ...]
    next_cursor: str | None = None


@dataclass(frozen=True)
class RepoFile:
    """One path in one commit. `sha256` is None where the hub published none for it."""

    path: str
    size: int
    sha256: str | None = None
    git_sha1: str | None = None
    """`sha1("blob " + size + "\\0" + bytes)`: what Hugging Face has for small files."""
    key: str | None = None
    """What the hub itself calls these bytes where that is not `path` (a registry's digest): `FileSource.path`."""
    variant: str | None = None
    """The hub's own name for the variant that this file is (a registry's tag); None where its path tells."""
    extra: bool = False
    """Goes with every model of the listing and is none itself: a template, a licence."""


@dataclass(frozen=True)
class Listing:
    """The files of `repo` at one pinned `commit`."""

    repo: Repo
    commit: str
    files: tuple[RepoFile, ...]
    also_at: tuple[str, ...] = ()
    """Other hubs' ids that `address` answers for the same repo, commit and paths: mirrors of this one."""
    original: bool = True
    """Whether the digests come from the hub where the publisher put the files, and not from a mirror of it."""


@dataclass(frozen=True)
class FileSource:
    """A durable name for one file's bytes: it survives a restart and is resolved to an address when needed."""

    hub: str
    repo: str
    commit: str
    path: str


@dataclass(frozen=True)
class Address:
    """A URL that answers Range requests now. `headers` are for this URL's own host only, never a redirect's."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Hub(Protocol):
    """A place that publishes models."""

    @property
    def id(self) -> str:
        """Short and stable, a safe folder name: `huggingface`, `builtin` …"""

    @property
    def title(self) -> str:
        """What a person reads."""

    def search(self, query: SearchQuery) -> SearchPage:
        """Repos that hold GGUF files."""

    def listing(self, repo: str, revision: str | None = None) -> Listing:
        """The repo and all of its files at `revision` (a branch, tag or commit; None is the default branch)."""

    def address(self, source: FileSource) -> Address:
        """A fresh address for the bytes; called again when a signed one has expired."""

    def close(self) -> None:
        """Gives back connections and whatever the hub started."""
