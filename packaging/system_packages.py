"""Debian packages that a bare machine lacks: Qt's system libraries, a compiler, a font for Chinese."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from environment import SetupFailed, say

# Found by running the window in a bare Debian 12 and adding what its libraries and plugins missed.
RUN = (
    "build-essential", "python3-dev", "libgomp1",
    "libegl1", "libgl1", "libfontconfig1", "libglib2.0-0", "libdbus-1-3", "libxkbcommon0", "libxkbcommon-x11-0",
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0",
    "libxcb-shape0", "libxcb-xkb1", "libx11-xcb1", "fonts-noto-core", "fonts-noto-cjk", "ca-certificates",
)  # fmt: skip
TEST = (*RUN, "xvfb", "btrfs-progs", "xfsprogs")
BENCHMARK = ("aria2", "nginx-light", "iproute2")


def ensure(purpose: str) -> None:
    """Installs what `run`, `test` or `benchmark` needs where this is Debian's root; else names the command."""
    if not sys.platform.startswith("linux") or shutil.which("dpkg-query") is None:
        return
    missing = _missing({"run": RUN, "test": TEST, "benchmark": BENCHMARK}[purpose])
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        raise SetupFailed(f"some system packages are missing. Install them with\n    sudo {' '.join(command)}")
    say(f"· Installing system packages: {' '.join(missing)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "update"], check=False, env=quiet)
    result = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SetupFailed(f"{' '.join(command)}:\n{result.stderr[-2000:]}")


def _missing(wanted: tuple[str, ...]) -> list[str]:
    listed = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Abbrev}\n", *wanted],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    installed = {line.split()[0] for line in listed.stdout.splitlines() if line.split()[1:] == ["ii"]}
    return [name for name in wanted if name not in installed]
