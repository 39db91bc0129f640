"""Proxies, certificates and addresses as they are met: real servers, and what each failure becomes."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from base.wires import (
    FORBIDDEN,
    Authority,
    Wire,
    http_proxy,
    listening,
    make_authority,
    over_tls,
    silence,
    socks_proxy,
    web,
)
from fireseed.base.certificates import MAX_FILE
from fireseed.base.errors import (
    CertificateFileUnusable,
    CertificateUntrusted,
    FireseedError,
    HubUnreachable,
    ProxyRefused,
    ProxyUnreachable,
    ProxyUnusable,
)
from fireseed.base.http import DIRECT, Network, failure, new_client
from fireseed.base.proxies import LOCAL, chosen_route, with_password, without_password

NAME, PASSWORD = "na@me", "p:ss/wörd"
LOGIN = "na%40me:p%3Ass%2Fw%C3%B6rd"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    pytest.importorskip("cryptography", reason="comes with keyring on Linux only")
    return make_authority(tmp_path_factory.mktemp("authority"), "hub.test")


@contextmanager
def client(network: Network) -> Iterator[httpx2.Client]:
    with new_client(network=network) as opened:
        opened.timeout = httpx2.Timeout(60)
        yield opened


def fails(network: Network, url: str) -> FireseedError:
    """The typed error of a request that fails."""
    with client(network) as opened, pytest.raises(httpx2.TransportError) as caught:
        opened.get(url)
    error = failure(caught.value, "Hub", httpx2.URL(url).host)
    assert "p%3Ass" not in str(error) + str(caught.value)
    assert PASSWORD not in str(error) + str(caught.value)
    return error


def test_plain_http_through_a_proxy_with_a_password() -> None:
    with listening(http_proxy(NAME, PASSWORD)) as proxy, listening(web) as hub:
        url = f"http://hub.test:{hub.port}/x"
        with client(Network(f"http://{LOGIN}@127.0.0.1:{proxy.port}")) as opened:
            assert opened.get(url).text == "ok"
    assert proxy.heard == [f"GET {url} HTTP/1.1"]


@pytest.mark.parametrize("kind", ["http", "https", "socks5", "socks5h"])
def test_tls_through_a_proxy_with_a_password(authority: Authority, kind: str) -> None:
    serve = socks_proxy(NAME, PASSWORD) if kind.startswith("socks") else http_proxy(NAME, PASSWORD)
    if kind == "https":  # the way to the proxy is TLS, too, and trusts the same authorities
        serve = over_tls(authority.server, serve)
    with listening(serve) as proxy, listening(over_tls(authority.server, web)) as hub:
        network = Network(f"{kind}://{LOGIN}@127.0.0.1:{proxy.port}", str(authority.pem))
        with client(network) as opened:
            assert opened.get(f"https://hub.test:{hub.port}/x").text == "ok"
    target = f"hub.test:{hub.port}"
    assert proxy.heard == [target if kind.startswith("socks") else f"CONNECT {target} HTTP/1.1"]


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("kind", ["http", "socks5"])
@pytest.mark.parametrize("login", ["", "na%40me:wrong@"])
def test_a_proxy_that_wants_a_name(kind: str, scheme: str, login: str) -> None:
    serve = socks_proxy(NAME, PASSWORD) if kind == "socks5" else http_proxy(NAME, PASSWORD)
    with listening(serve) as proxy:
        error = fails(Network(f"{kind}://{login}127.0.0.1:{proxy.port}"), f"{scheme}://hub.test:9/x")
    assert isinstance(error, ProxyRefused)
    assert error.facts == {"proxy": f"{kind}://127.0.0.1:{proxy.port}", "status": 407}


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("kind", ["http", "https", "socks5"])
def test_a_proxy_that_is_not_there(kind: str, scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    error = fails(Network(f"{kind}://{LOGIN}@127.0.0.1:{port}"), f"{scheme}://hub.test/x")
    assert isinstance(error, ProxyUnreachable)
    assert error.proxy == f"{kind}://127.0.0.1:{port}"


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 on this system")
@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_an_address_of_ipv6(authority: Authority, kind: str) -> None:
    try:
        with (
            listening(web, "::1") as hub,
            listening(over_tls(authority.server, web), "::1") as secured,
            client(Network(DIRECT, str(authority.pem))) as opened,
        ):
            assert opened.get(f"http://[::1]:{hub.port}/").text == "ok"
            assert opened.get(f"https://[::1]:{secured.port}/").text == "ok"
    except OSError:
        pytest.skip("no IPv6 loopback on this system")
    serve = socks_proxy() if kind == "socks5" else http_proxy()
    with listening(serve) as proxy, listening(over_tls(authority.server, web)) as hub:
        error = fails(Network(f"{kind}://127.0.0.1:{proxy.port}"), f"https://[2001:db8::1]:{hub.port}/")
    assert isinstance(error, CertificateUntrusted)
    assert error.host == "2001:db8::1"
    assert proxy.heard == [
        f"2001:db8::1:{hub.port}" if kind == "socks5" else f"CONNECT [2001:db8::1]:{hub.port} HTTP/1.1"
    ]


def test_what_fails_behind_the_proxy_is_not_the_proxys_fault() -> None:
    with listening(http_proxy(refusal=FORBIDDEN)) as proxy:
        error = fails(Network(f"http://127.0.0.1:{proxy.port}"), "https://hub.test/x")
        assert isinstance(error, HubUnreachable)
        assert "403 Forbidden" in error.reason
        assert str(proxy.port) in error.reason, "it says who said so"
    with listening(socks_proxy(reply=4)) as proxy:
        error = fails(Network(f"socks5://127.0.0.1:{proxy.port}"), "https://hub.test/x")
    assert isinstance(error, HubUnreachable)
    assert "Host unreachable" in error.reason


def test_a_web_server_where_a_socks_proxy_should_be() -> None:
    def nonsense(_: Wire, connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    def hangs_up(_: Wire, connection: socket.socket) -> None:
        connection.recv(4096)

    for serve in (nonsense, hangs_up):
        with listening(serve) as proxy:
            error = fails(Network(f"socks5://127.0.0.1:{proxy.port}"), "http://hub.test/x")
        assert isinstance(error, ProxyUnusable)


def test_a_proxy_that_says_nothing_is_bounded_in_time() -> None:
    with (
        listening(silence) as proxy,
        new_client(network=Network(f"socks5://127.0.0.1:{proxy.port}")) as opened,
        pytest.raises(httpx2.TimeoutException),
    ):
        opened.get("http://hub.test/x", timeout=0.3)


def test_a_chosen_proxy_takes_everything_but_what_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "http://elsewhere.invalid:1")
    monkeypatch.setenv("no_proxy", "*")
    network = Network("socks5://127.0.0.1:1")
    with new_client(network=network) as opened:
        near = {opened._transport_for_url(httpx2.URL(f"http://{host}/")) for host in (
            "127.0.0.1", "localhost", "[::1]", "10.1.2.3", "172.20.0.1", "192.168.1.7", "[fd00::7]", "[fe80::1]",
            "peer.local",
        )}  # fmt: skip
        far = {
            opened._transport_for_url(httpx2.URL(f"http://{host}/"))
            for host in ("hub.test", "8.8.8.8", "172.32.0.1", "[2001:db8::1]")
        }
    assert len(near) == len(far) == 1
    assert near != far
    assert set(LOCAL) < set(chosen_route("socks5://127.0.0.1:1"))


def test_no_proxy_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "http://elsewhere.invalid:1")
    with new_client(network=Network(DIRECT)) as direct, new_client() as system:
        assert direct._transport_for_url(httpx2.URL("http://hub.test/")) is direct._transport
        assert system._transport_for_url(httpx2.URL("http://hub.test/")) is not system._transport


def test_a_proxy_that_is_none_is_said_without_its_password() -> None:
    with pytest.raises(ProxyUnusable) as caught:
        new_client(network=Network("http://me:secret@proxy:port"))
    error: BaseException | None = caught.value
    while error is not None:
        assert "secret" not in str(error)
        error = error.__cause__


@pytest.mark.parametrize(
    ("proxy", "stored", "password"),
    [
        ("socks5://proxy:1080", "socks5://proxy:1080", None),
        ("http://me@proxy:3128", "http://me@proxy:3128", None),
        ("http://me:pass@proxy:3128/", "http://me@proxy:3128/", "pass"),
        (f"https://{LOGIN}@[::1]:3128", "https://na%40me@[::1]:3128", PASSWORD),
    ],
)
def test_a_password_is_kept_apart_from_the_address(proxy: str, stored: str, password: str | None) -> None:
    assert without_password(proxy) == (stored, password)
    whole = httpx2.URL(with_password(stored, password))
    assert (whole.password, whole.username) == (password or "", httpx2.URL(proxy).username)


def test_a_password_without_a_name_is_not_invented() -> None:
    for proxy in ("http://proxy:3128", "http://me@[::1", DIRECT, ""):
        assert with_password(proxy, "left over") == proxy
    with pytest.raises(ProxyUnusable):
        without_password("ftp://me:secret@proxy")


def test_a_certificate_that_nobody_vouches_for(authority: Authority) -> None:
    with listening(over_tls(authority.server, web)) as hub:
        error = fails(Network(DIRECT), f"https://localhost:{hub.port}/")
        assert isinstance(error, CertificateUntrusted)
        assert error.host == "localhost"
        assert error.reason
        # Trusted, but for another name.
        error = fails(Network(DIRECT, str(authority.pem)), f"https://localhost:{hub.port}/")
        assert isinstance(error, CertificateUntrusted)
        assert "localhost" in error.reason
        with client(Network(DIRECT, str(authority.pem))) as opened:
            assert opened.get(f"https://127.0.0.1:{hub.port}/").text == "ok"
    assert len(hub.heard) == 1, "nothing was asked before the certificate was trusted"


def test_a_certificate_is_checked_behind_a_proxy_and_of_the_proxy(authority: Authority) -> None:
    with listening(http_proxy()) as proxy, listening(over_tls(authority.server, web)) as hub:
        error = fails(Network(f"http://127.0.0.1:{proxy.port}"), f"https://hub.test:{hub.port}/")
    assert isinstance(error, CertificateUntrusted)
    assert error.host == "hub.test"
    with listening(over_tls(authority.server, http_proxy())) as proxy:
        error = fails(Network(f"https://127.0.0.1:{proxy.port}"), "https://hub.test/")
    assert isinstance(error, CertificateUntrusted)
    assert error.host == "127.0.0.1"


def test_the_authority_may_be_in_der(authority: Authority, tmp_path: Path) -> None:
    der = tmp_path / "authority.cer"
    der.write_bytes(ssl.PEM_cert_to_DER_cert(authority.pem.read_text("utf-8").partition("\n")[2]))
    with listening(over_tls(authority.server, web)) as hub, client(Network(DIRECT, str(der))) as opened:
        assert opened.get(f"https://127.0.0.1:{hub.port}/").text == "ok"


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", b"\0" * (MAX_FILE + 1)],
    ids=["empty", "nonsense", "no certificate", "too large"],
)
def test_a_file_without_an_authority(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "authority.pem"
    path.write_bytes(content)
    with pytest.raises(CertificateFileUnusable) as caught:
        new_client(network=Network(extra_ca=str(path)))
    assert caught.value.path == str(path)
    assert caught.value.reason


@pytest.mark.parametrize("path", ["gone.pem", ".", "\0"])
def test_a_file_of_authorities_that_is_not_there(tmp_path: Path, path: str) -> None:
    with pytest.raises(CertificateFileUnusable):
        new_client(network=Network(extra_ca=str(tmp_path / path)))


def test_a_server_that_is_silent_in_the_handshake_keeps_no_other_one_waiting(authority: Authority) -> None:
    """What a network does that blocks one hub by its name: the connection is made, and then nothing."""
    with (
        listening(over_tls(authority.server, web)) as hub,
        client(Network(DIRECT, str(authority.pem))) as opened,
    ):
        ended = threading.Event()

        def hang() -> None:
            with pytest.raises(httpx2.TransportError):
                opened.get(f"https://127.0.0.1:{blocked.port}/", timeout=600)
            ended.set()

        thread = threading.Thread(target=hang)
        with listening(silence) as blocked:
            thread.start()
            deadline = time.monotonic() + 60
            while not blocked.heard and time.monotonic() < deadline:
                time.sleep(0.005)
            assert opened.get(f"https://127.0.0.1:{hub.port}/", timeout=60).text == "ok"
            assert not ended.is_set()
        thread.join(60)
        assert ended.is_set()
