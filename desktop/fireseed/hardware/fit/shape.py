"""The shape of a model that memory depends on, layer by layer, from its header's hyper-parameters.

What llama.cpp makes of them is in its src/llama-model.cpp (`load_hparams`, `create_memory`), src/llama-hparams.cpp
and src/models/; this follows the one that llama-cpp-python 0.3.36 vendors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fireseed.base.errors import GgufInvalid, UnsupportedArchitecture
from fireseed.gguf.header import Header

MAX_LAYERS = 512
"""LLAMA_MAX_LAYERS: llama.cpp refuses more."""

_LARGEST = 1 << 31
"""Of any hyper-parameter: llama.cpp keeps them in 32 bits."""

_RECURRENT = frozenset({"mamba", "mamba2", "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7"})
_BY_KV_HEADS = frozenset(
    {"jamba", "plamo2", "granitehybrid", "lfm2", "lfm2moe", "kimi-linear", "kimi-k3", "bailingmoe3", "glm5_next"}
)
"""Hybrids of which a layer is recurrent when it has no KV heads."""
_BY_INTERVAL = {"qwen3next": 4, "qwen35": 4, "qwen35moe": 4, "qwen4exp": 4, "minimax-01": 8}
"""Hybrids of which every so many layers one has attention, unless the header says otherwise."""
_WINDOW_PERIOD = {
    "afmoe": (4, False), "cohere2": (4, False), "cohere2moe": (4, True), "exaone-moe": (4, False),
    "exaone4": (4, False), "gemma2": (2, False), "gemma3": (6, False), "gemma3n": (5, False),
    "gpt-oss": (2, False), "laguna": (4, True), "llama4": (4, False), "mellum": (4, False),
    "muse-glimmer": (4, False), "olmo2": (4, False), "plamo3": (8, False), "smallthinker": (4, True),
}  # fmt: skip
"""Of so many layers one sees everything: the first of them (True) or the last."""
_WINDOW = {"gemma2": 4096, "llama4": 8192, "exaone4": 4096, "exaone-moe": 128, "smallthinker": 4096}
"""The window where the header does not name it, or (llama4, smallthinker) where llama.cpp knows better."""
_PATTERN_NEEDED = frozenset({"gemma4", "granite-swa", "mimo2", "spark2-5", "step35", "dots3note", "maple"})
"""Sliding windows only where the header has their pattern."""
_WITHOUT_WINDOW = frozenset({"phi3"})


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer. `key` and `value` are numbers that the KV cache keeps of a token; MLA keeps no value.

    `state` is numbers (F32) that a recurrent layer keeps of a conversation; `indexer` is what sparse attention
    keeps of a token besides. `windowed` layers look back no further than `Shape.window`.
    """

    heads: int
    head: int
    key: int
    value: int
    windowed: bool
    state: int
    indexer: int
    feed_forward: int


@dataclass(frozen=True, slots=True)
class Shape:
    """`layers` are those that llama.cpp runs: layers for multi-token prediction at the end are left out."""

    architecture: str
    trained_context: int
    embedding: int
    vocabulary: int
    layers: tuple[Layer, ...]
    all_layers: int
    window: int
    experts: int
    experts_used: int
    expert_feed_forward: int
    mla: bool


