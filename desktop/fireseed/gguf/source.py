"""Where a header's bytes come from: a file here, or Range requests to a file that is not here yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

FIRST_WINDOW = 512 * 1024
LARGEST_WINDOW = 8 * 1024 * 1024


class ByteSource(Protocol):
    """Random access to bytes of a known total `size`."""

    @property
    def size(self) -> int:
        """Bytes in all."""

    def read(self, start: int, length: int) -> bytes:
        """The bytes from `start`, at most `length`; fewer only at the end."""


class FileBytes:
    """A local file, opened for each read so that nothing is left to close. Raises OSError."""

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
    """A view that slides forward over a source, and never reads a byte twice nor one at or beyond `limit`.

    The first fill is small and each further one four times as large, up to `LARGEST_WINDOW`. Headers of today's
    models take 0.1 to 16 MB, nearly all of it the vocabulary: at most four reads.
    """

    def __init__(self, source: ByteSource, limit: int) -> None:
        self.size = source.size
        self.limit = min(limit, source.size)
        self._source = source
        self._start = 0
        self._data = b""
        self._next = FIRST_WINDOW

    def view(self, start: int, length: int) -> tuple[bytes, int] | None:
        """A buffer that holds `length` bytes from `start`, and the index of the first; None beyond the limit.

        `start` may not lie before that of the call before.
        """
        at = start - self._start
        if at + length <= len(self._data):
            return self._data, at
        if start + length > self.limit:
            return None
        kept = self._data[at:]
        self._data = b""
        begin = start + len(kept)
        wanted = min(max(start + length - begin, self._next), self.limit - begin)
        self._next = min(self._next * 4, LARGEST_WINDOW)
        found = self._source.read(begin, wanted)
        if len(found) < wanted:  # the source ends before its size, and is asked no more
            self.size = self.limit = begin + len(found)
        self._data = kept + found
        self._start = start
        return (self._data, 0) if length <= len(self._data) else None
