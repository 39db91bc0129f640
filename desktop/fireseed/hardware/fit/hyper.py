"""Hyper-parameters of one header as bounded whole numbers."""

from __future__ import annotations

from collections.abc import Sequence

from fireseed.base.errors import GgufInvalid
from fireseed.gguf.header import Header

_LIMIT = 1 << 31
"""llama.cpp keeps every hyper-parameter in 32 bits."""


class Numbers:
    """The numbers under the architecture's own prefix. Raises GgufInvalid for what makes no sense."""

    def __init__(self, header: Header, architecture: str) -> None:
        self.architecture = architecture
        self._header = header
        self._each: dict[str, Sequence[int]] = {}

    def refuse(self, key: str, reason: str) -> GgufInvalid:
        """The error for one key; it calls the model by its own name."""
        return GgufInvalid(self._header.name or self.architecture, f"{self.architecture}.{key}", reason)

    def one(self, key: str, default: int = 0) -> int:
        """A single number; for an array that belongs to single layers, its largest item."""
        value = self._header.metadata.get(f"{self.architecture}.{key}")
        if isinstance(value, tuple):
            return max(self._whole(key, value), default=default)
        return self._whole(key, (value,))[0] if isinstance(value, int) else default

    def each(self, key: str, count: int, default: Sequence[int] | None = None) -> Sequence[int]:
        """One number for each of `count` layers: the header holds an array, or one for all; zeros by default."""
        if key not in self._each:
            value = self._header.metadata.get(f"{self.architecture}.{key}")
            if isinstance(value, tuple):
                numbers = self._whole(key, value)
                if len(numbers) < count:
                    raise self.refuse(key, f"{len(numbers)} numbers for {count} layers")
                self._each[key] = numbers[:count]
            elif isinstance(value, int):
                self._each[key] = self._whole(key, (value,)) * count
            else:
                self._each[key] = [0] * count if default is None else default
        return self._each[key]

    def there(self, key: str) -> bool:
        return f"{self.architecture}.{key}" in self._header.metadata

    def array(self, key: str) -> bool:
        """Whether the header has it for each layer."""
        return isinstance(self._header.metadata.get(f"{self.architecture}.{key}"), tuple)

    def _whole(self, key: str, values: Sequence[object]) -> list[int]:
        numbers = [int(value) for value in values if isinstance(value, int)]
        for number in numbers:
            if not 0 <= number < _LIMIT:
                raise self.refuse(key, f"{number}")
        return numbers
