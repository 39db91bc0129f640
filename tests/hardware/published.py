"""Headers of models as their publishers describe them, without any weights: `published.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fireseed.gguf.metadata import ValueType
from gguf.builder import Gguf

Number = int | float | bool | list[int]
Entry = tuple[str | bytes, ValueType, object]


@dataclass(frozen=True)
class Published:
    """`numbers` are hyper-parameters under the architecture's prefix."""

    title: str
    architecture: str
    numbers: Mapping[str, Number]

    def metadata(self) -> list[Entry]:
        """A header's entries, for a model without a tokenizer."""
        entries: list[Entry] = [
            ("general.architecture", ValueType.STRING, self.architecture),
            ("general.name", ValueType.STRING, self.title),
            ("tokenizer.ggml.model", ValueType.STRING, "none"),
        ]
        numbers = {"attention.layer_norm_epsilon": 1e-5, "attention.layer_norm_rms_epsilon": 1e-5, **self.numbers}
        return entries + [(f"{self.architecture}.{key}", *_value(number)) for key, number in numbers.items()]

    def header(self) -> bytes:
        """A GGUF file with this and no tensor."""
        return Gguf(metadata=self.metadata(), tensors=()).bytes()


def published(file: str = "published.toml") -> tuple[Published, ...]:
    """All of one table beside this module."""
    tables = tomllib.loads((Path(__file__).parent / file).read_text("utf-8"))["model"]
    return tuple(Published(table.pop("title"), table.pop("architecture"), table) for table in tables)


def _value(number: Number) -> tuple[ValueType, object]:
    if isinstance(number, bool):
        return ValueType.BOOL, number
    if isinstance(number, float):
        return ValueType.FLOAT32, number
    if isinstance(number, list):
        return ValueType.ARRAY, (ValueType.UINT32, number)
    return ValueType.UINT32, number
