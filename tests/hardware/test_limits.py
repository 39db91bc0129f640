"""What containers of every kind grant, read from files as the kernel writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from fireseed.hardware.limits import Limits, read_limits
from hardware.files import write_files

MACHINES = {
    "no files": ({}, Limits()),
    "root group": ({"proc/self/cgroup": "0::/\n"}, Limits()),
    "v2, limits at two levels": (
        {
            "proc/self/cgroup": "0::/app/one\n",
            "sys/fs/cgroup/app/one/memory.max": "max\n",
            "sys/fs/cgroup/app/memory.max": "2000000000\n",
            "sys/fs/cgroup/app/memory.current": "500000000\n",
            "sys/fs/cgroup/app/one/cpu.max": "150000 100000\n",
            "sys/fs/cgroup/cpu.max": "max 100000\n",
        },
        Limits(2_000_000_000, 1_500_000_000, 1.5),
    ),
    "v2, a wider group above is nearly full": (
        {
            "proc/self/cgroup": "0::/app/one\n",
            "sys/fs/cgroup/app/one/memory.max": "1000\n",
            "sys/fs/cgroup/app/one/memory.current": "100\n",
            "sys/fs/cgroup/app/memory.max": "5000\n",
            "sys/fs/cgroup/app/memory.current": "4800\n",
        },
        Limits(1000, 200),
    ),
    "v2, the file cache is given back first": (
        {
            "proc/self/cgroup": "0::/\n",
            "sys/fs/cgroup/memory.max": "8000\n",
            "sys/fs/cgroup/memory.current": "7500\n",
            "sys/fs/cgroup/memory.stat": "anon 1000\nfile 6500\ninactive_file 6000\nactive_file 500\n",
        },
        Limits(8000, 6500),
    ),
    "v2, slowed down from memory.high on": (
        {
            "proc/self/cgroup": "0::/\n",
            "sys/fs/cgroup/memory.max": "8000\n",
            "sys/fs/cgroup/memory.high": "6000\n",
            "sys/fs/cgroup/memory.current": "0\n",
        },
        Limits(6000, 6000),
    ),
    "v2, over its limit": (
        {
            "proc/self/cgroup": "0::/\n",
            "sys/fs/cgroup/memory.max": "8000\n",
            "sys/fs/cgroup/memory.current": "9000\n",
        },
        Limits(8000, 0),
    ),
    "v1": (
        {
            "proc/self/cgroup": "4:memory:/box\n3:cpu,cpuacct:/box\n1:name=systemd:/x\n",
            "sys/fs/cgroup/memory/box/memory.limit_in_bytes": "1000000000",
            "sys/fs/cgroup/memory/box/memory.usage_in_bytes": "300000001",
            "sys/fs/cgroup/memory/box/memory.stat": "inactive_file 5\ntotal_inactive_file 300000000\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712",
            "sys/fs/cgroup/cpu/box/cpu.cfs_quota_us": "400000",
            "sys/fs/cgroup/cpu/box/cpu.cfs_period_us": "100000",
        },
        Limits(1_000_000_000, 999_999_999, 4.0),
    ),
    "v1 in a container, which sees its own group as the top": (
        {
            "proc/self/cgroup": "4:memory:/docker/0af3\n3:cpu,cpuacct:/docker/0af3\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "4000",
            "sys/fs/cgroup/memory/memory.usage_in_bytes": "1000",
            "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1",
            "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000",
        },
        Limits(4000, 3000),
    ),
    "nonsense": (
        {
            "proc/self/cgroup": "0::/a\n\nx\n0::/../../..\n",
            "sys/fs/cgroup/a/memory.max": "²\n",
            "sys/fs/cgroup/a/memory.high": "1" * 5000,
            "sys/fs/cgroup/a/cpu.max": "5 0",
        },
        Limits(),
    ),
}


@pytest.mark.parametrize(("files", "limits"), MACHINES.values(), ids=MACHINES)
def test_a_containers_limits(tmp_path: Path, files: dict[str, str], limits: Limits) -> None:
    assert read_limits(write_files(tmp_path, files)) == limits


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    write_files(tmp_path, {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/x": ""})
    (tmp_path / "sys/fs/cgroup/memory.max").write_bytes(b"\xff\xfe12")
    (tmp_path / "sys/fs/cgroup/memory.high").mkdir()
    assert read_limits(tmp_path) == Limits()
