"""Another Fireseed on the network: sharing, being found, downloading from it, over real sockets."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.base.errors import HubUnreachable, LocalNetworkUnavailable, NotFound, NotOnLocalNetwork
from fireseed.hubs import discovery, peer, shelf_http, shelf_server
from fireseed.hubs.discovery import SERVICE, Announcement, Peer, Peers, believed_peer, shown_name
from fireseed.hubs.library_shelf import LibraryShelf, SharedFile, SharedModel, public_name
from fireseed.hubs.local_network import is_neighbour, names_server, own_addresses, plain_address, url_of
from fireseed.hubs.peer import DEFAULT_PORT, PeerAddress, PeerHub, parse_peer
from fireseed.hubs.protocol import FileSource, Hub, SearchQuery
from fireseed.hubs.sharing import Sharing
from fireseed.hubs.shelf_server import ShelfServer
from fireseed.transfer.names import is_safe

CONTENT = bytes(range(256)) * 5000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
LOOPBACK = ["127.0.0.1"]
REPO = "unsloth/Qwen3-8B-GGUF"
DEEP = "BF16/Qwen3-8B-BF16-00001-of-00002.gguf"
SECOND = "BF16/Qwen3-8B-BF16-00002-of-00002.gguf"
NO_INTERFACE = ["203.0.113.7"]
"""Of no interface of this computer: an address for documentation (RFC 5737)."""


def shared(location: Path, content: bytes = CONTENT) -> SharedFile:
    location.parent.mkdir(parents=True, exist_ok=True)
    location.write_bytes(content)
    status = location.stat()
    return SharedFile(location, status.st_size, hashlib.sha256(content).hexdigest(), status.st_mtime_ns)


@pytest.fixture
def models(tmp_path: Path) -> list[SharedModel]:
    """A library: a model of two variants from a hub, and one that lies in another app's folder."""
    home = tmp_path / "models" / "huggingface" / REPO
    return [
        SharedModel("huggingface", REPO, "Q4_K_M", "apache-2.0", (shared(home / "Qwen3-8B-Q4_K_M.gguf"),)),
        SharedModel(
            "huggingface", REPO, "BF16", "apache-2.0", (shared(home / DEEP), shared(home / SECOND, CONTENT[::-1]))
        ),
        SharedModel("ollama", "library/tiny", "1b", None, (shared(tmp_path / "blobs" / f"sha256-{SHA256}"),)),
    ]


@pytest.fixture
def server(models: list[SharedModel]) -> Iterator[ShelfServer]:
    """Listens on every address of this computer, as when sharing."""
    server = ShelfServer(LibraryShelf(lambda: models), "")
    yield server
    server.close()


@pytest.fixture
def hub(server: ShelfServer) -> Iterator[PeerHub]:
    hub = PeerHub(PeerAddress("127.0.0.1", server.port))
    yield hub
    hub.close()


