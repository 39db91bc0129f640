"""Reads the header of a GGUF file, versions 2 and 3, trusting nothing in it.

Format: ggml's docs/gguf.md. Every count and length is bounded before anything is allocated for it, nothing
recurses, and a header beyond `MAX_HEADER` bytes is refused, so a hostile file costs milliseconds and an error that
names the field. Vocabularies (arrays of hundreds of thousands of strings) are walked, not kept.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from fireseed.base.errors import GgufInvalid, GgufTooLarge, GgufTruncated, GgufVersionUnsupported, NotGguf
from fireseed.gguf.source import ByteSource, Window
from fireseed.gguf.tensors import TYPES, TensorType

MAGIC = b"GGUF"
MAX_HEADER = 256 * 1024 * 1024
MAX_ENTRIES = 4_096
MAX_TENSORS = 65_536
MAX_KEY = 1_024
MAX_STRING = 8 * 1024 * 1024
"""Bytes: the longest chat template in the wild is under 100 KB."""
MAX_ARRAY = 4_000_000
"""Items: the largest vocabulary today has 262,144."""
MAX_NESTING = 4
MAX_DIMENSIONS = 4
MAX_ALIGNMENT = 1 << 20
KEPT_ITEMS = 4_096
"""An array up to this length is kept whole (per-layer hyper-parameters); a longer one by type and length only."""

_COUNT = struct.Struct("<Q")
_TYPE = struct.Struct("<I")


class ValueType(IntEnum):
    """The thirteen types of a metadata value."""

    UINT8 = 0
    INT8 = 1
    UINT16 = 2
    INT16 = 3
    UINT32 = 4
    INT32 = 5
    FLOAT32 = 6
    BOOL = 7
    STRING = 8
    ARRAY = 9
    UINT64 = 10
    INT64 = 11
    FLOAT64 = 12


_SCALARS = {
    ValueType.UINT8: "B", ValueType.INT8: "b", ValueType.UINT16: "H", ValueType.INT16: "h", ValueType.UINT32: "I",
    ValueType.INT32: "i", ValueType.FLOAT32: "f", ValueType.BOOL: "B", ValueType.UINT64: "Q", ValueType.INT64: "q",
    ValueType.FLOAT64: "d",
}  # fmt: skip


@dataclass(frozen=True)
class LongArray:
    """An array that was walked and not kept."""

    item_type: ValueType
    length: int


@dataclass(frozen=True)
class Tensor:
    """`offset` counts from the start of the tensor data, `size` is bytes, `dimensions` are ggml's (ne0 first)."""

    name: str
    dimensions: tuple[int, ...]
    type: TensorType
    offset: int
    size: int

    @property
    def weights(self) -> int:
        product = 1
        for length in self.dimensions:
            product *= length
        return product


@dataclass(frozen=True)
class Header:
    """What a model file says about itself. `data_offset` is where tensor data begins in the file."""

    version: int
    metadata: Mapping[str, Any]
    tensors: tuple[Tensor, ...]
    data_offset: int

    @property
    def architecture(self) -> str | None:
        return self._text("general.architecture")

    @property
    def name(self) -> str | None:
        return self._text("general.name")

    @property
    def chat_template(self) -> str | None:
        """Jinja source; None where the model brings none."""
        return self._text("tokenizer.chat_template")

    @property
    def context_length(self) -> int | None:
        """Tokens that it was trained for."""
        return self.number("context_length")

    @property
    def block_count(self) -> int | None:
        """Layers."""
        return self.number("block_count")

    @property
    def parameters(self) -> int:
        """Weights in this file (one shard's, where there are several)."""
        return sum(tensor.weights for tensor in self.tensors)

    @property
    def shard_count(self) -> int:
        """Files that the model is split into; 1 when it is whole."""
        count = self.metadata.get("split.count")
        return count if isinstance(count, int) and count > 0 else 1

    def number(self, key: str) -> int | None:
        """The architecture's hyper-parameter `key`, where it is a whole number."""
        value = self.metadata.get(f"{self.architecture}.{key}")
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def _text(self, key: str) -> str | None:
        value = self.metadata.get(key)
        return value if isinstance(value, str) else None


