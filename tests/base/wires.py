"""Real servers on loopback that stand between a client and its target: proxies, TLS, and silence."""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
WANTS_A_NAME = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class Wire:
    """One listening server. `heard` are the first lines or names that it was asked for."""

    port: int
    heard: list[str] = field(default_factory=list)


@contextmanager
def listening(serve: Callable[[Wire, socket.socket], None], host: str = "127.0.0.1") -> Iterator[Wire]:
    """`serve` gets each connection in a thread of its own; whatever breaks it ends that connection only."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as server:
        wire = Wire(server.getsockname()[1])
        connections: list[socket.socket] = []

        def one(connection: socket.socket) -> None:
            with connection, contextlib.suppress(OSError):
                connection.settimeout(60)
                serve(wire, connection)

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    connections.append(connection)
                    threading.Thread(target=one, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield wire
        finally:
            for open_one in (server, *connections):
                with contextlib.suppress(OSError):
                    open_one.shutdown(socket.SHUT_RDWR)
            thread.join(60)


def web(wire: Wire, connection: socket.socket) -> None:
    """Answers `ok` to one request."""
    wire.heard.append(_head(connection).partition("\r\n")[0])
    connection.sendall(OK)


def over_tls(context: ssl.SSLContext, serve: Callable[[Wire, socket.socket], None]) -> Callable[..., None]:
    """`serve` behind TLS."""

    def wrapped(wire: Wire, connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            serve(wire, secured)

    return wrapped


def http_proxy(name: str = "", password: str = "", refusal: bytes = b"") -> Callable[..., None]:
    """An HTTP proxy: CONNECT and absolute addresses, Basic authentication where `name` is given.

    Every host is this computer: what matters is which name the proxy was asked for.
    """
    expected = f"Proxy-Authorization: Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"

    def serve(wire: Wire, connection: socket.socket) -> None:
        head = _head(connection)
        first, _, headers = head.partition("\r\n")
        wire.heard.append(first)
        if refusal or (name and expected not in headers.split("\r\n")):
            connection.sendall(refusal or WANTS_A_NAME)
            return
        method, target, _ = first.split(" ")
        address = target if method == "CONNECT" else target.removeprefix("http://").partition("/")[0]
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as there:
            if method == "CONNECT":
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                there.sendall(head.encode())
            _join(connection, there)

    return serve


def socks_proxy(name: str = "", password: str = "", reply: int = 0) -> Callable[..., None]:
    """A SOCKS 5 proxy (RFC 1928) with names resolved by itself, and RFC 1929 where `name` is given."""

    def serve(wire: Wire, connection: socket.socket) -> None:
        methods = _exactly(connection, _exactly(connection, 2)[1])
        wanted = 2 if name else 0
        connection.sendall(bytes([5, wanted if wanted in methods else 0xFF]))
        if wanted not in methods:
            return
        if name:
            given = _exactly(connection, _exactly(connection, 2)[1])
            secret = _exactly(connection, _exactly(connection, 1)[0])
            right = (given, secret) == (name.encode(), password.encode())
            connection.sendall(bytes([1, 0 if right else 1]))
            if not right:
                return
        kind = _exactly(connection, 4)[3]
        host = {
            1: lambda: socket.inet_ntop(socket.AF_INET, _exactly(connection, 4)),
            3: lambda: _exactly(connection, _exactly(connection, 1)[0]).decode(),
            4: lambda: socket.inet_ntop(socket.AF_INET6, _exactly(connection, 16)),
        }[kind]()
        port = int.from_bytes(_exactly(connection, 2), "big")
        wire.heard.append(f"{host}:{port}")
        connection.sendall(bytes([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]))
        if reply == 0:
            with socket.create_connection(("127.0.0.1", port)) as there:
                _join(connection, there)

    return serve


def silence(wire: Wire, connection: socket.socket) -> None:
    """Accepts, and never says anything."""
    while connection.recv(4096):
        wire.heard.append("")


def _head(connection: socket.socket) -> str:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionResetError
        head += piece
    return head.decode()


def _exactly(connection: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = connection.recv(count - len(found))
        if not piece:
            raise ConnectionResetError
        found += piece
    return found


def _join(one: socket.socket, other: socket.socket) -> None:
    def copy(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)

    back = threading.Thread(target=copy, args=(other, one), daemon=True)
    back.start()
    copy(one, other)
    back.join(60)


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the test's own: its certificate, and a server's context that it vouches for."""

    pem: Path
    server: ssl.SSLContext


def make_authority(folder: Path, *names: str) -> Authority:
    """An authority and a server's certificate for `names` (and 127.0.0.1 and ::1), good for an hour."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    def certificate(subject: str, key, issuer: str, signer, *extensions) -> x509.Certificate:  # type: ignore[no-untyped-def]
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(
            x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]),
            x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)]),
            key.public_key(),
            x509.random_serial_number(),
            now - timedelta(hours=1),
            now + timedelta(hours=1),
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(signer, hashes.SHA256())

    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = certificate(
        "Company", root_key, "Company", root_key, (x509.BasicConstraints(ca=True, path_length=None), True)
    )
    addresses = [x509.IPAddress(ipaddress.ip_address(text)) for text in ("127.0.0.1", "::1")]
    alternatives = x509.SubjectAlternativeName([*(x509.DNSName(name) for name in names), *addresses])
    leaf = certificate("Server", key, "Company", root_key, (alternatives, False))
    pem, chain = folder / "authority.pem", folder / "server.pem"
    pem.write_bytes("# 公司的证书\n".encode() + root.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    chain.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + leaf.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return Authority(pem, context)
