"""Which TLS certificates are trusted: the system's store, plus the authorities in one file of the person's.

Nothing here, and nothing in `base.http`, can switch the check off.
"""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any

import truststore

from fireseed.base.errors import CertificateFileUnusable

MAX_FILE = 4 * 1024 * 1024
"""Bytes of a file of authorities: Mozilla's whole list is 0.2 MB."""

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Trust(truststore.SSLContext):
    """The client's TLS context: the system's store and `extra`, PEM text or DER bytes or nothing.

    truststore holds a lock during each handshake, so one server that accepts a connection and then falls silent
    would keep every other one of this client waiting. Each handshake therefore gets a context of its own; it
    costs no more, because truststore reads the system's store for each one anyway (20 ms on Linux).
    """

    def __init__(self, protocol: int, extra: str | ReadableBuffer | None = None) -> None:
        super().__init__(protocol)
        self._extra = extra
        if extra is not None:
            self.load_verify_locations(cadata=extra)

    def wrap_socket(self, sock: socket.socket, *options: Any, **named: Any) -> ssl.SSLSocket:
        return self._for_one().wrap_socket(sock, *options, **named)

    def wrap_bio(
        self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, *options: Any, **named: Any
    ) -> ssl.SSLObject:
        return self._for_one().wrap_bio(incoming, outgoing, *options, **named)

    def _for_one(self) -> truststore.SSLContext:
        context = truststore.SSLContext(self.protocol)
        if self._extra is not None:
            context.load_verify_locations(cadata=self._extra)
        # What `base.http`'s clients speak; what was set on this context is not read back from it.
        context.set_alpn_protocols(["http/1.1"])
        return context


def trust(extra_ca: str = "") -> Trust:
    """The context for new connections. `extra_ca` is the path of a PEM (or one DER) file, or empty.

    Raises CertificateFileUnusable when it is not there, can't be read, or holds no certificate.
    """
    if not extra_ca:
        return Trust(ssl.PROTOCOL_TLS_CLIENT)
    try:
        with Path(extra_ca).expanduser().open("rb") as stream:
            content = stream.read(MAX_FILE + 1)
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise CertificateFileUnusable(extra_ca, reason or type(error).__name__) from error
    if len(content) > MAX_FILE:
        raise CertificateFileUnusable(extra_ca, f"more than {MAX_FILE} bytes")
    try:
        # Comments between the certificates of a PEM file may be in any language; OpenSSL takes ASCII only.
        extra = content.decode("ascii", "ignore") if b"-----BEGIN" in content else content
        return Trust(ssl.PROTOCOL_TLS_CLIENT, extra)
    except (ssl.SSLError, ValueError) as error:
        raise CertificateFileUnusable(extra_ca, "no certificate in it") from error


def distrust(error: BaseException) -> str | None:
    """Why a certificate was not trusted, when that is what made `error`; None when it was something else."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message or str(cause)
        cause = cause.__cause__ or cause.__context__
    return None
