"""The header reader on the real starter, on every kind of value, and on files that lie."""

from __future__ import annotations

import contextlib
import random
import struct
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.base.errors import (
    GgufError,
    GgufInvalid,
    GgufTooLarge,
    GgufTruncated,
    GgufVersionUnsupported,
    NotGguf,
)
from fireseed.gguf.header import Header, LongArray, ValueType, read_header
from fireseed.gguf.source import FileBytes, RangeBytes
from gguf.builder import Gguf, text


class Memory:
    """A file in memory that counts what is asked of it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = len(content)

    def read(self, start: int, length: int) -> bytes:
        return self.content[start : start + length]


def read(content: bytes) -> Header:
    return read_header(Memory(content), "x.gguf")


def test_the_starter(starter: Path) -> None:
    header = read_header(FileBytes(starter), starter.name)
    assert header.version == 3
    assert header.architecture == "llama"
    assert (header.context_length, header.block_count) == (8192, 30)
    assert header.parameters == 134_515_008
    assert header.number("attention.head_count_kv") == 3
    assert header.metadata["tokenizer.ggml.tokens"] == LongArray(ValueType.STRING, 49_152)
    assert "<|im_start|>" in (header.chat_template or "")
    last = max(header.tensors, key=lambda tensor: tensor.offset)
    assert header.data_offset + last.offset + last.size == starter.stat().st_size


def test_over_range_it_costs_few_requests_and_little_data(starter: Path) -> None:
    asked: list[tuple[int, int]] = []

    def fetch(start: int, end: int) -> bytes:
        asked.append((start, end))
        with starter.open("rb") as stream:
            stream.seek(start)
            return stream.read(end - start)

    header = read_header(RangeBytes(fetch, starter.stat().st_size), "starter")
    assert header == read_header(FileBytes(starter), "starter")
    assert len(asked) <= 4
    assert sum(end - start for start, end in asked) < 4_000_000


VALUES = [
    (ValueType.UINT8, 255), (ValueType.INT8, -128), (ValueType.UINT16, 65535), (ValueType.INT16, -32768),
    (ValueType.UINT32, 2**32 - 1), (ValueType.INT32, -(2**31)), (ValueType.FLOAT32, 0.5), (ValueType.BOOL, True),
    (ValueType.STRING, "火种"), (ValueType.UINT64, 2**64 - 1), (ValueType.INT64, -(2**63)),
    (ValueType.FLOAT64, 1e300),
]  # fmt: skip


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize(("kind", "content"), VALUES, ids=[kind.name for kind, _ in VALUES])
def test_every_type_alone_and_in_an_array(version: int, kind: ValueType, content: Any) -> None:
    file = Gguf(version, metadata=[("alone", kind, content), ("array", ValueType.ARRAY, (kind, [content] * 3))])
    metadata = read(file.bytes()).metadata
    assert metadata == {"alone": content, "array": (content,) * 3}


def test_nested_arrays_are_walked_within_bounds() -> None:
    def nested(depth: int) -> Any:
        return (ValueType.UINT8, [1, 2]) if depth == 0 else (ValueType.ARRAY, [nested(depth - 1)])

    after = ("after", ValueType.UINT8, 7)
    metadata = read(Gguf(metadata=[("deep", ValueType.ARRAY, nested(4)), after]).bytes()).metadata
    assert metadata == {"deep": LongArray(ValueType.ARRAY, 1), "after": 7}
    with pytest.raises(GgufTooLarge, match="nesting"):
        read(Gguf(metadata=[("deep", ValueType.ARRAY, nested(5)), after]).bytes())


def _patched(offset: int, new: bytes) -> bytes:
    whole = bytearray(Gguf().bytes())
    whole[offset : offset + len(new)] = new
    return bytes(whole)


HUGE = struct.pack("<Q", 2**60)
TRUE = Gguf(metadata=[("a", ValueType.BOOL, True)]).bytes()
BAD = [
    ("empty", b"", NotGguf),
    ("three bytes", b"GGU", NotGguf),
    ("magic only", b"GGUF", GgufTruncated),
    ("version 1", Gguf(version=1).bytes(), GgufVersionUnsupported),
    ("version 99", Gguf(version=99).bytes(), GgufVersionUnsupported),
    ("big-endian", b"GGUF" + struct.pack(">I", 3) + bytes(100), GgufInvalid),
    ("2^60 tensors", _patched(8, HUGE), GgufTooLarge),
    ("2^60 entries", _patched(16, HUGE), GgufTooLarge),
    ("a key of 2^60 bytes", _patched(24, HUGE), GgufTooLarge),
    ("a string of 2^63 bytes", _patched(24 + 8 + 20 + 4, struct.pack("<Q", 2**63)), GgufTooLarge),
    ("unknown value type", _patched(24 + 8 + 20, struct.pack("<I", 13)), GgufInvalid),
    ("a key that is not UTF-8", Gguf(metadata=[(b"\xff\xfe", ValueType.UINT8, 1)]).bytes(), GgufInvalid),
    ("an empty key", Gguf(metadata=[("", ValueType.UINT8, 1)]).bytes(), GgufInvalid),
    ("a key twice", Gguf(metadata=[("a", ValueType.UINT8, 1), ("a", ValueType.UINT8, 1)]).bytes(), GgufInvalid),
    ("more entries than are there", Gguf(metadata_count=3).bytes(), GgufError),
    ("more tensors than are there", Gguf(tensor_count=500).bytes(), GgufError),
    ("a tensor of unknown type", Gguf(type_number=4).bytes(), GgufInvalid),
    ("five dimensions", Gguf(tensors=[("a", (1, 1, 1, 1, 1))]).bytes(), GgufInvalid),
    ("no dimension", Gguf(tensors=[("a", ())]).bytes(), GgufInvalid),
    ("a dimension of 0", Gguf(tensors=[("a", (0, 4))]).bytes(), GgufTooLarge),
    ("a row that fills no block", Gguf(type_number=12, tensors=[("a", (100, 1))]).bytes(), GgufInvalid),
    ("a tensor without name", Gguf(tensors=[("", (8,))]).bytes(), GgufInvalid),
    ("a tensor name twice", Gguf(tensors=[("a", (8,)), ("a", (8,))]).bytes(), GgufInvalid),
    ("an offset that is not aligned", Gguf(offset_shift=4).bytes(), GgufInvalid),
    ("tensor data beyond the end", Gguf(offset_shift=1 << 40).bytes(), GgufTruncated),
    ("cut short in the data", Gguf().bytes()[:-64], GgufTruncated),
    ("alignment 0", Gguf(metadata=[("general.alignment", ValueType.UINT32, 0)]).bytes(), GgufInvalid),
    ("alignment 3", Gguf(metadata=[("general.alignment", ValueType.UINT32, 3)]).bytes(), GgufInvalid),
    ("alignment as text", Gguf(metadata=[("general.alignment", ValueType.STRING, "32")]).bytes(), GgufInvalid),
    ("a bool of 7", TRUE.replace(b"\x07\0\0\0\x01", b"\x07\0\0\0\x07", 1), GgufInvalid),
]  # fmt: skip


@pytest.mark.parametrize(("content", "error"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_no_file_may_claim(content: bytes, error: type[GgufError]) -> None:
    with pytest.raises(error):
        read(content)


def test_overlapping_tensors() -> None:
    whole = bytearray(Gguf(tensors=[("a", (64,)), ("b", (64,))]).bytes())
    at = whole.index(text("b")) + len(text("b")) + 4 + 8 + 4
    whole[at : at + 8] = struct.pack("<Q", 32)
    with pytest.raises(GgufInvalid, match="overlaps"):
        read(bytes(whole))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE html><html>sign in", "a web page"),
        (b"  <html>", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer, not the file itself"),
        (b"PK\x03\x04rest", "a ZIP archive (PyTorch saves models so)"),
        (b"\x10\0\0\0\0\0\0\0{\"a\":1}", "a safetensors file"),
        (bytes(600), "zeros only"),
        (b"", "nothing: it is empty"),
        (b"hello", "something else"),
    ],
)  # fmt: skip
def test_what_it_looks_like_instead(content: bytes, words: str) -> None:
    with pytest.raises(NotGguf) as raised:
        read(content)
    assert raised.value.found == words


def test_cut_anywhere_it_is_an_error_and_never_a_header() -> None:
    whole = Gguf(metadata=[("a", ValueType.ARRAY, (ValueType.STRING, ["x", "yz"])), ("b", ValueType.FLOAT64, 1.0)])
    content = whole.bytes()
    for length in range(len(content) - 128):
        with pytest.raises(GgufError):
            read(content[:length])


@given(st.binary(max_size=400))
def test_any_bytes_behind_the_magic_are_a_typed_error(tail: bytes) -> None:
    try:
        read(b"GGUF\x03\0\0\0" + tail)
    except GgufError:
        return


def _mutations(starter: Path, seed: int, count: int) -> Iterator[Sparse]:
    """The starter with a few bytes changed, half of the time in the counts and the first entries."""
    with starter.open("rb") as stream:
        head = stream.read(1_800_000)
    dice = random.Random(seed)
    for _ in range(count):
        mutated = bytearray(head)
        reach = 4_000 if dice.random() < 0.5 else len(head)
        for _ in range(dice.randint(1, 8)):
            mutated[dice.randrange(4, reach)] = dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)))
        yield Sparse(bytes(mutated), starter.stat().st_size)


def test_mutations_of_the_starter_end_soon_in_a_header_or_a_typed_error(starter: Path) -> None:
    """The bound is generous, because machines are shared; a real header takes 15 ms."""
    for content in _mutations(starter, 1, 300):
        started = time.process_time()
        with contextlib.suppress(GgufError):
            read_header(content, "mutated")
        assert time.process_time() - started < 2.0


def test_mutations_of_the_starter_take_little_memory(starter: Path) -> None:
    tracemalloc.start()
    try:
        for content in _mutations(starter, 2, 40):
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            with contextlib.suppress(GgufError):
                read_header(content, "mutated")
            assert tracemalloc.get_traced_memory()[1] - before < 50_000_000
    finally:
        tracemalloc.stop()


class Sparse:
    """`head`, then zeros up to `size`, without holding them."""

    def __init__(self, head: bytes, size: int) -> None:
        self._head = head
        self.size = size

    def read(self, start: int, length: int) -> bytes:
        known = self._head[start : start + length]
        return known + bytes(min(length, self.size - start) - len(known))
