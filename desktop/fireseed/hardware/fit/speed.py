"""How fast an answer may come: each token reads all active weights once, so memory bandwidth bounds it."""

from __future__ import annotations

from collections.abc import Iterable

from fireseed.hardware.fit.values import Speed
from fireseed.hardware.machine import DeviceKind

_MAIN = (12e9, 60e9)
"""Bytes a second of main memory, where it was not measured: an old laptop's to a new desktop's two channels."""
_OF_MEASURED = (0.45, 0.95)
"""How much of the measured bandwidth decoding reaches: quantized weights take work besides."""
_SHARED = (0.6, 2.0)
"""The same for a GPU in main memory, which may reach more of it than the processor can."""
_DEDICATED = (120e9, 900e9)
"""Bytes a second of a card's own memory, from a small one of years ago to the largest of today."""
_TOKEN_SECONDS = (0.2e-3, 3e-3)
"""What a token takes besides reading weights: its graph, synchronization, sampling."""


def speed(active: Iterable[tuple[DeviceKind, bool, int]], bandwidth: int | None, learned: float) -> Speed:
    """`active` is, of each device, its kind, whether it shares main memory, and the bytes that a token reads."""
    slowest, fastest = _TOKEN_SECONDS[1], _TOKEN_SECONDS[0]
    for kind, shared, read in active:
        low, high = _bandwidth(kind, shared, bandwidth)
        slowest += read / low
        fastest += read / high
    return Speed(learned / slowest, learned / fastest)


def _bandwidth(kind: DeviceKind, shared: bool, measured: int | None) -> tuple[float, float]:
    if not shared:
        return _DEDICATED
    low, high = _OF_MEASURED if kind is DeviceKind.CPU else _SHARED
    slow, fast = (measured, measured) if measured else _MAIN
    return low * slow, high * fast
