"""Files made to cost much: they end soon, in little memory, in a header or a typed error."""

from __future__ import annotations

import contextlib
import random
import struct
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fireseed.base.errors import GgufError
from fireseed.gguf.header import MAX_ENTRIES, MAX_TENSORS, read_header
from fireseed.gguf.metadata import KEPT_ITEMS, MAX_ARRAY, ValueType
from fireseed.gguf.reader import MAX_STEPS
from gguf.builder import Memory, text

SECONDS = 2.0
"""Of processor time. Measured: at most 0.23; the rest is for machines that are slow or shared."""
BYTES = 50_000_000


def _header(tensors: int, entries: int) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", 3, tensors, entries)


def _array(key: str, kind: ValueType, count: int, items: bytes) -> bytes:
    return text(key) + struct.pack("<IIQ", ValueType.ARRAY, kind, count) + items


def _tensor(index: int) -> bytes:
    return text(f"{index:063}") + struct.pack("<I4QIQ", 4, 1, 1, 1, 1, 24, 32 * index)


def _many_strings(count: int) -> bytes:
    return _header(0, 1) + _array("a", ValueType.STRING, count, bytes(8 * count))


def _nested() -> bytes:
    return _header(0, 1) + _array("a", ValueType.ARRAY, MAX_ARRAY, bytes(12 * 500_000))


def _strings_to_keep() -> bytes:
    arrays = (_array(f"{index}", ValueType.STRING, KEPT_ITEMS, bytes(8 * KEPT_ITEMS)) for index in range(200))
    return _header(0, MAX_ENTRIES) + b"".join(arrays)


def _numbers_to_keep() -> bytes:
    arrays = (_array(f"{index}", ValueType.INT64, KEPT_ITEMS, b"\x7f" * 8 * KEPT_ITEMS) for index in range(300))
    return _header(0, MAX_ENTRIES) + b"".join(arrays)


def _wide_texts() -> bytes:
    """One wide character makes Python keep every other one four bytes wide."""
    content = text("a" * 3_999_000 + "🔥")
    entries = (text(f"{index}") + struct.pack("<I", ValueType.STRING) + content for index in range(4))
    return _header(0, MAX_ENTRIES) + b"".join(entries)


def _tensors() -> bytes:
    return _header(MAX_TENSORS, 0) + b"".join(map(_tensor, range(MAX_TENSORS))) + bytes(32 * MAX_TENSORS + 32)


@pytest.mark.parametrize("count", [MAX_STEPS, MAX_STEPS + 1])
def test_more_strings_than_any_vocabulary_end_soon(count: int) -> None:
    assert _seconds(Memory(_many_strings(count))) < SECONDS


@pytest.mark.parametrize("make", [_nested, _strings_to_keep, _numbers_to_keep, _wide_texts, _tensors])
def test_what_costs_most_besides(make: Callable[[], bytes]) -> None:
    file = Memory(make())
    assert _seconds(file) < SECONDS
    assert _peak(file) < BYTES


def test_mutations_of_the_starter_end_soon(starter: Path) -> None:
    for file in _mutations(starter, 1, 300):
        assert _seconds(file) < SECONDS


def test_mutations_of_the_starter_take_little_memory(starter: Path) -> None:
    for file in _mutations(starter, 2, 25):
        assert _peak(file) < BYTES


def _mutations(starter: Path, seed: int, count: int) -> Iterator[Memory]:
    """The starter with a few bytes changed, half of the time in the counts and the first entries."""
    size = starter.stat().st_size
    with starter.open("rb") as stream:
        head = stream.read(1_800_000)
    dice = random.Random(seed)
    for _ in range(count):
        mutated = bytearray(head)
        reach = 4_000 if dice.random() < 0.5 else len(head)
        for _ in range(dice.randint(1, 8)):
            mutated[dice.randrange(4, reach)] = dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)))
        yield Memory(bytes(mutated), size)


def _seconds(file: Memory) -> float:
    started = time.process_time()
    with contextlib.suppress(GgufError):
        read_header(file, "x.gguf")
    return time.process_time() - started


def _peak(file: Memory) -> int:
    tracemalloc.start()
    try:
        with contextlib.suppress(GgufError):
            read_header(file, "x.gguf")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
