"""What a Linux container allows: cgroup limits of memory and processor time. Elsewhere there are none to read.

Files and their meaning: the kernel's Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_V1_UNLIMITED = 1 << 60
"""cgroup v1 writes a huge number for "no limit"."""


@dataclass(frozen=True)
class Limits:
    """None where there is no limit. `memory_used` belongs to `memory`; `cpus` may be a fraction."""

    memory: int | None = None
    memory_used: int = 0
    cpus: float | None = None


def read_limits(root: Path = Path("/")) -> Limits:
    """The tightest limits on the way from this process's group up to the root one."""
    groups = root / "sys/fs/cgroup"
    memory, used, cpus = None, 0, None
    for folder in _own_groups(root, groups):
        limit = _number(folder / "memory.max") or _number(folder / "memory.limit_in_bytes")
        if limit is not None and limit < _V1_UNLIMITED and (memory is None or limit < memory):
            memory = limit
            used = _number(folder / "memory.current") or _number(folder / "memory.usage_in_bytes") or 0
        quota = _quota(folder)
        if quota is not None:
            cpus = quota if cpus is None else min(cpus, quota)
    return Limits(memory, used, cpus)


def _own_groups(root: Path, groups: Path) -> list[Path]:
    """This process's folders in each hierarchy, each followed by its ancestors."""
    text = _text(root / "proc/self/cgroup") or ""
    folders: list[Path] = []
    for line in text.splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        for name in controllers.split(",") if controllers else [""]:
            if name in ("", "memory", "cpu"):
                top = groups / name if name else groups
                own = top / path.lstrip("/")
                folders += [own, *(parent for parent in own.parents if parent == top or top in parent.parents)]
    return folders


def _quota(folder: Path) -> float | None:
    """Processors' worth of time: v2 has both numbers in one file, v1 in two."""
    parts = (_text(folder / "cpu.max") or "").split()
    if len(parts) == 2 and parts[0].isdigit() and parts[1].isdigit() and int(parts[1]):
        return int(parts[0]) / int(parts[1])
    quota, period = _number(folder / "cpu.cfs_quota_us"), _number(folder / "cpu.cfs_period_us")
    return quota / period if quota and period else None


def _number(path: Path) -> int | None:
    text = (_text(path) or "").strip()
    return int(text) if text.isdigit() else None


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")[:65536]
    except (OSError, UnicodeDecodeError):
        return None