def eventually(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def received(connection: socket.socket, size: int) -> bytes:
    try:
        return connection.recv(size)
    except ConnectionResetError:
        return b""


# The library as a shelf


def test_the_variants_of_a_repo_are_one_repo(models: list[SharedModel]) -> None:
    tiny, qwen = LibraryShelf(lambda: models).repos()
    assert (tiny.name, [file.path for file in tiny.files]) == ("library/tiny", ["tiny-1b.gguf"])
    assert qwen.name == REPO
    assert [file.path for file in qwen.files] == [
        DEEP,
        DEEP.replace("00001-of", "00002-of"),
        "Qwen3-8B-Q4_K_M.gguf",
    ]
    assert (qwen.card.license, tiny.card.license) == ("apache-2.0", None)
    assert LibraryShelf(lambda: models).repo(REPO) == qwen
    assert LibraryShelf(lambda: models).repo("unsloth/other") is None


def test_one_repo_from_two_hubs_loses_no_file(tmp_path: Path) -> None:
    one = shared(tmp_path / "a" / "m.gguf")
    same = shared(tmp_path / "b" / "m.gguf")
    other = shared(tmp_path / "c" / "m.gguf", CONTENT[1:])
    models = [
        SharedModel("huggingface", "o/r", "Q4_0", "mit", (one,)),
        SharedModel("modelscope", "o/r", "Q4_0", "mit", (same,)),
        SharedModel("peer-x", "o/r", "Q4_0", "gpl", (other,)),
    ]
    (repo,) = LibraryShelf(lambda: models).repos()
    assert [file.sha256 for file in repo.files] == [same.sha256, other.sha256]
    assert [file.path for file in repo.files] == ["m.gguf", f"peer-x-{other.sha256[:8]}/m.gguf"]
    assert repo.card.license is None


@pytest.mark.parametrize(
    ("repo", "public"),
    [
        (REPO, REPO),
        ("U盘/千问", "U/model-"),
        ("o/a--b", "o/a-b-"),
        ("o/..", "o/model-"),
        ("o/r/s", "o/r-s-"),
        ("noowner", "noowner/model-"),
        ("o/" + "x" * 200, "o/xxx"),
    ],
)
def test_names_that_every_client_takes(repo: str, public: str) -> None:
    assert public_name(repo).startswith(public)


@given(st.text(max_size=120))
def test_any_name_becomes_one_that_the_client_takes(repo: str) -> None:
    from huggingface_hub.utils import validate_repo_id

    name = public_name(repo)
    validate_repo_id(name)
    assert name.count("/") == 1
    assert name.isascii()


# The server on the network


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
    if socket.has_dualstack_ipv6():
        addresses.append("::1")
    with httpx2.Client(trust_env=False, timeout=10) as client:
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
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        assert received(connection, 100) == b""
    assert server.visitors.served().requests == 0


def test_one_computer_leaves_room_for_others(server: ShelfServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_server, "MAX_OF_ONE", 1)

    def ask(source: str) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=10, source_address=(source, 0))
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
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
            until = time.monotonic() + 30
            with pytest.raises(ConnectionError):
                drip(connection, until)
    finally:
        server.close()


def test_a_client_that_takes_nothing_is_let_go(models: list[SharedModel], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_http.ShelfHandler, "timeout", 0.3)
    large = models[0].files[0].location
    with large.open("r+b") as stream:
        stream.truncate(256 * 1024 * 1024)
    status = large.stat()
    files = (SharedFile(large, status.st_size, SHA256, status.st_mtime_ns),)
    server = ShelfServer(LibraryShelf(lambda: [SharedModel("h", REPO, "Q4", None, files)]), "")
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
            path = f"/{REPO}/resolve/main/{large.name}"
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
            eventually(lambda: server.visitors.served().sent > 0)
            assert server.visitors.served().sent < status.st_size
    finally:
        server.close()


