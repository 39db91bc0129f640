"""Which variant to begin with. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fireseed.gguf.names import quantization_of
from fireseed.hardware.fit import Fit, Verdict
from fireseed.transfer.plan import Variant

_BETTER = (Verdict.SLOW, Verdict.PARTLY_ON_CPU, Verdict.RUNS_WELL)
_NOTICED = 3
"""Bits; below, a model notices (llama.cpp's perplexity tables, in tools/quantize/README.md)."""

_WORTH_BITS = 1.5
"""How many times as fast a model with fewer bits has to be."""


def best(variants: Sequence[Variant], fits: Mapping[str, Fit]) -> str | None:
    """The name of the one to begin with on this machine, by each variant's fit; None where none fits.

    4 bits, because more of them buy little and fewer cost a lot, and of these Q4_K_M, which mixes widths where
    that pays; without one of 4 bits the smallest above, then the largest below. One that runs better, because all
    of it is on the graphics card, comes before it if it is much faster and keeps 3 bits. A variant without a fit
    is not one to recommend.
    """
    fitting = [one for one in variants if one.name in fits and fits[one.name].verdict in _BETTER]
    kept = [one for one in fitting if _bits(one) >= _NOTICED] or fitting
    if not kept:
        return None
    usual = max(kept, key=_worth)

    def runs(variant: Variant) -> int:
        return _BETTER.index(fits[variant.name].verdict)

    def is_better(variant: Variant) -> bool:
        much_faster = _speed(fits[variant.name]) >= _WORTH_BITS * _speed(fits[usual.name])
        return runs(variant) > runs(usual) and much_faster

    better = [one for one in kept if is_better(one)]
    return max(better, key=lambda one: (runs(one), _worth(one)), default=usual).name


def _bits(variant: Variant) -> int:
    found = quantization_of(variant.name)
    return found.bits if found is not None else 16


def _speed(fit: Fit) -> float:
    """Tokens a second, in the middle of what is expected; 0 where nothing is known."""
    return (fit.speed.low + fit.speed.high) / 2 if fit.speed is not None else 0.0


def _worth(variant: Variant) -> tuple[int, bool, int]:
    found = quantization_of(variant.name)
    if found is None or found.bits > 4:
        return 1, False, -variant.size
    if found.bits == 4:
        return 2, found.name == "Q4_K_M", variant.size
    return 0, False, variant.size
