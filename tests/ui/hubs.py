"""A hub without a network, for pages that only care about what a hub answers and when."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from fireseed.base.errors import HubError, HubUnreachable, NotFound
from fireseed.hubs.protocol import CARD, Address, FileSource, Listing, Repo, RepoFile, SearchPage, SearchQuery

LONG_NAME = "An-extraordinarily-long-name-" + "of-a-merged-and-distilled-model-" * 3 + "GGUF"

GB = 10**9


def repo(hub: str, name: str, **facts: object) -> Repo:
    """A repo with the facts that a well-kept one has."""
    known: dict[str, object] = {
        "downloads": 1_234_567,
        "updated": datetime(2026, 3, 14, tzinfo=UTC),
        "licence": "apache-2.0",
        "parameters": 7_610_000_000,
        "context_length": 32_768,
        "page": f"https://hub.example/{name}",
    }
    return Repo(hub=hub, name=name, **(known | facts))  # type: ignore[arg-type] # facts are a test's own


class MemoryHub:
    """Answers from `repos`, `page` rows at a time.

    `down` makes it unreachable, `refusal` is a listing's error, `gate` holds answers back.
    """

    def __init__(self, hub: str, title: str, repos: list[Repo], page: int = 30) -> None:
        self._id = hub
        self._title = title
        self.repos = repos
        self.page = page
        self.down = False
        self.refusal: HubError | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.files: tuple[RepoFile, ...] = tuple(
            RepoFile(f"model-{name}.gguf", size, sha256="0" * 64)
            for name, size in (("Q2_K", 3 * GB), ("Q4_K_M", 5 * GB), ("Q8_0", 8 * GB), ("F16", 15 * GB))
        )
        self.also_at: tuple[str, ...] = ()
        self.original = True
        self.texts: dict[tuple[str, str], str] = {}
        """By the names of repo and file."""
        self.asked: list[SearchQuery] = []
        self.listed: list[str] = []

    @property
    def id(self) -> str:
        return self._id

    @property
    def title(self) -> str:
        return self._title

    def search(self, query: SearchQuery) -> SearchPage:
        self.asked.append(query)
        self._answer_at_all()
        found = [repo for repo in self.repos if query.text.casefold() in repo.name.casefold()]
        first = int(query.cursor or 0)
        following = first + self.page
        return SearchPage(tuple(found[first:following]), str(following) if following < len(found) else None)

    def listing(self, repo: str, revision: str | None = None) -> Listing:
        self._answer_at_all()
        self.listed.append(repo)
        if self.refusal is not None:
            raise self.refusal
        found = next((one for one in self.repos if one.name == repo), None)
        if found is None:
            raise NotFound(self._title, repo)
        return Listing(found, revision or "c" * 40, self.files, self.also_at, self.original)

    def text(self, repo: str, commit: str, path: str) -> str | None:
        self._answer_at_all()
        assert commit
        return self.texts.get((repo, path))

    def card(self, repo: str, commit: str) -> str | None:
        return self.text(repo, commit, CARD)

    def address(self, source: FileSource) -> Address:
        return Address(f"https://hub.example/{source.path}")

    def close(self) -> None:
        self.gate.set()

    def _answer_at_all(self) -> None:
        assert self.gate.wait(60)
        if self.down:
            raise HubUnreachable(self._id, "connection refused")
