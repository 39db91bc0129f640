"""Reads the header of a GGUF file, versions 2 and 3, trusting nothing in it.

Format: ggml's docs/gguf.md. Every count and length is bounded before anything is allocated for it, nothing
recurses, and one header has a budget of bytes, work and memory (`reader`), so a hostile file costs milliseconds
and an error that names the field.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from fireseed.base.errors import GgufInvalid, GgufTooLarge, GgufTruncated, GgufVersionUnsupported, NotGguf
from fireseed.gguf.lookalike import looks_like
from fireseed.gguf.metadata import LongArray, Value, read_metadata
from fireseed.gguf.reader import Reader
from fireseed.gguf.source import ByteSource
from fireseed.gguf.tensors import FILE_TYPES, TYPES, TensorType

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MAX_ENTRIES = 4_096
MAX_TENSORS = 16_384
"""The most in a model today is about 2,000 (DeepSeek V3 with its experts merged, as llama.cpp needs them)."""
MAX_TENSOR_NAME = 63
"""Bytes: GGML_MAX_NAME without its final zero."""
MAX_DIMENSIONS = 4
MAX_WEIGHTS = 1 << 50
"""In one tensor; it also keeps every product and size below 64 bits."""
MAX_ALIGNMENT = 1 << 20
DEFAULT_ALIGNMENT = 32

_END_OF_TENSOR = struct.Struct("<IQ")


@dataclass(frozen=True, slots=True)
class Tensor:
    """`offset` counts from the start of the tensor data, `size` is bytes, `dimensions` are ggml's (ne0 first)."""

    name: str
    dimensions: tuple[int, ...]
    type: TensorType
    offset: int
    size: int

    @property
    def weights(self) -> int:
        return self.size // self.type.size * self.type.block


@dataclass(frozen=True)
class Header:
    """What one model file says about itself. None means that it does not say.

    `alignment` is bytes; `data_offset` is where tensor data begins in the file.
    """

    version: int
    metadata: Mapping[str, Value]
    tensors: tuple[Tensor, ...]
    alignment: int
    data_offset: int

    @property
    def architecture(self) -> str | None:
        return self._text("general.architecture")

    @property
    def name(self) -> str | None:
        return self._text("general.name")

    @property
    def file_type(self) -> str | None:
        """The quantization of most tensors, in the words of `names.named`."""
        number = self._whole("general.file_type")
        return None if number is None else FILE_TYPES.get(number)

    @property
    def chat_template(self) -> str | None:
        """Jinja source."""
        return self._text("tokenizer.chat_template")

    @property
    def vocabulary_size(self) -> int | None:
        """Tokens that the tokenizer knows."""
        tokens = self.metadata.get("tokenizer.ggml.tokens")
        if isinstance(tokens, LongArray):
            return tokens.length
        return len(tokens) if isinstance(tokens, tuple) else None

    @property
    def context_length(self) -> int | None:
        """Tokens that the model was trained for."""
        return self.number("context_length")

    @property
    def block_count(self) -> int | None:
        """Layers."""
        return self.number("block_count")

    @property
    def embedding_length(self) -> int | None:
        """Width of a token's vector."""
        return self.number("embedding_length")

    @property
    def parameters(self) -> int:
        """Weights in this file (one shard's, where there are several)."""
        return sum(tensor.weights for tensor in self.tensors)

    @property
    def shard_count(self) -> int:
        """Files that the model is split into; 1 when it is whole."""
        return self._whole("split.count") or 1

    @property
    def shard_index(self) -> int:
        """Which of them this is, from 1 as in file names."""
        return (self._whole("split.no") or 0) + 1

    def number(self, key: str) -> int | None:
        """The architecture's hyper-parameter `key`, where it is one whole number."""
        return self._whole(f"{self.architecture}.{key}")

    def _text(self, key: str) -> str | None:
        value = self.metadata.get(key)
        return value if isinstance(value, str) else None

    def _whole(self, key: str) -> int | None:
        value = self.metadata.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def read_header(source: ByteSource, name: str) -> Header:
    """Reads and checks a header; errors call the file `name`. Raises GgufError types, or what `source` raises."""
    reader = Reader(source, name)
    version = _read_version(reader)
    tensor_count = reader.count("tensor count", MAX_TENSORS)
    metadata = read_metadata(reader, reader.count("metadata count", MAX_ENTRIES))
    alignment = _alignment(metadata, name)
    tensors = tuple(_read_tensor(reader, index) for index in range(tensor_count))
    header = Header(version, metadata, tensors, alignment, _padded(reader.position, alignment))
    _check_layout(header, source.size, name)
    if not 1 <= header.shard_index <= header.shard_count:
        raise GgufInvalid(name, "split.no", f"{header.shard_index - 1} of {header.shard_count}")
    return header


