"""The whole probe on this machine: quick, complete, and never an exception."""

from __future__ import annotations

import platform
import threading
from pathlib import Path

import psutil
import pytest

from fireseed.hardware.limits import Limits
from fireseed.hardware.look import Look
from fireseed.hardware.machine import Device, DeviceKind, DeviceReport, Disk, Nvidia, Undetected, Why
from fireseed.hardware.probe import find_memory, find_system, probe

REPORT = DeviceReport((Device("CPU", "A processor", DeviceKind.CPU, 10, 4),), ("CPU",), ("AVX2",))


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no drive that hangs."""
    monkeypatch.setattr("fireseed.hardware.probe.DISK_SECONDS", 60.0)
    monkeypatch.setattr("fireseed.hardware.probe.DRIVER_SECONDS", 60.0)


def test_this_machine(tmp_path: Path) -> None:
    machine = probe([tmp_path], lambda _: REPORT)
    assert 0 < machine.memory.available <= machine.memory.total <= psutil.virtual_memory().total
    assert machine.processor.name == "A processor"
    (disk,) = machine.disks
    assert isinstance(disk, Disk)
    assert machine.devices == REPORT.devices
    assert isinstance(machine.nvidia, Nvidia | Undetected)
    assert platform.machine() in machine.system


def test_gaps_carry_their_reason() -> None:
    gap = Undetected(Why.CRASHED, "exit code -11")
    machine = probe([], lambda _: gap)
    assert machine.devices == gap
    assert machine.processor.features == gap
    assert machine.processor.logical_cores >= 1


def test_no_device_at_all_is_a_gap() -> None:
    machine = probe([], lambda _: DeviceReport((), ("CPU", "CUDA"), ()))
    assert machine.devices == Undetected(Why.ABSENT, "no device in backends CPU, CUDA")


def test_what_nobody_thought_of_becomes_a_gap_too() -> None:
    def broken(seconds: float) -> DeviceReport:
        raise ValueError("a defect")

    machine = probe([Path("nul\0byte")], broken)
    assert machine.devices == Undetected(Why.CRASHED, "ValueError: a defect")
    (disk,) = machine.disks
    assert isinstance(disk, Undetected)


def test_a_drive_that_hangs_delays_by_its_limit_only() -> None:
    release = threading.Event()
    look = Look(release.wait)
    try:
        assert look.found(0.2) == Undetected(Why.HUNG, "no answer within 0.2 s")
    finally:
        release.set()


def test_looks_go_on_at_the_same_time() -> None:
    """The second look releases the first."""
    release = threading.Event()
    first = Look(lambda: release.wait(60))
    second = Look(release.set)
    assert first.found(120) is True
    second.found(120)


def test_a_limit_counts_before_the_whole_machine() -> None:
    memory = find_memory(Limits(memory=1_000_000, memory_available=600_000))
    assert (memory.total, memory.available, memory.limited) == (1_000_000, 600_000, True)


def test_a_limit_above_the_whole_machine_is_none() -> None:
    memory = find_memory(Limits(memory=1 << 50, memory_available=1 << 50))
    assert (memory.total, memory.limited) == (psutil.virtual_memory().total, False)
    assert memory.available <= memory.total


def test_a_full_group_counts_even_under_a_wide_limit() -> None:
    assert find_memory(Limits(memory=1 << 50, memory_available=7)).available == 7


def test_the_system_has_a_name() -> None:
    assert len(find_system()) > len(platform.machine()) + 2
