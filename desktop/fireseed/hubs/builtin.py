"""The built-in hub: a folder of models that came with Fireseed, so that a computer which reaches no hub has one.

It is a server on loopback and a HuggingFaceHub pointed at it, so that a download from it is a download like any
other. Both are made on the first call.
"""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

from fireseed.base.errors import HubUnreachable
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.protocol import Address, FileSource, Listing, Repo, SearchPage, SearchQuery
from fireseed.hubs.shelf import FolderShelf
from fireseed.hubs.shelf_server import ShelfServer
from fireseed.hubs.starter import place_starter


class BuiltinHub:
    """Serves `folder` (see `hubs.shelf`); the digests of its files are kept in the folder `cache`.

    `starter` is a starter model that came with this Fireseed; it is put into the folder before the first answer.
    """

    def __init__(self, folder: Path, cache: Path, starter: Path | None = None) -> None:
        self._folder = folder
        self._starter = starter
        self._shelf = FolderShelf(folder, cache / "builtin-hub-digests.json")
        self._lock = threading.Lock()
        self._server: ShelfServer | None = None
        self._hub: HuggingFaceHub | None = None
        self._closed = False

    @property
    def id(self) -> str:
        return "builtin"

    @property
    def title(self) -> str:
        return "Fireseed"

    def search(self, query: SearchQuery) -> SearchPage:
        page = self._started().search(query)
        return dataclasses.replace(page, repos=tuple(_without_page(repo) for repo in page.repos))

    def listing(self, repo: str, revision: str | None = None) -> Listing:
        listing = self._started().listing(repo, revision)
        return dataclasses.replace(listing, repo=_without_page(listing.repo))

    def text(self, repo: str, commit: str, path: str) -> str | None:
        return self._started().text(repo, commit, path)

    def card(self, repo: str, commit: str) -> str | None:
        return self._started().card(repo, commit)

    def address(self, source: FileSource) -> Address:
        """Good until Fireseed ends: the port is another one each time."""
        return self._started().address(source)

    def close(self) -> None:
        """Ends the server, if it was started; later calls raise HubUnreachable."""
        with self._lock:
            self._closed = True
            hub, self._hub = self._hub, None
            server, self._server = self._server, None
        if hub is not None:
            hub.close()
        if server is not None:
            server.close()

    def _started(self) -> HuggingFaceHub:
        with self._lock:
            if self._closed:
                raise HubUnreachable(self.title, "closed")
            if self._hub is None:
                try:
                    if self._starter is not None:
                        place_starter(self._starter, self._folder)
                    self._server = ShelfServer(self._shelf)
                except OSError as error:
                    raise HubUnreachable(self.title, str(error)) from error
                self._hub = HuggingFaceHub(self.id, self.title, self._server.url)
            return self._hub


def _without_page(repo: Repo) -> Repo:
    """There is nothing for a person to read at the server's address."""
    return dataclasses.replace(repo, page=None)
