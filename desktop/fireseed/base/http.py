"""The one HTTP stack: every request of hubs and transfers goes through a client made here.

Proxies come from the system's settings and environment, certificates from the system's store (truststore), so
that a company's proxy and its own CA work as they do in a browser. TLS verification can't be switched off, and
this computer itself is never reached through a proxy.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx2
import truststore

from fireseed import __version__
from fireseed.base.errors import ProxyUnusable

USER_AGENT = f"fireseed/{__version__}"
TIMEOUT = httpx2.Timeout(connect=10.0, read=30.0, write=30.0, pool=30.0)
"""Seconds. `read` is the longest silence between two pieces of a body, not its whole duration."""

_LOOPBACK = ("all://*localhost", "all://127.0.0.0/8", "all://[::1]")
_PROXY_SCHEMES = frozenset({"http", "https", "socks5", "socks5h"})


DIRECT = "direct"
"""As `Network.proxy`: no proxy at all."""


@dataclass(frozen=True)
class Network:
    """How a person wants the network to be reached.

    `proxy` is empty for the system's settings, DIRECT for none, or a URL (`http`, `https`, `socks5`, `socks5h`)
    that may carry a name and a password. `extra_ca` is the path of a PEM file with authorities that are trusted
    besides the system's, or empty.
    """

    proxy: str = ""
    extra_ca: str = ""


def new_client(
    *, follow_redirects: bool = False, connections: int = 16, network: Network | None = None
) -> httpx2.Client:
    """A client for one owner to close. `connections` bounds its pool; thread-safe. `network` is the default one.

    The first one costs about 20 ms (it loads the HTTP core), later ones 1 ms. Raises ProxyUnusable when the
    system names a proxy that can't be used.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)

    def transport(proxy: str | None) -> httpx2.HTTPTransport:
        return httpx2.HTTPTransport(verify=context, limits=limits, proxy=proxy, trust_env=False)

    routes = proxy_routes(getproxies() if network is None or not network.proxy else {})
    return httpx2.Client(
        follow_redirects=follow_redirects,
        headers={"User-Agent": USER_AGENT},
        timeout=TIMEOUT,
        transport=transport(None),
        mounts={pattern: None if proxy is None else transport(proxy) for pattern, proxy in routes.items()},
        # httpx2's own reading of the environment fails on `socks://`, which GNOME exports, and sends loopback
        # addresses to the proxy: `proxy_routes` reads the same settings.
        trust_env=False,
    )


def proxy_routes(settings: Mapping[str, str]) -> dict[str, str | None]:
    """From `urllib.request.getproxies()` to httpx2's URL patterns: a proxy's URL, or None for a direct connection.

    `no_proxy` is read as curl reads it: names cover their subdomains, addresses may be networks, `*` is
    everything, and what can't be parsed is ignored. Raises ProxyUnusable.
    """
    routes: dict[str, str | None] = {}
    for scheme in ("http", "https", "all"):
        if address := settings.get(scheme):
            routes[f"{scheme}://"] = _proxy_url(address)
    for host in settings.get("no", "").split(","):
        if host.strip() == "*":
            return {}
        if pattern := _direct_pattern(host.strip()):
            routes[pattern] = None
    return routes | dict.fromkeys(_LOOPBACK)


def _proxy_url(address: str) -> str:
    # A bare `host:port` is an HTTP proxy; `socks://` (GNOME, many proxy apps) means version 5.
    url = address if "://" in address else f"http://{address}"
    scheme, _, rest = url.partition("://")
    scheme = "socks5" if scheme.lower() == "socks" else scheme.lower()
    shown = f"{scheme}://{rest.rpartition('@')[2]}"  # without its password
    if scheme not in _PROXY_SCHEMES:
        raise ProxyUnusable(shown, f"proxies of type {scheme} are not supported")
    try:
        if not urlsplit(url).hostname:
            raise ProxyUnusable(shown, "no host is named")
        httpx2.URL(f"{scheme}://{rest}")
    except (ValueError, httpx2.InvalidURL) as error:
        raise ProxyUnusable(shown, "not an address") from error
    return f"{scheme}://{rest}"


def _direct_pattern(host: str) -> str | None:
    try:
        network = ipaddress.ip_network(host.strip("[]"), strict=False)
    except ValueError:
        name = host.removeprefix("*").removeprefix(".")
    else:
        address = str(network.network_address)
        return f"all://[{address}]/{network.prefixlen}" if network.version == 6 else f"all://{network}"
    if not name or "/" in name:
        return None
    pattern = f"all://*{name}"
    try:
        httpx2.URL(pattern)
    except httpx2.InvalidURL:
        return None
    return pattern
