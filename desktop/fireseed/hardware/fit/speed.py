"""How fast an answer may come: each token reads all active weights once, so memory bandwidth bounds it."""

from __future__ import annotations

from collections.abc import Sequence

from fireseed.hardware.fit.values import Speed
from fireseed.hardware.machine import DeviceKind

_PROCESSOR = (12e9, 60e9)
"""Bytes a second of main memory, where it was not measured: an old laptop's to a new desktop's two channels."""
_OF_MEASURED = (0.45, 0.95)
"""How much of the measured bandwidth decoding reaches: quantized weights take work besides."""
_INTEGRATED = (30e9, 250e9)
_DEDICATED = (120e9, 900e9)
_TOKEN_SECONDS = (0.2e-3, 3e-3)
"""What a token takes besides reading weights: its graph, synchronization, sampling."""


def speed(active: Sequence[tuple[DeviceKind, int]], bandwidth: int | None, learned: float) -> Speed:
    """`active` is the bytes that a token reads on each kind of device."""
    slowest, fastest = _TOKEN_SECONDS[1], _TOKEN_SECONDS[0]
    for kind, read in active:
        low, high = _bandwidth(kind, bandwidth)
        slowest += read / low
        fastest += read / high
    return Speed(learned / slowest, learned / fastest)


def _bandwidth(kind: DeviceKind, measured: int | None) -> tuple[float, float]:
    if kind is DeviceKind.GPU:
        return _DEDICATED
    if kind is DeviceKind.INTEGRATED_GPU:
        return _INTEGRATED if measured is None else (_OF_MEASURED[0] * measured, 3.0 * measured)
    if measured is None:
        return _PROCESSOR[0] * _OF_MEASURED[0], _PROCESSOR[1] * _OF_MEASURED[1]
    return _OF_MEASURED[0] * measured, _OF_MEASURED[1] * measured
