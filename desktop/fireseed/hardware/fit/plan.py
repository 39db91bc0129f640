"""Whether a model fits this machine, with how much context, and how fast it would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fireseed.gguf.header import Header
from fireseed.hardware.fit.placing import Places, Subject, missing, owners, place, places_of
from fireseed.hardware.fit.shape import Shape, shape_of
from fireseed.hardware.fit.speed import speed
from fireseed.hardware.fit.values import (
    DEFAULT_CONTEXT,
    SMALLEST_CONTEXT,
    DevicePlan,
    Fit,
    Learned,
    Need,
    Speed,
    Verdict,
    Wishes,
)
from fireseed.hardware.fit.weights import weights_of
from fireseed.hardware.machine import DeviceKind, Machine

_READING = 5.0
"""Tokens a second: about what a person reads."""
_ROUGH_CONTEXT = 4_096
_PROJECTOR_WORKING = 200_000_000
"""Bytes: a vision encoder's buffers for one picture."""


def fit(
    headers: Sequence[Header],
    machine: Machine,
    wishes: Wishes | None = None,
    projector: Header | None = None,
    bandwidth: int | None = None,
    learned: Learned | None = None,
) -> Fit:
    """Predicts from the headers of all shards of a model, the first one first.

    `bandwidth` is bytes a second of main memory as measured. Raises UnsupportedArchitecture or GgufInvalid for a
    header that llama.cpp would refuse as well.
    """
    wishes, learned = wishes or Wishes(), learned or Learned()
    shape = shape_of(headers[0])
    weights = weights_of(headers, shape.all_layers, len(shape.layers))
    subject = Subject(shape, weights, _projector(projector))
    places = places_of(machine)
    best = _best(subject, places, wishes, learned)
    context, gpu_layers, cpu_experts, plans = best
    short = missing(plans)
    rate = _speed(subject, places, gpu_layers, cpu_experts, bandwidth, learned)
    return Fit(
        verdict=_verdict(plans, short, rate),
        devices=plans,
        context=context,
        trained_context=shape.trained_context or None,
        batch=min(wishes.batch, context),
        gpu_layers=gpu_layers,
        cpu_experts=cpu_experts,
        missing=max(0, short),
        speed=rate,
    )


_Choice = tuple[int, int, int, tuple[DevicePlan, ...]]


def _best(subject: Subject, places: Places, wishes: Wishes, learned: Learned) -> _Choice:
    """The most context of those worth having, on GPUs as far as possible; the smallest need where none fits."""
    last: _Choice | None = None
    for context in _contexts(subject.shape, wishes):
        last = _offloaded(subject, places, wishes, learned, context)
        if missing(last[3]) <= 0:
            return last
    assert last is not None
    return last


