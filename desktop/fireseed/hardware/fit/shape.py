"""The shape of a model that memory depends on, layer by layer, from its header's hyper-parameters.

What llama.cpp makes of them is in its src/llama-model.cpp (`load_hparams`, `create_memory`), src/llama-hparams.cpp
and src/models/; this follows the one that llama-cpp-python 0.3.36 vendors.
"""

from __future__ import annotations

from dataclasses import dataclass

from fireseed.base.errors import UnsupportedArchitecture
from fireseed.gguf.header import Header
from fireseed.gguf.metadata import LongArray
from fireseed.hardware.fit.architectures import ARCHITECTURES, WITHOUT_CACHE
from fireseed.hardware.fit.hyper import Numbers
from fireseed.hardware.fit.kinds import MAX_LAYERS, is_recurrent, is_windowed, state_values, window_of

_PER_LAYER = "embedding_length_per_layer_input"
_GEMMA_3N_PER_LAYER = 256
"""llama.cpp's own number: the header has none."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer. `key` and `value` are numbers that the KV cache keeps of a token; MLA keeps no value.

    `state` is numbers (F32) that a recurrent layer keeps of a conversation; `indexer` is what sparse attention
    keeps of a token besides. `windowed` layers look back no further than `Shape.window`. `compressed` is how many
    tokens share one more entry (DeepSeek V4), 0 for none.
    """

    heads: int
    head: int
    key: int
    value: int
    windowed: bool
    state: int
    indexer: int
    compressed: int


@dataclass(frozen=True, slots=True)
class Mixture:
    """How many experts there are and how many see a token; widths of one of them, and of what sees every token."""

    experts: int
    used: int
    width: int
    shared: int


@dataclass(frozen=True, slots=True)
class Latent:
    """Multi-head latent attention: widths of a head's compressed key and value, and of the full ones."""

    key: int
    value: int
    full_key: int
    full_value: int


@dataclass(frozen=True, slots=True)
class Shape:
    """`layers` are those that llama.cpp runs: layers for multi-token prediction at the end are left out of it.

    `vocabulary` and `merges` are lengths of the tokenizer's lists. `dense` is the width of the widest feed-forward
    network without experts. `inner` and `convolved` are widths of recurrent layers; `chosen` is how many tokens
    sparse attention looks at; `per_layer` is the width of what a token brings to every single layer (Gemma).
    """

    architecture: str
    trained_context: int
    embedding: int
    vocabulary: int
    merges: int
    layers: tuple[Layer, ...]
    all_layers: int
    window: int
    dense: int
    mixture: Mixture | None
    latent: Latent | None
    inner: int
    convolved: int
    chosen: int
    per_layer: int


def shape_of(header: Header) -> Shape:
    """Reads it from the first shard's header. Raises UnsupportedArchitecture or GgufInvalid."""
    architecture = header.architecture
    if architecture not in ARCHITECTURES:
        raise UnsupportedArchitecture(architecture or "")
    numbers = Numbers(header, architecture)
    count = numbers.one("block_count")
    if not 1 <= count <= MAX_LAYERS:
        raise numbers.refuse("block_count", f"{count} is not between 1 and {MAX_LAYERS}")
    running = count - numbers.one("nextn_predict_layers")
    if running < 1:
        raise numbers.refuse("nextn_predict_layers", "no other layer is left")
    mixture = _mixture(numbers, count)
    inner = numbers.one("ssm.inner_size")
    return Shape(
        architecture=architecture,
        trained_context=numbers.one("context_length"),
        embedding=numbers.one("embedding_length"),
        vocabulary=_vocabulary(header, numbers),
        merges=_length(header, "tokenizer.ggml.merges"),
        layers=_layers(numbers, count)[:running],
        all_layers=count,
        window=window_of(numbers),
        dense=_dense(numbers, count, mixture),
        mixture=mixture,
        latent=_latent(numbers),
        inner=inner,
        convolved=inner + 2 * numbers.one("ssm.group_count") * numbers.one("ssm.state_size"),
        chosen=numbers.one("attention.indexer.top_k"),
        per_layer=_GEMMA_3N_PER_LAYER if architecture == "gemma3n" else numbers.one(_PER_LAYER),
    )


def _latent(numbers: Numbers) -> Latent | None:
    full_key, full_value = numbers.one("attention.key_length_mla"), numbers.one("attention.value_length_mla")
    if not full_key or not full_value:
        return None
    return Latent(numbers.one("attention.key_length"), numbers.one("attention.value_length"), full_key, full_value)


