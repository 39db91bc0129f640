"""What NVIDIA's driver says through its management library, which ships with the driver."""

from __future__ import annotations

import contextlib
import importlib
from types import ModuleType
from typing import Any

from fireseed.hardware.machine import GpuMemory, Nvidia, NvidiaGpu, Undetected, Why


def find_nvidia(library: ModuleType | None = None) -> Nvidia | Undetected:
    """`library` is `pynvml` unless a test brings another; imported here because most machines never need it."""
    if library is None:
        try:
            library = importlib.import_module("pynvml")
        except ImportError as error:
            return Undetected(Why.ABSENT, str(error))
    try:
        library.nvmlInit()
    except library.NVMLError as error:
        return _gap(library, error)
    try:
        driver = library.nvmlSystemGetDriverVersion()
        return Nvidia(driver, tuple(_gpu(library, index) for index in range(library.nvmlDeviceGetCount())))
    except library.NVMLError as error:
        return _gap(library, error)
    finally:
        with contextlib.suppress(library.NVMLError):  # the answer is there already
            library.nvmlShutdown()


def _gpu(library: ModuleType, index: int) -> NvidiaGpu:
    handle = library.nvmlDeviceGetHandleByIndex(index)
    name = library.nvmlDeviceGetName(handle)
    try:
        memory = library.nvmlDeviceGetMemoryInfo(handle)
    except library.NVMLError as error:
        return NvidiaGpu(name, _gap(library, error))
    return NvidiaGpu(name, GpuMemory(int(memory.total), int(memory.free)))


def _gap(library: ModuleType, error: Any) -> Undetected:
    absent = (
        library.NVML_ERROR_LIBRARY_NOT_FOUND,
        library.NVML_ERROR_DRIVER_NOT_LOADED,
        library.NVML_ERROR_NOT_SUPPORTED,
    )
    return Undetected(Why.ABSENT if error.value in absent else Why.REFUSED, str(error))
