"""What crosses between the app and an engine's child: length-prefixed msgpack frames.

A frame is a 4-byte little-endian length, then one tagged struct below. Tokens, times and rates: counts,
seconds, tokens per second. Neither side believes a length above `MAX_FRAME`. Encoding and decoding are
functions of bytes; the pipes are in `client` and `worker.pipes`.
"""

from __future__ import annotations

from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from fireseed.base.errors import EngineProtocolError
from fireseed.hardware.fit import KvType

MAX_FRAME = 16 * 1024 * 1024
"""Bytes: room for the longest context as text, and a bound on what a broken peer can make us allocate."""

_LENGTH = 4


class EngineState(StrEnum):
    """The life of an engine."""

    STARTING = "starting"  # the child has been launched and has not spoken yet
    LOADING = "loading"  # the model is being read; progress is known
    READY = "ready"
    BUSY = "busy"  # an answer is being made
    FAILED = "failed"  # ended by itself; `Engine.error` says how. A reload may help
    GONE = "gone"  # ended because we asked; its memory is back


MOVES: dict[EngineState, frozenset[EngineState]] = {
    EngineState.STARTING: frozenset({EngineState.LOADING, EngineState.FAILED, EngineState.GONE}),
    EngineState.LOADING: frozenset({EngineState.READY, EngineState.FAILED, EngineState.GONE}),
    EngineState.READY: frozenset({EngineState.BUSY, EngineState.FAILED, EngineState.GONE}),
    EngineState.BUSY: frozenset({EngineState.READY, EngineState.FAILED, EngineState.GONE}),
    EngineState.FAILED: frozenset({EngineState.GONE}),
    EngineState.GONE: frozenset(),
}


class FinishReason(StrEnum):
    """Why an answer ended."""

    END = "end"  # the model said so
    STOP = "stop"  # a stop string was met
    LENGTH = "length"  # `max_tokens`, or the context is full
    CANCELLED = "cancelled"


class LoadOptions(msgspec.Struct, frozen=True):
    """How to load. `context` is tokens of each of `slots` conversations; 0 `threads`: choose for this machine.

    `kv_k` and `kv_v` are how keys and values of the context are stored; quantized values need flash attention,
    which `flash` None leaves to llama.cpp. `gpu_layers` counts from the last, the output layer as one; of the
    first `cpu_experts` layers the experts stay in main memory nevertheless.
    """

    context: Annotated[int, msgspec.Meta(ge=16, le=2**31 - 1)] = 4096
    batch: Annotated[int, msgspec.Meta(ge=16, le=16384)] = 512
    slots: Annotated[int, msgspec.Meta(ge=1, le=64)] = 1
    kv_k: KvType = KvType.F16
    kv_v: KvType = KvType.F16
    flash: bool | None = None
    threads: Annotated[int, msgspec.Meta(ge=0, le=512)] = 0
    gpu_layers: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    cpu_experts: Annotated[int, msgspec.Meta(ge=0, le=4096)] = 0


class Sampling(msgspec.Struct, frozen=True):
    """How the next token is chosen. Neutral values switch a step off: top_k 0, top_p 1, min_p 0, penalties 1/0/0.

    The steps run in llama.cpp's own order: penalties, top-k, top-p, min-p, temperature, draw. Temperature 0 is
    greedy. The same seed, prompt and build give the same answer: for a given seed the prompt is read afresh and
    the number of threads stays put, because both change the rounding. None draws a new seed.

    The bounds are llama.cpp's: a repeat penalty of 0 divides by it, other values outside make no sense.
    """

    temperature: Annotated[float, msgspec.Meta(ge=0.0, le=100.0)] = 0.7
    top_k: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 40
    top_p: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.95
    min_p: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.05
    repeat_penalty: Annotated[float, msgspec.Meta(gt=0.0, le=100.0)] = 1.0
    presence_penalty: Annotated[float, msgspec.Meta(ge=-100.0, le=100.0)] = 0.0
    frequency_penalty: Annotated[float, msgspec.Meta(ge=-100.0, le=100.0)] = 0.0
    penalty_window: Annotated[int, msgspec.Meta(ge=0, le=2**20)] = 64
    seed: int | None = None


class Turn(msgspec.Struct, frozen=True):
    """One message as the chat template sees it: role is system, user or assistant."""

    role: str
    text: str


# From the app to the child.


class Load(msgspec.Struct, frozen=True, tag="load"):
    """Once, as the first frame. `path` is the first shard, as `os.fsencode` has it: no text on every system."""

    path: bytes
    options: LoadOptions


