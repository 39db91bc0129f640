"""What is asked of a fit, and what it answers. All sizes are bytes, contexts are tokens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fireseed.hardware.machine import DeviceKind

DEFAULT_CONTEXT = 16_384
"""Tokens, where nobody asked for more or less: a long conversation with some thirty pages pasted into it."""

SMALLEST_CONTEXT = 2_048
"""Tokens: below this a conversation is of no use, so a model that leaves less room does not fit."""


class KvType(StrEnum):
    """How the context is stored, in ggml's names. A quantized value cache needs flash attention."""

    F32 = "f32"
    F16 = "f16"
    BF16 = "bf16"
    Q8_0 = "q8_0"
    Q5_1 = "q5_1"
    Q5_0 = "q5_0"
    Q4_1 = "q4_1"
    Q4_0 = "q4_0"
    IQ4_NL = "iq4_nl"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person would like to run a model.

    `context` is for each of `slots` conversations at once; None is what fits, at most `DEFAULT_CONTEXT`.
    `gpu_layers` None is as many as fit; the output layer counts as one. `flash` None is what the engine decides:
    flash attention wherever the model has it. `batch` is both of llama.cpp's batch sizes. `swa_full` keeps the
    whole context of sliding-window layers, so that a chat can be taken up again from its beginning.
    """

    context: int | None = None
    kv_k: KvType = KvType.F16
    kv_v: KvType = KvType.F16
    slots: int = 1
    batch: int = 512
    gpu_layers: int | None = None
    flash: bool | None = None
    swa_full: bool = True


@dataclass(frozen=True, slots=True)
class Need:
    """Memory in three parts: weights (with the projector's), the context (KV cache, recurrent state), and working
    memory (compute buffers, the tokenizer, and what the engine's process itself takes)."""

    weights: int = 0
    context: int = 0
    working: int = 0

    @property
    def total(self) -> int:
        return self.weights + self.context + self.working

    def __add__(self, other: Need) -> Need:
        return Need(self.weights + other.weights, self.context + other.context, self.working + other.working)


@dataclass(frozen=True, slots=True)
class DevicePlan:
    """One device's part. `device` is ggml's name; `layers` counts whole layers, the output layer as one.

    `free` is what may be taken now. `shared` is main memory: of the processor, and of a GPU without its own.
    """

    device: str
    kind: DeviceKind
    layers: int
    need: Need
    free: int
    shared: bool


class Verdict(StrEnum):
    """What to tell a person about a model on this machine."""

    RUNS_WELL = "runs_well"  # all on one kind of device, with memory to spare, faster than reading
    PARTLY_ON_CPU = "partly_on_cpu"  # a GPU takes a part; the rest runs on the processor
    SLOW = "slow"  # it runs, slower than a person reads
    DOES_NOT_FIT = "does_not_fit"


@dataclass(frozen=True, slots=True)
class Speed:
    """Expected tokens a second of an answer, at an empty context: between `low` and `high`."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What earlier loads on this machine took, measured by predicted; and the speed likewise.

    Weights stand in the header to the byte, so nothing is to be learned about them.
    """

    context: float = 1.0
    working: float = 1.0
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Fit:
    """The prediction.

    `context` is tokens for each conversation; `trained_context` is the model's maximum. `gpu_layers` and
    `cpu_experts` are what the engine is loaded with: layers on GPUs, and of how many first layers the experts
    stay in main memory nevertheless. `missing` is 0 unless it does not fit: then how much more free memory it
    takes. `rough` is without the header (`estimate`): sizes are about right, devices may differ.
    """

    verdict: Verdict
    devices: tuple[DevicePlan, ...]
    context: int
    trained_context: int | None
    batch: int
    gpu_layers: int = 0
    cpu_experts: int = 0
    missing: int = 0
    speed: Speed | None = None
    rough: bool = False

    @property
    def need(self) -> Need:
        """All devices together."""
        return sum((plan.need for plan in self.devices), Need())
