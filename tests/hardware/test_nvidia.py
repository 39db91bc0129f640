"""NVIDIA's library as it answers and as it fails."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from fireseed.hardware.machine import GpuMemory, Nvidia, NvidiaGpu, Undetected, Why
from fireseed.hardware.nvidia import find_nvidia


class _NvmlError(Exception):
    def __init__(self, value: int) -> None:
        super().__init__(f"NVML {value}")
        self.value = value


def _library(*, fails_at: str = "", value: int = 999) -> ModuleType:
    """Stands in for NVIDIA's library, which only exists beside its driver."""
    library = ModuleType("pynvml")

    def call(name: str, result: object) -> None:
        def function(*arguments: object) -> object:
            if name == fails_at:
                raise _NvmlError(value)
            return result

        setattr(library, name, function)

    call("nvmlInit", None)
    call("nvmlShutdown", None)
    call("nvmlDeviceGetCount", 1)
    call("nvmlDeviceGetHandleByIndex", object())
    call("nvmlDeviceGetMemoryInfo", SimpleNamespace(total=12_000, free=9_000))
    call("nvmlDeviceGetName", "RTX 4070")
    call("nvmlSystemGetDriverVersion", "580.65")
    library.__dict__.update(
        NVMLError=_NvmlError,
        NVML_ERROR_NOT_SUPPORTED=3,
        NVML_ERROR_DRIVER_NOT_LOADED=9,
        NVML_ERROR_LIBRARY_NOT_FOUND=12,
    )
    return library


GOOD = Nvidia("580.65", (NvidiaGpu("RTX 4070", GpuMemory(12_000, 9_000)),))


def test_a_gpu() -> None:
    assert find_nvidia(_library()) == GOOD


def test_an_answer_counts_although_the_library_does_not_close() -> None:
    assert find_nvidia(_library(fails_at="nvmlShutdown")) == GOOD


def test_a_gpu_that_shares_main_memory_is_still_a_gpu() -> None:
    found = find_nvidia(_library(fails_at="nvmlDeviceGetMemoryInfo", value=3))
    assert found == Nvidia("580.65", (NvidiaGpu("RTX 4070", Undetected(Why.ABSENT, "NVML 3")),))


@pytest.mark.parametrize(
    ("fails_at", "value", "why"),
    [
        ("nvmlInit", 12, Why.ABSENT),
        ("nvmlInit", 9, Why.ABSENT),
        ("nvmlInit", 4, Why.REFUSED),
        ("nvmlInit", 18, Why.REFUSED),  # the driver was updated and the machine not restarted
        ("nvmlSystemGetDriverVersion", 999, Why.REFUSED),
        ("nvmlDeviceGetHandleByIndex", 15, Why.REFUSED),
    ],
)
def test_a_library_that_fails(fails_at: str, value: int, why: Why) -> None:
    assert find_nvidia(_library(fails_at=fails_at, value=value)) == Undetected(why, f"NVML {value}")


def test_no_library_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", None)
    found = find_nvidia()
    assert isinstance(found, Undetected)
    assert found.why is Why.ABSENT


def test_the_real_library_answers_or_gives_a_reason() -> None:
    assert isinstance(find_nvidia(), Nvidia | Undetected)
