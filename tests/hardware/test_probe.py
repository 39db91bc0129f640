"""The probe on this machine, and on machines that exist only as files."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType, SimpleNamespace

import psutil
import pytest

from fireseed.hardware.limits import Limits, read_limits
from fireseed.hardware.machine import (
    Device,
    DeviceKind,
    DeviceReport,
    Disk,
    Nvidia,
    NvidiaGpu,
    Undetected,
    Why,
)
from fireseed.hardware.nvidia import find_nvidia
from fireseed.hardware.probe import find_memory, probe

REPORT = DeviceReport((Device("CPU", "A processor", DeviceKind.CPU, 10, 4),), ("CPU",), ("AVX2",))


def test_this_machine(tmp_path: Path) -> None:
    machine = probe([tmp_path / "not" / "yet" / "there"], lambda _: REPORT)
    assert 0 < machine.memory.available <= machine.memory.total <= psutil.virtual_memory().total
    assert 1 <= machine.processor.usable_threads <= machine.processor.logical_cores
    assert (machine.processor.name, machine.processor.features) == ("A processor", ("AVX2",))
    (disk,) = machine.disks
    assert isinstance(disk, Disk)
    assert 0 < disk.free <= disk.total
    assert machine.devices == REPORT.devices


def test_gaps_carry_their_reason() -> None:
    gap = Undetected(Why.CRASHED, "exit code -11")
    machine = probe([], lambda _: gap)
    assert machine.devices == gap
    assert machine.processor.features == gap
    assert machine.processor.logical_cores >= 1


def _write(root: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


@pytest.mark.parametrize(
    ("files", "limits"),
    [
        ({}, Limits()),
        ({"proc/self/cgroup": "0::/\n"}, Limits()),
        (
            {"proc/self/cgroup": "0::/app/one\n", "sys/fs/cgroup/app/one/memory.max": "max\n",
             "sys/fs/cgroup/app/memory.max": "2000000000\n", "sys/fs/cgroup/app/memory.current": "500000000\n",
             "sys/fs/cgroup/app/one/cpu.max": "150000 100000\n", "sys/fs/cgroup/cpu.max": "max 100000\n"},
            Limits(2_000_000_000, 500_000_000, 1.5),
        ),
        (
            {"proc/self/cgroup": "4:memory:/box\n3:cpu,cpuacct:/box\n1:name=systemd:/x\n",
             "sys/fs/cgroup/memory/box/memory.limit_in_bytes": "1000000000",
             "sys/fs/cgroup/memory/box/memory.usage_in_bytes": "1",
             "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712",
             "sys/fs/cgroup/cpu/box/cpu.cfs_quota_us": "400000",
             "sys/fs/cgroup/cpu/box/cpu.cfs_period_us": "100000"},
            Limits(1_000_000_000, 1, 4.0),
        ),
        ({"proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/memory.max": "nonsense",
          "sys/fs/cgroup/a/cpu.max": "5 0"}, Limits()),
    ],
    ids=["no files", "root group", "v2, limits at two levels", "v1", "nonsense"],
)  # fmt: skip
def test_a_containers_limits(tmp_path: Path, files: dict[str, str], limits: Limits) -> None:
    assert read_limits(_write(tmp_path, files)) == limits


def test_a_limit_counts_before_the_whole_machine() -> None:
    memory = find_memory(Limits(memory=1_000_000, memory_used=400_000))
    assert (memory.total, memory.available, memory.limited) == (1_000_000, 600_000, True)
    assert not find_memory(Limits(memory=1 << 62)).limited


class _NvmlError(Exception):
    def __init__(self, value: int) -> None:
        super().__init__(f"NVML {value}")
        self.value = value


def _library(*, fails_at: str = "", value: int = 999) -> ModuleType:
    """Stands in for NVIDIA's library, which only exists beside its driver."""
    library = ModuleType("pynvml")

    def call(name: str, result: object) -> None:
        def function(*arguments: object) -> object:
            if name == fails_at:
                raise _NvmlError(value)
            return result

        setattr(library, name, function)

    call("nvmlInit", None)
    call("nvmlShutdown", None)
    call("nvmlDeviceGetCount", 1)
    call("nvmlDeviceGetHandleByIndex", object())
    call("nvmlDeviceGetMemoryInfo", SimpleNamespace(total=12_000, free=9_000))
    call("nvmlDeviceGetName", "RTX 4070")
    call("nvmlSystemGetDriverVersion", "580.65")
    library.__dict__.update(NVMLError=_NvmlError, NVML_ERROR_LIBRARY_NOT_FOUND=12, NVML_ERROR_DRIVER_NOT_LOADED=9)
    return library


def test_nvidia() -> None:
    assert find_nvidia(_library()) == Nvidia("580.65", (NvidiaGpu("RTX 4070", 12_000, 9_000),))


@pytest.mark.parametrize(
    ("fails_at", "value", "why"),
    [("nvmlInit", 12, Why.ABSENT), ("nvmlInit", 9, Why.ABSENT), ("nvmlInit", 4, Why.REFUSED),
     ("nvmlDeviceGetMemoryInfo", 15, Why.REFUSED)],
)  # fmt: skip
def test_nvidia_that_fails(fails_at: str, value: int, why: Why) -> None:
    found = find_nvidia(_library(fails_at=fails_at, value=value))
    assert isinstance(found, Undetected)
    assert found.why is why


def test_the_real_library_answers_or_gives_a_reason() -> None:
    assert isinstance(find_nvidia(), Nvidia | Undetected)