def _mixture(numbers: Numbers, count: int) -> Mixture | None:
    experts = numbers.one("expert_count")
    used = max(numbers.each("expert_used_count", count))
    if not experts or not used:
        return None
    width = max(numbers.each("expert_feed_forward_length", count)) or max(
        numbers.each("feed_forward_length", count)
    )
    always = 1 if numbers.architecture == "llama4" else 0
    shared = numbers.one("expert_shared_feed_forward_length") or width * numbers.one("expert_shared_count", always)
    return Mixture(experts, min(used, experts), width, shared)


def _dense(numbers: Numbers, count: int, mixture: Mixture | None) -> int:
    """Where there are experts, only the leading layers, or those between, have a network of this width."""
    between = numbers.one("interleave_moe_layer_step", 1) > 1 or numbers.architecture == "jamba"
    if mixture is not None and not between and not numbers.one("leading_dense_block_count"):
        return 0
    return max(numbers.each("feed_forward_length", count))


def _vocabulary(header: Header, numbers: Numbers) -> int:
    known = header.vocabulary_size or numbers.one("vocab_size")
    if known:
        return known
    embedding = next((tensor for tensor in header.tensors if tensor.name == "token_embd.weight"), None)
    return embedding.dimensions[1] if embedding is not None and len(embedding.dimensions) > 1 else 0


def _length(header: Header, key: str) -> int:
    value = header.metadata.get(key)
    if isinstance(value, LongArray):
        return value.length
    return len(value) if isinstance(value, tuple) else 0


def _layers(numbers: Numbers, count: int) -> tuple[Layer, ...]:
    heads = numbers.each("attention.head_count", count)
    kv_heads = numbers.each("attention.head_count_kv", count, heads)
    even = numbers.one("embedding_length") // heads[0] if heads[0] else 0
    windowed, recurrent = is_windowed(numbers, count), is_recurrent(numbers, count, kv_heads)
    state = state_values(numbers, heads[0], even)
    owners = _owners(numbers, count)
    compressed = numbers.each("attention.compress_ratios", count)
    full = _head(numbers, even, "")
    narrow = _head(numbers, full[0], "_swa") if numbers.there("attention.key_length_swa") else full
    indexer = numbers.one("attention.indexer.key_length")
    if numbers.architecture == "minimax-m3":  # its index keeps a value as well
        indexer += full[1]
    keeps_values = _latent(numbers) is None and numbers.architecture != "deepseek4"
    layers = []
    for index in range(count):
        attends = _attends(numbers, index, recurrent[index], count)
        kept = kv_heads[index] if attends and index < owners else 0
        key, value = narrow if windowed[index] else full
        layers.append(
            Layer(
                heads=heads[index] if attends else 0,
                head=key,
                key=key * kept,
                value=value * kept if keeps_values else 0,
                windowed=windowed[index],
                state=state if recurrent[index] else 0,
                indexer=indexer if attends and _has_indexer(numbers, index, count) else 0,
                compressed=compressed[index] if numbers.architecture == "deepseek4" else 0,
            )
        )
    return tuple(layers)


def _head(numbers: Numbers, even: int, suffix: str) -> tuple[int, int]:
    """Widths of a head's key and value."""
    return (
        numbers.one(f"attention.key_length{suffix}", even),
        numbers.one(f"attention.value_length{suffix}", even),
    )


def _attends(numbers: Numbers, index: int, recurrent: bool, count: int) -> bool:
    """Whether a layer has a KV cache."""
    if numbers.architecture in WITHOUT_CACHE:
        return False
    if numbers.architecture == "falcon-h1":  # both in every layer
        return True
    if numbers.architecture.startswith("nemotron_h"):  # a layer has attention, a state or a feed-forward network
        return not recurrent and numbers.each("feed_forward_length", count)[index] == 0
    return not recurrent


def _has_indexer(numbers: Numbers, index: int, count: int) -> bool:
    if numbers.architecture == "minimax-m3":
        return index >= numbers.one("leading_dense_block_count")
    if numbers.array("attention.indexer.types"):
        return numbers.each("attention.indexer.types", count)[index] != 0
    return True


def _owners(numbers: Numbers, count: int) -> int:
    """Layers from the first that keep keys and values of their own; later ones look at theirs."""
    if numbers.architecture == "gemma3n":
        return min(20, count)
    return count - numbers.one("attention.shared_kv_layers") if numbers.architecture == "gemma4" else count