def test_closing_ends_everything_within_a_second(models: list[SharedModel]) -> None:
    before = set(threading.enumerate())
    server = ShelfServer(LibraryShelf(lambda: models), "")
    held = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(5)]
    for connection in held:
        connection.sendall(f"GET /api/models HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        assert connection.recv(15) == b"HTTP/1.1 200 OK"
    start = time.monotonic()
    server.close()
    server.close()
    assert time.monotonic() - start < 5  # a second, on a machine that does nothing else
    eventually(lambda: set(threading.enumerate()) <= before)
    for connection in held:
        connection.close()
    with pytest.raises(OSError):  # noqa: PT011 - refused
        socket.create_connection(("127.0.0.1", server.port), timeout=10)


def test_a_file_that_changed_since_it_was_verified_is_not_sent(
    server: ShelfServer, models: list[SharedModel]
) -> None:
    models[0].files[0].location.write_bytes(CONTENT + b"more")
    answer = httpx2.get(f"{server.url}/{REPO}/resolve/main/Qwen3-8B-Q4_K_M.gguf", trust_env=False)
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (404, "RevisionNotFound")


def test_nothing_else_of_this_computer_can_be_read(server: ShelfServer, models: list[SharedModel]) -> None:
    location = models[0].files[0].location
    (location.parent / "secret.gguf").write_text("secret")
    for path in ("secret.gguf", "../secret.gguf", "..%2F..%2Fsecret.gguf", f"/{location}", str(location)):
        url = f"{server.url}/{REPO}/resolve/main/{path}"
        assert httpx2.get(url, trust_env=False).status_code == 404
    assert httpx2.post(f"{server.url}/api/models", trust_env=False).status_code == 501


def test_who_asked_is_known(server: ShelfServer) -> None:
    url = f"{server.url}/{REPO}/resolve/main/Qwen3-8B-Q4_K_M.gguf"
    with httpx2.Client(trust_env=False, timeout=10) as client:
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


# The peer as a hub


def test_a_peer_from_end_to_end(hub: PeerHub, server: ShelfServer) -> None:
    asked: Hub = hub
    (row,) = asked.search(SearchQuery("qwen3")).repos
    assert (row.hub, row.name, row.page) == (f"peer-127.0.0.1-{server.port}", REPO, None)
    listing = asked.listing(REPO)
    assert listing.original is False
    assert {file.path: file.sha256 for file in listing.files}["Qwen3-8B-Q4_K_M.gguf"] == SHA256
    address = asked.address(FileSource(hub.id, REPO, listing.commit, DEEP))
    assert httpx2.get(address.url, trust_env=False).content == CONTENT
    with pytest.raises(NotFound):
        asked.listing("no/such")
    server.close()
    with pytest.raises(HubUnreachable):
        asked.listing(REPO)


def test_a_peer_is_reached_without_a_proxy(hub: PeerHub, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert len(hub.search(SearchQuery()).repos) == 2


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("192.168.1.20", PeerAddress("192.168.1.20", DEFAULT_PORT)),
        (" http://192.168.1.20:8000/ ", PeerAddress("192.168.1.20", 8000)),
        ("Living-Room.local", PeerAddress("living-room.local", DEFAULT_PORT)),
        ("fd00::2", PeerAddress("fd00::2", DEFAULT_PORT)),
        ("[fd00:0::2]:9", PeerAddress("fd00::2", 9)),
    ],
)
def test_addresses_as_people_type_them(typed: str, expected: PeerAddress) -> None:
    assert parse_peer(typed) == expected
    assert is_safe(expected.hub_id)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "8.8.8.8",
        "https://192.168.1.20",
        "192.168.1.20:0",
        "192.168.1.20:99999",
        "a b",
        "user@192.168.1.20",
        "192.168.1.20/path",
        "[2001:4860:4860::8888]",
        "http://",
        "[fe80::1%25eth0]",
        "x:y",
        "[::1",
        "中 文",
    ],
)
def test_addresses_that_are_none_of_the_local_network(typed: str) -> None:
    with pytest.raises(NotOnLocalNetwork):
        parse_peer(typed)


def test_a_name_counts_by_where_it_leads(server: ShelfServer, monkeypatch: pytest.MonkeyPatch) -> None:
    # No name server is here: its answers are made up, the connection is not.
    led: list[str] = ["8.8.8.8"]

    def look_up(host: str, port: int, **_: object) -> list[object]:
        return [(0, 0, 0, "", (address, port)) for address in led]

    monkeypatch.setattr(peer.socket, "getaddrinfo", look_up)
    hub = PeerHub(PeerAddress("computer.local", server.port))
    with pytest.raises(NotOnLocalNetwork):
        hub.search(SearchQuery())
    led[:] = ["2001:4860:4860::8888", "fe80::1%1", "127.0.0.1", "8.8.8.8"]
    monkeypatch.setattr(peer.socket, "getaddrinfo", look_up)
    assert peer._look_up(PeerAddress("computer.local", 1), "x") == "127.0.0.1"
    monkeypatch.undo()
    hub.close()
    with pytest.raises(HubUnreachable):
        hub.search(SearchQuery())


# Finding each other. Multicast DNS over the loopback interface: the packets are real, no other computer sees them.


@pytest.fixture
def peers() -> Iterator[Peers]:
    peers = Peers("ours", LOOPBACK)
    yield peers
    peers.close()


