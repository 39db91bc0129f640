"""What this machine can do, as one frozen structure. What could not be found out carries its reason.

Memory and disk sizes are bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why something could not be found out."""

    ABSENT = "absent"  # there is none: no such driver, file or hardware
    CRASHED = "crashed"  # what looked for it ended by a signal or an error
    HUNG = "hung"  # no answer in time
    INVALID = "invalid"  # an answer came that makes no sense
    REFUSED = "refused"  # the system did not allow it


@dataclass(frozen=True)
class Undetected:
    """A gap: the reason, and the technical detail for a log or a details panel."""

    why: Why
    detail: str


@dataclass(frozen=True)
class Memory:
    """Main memory. `total` and `available` respect the limit that a container sets (`limited`)."""

    total: int
    available: int
    limited: bool


@dataclass(frozen=True)
class Processor:
    """`usable_threads` respects affinity and a container's quota; `physical_cores` is of the whole machine."""

    name: str | Undetected
    physical_cores: int | Undetected
    logical_cores: int
    usable_threads: int
    features: tuple[str, ...] | Undetected
    """ggml's names of the instructions that it will use: AVX2, AVX512, NEON …"""


class DiskKind(StrEnum):
    """What a person should know of a disk before putting 40 GB on it."""

    SOLID_STATE = "solid_state"
    ROTATING = "rotating"
    REMOVABLE = "removable"  # may be absent next time
    NETWORK = "network"
    MEMORY = "memory"  # gone after a restart


@dataclass(frozen=True)
class Disk:
    """The disk that holds `folder` (or its nearest existing ancestor). `free` is what this person may use."""

    folder: str
    total: int
    free: int
    device: str | Undetected
    kind: DiskKind | Undetected


class DeviceKind(StrEnum):
    """ggml's kinds of device."""

    CPU = "cpu"
    GPU = "gpu"
    INTEGRATED_GPU = "igpu"
    ACCELERATOR = "accelerator"


@dataclass(frozen=True)
class Device:
    """One device that ggml can run on. For a CPU `memory_total` is main memory."""

    name: str
    description: str
    kind: DeviceKind
    memory_total: int
    memory_free: int


@dataclass(frozen=True)
class DeviceReport:
    """What the engine's child found: devices, the backends that it loaded, the processor's features."""

    devices: tuple[Device, ...]
    backends: tuple[str, ...]
    cpu_features: tuple[str, ...]


@dataclass(frozen=True)
class GpuMemory:
    """Memory on the card itself."""

    total: int
    free: int


@dataclass(frozen=True)
class NvidiaGpu:
    """One GPU as NVIDIA's driver describes it, whether or not ggml can use it.

    One that shares main memory (Jetson, DGX Spark) has no `memory` of its own.
    """

    name: str
    memory: GpuMemory | Undetected


@dataclass(frozen=True)
class Nvidia:
    """NVIDIA's driver and its GPUs."""

    driver: str
    gpus: tuple[NvidiaGpu, ...]


@dataclass(frozen=True)
class Machine:
    """Everything that was found, at one moment. `system` is the operating system with its processor family."""

    system: str
    memory: Memory
    processor: Processor
    disks: tuple[Disk | Undetected, ...]
    devices: tuple[Device, ...] | Undetected
    nvidia: Nvidia | Undetected
