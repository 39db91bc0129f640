"""The child that lists devices may do anything; the app goes on with a reason."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fireseed.hardware.devices import list_devices
from fireseed.hardware.machine import Device, DeviceKind, DeviceReport, Undetected, Why

GOOD = {
    "devices": [
        {"name": "CPU", "description": "A", "kind": "cpu", "memory_total": 10, "memory_free": 4},
        {"name": "CUDA0", "description": "B", "kind": "gpu", "memory_total": 8, "memory_free": 7},
    ],
    "backends": ["CPU", "CUDA"],
    "cpu_features": {"AVX2": True, "AVX512": False},
}
PRINT_GOOD = f"print({json.dumps(json.dumps(GOOD))}, flush=True)"

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals and mode bits")


def listed(script: str, seconds: float = 120.0) -> DeviceReport | Undetected:
    return list_devices([sys.executable, "-c", script], seconds)


def gap(script: str, seconds: float = 120.0) -> Undetected:
    found = listed(script, seconds)
    assert isinstance(found, Undetected)
    return found


def test_an_answer() -> None:
    assert listed(PRINT_GOOD) == DeviceReport(
        devices=(Device("CPU", "A", DeviceKind.CPU, 10, 4), Device("CUDA0", "B", DeviceKind.GPU, 8, 7)),
        backends=("CPU", "CUDA"),
        cpu_features=("AVX2",),
    )


@pytest.mark.parametrize(
    "script",
    [
        "print('no JSON')",
        "print('{}')",
        "pass",
        "import sys; sys.stdout.buffer.write(bytes([255, 254]))",
        f"print({json.dumps(json.dumps(GOOD).replace('10', '-1'))})",
        f"print({json.dumps(json.dumps(GOOD).replace('10', '1' + '0' * 400))})",
        f"print({json.dumps(json.dumps(GOOD).replace('gpu', 'oven'))})",
        "print('{\"devices\": [], \"more\": ' + '[' * 500_000)",
    ],
)
def test_an_answer_that_makes_no_sense(script: str) -> None:
    assert gap(script).why is Why.INVALID


def test_a_hundred_megabytes_are_not_read() -> None:
    assert gap("import sys\nfor _ in range(1600): sys.stdout.write('x' * 65536)").why is Why.INVALID


def test_what_a_failing_child_says_last_is_the_detail() -> None:
    script = "import sys; sys.stderr.write('x' * 300_000 + '\\nlibcuda: no such file\\n'); sys.exit(69)"
    assert gap(script) == Undetected(Why.CRASHED, "exit code 69: libcuda: no such file")


def test_an_answer_before_a_failure_does_not_count() -> None:
    assert gap(f"{PRINT_GOOD}; raise SystemExit(3)") == Undetected(Why.CRASHED, "exit code 3")


@posix_only
def test_a_driver_that_takes_its_process_down() -> None:
    assert gap("import os, signal; os.kill(os.getpid(), signal.SIGKILL)") == Undetected(
        Why.CRASHED, "exit code -9"
    )


@pytest.mark.parametrize("script", ["", PRINT_GOOD, "import os; os.close(1); os.close(2)"])
def test_a_driver_that_hangs_is_given_up(script: str) -> None:
    started = time.monotonic()
    assert gap(f"{script}\nimport time; time.sleep(600)", seconds=0.5).why is Why.HUNG
    assert time.monotonic() - started < 300


def test_a_process_left_behind_with_the_pipes_delays_nothing(tmp_path: Path) -> None:
    """Some drivers start a service of their own, which inherits what its parent has open."""
    note = tmp_path / "left"
    sleeper = "import pathlib, time; time.sleep(600)"
    script = (
        "import pathlib, subprocess, sys\n"
        f"left = subprocess.Popen([sys.executable, '-c', {sleeper!r}])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(left.pid))\n"
        "left.returncode = 0\n"
        f"{PRINT_GOOD}"
    )
    try:
        assert isinstance(listed(script), DeviceReport)
    finally:
        _end(int(note.read_text()))


def _end(process: int) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/PID", str(process)], check=True)
    else:
        os.kill(process, 9)


def test_no_such_program() -> None:
    found = list_devices(["no-such-program-at-all"], 5.0)
    assert isinstance(found, Undetected)
    assert found.why is Why.ABSENT


@posix_only
def test_a_program_that_may_not_be_run(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("no program")
    found = list_devices([str(program)], 5.0)
    assert isinstance(found, Undetected)
    assert found.why is Why.REFUSED
