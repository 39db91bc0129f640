"""The processor: its name, its cores, how many of them this process may use, and what ggml will use of it."""

from __future__ import annotations

import math
import os
import platform
from pathlib import Path

import psutil

from fireseed.hardware.limits import Limits
from fireseed.hardware.machine import DeviceKind, DeviceReport, Processor, Undetected, Why

_LONGEST = 65_536
"""Characters of /proc/cpuinfo: the first core comes first, and machines have hundreds."""


def find_processor(limits: Limits, report: DeviceReport | Undetected, root: Path = Path("/")) -> Processor:
    """`report` brings the instructions that ggml uses and the name that it read from the processor itself."""
    logical = psutil.cpu_count() or os.cpu_count() or 1
    usable = min(logical, _allowed(logical))
    if limits.cpus is not None:
        usable = min(usable, max(1, math.floor(limits.cpus)))
    return Processor(
        name=_name(report, root),
        physical_cores=psutil.cpu_count(logical=False) or Undetected(Why.ABSENT, "the system does not tell"),
        logical_cores=logical,
        usable_threads=usable,
        features=report if isinstance(report, Undetected) else report.cpu_features,
    )


def _allowed(logical: int) -> int:
    """How many cores this process is pinned to, on systems that can pin one (not macOS)."""
    affinity = getattr(psutil.Process(), "cpu_affinity", None)
    if affinity is None:
        return logical
    try:
        return len(affinity()) or logical
    except psutil.Error:
        return logical


def _name(report: DeviceReport | Undetected, root: Path) -> str | Undetected:
    if isinstance(report, DeviceReport):
        for device in report.devices:
            if device.kind is DeviceKind.CPU and device.description:
                return device.description
    return _name_by_system(root) or Undetected(Why.ABSENT, "neither ggml nor the system names it")


def _name_by_system(root: Path) -> str:
    """Linux has it in /proc/cpuinfo (on x86); macOS and Windows tell at least the family."""
    try:
        with (root / "proc/cpuinfo").open(encoding="utf-8", errors="replace") as stream:
            lines = stream.read(_LONGEST).splitlines()
    except OSError:  # not Linux
        lines = []
    pairs = (line.partition(":") for line in lines)
    names = (value.strip() for key, _, value in pairs if key.strip() == "model name")
    return next(names, "") or platform.processor()
