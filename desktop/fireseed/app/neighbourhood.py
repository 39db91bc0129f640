"""Other Fireseeds on the local network: sharing this library, and looking for theirs. Both are off at first."""

from __future__ import annotations

import logging
import socket
import threading
import uuid

from fireseed.base.errors import LocalNetworkUnavailable
from fireseed.base.settings import Settings
from fireseed.hubs.discovery import Peer, Peers
from fireseed.hubs.library_shelf import SharedFile, SharedModel
from fireseed.hubs.sharing import Sharing
from fireseed.library.model import Check, ModelState
from fireseed.library.store import Library

_log = logging.getLogger(__name__)
_PROVEN = frozenset({Check.VERIFIED, Check.MIRRORED})


class Neighbourhood:
    """Thread-safe. `sharing` is the running server, or None."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._instance = uuid.uuid4().hex[:12]
        self._lock = threading.Lock()
        self._closed = False
        self._peers: Peers | None = None
        self.sharing: Sharing | None = None

    def apply(self, settings: Settings) -> None:
        """Starts and ends what the settings say. Takes seconds. Raises LocalNetworkUnavailable."""
        with self._lock:
            if self._closed:
                return
            try:
                if settings.find_peers and self._peers is None:
                    self._peers = Peers(self._instance)
                if not settings.find_peers:
                    self._end_search()
            finally:  # where others can't be looked for, sharing may still work
                if settings.share and self.sharing is None:
                    self.sharing = Sharing(self._shared, socket.gethostname(), self._instance)
                if not settings.share:
                    self._end_sharing()

    def found(self) -> tuple[Peer, ...]:
        """The others that are there now."""
        peers = self._peers
        return peers.found() if peers is not None else ()

    def models_changed(self) -> None:
        """Lets the announcement count again; what is served is looked up at each question anyway."""
        sharing = self.sharing
        if sharing is not None:
            try:
                sharing.models_changed()
            except LocalNetworkUnavailable as error:
                _log.warning("the number of shared models is not announced: %s", error)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._end_search()
            self._end_sharing()

    def _end_search(self) -> None:
        if self._peers is not None:
            self._peers.close()
            self._peers = None

    def _end_sharing(self) -> None:
        if self.sharing is not None:
            self.sharing.close()
            self.sharing = None

    def _shared(self) -> tuple[SharedModel, ...]:
        """What was verified here and is as it was then."""
        return tuple(
            SharedModel(
                model.hub,
                model.repo,
                model.variant,
                model.licence,
                tuple(SharedFile(file.path, file.size, file.sha256, file.changed_ns) for file in model.all_files),
            )
            for model in self._library.models()
            if model.state is ModelState.READY and all(file.check in _PROVEN for file in model.all_files)
        )
