"""What publishers' file names say: shards, projectors, quantizations. Pure.

Shard names are llama.cpp's (`llama_split_path`: `%s-%05d-of-%05d.gguf`); quantizations are spelled after its file
types (`llama_ftype`), with what the large publishers add: `UD-` (Unsloth Dynamic), `_XL`, lower case, `FP16`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SHARD = re.compile(r"(?P<stem>.+?)(?:[-.]shard)?-(?P<number>\d{5})-of-(?P<count>\d{5})", re.IGNORECASE)
_QUANTIZATION = re.compile(
    r"(?<![A-Z0-9])"
    r"((?:UD-)?(?:I?Q[1-8](?:_(?:[0148K]|XXS|XS|S|M|L|XL|XXL|NL))*|TQ[12]_0|MXFP4(?:_MOE)?|NVFP4|BF16|FP?16|FP?32))"
    r"(?![A-Z0-9])",
    re.IGNORECASE,
)
_PROJECTOR = re.compile(r"(?<![a-z])mmproj(?![a-z])", re.IGNORECASE)
_NO_MODEL = re.compile(r"(?<![a-z])imatrix(?![a-z])|^ggml-vocab-", re.IGNORECASE)


@dataclass(frozen=True)
class Shard:
    """One of `count` parts of `stem`; `number` counts from 1."""

    stem: str
    number: int
    count: int


def stem_of(path: str) -> str | None:
    """The path without `.gguf`; None when it does not end so."""
    return path[:-5] if path.lower().endswith(".gguf") else None


def is_projector(stem: str) -> bool:
    """Whether the file is what lets a model see or hear (mmproj)."""
    return _PROJECTOR.search(stem.rpartition("/")[2]) is not None


def is_model(stem: str) -> bool:
    """False for GGUF files that are neither a model nor a projector: importance matrices, vocabularies."""
    return _NO_MODEL.search(stem.rpartition("/")[2]) is None


def shard_of(stem: str) -> Shard | None:
    """None for a model in one file."""
    match = _SHARD.fullmatch(stem)
    if match is None or not 1 <= int(match["number"]) <= int(match["count"]):
        return None
    return Shard(match["stem"], int(match["number"]), int(match["count"]))


def quantization_of(stem: str) -> str | None:
    """The quantization that the name ends with, in capitals; the folder's where the file name has none."""
    for name in reversed(stem.split("/")):
        found: list[str] = _QUANTIZATION.findall(name)
        if found:
            return found[-1].upper()
    return None
