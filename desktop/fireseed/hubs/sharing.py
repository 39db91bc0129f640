"""Sharing this computer's models with the local network: the server and its announcement, together."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from fireseed.base.errors import LocalNetworkUnavailable
from fireseed.hubs.discovery import Announcement
from fireseed.hubs.library_shelf import LibraryShelf, SharedModel
from fireseed.hubs.local_network import own_addresses, url_of
from fireseed.hubs.peer import DEFAULT_PORT
from fireseed.hubs.shelf_server import ShelfServer
from fireseed.hubs.visitors import Served

_log = logging.getLogger(__name__)


class Sharing:
    """Serves what `models` answers to the local network, from its construction until `close`.

    `name` is what others read, `instance` tells this run's announcement from theirs. `address` is empty for all of
    this computer's; where `port` is taken any other one is used. Takes about two seconds. Raises
    LocalNetworkUnavailable when no port is to be had at all; when only the announcement fails, others can still be
    told the address, and `unannounced` says why.
    """

    def __init__(
        self,
        models: Callable[[], Sequence[SharedModel]],
        name: str,
        instance: str,
        address: str = "",
        port: int = DEFAULT_PORT,
        interfaces: Sequence[str] | None = None,
    ) -> None:
        self._models = models
        self._address = address
        shelf = LibraryShelf(models)
        try:
            try:
                self._server = ShelfServer(shelf, address, port)
            except OSError as error:
                _log.info("port %d is not to be had (%s): any other", port, error)
                self._server = ShelfServer(shelf, address)
        except OSError as error:
            raise LocalNetworkUnavailable(error.strerror or str(error)) from error
        self.unannounced: LocalNetworkUnavailable | None = None
        self._announcement: Announcement | None = None
        try:
            self._announcement = Announcement(
                name, instance, self._server.port, len(models()), [address] if address else None, interfaces
            )
        except LocalNetworkUnavailable as error:
            _log.warning("sharing without an announcement: %s", error)
            # Without its traceback, which would keep the sockets that zeroconf had opened.
            self.unannounced = LocalNetworkUnavailable(error.reason)
        except BaseException:
            self._server.close()
            raise

    @property
    def urls(self) -> tuple[str, ...]:
        """Where others find it, for a person to read out; they change when this computer changes its network."""
        addresses = (self._address,) if self._address else own_addresses()
        return tuple(url_of(address, self._server.port) for address in addresses)

    def served(self) -> Served:
        """Who asked for what so far."""
        return self._server.visitors.served()

    def models_changed(self) -> None:
        """Announces the new number of models. Raises LocalNetworkUnavailable."""
        if self._announcement is not None:
            self._announcement.update(len(self._models()))

    def close(self) -> None:
        """Ends the server and every connection, and says farewell; about a second at most for each."""
        self._server.close()
        if self._announcement is not None:
            self._announcement.close()
