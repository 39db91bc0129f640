"""The way to the hubs that all downloads share: the client, and the limit on all of them together."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import httpx2

from fireseed.base.http import Network, new_client
from fireseed.transfer.download import Setting
from fireseed.transfer.limits import Both, Bucket
from fireseed.transfer.patience import Patience
from fireseed.transfer.source import Resolve

_POOL = 64
"""Connections of a client; each transfer uses a few, those of a stopped one may linger until their time-out."""


class Line:
    """See the module. Its owner serializes the calls."""

    def __init__(self, network: Network | None, resolve: Resolve, patience: Patience, quarantine: Path) -> None:
        """Raises ProxyUnusable."""
        self.bucket = Bucket()
        self._client = new_client(connections=_POOL, network=network)
        self._former: list[httpx2.Client] = []
        self._resolve = resolve
        self._patience = patience
        self._quarantine = quarantine

    def setting(self, own: Bucket, connections: int) -> Setting:
        """For a download that begins now, with a limit of its own."""
        limiter = Both(own, self.bucket)
        return Setting(self._client, self._resolve, self._patience, connections, self._quarantine, limiter)

    def reach(self, network: Network) -> None:
        """Another way for what begins from now on; raises ProxyUnusable, and changes nothing then."""
        client = new_client(connections=_POOL, network=network)
        self._former.append(self._client)
        self._client = client

    def close_unused(self, used: Iterable[Setting]) -> None:
        """Closes the clients of former ways that no download uses any more."""
        clients = [setting.client for setting in used]
        for client in [former for former in self._former if former not in clients]:
            self._former.remove(client)
            client.close()

    def close(self) -> None:
        for client in (self._client, *self._former):
            client.close()
