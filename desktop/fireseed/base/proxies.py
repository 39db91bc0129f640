"""Proxies: which requests go through which, and whose fault it is when one fails.

Names and passwords of a proxy are in its URL, percent-encoded. No error here shows them.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import httpx2
import socksio

from fireseed.base.certificates import distrust
from fireseed.base.errors import CertificateUntrusted, HubError, ProxyRefused, ProxyUnreachable, ProxyUnusable

LOOPBACK = ("all://*localhost", "all://127.0.0.0/8", "all://[::1]")
"""This computer is never reached through a proxy."""

LOCAL = (
    "all://10.0.0.0/8",
    "all://172.16.0.0/12",
    "all://192.168.0.0/16",
    "all://169.254.0.0/16",
    "all://[fc00::]/7",
    "all://[fe80::]/10",
    "all://*.local",
)
"""Private and link-local networks (RFC 1918, 3927, 4193, 4291) and mDNS names: another computer in the house."""

_SCHEMES = frozenset({"http", "https", "socks5", "socks5h"})
_SOCKS_WANTS_A_NAME = ("Invalid username/password", "Requested ")


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
    return routes | dict.fromkeys(LOOPBACK)


def chosen_route(proxy: str) -> dict[str, str | None]:
    """The patterns for one proxy that a person chose: everything but this computer and the networks around it.

    Raises ProxyUnusable.
    """
    return proxy_routes({"all": proxy}) | dict.fromkeys(LOCAL)


def with_password(proxy: str, password: str | None) -> str:
    """`proxy` with `password` beside its name; as it is where it has no name, or is none: using it will say so."""
    try:
        parts = urlsplit(proxy)
    except ValueError:
        return proxy
    login, at, place = parts.netloc.rpartition("@")
    if not at or not password:
        return proxy
    name = login.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{name}:{quote(password, safe='')}@{place}"))


def without_password(proxy: str) -> tuple[str, str | None]:
    """`proxy` as it may be stored and shown, and the password (decoded) that it carried, to be kept elsewhere.

    Raises ProxyUnusable for what is no proxy's address.
    """
    url = _proxy_url(proxy)
    password = httpx2.URL(url).password
    parts = urlsplit(url)
    login, _, place = parts.netloc.rpartition("@")
    if not password:
        return proxy, None
    return urlunsplit(parts._replace(netloc=f"{login.partition(':')[0]}@{place}")), password


class ProxyFailure(httpx2.ProxyError):
    """A request that ended at the proxy. `error` says how, in this project's types."""

    def __init__(self, error: HubError) -> None:
        super().__init__(str(error))
        self.error = error


class ProxyTransport(httpx2.BaseTransport):
    """Requests through one proxy. A failure of the proxy itself is a ProxyFailure, others are httpx2's errors."""

    def __init__(self, proxy: str, context: ssl.SSLContext, limits: httpx2.Limits) -> None:
        url = httpx2.URL(proxy)
        # Else the connection to the proxy would trust what the library brings, not what this computer trusts.
        own = context if url.scheme == "https" else None
        self._shown = _shown(proxy)
        self._host = url.host
        self._socks = url.scheme.startswith("socks")
        self._inner = httpx2.HTTPTransport(
            verify=context, limits=limits, proxy=httpx2.Proxy(url, ssl_context=own), trust_env=False
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        steps = _Steps()
        try:
            response = self._inner.handle_request(self._readable(request, steps))
        except httpx2.ProxyError as error:
            steps.hang_up()
            raise self._refused(str(error)) from error
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            if steps.reached:
                raise
            raise self._unreached(error) from error
        except (AssertionError, socksio.ProtocolError) as error:  # httpcore2 asserts what a SOCKS proxy should say
            steps.hang_up()
            raise ProxyFailure(ProxyUnusable(self._shown, "it does not speak SOCKS 5")) from error
        except BaseException:
            steps.hang_up()
            raise
        if response.status_code == httpx2.codes.PROXY_AUTHENTICATION_REQUIRED:
            response.close()
            raise ProxyFailure(ProxyRefused(self._shown, response.status_code))
        return response

    def close(self) -> None:
        self._inner.close()

    def _readable(self, request: httpx2.Request, steps: _Steps) -> httpx2.Request:
        """The request with its steps noted, and an address of IPv6 in the form that a proxy understands."""
        extensions = {**request.extensions, "trace": steps.note}
        sent = httpx2.Request(
            request.method, request.url, headers=request.headers, stream=request.stream, extensions=extensions
        )
        if ":" in request.url.host and request.url.scheme == "https" and not self._socks:
            sent.url = _Bracketed(request.url)
            sent.extensions = {**extensions, "sni_hostname": request.url.host}
        return sent

    def _refused(self, said: str) -> httpx2.ProxyError:
        if said.startswith(("407", *_SOCKS_WANTS_A_NAME)):
            return ProxyFailure(ProxyRefused(self._shown, httpx2.codes.PROXY_AUTHENTICATION_REQUIRED))
        return httpx2.ProxyError(f"{self._shown}: {said}")

    def _unreached(self, error: httpx2.TransportError) -> ProxyFailure:
        if (reason := distrust(error)) is not None:
            return ProxyFailure(CertificateUntrusted(self._host, reason))
        said = "timed out" if isinstance(error, httpx2.TimeoutException) else str(error) or type(error).__name__
        return ProxyFailure(ProxyUnreachable(self._shown, said))


class _Bracketed(httpx2.URL):
    """An IPv6 address as CONNECT needs it (RFC 9110, 9.3.6); httpcore2 leaves the brackets out."""

    @property
    def raw_host(self) -> bytes:
        return b"[%b]" % super().raw_host


class _Steps:
    """How far one request came, from the library's trace of it."""

    def __init__(self) -> None:
        self.reached = True
        self._socket: Any = None

    def note(self, step: str, facts: Mapping[str, Any]) -> None:
        """`connection.…` and `socks.connect_tcp` lead to the proxy; `proxy.…` and the rest lie behind it."""
        if step in ("connection.connect_tcp.failed", "connection.start_tls.failed", "socks.connect_tcp.failed"):
            self.reached = False
        elif step == "socks.connect_tcp.complete":
            self._socket = facts["return_value"]
        elif step == "socks.setup_socks5_connection.complete":
            self._socket = None  # the connection's own from here on

    def hang_up(self) -> None:
        """Closes what httpcore2 leaves open when a SOCKS proxy refuses."""
        if self._socket is not None:
            self._socket.close()


def _proxy_url(address: str) -> str:
    # A bare `host:port` is an HTTP proxy; `socks://` (GNOME, many proxy apps) means version 5.
    url = address if "://" in address else f"http://{address}"
    scheme, _, rest = url.partition("://")
    scheme = "socks5" if scheme.lower() == "socks" else scheme.lower()
    shown = _shown(f"{scheme}://{rest}")
    if scheme not in _SCHEMES:
        raise ProxyUnusable(shown, f"proxies of type {scheme} are not supported")
    try:
        if not urlsplit(url).hostname:
            raise ProxyUnusable(shown, "no host is named")
        httpx2.URL(f"{scheme}://{rest}")
    except (ValueError, httpx2.InvalidURL):
        raise ProxyUnusable(shown, "not an address") from None  # their text would quote the password
    return f"{scheme}://{rest}"


def _shown(url: str) -> str:
    """Without name and password."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


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
