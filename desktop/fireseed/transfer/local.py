"""Files on this computer behind the same requests as those of hubs: what a `file:` address answers.

A folder or a USB stick is a hub too; its bytes come by ranges, with an ETag that changes when the file does, so
that everything that holds for a hub on the network holds for it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from io import FileIO
from urllib.parse import urlsplit
from urllib.request import url2pathname

import httpx2

SCHEME = "file"

_READ = 256 << 10
_RANGE = re.compile(r"bytes=(\d{1,19})-(\d{1,19})")


class LocalFiles(httpx2.BaseTransport):
    """Answers GET of `file:` URLs: 200, or 206 for one range; 404 where no such file is; raises ConnectError."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            stream = FileIO(_path(str(request.url)))
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return httpx2.Response(404, request=request)
        except OSError as error:
            raise httpx2.ConnectError(error.strerror or str(error), request=request) from error
        try:
            return _answer(request, stream)
        except BaseException:
            stream.close()
            raise


def _path(url: str) -> str:
    """Raises FileNotFoundError for a file of another computer, which only Windows can name."""
    parts = urlsplit(url)
    if parts.netloc in ("", "localhost"):
        return url2pathname(parts.path)
    if os.name != "nt":
        raise FileNotFoundError(parts.netloc)
    return url2pathname(f"//{parts.netloc}{parts.path}")


def _answer(request: httpx2.Request, stream: FileIO) -> httpx2.Response:
    size = os.fstat(stream.fileno()).st_size
    etag = _version(stream)
    wish = _RANGE.fullmatch(request.headers.get("Range", ""))
    start, end = (0, size) if wish is None else (int(wish[1]), min(int(wish[2]) + 1, size))
    if wish is not None and start >= end:
        stream.close()
        return httpx2.Response(416, headers={"Content-Range": f"bytes */{size}"}, request=request)
    headers = {"ETag": etag, "Content-Length": str(end - start)}
    if wish is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    body = _Body(request, stream, etag, start, end)
    return httpx2.Response(200 if wish is None else 206, headers=headers, stream=body, request=request)


def _version(stream: FileIO) -> str:
    """Another one after every change that a file system notices."""
    status = os.fstat(stream.fileno())
    return f'"{status.st_size}-{status.st_mtime_ns}"'


class _Body(httpx2.SyncByteStream):
    """Bytes [start, end) of an open file; raises ReadError, also for a file that was changed meanwhile."""

    def __init__(self, request: httpx2.Request, stream: FileIO, etag: str, start: int, end: int) -> None:
        self._request = request
        self._stream = stream
        self._etag = etag
        self._start = start
        self._end = end

    def __iter__(self) -> Iterator[bytes]:
        try:
            self._stream.seek(self._start)
            left = self._end - self._start
            while left and (piece := self._stream.read(min(_READ, left))):
                if _version(self._stream) != self._etag:
                    raise httpx2.ReadError("the file was changed", request=self._request)
                left -= len(piece)
                yield piece
        except OSError as error:
            raise httpx2.ReadError(error.strerror or str(error), request=self._request) from error

    def close(self) -> None:
        self._stream.close()
