"""What is free now, without probing again."""

from __future__ import annotations

from fireseed.hardware.machine import (
    Device,
    DeviceKind,
    GpuMemory,
    Machine,
    Memory,
    Nvidia,
    NvidiaGpu,
    Processor,
    Undetected,
    Why,
)
from fireseed.hardware.present import Present, with_free

GAP = Undetected(Why.ABSENT, "no driver")
CPU = Device("CPU", "A processor", DeviceKind.CPU, 100, 60)
CARDS = (
    Device("CUDA0", "Large card", DeviceKind.GPU, 24, 20),
    Device("CUDA1", "Small card", DeviceKind.GPU, 8, 7),
)
OTHER = Device("Vulkan0", "Another card", DeviceKind.GPU, 16, 15)
MACHINE = Machine(
    "Linux", Memory(100, 60, limited=False), Processor("A", 2, 4, 4, ()), (), (*CARDS, OTHER, CPU), GAP
)
NOW = Memory(100, 33, limited=False)


def cards(*found: tuple[str, int]) -> Nvidia:
    return Nvidia("595.1", tuple(NvidiaGpu(name, GpuMemory(24, free)) for name, free in found))


def free(machine: Machine) -> dict[str, int]:
    assert not isinstance(machine.devices, Undetected)
    return {device.name: device.memory_free for device in machine.devices}


def test_the_probe_runs_once_and_main_memory_is_looked_at_each_time() -> None:
    probed: list[Machine] = []

    def probe() -> Machine:
        probed.append(MACHINE)
        return MACHINE

    present = Present(probe)
    first, second = present.now(), present.now()
    assert len(probed) == 1
    for machine in (first, second):
        assert machine.processor == MACHINE.processor
        assert machine.memory.total > 10**8  # of this computer, not of the one above
        assert free(machine)["Vulkan0"] == 15


def test_a_new_probe_replaces_what_was_known() -> None:
    machines = [MACHINE, Machine("macOS", MACHINE.memory, MACHINE.processor, (), GAP, GAP)]
    present = Present(lambda: machines.pop(0))
    assert present.now().system == "Linux"
    assert present.probe().system == "macOS"
    assert present.now().system == "macOS"


def test_cards_have_what_their_driver_says_is_free_now() -> None:
    machine = with_free(MACHINE, NOW, cards(("Large card", 5), ("Small card", 1)))
    assert free(machine) == {"CUDA0": 5, "CUDA1": 1, "Vulkan0": 15, "CPU": 33}
    assert machine.memory == NOW


def test_cards_that_are_counted_in_another_order_stay_as_they_were() -> None:
    """CUDA_VISIBLE_DEVICES hides and reorders cards for ggml only."""
    for seen in (cards(("Small card", 1), ("Large card", 5)), cards(("Large card", 5)), GAP):
        assert free(with_free(MACHINE, NOW, seen)) == {"CUDA0": 20, "CUDA1": 7, "Vulkan0": 15, "CPU": 33}


def test_a_card_that_does_not_tell_stays_as_it_was() -> None:
    seen = Nvidia("595.1", (NvidiaGpu("Large card", GAP), NvidiaGpu("Small card", GpuMemory(8, 2))))
    assert free(with_free(MACHINE, NOW, seen)) == {"CUDA0": 20, "CUDA1": 2, "Vulkan0": 15, "CPU": 33}


def test_devices_that_nobody_knows_stay_unknown() -> None:
    blind = Machine("Linux", MACHINE.memory, MACHINE.processor, (), GAP, GAP)
    assert with_free(blind, NOW, GAP).devices == GAP
    assert with_free(blind, NOW, GAP).memory == NOW
