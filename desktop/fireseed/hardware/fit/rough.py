"""A first guess before any header is read: for rows of a list, and for what a person sees first."""

from __future__ import annotations

from fireseed.hardware.fit.placing import Places, missing, places_of
from fireseed.hardware.fit.plan import verdict_of
from fireseed.hardware.fit.speed import speed
from fireseed.hardware.fit.values import DevicePlan, Fit, Need
from fireseed.hardware.machine import DeviceKind, Machine

_CONTEXT = 4_096
"""Tokens that are supposed to be wanted."""
_BATCH = 512
_KEPT = 4_096
"""Bytes of a token in a layer: eight heads of 128 keys and values in F16, as most models of today have it."""
_WORKING = 300_000_000
_BITS = 5
"""Of a weight, where only bytes are known: most files are quantized to four or five."""


def estimate(
    size: int, parameters: int | None, machine: Machine, active: int | None = None, bandwidth: int | None = None
) -> Fit:
    """From the bytes of a variant's files, and the parameters that a hub or a name tells.

    `active` is those that one token needs, where that is fewer; `bandwidth` is bytes a second of main memory.
    """
    known = max(1, parameters or size * 8 // _BITS)
    layers = max(16, min(96, round(28 * (known / 7e9) ** 0.25)))  # 28 of 7B, 48 of 70B, 88 of 671B
    need = Need(size, _CONTEXT * layers * _KEPT, _WORKING + size // 50)
    plans = _shares(places_of(machine), need, layers + 1)
    read = size * min(active, known) // known if active else size
    reads = [(plan.kind, plan.shared, read * plan.layers // (layers + 1)) for plan in plans]
    rate = speed(reads, bandwidth, 1.0)
    short = missing(plans)
    return Fit(
        verdict=verdict_of(plans, short, rate),
        devices=plans,
        context=_CONTEXT,
        trained_context=None,
        batch=_BATCH,
        gpu_layers=sum(plan.layers for plan in plans if plan.kind is not DeviceKind.CPU),
        missing=max(0, short),
        speed=rate,
        rough=True,
    )


def _shares(places: Places, need: Need, count: int) -> tuple[DevicePlan, ...]:
    """`count` equal layers: as many on each GPU as its memory takes, the rest on the processor, which is first."""
    each = max(1, need.total // count)
    left, gpus = count, []
    for gpu in places.gpus:
        layers = min(left, gpu.free // each)
        left -= layers
        gpus.append(DevicePlan(gpu.name, gpu.kind, layers, _part(need, layers, count), gpu.free, gpu.shared))
    main = places.processor
    return (DevicePlan(main.name, main.kind, left, _part(need, left, count), main.free, main.shared), *gpus)


def _part(need: Need, part: int, whole: int) -> Need:
    return Need(need.weights * part // whole, need.context * part // whole, need.working * part // whole)
