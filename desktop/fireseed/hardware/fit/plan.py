"""Whether a model fits this machine, with how much context, and how fast it would be: from its headers."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fireseed.gguf.header import Header
from fireseed.hardware.fit.placing import Place, Places, costs_of, gpus_hold, missing, owners, place, places_of
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
from fireseed.hardware.fit.weights import Weights, weights_of
from fireseed.hardware.machine import DeviceKind, Machine

_GOOD = 8_192
"""Tokens that are worth more than a faster answer; beyond them the GPU is."""
_READING = 5.0
"""Tokens a second: about what a person reads."""
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
    search = _Search(shape, weights, _projector(projector), places_of(machine), wishes, learned)
    chosen = search.best()
    short = missing(chosen.plans)
    rate = _speed(search, chosen, bandwidth)
    return Fit(
        verdict=verdict_of(chosen.plans, short, rate),
        devices=chosen.plans,
        context=chosen.context,
        trained_context=shape.trained_context or None,
        batch=min(wishes.batch, chosen.context),
        gpu_layers=chosen.gpu_layers,
        cpu_experts=chosen.cpu_experts,
        missing=max(0, short),
        speed=rate,
    )


@dataclass(frozen=True, slots=True)
class _Choice:
    context: int
    gpu_layers: int
    cpu_experts: int
    plans: tuple[DevicePlan, ...]


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks for the context and the layers on GPUs that serve a person best."""

    shape: Shape
    weights: Weights
    projector: Need
    places: Places
    wishes: Wishes
    learned: Learned

    def best(self) -> _Choice:
        """All layers on GPUs with a good context, else the most context that fits at all; else the least need."""
        contexts = self._contexts()
        tried = [self._offloaded(context) for context in contexts if context == contexts[0] or context >= _GOOD]
        every = self.shape.all_layers + 1
        for choice in tried:
            if choice.gpu_layers == every and not choice.cpu_experts and missing(choice.plans) <= 0:
                return choice
        for context in contexts:
            choice = next((found for found in tried if found.context == context), None) or self._offloaded(context)
            if missing(choice.plans) <= 0:
                return choice
        return choice

    def _contexts(self) -> list[int]:
        """What is tried, from the largest; a wish is a wish, up to what the model was trained for."""
        most = self.shape.trained_context or DEFAULT_CONTEXT
        if self.wishes.context is not None:
            return [max(1, min(self.wishes.context, most))]
        contexts = [min(DEFAULT_CONTEXT, most)]
        while contexts[-1] // 2 >= SMALLEST_CONTEXT:
            contexts.append(contexts[-1] // 2)
        return contexts

    def _offloaded(self, context: int) -> _Choice:
        """As many layers on GPUs as they hold; of a mixture of experts rather all, with some experts left out."""
        costs = costs_of(self.shape, self.weights, self.projector, context, self.wishes)
        every = self.shape.all_layers + 1

        def choice(gpu_layers: int, cpu_experts: int = 0) -> _Choice:
            plans = place(costs, self.places, gpu_layers, cpu_experts, self.learned)
            return _Choice(context, gpu_layers, cpu_experts, plans)

        if not self.places.gpus:
            return choice(0)
        if self.wishes.gpu_layers is not None:
            return choice(min(self.wishes.gpu_layers, every))
        if gpus_hold(choice(every).plans):
            return choice(every)
        # Each layer more asks more of the GPUs, so the first count that they do not hold ends it.
        layers = bisect_left(range(1, every), True, key=lambda count: not gpus_hold(choice(count).plans))
        if self.shape.mixture is not None:
            counts = range(1, self.shape.all_layers + 1)
            at = bisect_left(counts, True, key=lambda count: gpus_hold(choice(every, count).plans))
            if at < len(counts) and missing(choice(every, counts[at]).plans) <= 0:
                return choice(every, counts[at])
        return choice(layers)


def _projector(header: Header | None) -> Need:
    if header is None:
        return Need()
    return Need(weights=sum(tensor.size for tensor in header.tensors), working=_PROJECTOR_WORKING)


def _speed(search: _Search, chosen: _Choice, bandwidth: int | None) -> Speed:
    shape, weights, places = search.shape, search.weights, search.places
    read: Counter[Place] = Counter()
    for index, where in enumerate(owners(places, shape.all_layers, chosen.gpu_layers)):
        device = places.processor if where is None else places.gpus[where]
        if index == shape.all_layers:
            read[device] += weights.output
            continue
        read[device] += weights.dense[index]
        if shape.mixture is not None:
            holder = places.processor if index < chosen.cpu_experts else device
            read[holder] += weights.experts[index] * shape.mixture.used // shape.mixture.experts
    active = [(device.kind, device.shared, size) for device, size in read.items()]
    return speed(active, bandwidth, search.learned.speed)


def verdict_of(plans: Sequence[DevicePlan], short: int, rate: Speed) -> Verdict:
    """From each device's part, the bytes that are missing and the expected speed."""
    if short > 0:
        return Verdict.DOES_NOT_FIT
    if (rate.low + rate.high) / 2 < _READING:
        return Verdict.SLOW
    on_gpu = any(plan.layers for plan in plans if plan.kind is not DeviceKind.CPU)
    on_cpu = any(plan.layers for plan in plans if plan.kind is DeviceKind.CPU)
    return Verdict.PARTLY_ON_CPU if on_gpu and on_cpu else Verdict.RUNS_WELL
