"""What NVIDIA's driver says through its management library, which ships with the driver."""

from __future__ import annotations

from types import ModuleType

from fireseed.hardware.machine import Nvidia, NvidiaGpu, Undetected, Why


def find_nvidia(library: ModuleType | None = None) -> Nvidia | Undetected:
    """`library` is `pynvml` unless a test brings another; imported here because most machines never need it."""
    if library is None:
        import pynvml

        library = pynvml
    try:
        library.nvmlInit()
    except library.NVMLError as error:
        absent = (library.NVML_ERROR_LIBRARY_NOT_FOUND, library.NVML_ERROR_DRIVER_NOT_LOADED)
        return Undetected(Why.ABSENT if error.value in absent else Why.REFUSED, str(error))
    try:
        gpus = []
        for index in range(library.nvmlDeviceGetCount()):
            handle = library.nvmlDeviceGetHandleByIndex(index)
            memory = library.nvmlDeviceGetMemoryInfo(handle)
            gpus.append(NvidiaGpu(library.nvmlDeviceGetName(handle), int(memory.total), int(memory.free)))
        return Nvidia(library.nvmlSystemGetDriverVersion(), tuple(gpus))
    except library.NVMLError as error:
        return Undetected(Why.REFUSED, str(error))
    finally:
        library.nvmlShutdown()
