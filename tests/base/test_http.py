"""The one HTTP client: which way a request goes, and that TLS is checked."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx2
import pytest

from fireseed.base.errors import ProxyUnusable
from fireseed.base.http import USER_AGENT, new_client
from fireseed.base.proxies import proxy_routes

PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
LOOPBACK = {"all://*localhost": None, "all://127.0.0.0/8": None, "all://[::1]": None}


@dataclass
class Listener:
    """Answers each thing that it receives with the next of its scripted bytes, and keeps what it received."""

    port: int
    received: list[bytes] = field(default_factory=list)


@contextmanager
def listener(*answers: bytes) -> Iterator[Listener]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard = Listener(server.getsockname()[1])

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(60)
                    for answer in answers:
                        heard.received.append(connection.recv(65536))
                        connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield heard
        server.shutdown(socket.SHUT_RDWR)
    thread.join(60)


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("variable", ["http_proxy", "all_proxy"])
def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    with listener(OK) as proxy:
        monkeypatch.setenv(variable, f"http://127.0.0.1:{proxy.port}")
        with new_client() as client:
            assert client.get("http://hub.invalid/x").text == "ok"
    assert proxy.received[0].startswith(b"GET http://hub.invalid/x HTTP/1.1\r\n")
    assert USER_AGENT.encode() in proxy.received[0]


@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "socks", "SOCKS"])
def test_a_socks_proxy_resolves_the_name_itself(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    # RFC 1928: no authentication, then a connection that succeeded.
    with listener(b"\5\0", b"\5\0\0\1\0\0\0\0\0\0", OK) as proxy:
        monkeypatch.setenv("all_proxy", f"{scheme}://127.0.0.1:{proxy.port}/")
        with new_client() as client:
            assert client.get("http://hub.invalid/x").text == "ok"
    assert b"hub.invalid" in proxy.received[1]
    assert proxy.received[2].startswith(b"GET /x HTTP/1.1\r\n")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "hub.localhost", "127.8.9.10"])
def test_this_computer_is_never_reached_through_a_proxy(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    with listener(OK) as proxy, listener(OK) as hub:
        for variable in PROXY_VARIABLES[:3]:
            monkeypatch.setenv(variable, f"http://127.0.0.1:{proxy.port}")
        with new_client() as client:
            direct = client._transport_for_url(httpx2.URL(f"http://{host}:{hub.port}/"))
            assert direct is client._transport_for_url(httpx2.URL("http://127.0.0.1/"))
            if host in ("127.0.0.1", "localhost"):
                assert client.get(f"http://{host}:{hub.port}/").text == "ok"
        assert proxy.received == []


def test_tls_is_checked() -> None:
    with listener(OK) as server, new_client() as client, pytest.raises(httpx2.ConnectError, match="SSL"):
        client.get(f"https://127.0.0.1:{server.port}/")
    # No certificate is at hand that this computer doesn't trust, so the context is looked at instead.
    assert isinstance(client._transport, httpx2.HTTPTransport)
    context = client._transport._pool._ssl_context
    assert isinstance(context, ssl.SSLContext)
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.mark.parametrize(
    ("settings", "routes"),
    [
        ({}, {}),
        ({"https": "proxy:3128"}, {"https://": "http://proxy:3128"}),
        ({"all": "socks://proxy:1080/"}, {"all://": "socks5://proxy:1080/"}),
        ({"http": "http://me:pass@proxy"}, {"http://": "http://me:pass@proxy"}),
        ({"http": "", "ftp": "x://"}, {}),
        (
            {"http": "proxy", "no": "example.com, .corp,*.lan ,10.0.0.0/8,::1/128,[fd00::1],host:81"},
            {
                "http://": "http://proxy",
                "all://*example.com": None,
                "all://*corp": None,
                "all://*lan": None,
                "all://10.0.0.0/8": None,
                "all://[::1]/128": None,
                "all://[fd00::1]/128": None,
                "all://*host:81": None,
            },
        ),
        ({"http": "proxy", "no": ",,a/b, ,\x00"}, {"http://": "http://proxy"}),
    ],
)
def test_routes(settings: dict[str, str], routes: dict[str, str | None]) -> None:
    found = proxy_routes(settings)
    assert found == routes | LOOPBACK
    httpx2.Client(trust_env=False, mounts=dict.fromkeys(found)).close()


def test_no_proxy_for_anything() -> None:
    assert proxy_routes({"http": "proxy", "no": "a, *"}) == {}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("socks4://me:secret@proxy:1080", "socks4://proxy:1080"),
        ("http://", "http://"),
        ("http://me:secret@proxy:port", "http://proxy:port"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_a_proxy_that_can_not_be_used(address: str, shown: str) -> None:
    with pytest.raises(ProxyUnusable) as caught:
        proxy_routes({"http": address})
    assert caught.value.address == shown
    assert "secret" not in str(caught.value)
