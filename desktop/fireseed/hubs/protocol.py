"""What every hub answers: search, one repo, its files and small texts, and an address for the bytes of one file.

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


class Relation(StrEnum):
    """What a repo is to its base models. Hugging Face's words, in tags such as `base_model:quantized:<id>`."""

    FINETUNE = "finetune"
    MERGE = "merge"
    ADAPTER = "adapter"
    QUANTIZED = "quantized"


class Gate(StrEnum):
    """What a publisher asks before a download: nothing, terms accepted at once, or a person's approval."""

    OPEN = "open"
    AUTOMATIC = "automatic"
    MANUAL = "manual"


@dataclass(frozen=True)
class SearchQuery:
    """`text` may be empty (everything, in `sort` order); `cursor` is a former page's `next_cursor`.

    With `quantized_of` (`owner/name`) only repos that are quantizations of that one are asked for.
    """

    text: str = ""
    sort: Sort = Sort.TRENDING
    limit: int = 30
    cursor: str | None = None
    quantized_of: str = ""


@dataclass(frozen=True)
class Repo:
    """One repo as its hub describes it. None means that the hub did not say."""

    hub: str
    name: str
    """`owner/name`."""
    downloads: int | None = None
    likes: int | None = None
    updated: datetime | None = None
    created: datetime | None = None
    commit: str | None = None
    gate: Gate = Gate.OPEN
    licence: str | None = None
    """The hub's tag (`mit`, `llama3.1`); where it is `other`, `licence_name` is what the publisher calls it."""
    licence_name: str | None = None
    licence_link: str | None = None
    """As the publisher wrote it: an address of the web, a path within the repo, or neither."""
    base_models: tuple[str, ...] = ()
    relation: Relation | None = None
    """What it is to its base models."""
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    pipeline: str | None = None
    """What it is for: `text-generation`, `image-text-to-text` …"""
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


MAX_TEXT = 4 * 1024 * 1024
"""Bytes of a text that `Hub.text` answers; the largest `tokenizer_config.json` of a known model has 1.2 MB."""

CARD = "README.md"
"""Where a repo's card lies on the hubs that have one."""


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

    def text(self, repo: str, commit: str, path: str) -> str | None:
        """A small text file of the repo (`CARD`, `tokenizer_config.json`); None where it isn't there.

        What is no UTF-8 in it is replaced. More than MAX_TEXT is HubAnswerInvalid.
        """

    def card(self, repo: str, commit: str) -> str | None:
        """What the publisher wrote about the repo, in Markdown after a YAML head; None where there is nothing."""

    def address(self, source: FileSource) -> Address:
        """A fresh address for the bytes; called again when a signed one has expired."""

    def close(self) -> None:
        """Gives back connections and whatever the hub started."""
