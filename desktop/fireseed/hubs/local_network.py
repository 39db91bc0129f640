"""Addresses of the local network: which they are, which are this computer's, and who is called by one."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from fireseed.hubs.address import is_near


def plain_address(address: str) -> str:
    """An IP address in its usual spelling: without the scope of a link, and IPv4 as IPv4. Raises ValueError."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(parsed)


def is_neighbour(address: str) -> bool:
    """Whether an IP address is this computer's own, or one of a private network or a link."""
    try:
        return is_near(plain_address(address))
    except ValueError:
        return False


def names_server(host: str, address: str, port: int) -> bool:
    """Whether the `Host` header of a request that came in at `address` and `port` means this very server.

    Only the address itself does (and `localhost` where it's that): a name could be any web page's, which points
    it here to read our answers in somebody's browser (DNS rebinding).
    """
    try:
        parts = urlsplit(f"//{host}")
        named = parts.hostname or ""
        if "@" in host or parts.path or (parts.port or 80) != port:
            return False
        if named == "localhost":
            return ipaddress.ip_address(address).is_loopback
        return plain_address(named) == address
    except ValueError:
        return False


def url_of(address: str, port: int) -> str:
    """`http://` with an IP address of either version."""
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"


def own_addresses() -> tuple[str, ...]:
    """This computer's addresses on private networks, IPv4 first. Not those of a link or of loopback.

    Those of a link (`fe80::`) can't be told to another computer: they need the name of its own interface.
    """
    import psutil

    found = []
    for interface in psutil.net_if_addrs().values():
        for entry in interface:
            if entry.family in (socket.AF_INET, socket.AF_INET6):
                address = ipaddress.ip_address(plain_address(entry.address))
                if is_near(str(address)) and not address.is_loopback and not address.is_link_local:
                    found.append(address)
    return tuple(str(address) for address in sorted(found, key=lambda address: (address.version, int(address))))
