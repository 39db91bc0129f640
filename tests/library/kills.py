"""Runs `victim.py` until it dies at the call that a test names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ALL_CALLS = "open os.rename os.remove os.mkdir os.rmdir os.link os.utime"


def work_until(
    number: int, folders: list[Path], database: Path, work: str, *arguments: str, calls: str = ALL_CALLS
) -> bool:
    """Whether it died at call `number` of `calls`; False where the work has fewer and was done."""
    process = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("victim.py")),
            str(number),
            calls,
            os.pathsep.join(map(str, folders)),
            work,
            str(database),
            *arguments,
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert process.returncode == 0 or not process.stderr, process.stderr
    return process.returncode != 0
