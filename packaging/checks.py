"""What `./test` runs once everything is installed: style, types, import contracts, and all tests.

QML is linted by a test of its own (tests/ui/test_qml.py), which first tells the linter the view models' types.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import system_packages
from environment import Environment, say

CHECKED = ("desktop", "tests", "packaging")


_MOST_WORKERS = 8
"""Some tests start engines and windows of their own: more of them at once need more memory than a laptop has."""


def _workers() -> int:
    """One for each processor: most tests wait for a network, a disk or a clock, and some measure time."""
    return min(os.cpu_count() or 1, _MOST_WORKERS)


def main(environment: Environment, root: Path, words: Sequence[str]) -> int:
    """All checks for no words, else the selected tests; returns 0 when everything passed."""
    python = str(environment.python)
    os.environ["PYTHONPATH"] = os.pathsep.join((str(root / "desktop"), str(root / "tests")))
    if words[:1] == ["--pictures"]:
        return subprocess.call([python, "-m", "ui.pictures", *words[1:]], cwd=root)
    if words[:1] == ["--benchmarks"]:
        system_packages.ensure("benchmark")
        return subprocess.call([python, "tests/benchmarks/run.py", *words[1:]], cwd=root)
    pytest = [python, "-m", "pytest"]
    if words:
        return subprocess.call([*pytest, *words], cwd=root)
    steps = (
        ("style", [environment.program("ruff"), "check", *CHECKED]),
        ("format", [environment.program("ruff"), "format", "--check", *CHECKED]),
        ("types", [environment.program("mypy")]),
        ("import contracts", [environment.program("lint-imports")]),
        ("tests", [*pytest, "-n", str(_workers())]),
    )
    failed = []
    for name, command in steps:
        say(f"── {name}")
        started = time.monotonic()
        if subprocess.call(command, cwd=root):
            failed.append(name)
        say(f"   {name}: {time.monotonic() - started:.0f} s")
    say("All passed." if not failed else f"Failed: {', '.join(failed)}")
    return 1 if failed else 0
