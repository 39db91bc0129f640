"""One connection to a shelf's server: read-only, as much of the Hugging Face API as its clients need.

    GET  /api/models                                     search, filter, sort, limit, cursor
    GET  /api/models/{owner}/{repo}[/revision/{rev}]     ?blobs=true adds sizes and digests
    GET  /api/models/{owner}/{repo}/tree/{rev}[/{path}]  ?recursive=true
    GET  /{owner}/{repo}/resolve/{rev}/{path}            one Range, If-Range
    GET  /{owner}/{repo}/raw/{rev}/{path}                small files as text

Everything that a URL names is looked up in the shelf's listing, never joined to a path. `{rev}` is `main` or the
present commit; a former one is gone, so no client can mix two.
"""

from __future__ import annotations

import io
import logging
import socket
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from typing import Any, BinaryIO
from urllib.parse import parse_qs, quote, unquote, urlencode

import msgspec

from fireseed import __version__
from fireseed.hubs import shelf_answers
from fireseed.hubs.local_network import names_server, plain_address
from fireseed.hubs.shelf import Shelf, ShelfFile, ShelfRepo
from fireseed.hubs.shelf_answers import Page, Query, Span
from fireseed.hubs.visitors import Visitors

SILENCE = 30.0
"""Seconds: the longest wait for a byte in either direction. After twice that, a whole request must be there."""

_log = logging.getLogger(__name__)


class ShelfHost(TCPServer):
    """What a connection needs of its server."""

    shelf: Shelf
    visitors: Visitors
    port: int


