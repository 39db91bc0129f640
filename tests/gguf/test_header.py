"""The header reader on the real starter, on every kind of value, and on files that lie."""

from __future__ import annotations

import struct
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
from fireseed.gguf.header import read_header
from fireseed.gguf.metadata import KEPT_ITEMS, LongArray, ValueType
from fireseed.gguf.source import FileBytes
from fireseed.gguf.tensors import TYPES
from gguf.builder import Gguf, read, text


def test_the_starter(starter: Path) -> None:
    header = read_header(FileBytes(starter), starter.name)
    assert header.version == 3
    assert header.architecture == "llama"
    assert header.file_type == "Q4_1"
    assert (header.context_length, header.block_count, header.embedding_length) == (8192, 30, 576)
    assert (header.shard_index, header.shard_count) == (1, 1)
    assert header.parameters == 134_515_008
    assert header.number("attention.head_count_kv") == 3
    assert header.metadata["tokenizer.ggml.tokens"] == LongArray(ValueType.STRING, 49_152)
    assert header.vocabulary_size == 49_152
    assert "<|im_start|>" in (header.chat_template or "")
    last = max(header.tensors, key=lambda tensor: tensor.offset)
    assert header.data_offset + last.offset + last.size == starter.stat().st_size


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


def test_a_long_array_is_known_by_type_and_length() -> None:
    for kind, item in ((ValueType.STRING, "token"), (ValueType.FLOAT32, 1.0)):
        file = Gguf(
            metadata=[("a", ValueType.ARRAY, (kind, [item] * (KEPT_ITEMS + 1))), ("z", ValueType.BOOL, False)]
        )
        assert read(file.bytes()).metadata == {"a": LongArray(kind, KEPT_ITEMS + 1), "z": False}


def test_a_model_without_a_word_about_itself() -> None:
    header = read(Gguf(metadata=[("general.name", ValueType.UINT8, 1)]).bytes())
    assert (header.architecture, header.name, header.chat_template, header.file_type) == (None,) * 4
    assert (header.context_length, header.vocabulary_size) == (None, None)
    assert (header.shard_index, header.shard_count) == (1, 1)


def test_one_of_several_shards() -> None:
    split = [("split.no", ValueType.UINT16, 2), ("split.count", ValueType.UINT16, 5)]
    header = read(Gguf(metadata=split).bytes())
    assert (header.shard_index, header.shard_count) == (3, 5)


def test_a_shard_of_metadata_alone_need_not_fill_its_alignment() -> None:
    content = Gguf(tensors=(), padded=False).bytes()
    assert len(content) % 32
    assert read(content).tensors == ()


@pytest.mark.parametrize("number", TYPES)
def test_the_size_of_every_tensor_type(number: int) -> None:
    kind = TYPES[number]
    file = Gguf(type_number=number, tensors=[("a", (kind.block * 3, 2))]).bytes()
    (tensor,) = read(file + bytes(kind.size * 6)).tensors
    assert (tensor.type.name, tensor.size, tensor.weights) == (kind.name, kind.size * 6, kind.block * 6)


def test_an_alignment_of_its_own() -> None:
    wide = Gguf(
        metadata=[("general.alignment", ValueType.UINT32, 256)], tensors=[("a", (8,)), ("b", (8,))], alignment=256
    )
    header = read(wide.bytes())
    assert [tensor.offset for tensor in header.tensors] == [0, 256]
    assert header.data_offset % 256 == 0


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
    ("a string that is not UTF-8", Gguf(metadata=[("a", ValueType.STRING, b"\xff")]).bytes(), GgufInvalid),
    ("a tensor of unknown type", Gguf(type_number=4).bytes(), GgufInvalid),
    ("five dimensions", Gguf(tensors=[("a", (1, 1, 1, 1, 1))]).bytes(), GgufInvalid),
    ("no dimension", Gguf(tensors=[("a", ())]).bytes(), GgufInvalid),
    ("a dimension of 0", Gguf(tensors=[("a", (0, 4))]).bytes(), GgufInvalid),
    ("2^62 weights", Gguf(type_number=24, tensors=[("a", (2**31, 2**31))], data=False).bytes(), GgufTooLarge),
    ("a tensor name of 64 bytes", Gguf(tensors=[("a" * 64, (8,))]).bytes(), GgufTooLarge),
    ("shard 3 of 2", Gguf(metadata=[("split.no", ValueType.UINT16, 2), ("split.count", ValueType.UINT16, 2)])
     .bytes(), GgufInvalid),
    ("a row that fills no block", Gguf(type_number=12, tensors=[("a", (100, 1))]).bytes(), GgufInvalid),
    ("a tensor without name", Gguf(tensors=[("", (8,))]).bytes(), GgufInvalid),
    ("a tensor name twice", Gguf(tensors=[("a", (8,)), ("a", (8,))]).bytes(), GgufInvalid),
    ("an offset that is not aligned", Gguf(offset_shift=4).bytes(), GgufInvalid),
    ("a gap before a tensor", Gguf(offset_shift=32).bytes(), GgufInvalid),
    ("tensor data beyond the end", Gguf(tensors=[("a", (2**40,))], data=False).bytes(), GgufTruncated),
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
    with pytest.raises(GgufInvalid, match="32 instead of 256"):
        read(bytes(whole))


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


NAMES = st.text(min_size=1, max_size=20)
SCALARS = st.one_of(
    st.tuples(st.just(ValueType.INT64), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just(ValueType.FLOAT64), st.floats(allow_nan=False)),
    st.tuples(st.just(ValueType.BOOL), st.booleans()),
    st.tuples(st.just(ValueType.STRING), st.text(max_size=50)),
)
ARRAYS = SCALARS.flatmap(
    lambda one: st.integers(0, 5).map(lambda count: (ValueType.ARRAY, (one[0], [one[1]] * count)))
)


@given(
    st.dictionaries(NAMES.filter(lambda name: name != "general.alignment"), SCALARS | ARRAYS, max_size=8),
    st.dictionaries(
        NAMES.filter(lambda name: len(name.encode()) < 64),
        st.lists(st.integers(1, 5), min_size=1, max_size=4),
        max_size=5,
    ),
)
def test_what_was_written_is_read(metadata: dict[str, Any], tensors: dict[str, list[int]]) -> None:
    file = Gguf(
        metadata=[
            (key, kind, content) for key, (kind, content) in metadata.items() if not key.startswith("split.")
        ],
        tensors=[(name, tuple(dimensions)) for name, dimensions in tensors.items()],
    )
    header = read(file.bytes())
    expected = {
        key: tuple(content[1]) if kind is ValueType.ARRAY else content for key, kind, content in file.metadata
    }
    assert header.metadata == expected
    assert [(tensor.name, tensor.dimensions) for tensor in header.tensors] == file.tensors
