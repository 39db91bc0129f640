"""The built-in hub's server on the wire: ranges, pages, and what it refuses."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from fireseed.hubs import shelf_http, shelf_server
from fireseed.hubs.shelf import FolderShelf
from fireseed.hubs.shelf_answers import Span, span
from fireseed.hubs.shelf_server import ShelfServer

CONTENT = bytes(range(256)) * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    repo = tmp_path / "shelf" / "owner" / "repo"
    (repo / "q4").mkdir(parents=True)
    (repo / "q4" / "model ä.gguf").write_bytes(CONTENT)
    (repo / "README.md").write_text("# Card")
    (repo / "empty.txt").touch()
    return tmp_path / "shelf"


@pytest.fixture
def server(folder: Path, tmp_path: Path) -> Iterator[ShelfServer]:
    server = ShelfServer(FolderShelf(folder, tmp_path / "digests.json"))
    yield server
    server.close()


@pytest.fixture
def client(server: ShelfServer) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        yield client


FILE = "/owner/repo/resolve/main/q4/model%20%C3%A4.gguf"


def test_head_tells_what_a_client_plans_with(client: httpx2.Client) -> None:
    answer = client.head(FILE)
    commit = client.get("/api/models/owner/repo").json()["sha"]
    assert answer.status_code == 200
    assert answer.headers["X-Repo-Commit"] == commit
    assert answer.headers["ETag"] == answer.headers["X-Linked-Etag"]
    assert answer.headers["X-Linked-Size"] == answer.headers["Content-Length"] == str(len(CONTENT))
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.content == b""


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=100-199", 206, 100, 200),
        ("bytes=10000-", 206, 10000, 10240),
        ("bytes=10000-99999", 206, 10000, 10240),
        ("bytes=-40", 206, 10200, 10240),
        ("bytes=-99999", 206, 0, 10240),
        ("bytes=5-4", 200, 0, 10240),
        ("bytes=0-1,5-6", 200, 0, 10240),
        ("bytes=-", 200, 0, 10240),
        ("bytes=٣-", 200, 0, 10240),
        ("bytes=" + "9" * 5000 + "-", 200, 0, 10240),
        ("pages=1-2", 200, 0, 10240),
    ],
)
def test_ranges(client: httpx2.Client, asked: str, status: int, start: int, stop: int) -> None:
    answer = client.get(FILE, headers={b"Range": asked.encode()})
    assert answer.status_code == status
    assert answer.content == CONTENT[start:stop]
    if status == 206:
        assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(CONTENT)}"


@pytest.mark.parametrize("asked", ["bytes=10240-", "bytes=99999-100000", "bytes=-0"])
def test_a_range_beyond_the_end(client: httpx2.Client, asked: str) -> None:
    answer = client.get(FILE, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */10240"


def test_ranges_of_nothing() -> None:
    assert span("bytes=0-", 0) is None
    assert span(None, 0) == Span(0, 0, partial=False)


def test_an_empty_file(client: httpx2.Client) -> None:
    answer = client.get("/owner/repo/resolve/main/empty.txt")
    assert (answer.status_code, answer.content) == (200, b"")


def test_if_range(client: httpx2.Client) -> None:
    etag = client.head(FILE).headers["ETag"]
    assert client.get(FILE, headers={"Range": "bytes=1-2", "If-Range": etag}).status_code == 206
    assert client.get(FILE, headers={"Range": "bytes=1-2", "If-Range": '"other"'}).content == CONTENT


def test_one_connection_serves_many_requests(client: httpx2.Client) -> None:
    for _ in range(3):
        answer = client.get(FILE)
        assert answer.content == CONTENT
        assert "Connection" not in answer.headers


def test_a_replaced_file_is_another_commit_and_the_former_one_is_gone(client: httpx2.Client, folder: Path) -> None:
    old = client.get("/api/models/owner/repo").json()["sha"]
    (folder / "owner" / "repo" / "q4" / "model ä.gguf").write_bytes(CONTENT[::-1])
    new = client.get("/api/models/owner/repo").json()["sha"]
    assert new != old
    gone = client.get(FILE.replace("main", old))
    assert (gone.status_code, gone.headers["X-Error-Code"]) == (404, "RevisionNotFound")
    assert client.get(FILE.replace("main", new)).content == CONTENT[::-1]


def test_search_in_pages(client: httpx2.Client, folder: Path) -> None:
    for number in range(5):
        repo = folder / "many" / f"model-{number}"
        repo.mkdir(parents=True)
        (repo / "x.gguf").write_bytes(b"x")
    (folder / "many" / "no-gguf").mkdir()
    (folder / "many" / "no-gguf" / "README.md").write_text("x")
    url: str | None = "/api/models?filter=gguf&search=MANY+model&limit=2"
    pages = []
    while url:
        answer = client.get(url)
        pages.append([row["id"] for row in answer.json()])
        url = answer.links.get("next", {}).get("url")
    assert pages == [["many/model-0", "many/model-1"], ["many/model-2", "many/model-3"], ["many/model-4"]]


def test_a_tree_by_folder_and_whole(client: httpx2.Client) -> None:
    rows = {row["path"]: row["type"] for row in client.get("/api/models/owner/repo/tree/main").json()}
    assert rows == {"README.md": "file", "empty.txt": "file", "q4": "directory"}
    whole = client.get("/api/models/owner/repo/tree/main?recursive=true").json()
    assert {row["path"] for row in whole} == {*rows, "q4/model ä.gguf"}
    inside = client.get("/api/models/owner/repo/tree/main/q4").json()
    assert [row["path"] for row in inside] == ["q4/model ä.gguf"]
    assert client.get("/api/models/owner/repo/tree/main/q5").headers["X-Error-Code"] == "EntryNotFound"


def test_blobs(client: httpx2.Client) -> None:
    siblings = client.get("/api/models/owner/repo?blobs=true").json()["siblings"]
    (model,) = [row for row in siblings if row["rfilename"].endswith(".gguf")]
    assert model["lfs"]["size"] == model["size"] == len(CONTENT)
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{model['lfs']['sha256']}\nsize 10240\n"
    assert model["lfs"]["pointerSize"] == len(pointer)


def test_raw_is_for_text(client: httpx2.Client) -> None:
    answer = client.get("/owner/repo/raw/main/README.md")
    assert (answer.text, answer.headers["Content-Type"]) == ("# Card", "text/plain;charset=utf-8")
    assert client.get(FILE.replace("resolve", "raw")).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1.evil.example:1", ""])
def test_another_host_name_is_refused(client: httpx2.Client, host: str) -> None:
    assert client.get("/api/models", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE"])
def test_nothing_but_reading(client: httpx2.Client, method: str) -> None:
    assert client.request(method, "/api/models", content=b"x").status_code == 501


@pytest.mark.parametrize(
    "target",
    [
        "/owner/repo/resolve/main/../../../secret",
        "/owner/repo/resolve/main/..%2F..%2F..%2Fsecret",
        "/owner/repo/resolve/main/q4/../README.md",
        "/owner/repo/resolve/main//README.md",
        "/owner/repo/resolve/main/link",
        "/owner/repo/resolve/main/linked/secret",
        "/owner/repo/resolve/main/.hidden",
        "/owner/repo/resolve/main/fireseed-repo.json",
        "/owner/../resolve/main/secret",
        "/api/models/../owner",
        "/linked-owner/repo/resolve/main/README.md",
        "/api/agent-harnesses",
        "http://evil.example/api/models",
        "*",
    ],
)
def test_nothing_outside_of_a_repo(server: ShelfServer, folder: Path, target: str) -> None:
    (folder.parent / "secret").write_text("secret")
    repo = folder / "owner" / "repo"
    (repo / ".hidden").write_text("secret")
    (repo / "fireseed-repo.json").write_text("{}")
    (repo / "link").symlink_to(folder.parent / "secret")
    (repo / "linked").symlink_to(folder.parent, target_is_directory=True)
    (folder / "linked-owner").symlink_to(folder / "owner", target_is_directory=True)
    answer = _raw(server, f"GET {target} HTTP/1.1\r\nHost: {_host(server)}\r\nConnection: close\r\n\r\n".encode())
    assert answer.split()[1] == b"404"
    assert b"\r\n\r\nsecret" not in answer


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", b"431"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"403"),
        (b"GET /api/models?" + b"a=1&" * 200 + b" HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n", b"400"),
    ],
)
def test_a_request_out_of_bounds(server: ShelfServer, request_bytes: bytes, status: bytes) -> None:
    answer = _raw(server, request_bytes.replace(b"HOST", _host(server).encode()))
    assert status in answer.split(b"\r\n")[0].split() + answer.split()


def test_a_body_is_not_taken_for_a_second_request(server: ShelfServer) -> None:
    host = _host(server)
    smuggled = f"GET /api/models HTTP/1.1\r\nHost: {host}\r\n\r\n"
    request = f"GET /x HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(smuggled)}\r\n\r\n{smuggled}"
    assert _raw(server, request.encode()).count(b"HTTP/1.1 ") == 1


def test_a_silent_connection_is_closed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_http.ShelfHandler, "timeout", 0.2)
    server = ShelfServer(FolderShelf(folder, tmp_path / "digests.json"))
    assert _raw(server, b"GET / HT") == b""
    server.close()


def test_too_many_connections_are_turned_away(server: ShelfServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_server, "MAX_CONNECTIONS", 1)
    url = httpx2.URL(server.url)
    with httpx2.Client(trust_env=False, timeout=60) as first:
        first.get(f"{server.url}/api/models")
        with socket.create_connection((url.host, url.port or 0), timeout=60) as second:
            assert _received(second) == b""


def test_close_ends_a_connection_in_the_middle(folder: Path, tmp_path: Path) -> None:
    with (folder / "owner" / "repo" / "large.gguf").open("wb") as stream:
        stream.truncate(64 * 1024 * 1024)
    server = ShelfServer(FolderShelf(folder, tmp_path / "digests.json"))
    with (
        httpx2.Client(trust_env=False, timeout=60) as client,
        client.stream("GET", f"{server.url}/owner/repo/resolve/main/large.gguf") as answer,
    ):
        assert answer.status_code == 200
        server.close()
        with pytest.raises(httpx2.TransportError):
            answer.read()


def _host(server: ShelfServer) -> str:
    return server.url.removeprefix("http://")


def _raw(server: ShelfServer, request: bytes) -> bytes:
    """Everything that comes back, until the server closes."""
    url = httpx2.URL(server.url)
    with socket.create_connection((url.host, url.port or 0), timeout=60) as connection:
        with contextlib.suppress(OSError):  # it may have been answered and closed before its end
            connection.sendall(request)
            if not request.endswith(b" HT"):
                connection.shutdown(socket.SHUT_WR)
        return _received(connection)


def _received(connection: socket.socket) -> bytes:
    pieces = []
    try:
        while piece := connection.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        pass  # closed with our bytes unread
    return b"".join(pieces)
