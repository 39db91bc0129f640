"""A child that asks llama.cpp itself what a model would take, without allocating any of it.

    PYTHONPATH=desktop:tests python -m hardware.llama_says < cases.json > answers.json

A case is `{"header": base64 of a GGUF header, "context": cells in all, "slots", "batch", "kv_k", "kv_v": ggml's
numbers of types, "flash": -1, 0 or 1, "swa_full": bool}`; its answer, from llama.cpp's log, `{"context": bytes,
"compute": {buffer: bytes}}`, or `{"error": its last words}`. Models are made from their metadata alone
(`llama_model_init_from_user` with `no_alloc`), so that the largest cost nothing.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import json
import os
import re
import sys
from typing import Any

from fireseed.engine.worker import native

_CACHE = re.compile(r"(?:: size =\s*([0-9.]+) MiB \(|layers = \d+, size =\s*([0-9.]+) MiB)")
_COMPUTE = re.compile(r"(\S+) compute buffer size =\s*([0-9.]+) MiB")
_MIB = 1024 * 1024


class _GgufParameters(ctypes.Structure):
    """struct gguf_init_params"""

    _fields_ = (("no_alloc", ctypes.c_bool), ("ctx", ctypes.c_void_p))


class Oracle:
    """Loads llama.cpp once and answers many cases."""

    def __init__(self) -> None:
        self._native = native.load()
        self._llama = self._native.llama
        self._lines: list[str] = []

        @self._llama.llama_log_callback  # type: ignore[untyped-decorator]  # the bindings have no types
        def listen(_level: int, text: bytes, _data: object) -> None:
            self._lines.append(text.decode("utf-8", "replace"))

        self._listen = listen
        self._llama.llama_log_set(listen, None)
        # Windows finds a name only in the library that has it, not in those that this one needs.
        base = ctypes.CDLL("ggml-base.dll") if sys.platform == "win32" else self._native.ggml
        self._read = base.gguf_init_from_buffer
        self._read.restype = ctypes.c_void_p
        self._read.argtypes = [ctypes.c_char_p, ctypes.c_size_t, _GgufParameters]
        self._no_devices = (ctypes.c_void_p * 1)(None)
        self._fill = self._llama.llama_model_set_tensor_data_t(lambda _tensor, _data: None)

    def answer(self, case: dict[str, Any]) -> dict[str, Any]:
        """One model with one context, made and given back."""
        self._lines.clear()
        header = base64.b64decode(case["header"])
        metadata = self._read(header, len(header), _GgufParameters(True, None))
        parameters = self._llama.llama_model_default_params()
        parameters.no_alloc = True
        parameters.devices = ctypes.cast(self._no_devices, ctypes.c_void_p)
        model = self._llama.llama_model_init_from_user(metadata, self._fill, None, parameters)
        if not model:
            return {"error": self._lines[-3:]}
        context = self._llama.llama_init_from_model(model, self._context(case))
        if not context:
            return {"error": self._lines[-3:]}
        said = "".join(self._lines)
        self._llama.llama_free(context)
        self._llama.llama_model_free(model)
        return {
            "context": sum(float(kept or gathered) for kept, gathered in _CACHE.findall(said)) * _MIB,
            "compute": {name: float(size) * _MIB for name, size in _COMPUTE.findall(said)},
        }

    def _context(self, case: dict[str, Any]) -> Any:
        parameters = self._llama.llama_context_default_params()
        parameters.n_ctx = case["context"]
        parameters.n_batch = parameters.n_ubatch = case["batch"]
        parameters.n_seq_max = parameters.n_outputs_max = case["slots"]
        parameters.type_k, parameters.type_v = case["kv_k"], case["kv_v"]
        parameters.flash_attn_type = case["flash"]
        parameters.swa_full = case["swa_full"]
        parameters.kv_unified = False
        return parameters


def main() -> None:
    answers = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        oracle = Oracle()
        found = [oracle.answer(case) for case in json.load(sys.stdin)]
    json.dump(found, answers)
    answers.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