class _Numbers:
    """Hyper-parameters of one header, bounded. Raises GgufInvalid for what makes no sense."""

    def __init__(self, header: Header, architecture: str) -> None:
        self._header = header
        self._architecture = architecture

    def refuse(self, key: str, reason: str) -> GgufInvalid:
        return GgufInvalid(self._header.name or self._architecture, f"{self._architecture}.{key}", reason)

    def one(self, key: str, default: int = 0) -> int:
        value = self._header.number(key)
        if value is None:
            return default
        return self._checked(key, value)

    def each(self, key: str, count: int, default: Sequence[int]) -> Sequence[int]:
        """One for each layer: the header holds an array, or one number for all."""
        value = self._header.metadata.get(f"{self._architecture}.{key}")
        if isinstance(value, tuple):
            numbers = [self._checked(key, int(item)) for item in value if isinstance(item, int)]
            if len(numbers) < count:
                raise self.refuse(key, f"{len(numbers)} values for {count} layers")
            return numbers[:count]
        if isinstance(value, int):
            return [self._checked(key, int(value))] * count
        return default

    def there(self, key: str) -> bool:
        return f"{self._architecture}.{key}" in self._header.metadata

    def array(self, key: str) -> bool:
        return isinstance(self._header.metadata.get(f"{self._architecture}.{key}"), tuple)

    def _checked(self, key: str, value: int) -> int:
        if not 0 <= value < _LARGEST:
            raise self.refuse(key, f"{value}")
        return value


def shape_of(header: Header) -> Shape:
    """Reads it from the first shard's header. Raises UnsupportedArchitecture or GgufInvalid."""
    architecture = header.architecture
    if not architecture:
        raise UnsupportedArchitecture("")
    numbers = _Numbers(header, architecture)
    count = numbers.one("block_count")
    if not 1 <= count <= MAX_LAYERS:
        raise numbers.refuse("block_count", f"{count} is not between 1 and {MAX_LAYERS}")
    running = count - numbers.one("nextn_predict_layers")
    if running < 1:
        raise numbers.refuse("nextn_predict_layers", "none is left")
    windowed = _windowed(numbers, architecture, count)
    layers = _layers(numbers, architecture, count, windowed)[:running]
    return Shape(
        architecture=architecture,
        trained_context=numbers.one("context_length"),
        embedding=numbers.one("embedding_length"),
        vocabulary=_vocabulary(header, numbers),
        layers=layers,
        all_layers=count,
        window=_WINDOW[architecture] if architecture in _WINDOW and architecture != "gemma2" else
        numbers.one("attention.sliding_window", _WINDOW.get(architecture, 0)),
        experts=numbers.one("expert_count"),
        experts_used=max(numbers.each("expert_used_count", count, [0])),
        expert_feed_forward=max(numbers.each("expert_feed_forward_length", count, [0])),
        mla=_is_mla(numbers),
    )  # fmt: skip


def _is_mla(numbers: _Numbers) -> bool:
    return numbers.one("attention.key_length_mla") > 0 and numbers.one("attention.value_length_mla") > 0


def _vocabulary(header: Header, numbers: _Numbers) -> int:
    known = header.vocabulary_size or numbers.one("vocab_size")
    if known:
        return known
    embedding = next((tensor for tensor in header.tensors if tensor.name == "token_embd.weight"), None)
    return embedding.dimensions[1] if embedding is not None and len(embedding.dimensions) > 1 else 0


def _layers(numbers: _Numbers, architecture: str, count: int, windowed: Sequence[bool]) -> tuple[Layer, ...]:
    heads = numbers.each("attention.head_count", count, [0] * count)
    kv_heads = numbers.each("attention.head_count_kv", count, heads)
    feed_forward = numbers.each("feed_forward_length", count, [0] * count)
    even = numbers.one("embedding_length") // heads[0] if heads[0] else 0
    key, value = numbers.one("attention.key_length", even), numbers.one("attention.value_length", even)
    narrow_key = numbers.one("attention.key_length_swa", key)
    narrow_value = numbers.one("attention.value_length_swa", value)
    recurrent = _recurrent(numbers, architecture, count, kv_heads)
    state = _state(numbers, heads[0], key)
    mla = _is_mla(numbers)
    indexer = numbers.one("attention.indexer.key_length")
    own = _own_caches(numbers, architecture, count)
    layers = []
    for index in range(count):
        attends = index < own and _attends(architecture, recurrent[index], feed_forward[index], kv_heads[index])
        head = narrow_key if windowed[index] else key
        layers.append(
            Layer(
                heads=heads[index] if attends or index >= own else 0,
                head=head,
                key=head * kv_heads[index] if attends else 0,
                value=0 if mla or not attends else (narrow_value if windowed[index] else value) * kv_heads[index],
                windowed=windowed[index],
                state=state if recurrent[index] else 0,
                indexer=indexer if attends else 0,
                feed_forward=feed_forward[index],
            )
        )
    return tuple(layers)


