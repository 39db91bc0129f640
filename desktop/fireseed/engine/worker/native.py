"""llama.cpp's libraries: found, loaded with the backends that fit this computer, and their log listened to."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fireseed.base.errors import EngineUnavailable
from fireseed.engine.worker.buffers import Buffers

# Opened under the very name that libllama was linked with: wheels hold copies where there were links, and a
# second copy has a registry of its own, with no backend in it.
_GGML_NAMES = {
    "linux": ("libggml.so.0", "libggml.so"),
    "darwin": ("libggml.0.dylib", "libggml.dylib"),
    "win32": ("ggml.dll", "libggml.dll"),
}
# enum ggml_log_level in ggml.h
_INFO, _WARNING, _ERROR, _CONTINUED = 2, 3, 4, 5
_KEPT_LINES = 64
_LINE = 400
"""Characters of a log line."""


@dataclass(frozen=True)
class Native:
    """The loaded libraries: `llama` is the low-level binding module, `ggml` the registry of backends."""

    llama: Any
    ggml: ctypes.CDLL
    log: NativeLog


class NativeLog:
    """llama.cpp's log: warnings and errors go to stderr, which the app keeps the end of.

    They name tensors, sizes and files. llama.cpp logs tokens and text at debug level only, which is dropped.

    Attributes:
        buffers: what llama.cpp said that it has allocated.
    """

    def __init__(self) -> None:
        self.errors: deque[str] = deque(maxlen=_KEPT_LINES)
        self.buffers = Buffers()
        self.callback: object = None  # native code holds no reference of its own
        self._level = 0

    def take(self, level: int, text: bytes) -> None:
        """One line, or the continuation of the last one."""
        if level != _CONTINUED:
            self._level = level
        if self._level == _INFO:
            self.buffers.take(text)
        if self._level not in (_WARNING, _ERROR):
            return
        line = text.decode("utf-8", "replace").strip()[:_LINE]
        if not line:
            return
        if self._level == _ERROR:
            self.errors.append(line)
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    def reason(self) -> str:
        """The line that says most about a failure: the last one with a cause in it, else the last error."""
        for line in reversed(self.errors):
            if "error" in line or "unable" in line:
                return line
        return self.errors[-1] if self.errors else ""


def load() -> Native:
    """Loads the libraries, once a process. Raises EngineUnavailable."""
    try:
        package = _bare_package("llama_cpp")
        llama = importlib.import_module("llama_cpp.llama_cpp")
        folder = Path(os.environ.get("LLAMA_CPP_LIB_PATH") or Path(package) / "lib")
        ggml = _open_ggml(folder)
    except (ImportError, OSError, RuntimeError) as problem:
        raise EngineUnavailable(str(problem)) from problem
    log = NativeLog()
    _listen(llama, log)
    ggml.ggml_backend_load_all_from_path.argtypes = [ctypes.c_char_p]
    ggml.ggml_backend_load_all_from_path.restype = None
    ggml.ggml_backend_load_all_from_path(os.fsencode(folder))
    llama.llama_backend_init()
    return Native(llama, ggml, log)


def _bare_package(name: str) -> str:
    """Registers the package without running its `__init__`, and returns its folder.

    That would import the high-level API with numpy and a disk cache: 60 ms warm, 170 ms cold, 25 MB and code
    that nothing here needs.
    """
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ImportError(f"no package {name}")
    sys.modules.setdefault(name, importlib.util.module_from_spec(spec))
    return spec.submodule_search_locations[0]


def _open_ggml(folder: Path) -> ctypes.CDLL:
    for name in _GGML_NAMES.get(sys.platform, _GGML_NAMES["linux"]):
        if (folder / name).exists():
            return ctypes.CDLL(str(folder / name))
    raise OSError(f"no ggml library in {folder}")


def _listen(llama: Any, log: NativeLog) -> None:
    @llama.llama_log_callback  # type: ignore[untyped-decorator]  # the bindings have no types
    def callback(level: int, text: bytes, _data: object) -> None:
        log.take(level, text)

    log.callback = callback
    llama.llama_log_set(callback, None)