class _Incoming(io.RawIOBase):
    """What a client sends, read until a point in time: one that sends a byte now and then gets no longer."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.until = 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if time.monotonic() > self.until:
            raise TimeoutError
        return self._connection.recv_into(buffer)


class ShelfHandler(BaseHTTPRequestHandler):
    """One connection. http.server bounds the request line (64 KiB) and the headers (100 lines of 64 KiB)."""

    server: ShelfHost
    protocol_version = "HTTP/1.1"
    server_version = f"Fireseed/{__version__}"
    sys_version = ""
    timeout = SILENCE
    error_content_type = "text/plain;charset=utf-8"
    error_message_format = "%(code)d %(message)s\n"

    def setup(self) -> None:
        super().setup()
        self._visitor = plain_address(self.client_address[0])
        self._incoming = _Incoming(self.connection)
        self.rfile = io.BufferedReader(self._incoming)

    def handle_one_request(self) -> None:
        # A byte that comes just before may still be waited for: twice the silence at most.
        self._incoming.until = time.monotonic() + self.timeout
        super().handle_one_request()

    def do_GET(self) -> None:
        self.server.visitors.count(self._visitor, requests=1)
        # A body would be read as the next request.
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            self.close_connection = True
        here = plain_address(self.connection.getsockname()[0])
        if not names_server(self.headers.get("Host", ""), here, self.server.port):
            self._refuse(HTTPStatus.FORBIDDEN, "this server answers to its own address only")
            return
        target, _, parameters = self.path.partition("?")
        segments = [unquote(segment, errors="replace") for segment in target.split("/")]
        try:
            query = parse_qs(parameters, max_num_fields=100)
        except ValueError:
            self._refuse(HTTPStatus.BAD_REQUEST, "too many parameters")
            return
        self._route(segments[1:], query, target)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server gives it
        _log.debug(format, *args)

    def _route(self, segments: list[str], query: Query, target: str) -> None:
        match segments:
            case ["api", "models"]:
                self._send_page(shelf_answers.search(self.server.shelf.repos(), query), query, target)
            case ["api", "models", owner, name]:
                self._send_model(f"{owner}/{name}", "main", query)
            case ["api", "models", owner, name, "revision", revision]:
                self._send_model(f"{owner}/{name}", revision, query)
            case ["api", "models", owner, name, "tree", revision, *folder]:
                self._send_tree(f"{owner}/{name}", revision, "/".join(folder), query, target)
            case [owner, name, "resolve", revision, *path]:
                self._send_file(f"{owner}/{name}", revision, "/".join(path))
            case [owner, name, "raw", revision, *path]:
                self._send_text(f"{owner}/{name}", revision, "/".join(path))
            case _:
                self._refuse(HTTPStatus.NOT_FOUND, "no such page")

    def _repo(self, name: str, revision: str) -> ShelfRepo | None:
        """The repo at the revision; None after it has been refused."""
        repo = self.server.shelf.repo(name)
        if repo is None:
            self._refuse(HTTPStatus.NOT_FOUND, "Repository not found", "RepoNotFound")
        elif revision not in ("main", repo.commit):
            self._refuse(HTTPStatus.NOT_FOUND, "Invalid rev id", "RevisionNotFound")
        else:
            return repo
        return None

    def _send_model(self, name: str, revision: str, query: Query) -> None:
        if repo := self._repo(name, revision):
            blobs = query.get("blobs", ["false"])[-1].lower() in ("true", "1")
            self._send_json(shelf_answers.model(repo, blobs=blobs))

    def _send_tree(self, name: str, revision: str, folder: str, query: Query, target: str) -> None:
        if repo := self._repo(name, revision):
            page = shelf_answers.tree(repo, folder, query)
            if page is None:
                self._refuse(HTTPStatus.NOT_FOUND, f"{folder} does not exist", "EntryNotFound")
            else:
                self._send_page(page, query, target)

    def _send_page(self, page: Page, query: Query, target: str) -> None:
        headers = {}
        if page.following is not None:
            following = urlencode({**query, "cursor": str(page.following)}, doseq=True)
            headers["Link"] = f'<http://{self.headers["Host"]}{target}?{following}>; rel="next"'
        self._send_json(page.rows, headers)

    def _send_text(self, name: str, revision: str, path: str) -> None:
        if repo := self._repo(name, revision):
            file = repo.file(path)
            if file is None or file.git_sha1 is None:
                self._refuse(HTTPStatus.NOT_FOUND, "Entry not found", "EntryNotFound")
            else:
                self._send_bytes(repo, file, "text/plain;charset=utf-8")

    def _send_file(self, name: str, revision: str, path: str) -> None:
        if repo := self._repo(name, revision):
            file = repo.file(path)
            if file is None:
                self._refuse(HTTPStatus.NOT_FOUND, "Entry not found", "EntryNotFound")
            else:
                self._send_bytes(repo, file, "application/octet-stream")

    def _send_bytes(self, repo: ShelfRepo, file: ShelfFile, kind: str) -> None:
        etag = shelf_answers.etag(file)
        asked = self.headers.get("Range")
        if self.headers.get("If-Range", etag) != etag:
            asked = None
        span = shelf_answers.span(asked, file.size)
        if span is None:
            headers = {"Content-Range": f"bytes */{file.size}", "ETag": etag}
            self._refuse(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "no such bytes", headers=headers)
            return
        stream = file.open()
        if stream is None:
            # It changed since it was listed a moment ago: this commit is gone.
            self._refuse(HTTPStatus.NOT_FOUND, "Invalid rev id", "RevisionNotFound")
            return
        with stream:
            self.send_response(HTTPStatus.PARTIAL_CONTENT if span.partial else HTTPStatus.OK)
            if span.partial:
                last = span.start + span.length - 1
                self.send_header("Content-Range", f"bytes {span.start}-{last}/{file.size}")
            changed = datetime.fromtimestamp(file.changed_ns // 10**9, UTC)
            self._end_headers(
                {
                    "Accept-Ranges": "bytes",
                    "Content-Disposition": f"inline; filename*=UTF-8''{quote(file.path.rpartition('/')[2])}",
                    "Content-Length": str(span.length),
                    "Content-Type": kind,
                    "ETag": etag,
                    "Last-Modified": format_datetime(changed, usegmt=True),
                    "X-Linked-Etag": etag,
                    "X-Linked-Size": str(file.size),
                    "X-Repo-Commit": repo.commit,
                }
            )
            if self.command != "HEAD" and span.length:
                self._send_stretch(stream, span)

    def _send_stretch(self, stream: BinaryIO, span: Span) -> None:
        try:
            # The operating system copies from file to socket where it can; else this reads and sends.
            sent = self.connection.sendfile(stream, span.start, span.length)
            self.close_connection |= sent != span.length
        finally:
            self.server.visitors.count(self._visitor, sent=max(stream.tell() - span.start, 0))

    def _send_json(self, value: object, headers: dict[str, str] | None = None) -> None:
        self.send_response(HTTPStatus.OK)
        self._end_with(msgspec.json.encode(value), headers or {})

    def _refuse(
        self, status: HTTPStatus, message: str, code: str = "", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        named = {"X-Error-Code": code, "X-Error-Message": message} if code else {}
        self._end_with(msgspec.json.encode({"error": message}), named | (headers or {}))

    def _end_with(self, body: bytes, headers: dict[str, str]) -> None:
        kind = {"Content-Type": "application/json;charset=utf-8", "Content-Length": str(len(body))}
        self._end_headers(headers | kind)
        if self.command != "HEAD":
            self.wfile.write(body)

    def _end_headers(self, headers: dict[str, str]) -> None:
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
