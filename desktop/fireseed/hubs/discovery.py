"""Finding other Fireseeds on the local network: DNS-SD over multicast DNS (RFC 6762, RFC 6763), by zeroconf.

A record is anybody's claim. All that comes of it is a row with a name to be shown and an address of the local
network to be asked, and only on a port that no service of the operating system has.
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fireseed import __version__
from fireseed.base.errors import LocalNetworkUnavailable
from fireseed.hubs.local_network import is_neighbour, own_addresses, plain_address
from fireseed.hubs.peer import PeerAddress

if TYPE_CHECKING:
    from zeroconf import ServiceStateChange, Zeroconf

SERVICE = "_fireseed._tcp.local."

MAX_PEERS = 64
"""Rows; a network with more Fireseeds shows the first ones."""

_LONGEST_NAME = 60
"""Bytes of UTF-8, of a name that is shown."""

_RESOLVING = 1000
"""Milliseconds in which a service must say where it is, asked _TIMES."""

_TIMES = 3

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Peer:
    """Another Fireseed as it presents itself: a name to be shown, where to ask, its models as far as it says."""

    name: str
    address: str
    port: int
    models: int | None

    @property
    def where(self) -> PeerAddress:
        return PeerAddress(self.address, self.port)


class Announcement:
    """Says on the local network that this Fireseed shares at `port`, from its construction until `close`.

    `name` is what people read, `instance` a random name (letters and digits) that tells this run from all others,
    `addresses` are those that the server answers at (None: all of this computer's). Takes about two seconds.
    Raises LocalNetworkUnavailable. `interfaces` are the addresses of those to speak on (None: all).
    """

    def __init__(
        self,
        name: str,
        instance: str,
        port: int,
        models: int,
        addresses: Sequence[str] | None = None,
        interfaces: Sequence[str] | None = None,
    ) -> None:
        from zeroconf import ServiceInfo

        packed = [
            ipaddress.ip_address(address).packed
            for address in (own_addresses() if addresses is None else addresses)
        ]
        if not packed:
            raise LocalNetworkUnavailable("no address on a private network")
        self._name = shown_name(name)
        self._info = ServiceInfo(
            SERVICE,
            # Nobody else's: computers often share a name, and two that start together would not notice.
            f"{instance}.{SERVICE}",
            port=port,
            addresses=packed,
            properties=self._properties(models),
            # The computer's own name may be another program's to announce.
            server=f"fireseed-{instance}.local.",
        )
        self._zeroconf = _open(interfaces)
        try:
            with _typed_errors():
                self._zeroconf.register_service(self._info)
        except BaseException:
            self._zeroconf.close()
            raise

    def update(self, models: int) -> None:
        """Says how many models there are now. Raises LocalNetworkUnavailable."""
        from zeroconf import ServiceInfo

        info = self._info
        self._info = ServiceInfo(
            info.type,
            info.name,
            port=info.port,
            addresses=info.addresses,
            properties=self._properties(models),
            server=info.server,
        )
        with _typed_errors():
            self._zeroconf.update_service(self._info)

    def close(self) -> None:
        """Takes the announcement back, so that others see it go. Takes a quarter of a second."""
        try:
            with _typed_errors():
                self._zeroconf.close()
        except LocalNetworkUnavailable as error:
            _log.warning("the announcement ended without a farewell: %s", error)

    def _properties(self, models: int) -> dict[str, str]:
        return {"name": self._name, "version": __version__, "models": str(models)}


class Peers:
    """The Fireseeds that announce themselves, from its construction until `close`. Thread-safe.

    The one whose `instance` is ours is left out. Raises LocalNetworkUnavailable. `interfaces` are the addresses of
    those to listen on (None: all); a peer at loopback is believed where that is the only one.
    """

    def __init__(self, instance: str, interfaces: Sequence[str] | None = None) -> None:
        from zeroconf import ServiceBrowser

        self._instance = instance
        self._loopback = bool(interfaces) and all(
            ipaddress.ip_address(one).is_loopback for one in interfaces or ()
        )
        self._lock = threading.Lock()
        self._found: dict[str, Peer] = {}
        self._closing = threading.Event()
        self._zeroconf = _open(interfaces)
        try:
            with _typed_errors():
                self._browser = ServiceBrowser(self._zeroconf, SERVICE, handlers=[self._changed])
        except BaseException:
            self._zeroconf.close()
            raise

    def found(self) -> tuple[Peer, ...]:
        """Those that are there now, by name."""
        with self._lock:
            return tuple(
                sorted(self._found.values(), key=lambda peer: (peer.name.casefold(), peer.address, peer.port))
            )

    def close(self) -> None:
        """Ends all of its threads."""
        self._closing.set()
        self._browser.cancel()
        try:
            with _typed_errors():
                self._zeroconf.close()
        except LocalNetworkUnavailable as error:
            _log.warning("the search for others did not end in order: %s", error)

    def _changed(self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        """zeroconf calls this with these keywords, in a thread of its own."""
        if self._closing.is_set():
            return
        peer = None
        if state_change.name != "Removed" and (len(self._found) < MAX_PEERS or name in self._found):
            peer = self._resolved(zeroconf, service_type, name)
        with self._lock:
            if peer is None:
                self._found.pop(name, None)
            else:
                self._found[name] = peer

    def _resolved(self, zeroconf: Zeroconf, service_type: str, name: str) -> Peer | None:
        if name == f"{self._instance}.{SERVICE}":
            return None
        for _ in range(_TIMES):
            info = zeroconf.get_service_info(service_type, name, _RESOLVING)
            if info is not None:
                return believed_peer(info.parsed_addresses(), info.port, info.properties, self._loopback)
            if self._closing.is_set():
                break
        return None


def believed_peer(
    addresses: Sequence[str],
    port: int | None,
    properties: Mapping[bytes, bytes | None],
    loopback: bool = False,
) -> Peer | None:
    """What a record says, None where it names no place of the local network (or of loopback, when that is meant).

    IPv4 before IPv6; not an address of a link, which means another computer on each interface.
    """
    if port is None or not 1024 <= port <= 65535:
        return None
    near = [ipaddress.ip_address(plain_address(address)) for address in addresses if is_neighbour(address)]
    near = [one for one in near if one.is_loopback == loopback and not (one.version == 6 and one.is_link_local)]
    if not near:
        return None
    address = str(min(near, key=lambda one: one.version))
    models = properties.get(b"models") or b""
    count = int(models) if models.isdigit() and len(models) <= 6 else None
    name = (properties.get(b"name") or b"").decode(errors="replace")
    return Peer(shown_name(name) or address, address, port, count)


def shown_name(name: str) -> str:
    """A computer's name in printable signs, and not too many."""
    kept = "".join(sign for sign in name if sign.isprintable()).encode()[:_LONGEST_NAME].decode(errors="ignore")
    return kept.strip()


def _open(interfaces: Sequence[str] | None) -> Zeroconf:
    from zeroconf import InterfaceChoice, Zeroconf

    with _typed_errors():
        return Zeroconf(interfaces=InterfaceChoice.All if interfaces is None else list(interfaces))


@contextlib.contextmanager
def _typed_errors() -> Iterator[None]:
    """No network, port 5353 taken or forbidden, a name that somebody else has: all of them, typed."""
    from zeroconf import Error

    try:
        yield
    except (OSError, RuntimeError, Error) as error:
        raise LocalNetworkUnavailable(str(error) or type(error).__name__) from error
