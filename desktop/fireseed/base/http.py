"""The one HTTP stack: every request of hubs and transfers goes through a client made here.

Proxies come from the system's settings and environment, certificates from the system's store (truststore), so
that a company's proxy and its own CA work as they do in a browser. TLS verification can't be switched off.
"""

from __future__ import annotations

import ssl

import httpx2
import truststore

from fireseed import __version__

USER_AGENT = f"fireseed/{__version__}"
TIMEOUT = httpx2.Timeout(connect=10.0, read=30.0, write=30.0, pool=30.0)
"""Seconds. `read` is the longest silence between two pieces of a body, not its whole duration."""


def new_client(*, follow_redirects: bool = False, connections: int = 16) -> httpx2.Client:
    """A client for one owner to close. `connections` bounds its pool; thread-safe."""
    return httpx2.Client(
        follow_redirects=follow_redirects,
        headers={"User-Agent": USER_AGENT},
        limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
        timeout=TIMEOUT,
        verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
    )
