"""Looks at this machine: never raises, and takes no longer than its slowest part may."""

from __future__ import annotations

import contextlib
import platform
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import psutil

from fireseed.hardware.disks import find_disk
from fireseed.hardware.limits import Limits, read_limits
from fireseed.hardware.look import Look
from fireseed.hardware.machine import Device, DeviceReport, Machine, Memory, Undetected, Why
from fireseed.hardware.nvidia import find_nvidia
from fireseed.hardware.processor import find_processor

DRIVER_SECONDS = 5.0
"""How long a GPU's driver may take to wake up; a healthy one needs a fraction of a second."""

DISK_SECONDS = 1.0
"""How long a disk may take to tell its size: a network drive that is gone would take minutes."""

ListDevices = Callable[[float], DeviceReport | Undetected]
"""Lists ggml's devices within that many seconds; see `hardware.devices`."""


def probe(folders: Sequence[Path], list_devices: ListDevices) -> Machine:
    """Everything about this machine now; `folders` name the disks that matter."""
    devices = Look(partial(list_devices, DRIVER_SECONDS))
    nvidia = Look(find_nvidia)
    disks = [Look(partial(find_disk, folder)) for folder in folders]
    limits = read_limits()
    # The lister keeps its own time limit; beyond twice that it is broken itself.
    report = devices.found(2 * DRIVER_SECONDS)
    return Machine(
        system=find_system(),
        memory=find_memory(limits),
        processor=find_processor(limits, report),
        disks=tuple(disk.found(DISK_SECONDS) for disk in disks),
        devices=report if isinstance(report, Undetected) else _devices(report),
        nvidia=nvidia.found(DRIVER_SECONDS),
    )


def find_system() -> str:
    """Name and version as its makers spell them, and the processor family: `Debian GNU/Linux 12 …, x86_64`."""
    name = f"{platform.system()} {platform.release()}"
    if sys.platform == "darwin":
        name = f"macOS {platform.mac_ver()[0]}"
    elif sys.platform == "linux":
        with contextlib.suppress(OSError, KeyError):  # the smallest systems have only a kernel's name
            name = platform.freedesktop_os_release()["PRETTY_NAME"]
    return f"{name}, {platform.machine()}"


def find_memory(limits: Limits) -> Memory:
    """Main memory, or what a container grants of it."""
    whole = psutil.virtual_memory()
    available = whole.available
    if limits.memory_available is not None:
        available = min(available, limits.memory_available)
    if limits.memory is None or limits.memory >= whole.total:
        return Memory(whole.total, available, limited=False)
    return Memory(limits.memory, available, limited=True)


def _devices(report: DeviceReport) -> tuple[Device, ...] | Undetected:
    return report.devices or Undetected(
        Why.ABSENT, f"no device in backends {', '.join(report.backends) or 'none'}"
    )