class Generate(msgspec.Struct, frozen=True, tag="generate"):
    """Answer `turns`. `request` is the app's number for it, growing, repeated in every frame about it."""

    request: int
    turns: tuple[Turn, ...]
    sampling: Sampling
    max_tokens: Annotated[int, msgspec.Meta(ge=1)]
    stop: tuple[str, ...] = ()


class Abort(msgspec.Struct, frozen=True, tag="abort"):
    """Stop `request` within one token; its `Finished` still comes."""

    request: int


# From the child to the app.


class Loading(msgspec.Struct, frozen=True, tag="loading"):
    """`fraction` of the model read, 0 to 1."""

    fraction: float


class DeviceMemory(msgspec.Struct, frozen=True):
    """What one device gave, in bytes, as llama.cpp itself allocated it. `device` is ggml's name.

    `working` is compute and output buffers, and in main memory whatever else the child's process takes.
    """

    device: str
    weights: int
    context: int
    working: int

    @property
    def total(self) -> int:
        return self.weights + self.context + self.working


class Loaded(msgspec.Struct, frozen=True, tag="loaded"):
    """The model is ready. `devices` are ggml's names; `sandbox` names each protection that is in force.

    `context` is what was made for each slot: never more than `trained_context`. `threads` is the most that will be
    used. `memory` is of each device that gave some; `resident` is the child's resident set now, in bytes, while
    its compute buffers have not been touched.
    """

    architecture: str
    description: str
    context: int
    trained_context: int
    threads: int
    devices: tuple[str, ...]
    sandbox: tuple[str, ...]
    seconds: float
    memory: tuple[DeviceMemory, ...] = ()
    resident: int = 0


class Piece(msgspec.Struct, frozen=True, tag="piece"):
    """The next characters of an answer: never half a character. `tokens` is the answer's count so far."""

    request: int
    text: str
    tokens: int


class Finished(msgspec.Struct, frozen=True, tag="finished"):
    """An answer's end, with what it took."""

    request: int
    reason: FinishReason
    prompt_tokens: int
    answer_tokens: int
    first_token_seconds: float
    prompt_rate: float
    decode_rate: float
    seed: int


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """`base.errors.encode` of what went wrong; `request` is None where it ended the child."""

    request: int | None
    code: str
    facts: dict[str, Any]


ToChild = Load | Generate | Abort
FromChild = Loading | Loaded | Piece | Finished | Refused


Frame = TypeVar("Frame")


def encode(frame: ToChild | FromChild) -> bytes:
    """One frame with its length in front. Raises EngineProtocolError where it can't be sent."""
    try:
        body = msgspec.msgpack.encode(frame)
    except (UnicodeEncodeError, OverflowError) as problem:  # a lone surrogate; a seed beyond 64 bits
        raise EngineProtocolError(f"not encodable: {type(problem).__name__}") from None
    if len(body) > MAX_FRAME:
        raise EngineProtocolError(f"a frame of {len(body)} bytes")
    return len(body).to_bytes(_LENGTH, "little") + body


def encode_checked(frame: ToChild) -> bytes:
    """As `encode`, with every number held against its bounds: the child ends itself over one outside."""
    data = encode(frame)
    FrameDecoder[ToChild](ToChild).feed(data)
    return data


class FrameDecoder(Generic[Frame]):
    """Turns a stream of bytes, cut anywhere, into frames of one direction."""

    def __init__(self, kind: type[Frame] | UnionType) -> None:
        self._decoder: msgspec.msgpack.Decoder[Frame] = msgspec.msgpack.Decoder(kind)
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes. Raises EngineProtocolError; nothing can be read after that."""
        buffer = self._buffer
        buffer += data
        frames: list[Frame] = []
        start = 0
        while len(buffer) - start >= _LENGTH:
            length = int.from_bytes(buffer[start : start + _LENGTH], "little")
            if length > MAX_FRAME:
                raise EngineProtocolError(f"a frame of {length} bytes")
            end = start + _LENGTH + length
            if len(buffer) < end:
                break
            frames.append(self._decode(buffer[start + _LENGTH : end]))
            start = end
        del buffer[:start]
        return frames

    def _decode(self, body: bytearray) -> Frame:
        try:
            return self._decoder.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as problem:
            # The text of a validation error names fields, never their content.
            raise EngineProtocolError(f"{type(problem).__name__}: {problem}"[:200]) from None
