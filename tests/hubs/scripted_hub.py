"""A hub that answers what a test scripts, byte for byte, and remembers what it was asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any

import msgspec


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """`body` may be a callable that writes by itself, piece for piece."""

    status: int = 200
    body: bytes | Callable[[Any], None] = b"[]"
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"


def json_answer(value: object, **headers: str) -> Answer:
    return Answer(body=msgspec.json.encode(value), headers=headers)


class ScriptedHub:
    """`answer` is called with each request; it may be replaced at any time."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[Request] = []
        self.answer: Callable[[Request], Answer] = lambda _: Answer()

    @property
    def paths(self) -> list[str]:
        return [request.path.partition("?")[0] for request in self.requests]


class _Server(ThreadingTCPServer):
    daemon_threads = True
    hub: ScriptedHub

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up on a scripted fault is what the test wants."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        request = Request(self.path, {name.lower(): value for name, value in self.headers.items()})
        self.server.hub.requests.append(request)
        answer = self.server.hub.answer(request)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", answer.kind)
        if isinstance(answer.body, bytes):
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
        else:
            self.end_headers()
            answer.body(self.wfile)

    def log_message(self, *args: Any) -> None:
        """Silent."""


@contextmanager
def scripted_hub() -> Iterator[ScriptedHub]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.hub = ScriptedHub(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server.hub
        server.shutdown()
        thread.join()


def closed_port() -> int:
    """A port of this machine at which nothing answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
