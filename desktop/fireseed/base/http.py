"""The one HTTP stack: every request of hubs and transfers goes through a client made here.

Proxies come from the system's settings and environment unless a person chose otherwise (`base.proxies`),
certificates from the system's store (`base.certificates`), so that a company's proxy and its own CA work as they
do in a browser. TLS verification can't be switched off, and this computer itself is never reached through a proxy.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.request import getproxies

import httpx2

from fireseed import __version__
from fireseed.base.certificates import distrust, trust
from fireseed.base.errors import CertificateUntrusted, HubError, HubUnreachable
from fireseed.base.proxies import ProxyFailure, ProxyTransport, chosen_route, proxy_routes

USER_AGENT = f"fireseed/{__version__}"
TIMEOUT = httpx2.Timeout(connect=10.0, read=30.0, write=30.0, pool=30.0)
"""Seconds. `read` is the longest silence between two pieces of a body, not its whole duration."""

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

    def routes(self) -> dict[str, str | None]:
        """httpx2's URL patterns: a proxy's URL, or None for a direct connection. Raises ProxyUnusable."""
        if self.proxy == DIRECT:
            return {}
        return chosen_route(self.proxy) if self.proxy else proxy_routes(getproxies())


_SYSTEM = Network()


def new_client(
    *, follow_redirects: bool = False, connections: int = 16, network: Network | None = None
) -> httpx2.Client:
    """A client for one owner to close. `connections` bounds its pool; thread-safe. `network` is the default one.

    The first one costs about 20 ms (it loads the HTTP core), later ones 1 ms. Raises ProxyUnusable for a proxy
    that can't be used, CertificateFileUnusable for a file of authorities that can't.
    """
    network = network or _SYSTEM
    routes = network.routes()
    context = trust(network.extra_ca)
    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
    return httpx2.Client(
        follow_redirects=follow_redirects,
        headers={"User-Agent": USER_AGENT},
        timeout=TIMEOUT,
        transport=httpx2.HTTPTransport(verify=context, limits=limits, trust_env=False),
        mounts={
            pattern: None if proxy is None else ProxyTransport(proxy, context, limits)
            for pattern, proxy in routes.items()
        },
        # httpx2's own reading of the environment fails on `socks://`, which GNOME exports, and sends loopback
        # addresses to the proxy: `proxy_routes` reads the same settings.
        trust_env=False,
    )


def failure(error: httpx2.TransportError, hub: str, host: str) -> HubError:
    """What a request to `host` that got no answer means: the proxy's fault, the certificate's, or `hub`'s own."""
    if isinstance(error, ProxyFailure):
        return error.error
    if (reason := distrust(error)) is not None:
        return CertificateUntrusted(host, reason)
    if isinstance(error, httpx2.TimeoutException):
        return HubUnreachable(hub, "timed out")
    if isinstance(error, httpx2.LocalProtocolError):
        # Its text would quote the header that can't be sent, which may be the token.
        return HubUnreachable(hub, type(error).__name__)
    return HubUnreachable(hub, str(error) or type(error).__name__)
