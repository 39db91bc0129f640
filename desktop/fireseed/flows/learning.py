"""What earlier loads on this machine teach about the next one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from statistics import median

from fireseed.hardware.fit import Learned, Speed
from fireseed.library.measurements import Measurement

RECENT = 24
"""Loads that count: a new driver or a new Fireseed is learned within some days."""
_ENOUGH = 3
"""Below so many nothing is corrected: one odd load teaches nothing."""
_CONTEXT_BOUND = 1.1
"""The context is counted to the byte: a ratio beyond that comes from something else."""
_WORKING_BOUND = 2.5
"""A GPU's driver takes main memory as well, sometimes more than the rest of an engine's process."""
_SPEED_BOUND = 3.0
"""A machine on battery is that much slower than its memory could be."""


def learned(measurements: Sequence[Measurement], digest: str | None) -> Learned:
    """Corrections from loads on one machine: the median of measured by expected, within bounds.

    `digest` is the SHA-256 of the first file of the model in question: its own loads count before those of others,
    once there are enough. The median, because a load beside something large is an exception that must not count.
    Weights are never corrected: they stand in the header, and what llama.cpp maps beyond them are pages that
    nobody needs.
    """

    def correction(ratio: Callable[[Measurement], float | None], most: float) -> float:
        ratios = [(each.digest, found) for each in measurements if (found := ratio(each)) is not None]
        own = [found for owner, found in ratios if owner == digest]
        return _bounded(own if len(own) >= _ENOUGH else [found for _, found in ratios], most)

    return Learned(
        context=correction(lambda each: _ratio(each.measured.context, each.expected.context), _CONTEXT_BOUND),
        working=correction(lambda each: _ratio(each.measured.working, each.expected.working), _WORKING_BOUND),
        speed=correction(lambda each: _ratio(each.speed, each.expected_speed), _SPEED_BOUND),
    )


def _ratio(measured: float | None, expected: float | None) -> float | None:
    return measured / expected if measured and expected else None


def middle(speed: Speed) -> float:
    """The one number that a measured speed is held against: a range of rates has its middle in proportion."""
    return sqrt(speed.low * speed.high)


def _bounded(ratios: Sequence[float], most: float) -> float:
    if len(ratios) < _ENOUGH:
        return 1.0
    return max(1.0 / most, min(most, median(ratios)))
