"""Another Fireseed as a hub, and the `hf` command, which knows nothing of Fireseed, at the same server."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from fireseed.base.errors import HubUnreachable, NotFound, NotOnLocalNetwork
from fireseed.hubs.library_shelf import LibraryShelf, SharedModel
from fireseed.hubs.local_network import own_addresses
from fireseed.hubs.peer import DEFAULT_PORT, PeerAddress, PeerHub, parse_peer
from fireseed.hubs.protocol import FileSource, Hub, SearchQuery
from fireseed.hubs.shelf_server import ShelfServer
from fireseed.transfer.names import is_safe
from hubs.shared_library import CONTENT, DEEP, REPO, SHA256


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


def test_a_peer_from_end_to_end(hub: PeerHub, server: ShelfServer) -> None:
    asked: Hub = hub
    (row,) = asked.search(SearchQuery("qwen3")).repos
    assert (row.hub, row.name, row.page) == (f"peer-127.0.0.1-{server.port}", REPO, None)
    listing = asked.listing(REPO)
    assert listing.original is False
    assert {file.path: file.sha256 for file in listing.files}["Qwen3-8B-Q4_K_M.gguf"] == SHA256
    address = asked.address(FileSource(hub.id, REPO, listing.commit, DEEP))
    assert httpx2.get(address.url, trust_env=False, timeout=60).content == CONTENT
    with pytest.raises(NotFound):
        asked.listing("no/such")
    server.close()
    with pytest.raises(HubUnreachable):
        asked.listing(REPO)


def test_a_peer_shares_models_and_no_texts(hub: PeerHub) -> None:
    commit = hub.listing(REPO).commit
    assert hub.card(REPO, commit) is None
    assert hub.text(REPO, commit, "Qwen3-8B-Q4_K_M.gguf") is None


def test_a_peer_is_reached_without_a_proxy(server: ShelfServer, monkeypatch: pytest.MonkeyPatch) -> None:
    # Loopback never goes through a proxy; another address of this computer would.
    addresses = own_addresses()
    if not addresses:
        pytest.skip("this computer is on no private network")
    for name in ("http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    hub = PeerHub(PeerAddress(addresses[0], server.port))
    assert len(hub.search(SearchQuery()).repos) == 2
    hub.close()


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
    # There is no name server here: its answers are made up, the connections are not.
    led: list[str] = []
    really = socket.getaddrinfo

    def look_up(host: str, port: int, *arguments: int, **more: int) -> list[Any]:
        if host == "computer.local":
            return [(0, 0, 0, "", (address, port)) for address in led]
        return really(host, port, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    hub = PeerHub(PeerAddress("computer.local", server.port))
    for strange in ([], ["8.8.8.8"], ["2001:4860:4860::8888", "fe80::1%1"]):
        led[:] = strange
        with pytest.raises(NotOnLocalNetwork):
            hub.search(SearchQuery())
    led[:] = ["8.8.8.8", "fe80::1%1", "127.0.0.1"]
    assert len(hub.search(SearchQuery()).repos) == 2
    led[:] = ["8.8.8.8"]
    # The address that was judged is the one that is asked, whatever the name says now.
    assert len(hub.search(SearchQuery()).repos) == 2
    hub.close()
    with pytest.raises(HubUnreachable):
        hub.search(SearchQuery())


def test_a_name_that_leads_nowhere(server: ShelfServer) -> None:
    hub = PeerHub(PeerAddress("no-such-computer.invalid", server.port))
    with pytest.raises(HubUnreachable):
        hub.search(SearchQuery())
    hub.close()


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
        timeout=300,
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
        timeout=300,
        capture_output=True,
        text=True,
    )
    siblings, tree, folder, found = json.loads(done.stdout)
    assert siblings == tree == whole_files(Path(folder))
    assert len(tree) == 3
    assert found == ["library/tiny", REPO]
