"""The metadata of a GGUF file: typed values by key, all thirteen types.

Long arrays (vocabularies, scores, merges) are walked over and kept by their type and length only.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from fireseed.base.errors import GgufInvalid, GgufTooLarge
from fireseed.gguf.reader import Reader

MAX_KEY = 1_024
"""Bytes: the format allows 65,535, real keys have under 100."""
MAX_ARRAY = 4_000_000
"""Items: the largest vocabulary today has 262,144 tokens, the longest list of merges 514,906."""
MAX_NESTING = 4
KEPT_ITEMS = 4_096
"""An array up to this length is kept whole (per-layer hyper-parameters)."""

_STEPS_OF_AN_ARRAY = 20
"""Walking over an array inside of an array costs about as much as over this many strings."""


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


@dataclass(frozen=True)
class LongArray:
    """An array that was walked over and not kept; of an array of arrays `length` counts the outer one."""

    item_type: ValueType
    length: int


Scalar: TypeAlias = bool | int | float | str
Value: TypeAlias = Scalar | tuple[Scalar, ...] | LongArray

_SCALARS = {
    ValueType.UINT8: "B", ValueType.INT8: "b", ValueType.UINT16: "H", ValueType.INT16: "h", ValueType.UINT32: "I",
    ValueType.INT32: "i", ValueType.FLOAT32: "f", ValueType.BOOL: "B", ValueType.UINT64: "Q", ValueType.INT64: "q",
    ValueType.FLOAT64: "d",
}  # fmt: skip
_SIZES = {kind: struct.calcsize(f"<{code}") for kind, code in _SCALARS.items()}


def read_metadata(reader: Reader, count: int) -> dict[str, Value]:
    """`count` entries; raises GgufError types that name the key."""
    metadata: dict[str, Value] = {}
    for index in range(count):
        key = reader.text(f"metadata key {index}", MAX_KEY)
        if not key:
            raise GgufInvalid(reader.name, f"metadata key {index}", "empty")
        if key in metadata:
            raise GgufInvalid(reader.name, f"metadata key {index}", f"repeated: {key!r:.80}")
        metadata[key] = _read_value(reader, _read_type(reader, key), key)
    return metadata


def _read_type(reader: Reader, key: str) -> ValueType:
    number = reader.uint32(f"type of {key}")
    try:
        return ValueType(number)
    except ValueError:
        raise GgufInvalid(reader.name, f"type of {key}", f"unknown type {number}") from None


def _read_value(reader: Reader, kind: ValueType, key: str) -> Value:
    if kind is ValueType.STRING:
        return reader.text(key)
    if kind is ValueType.ARRAY:
        return _read_array(reader, key)
    return _read_scalars(reader, kind, 1, key)[0]


def _read_scalars(reader: Reader, kind: ValueType, count: int, key: str) -> tuple[Scalar, ...]:
    reader.keep(count, 0, key)
    values = struct.unpack_from(f"<{count}{_SCALARS[kind]}", *reader.take(count * _SIZES[kind], key))
    if kind is not ValueType.BOOL:
        return values
    if any(value > 1 for value in values):
        raise GgufInvalid(reader.name, key, f"{max(values)} is not a bool")
    return tuple(value == 1 for value in values)


def _read_array(reader: Reader, key: str) -> tuple[Scalar, ...] | LongArray:
    kind = _read_type(reader, key)
    length = reader.count(f"length of {key}", MAX_ARRAY)
    if kind is not ValueType.ARRAY and length <= KEPT_ITEMS:
        if kind is ValueType.STRING:
            return tuple(reader.text(key) for _ in range(length))
        return _read_scalars(reader, kind, length, key)
    if kind is ValueType.ARRAY:
        _skip_nested(reader, length, key)
    else:
        _skip_items(reader, kind, length, key)
    return LongArray(kind, length)


def _skip_nested(reader: Reader, length: int, key: str) -> None:
    """Walks over arrays of arrays with a counter for each level instead of recursion."""
    waiting = [length]
    while waiting:
        if waiting[-1] == 0:
            waiting.pop()
            continue
        waiting[-1] -= 1
        reader.spend(_STEPS_OF_AN_ARRAY, key)
        kind = _read_type(reader, key)
        inner = reader.count(f"length of {key}", MAX_ARRAY)
        if kind is ValueType.ARRAY:
            if len(waiting) >= MAX_NESTING:
                raise GgufTooLarge(reader.name, f"nesting of {key}", len(waiting) + 1, MAX_NESTING)
            waiting.append(inner)
        else:
            _skip_items(reader, kind, inner, key)


def _skip_items(reader: Reader, kind: ValueType, length: int, key: str) -> None:
    if kind is ValueType.STRING:
        reader.skip_strings(length, key)
    else:
        reader.skip(length * _SIZES[kind], key)
