"""How the test hub sends the bytes of a file, and every way in which it doesn't."""

from __future__ import annotations

import gzip
import re
import time
from typing import TYPE_CHECKING

from hub.content import ServedFile
from hub.faults import Fault, Kind

if TYPE_CHECKING:
    from hub.server import LoopbackHub, _Handler

_PIECE = 64 << 10
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def send_file(hub: LoopbackHub, request: _Handler, path: str, served: ServedFile) -> None:
    """A file or a range of it, as the CDN does."""
    if not strike(hub, request, "cdn", path, served):
        _answer(hub, request, path, served, None)


def strike(hub: LoopbackHub, request: _Handler, where: str, path: str, served: ServedFile) -> bool:
    """Answers with a fault if one is due; False when the answer is still to be given."""
    fault = hub.fault(where, path)
    if fault is None:
        return False
    match fault.kind:
        case Kind.STATUS:
            headers = {} if fault.retry_after is None else {"Retry_After": fault.retry_after}
            if fault.status == 416:
                headers["Content_Range"] = f"bytes */{served.size}"
            request.plain(fault.status, b"fault", **headers)
        case Kind.RESET_CONNECT:
            request.reset()
        case Kind.RESET_HEADERS:
            request.wfile.write(b"HTTP/1.1 206 Partial Content\r\nContent-Le")
            time.sleep(0.02)  # lets the bytes leave before RST discards them
            request.reset()
        case Kind.STALL_HEADERS:
            _silence(hub, request)
        case Kind.DRIP_HEADERS:
            _drip(hub, request, b"HTTP/1.1 206 Partial Content\r\n" + b"X-Drip: drip\r\n" * 10_000)
        case Kind.HTML:
            request.plain(200, b"<!DOCTYPE html><title>Welcome to Hotel Wi-Fi</title>", "text/html; charset=utf-8")
        case Kind.REDIRECT_LOOP:
            request.plain(302, b"", Location=request.path)
        case Kind.REDIRECT:
            request.plain(302, b"", Location=fault.text)
        case _:
            _answer(hub, request, path, served, fault)
    return True


def _answer(hub: LoopbackHub, request: _Handler, path: str, served: ServedFile, fault: Fault | None) -> None:
    kind = fault.kind if fault is not None else None
    start, end, ranged = _asked(request, served)
    if kind is Kind.IGNORE_RANGE:
        start, end, ranged = 0, served.size, False
    if start >= served.size > 0:
        request.plain(416, b"", Content_Range=f"bytes */{served.size}")
        return
    if fault is not None and kind is Kind.SHORT_RANGE:
        end = min(end, start + fault.after)
    body = memoryview(served.content)[start:end]
    if fault is not None and kind is Kind.CORRUPT and start <= fault.after < end:
        spoilt = bytearray(body)
        spoilt[fault.after - start] ^= 1
        body = memoryview(spoilt)
    total = served.size + 1 if kind is Kind.TOTAL else served.size
    shown = start + 1 if kind is Kind.WRONG_RANGE else start
    etag = fault.text if fault is not None and kind is Kind.ETAG else f'"{served.etag or served.sha256}"'
    request.send_response(206 if ranged else 200)
    request.send_header("Content-Type", "application/octet-stream")
    request.send_header("Accept-Ranges", "bytes")
    request.send_header("ETag", etag)
    if ranged and kind is not Kind.NO_CONTENT_RANGE:
        request.send_header("Content-Range", f"bytes {shown}-{end - 1 + shown - start}/{total}")
    if kind is Kind.GZIP:
        body = memoryview(gzip.compress(body, 1))
        request.send_header("Content-Encoding", "gzip")
    if kind is Kind.EXTRA_BODY:
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        for piece in (body, b"far too much of a good thing" * 1000):
            request.wfile.write(b"%x\r\n" % len(piece) + piece + b"\r\n")
        request.wfile.write(b"0\r\n\r\n")
        return
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    if request.command != "HEAD":
        _send(hub, request, path, body, fault)


def _send(hub: LoopbackHub, request: _Handler, path: str, body: memoryview, fault: Fault | None) -> None:
    kind = fault.kind if fault is not None else None
    ends = fault is not None and kind in (Kind.RESET_BODY, Kind.SHORT_BODY, Kind.STALL)
    limit = min(len(body), fault.after) if fault is not None and ends else len(body)
    if kind is Kind.DRIP_BODY:
        _drip(hub, request, body)
        return
    for at in range(0, limit, _PIECE):
        piece = body[at : min(at + _PIECE, limit)]
        if fault is not None and kind is Kind.SLOW:
            hub.closing.wait(len(piece) / fault.rate)
        hub.throttle(len(piece))
        request.wfile.write(piece)
        hub.count(path, len(piece))
        if hub.closing.is_set():
            break
    if kind is Kind.RESET_BODY:
        request.reset()
    elif kind is Kind.SHORT_BODY:
        request.close_connection = True
    elif kind is Kind.STALL:
        _silence(hub, request)


def _asked(request: _Handler, served: ServedFile) -> tuple[int, int, bool]:
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None:
        return 0, served.size, False
    last = int(match[2]) if match[2] else served.size - 1
    return int(match[1]), min(last + 1, served.size), True


def _silence(hub: LoopbackHub, request: _Handler) -> None:
    hub.closing.wait()
    request.close_connection = True


def _drip(hub: LoopbackHub, request: _Handler, content: bytes | memoryview) -> None:
    for at in range(len(content)):
        request.wfile.write(content[at : at + 1])
        if hub.closing.wait(0.05):
            break
    request.close_connection = True
