"""The processor of this machine, and where its name comes from."""

from __future__ import annotations

import platform
from pathlib import Path

import psutil

from fireseed.hardware.limits import Limits
from fireseed.hardware.machine import Device, DeviceKind, DeviceReport, Undetected, Why
from fireseed.hardware.processor import find_processor
from hardware.files import write_files

REPORT = DeviceReport((Device("CPU", "A processor", DeviceKind.CPU, 10, 4),), ("CPU",), ("AVX2",))
GAP = Undetected(Why.CRASHED, "exit code -11")


def test_this_one() -> None:
    processor = find_processor(Limits(), REPORT)
    assert (processor.name, processor.features) == ("A processor", ("AVX2",))
    assert processor.logical_cores == psutil.cpu_count()
    assert 1 <= processor.usable_threads <= processor.logical_cores
    assert processor.physical_cores == (psutil.cpu_count(logical=False) or processor.physical_cores)


def test_a_containers_share_counts_in_whole_threads() -> None:
    assert find_processor(Limits(cpus=1.9), REPORT).usable_threads == 1
    assert find_processor(Limits(cpus=0.2), REPORT).usable_threads == 1
    assert find_processor(Limits(cpus=1000.0), REPORT) == find_processor(Limits(), REPORT)


def test_without_ggml_the_system_names_it(tmp_path: Path) -> None:
    root = write_files(
        tmp_path, {"proc/cpuinfo": "processor\t: 0\nmodel name\t: AMD Ryzen 7 8845HS\nmodel name\t: B\n"}
    )
    processor = find_processor(Limits(), GAP, root)
    assert processor.name == "AMD Ryzen 7 8845HS"
    assert processor.features == GAP


def test_a_processor_without_a_name(tmp_path: Path) -> None:
    name = find_processor(Limits(), GAP, tmp_path).name
    assert name == platform.processor() or isinstance(name, Undetected)
