"""ggml's devices, listed by a child process: a driver that crashes or hangs takes only the child with it.

The child prints one JSON object on standard output:

    {"devices": [{"name", "description", "kind", "memory_total", "memory_free"}], "backends": [name],
     "cpu_features": {name: bool}}
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO, Annotated

import msgspec

from fireseed.hardware.machine import Device, DeviceKind, DeviceReport, Undetected, Why

_MOST_OUTPUT = 1 << 20
"""Bytes: a real answer has a few hundred."""

_PIECE = 65_536
_MOST_COMPLAINT = 2_000
"""Bytes that are kept of what a failing child says last."""

_GRACE = 1.0
"""Seconds for a child that was killed to be gone, and for its pipes to end after it."""

_Count = Annotated[int, msgspec.Meta(ge=0, le=1 << 60)]


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
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,  # a read gives what is there
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows: no console flashes up
        )
    except OSError as error:
        refused = isinstance(error, PermissionError)
        return Undetected(Why.REFUSED if refused else Why.ABSENT, error.strerror or str(error))
    assert child.stdout is not None
    assert child.stderr is not None
    answer, complaint = bytearray(), bytearray()
    reading = (
        _reading(_read_answer, child.stdout, child, answer),
        _reading(_read_complaint, child.stderr, complaint),
    )
    code = _wait(child, seconds)
    end = time.monotonic() + _GRACE
    for thread in reading:
        thread.join(max(0.0, end - time.monotonic()))
    if len(answer) > _MOST_OUTPUT:
        return Undetected(Why.INVALID, f"more than {_MOST_OUTPUT} bytes")
    if code is None:
        return Undetected(Why.HUNG, f"no answer within {seconds:g} s")
    if code != 0:
        return _crash(code, bytes(complaint))
    return _parse(bytes(answer))


def _wait(child: subprocess.Popen[bytes], seconds: float) -> int | None:
    """The exit code, or None for a child that had to be ended.

    One that sits in a driver's call can't be ended at all; it is left to the system.
    """
    try:
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(_GRACE)
    return None


def _reading(function: Callable[..., None], *arguments: object) -> threading.Thread:
    """Reads a pipe on a thread, because a process that the child left behind may hold it open."""
    thread = threading.Thread(target=function, args=arguments, name="device child's pipe", daemon=True)
    thread.start()
    return thread


def _read_answer(stream: IO[bytes], child: subprocess.Popen[bytes], answer: bytearray) -> None:
    """Everything, up to one piece more than is allowed; then the child has to end."""
    with stream:
        while piece := stream.read(_PIECE):
            answer += piece
            if len(answer) > _MOST_OUTPUT:
                child.kill()
                return


def _read_complaint(stream: IO[bytes], complaint: bytearray) -> None:
    """What the child says last."""
    with stream:
        while piece := stream.read(_PIECE):
            complaint += piece
            del complaint[:-_MOST_COMPLAINT]


def _crash(code: int, complaint: bytes) -> Undetected:
    lines = complaint.decode("utf-8", "replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return Undetected(Why.CRASHED, f"exit code {code}: {last}" if last else f"exit code {code}")


def _parse(output: bytes) -> DeviceReport | Undetected:
    try:
        answer = msgspec.json.decode(output, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Undetected(Why.INVALID, str(error))
    return DeviceReport(
        devices=tuple(
            Device(found.name, found.description, found.kind, found.memory_total, found.memory_free)
            for found in answer.devices
        ),
        backends=tuple(answer.backends),
        cpu_features=tuple(name for name, there in answer.cpu_features.items() if there),
    )