def _attends(architecture: str, recurrent: bool, feed_forward: int, kv_heads: int) -> bool:
    """Whether a layer has a KV cache."""
    if architecture == "falcon-h1":
        return True
    if architecture.startswith("nemotron_h"):
        return not recurrent and feed_forward == 0 and kv_heads > 0
    return not recurrent


def _own_caches(numbers: _Numbers, architecture: str, count: int) -> int:
    """Layers from the first that keep keys and values of their own; later ones look at theirs."""
    if architecture == "gemma3n":
        return min(20, count)
    return count - numbers.one("attention.shared_kv_layers") if architecture == "gemma4" else count


def _recurrent(numbers: _Numbers, architecture: str, count: int, kv_heads: Sequence[int]) -> Sequence[bool]:
    if architecture in _RECURRENT or architecture == "falcon-h1":
        return [True] * count
    if architecture in _BY_KV_HEADS:
        return [heads == 0 for heads in kv_heads]
    if architecture.startswith("nemotron_h"):
        feed_forward = numbers.each("feed_forward_length", count, [0] * count)
        return [heads == 0 and width == 0 for heads, width in zip(kv_heads, feed_forward, strict=True)]
    if architecture not in _BY_INTERVAL:
        return [False] * count
    if numbers.array("attention.recurrent_layers"):
        return [bool(flag) for flag in numbers.each("attention.recurrent_layers", count, ())]
    interval = numbers.one("full_attention_interval", _BY_INTERVAL[architecture])
    if interval < 1:
        raise numbers.refuse("full_attention_interval", f"{interval}")
    return [(index + 1) % interval != 0 for index in range(count)]


def _state(numbers: _Numbers, heads: int, head: int) -> int:
    """Numbers that a recurrent layer keeps of one conversation: `n_embd_r` + `n_embd_s` in llama-hparams.cpp."""
    width = numbers.one("embedding_length")
    if wkv := numbers.one("wkv.head_size"):
        return width * (numbers.one("token_shift_count", 2) + wkv)
    if short := numbers.one("shortconv.l_cache"):
        return width * (short - 1) + numbers.one("ssm.state_size") * numbers.one("ssm.inner_size")
    kernel = numbers.one("ssm.conv_kernel")
    if delta := numbers.one("kda.head_dim"):
        return 3 * (kernel - 1 if kernel else 3) * heads * delta + heads * delta * delta
    inner, depth = numbers.one("ssm.inner_size"), numbers.one("ssm.state_size")
    convolved = max(kernel - 1, 0) * (inner + 2 * numbers.one("ssm.group_count") * depth)
    if numbers.there("residual_scale") and not inner:  # MiniMax-01's linear attention
        return convolved + heads * head * head
    return convolved + inner * depth


def _windowed(numbers: _Numbers, architecture: str, count: int) -> Sequence[bool]:
    if architecture in _WITHOUT_WINDOW:
        return [False] * count
    period = _WINDOW_PERIOD.get(architecture)
    if period is None and architecture not in _PATTERN_NEEDED:
        return [False] * count
    if architecture not in _WINDOW and numbers.one("attention.sliding_window") == 0:
        return [False] * count
    if numbers.array("attention.sliding_window_pattern"):
        return [bool(flag) for flag in numbers.each("attention.sliding_window_pattern", count, ())]
    every, first = period or (1, False)
    every = numbers.one("attention.sliding_window_pattern", every)
    if every == 0:
        return [True] * count
    return [index % every != (0 if first else every - 1) for index in range(count)]