def read_header(source: ByteSource, name: str) -> Header:
    """Reads and checks a header; errors call the file `name`. Raises GgufError types, or what `source` raises."""
    reader = _Reader(source, name)
    version = _read_version(reader, name)
    tensor_count = reader.count("tensor count", MAX_TENSORS)
    entry_count = reader.count("metadata count", MAX_ENTRIES)
    metadata = _read_metadata(reader, entry_count)
    alignment = _alignment(metadata, name)
    tensors = tuple(_read_tensor(reader, index) for index in range(tensor_count))
    data_offset = -(-reader.position // alignment) * alignment
    _check_layout(tensors, alignment, source.size - data_offset, name)
    return Header(version, metadata, tensors, data_offset)


class _Reader:
    """Reads forward through a window, each read under the name of its field."""

    def __init__(self, source: ByteSource, name: str) -> None:
        self.name = name
        self.position = 0
        self._window = Window(source, MAX_HEADER)

    def beginning(self) -> bytes:
        """The first bytes, few or many, without moving."""
        found = self._window.view(0, min(512, self._window.size))
        return found[0][:512] if found else b""

    def take(self, length: int, field: str) -> tuple[bytes, int]:
        """A buffer and the index in it where the next `length` bytes stand."""
        found = self._window.view(self.position, length)
        if found is None:
            needed = self.position + length
            if needed > MAX_HEADER:
                raise GgufTooLarge(self.name, field, needed, MAX_HEADER)
            raise GgufTruncated(self.name, field, needed, self._window.size)
        self.position += length
        return found

    def count(self, field: str, limit: int) -> int:
        value: int = _COUNT.unpack_from(*self.take(8, field))[0]
        if value > limit:
            raise GgufTooLarge(self.name, field, value, limit)
        return value

    def word(self, field: str) -> int:
        value: int = _TYPE.unpack_from(*self.take(4, field))[0]
        return value

    def text(self, field: str, limit: int) -> str:
        length = self.count(field, limit)
        buffer, start = self.take(length, field)
        try:
            return buffer[start : start + length].decode("utf-8")
        except UnicodeDecodeError as error:
            raise GgufInvalid(self.name, field, f"not UTF-8 at byte {error.start}") from None

    def skip_strings(self, count: int, field: str) -> None:
        """Walks `count` strings; the hot loop of a vocabulary, so it works on the buffer itself."""
        unpack = _COUNT.unpack_from
        left = count
        while left:
            buffer, at = self.take(8, field)
            self.position -= 8
            start, end = at, len(buffer) - 8
            while left and at <= end:
                length = unpack(buffer, at)[0]
                if length > MAX_STRING:
                    raise GgufTooLarge(self.name, field, length, MAX_STRING)
                at += 8 + length
                left -= 1
            self.position += at - start
            self.take(0, field)


def _read_version(reader: _Reader, name: str) -> int:
    beginning = reader.beginning()
    if not beginning.startswith(MAGIC):
        raise NotGguf(name, looks_like(beginning))
    reader.take(4, "magic")
    version = reader.word("version")
    if version not in (2, 3):
        if int.from_bytes(version.to_bytes(4, "little"), "big") in (2, 3):
            raise GgufInvalid(name, "byte order", "big-endian")
        raise GgufVersionUnsupported(name, version)
    return version


def _read_metadata(reader: _Reader, count: int) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    for index in range(count):
        key = reader.text(f"metadata key {index}", MAX_KEY)
        if not key or key in metadata:
            raise GgufInvalid(
                reader.name, f"metadata key {index}", f"{'repeated' if key else 'empty'}: {key!r:.80}"
            )
        metadata[key] = _read_value(reader, _value_type(reader, key), key)
    return metadata


def _value_type(reader: _Reader, key: str) -> ValueType:
    number = reader.word(f"type of {key}")
    try:
        return ValueType(number)
    except ValueError:
        raise GgufInvalid(reader.name, f"type of {key}", f"unknown type {number}") from None


def _read_value(reader: _Reader, kind: ValueType, key: str) -> Any:
    if kind is ValueType.STRING:
        return reader.text(key, MAX_STRING)
    if kind is ValueType.ARRAY:
        return _read_array(reader, key)
    code = _SCALARS[kind]
    value = struct.unpack_from(f"<{code}", *reader.take(struct.calcsize(code), key))[0]
    if kind is ValueType.BOOL:
        if value > 1:
            raise GgufInvalid(reader.name, key, f"{value} is not a bool")
        return bool(value)
    return value


def _read_array(reader: _Reader, key: str) -> tuple[Any, ...] | LongArray:
    """One array. Arrays of arrays are walked with a counter instead of recursion, and kept by their length."""
    kind = _value_type(reader, key)
    length = reader.count(f"length of {key}", MAX_ARRAY)
    if kind is ValueType.ARRAY:
        _skip_nested(reader, length, key)
        return LongArray(kind, length)
    if kind is ValueType.STRING:
        if length <= KEPT_ITEMS:
            return tuple(reader.text(key, MAX_STRING) for _ in range(length))
        reader.skip_strings(length, key)
        return LongArray(kind, length)
    code = _SCALARS[kind]
    buffer, start = reader.take(length * struct.calcsize(code), key)
    if length > KEPT_ITEMS:
        return LongArray(kind, length)
    values = struct.unpack_from(f"<{length}{code}", buffer, start)
    return tuple(bool(value) for value in values) if kind is ValueType.BOOL else values


def _skip_nested(reader: _Reader, length: int, key: str) -> None:
    waiting = [length]
    walked = 0
    while waiting:
        if waiting[-1] == 0:
            waiting.pop()
            continue
        waiting[-1] -= 1
        walked += 1
        if walked > MAX_ARRAY:
            raise GgufTooLarge(reader.name, key, walked, MAX_ARRAY)
        kind = _value_type(reader, key)
        inner = reader.count(f"length of {key}", MAX_ARRAY)
        if kind is ValueType.ARRAY:
            if len(waiting) >= MAX_NESTING:
                raise GgufTooLarge(reader.name, f"nesting of {key}", len(waiting) + 1, MAX_NESTING)
            waiting.append(inner)
        elif kind is ValueType.STRING:
            reader.skip_strings(inner, key)
        else:
            reader.take(inner * struct.calcsize(_SCALARS[kind]), key)


def _alignment(metadata: Mapping[str, Any], name: str) -> int:
    value = metadata.get("general.alignment", 32)
    if (
        not isinstance(value, int)
        or isinstance(value, bool)
        or not 0 < value <= MAX_ALIGNMENT
        or value & (value - 1)
    ):
        raise GgufInvalid(name, "general.alignment", f"{value!r:.40} is not a power of two up to {MAX_ALIGNMENT}")
    return int(value)


def _read_tensor(reader: _Reader, index: int) -> Tensor:
    name = reader.text(f"name of tensor {index}", MAX_KEY)
    field = f"tensor {name!r:.80}"
    if not name:
        raise GgufInvalid(reader.name, f"name of tensor {index}", "empty")
    count = reader.word(f"dimensions of {field}")
    if not 1 <= count <= MAX_DIMENSIONS:
        raise GgufInvalid(reader.name, f"dimensions of {field}", f"{count} of them")
    dimensions = struct.unpack_from(f"<{count}Q", *reader.take(8 * count, f"dimensions of {field}"))
    number = reader.word(f"type of {field}")
    kind = TYPES.get(number)
    if kind is None:
        raise GgufInvalid(reader.name, f"type of {field}", f"unknown type {number}")
    offset: int = _COUNT.unpack_from(*reader.take(8, f"offset of {field}"))[0]
    weights = 1
    for length in dimensions:
        weights *= length
        if length == 0 or weights >= 1 << 50:
            raise GgufTooLarge(reader.name, f"dimensions of {field}", weights, 1 << 50)
    if dimensions[0] % kind.block:
        raise GgufInvalid(reader.name, field, f"rows of {dimensions[0]} don't fill blocks of {kind.block}")
    return Tensor(name, dimensions, kind, offset, weights // kind.block * kind.size)


def _check_layout(tensors: tuple[Tensor, ...], alignment: int, room: int, name: str) -> None:
    """Names are unique; tensors lie aligned, apart from each other, inside the file."""
    if len({tensor.name for tensor in tensors}) != len(tensors):
        raise GgufInvalid(name, "tensor names", "one is repeated")
    end = 0
    for tensor in sorted(tensors, key=lambda tensor: tensor.offset):
        if tensor.offset % alignment:
            raise GgufInvalid(name, f"offset of tensor {tensor.name!r:.80}", f"not a multiple of {alignment}")
        if tensor.offset < end:
            raise GgufInvalid(name, f"offset of tensor {tensor.name!r:.80}", "overlaps another tensor")
        end = tensor.offset + tensor.size
    if end > room:
        raise GgufTruncated(name, "tensor data", end, max(room, 0))


_BEGINNINGS = (
    (b"", "nothing: it is empty"),
    (b"FUGG", "a big-endian GGUF file"),
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself"),
    (b"PK\x03\x04", "a ZIP archive (PyTorch saves models so)"),
    (b"\x80\x02", "a Python pickle"),
    (b"\x80\x04", "a Python pickle"),
    (b"ggjt", "an old GGML file"),
    (b"lmgg", "an old GGML file"),
    (b"tjgg", "an old GGML file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{", "JSON"),
)


def looks_like(beginning: bytes) -> str:
    """A few words on what a file that is not GGUF seems to be, from its first bytes."""
    if not beginning.strip(b"\0"):
        return _BEGINNINGS[0][1] if not beginning else "zeros only"
    for magic, words in _BEGINNINGS[1:]:
        if beginning.startswith(magic):
            return words
    if beginning[8:9] == b"{":
        return "a safetensors file"
    lowered = beginning.lstrip().lower()
    if lowered.startswith((b"<!doctype", b"<html", b"<?xml")):
        return "a web page"
    return "something else"
