"""Where a header's bytes come from: a file here, or Range requests to a file that is not here yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

FIRST_WINDOW = 512 * 1024
LARGEST_WINDOW = 16 * 1024 * 1024


class ByteSource(Protocol):
    """Random access to bytes of a known total `size`."""

    @property
    def size(self) -> int:
        """Bytes in all."""

    def read(self, start: int, length: int) -> bytes:
        """The bytes from `start`, at most `length`; fewer only at the end."""


class FileBytes:
    """A local file, opened for each read so that nothing is left to close."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size = path.stat().st_size

    def read(self, start: int, length: int) -> bytes:
        with self._path.open("rb") as stream:
            stream.seek(start)
            return stream.read(length)


class RangeBytes:
    """Bytes through `fetch(start, end)` (`end` excluded), which raises what its hub raises."""

    def __init__(self, fetch: Callable[[int, int], bytes], size: int) -> None:
        self._fetch = fetch
        self.size = size

    def read(self, start: int, length: int) -> bytes:
        end = min(start + length, self.size)
        return self._fetch(start, end) if start < end else b""


class Window:
    """A sliding view for reading forward: the first fill is small, each further one four times as large.

    A real header takes 0.1 to 12 MB, nearly all of it the vocabulary, so it costs at most four requests.
    """

    def __init__(self, source: ByteSource, limit: int) -> None:
        self.size = source.size
        self._source = source
        self._limit = min(limit, source.size)
        self._start = 0
        self._data = b""
        self._next = FIRST_WINDOW

    def view(self, start: int, length: int) -> tuple[bytes, int] | None:
        """A buffer that holds `length` bytes from `start`, and the index of the first; None beyond the limit."""
        if start < self._start or start + length > self._start + len(self._data):
            if start + length > self._limit:
                return None
            wanted = min(max(length, self._next), self._limit - start)
            self._next = min(self._next * 4, LARGEST_WINDOW)
            self._data = self._source.read(start, wanted)
            self._start = start
            if len(self._data) < length:
                return None
        return self._data, start - self._start
