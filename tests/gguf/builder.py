"""Writes small GGUF files, right or wrong in one place, for tests."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from fireseed.gguf.header import Header, read_header
from fireseed.gguf.metadata import ValueType

_CODES = {
    ValueType.UINT8: "B", ValueType.INT8: "b", ValueType.UINT16: "H", ValueType.INT16: "h", ValueType.UINT32: "I",
    ValueType.INT32: "i", ValueType.FLOAT32: "f", ValueType.BOOL: "?", ValueType.UINT64: "Q", ValueType.INT64: "q",
    ValueType.FLOAT64: "d",
}  # fmt: skip


def text(content: str | bytes) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return struct.pack("<Q", len(raw)) + raw


def value(kind: ValueType, content: Any) -> bytes:
    """The bytes of one value without its type; an array's content is (item type, items)."""
    if kind is ValueType.STRING:
        return text(content)
    if kind is ValueType.ARRAY:
        item, items = content
        head = struct.pack("<IQ", item, len(items))
        if item in _CODES:
            return head + struct.pack(f"<{len(items)}{_CODES[item]}", *items)
        return head + b"".join(value(item, each) for each in items)
    return struct.pack(f"<{_CODES[kind]}", content)


@dataclass
class Gguf:
    """What goes into the file; `bytes()` lays it out with F32 tensors of the given dimensions."""

    version: int = 3
    metadata: Sequence[tuple[str | bytes, ValueType, Any]] = field(
        default_factory=lambda: [("general.architecture", ValueType.STRING, "llama")]
    )
    tensors: Sequence[tuple[str, tuple[int, ...]]] = (("token_embd.weight", (32, 4)),)
    tensor_count: int | None = None
    metadata_count: int | None = None
    type_number: int = 0
    padded: bool = True
    data: bool = True
    offset_shift: int = 0
    alignment: int = 32

    def bytes(self) -> bytes:
        out = b"GGUF" + struct.pack("<I", self.version)
        out += struct.pack("<Q", len(self.tensors) if self.tensor_count is None else self.tensor_count)
        out += struct.pack("<Q", len(self.metadata) if self.metadata_count is None else self.metadata_count)
        for key, kind, content in self.metadata:
            out += text(key) + struct.pack("<I", kind) + value(kind, content)
        offset = 0
        for name, dimensions in self.tensors:
            out += (
                text(name) + struct.pack("<I", len(dimensions)) + struct.pack(f"<{len(dimensions)}Q", *dimensions)
            )
            out += struct.pack("<IQ", self.type_number, offset + self.offset_shift)
            size = 4
            for length in dimensions:
                size *= length
            offset += -(-size // self.alignment) * self.alignment
        if self.padded:
            out += bytes(-len(out) % self.alignment)
        return out + bytes(offset if self.data else 0)


class Memory:
    """A file in memory: `content`, then zeros up to `size` without holding them."""

    def __init__(self, content: bytes, size: int | None = None) -> None:
        self._content = content
        self.size = len(content) if size is None else size

    def read(self, start: int, length: int) -> bytes:
        known = self._content[start : start + length]
        return known + bytes(min(length, self.size - start) - len(known))


def read(content: bytes) -> Header:
    """The header of a file of these bytes."""
    return read_header(Memory(content), "x.gguf")
