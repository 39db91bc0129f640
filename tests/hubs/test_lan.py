"""Sharing with the network, over real sockets: who is answered, what is sent, and how it ends."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Iterator

import httpx2
import pytest

from fireseed.hubs import shelf_http, shelf_server
from fireseed.hubs.library_shelf import LibraryShelf, SharedFile, SharedModel
from fireseed.hubs.local_network import is_neighbour, names_server, own_addresses, plain_address, url_of
from fireseed.hubs.shelf_server import ShelfServer
from hubs.shared_library import CONTENT, REPO, SHA256, eventually


@pytest.fixture
def server(models: list[SharedModel]) -> Iterator[ShelfServer]:
    """Listens on every address of this computer, as when sharing."""
    server = ShelfServer(LibraryShelf(lambda: models), "")
    yield server
    server.close()


def received(connection: socket.socket, size: int) -> bytes:
    try:
        return connection.recv(size)
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("192.168.1.5", True),
        ("10.0.0.1", True),
        ("172.31.255.1", True),
        ("169.254.3.4", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("fd00::2", True),
        ("::ffff:192.168.1.5", True),
        ("8.8.8.8", False),
        ("172.32.0.1", False),
        ("::ffff:8.8.8.8", False),
        ("2001:4860:4860::8888", False),
        ("100.64.0.1", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_who_is_a_neighbour(address: str, near: bool) -> None:
    assert is_neighbour(address) is near


@pytest.mark.parametrize(
    ("host", "address", "port", "own"),
    [
        ("192.168.1.5:17317", "192.168.1.5", 17317, True),
        ("192.168.1.5", "192.168.1.5", 80, True),
        ("[FD00:0::2]:17317", "fd00::2", 17317, True),
        ("localhost:17317", "127.0.0.1", 17317, True),
        ("localhost:17317", "192.168.1.5", 17317, False),
        ("192.168.1.6:17317", "192.168.1.5", 17317, False),
        ("192.168.1.5:1", "192.168.1.5", 17317, False),
        ("192.168.1.5.evil.example:17317", "192.168.1.5", 17317, False),
        ("evil@192.168.1.5:17317", "192.168.1.5", 17317, False),
        ("192.168.1.5:17317/x", "192.168.1.5", 17317, False),
        ("evil.example:17317", "192.168.1.5", 17317, False),
        ("192.168.1.5:x", "192.168.1.5", 17317, False),
        ("[::1", "::1", 17317, False),
        ("", "127.0.0.1", 80, False),
    ],
)
def test_a_host_header_must_be_the_address_itself(host: str, address: str, port: int, own: bool) -> None:
    assert names_server(host, address, port) is own


def test_it_answers_at_every_address_of_this_computer(server: ShelfServer) -> None:
    addresses = ["127.0.0.1", *own_addresses()]
    with contextlib.suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        addresses.append("::1")
    with httpx2.Client(trust_env=False, timeout=60) as client:
        for address in addresses:
            url = url_of(address, server.port)
            assert {row["id"] for row in client.get(f"{url}/api/models").json()} == {REPO, "library/tiny"}
            for host in (
                "evil.example",
                f"evil.example:{server.port}",
                f"{address}:1",
                f"127.0.0.2:{server.port}",
            ):
                assert client.get(f"{url}/api/models", headers={"Host": host}).status_code == 403
    assert {plain_address(visitor.address) for visitor in server.visitors.served().visitors} <= set(addresses)


def test_a_stranger_is_turned_away_before_a_word(server: ShelfServer, monkeypatch: pytest.MonkeyPatch) -> None:
    # No address of the internet can reach this socket here, so the judgement is made to call this one such.
    monkeypatch.setattr(shelf_server, "is_neighbour", lambda _: False)
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        assert received(connection, 100) == b""
    assert server.visitors.served().requests == 0


@pytest.mark.skipif(sys.platform == "darwin", reason="loopback has one address there")
def test_one_computer_leaves_room_for_others(server: ShelfServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_server, "MAX_OF_ONE", 1)

    def ask(source: str) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=60, source_address=(source, 0))
        connection.sendall(f"GET /api/models HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        return connection

    # Loopback has more than one address: two computers, as far as the server can tell.
    with ask("127.0.0.2") as first:
        assert received(first, 15) == b"HTTP/1.1 200 OK"
        with ask("127.0.0.2") as second, ask("127.0.0.3") as third:
            assert received(second, 15) == b""
            assert received(third, 15) == b"HTTP/1.1 200 OK"


def drip(connection: socket.socket, until: float) -> None:
    """Never a whole line, and never silent for long."""
    while time.monotonic() < until:
        connection.sendall(b"X")
        time.sleep(0.05)


def test_a_request_that_drips_in_gets_no_longer(
    models: list[SharedModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf_http.ShelfHandler, "timeout", 0.5)
    server = ShelfServer(LibraryShelf(lambda: models), "")
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            until = time.monotonic() + 30
            with pytest.raises(ConnectionError):
                drip(connection, until)
    finally:
        server.close()


def test_a_client_that_takes_nothing_is_let_go(models: list[SharedModel], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_http.ShelfHandler, "timeout", 2.0)  # the request must come in time, too
    large = models[0].files[0].location
    with large.open("r+b") as stream:
        stream.truncate(256 * 1024 * 1024)
    status = large.stat()
    files = (SharedFile(large, status.st_size, SHA256, status.st_mtime_ns),)
    server = ShelfServer(LibraryShelf(lambda: [SharedModel("h", REPO, "Q4", None, files)]), "")
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            path = f"/{REPO}/resolve/main/{large.name}"
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
            eventually(lambda: server.visitors.served().sent > 0)
            assert server.visitors.served().sent < status.st_size
    finally:
        server.close()


def test_closing_ends_everything_soon(models: list[SharedModel], monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a second, on a machine that does nothing else; never as late as a silent client would be let go."""
    monkeypatch.setattr(shelf_http.ShelfHandler, "timeout", 180.0)
    before = set(threading.enumerate())
    server = ShelfServer(LibraryShelf(lambda: models), "")
    held = [socket.create_connection(("127.0.0.1", server.port), timeout=60) for _ in range(5)]
    for connection in held:
        connection.sendall(f"GET /api/models HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        assert connection.recv(15) == b"HTTP/1.1 200 OK"
    started = [thread for thread in threading.enumerate() if thread not in before]
    assert len(started) > len(held)
    start = time.monotonic()
    server.close()
    server.close()
    assert time.monotonic() - start < 60
    eventually(lambda: not any(thread.is_alive() for thread in started))
    for connection in held:
        connection.close()
    with pytest.raises(OSError):  # noqa: PT011 - refused
        socket.create_connection(("127.0.0.1", server.port), timeout=60)


def test_a_file_that_changed_since_it_was_verified_is_not_sent(
    server: ShelfServer, models: list[SharedModel]
) -> None:
    models[0].files[0].location.write_bytes(CONTENT + b"more")
    answer = httpx2.get(f"{server.url}/{REPO}/resolve/main/Qwen3-8B-Q4_K_M.gguf", trust_env=False, timeout=60)
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (404, "RevisionNotFound")


def test_nothing_else_of_this_computer_can_be_read(server: ShelfServer, models: list[SharedModel]) -> None:
    location = models[0].files[0].location
    (location.parent / "secret.gguf").write_text("secret")
    for path in ("secret.gguf", "../secret.gguf", "..%2F..%2Fsecret.gguf", f"/{location}", str(location)):
        url = f"{server.url}/{REPO}/resolve/main/{path}"
        assert httpx2.get(url, trust_env=False, timeout=60).status_code == 404
    assert httpx2.post(f"{server.url}/api/models", trust_env=False, timeout=60).status_code == 501


def test_who_asked_is_known(server: ShelfServer) -> None:
    url = f"{server.url}/{REPO}/resolve/main/Qwen3-8B-Q4_K_M.gguf"
    with httpx2.Client(trust_env=False, timeout=60) as client:
        client.get(url, headers={"Range": "bytes=0-99"})
        client.get(url)
        client.head(url)
    eventually(lambda: server.visitors.served().sent == 100 + len(CONTENT))
    served = server.visitors.served()
    (visitor,) = served.visitors
    assert (visitor.address, visitor.requests, visitor.sent) == ("127.0.0.1", 3, served.sent)
    for number in range(40):
        server.visitors.count(f"10.0.0.{number}", requests=1)
    visitors = server.visitors.served().visitors
    assert [visitor.address for visitor in visitors[:2]] == ["10.0.0.39", "10.0.0.38"]
    assert len(visitors) == 32