def _contexts(shape: Shape, wishes: Wishes) -> list[int]:
    """What is tried, from the largest; a wish is a wish, up to what the model was trained for."""
    most = shape.trained_context or DEFAULT_CONTEXT
    if wishes.context is not None:
        return [min(wishes.context, most)]
    contexts = [min(DEFAULT_CONTEXT, most)]
    while contexts[-1] // 2 >= SMALLEST_CONTEXT:
        contexts.append(contexts[-1] // 2)
    return contexts


def _offloaded(subject: Subject, places: Places, wishes: Wishes, learned: Learned, context: int) -> _Choice:
    every = subject.shape.all_layers + 1

    def choice(gpu_layers: int, cpu_experts: int = 0) -> _Choice:
        plans = place(subject, places, wishes, context, gpu_layers, cpu_experts, learned)
        return context, gpu_layers, cpu_experts, plans

    if not places.gpus:
        return choice(0)
    if wishes.gpu_layers is not None:
        return choice(min(wishes.gpu_layers, every))
    low, high = 0, every
    while low < high:
        middle = (low + high + 1) // 2
        if missing(choice(middle)[3]) <= 0:
            low = middle
        else:
            high = middle - 1
    if low == every or subject.shape.mixture is None:
        return choice(low)
    for cpu_experts in range(1, subject.shape.all_layers + 1):
        offered = choice(every, cpu_experts)
        if missing(offered[3]) <= 0:
            return offered
    return choice(low)


def _projector(header: Header | None) -> Need:
    if header is None:
        return Need()
    return Need(weights=sum(tensor.size for tensor in header.tensors), working=_PROJECTOR_WORKING)


def _speed(
    subject: Subject, places: Places, gpu_layers: int, cpu_experts: int, bandwidth: int | None, learned: Learned
) -> Speed:
    shape, weights = subject.shape, subject.weights
    read: dict[DeviceKind, int] = {}
    for index, where in enumerate(owners(places, shape.all_layers, gpu_layers)):
        kind = places.processor.kind if where is None else places.gpus[where].kind
        if index == shape.all_layers:
            read[kind] = read.get(kind, 0) + weights.output
            continue
        read[kind] = read.get(kind, 0) + weights.dense[index]
        if shape.mixture is not None:
            kind = places.processor.kind if index < cpu_experts else kind
            part = weights.experts[index] * shape.mixture.used // shape.mixture.experts
            read[kind] = read.get(kind, 0) + part
    return speed(tuple(read.items()), bandwidth, learned.speed)


def _verdict(plans: Sequence[DevicePlan], short: int, rate: Speed) -> Verdict:
    if short > 0:
        return Verdict.DOES_NOT_FIT
    if (rate.low + rate.high) / 2 < _READING:
        return Verdict.SLOW
    on_gpu = any(plan.layers for plan in plans if plan.kind is not DeviceKind.CPU)
    on_cpu = any(plan.layers for plan in plans if plan.kind is DeviceKind.CPU)
    return Verdict.PARTLY_ON_CPU if on_gpu and on_cpu else Verdict.RUNS_WELL


def estimate(
    size: int, parameters: int | None, machine: Machine, active: int | None = None, bandwidth: int | None = None
) -> Fit:
    """Before any header is read: from a file's bytes, and the (active) parameters that a hub or name tells.

    Supposes a transformer of today: width and depth grow with the square and cube root of its parameters.
    """
    known = parameters or size * 8 // 5
    layers = max(16, min(96, round(28 * (known / 7e9) ** (1 / 4))))
    context = _ROUGH_CONTEXT * layers * 4_096
    working = 300_000_000 + size // 50
    places = places_of(machine)
    read = size * min(active, known) // known if active else size
    plans, gpu_layers = _rough_plans(places, Need(size, context, working), layers)
    short = missing(plans)
    on_gpu = sum(plan.layers for plan in plans if plan.kind is not DeviceKind.CPU) / (layers + 1)
    kinds = [(plan.kind, round(read * plan.layers / (layers + 1))) for plan in plans]
    rate = speed(kinds, bandwidth, 1.0)
    verdict = _verdict(plans, short, rate)
    assert 0 <= on_gpu <= 1
    return Fit(
        verdict=verdict,
        devices=plans,
        context=_ROUGH_CONTEXT,
        trained_context=None,
        batch=512,
        gpu_layers=gpu_layers,
        missing=max(0, short),
        speed=rate,
        rough=True,
    )


def _rough_plans(places: Places, need: Need, layers: int) -> tuple[tuple[DevicePlan, ...], int]:
    """As many equal layers on the GPUs as their memory takes together."""
    count = layers + 1
    processor = DevicePlan(
        places.processor.name, DeviceKind.CPU, count, need, places.processor.free, places.processor.shared
    )
    if not places.gpus:
        return (processor,), 0
    free = sum(gpu.free for gpu in places.gpus)
    offloaded = min(count, count * free // max(1, need.total))
    plans = [replace(processor, layers=count - offloaded, need=_share(need, count - offloaded, count))]
    for gpu in places.gpus:
        share = offloaded * gpu.free // free if free else 0
        plans.append(DevicePlan(gpu.name, gpu.kind, share, _share(need, share, count), gpu.free, gpu.shared))
    return tuple(plans), offloaded


def _share(need: Need, part: int, whole: int) -> Need:
    return Need(need.weights * part // whole, need.context * part // whole, need.working * part // whole)