def _read_version(reader: Reader) -> int:
    beginning = reader.beginning()
    if not beginning.startswith(MAGIC):
        raise NotGguf(reader.name, looks_like(beginning))
    reader.skip(len(MAGIC), "magic")
    version = reader.uint32("version")
    if version in VERSIONS:
        return version
    # The magic is bytes, the same in both byte orders; everything behind it is numbers.
    if int.from_bytes(version.to_bytes(4, "little"), "big") in VERSIONS:
        raise GgufInvalid(reader.name, "byte order", "big-endian")
    raise GgufVersionUnsupported(reader.name, version)


def _alignment(metadata: Mapping[str, Value], name: str) -> int:
    value = metadata.get("general.alignment", DEFAULT_ALIGNMENT)
    # A power of two has a single bit.
    if type(value) is int and 0 < value <= MAX_ALIGNMENT and value & (value - 1) == 0:
        return value
    raise GgufInvalid(name, "general.alignment", f"{value!r:.40} is not a power of two up to {MAX_ALIGNMENT}")


def _read_tensor(reader: Reader, index: int) -> Tensor:
    name = reader.text(f"name of tensor {index}", MAX_TENSOR_NAME)
    if not name:
        raise GgufInvalid(reader.name, f"name of tensor {index}", "empty")
    field = f"tensor {name!r}"
    count = reader.uint32(field)
    if not 1 <= count <= MAX_DIMENSIONS:
        raise GgufInvalid(reader.name, f"dimensions of {field}", f"{count} of them")
    dimensions: tuple[int, ...] = struct.unpack_from(f"<{count}Q", *reader.take(8 * count, field))
    number, offset = _END_OF_TENSOR.unpack_from(*reader.take(_END_OF_TENSOR.size, field))
    kind = TYPES.get(number)
    if kind is None:
        raise GgufInvalid(reader.name, f"type of {field}", f"unknown type {number}")
    weights = 1
    for length in dimensions:
        weights *= length
        if weights > MAX_WEIGHTS:
            raise GgufTooLarge(reader.name, f"dimensions of {field}", weights, MAX_WEIGHTS)
    if weights == 0:
        raise GgufInvalid(reader.name, f"dimensions of {field}", "one is 0")
    if dimensions[0] % kind.block:
        raise GgufInvalid(reader.name, f"dimensions of {field}", f"{dimensions[0]} fill no blocks of {kind.block}")
    return Tensor(name, dimensions, kind, offset, weights // kind.block * kind.size)


def _check_layout(header: Header, size: int, name: str) -> None:
    """Names are unique; tensors lie one behind the other, aligned, inside the file of `size` bytes.

    ggml takes no other order and no gap; either comes from a file of which bytes were lost or changed.
    """
    tensors = header.tensors
    if len({tensor.name for tensor in tensors}) != len(tensors):
        raise GgufInvalid(name, "tensor names", "one is repeated")
    expected = end = 0
    for tensor in tensors:
        if tensor.offset != expected:
            reason = f"{tensor.offset} instead of {expected}"
            raise GgufInvalid(name, f"offset of tensor {tensor.name!r}", reason)
        end = expected + tensor.size
        expected = _padded(end, header.alignment)
    # Without tensors (a first shard may be all metadata) a file may end before the alignment is filled.
    if tensors and header.data_offset + end > size:
        raise GgufTruncated(name, "tensor data", header.data_offset + end, size)


def _padded(position: int, alignment: int) -> int:
    return -(-position // alignment) * alignment
