"""What a Linux container allows: cgroup limits of memory and processor time. Elsewhere there are none to read.

Files and their meaning: the kernel's Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_V1_UNLIMITED = 1 << 60
"""cgroup v1 writes a huge number for "no limit"."""

_LONGEST = 65_536
"""Bytes that are read of one file."""

_WHOLE = re.compile(r"[0-9]{1,20}", re.ASCII)
_MEMORY_LIMITS = ("memory.max", "memory.high", "memory.limit_in_bytes")
_MEMORY_USED = ("memory.current", "memory.usage_in_bytes")
_RECLAIMABLE = ("total_inactive_file", "inactive_file")


@dataclass(frozen=True)
class Limits:
    """None where there is no limit. Memory in bytes; `cpus` may be a fraction."""

    memory: int | None = None
    memory_available: int | None = None
    cpus: float | None = None


def read_limits(root: Path = Path("/")) -> Limits:
    """The tightest limits on the way from this process's groups up to the root ones; of each kind by itself."""
    memory: list[int] = []
    available: list[int] = []
    cpus: list[float] = []
    for folder in _own_groups(root):
        limits = [limit for name in _MEMORY_LIMITS if (limit := _number(folder / name)) is not None]
        limit = min(limits, default=_V1_UNLIMITED)
        if limit < _V1_UNLIMITED:
            memory.append(limit)
            available.append(max(0, limit - _used(folder)))
        quota = _quota(folder)
        if quota is not None:
            cpus.append(quota)
    return Limits(min(memory, default=None), min(available, default=None), min(cpus, default=None))


def _own_groups(root: Path) -> Iterator[Path]:
    """This process's folders in each hierarchy, each followed by its ancestors.

    A container may not see its own folder (v1 names it from outside), but then the top one is its own.
    """
    groups = root / "sys/fs/cgroup"
    for line in _text(root / "proc/self/cgroup").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        for name in controllers.split(","):
            if name in ("", "memory", "cpu"):
                top = groups / name
                own = top / path.lstrip("/")
                yield own
                yield from (parent for parent in own.parents if parent == top or top in parent.parents)


def _used(folder: Path) -> int:
    """What a group occupies without the file cache that the kernel gives back first, as `kubelet` counts it."""
    used = next((found for name in _MEMORY_USED if (found := _number(folder / name)) is not None), 0)
    pairs = (line.partition(" ") for line in _text(folder / "memory.stat").splitlines())
    statistics = {name: _whole(value) or 0 for name, _, value in pairs}
    # v1 has both: `total_` counts the groups below as well, as `memory.usage_in_bytes` does.
    reclaimable = next((statistics[name] for name in _RECLAIMABLE if name in statistics), 0)
    return max(0, used - reclaimable)


def _quota(folder: Path) -> float | None:
    """Processors' worth of time: v2 has both numbers in one file, v1 in two; a v1 quota of -1 is none."""
    quota, _, period = _text(folder / "cpu.max").partition(" ")
    time = _whole(quota) or _number(folder / "cpu.cfs_quota_us")
    of = _whole(period) or _number(folder / "cpu.cfs_period_us")
    return time / of if time and of else None


def _number(path: Path) -> int | None:
    return _whole(_text(path))


def _whole(text: str) -> int | None:
    found = _WHOLE.fullmatch(text.strip())
    return int(found[0]) if found else None


def _text(path: Path) -> str:
    """Empty where there is no such file."""
    try:
        with path.open("rb") as stream:
            return stream.read(_LONGEST).decode("utf-8", "replace")
    except OSError:
        return ""
