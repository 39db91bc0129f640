"""One model on one machine: which device gets which layers, and what each of them then needs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from fireseed.hardware.fit.cache import layer_bytes
from fireseed.hardware.fit.shape import Shape
from fireseed.hardware.fit.values import DevicePlan, Learned, Need, Wishes
from fireseed.hardware.fit.weights import Weights
from fireseed.hardware.fit.working import compute_bytes, input_bytes, process_bytes
from fireseed.hardware.machine import Device, DeviceKind, Machine, Undetected

_RESERVE = 1024 * 1024 * 1024
"""Bytes of main memory that are left to the system and other programs, on a computer of 8 to 20 GiB."""
_GPU_RESERVE = 256 * 1024 * 1024
"""Bytes of a GPU's memory that its driver and the screen take while a model loads."""


@dataclass(frozen=True, slots=True)
class Place:
    """A device that can hold layers. `free` is what a model may take of it now."""

    name: str
    kind: DeviceKind
    free: int
    shared: bool


@dataclass(frozen=True, slots=True)
class Places:
    """The processor and, in ggml's order, the GPUs that llama.cpp uses."""

    processor: Place
    gpus: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Costs:
    """Bytes of a model's parts with one context.

    `kept` has one entry a layer, `middle` and `last` are compute buffers of a device without and with the output
    layer, `inputs` is the processor's where it has no layer; `projector` is on the first GPU, if there is one.
    """

    weights: Weights
    kept: tuple[int, ...]
    middle: int
    last: int
    inputs: int
    process: int
    projector: Need


def costs_of(shape: Shape, weights: Weights, projector: Need, context: int, wishes: Wishes) -> Costs:
    """With `context` tokens for each conversation."""
    idle = shape.all_layers - len(shape.layers)
    return Costs(
        weights=weights,
        kept=tuple(layer_bytes(shape, layer, context, wishes) for layer in shape.layers) + (0,) * idle,
        middle=compute_bytes(shape, context, wishes, output=False),
        last=compute_bytes(shape, context, wishes, output=True),
        inputs=input_bytes(shape, context, wishes),
        process=process_bytes(shape),
        projector=projector,
    )


def places_of(machine: Machine) -> Places:
    """An integrated GPU counts only where there is no other, as llama.cpp has it."""
    devices = () if isinstance(machine.devices, Undetected) else machine.devices
    gpus = [device for device in devices if device.kind is DeviceKind.GPU]
    gpus = gpus or [device for device in devices if device.kind is DeviceKind.INTEGRATED_GPU]
    main = max(0, machine.memory.available - _reserve(machine.memory.total))
    name = next((device.name for device in devices if device.kind is DeviceKind.CPU), "CPU")
    return Places(
        Place(name, DeviceKind.CPU, main, shared=True),
        tuple(_gpu(device, main) for device in gpus if device.memory_total > 0 or is_shared(device)),
    )


def _reserve(total: int) -> int:
    """A GiB; but at most an eighth of a small computer's memory, and at least a twentieth of a large one's."""
    return max(min(_RESERVE, total // 8), total // 20)


def is_shared(device: Device) -> bool:
    """Whether a GPU's memory is main memory: integrated ones, and Apple's, which ggml calls a GPU named MTL0."""
    return device.kind is DeviceKind.INTEGRATED_GPU or device.name.startswith(("MTL", "Metal"))


def _gpu(device: Device, main: int) -> Place:
    free = max(0, device.memory_free - _GPU_RESERVE)
    shared = is_shared(device)
    if shared:  # one that reports none at all has as much as there is
        free = min(free, main) if device.memory_total > 0 else main
    return Place(device.name, device.kind, free, shared)


def owners(places: Places, layers: int, gpu_layers: int) -> list[int | None]:
    """The GPU of each layer and, last, of the output; None is the processor. As `load_tensors` splits them."""
    count = layers + 1
    offloaded = min(gpu_layers, count) if places.gpus else 0
    if not offloaded:
        return [None] * count
    total = sum(gpu.free for gpu in places.gpus)
    edges, reached = [], 0
    for gpu in places.gpus:
        reached += gpu.free
        edges.append(reached / total if total else 1.0)
    last = len(edges) - 1
    split = [min(bisect_right(edges, index / offloaded), last) for index in range(offloaded)]
    return [None] * (count - offloaded) + split


def place(
    costs: Costs, places: Places, gpu_layers: int, cpu_experts: int, learned: Learned
) -> tuple[DevicePlan, ...]:
    """Each device's part; the processor's comes first, then the GPUs that hold anything."""
    layers, weights = len(costs.kept), costs.weights
    owner = owners(places, layers, gpu_layers)
    held, kept, count = ([0] * (len(places.gpus) + 1) for _ in range(3))
    # The processor comes last in these lists, where index -1 finds it.
    held[-1] = weights.input
    for index, where in enumerate(owner):
        at = -1 if where is None else where
        count[at] += 1
        if index == layers:
            held[at] += weights.output - (weights.tied if where is None else 0)
        else:
            held[at] += weights.dense[index]
            held[-1 if index < cpu_experts else at] += weights.experts[index]
            kept[at] += costs.kept[index]
    plans = []
    for at, device in zip(range(-1, len(places.gpus)), (places.processor, *places.gpus), strict=True):
        if at >= 0 and not count[at]:
            continue
        working = costs.last if owner[-1] == (None if at < 0 else at) else costs.middle
        if at < 0:
            working = (working if count[at] else costs.inputs) + costs.process
        elif not device.shared:
            working += _borrowed(weights, layers_left=count[-1], experts_left=cpu_experts)
        need = Need(held[at], kept[at], working)
        if at == (0 if count[0] and places.gpus else -1):
            need += costs.projector
        plan = DevicePlan(device.name, device.kind, count[at], _learned(need, learned), device.free, device.shared)
        plans.append(plan)
    return tuple(plans)


def _borrowed(weights: Weights, layers_left: int, experts_left: int) -> int:
    """A card computes large batches of all layers, with one matrix at a time copied out of main memory.

    ggml-backend.cpp, `ggml_backend_sched_split_graph`: with `op_offload` each copy takes the place of the last.
    """
    dense = weights.largest_dense if layers_left else 0
    return max(dense, weights.largest_experts if layers_left or experts_left else 0)


def _learned(need: Need, learned: Learned) -> Need:
    return Need(need.weights, round(need.context * learned.context), round(need.working * learned.working))


def missing(plans: Sequence[DevicePlan]) -> int:
    """Bytes by which memory is too small, negative where some is left; what is shared is drawn on together."""
    shared = [plan for plan in plans if plan.shared]
    alone = sum(max(0, plan.need.total - plan.free) for plan in plans if not plan.shared)
    together = sum(plan.need.total for plan in shared) - max((plan.free for plan in shared), default=0)
    return alone + together if together > 0 else alone or together


def gpus_hold(plans: Sequence[DevicePlan]) -> bool:
    """Whether each GPU has room for its own part."""
    return all(plan.need.total <= plan.free for plan in plans if plan.kind is not DeviceKind.CPU)
