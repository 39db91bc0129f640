"""What the names of GGUF files say: shards, quantizations, projectors. Pure; a header is believed over a name.

The conventions are those of llama.cpp's own tools (`gguf-split`, `llama-quantize`, `convert_hf_to_gguf`) and of
the publishers who use them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePosixPath

_SHARD = re.compile(r"(?P<stem>.+)-(?P<index>\d{5})-of-(?P<count>\d{5})\.gguf", re.IGNORECASE | re.ASCII)
# No type of ggml: repacked for ARM and removed again, or ik_llama.cpp's own. Not to be taken for Q4_0 or IQ2_K.
_FOREIGN = (
    r"Q4_0_[48]_[48]|IQ4_NL_4_4"
    r"|IQ\d_(?:KSS|KS|KT|KL|K|BN)(?:_R[48])?|(?:I?Q\d(?:_[01KSM]|_XX?S|_NL|_K_[SM])|BF16)_R(?:4|8|16)"
    r"|Q6_0|Q8_KV(?:_R8)?"
)
_QUANTIZATION = re.compile(
    r"(?<![A-Za-z0-9])"
    r"(?P<name>(?:UD-)?(?:"
    rf"(?P<foreign>{_FOREIGN})"
    r"|I?Q\d(?:_[01K](?:_(?:XXS|XS|XL|S|M|L|P))*|_(?:XXS|XS|NL|S|M))"
    r"|TQ[12]_0|MXFP4(?:_MOE)?|NVFP4|BF16|FP?(?:16|32)"
    r"))(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)
_PROJECTOR = re.compile(r"(?<![a-z0-9])mmproj(?![a-z0-9])", re.IGNORECASE | re.ASCII)
_IMATRIX = re.compile(r"(?<![a-z0-9])(?:i1|imat|imatrix)(?![a-z0-9])", re.IGNORECASE | re.ASCII)
# What llama-quantize makes with an importance matrix only (`tensor_requires_imatrix` in its llama-quant.cpp).
_NEEDS_IMATRIX = frozenset({"IQ1_S", "IQ1_M", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ2_M", "IQ3_XXS", "Q2_K_S"})
# As llama.cpp's own download names them (`gguf_filename_is_model`), and as publishers do.
_DRAFT = re.compile(r"(?:mtp|eagle3|dflash|dspark)-|.*(?<![a-z0-9])draft(?![a-z0-9])", re.IGNORECASE | re.ASCII)
_BESIDE_MODELS = re.compile(
    r"(?<![a-z0-9])(?:imatrix|vocab|lora|adapter|control[-_]?vector)(?![a-z0-9])", re.IGNORECASE | re.ASCII
)

# Bits per weight over a whole 8B model, to one digit, from the table in llama.cpp's tools/quantize/README.md.
# Q4_0 to Q5_1 are from the sizes in llama-quantize's help; ternary, Q1_0, Q2_0 and 4-bit floats are the width of
# their blocks (`tensors.TYPES`); L and XL keep embedding and output layers wider, as publishers' 8B files show.
_BITS = {
    "IQ1_S": 2.0, "IQ1_M": 2.1, "IQ2_XXS": 2.4, "IQ2_XS": 2.6, "IQ2_S": 2.7, "IQ2_M": 2.9, "Q2_K_S": 3.0,
    "Q2_K": 3.2, "Q2_K_L": 3.3, "IQ3_XXS": 3.3, "IQ3_XS": 3.5, "IQ3_S": 3.7, "IQ3_M": 3.8, "Q3_K_S": 3.6,
    "Q3_K": 4.0, "Q3_K_M": 4.0, "Q3_K_L": 4.3, "IQ4_XS": 4.5, "IQ4_NL": 4.7, "Q4_0": 4.7, "Q4_1": 5.1,
    "Q4_K": 4.9, "Q4_K_S": 4.7, "Q4_K_M": 4.9, "Q4_K_L": 5.0, "Q5_0": 5.6, "Q5_1": 6.0, "Q5_K": 5.7, "Q5_K_S": 5.6,
    "Q5_K_M": 5.7, "Q5_K_L": 5.8, "Q6_K": 6.6, "Q6_K_L": 6.7, "Q8_0": 8.5, "Q8_K_XL": 10.5, "TQ1_0": 1.7,
    "TQ2_0": 2.1, "MXFP4": 4.3, "MXFP4_MOE": 4.3, "NVFP4": 4.5, "Q1_0": 1.1, "Q2_0": 2.3, "BF16": 16.0,
    "F16": 16.0, "F32": 32.0,
}  # fmt: skip
_NOMINAL = re.compile(r"(\d+)")


# `8B`, `0.6B`, `1.5b`, `135M`, `8x7B`; never the active ones (`A3B`) nor a bit width (`4bit`).
_PARAMETERS = re.compile(
    r"(?<![A-Za-z0-9.])(?:(?P<experts>\d{1,3})x)?(?P<count>\d{1,4}(?:\.\d{1,3})?)(?P<unit>[BMT])(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)
_UNITS = {"M": 10**6, "B": 10**9, "T": 10**12}


class Scheme(StrEnum):
    """How the weights of a file were made smaller."""

    NONE = "none"  # 16 or 32 bits, as trained
    UNIFORM = "uniform"  # Q4_0, Q8_0 …: every tensor in one width, a scale for each block
    MIXED = "mixed"  # Q4_K_M …: K-quants, wider where it counts
    CODEBOOK = "codebook"  # IQ…: groups of weights by a table; small, and slower on a CPU
    TERNARY = "ternary"  # TQ…: three values a weight, for models that were trained so
    FLOAT = "float"  # MXFP4, NVFP4: floating-point numbers of 4 bits
    FOREIGN = "foreign"  # a type that llama.cpp does not have, or has no longer


class Quality(StrEnum):
    """What a person gives up for a smaller file."""

    LOSSY = "lossy"  # below 3 bits: the model notices
    SMALL = "small"  # 3 bits: for when memory is short
    RECOMMENDED = "recommended"  # 4 bits: the usual balance
    HIGH = "high"  # 5 and 6 bits
    NEARLY_FULL = "nearly_full"  # 8 bits: no difference that one would find
    FULL = "full"  # 16 and 32 bits: as trained


@dataclass(frozen=True)
class Shard:
    """One of `count` files of one model, numbered from 1; `stem` is the path they share."""

    stem: str
    index: int
    count: int


@dataclass(frozen=True)
class Quantization:
    """`name` is in upper case; `bits` is the nominal width of a weight, `bits_per_weight` the real average.

    `dynamic`: its publisher chose a width for each layer (Unsloth's `UD-`). `imatrix`: made with an importance
    matrix, which spends the bits where sample texts needed them; false where nothing says so.
    """

    name: str
    bits: int
    bits_per_weight: float
    quality: Quality
    scheme: Scheme
    dynamic: bool
    imatrix: bool


def is_gguf(path: str) -> bool:
    """By its ending, in any case."""
    return path.lower().endswith(".gguf")


def is_projector(path: str) -> bool:
    """A vision or audio projector, which belongs to a model and is none itself."""
    return is_gguf(path) and bool(_PROJECTOR.search(PurePosixPath(path).name))


def is_model(path: str) -> bool:
    """A GGUF file that an engine can open as a model, as far as its name tells.

    Importance matrices, vocabularies, LoRA adapters and control vectors are none. They come without a quantization
    or in 8 bits and more; with fewer bits the word tells how a model was made (`…-Q4_K_M-imatrix.gguf`).
    """
    name = PurePosixPath(path).name
    if not is_gguf(path) or _PROJECTOR.search(name):
        return False
    if not _BESIDE_MODELS.search(name):
        return True
    quantization = quantization_of(name)
    return quantization is not None and quantization.bits < 8


def is_draft(path: str) -> bool:
    """A small model that guesses ahead for a large one (`mtp-…`, `eagle3-…`, `…-draft-…`), by its name."""
    return is_gguf(path) and bool(_DRAFT.match(PurePosixPath(path).name))


def shard_of(path: str) -> Shard | None:
    """None for a file that is whole in itself, or whose numbers make no sense."""
    match = _SHARD.fullmatch(path)
    if match is None:
        return None
    index, count = int(match["index"]), int(match["count"])
    return Shard(match["stem"], index, count) if 1 <= index <= count else None


def quantization_of(path: str) -> Quantization | None:
    """From the file's name, else from its folder's; the last mention counts (`…-F16-Q4_K_M.gguf` is Q4_K_M)."""
    pure = PurePosixPath(path)
    for text in (pure.name, pure.parent.name):
        mentions = list(_QUANTIZATION.finditer(text))
        if mentions:
            found = named(mentions[-1]["name"])
            return replace(found, imatrix=found.imatrix or bool(_IMATRIX.search(pure.name)))
    return None


def title_of(path: str) -> str:
    """What a model file is called without its quantization, shard numbers and ending; never empty."""
    name = PurePosixPath(path).name
    shard = shard_of(name)
    stem = shard.stem if shard else name[: -len(".gguf")]
    for mention in _QUANTIZATION.finditer(stem):
        if mention.end() == len(stem):
            return stem[: mention.start()].rstrip("-._ ") or stem
    return stem or name


def parameters_in(name: str) -> int | None:
    """How many weights a model's name claims (`Qwen3-8B`: 8,000,000,000); None where it claims none.

    The first number counts: `DeepSeek-R1-Distill-Qwen-7B`, `Qwen3-30B-A3B`. Experts share some of their weights,
    so `8x7B` is a little less than it says.
    """
    match = _PARAMETERS.search(name)
    if match is None:
        return None
    return round(int(match["experts"] or 1) * float(match["count"]) * _UNITS[match["unit"].upper()]) or None


def named(name: str) -> Quantization:
    """The quantization of that name; one that no table knows gets its nominal width."""
    spelled = name.upper().replace("FP16", "F16").replace("FP32", "F32")
    plain = spelled.removeprefix("UD-")
    # XL is a little above L.
    known = _BITS.get(plain) or _BITS.get(plain.removesuffix("_XL") + "_L")
    number = _NOMINAL.search(plain)
    nominal = int(number[1]) if number else 16
    return Quantization(
        name=spelled,
        bits=nominal,
        bits_per_weight=known if known is not None else float(nominal),
        quality=_quality(nominal),
        scheme=_scheme(plain),
        dynamic=plain != spelled,
        imatrix=plain in _NEEDS_IMATRIX,
    )


def _scheme(name: str) -> Scheme:
    match = _QUANTIZATION.fullmatch(name)
    if match is not None and match["foreign"]:
        return Scheme.FOREIGN
    if name.startswith("TQ"):
        return Scheme.TERNARY
    if "FP4" in name:
        return Scheme.FLOAT
    if name.startswith("IQ"):
        return Scheme.CODEBOOK
    if "F16" in name or "F32" in name:
        return Scheme.NONE
    return Scheme.MIXED if "_K" in name else Scheme.UNIFORM


def _quality(bits: int) -> Quality:
    if bits < 3:
        return Quality.LOSSY
    if bits == 3:
        return Quality.SMALL
    if bits == 4:
        return Quality.RECOMMENDED
    if bits < 8:
        return Quality.HIGH
    return Quality.NEARLY_FULL if bits == 8 else Quality.FULL
