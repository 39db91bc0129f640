"""Which variant to begin with. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fireseed.gguf.names import quantization_of
from fireseed.hardware.fit import Fit, Verdict
from fireseed.transfer.plan import Variant

_BETTER = (Verdict.SLOW, Verdict.PARTLY_ON_CPU, Verdict.RUNS_WELL)
_NOTICED = 3
"""Bits; below, a model notices (llama.cpp's perplexity tables)."""


def best(variants: Sequence[Variant], fits: Mapping[str, Fit]) -> str | None:
    """The name of the one to begin with on this machine, by each variant's fit; None where none fits.

    What runs better comes first, as long as it keeps 3 bits; of those that run equally well the one of
    `recommended`. A variant without a fit is not one to recommend.
    """
    fitting = [one for one in variants if one.name in fits and fits[one.name].verdict in _BETTER]

    def worth(variant: Variant) -> tuple[bool, int, tuple[int, bool, int]]:
        found = quantization_of(variant.name)
        kept = found is None or found.bits >= _NOTICED
        return kept, _BETTER.index(fits[variant.name].verdict), _worth(variant)

    return max(fitting, key=worth).name if fitting else None


def fits(variant: Variant, free: int) -> bool:
    """Whether the weights alone fit into `free` bytes of memory. The context needs some on top."""
    return variant.size <= free


def recommended(variants: Sequence[Variant], free: int) -> str | None:
    """The name of the one to begin with, of those that fit; None where none does.

    4 bits, because more of them buy little and fewer cost a lot (llama.cpp's perplexity tables, in
    tools/quantize/README.md), and of these Q4_K_M, which mixes widths where that pays. Without one of 4 bits the
    smallest above, then the largest below.
    """
    fitting = [variant for variant in variants if fits(variant, free)]
    return max(fitting, key=_worth).name if fitting else None


def _worth(variant: Variant) -> tuple[int, bool, int]:
    found = quantization_of(variant.name)
    if found is None or found.bits > 4:
        return 1, False, -variant.size
    if found.bits == 4:
        return 2, found.name == "Q4_K_M", variant.size
    return 0, False, variant.size
