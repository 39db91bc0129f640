"""Another Fireseed on the local network as a hub: it speaks the Hugging Face API.

Its word about digests is a copy's: `Listing.original` is false.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import re
import socket
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from fireseed.base.errors import HubUnreachable, NotOnLocalNetwork
from fireseed.base.http import DIRECT, Network
from fireseed.hubs.address import is_host
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.local_network import is_neighbour, plain_address, url_of
from fireseed.hubs.protocol import Address, FileSource, Listing, Repo, SearchPage, SearchQuery
from fireseed.hubs.session import Patience

DEFAULT_PORT = 17317
"""Where a Fireseed shares unless that port is taken."""

_PATIENCE = Patience(silence=5.0, whole=30.0)
_UNSAFE = re.compile(r"[^0-9A-Za-z.]+")


@dataclass(frozen=True)
class PeerAddress:
    """`host` is an IP address of the local network, or the name of a computer there."""

    host: str
    port: int

    @property
    def hub_id(self) -> str:
        """`peer-192.168.1.20-17317`: what sources and folders of its models are called by."""
        return f"peer-{_UNSAFE.sub('-', self.host).strip('-.')}-{self.port}"


def parse_peer(text: str) -> PeerAddress:
    """What a person typed: `192.168.1.20`, `computer.local:17317`, `http://[fd00::2]:17317` …

    Raises NotOnLocalNetwork for an address of the internet and for what is no address at all. A name is looked up
    when the peer is asked.
    """
    typed = text.strip().removesuffix("/")
    host = typed.removeprefix("http://")
    if host.count(":") > 1 and not host.startswith("["):
        host = f"[{host}]"
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise NotOnLocalNetwork(typed) from error
    if not name or parts.netloc != host or "@" in host or port == 0 or "%" in name or not is_host(name):
        raise NotOnLocalNetwork(typed)
    try:
        name = plain_address(name)
    except ValueError:
        pass  # a name
    else:
        if not is_neighbour(name):
            raise NotOnLocalNetwork(typed)
    return PeerAddress(name, port or DEFAULT_PORT)


class PeerHub:
    """The Fireseed at `address`; its name is looked up at the first call. No proxy is asked for it."""

    def __init__(self, address: PeerAddress, title: str = "", patience: Patience = _PATIENCE) -> None:
        self._address = address
        self._title = title or f"{address.host}:{address.port}"
        self._patience = patience
        self._lock = threading.Lock()
        self._hub: HuggingFaceHub | None = None
        self._closed = False

    @property
    def id(self) -> str:
        return self._address.hub_id

    @property
    def title(self) -> str:
        return self._title

    def search(self, query: SearchQuery) -> SearchPage:
        page = self._found().search(query)
        return dataclasses.replace(page, repos=tuple(_without_page(repo) for repo in page.repos))

    def listing(self, repo: str, revision: str | None = None) -> Listing:
        listing = self._found().listing(repo, revision)
        return dataclasses.replace(listing, repo=_without_page(listing.repo), original=False)

    def text(self, repo: str, commit: str, path: str) -> str | None:
        return self._found().text(repo, commit, path)

    def card(self, repo: str, commit: str) -> str | None:
        return self._found().card(repo, commit)

    def address(self, source: FileSource) -> Address:
        return self._found().address(source)

    def close(self) -> None:
        """Gives back connections; later calls raise HubUnreachable."""
        with self._lock:
            self._closed = True
            hub, self._hub = self._hub, None
        if hub is not None:
            hub.close()

    def _found(self) -> HuggingFaceHub:
        with self._lock:
            if self._closed:
                raise HubUnreachable(self._title, "closed")
            if self._hub is None:
                # The address that was looked up and judged is the one that is asked, whatever the name says later.
                endpoint = url_of(_look_up(self._address, self._title), self._address.port)
                network = Network(proxy=DIRECT)
                self._hub = HuggingFaceHub(
                    self.id, self._title, endpoint, patience=self._patience, network=network
                )
            return self._hub


def _look_up(address: PeerAddress, title: str) -> str:
    """The first private address of the name, IPv4 before IPv6. Raises HubUnreachable, NotOnLocalNetwork."""
    try:
        answers = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HubUnreachable(title, str(error)) from error
    found = [ipaddress.ip_address(plain_address(str(answer[4][0]))) for answer in answers]
    # An address of a link can't be written into a URL that every client understands.
    near = [
        found for found in found if is_neighbour(str(found)) and not (found.version == 6 and found.is_link_local)
    ]
    if not near:
        raise NotOnLocalNetwork(address.host)
    return str(min(near, key=lambda found: found.version))


def _without_page(repo: Repo) -> Repo:
    """There is nothing for a person to read at a peer's address."""
    return dataclasses.replace(repo, page=None)
