"""What the test hub serves: repos of files whose bytes are known in advance."""

from __future__ import annotations

import hashlib
import mmap
import random
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

MIB = 1 << 20


@cache
def seeded(size: int, seed: int = 1) -> bytes:
    """The same bytes for the same size and seed, everywhere."""
    return random.Random(seed).randbytes(size)


def mapped(path: Path) -> memoryview:
    """A real file, without reading it."""
    with path.open("rb") as stream:
        return memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))


@dataclass
class ServedFile:
    """One file. The `published_…` fields are lies for the listing; None tells the truth.

    `large` files are in LFS and have a SHA-256 in the listing; small ones only git's SHA-1, as on Hugging Face.
    """

    content: bytes | memoryview
    large: bool = True
    published_size: int | None = None
    published_sha256: str | None = None
    etag: str | None = None

    @property
    def size(self) -> int:
        return len(self.content)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def git_sha1(self) -> str:
        return hashlib.sha1(b"blob %d\0" % self.size + bytes(self.content)).hexdigest()


@dataclass
class ServedRepo:
    """One repo at one commit."""

    name: str
    files: dict[str, ServedFile]
    commit: str = "c0ffee0000000000000000000000000000000001"
    gated: bool | str = False
    licence: str = "apache-2.0"
    tags: list[str] = field(default_factory=lambda: ["gguf"])
    downloads: int = 1000
    likes: int = 10
    created: str = "2026-11-01T00:00:00.000Z"
    base_models: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    pipeline: str | None = None
    gguf: dict[str, object] = field(default_factory=dict)
    """What Hugging Face reads from the header: `total`, `architecture`, `context_length`."""
    card: dict[str, object] = field(default_factory=dict)
    """More of the card's head: `license_name`, `license_link`, `base_model_relation` …"""

    @property
    def all_tags(self) -> list[str]:
        """Those of the publisher, and what Hugging Face makes of the card."""
        relation = self.card.get("base_model_relation", "quantized" if "gguf" in self.tags else "finetune")
        return [
            *self.tags,
            *self.languages,
            f"license:{self.licence}",
            *(f"base_model:{name}" for name in self.base_models),
            *(f"base_model:{relation}:{name}" for name in self.base_models),
        ]
