"""Looks at this machine: never raises, and takes at most a little longer than the device child may."""

from __future__ import annotations

import math
import os
import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from fireseed.hardware.limits import Limits, read_limits
from fireseed.hardware.machine import Device, DeviceReport, Disk, Machine, Memory, Processor, Undetected, Why
from fireseed.hardware.nvidia import find_nvidia

DEVICE_SECONDS = 5.0
"""How long the child that loads the drivers may take; a healthy one needs a fraction of a second."""

ListDevices = Callable[[float], DeviceReport | Undetected]
"""Lists ggml's devices within that many seconds; see `hardware.devices`."""


def probe(folders: Sequence[Path], list_devices: ListDevices) -> Machine:
    """Everything about this machine now; `folders` name the disks that matter."""
    limits = read_limits()
    report = list_devices(DEVICE_SECONDS)
    return Machine(
        system=f"{platform.system()} {platform.release()}",
        memory=find_memory(limits),
        processor=_processor(limits, report),
        disks=tuple(_disk(folder) for folder in folders),
        devices=report if isinstance(report, Undetected) else _devices(report),
        nvidia=find_nvidia(),
    )


def find_memory(limits: Limits) -> Memory:
    """Main memory, or what a container grants of it."""
    whole = psutil.virtual_memory()
    if limits.memory is None or limits.memory >= whole.total:
        return Memory(whole.total, whole.available, limited=False)
    left = max(0, limits.memory - limits.memory_used)
    return Memory(limits.memory, min(left, whole.available), limited=True)


def _processor(limits: Limits, report: DeviceReport | Undetected) -> Processor:
    logical = psutil.cpu_count() or os.cpu_count() or 1
    usable = len(os.sched_getaffinity(0)) if sys.platform == "linux" else logical
    if limits.cpus is not None:
        usable = min(usable, max(1, math.floor(limits.cpus)))
    return Processor(
        name=_processor_name(report),
        physical_cores=psutil.cpu_count(logical=False) or Undetected(Why.ABSENT, "the system does not tell"),
        logical_cores=logical,
        usable_threads=usable,
        features=report if isinstance(report, Undetected) else report.cpu_features,
    )


def _processor_name(report: DeviceReport | Undetected) -> str | Undetected:
    """ggml reads it from the processor itself; else what the system says."""
    if isinstance(report, DeviceReport):
        for device in report.devices:
            if device.kind == "cpu" and device.description:
                return device.description
    return platform.processor() or Undetected(Why.ABSENT, "neither ggml nor the system names it")


def _devices(report: DeviceReport) -> tuple[Device, ...] | Undetected:
    return report.devices or Undetected(
        Why.ABSENT, f"no device in backends {', '.join(report.backends) or 'none'}"
    )


def _disk(folder: Path) -> Disk | Undetected:
    existing = next((place for place in (folder, *folder.parents) if place.exists()), None)
    try:
        usage = shutil.disk_usage(existing or folder)
    except OSError as error:
        return Undetected(Why.REFUSED, f"{folder}: {error.strerror or error}")
    return Disk(str(folder), usage.total, usage.free)
