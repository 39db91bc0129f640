"""A model and its context: loaded with progress, or refused with a typed reason."""

from __future__ import annotations

import ctypes
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from fireseed.base.errors import FireseedError, LoadFailed, OutOfMemory, UnsupportedArchitecture
from fireseed.engine.protocol import LoadOptions
from fireseed.engine.worker.native import Native
from fireseed.hardware.fit import KvType

_BETWEEN_PROGRESS = 0.05
"""Seconds: progress is looked at ten times a second."""

_TEXT = 4096
"""Bytes for one metadata value or description; a longer one is cut."""

# What llama.cpp's and ggml's own messages look like, in its version pinned in pyproject.toml.
_UNKNOWN_ARCHITECTURE = re.compile(r"unknown model architecture: '([^']*)'")
_OUT_OF_MEMORY = re.compile(r"(?:unable|failed) to allocate|cannot allocate memory|out of memory", re.IGNORECASE)
_BUFFER = re.compile(r"(?:unable|failed) to allocate (\S+) buffer")
_BYTES = re.compile(r"of size (\d+)")


EXPERTS = r"blk\.{}\.ffn_(up|down|gate|gate_up)_(ch|)exps"
"""llama.cpp's pattern for the experts of one layer (`llm_ffn_exps_block_regex` in common/common.h)."""

# enum ggml_type in ggml.h
_KV_TYPES = {
    KvType.F32: 0,
    KvType.F16: 1,
    KvType.Q4_0: 2,
    KvType.Q4_1: 3,
    KvType.Q5_0: 6,
    KvType.Q5_1: 7,
    KvType.Q8_0: 8,
    KvType.IQ4_NL: 20,
    KvType.BF16: 30,
}
# enum llama_flash_attn_type in llama.h
_FLASH = {None: -1, False: 0, True: 1}


@dataclass(frozen=True)
class Model:
    """What is loaded. The handles are native pointers; process exit gives them back.

    `context_size` is tokens of one conversation.
    """

    llama: Any
    handle: int
    vocab: int
    context: int
    context_size: int
    batch_size: int
    trained_context: int
    architecture: str
    description: str


def load(
    native: Native,
    path: Path,
    options: LoadOptions,
    threads: int,
    abort_flag: ctypes.Array[ctypes.c_char],
    on_progress: Callable[[float], None],
) -> Model:
    """Loads weights and makes the context. Raises UnsupportedArchitecture, OutOfMemory or LoadFailed.

    Computation stops within one node of the graph once `abort_flag` holds anything but an empty C string.
    """
    llama = native.llama
    progress = _progress_callback(llama, on_progress)
    parameters = llama.llama_model_default_params()
    parameters.n_gpu_layers = options.gpu_layers
    parameters.progress_callback = progress
    if options.cpu_experts:
        kept = _experts_in_main_memory(native.ggml, options.cpu_experts)  # alive until the model is loaded
        parameters.tensor_buft_overrides = ctypes.cast(kept, ctypes.c_void_p)
    handle = llama.llama_model_load_from_file(os.fsencode(path), parameters)
    if not handle:
        raise _refusal(native, path.name)
    trained = llama.llama_model_n_ctx_train(handle)
    size = min(options.context, trained) if trained > 0 else options.context
    context = _make_context(llama, handle, size, options, threads, abort_flag)
    if not context:
        raise _refusal(native, path.name)
    return Model(
        llama=llama,
        handle=handle,
        vocab=llama.llama_model_get_vocab(handle),
        context=context,
        context_size=llama.llama_n_ctx_seq(context),
        batch_size=llama.llama_n_batch(context),
        trained_context=trained,
        architecture=_metadata(llama, handle, b"general.architecture"),
        description=_description(llama, handle),
    )


def _make_context(
    llama: Any,
    handle: int,
    size: int,
    options: LoadOptions,
    threads: int,
    abort_flag: ctypes.Array[ctypes.c_char],
) -> int:
    parameters = llama.llama_context_default_params()
    parameters.n_ctx = size * options.slots
    parameters.n_seq_max = options.slots
    parameters.kv_unified = False  # each conversation has its own cells
    # One physical batch for each logical one, so that an aborted batch leaves nothing half done behind.
    parameters.n_batch = parameters.n_ubatch = min(options.batch, parameters.n_ctx)
    # A batch ends in one token of each conversation whose logits are wanted: else there is room for all of them.
    parameters.n_outputs_max = options.slots
    parameters.type_k, parameters.type_v = _KV_TYPES[options.kv_k], _KV_TYPES[options.kv_v]
    parameters.flash_attn_type = _FLASH[options.flash]
    parameters.n_threads = parameters.n_threads_batch = threads
    # The whole cache of sliding-window layers: without it the beginning of a chat can't be taken up again.
    parameters.swa_full = True
    parameters.abort_callback = _is_raised(llama)
    parameters.abort_callback_data = ctypes.addressof(abort_flag)
    context: int = llama.llama_init_from_model(handle, parameters)
    return context


class _Override(ctypes.Structure):
    """struct llama_model_tensor_buft_override"""

    _fields_ = (("pattern", ctypes.c_char_p), ("buffer_type", ctypes.c_void_p))


def _experts_in_main_memory(ggml: ctypes.CDLL, layers: int) -> ctypes.Array[_Override]:
    """The experts of the first `layers` layers on the processor, as llama.cpp's `--n-cpu-moe` has it."""
    ggml.ggml_backend_cpu_buffer_type.restype = ctypes.c_void_p
    main_memory = ggml.ggml_backend_cpu_buffer_type()
    found = (_Override * (layers + 1))()  # an empty one ends the list
    for index in range(layers):
        found[index] = _Override(EXPERTS.format(index).encode(), main_memory)
    return found


def _is_raised(llama: Any) -> Any:
    """The C library's `strlen` as the abort callback: 0 for an empty flag, 1 for a raised one.

    llama.cpp asks before every node, some 500 times a token; a callback in Python would take the interpreter's
    lock each time.
    """
    library = ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)
    return ctypes.cast(library.strlen, llama.ggml_abort_callback)


def _progress_callback(llama: Any, on_progress: Callable[[float], None]) -> Any:
    last = 0.0

    @llama.llama_progress_callback  # type: ignore[untyped-decorator]  # the bindings have no types
    def callback(fraction: float, _data: object) -> bool:
        nonlocal last
        now = time.monotonic()
        if now - last >= _BETWEEN_PROGRESS:
            last = now
            on_progress(fraction)
        return True  # cancelling is ending the process

    return callback


def _refusal(native: Native, name: str) -> FireseedError:
    """The type for what llama.cpp said last."""
    said = "\n".join(native.log.errors)
    if unknown := _UNKNOWN_ARCHITECTURE.search(said):
        return UnsupportedArchitecture(unknown[1])
    if _OUT_OF_MEMORY.search(said):
        buffer, size = _BUFFER.search(said), _BYTES.search(said)
        device = buffer[1] if buffer else "CPU"
        return OutOfMemory(device, int(size[1]) if size else 0, psutil.virtual_memory().available)
    return LoadFailed(name, native.log.reason())


def _metadata(llama: Any, handle: int, key: bytes) -> str:
    buffer = ctypes.create_string_buffer(_TEXT)
    llama.llama_model_meta_val_str(handle, key, buffer, _TEXT)
    return buffer.value.decode("utf-8", "replace")


def _description(llama: Any, handle: int) -> str:
    buffer = ctypes.create_string_buffer(_TEXT)
    llama.llama_model_desc(handle, buffer, _TEXT)
    return buffer.value.decode("utf-8", "replace")
