"""Fireseeds find each other, by multicast DNS over the loopback interface.

The packets are real, and no other computer sees them. Other test runs on this one do: names are of one test only.
"""

from __future__ import annotations

import gc
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from fireseed.base.errors import LocalNetworkUnavailable
from fireseed.hubs import discovery
from fireseed.hubs.discovery import SERVICE, Announcement, Peer, Peers, believed_peer, shown_name
from fireseed.hubs.library_shelf import SharedModel
from fireseed.hubs.peer import PeerHub
from fireseed.hubs.protocol import SearchQuery
from fireseed.hubs.sharing import Sharing
from hubs.shared_library import eventually

LOOPBACK = ["127.0.0.1"]
NO_INTERFACE = ["203.0.113.7"]
"""Of no interface of this computer: an address for documentation (RFC 5737)."""


@pytest.fixture
def run() -> str:
    """Is in every name of one test."""
    return secrets.token_hex(4)


@pytest.fixture
def peers(run: str) -> Iterator[Peers]:
    peers = Peers(f"ours{run}", LOOPBACK)
    yield peers
    peers.close()


def found(peers: Peers, run: str) -> list[Peer]:
    return [peer for peer in peers.found() if run in peer.name]


def test_a_fireseed_that_shares_is_found(peers: Peers, run: str, models: list[SharedModel]) -> None:
    sharing = Sharing(lambda: models, f"书房 {run}", f"theirs{run}", "127.0.0.1", 0, LOOPBACK)
    try:
        assert sharing.unannounced is None
        eventually(lambda: bool(found(peers, run)))
        (peer,) = found(peers, run)
        assert (peer.name, peer.address, peer.models) == (f"书房 {run}", "127.0.0.1", 3)
        hub = PeerHub(peer.where, peer.name)
        assert len(hub.search(SearchQuery()).repos) == 2
        hub.close()
        assert sharing.served().requests == 1
        assert sharing.urls == (f"http://127.0.0.1:{peer.port}",)
    finally:
        sharing.close()


FEW_SECONDS = 10.0


@pytest.mark.parametrize("news", ["another number of models", "its farewell"])
def test_what_a_neighbour_says_later_is_heard(
    peers: Peers, run: str, models: list[SharedModel], news: str
) -> None:
    """It is said in datagrams, which a busy computer may lose: once in three times is heard for certain."""
    for number in range(3):
        name = f"{number} {run}"
        sharing = Sharing(lambda: models, name, f"theirs{number}{run}", "127.0.0.1", 0, LOOPBACK)
        try:
            eventually(lambda name=name: bool(found(peers, name)))
            models.pop()
            sharing.models_changed()
            heard = is_seen(lambda name=name: [peer.models for peer in found(peers, name)] == [len(models)])
        finally:
            sharing.close()
        if news == "its farewell":
            heard = is_seen(lambda name=name: not found(peers, name))
        if heard:
            return
    pytest.fail("never heard")


def is_seen(holds: Callable[[], bool]) -> bool:
    """Whether it comes to be so within a few seconds."""
    try:
        eventually(holds, FEW_SECONDS)
    except AssertionError:
        return False
    return True


def test_our_own_announcement_is_not_a_peer_and_equal_names_are_two(peers: Peers, run: str) -> None:
    with ThreadPoolExecutor() as pool:
        made = [
            pool.submit(Announcement, f"Same {run}", f"{who}{run}", port, 1, LOOPBACK, LOOPBACK)
            for who, port in (("ours", 4001), ("a", 4002), ("b", 4003))
        ]
        announcements = [future.result() for future in made]
        eventually(lambda: len(found(peers, run)) == 2)
        assert {peer.port for peer in found(peers, run)} == {4002, 4003}
        list(pool.map(Announcement.close, announcements))


def test_all_threads_end(run: str, models: list[SharedModel]) -> None:
    before = set(threading.enumerate())
    peers = Peers(f"ours{run}", LOOPBACK)
    sharing = Sharing(lambda: models, f"x {run}", f"theirs{run}", "127.0.0.1", 0, LOOPBACK)
    started = [thread for thread in threading.enumerate() if thread not in before]
    assert started
    sharing.close()
    peers.close()
    eventually(lambda: not any(thread.is_alive() for thread in started))


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
    assert believed_peer(addresses, port, {}) is None


def test_a_record_is_believed_in_part() -> None:
    name = ("\u202e\0\n" + "x" * 5000).encode()
    hostile = {b"name": name, b"models": b"9" * 5000, b"version": b"\xff"}
    near = ["fd00::2", "8.8.8.8", "10.0.0.2"]
    assert believed_peer(near, 5000, hostile) == Peer("x" * 60, "10.0.0.2", 5000, None)
    vague = {b"name": b"\n", b"models": b"7"}
    assert believed_peer(["fd00::2"], 5000, vague) == Peer("fd00::2", "fd00::2", 5000, 7)
    assert believed_peer(["127.0.0.1"], 5000, {b"name": None}, loopback=True) is not None
    assert shown_name("书" * 100) == "书" * 20


def test_hostile_announcements_on_the_wire(peers: Peers, run: str) -> None:
    from zeroconf import ServiceInfo, Zeroconf

    def record(name: str, address: str, port: int) -> ServiceInfo:
        return ServiceInfo(
            SERVICE,
            f"{name}{run}.{SERVICE}",
            port=port,
            parsed_addresses=[address],
            properties={"name": f"{name} {run}"},
            server=f"{name}{run}.local.",
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
        eventually(lambda: bool(found(peers, run)))
        assert [peer.name for peer in found(peers, run)] == [f"good {run}"]
    finally:
        zeroconf.close()


@pytest.fixture
def collected() -> Iterator[None]:
    """What is left over is collected within the test that left it."""
    yield
    gc.collect()


def refused_sockets(test: Callable[..., None]) -> Callable[..., None]:
    """zeroconf forgets to close its first socket when the second is refused."""
    pytest.mark.usefixtures("collected")(test)
    pytest.mark.filterwarnings("ignore:unclosed <socket.*5353:ResourceWarning")(test)
    return test


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
        assert httpx2.get(f"{sharing.urls[0]}/api/models", trust_env=False, timeout=60).status_code == 200
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
        Sharing(lambda: models, "x", "y", NO_INTERFACE[0], 0, LOOPBACK)
