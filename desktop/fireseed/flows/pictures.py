"""The pictures of a model card: only files of the card's own repo, and only when a person asks for them.

Whatever else a card names is elsewhere, and to fetch it would tell somebody who reads about which model.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from fireseed.base.errors import SourceInvalid
from fireseed.base.http import Network, new_client
from fireseed.hubs.protocol import Listing, RepoFile
from fireseed.transfer.patience import Patience
from fireseed.transfer.plan import sources_of
from fireseed.transfer.remote_file import RemoteFile
from fireseed.transfer.source import Requests, Resolve, Trouble

MAX_PICTURE = 4_000_000
"""Bytes of one picture."""
MAX_PICTURES = 24
"""Pictures of one card."""

_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")
"""What is drawn from pixels alone. An SVG is a program."""
_VIEWS = frozenset({"resolve", "raw", "blob"})
"""How hubs' sites call the way to a file; a revision follows."""
_PATIENCE = Patience()


class Pictures:
    """Fetches pictures of cards. Thread-safe; calls block."""

    def __init__(self, resolve: Resolve, network: Callable[[], Network]) -> None:
        """`resolve` gives the address of a file's bytes, `network` how the network is reached now."""
        self._resolve = resolve
        self._network = network

    def fetch(self, listing: Listing, file: RepoFile) -> bytes:
        """The bytes of `file`, which is one of `listing`, with the digest that is stated for it.

        Raises TransferError and HubError types; SourceInvalid where the bytes are not the listed ones.
        """
        source = sources_of(listing, file)[0]
        with new_client(connections=1, network=self._network()) as client:
            try:
                data = RemoteFile(Requests(client, self._resolve, _PATIENCE), file, source).fetch(0, file.size)
            except Trouble as trouble:
                raise trouble.error from trouble
        if file.sha256 and hashlib.sha256(data).hexdigest() != file.sha256.lower():
            raise SourceInvalid(file.path, source.hub, "other bytes than the listed ones")
        return data


def picture_of(address: str, listing: Listing) -> RepoFile | None:
    """The file of `listing` that a card means by `address`; None for anything elsewhere, too large or no picture.

    A path in the repo, or the address of a file on the repo's own page. Pure.
    """
    path = _path_in(address, listing.repo.page or "")
    if path is None:
        return None
    for file in listing.files:
        if file.path == path:
            return file if path.lower().endswith(_ENDINGS) and 0 < file.size <= MAX_PICTURE else None
    return None


def _path_in(address: str, page: str) -> str | None:
    try:
        parts, home = urlsplit(address), urlsplit(page)
    except ValueError:
        return None
    path = parts.path
    if parts.scheme or parts.netloc:
        inside = page and (parts.scheme, parts.netloc) == (home.scheme, home.netloc)
        rest = path.removeprefix(home.path.rstrip("/") + "/").split("/", 2) if inside else []
        if len(rest) < 3 or rest[0] not in _VIEWS:
            return None
        path = rest[2]
    elif path.startswith("/"):
        return None
    return posixpath.normpath(unquote(path))
