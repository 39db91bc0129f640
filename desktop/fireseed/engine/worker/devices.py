"""What ggml can compute on here: printed as JSON by a process of its own, which a broken driver can't outlive.

    {"devices": [{"name", "description", "kind", "memory_total", "memory_free"}], "backends": [name],
     "cpu_features": {name: true}}

`kind` is cpu, gpu, igpu or accelerator; memory is in bytes, 0 where the driver doesn't say.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from typing import Any

from fireseed.base.errors import EngineUnavailable
from fireseed.engine.worker import native
from fireseed.engine.worker.pipes import claim_stdout

# enum ggml_backend_dev_type in ggml-backend.h; "meta" devices wrap others and are not shown.
_KINDS = {0: "cpu", 1: "gpu", 2: "igpu", 3: "accelerator"}

_UNAVAILABLE_EXIT = 69
"""BSD's EX_UNAVAILABLE."""


class _Feature(ctypes.Structure):
    """struct ggml_backend_feature"""

    _fields_ = (("name", ctypes.c_char_p), ("value", ctypes.c_char_p))


def main() -> int:
    answer = claim_stdout()
    try:
        ggml = native.load().ggml
    except EngineUnavailable as problem:
        sys.stderr.write(f"{problem.reason}\n")
        return _UNAVAILABLE_EXIT
    found = {"devices": list_devices(ggml), "backends": _backends(ggml), "cpu_features": _cpu_features(ggml)}
    os.write(answer, json.dumps(found).encode())
    return 0


def list_devices(ggml: ctypes.CDLL) -> list[dict[str, Any]]:
    """Every device of every loaded backend, in ggml's order."""
    _declare(ggml)
    devices = []
    for index in range(ggml.ggml_backend_dev_count()):
        device = ggml.ggml_backend_dev_get(index)
        kind = _KINDS.get(ggml.ggml_backend_dev_type(device))
        if kind is None:
            continue
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        ggml.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(total))
        devices.append(
            {
                "name": _text(ggml.ggml_backend_dev_name(device)),
                "description": _text(ggml.ggml_backend_dev_description(device)),
                "kind": kind,
                "memory_total": total.value,
                "memory_free": free.value,
            }
        )
    return devices


def _backends(ggml: ctypes.CDLL) -> list[str]:
    return [
        _text(ggml.ggml_backend_reg_name(ggml.ggml_backend_reg_get(index)))
        for index in range(ggml.ggml_backend_reg_count())
    ]


def _cpu_features(ggml: ctypes.CDLL) -> dict[str, bool]:
    """What the chosen CPU variant was built for, as its backend says: `{"AVX2": true}`."""
    registry = ggml.ggml_backend_reg_by_name(b"CPU")
    address = registry and ggml.ggml_backend_reg_get_proc_address(registry, b"ggml_backend_get_features")
    if not address:
        return {}
    features = ctypes.CFUNCTYPE(ctypes.POINTER(_Feature), ctypes.c_void_p)(address)(registry)
    found = {}
    for feature in features:
        if not feature.name:
            break
        found[_text(feature.name)] = feature.value == b"1"
    return found


def _declare(ggml: ctypes.CDLL) -> None:
    """The prototypes of ggml-backend.h: without them ctypes cuts pointers to 32 bits."""
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    size = ctypes.POINTER(ctypes.c_size_t)
    for name, result, arguments in (
        ("ggml_backend_dev_count", ctypes.c_size_t, []),
        ("ggml_backend_dev_get", pointer, [ctypes.c_size_t]),
        ("ggml_backend_dev_type", ctypes.c_int, [pointer]),
        ("ggml_backend_dev_memory", None, [pointer, size, size]),
        ("ggml_backend_dev_name", text, [pointer]),
        ("ggml_backend_dev_description", text, [pointer]),
        ("ggml_backend_reg_count", ctypes.c_size_t, []),
        ("ggml_backend_reg_get", pointer, [ctypes.c_size_t]),
        ("ggml_backend_reg_by_name", pointer, [text]),
        ("ggml_backend_reg_name", text, [pointer]),
        ("ggml_backend_reg_get_proc_address", pointer, [pointer, text]),
    ):
        function = getattr(ggml, name)
        function.restype, function.argtypes = result, arguments


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
