"""One model on one machine: which device gets which layers, and what each of them then needs."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from fireseed.hardware.fit.cache import layer_bytes
from fireseed.hardware.fit.shape import Shape
from fireseed.hardware.fit.values import DevicePlan, Learned, Need, Wishes
from fireseed.hardware.fit.weights import Weights
from fireseed.hardware.fit.working import compute_bytes, input_bytes, process_bytes
from fireseed.hardware.machine import Device, DeviceKind, Machine, Undetected

RESERVE = 512 * 1024 * 1024
"""Bytes of main memory that are left to everything else on the machine."""
GPU_RESERVE = 256 * 1024 * 1024
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
class Subject:
    """What is to be placed. `projector` is bytes of its weights and working memory, on the first GPU if any."""

    shape: Shape
    weights: Weights
    projector: Need


def places_of(machine: Machine) -> Places:
    """An integrated GPU counts only where there is no other, as llama.cpp has it."""
    devices = () if isinstance(machine.devices, Undetected) else machine.devices
    gpus = [device for device in devices if device.kind is DeviceKind.GPU]
    gpus = gpus or [device for device in devices if device.kind is DeviceKind.INTEGRATED_GPU]
    main = max(0, machine.memory.available - RESERVE)
    name = next((device.name for device in devices if device.kind is DeviceKind.CPU), "CPU")
    return Places(
        Place(name, DeviceKind.CPU, main, shared=True),
        tuple(_gpu(device, main) for device in gpus if device.memory_total > 0 or is_shared(device)),
    )


def is_shared(device: Device) -> bool:
    """Whether a GPU's memory is main memory: integrated ones, and Apple's, which ggml calls a GPU."""
    return device.kind is DeviceKind.INTEGRATED_GPU or device.name.startswith(("Metal", "MTL"))


def _gpu(device: Device, main: int) -> Place:
    shared = is_shared(device)
    free = max(0, device.memory_free - GPU_RESERVE)
    if shared:
        free = min(free, main) if device.memory_total > 0 else main
    return Place(device.name, device.kind, free, shared)


def owners(places: Places, layers: int, gpu_layers: int) -> list[int | None]:
    """The GPU of each layer and, last, of the output; None is the processor. As `load_tensors` splits them."""
    count = layers + 1
    offloaded = min(gpu_layers, count) if places.gpus else 0
    total = sum(gpu.free for gpu in places.gpus)
    edges, reached = [], 0
    for gpu in places.gpus:
        reached += gpu.free
        edges.append(reached / total if total else 1.0)
    start = count - offloaded
    last = len(edges) - 1
    return [None] * start + [min(bisect_right(edges, index / offloaded), last) for index in range(offloaded)]


def place(
    subject: Subject,
    places: Places,
    wishes: Wishes,
    context: int,
    gpu_layers: int,
    cpu_experts: int,
    learned: Learned,
) -> tuple[DevicePlan, ...]:
    """Each device's part; the processor's comes first, then the GPUs that hold anything."""
    shape, weights = subject.shape, subject.weights
    owner = owners(places, shape.all_layers, gpu_layers)
    sizes: dict[int | None, list[int]] = {None: [weights.input, 0, 0]}
    for index, where in enumerate(owner):
        part = sizes.setdefault(where, [0, 0, 0])
        part[2] += 1
        if index == shape.all_layers:
            part[0] += weights.output - (weights.tied if where is None else 0)
            continue
        part[0] += weights.dense[index]
        sizes[None if index < cpu_experts else where][0] += weights.experts[index]
        if index < len(shape.layers):
            part[1] += layer_bytes(shape, shape.layers[index], context, wishes)
    plans = []
    first = 0 if 0 in sizes else None
    for where in (None, *range(len(places.gpus))):
        if where not in sizes:
            continue
        held, kept, layers = sizes[where]
        device = places.processor if where is None else places.gpus[where]
        working = compute_bytes(shape, context, wishes, output=owner[-1] == where)
        if where is None:
            working = (working if layers else input_bytes(shape, context, wishes)) + process_bytes(shape)
        need = Need(held, kept, working)
        if where == first:
            need += subject.projector
        plans.append(
            DevicePlan(device.name, device.kind, layers, _learned(need, learned), device.free, device.shared)
        )
    return tuple(plans)


def _learned(need: Need, learned: Learned) -> Need:
    return Need(
        round(need.weights * learned.weights),
        round(need.context * learned.context),
        round(need.working * learned.working),
    )


def missing(plans: tuple[DevicePlan, ...]) -> int:
    """Bytes by which the fullest memory is too small; devices that share main memory draw on it together."""
    worst = 0
    shared = [plan for plan in plans if plan.shared]
    for plan in plans:
        worst = max(worst, plan.need.total - plan.free)
    together = sum(plan.need.total for plan in shared)
    return max(worst, together - max((plan.free for plan in shared), default=0))