def test_a_fireseed_that_shares_is_found_and_its_going_is_seen(peers: Peers, models: list[SharedModel]) -> None:
    sharing = Sharing(lambda: models, "Wohnzimmer 书房", "theirs", "127.0.0.1", 0, LOOPBACK)
    try:
        assert sharing.unannounced is None
        eventually(lambda: bool(peers.found()))
        (found,) = peers.found()
        assert (found.name, found.address, found.models) == ("Wohnzimmer 书房", "127.0.0.1", 3)
        hub = PeerHub(found.where, found.name)
        assert len(hub.search(SearchQuery()).repos) == 2
        hub.close()
        assert sharing.served().requests == 1
        assert sharing.urls == (f"http://127.0.0.1:{found.port}",)
        models.pop()
        sharing.models_changed()
        eventually(lambda: [peer.models for peer in peers.found()] == [2])
    finally:
        sharing.close()
    eventually(lambda: peers.found() == ())


def test_our_own_announcement_is_not_a_peer_and_equal_names_are_two(peers: Peers) -> None:
    with ThreadPoolExecutor() as pool:
        ours = pool.submit(Announcement, "Ours", "ours", 4001, 1, LOOPBACK, LOOPBACK)
        announcements = [Announcement("Same", "a", 4002, 1, LOOPBACK, LOOPBACK), ours.result()]
    try:
        announcements.append(Announcement("Same", "b", 4003, 1, LOOPBACK, LOOPBACK))
        eventually(lambda: len(peers.found()) == 2)
        assert {peer.port for peer in peers.found()} == {4002, 4003}
    finally:
        with ThreadPoolExecutor() as pool:
            list(pool.map(Announcement.close, announcements))


def test_all_threads_end(models: list[SharedModel]) -> None:
    before = set(threading.enumerate())
    peers = Peers("ours", LOOPBACK)
    sharing = Sharing(lambda: models, "x", "theirs", "127.0.0.1", 0, LOOPBACK)
    sharing.close()
    peers.close()
    eventually(lambda: set(threading.enumerate()) <= before)


@pytest.mark.parametrize(
    ("addresses", "port"),
    [
        (["8.8.8.8"], 5000),
        (["2001:4860:4860::8888"], 5000),
        (["fe80::1"], 5000),
        (["127.0.0.1"], 5000),
        ([], 5000),
        (["192.168.1.2"], 0),
        (["192.168.1.2"], 80),
        (["192.168.1.2"], 65536),
        (["192.168.1.2"], None),
        (["nonsense"], 5000),
    ],
)
def test_a_record_that_names_no_place_of_the_network(addresses: list[str], port: int | None) -> None:
    assert believed_peer("name", addresses, port, {}) is None


def test_a_record_is_believed_in_part() -> None:
    hostile = {b"models": b"9" * 5000, b"version": b"\xff"}
    name = "\u202e\0\n" + "x" * 5000
    assert believed_peer(name, ["fd00::2", "8.8.8.8", "10.0.0.2"], 5000, hostile) == Peer(
        "x" * 56, "10.0.0.2", 5000, None
    )
    assert believed_peer("\n", ["fd00::2"], 5000, {b"models": b"7"}) == Peer("fd00::2", "fd00::2", 5000, 7)
    assert believed_peer("n", ["127.0.0.1"], 5000, {}, loopback=True) is not None
    assert shown_name("书" * 100) == "书" * 18


def test_hostile_announcements_on_the_wire(peers: Peers) -> None:
    from zeroconf import ServiceInfo, Zeroconf

    def record(name: str, address: str, port: int) -> ServiceInfo:
        return ServiceInfo(
            SERVICE, f"{name}.{SERVICE}", port=port, parsed_addresses=[address], server=f"{name}.local."
        )

    zeroconf = Zeroconf(interfaces=LOOPBACK)
    hostile = [
        record("public", "8.8.8.8", 5001),
        record("router", "127.0.0.1", 80),
        record("none", "127.0.0.1", 0),
    ]
    try:
        with ThreadPoolExecutor() as pool:
            list(pool.map(zeroconf.register_service, hostile))
        # What comes later on the wire is judged later: when this one is there, the others have been.
        zeroconf.register_service(record("good", "127.0.0.1", 5002))
        eventually(lambda: bool(peers.found()))
        assert [peer.name for peer in peers.found()] == ["good"]
    finally:
        zeroconf.close()


@pytest.fixture
def collected() -> Iterator[None]:
    """What is left over is collected within the test that left it."""
    yield
    gc.collect()


