"""Reads a header's bytes forward, each under the name of its field, within bounds of length, work and memory.

A hostile file may claim anything, but it only ever costs what the budgets below grant to one header.
"""

from __future__ import annotations

import struct
from typing import NoReturn

from fireseed.base.errors import GgufInvalid, GgufTooLarge, GgufTruncated
from fireseed.gguf.source import ByteSource, Window

MAX_HEADER = 64 * 1024 * 1024
"""Bytes that are read of any file, and so fetched over Range; the largest header today (gemma-4) has 16 MB."""
MAX_STRING = 4 * 1024 * 1024
"""Bytes: the longest chat template in the wild is under 100 KB."""
MAX_STEPS = 2_000_000
"""Strings that are walked over in one header: gemma-4 has 777,000, tokens and merges together."""
MAX_KEPT = 4 * 1024 * 1024
"""Bytes of metadata that are kept in memory; real models keep some 10 KB."""

_UINT32 = struct.Struct("<I")
_UINT64 = struct.Struct("<Q")
_OBJECT = 64
"""Bytes: about what Python needs for a small value besides its content."""


class Reader:
    """One pass over a header. `name` is what errors call the file; all methods raise GgufError types."""

    def __init__(self, source: ByteSource, name: str) -> None:
        self.name = name
        self.position = 0
        self._window = Window(source, MAX_HEADER)
        self._steps = 0
        self._kept = 0

    def beginning(self) -> bytes:
        """The first bytes, few or many, without moving."""
        buffer, _ = self._take(0, min(512, self._window.limit), "magic")
        return buffer[:512]

    def take(self, length: int, field: str) -> tuple[bytes, int]:
        """A buffer and the index in it where the next `length` bytes stand."""
        found = self._take(self.position, length, field)
        self.position += length
        return found

    def skip(self, length: int, field: str) -> None:
        """Moves over `length` bytes without reading them."""
        end = self.position + length
        if end > self._window.limit:
            self._refuse(end, field)
        self.position = end

    def uint32(self, field: str) -> int:
        value: int = _UINT32.unpack_from(*self.take(4, field))[0]
        return value

    def uint64(self, field: str) -> int:
        value: int = _UINT64.unpack_from(*self.take(8, field))[0]
        return value

    def count(self, field: str, limit: int) -> int:
        """A 64-bit count or length of at most `limit`."""
        value = self.uint64(field)
        if value > limit:
            raise GgufTooLarge(self.name, field, value, limit)
        return value

    def text(self, field: str, limit: int = MAX_STRING) -> str:
        """A string of at most `limit` bytes."""
        length = self.count(field, limit)
        self.keep(1, length, field)
        buffer, start = self.take(length, field)
        try:
            return buffer[start : start + length].decode("utf-8")
        except UnicodeDecodeError as error:
            raise GgufInvalid(self.name, field, f"not UTF-8 at byte {error.start}") from None

    def keep(self, objects: int, content: int, field: str) -> None:
        """Charges the memory of `objects` values with `content` bytes in all; call before making them."""
        self._kept += objects * _OBJECT + content
        if self._kept > MAX_KEPT:
            raise GgufTooLarge(self.name, field, self._kept, MAX_KEPT)

    def spend(self, steps: int, field: str) -> None:
        """Charges work: one step is about what walking over one string costs."""
        self._steps += steps
        if self._steps > MAX_STEPS:
            raise GgufTooLarge(self.name, field, self._steps, MAX_STEPS)

    def skip_strings(self, count: int, field: str) -> None:
        """Walks over `count` strings; the hot loop of a vocabulary, so it works on the buffer itself."""
        self.spend(count, field)
        unpack = _UINT64.unpack_from
        left = count
        while left:
            buffer, start = self._take(self.position, 8, field)
            at, last = start, len(buffer) - 8
            while left and at <= last:
                length = unpack(buffer, at)[0]
                if length > MAX_STRING:
                    raise GgufTooLarge(self.name, field, length, MAX_STRING)
                at += 8 + length
                left -= 1
            self.skip(at - start, field)

    def _take(self, start: int, length: int, field: str) -> tuple[bytes, int]:
        found = self._window.view(start, length)
        if found is None:
            self._refuse(start + length, field)
        return found

    def _refuse(self, needed: int, field: str) -> NoReturn:
        if needed > MAX_HEADER:
            raise GgufTooLarge(self.name, field, needed, MAX_HEADER)
        raise GgufTruncated(self.name, field, needed, self._window.size)
