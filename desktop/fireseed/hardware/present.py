"""This machine as it is now: what never changes is found out once, what is free is looked at each time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from fireseed.hardware.limits import read_limits
from fireseed.hardware.look import Look
from fireseed.hardware.machine import Device, DeviceKind, Machine, Memory, Nvidia, Undetected
from fireseed.hardware.nvidia import find_nvidia
from fireseed.hardware.probe import find_memory

_DRIVER_SECONDS = 1.0
"""How long NVIDIA's library may take to tell what is free; awake it needs milliseconds."""


class Present:
    """The one probe of this machine, brought up to date cheaply. Calls block and are thread-safe."""

    def __init__(self, probe: Callable[[], Machine]) -> None:
        """`probe` looks at everything, which takes up to some seconds; it is called once."""
        self._probe = probe
        self._lock = threading.Lock()
        self._found: Machine | None = None

    def probe(self) -> Machine:
        """Looks at everything anew."""
        found = self._probe()
        with self._lock:
            self._found = found
        return found

    def now(self) -> Machine:
        """The machine with the memory that is free now, without starting the device child again."""
        with self._lock:
            if self._found is None:
                self._found = self._probe()
            found = self._found
        return refreshed(found)


def refreshed(machine: Machine) -> Machine:
    """`machine` with the memory that is free now: main memory, and NVIDIA's cards by their driver's library.

    What a GPU of another maker has free stays as it was when its driver was asked.
    """
    memory = find_memory(read_limits())
    nvidia = machine.nvidia
    if not isinstance(nvidia, Undetected):
        nvidia = Look(find_nvidia).found(_DRIVER_SECONDS)
    return with_free(machine, memory, nvidia)


def with_free(machine: Machine, memory: Memory, nvidia: Nvidia | Undetected) -> Machine:
    """`machine` with other free memory. Pure.

    ggml and NVIDIA's library may count cards differently (CUDA_VISIBLE_DEVICES): they are matched only where
    both know the same cards in the same order.
    """
    if isinstance(machine.devices, Undetected):
        return replace(machine, memory=memory, nvidia=nvidia)
    cards = [device for device in machine.devices if device.name.startswith("CUDA")]
    gpus = () if isinstance(nvidia, Undetected) else nvidia.gpus
    free: dict[str, int] = {}
    if [card.description for card in cards] == [gpu.name for gpu in gpus]:
        for card, gpu in zip(cards, gpus, strict=True):
            if not isinstance(gpu.memory, Undetected):
                free[card.name] = gpu.memory.free
    return replace(
        machine,
        memory=memory,
        devices=tuple(_with_free(device, memory, free) for device in machine.devices),
        nvidia=nvidia,
    )


def _with_free(device: Device, memory: Memory, free: dict[str, int]) -> Device:
    if device.kind is DeviceKind.CPU:
        return replace(device, memory_free=min(memory.available, device.memory_total))
    return replace(device, memory_free=free.get(device.name, device.memory_free))
