"""ggml's devices, listed by a child process: a driver that crashes or hangs takes only the child with it.

The child prints one JSON object on standard output:

    {"devices": [{"name", "description", "kind", "memory_total", "memory_free"}], "backends": [name],
     "cpu_features": {name: bool}}
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence
from typing import Annotated

import msgspec

from fireseed.hardware.machine import Device, DeviceKind, DeviceReport, Undetected, Why

_MOST_OUTPUT = 1 << 20
"""Bytes: a real answer has a few hundred."""

_Count = Annotated[int, msgspec.Meta(ge=0)]


class _Device(msgspec.Struct):
    name: str
    description: str
    kind: DeviceKind
    memory_total: _Count
    memory_free: _Count


class _Answer(msgspec.Struct):
    devices: list[_Device]
    backends: list[str]
    cpu_features: dict[str, bool]


def list_devices(command: Sequence[str], seconds: float) -> DeviceReport | Undetected:
    """Runs `command` for at most `seconds` and reads its answer; never raises, never reads without bound."""
    try:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        return Undetected(Why.ABSENT, error.strerror or str(error))
    hung = threading.Event()

    def give_up() -> None:
        hung.set()
        child.kill()

    timer = threading.Timer(seconds, give_up)
    timer.start()
    with child:
        assert child.stdout is not None
        output = child.stdout.read(_MOST_OUTPUT + 1)
        if len(output) > _MOST_OUTPUT:
            child.kill()
        code = child.wait()
        timer.cancel()
    timer.join()
    if hung.is_set():
        return Undetected(Why.HUNG, f"no answer within {seconds:g} s")
    if len(output) > _MOST_OUTPUT:
        return Undetected(Why.INVALID, f"more than {_MOST_OUTPUT} bytes")
    if code != 0:
        return Undetected(Why.CRASHED, f"exit code {code}")
    return _read(output)


def _read(output: bytes) -> DeviceReport | Undetected:
    try:
        answer = msgspec.json.decode(output, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Undetected(Why.INVALID, str(error))
    return DeviceReport(
        devices=tuple(
            Device(found.name, found.description, found.kind, found.memory_total, found.memory_free)
            for found in answer.devices
        ),
        backends=tuple(answer.backends),
        cpu_features=tuple(name for name, there in answer.cpu_features.items() if there),
    )
