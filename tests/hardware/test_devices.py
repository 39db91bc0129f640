"""The child that lists devices may do anything; the app goes on with a reason."""

from __future__ import annotations

import json
import sys
import time

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


def listed(script: str, seconds: float = 20.0) -> DeviceReport | Undetected:
    return list_devices([sys.executable, "-c", script], seconds)


def test_an_answer() -> None:
    assert listed(f"print({json.dumps(json.dumps(GOOD))})") == DeviceReport(
        devices=(Device("CPU", "A", DeviceKind.CPU, 10, 4), Device("CUDA0", "B", DeviceKind.GPU, 8, 7)),
        backends=("CPU", "CUDA"),
        cpu_features=("AVX2",),
    )


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", Why.CRASHED),
        ("raise SystemExit(3)", Why.CRASHED),
        ("print('no JSON')", Why.INVALID),
        ("print('{}')", Why.INVALID),
        ("import sys; sys.stdout.buffer.write(bytes([255, 254]))", Why.INVALID),
        (f"print({json.dumps(json.dumps(GOOD).replace('10', '-1'))})", Why.INVALID),
        ("import sys\nwhile True: sys.stdout.write('x' * 65536)", Why.INVALID),
    ],
)
def test_a_child_that_fails_is_a_reason(script: str, why: Why) -> None:
    found = listed(script)
    assert isinstance(found, Undetected)
    assert found.why is why


def test_a_driver_that_hangs_is_given_up() -> None:
    started = time.monotonic()
    found = listed("import time; time.sleep(600)", seconds=0.5)
    assert isinstance(found, Undetected)
    assert found.why is Why.HUNG
    assert time.monotonic() - started < 60


def test_no_such_program() -> None:
    found = list_devices(["no-such-program-at-all"], 5.0)
    assert isinstance(found, Undetected)
    assert found.why is Why.ABSENT
