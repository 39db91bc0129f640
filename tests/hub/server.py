"""The test hub: Hugging Face's API and a CDN behind it, over real HTTP on loopback, with faults on demand.

Two servers, as there: the API at 127.0.0.1 redirects a file's `resolve` address to a signed, expiring one at
another host (`localhost`) and port.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import select
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, quote, unquote, urlsplit

from hub.answers import send_file
from hub.api import answer_api, answer_paths_info
from hub.content import ServedFile, ServedRepo
from hub.faults import Fault


@dataclass(frozen=True)
class Seen:
    """One request as it came."""

    where: str
    method: str
    path: str
    headers: Mapping[str, str]


class LoopbackHub:
    """Serves `repos`. `faults` may be changed at any time; `rate` (bytes/s, all connections together) too.

    `seen` are the requests so far, `served` the body bytes sent of each path, `busiest` the most files that were
    being sent at one time; those that are more than `bears` are refused with 429. `elsewhere` is another server's
    address that has the files, to be redirected to instead of the hub's own.
    """

    def __init__(self, *repos: ServedRepo, rate: float | None = None, signature_seconds: float = 3600.0) -> None:
        self.repos = {repo.name: repo for repo in repos}
        self.faults: list[Fault] = []
        self.rate = rate
        self.signature_seconds = signature_seconds
        self.seen: list[Seen] = []
        self.served: Counter[str] = Counter()
        self.busiest = 0
        self.bears: int | None = None
        self.elsewhere: str | None = None
        self.closing = threading.Event()
        self._key = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self._sending: list[socket.socket] = []
        self._budget_at = time.monotonic()
        self._servers = {where: _Server(self, where) for where in ("api", "cdn")}

    @property
    def url(self) -> str:
        """The API's address: what a hub client is given."""
        return f"http://127.0.0.1:{self._servers['api'].port}"

    @property
    def cdn(self) -> str:
        return f"http://localhost:{self._servers['cdn'].port}"

    def expire_signatures(self) -> None:
        """No signed address that was given out until now works any more."""
        self._key = secrets.token_bytes(16)

    def requests(self, where: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.where == where]

    def close(self) -> None:
        """Ends both servers and every connection; a fault that waits for ever ends too."""
        self.closing.set()
        for server in self._servers.values():
            server.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # For the handlers

    def note(self, seen: Seen) -> None:
        with self._lock:
            self.seen.append(seen)

    def count(self, path: str, count: int) -> None:
        with self._lock:
            self.served[path] += count

    @contextmanager
    def sending(self, connection: socket.socket) -> Iterator[int]:
        """A file is being sent meanwhile: the how many-th at the same time."""
        with self._lock:
            self._sending.append(connection)
            number = sum(not _is_gone(other) for other in self._sending)
            self.busiest = max(self.busiest, number)
        try:
            yield number
        finally:
            with self._lock:
                self._sending.remove(connection)

    def fault(self, where: str, path: str) -> Fault | None:
        with self._lock:
            return next((fault for fault in self.faults if fault.strikes(where, path)), None)

    def throttle(self, count: int) -> None:
        """Waits until `count` more bytes are due at `rate`."""
        if self.rate is None:
            return
        with self._lock:
            now = time.monotonic()
            self._budget_at = max(self._budget_at, now - 0.05) + count / self.rate
            pause = self._budget_at - now
        if pause > 0:
            self.closing.wait(pause)

    def find(self, repo: str, path: str) -> ServedFile | None:
        found = self.repos.get(repo)
        return found.files.get(path) if found is not None else None

    def sign(self, repo: str, path: str) -> str:
        """The address of the bytes, good for `signature_seconds`."""
        if self.elsewhere is not None:
            return f"{self.elsewhere}/{quote(path)}"
        expires = f"{time.time() + self.signature_seconds:.3f}"
        return f"{self.cdn}/{repo}/{quote(path)}?expires={expires}&signature={self._signature(path, expires)}"

    def signed(self, path: str, query: str) -> bool:
        """Whether an address is one of ours and not run out."""
        facts = {key: values[0] for key, values in parse_qs(query).items()}
        expires = facts.get("expires", "0")
        sound = hmac.compare_digest(self._signature(path, expires), facts.get("signature", ""))
        return sound and time.time() < float(expires)

    def _signature(self, path: str, expires: str) -> str:
        return hmac.new(self._key, f"{path}|{expires}".encode(), hashlib.sha256).hexdigest()


def _is_gone(connection: socket.socket) -> bool:
    """Whether the client has closed it, which a server that is sending notices later."""
    try:
        readable, _, _ = select.select([connection], [], [], 0)
        return bool(readable) and not connection.recv(1, socket.MSG_PEEK)
    except (OSError, ValueError):
        return True


class _Server(ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, hub: LoopbackHub, where: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub = hub
        self.where = where
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up, or that was hung up on, is what a test wants."""

    def end(self) -> None:
        self.shutdown()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: object) -> None:
        """Silent."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        hub, where = self.server.hub, self.server.where
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        hub.note(Seen(where, self.command, path, dict(self.headers)))
        if where == "api":
            answer_api(hub, self, path, parts.query)
            return
        _, owner, name, file = path.split("/", 3)
        served = hub.find(f"{owner}/{name}", file)
        if served is None:
            self.plain(404, b"no such file")
        elif not hub.signed(file, parts.query):
            self.plain(403, b"the signature has expired")
        else:
            with hub.sending(self.connection) as number:
                if hub.bears is not None and number > hub.bears:
                    self.plain(429, b"too many connections")
                else:
                    send_file(hub, self, file, served)

    def do_POST(self) -> None:
        """Of all that the real API takes this way, the one question that mirrors ask."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        path = unquote(urlsplit(self.path).path)
        self.server.hub.note(Seen(self.server.where, self.command, path, dict(self.headers)))
        answer_paths_info(self.server.hub, self, path, parse_qs(body.decode()).get("paths", []))

    def plain(self, status: int, body: bytes, kind: str = "text/plain", **headers: str) -> None:
        """A whole answer of a few bytes."""
        self.send_response(status)
        for key, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def reset(self) -> None:
        """The connection ends with RST, unsent bytes are lost."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()