def refused_sockets(test: Callable[..., None]) -> Callable[..., None]:
    """zeroconf forgets to close its first socket when the second is refused."""
    return pytest.mark.filterwarnings("ignore:unclosed <socket.*5353:ResourceWarning")(
        pytest.mark.usefixtures("collected")(test)
    )


@refused_sockets
def test_a_network_that_forbids_it_is_a_typed_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LocalNetworkUnavailable):
        Peers("ours", NO_INTERFACE)
    monkeypatch.setattr(discovery, "own_addresses", lambda: ())
    with pytest.raises(LocalNetworkUnavailable):
        Announcement("x", "theirs", 4000, 1)


@refused_sockets
def test_sharing_without_multicast_still_serves(models: list[SharedModel]) -> None:
    sharing = Sharing(lambda: models, "x", "theirs", "127.0.0.1", 0, NO_INTERFACE)
    try:
        assert sharing.unannounced is not None
        assert httpx2.get(f"{sharing.urls[0]}/api/models", trust_env=False).status_code == 200
        sharing.models_changed()
    finally:
        sharing.close()


@refused_sockets
def test_a_taken_port_is_replaced_and_a_foreign_address_refused(models: list[SharedModel]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        sharing = Sharing(lambda: models, "x", "y", "127.0.0.1", taken.getsockname()[1], NO_INTERFACE)
        assert sharing.urls[0] != f"http://127.0.0.1:{taken.getsockname()[1]}"
        sharing.close()
    with pytest.raises(LocalNetworkUnavailable):
        Sharing(lambda: models, "x", "y", *NO_INTERFACE, 0, LOOPBACK)


# The `hf` command and its library, which know nothing of Fireseed


def hf(server: ShelfServer, tmp_path: Path, *arguments: str) -> Path:
    folder = tmp_path / "downloaded"
    command = Path(sys.executable).with_name("hf.exe" if os.name == "nt" else "hf")
    environment = os.environ | {
        "HF_ENDPOINT": server.url,
        "HF_HOME": str(tmp_path / "hf"),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "NO_PROXY": "127.0.0.1",
    }
    subprocess.run(
        [command, "download", *arguments, "--local-dir", folder],
        env=environment,
        check=True,
        timeout=120,
        capture_output=True,
    )
    return folder


def whole_files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.gguf")
    }


def test_hf_download_of_a_nested_file_at_a_commit(server: ShelfServer, hub: PeerHub, tmp_path: Path) -> None:
    folder = hf(server, tmp_path, REPO, DEEP, "--revision", hub.listing(REPO).commit)
    assert whole_files(folder) == {DEEP: SHA256}


def test_hf_download_by_pattern(server: ShelfServer, hub: PeerHub, tmp_path: Path) -> None:
    folder = hf(server, tmp_path, REPO, "--include", "BF16/*")
    listed = {file.path: file.sha256 for file in hub.listing(REPO).files if file.path.startswith("BF16/")}
    assert len(listed) == 2
    assert whole_files(folder) == listed


def test_the_library_of_the_hub_reads_and_downloads_everything(server: ShelfServer, tmp_path: Path) -> None:
    # In a process of its own: here, the library has our door for a network.
    program = (
        "import sys, json; from huggingface_hub import HfApi; "
        "api = HfApi(sys.argv[1], token=False); repo = sys.argv[2]; "
        "info = api.model_info(repo, files_metadata=True); "
        "tree = list(api.list_repo_tree(repo, recursive=True, revision=info.sha)); "
        "folder = api.snapshot_download(repo, cache_dir=sys.argv[3], revision='main'); "
        "print(json.dumps([{s.rfilename: s.lfs.sha256 for s in info.siblings}, "
        "{e.path: e.lfs.sha256 for e in tree if hasattr(e, 'lfs')}, folder, "
        "[m.id for m in api.list_models(filter='gguf')]]))"
    )
    environment = os.environ | {"HF_HOME": str(tmp_path / "hf"), "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-c", program, server.url, REPO, str(tmp_path / "cache")],
        env=environment,
        check=True,
        timeout=120,
        capture_output=True,
        text=True,
    )
    siblings, tree, folder, found = json.loads(done.stdout)
    assert siblings == tree == whole_files(Path(folder))
    assert len(tree) == 3
    assert found == ["library/tiny", REPO]
