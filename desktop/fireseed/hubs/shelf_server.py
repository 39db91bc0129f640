"""A shelf over HTTP (`hubs.shelf_http`): on this computer only, or for the computers of the local network."""

from __future__ import annotations

import contextlib
import logging
import selectors
import socket
import sys
import threading
from collections import Counter
from socketserver import ThreadingMixIn
from typing import Any

from fireseed.hubs.local_network import is_neighbour, plain_address, url_of
from fireseed.hubs.shelf import Shelf
from fireseed.hubs.shelf_http import ShelfHandler, ShelfHost
from fireseed.hubs.visitors import Visitors

LOOPBACK = "127.0.0.1"

MAX_CONNECTIONS = 64
"""At once: four times the most that one download opens."""

MAX_OF_ONE = 24
"""Connections of one other computer: a download and a few questions. The line is shared by connections."""

_log = logging.getLogger(__name__)


class ShelfServer:
    """Serves `shelf` at `url` from its construction until `close`. Raises OSError when the port is not to be had.

    `address` is an IP address of this computer, or empty for all of them (IPv6, too, where there is any); `port` 0
    is any free one. Whatever the address, only computers of the local network are answered.
    """

    def __init__(self, shelf: Shelf, address: str = LOOPBACK, port: int = 0) -> None:
        self.visitors = Visitors()
        self._server = _Server(shelf, self.visitors, address, port)
        self.port = self._server.port
        self.url = url_of(address or LOOPBACK, self.port)
        self._woken, self._wake = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, name="shelf-server", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends the server and every connection, within a second. Can be called again."""
        if self._thread.is_alive():
            self._server.closing.set()
            self._wake.send(b"x")
            self._thread.join(timeout=1)
        self._server.server_close()
        self._server.disconnect()
        self._woken.close()
        self._wake.close()

    def _serve(self) -> None:
        # `serve_forever` would look at the clock several times a second to find that it shall end.
        with selectors.DefaultSelector() as selector:
            selector.register(self._server, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not self._server.closing.is_set():
                selector.select()
                self._server.handle_request()


class _Server(ThreadingMixIn, ShelfHost):
    # TCPServer and not HTTPServer, whose bind asks the DNS for this computer's name.
    daemon_threads = True
    timeout = 0

    def __init__(self, shelf: Shelf, visitors: Visitors, address: str, port: int) -> None:
        self.shelf = shelf
        self.visitors = visitors
        self.closing = threading.Event()
        self._connections: dict[socket.socket, str] = {}
        self._ended = threading.Condition()
        super().__init__((address, port), ShelfHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = _listening(address, port)
        self.socket.setblocking(False)
        self.port = self.socket.getsockname()[1]

    def get_request(self) -> Any:
        try:
            return super().get_request()
        except BlockingIOError:
            raise  # it went away again
        except OSError:
            # No descriptor left: the client stays in the queue, and asking at once would only heat the processor.
            self.closing.wait(0.1)
            raise

    def verify_request(self, request: Any, client_address: Any) -> bool:
        address = plain_address(client_address[0])
        with self._ended:
            of_one = Counter(self._connections.values())[address]
            full = len(self._connections) >= MAX_CONNECTIONS or (
                of_one >= MAX_OF_ONE and address != plain_address(request.getsockname()[0])
            )
            if full or not is_neighbour(address):
                _log.info("turned %s away: %s", address, "full" if full else "not of the local network")
                return False
            self._connections[request] = address
        return True

    def shutdown_request(self, request: Any) -> None:
        with self._ended:
            self._connections.pop(request, None)
            self._ended.notify_all()
        super().shutdown_request(request)

    def disconnect(self) -> None:
        """Wakes every handler out of its socket, and gives them half a second to end."""
        with self._ended:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._ended.wait_for(lambda: not self._connections, timeout=0.5)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # socketserver would write a traceback to stderr, even for a client that went away.
        level = logging.DEBUG if isinstance(sys.exception(), OSError) else logging.ERROR
        _log.log(level, "connection %s from %s ended", request, client_address, exc_info=True)


def _listening(address: str, port: int) -> socket.socket:
    """Where `address` is empty, one socket for both versions of IP, or for IPv4 where there is no other."""
    if not address and socket.has_dualstack_ipv6():
        try:
            return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=32)
        except OSError as error:
            _log.info("no IPv6 for port %d: %s", port, error)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.create_server((address, port), family=family, backlog=32)
