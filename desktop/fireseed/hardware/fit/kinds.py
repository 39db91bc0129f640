"""Which layers of an architecture look through a sliding window, and which keep a state instead of a cache.

Each rule is one of llama.cpp's src/models/*.cpp (`load_arch_hparams`).
"""

from __future__ import annotations

from collections.abc import Sequence

from fireseed.hardware.fit.hyper import Numbers

MAX_LAYERS = 512
"""LLAMA_MAX_LAYERS: llama.cpp refuses more."""

_RECURRENT = frozenset({"mamba", "mamba2", "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7", "falcon-h1"})
_BY_KV_HEADS = frozenset(
    {"jamba", "plamo2", "granitehybrid", "lfm2", "lfm2moe", "kimi-linear", "kimi-k3", "bailingmoe3", "glm5-next"}
)
"""Hybrids of which a layer is recurrent when it has no KV heads."""
_BY_INTERVAL = {"qwen3next": 4, "qwen35": 4, "qwen35moe": 4, "qwen4exp": 4, "minimax-01": 8}
"""Hybrids of which every so many layers one has attention, unless the header says otherwise."""

_PERIODS = {
    "afmoe": (4, False), "cohere2": (4, False), "cohere2moe": (4, True), "exaone-moe": (4, False),
    "exaone4": (4, False), "gemma2": (2, False), "gemma3": (6, False), "gemma3n": (5, False),
    "gpt-oss": (2, False), "laguna": (4, True), "llama4": (4, False), "mellum": (4, False),
    "muse-glimmer": (4, False), "olmo2": (4, False), "plamo3": (8, False), "smallthinker": (4, True),
}  # fmt: skip
"""Of so many layers one sees everything: the first of them (True) or the last."""
_BY_PATTERN = frozenset({"gemma4", "granite_swa", "mimo2", "spark2_5", "step35", "dots3note", "maple"})
"""Windows only where the header has a pattern of them."""
_ALL_WINDOWED = frozenset({"deepseek4"})
_WINDOWS = {"gemma2": 4096, "exaone4": 4096, "exaone-moe": 128}
"""Tokens, where the header does not say."""
_OVERRULED = {"llama4": 8192, "smallthinker": 4096}
"""Tokens, whatever the header says, unless it says 0."""


def window_of(numbers: Numbers) -> int:
    """Tokens that a windowed layer looks back; 0 where no layer has a window."""
    architecture = numbers.architecture
    if architecture not in _PERIODS and architecture not in _BY_PATTERN | _ALL_WINDOWED:
        return 0
    if architecture == "exaone4" and numbers.one("block_count") != 64:  # only the 32B has windows
        return 0
    default = _OVERRULED.get(architecture, 0) if architecture == "llama4" else _WINDOWS.get(architecture, 0)
    said = numbers.one("attention.sliding_window", default)
    return _OVERRULED.get(architecture, said) if said else 0


def is_windowed(numbers: Numbers, count: int) -> Sequence[bool]:
    """For each of `count` layers."""
    if window_of(numbers) == 0:
        return [False] * count
    if numbers.architecture in _ALL_WINDOWED:
        return [True] * count
    if numbers.array("attention.sliding_window_pattern"):
        return [flag != 0 for flag in numbers.each("attention.sliding_window_pattern", count)]
    period, dense_first = _PERIODS.get(numbers.architecture, (1, False))
    period = numbers.one("attention.sliding_window_pattern", period)
    if period == 0:
        return [True] * count
    return [index % period != (0 if dense_first else period - 1) for index in range(count)]


def is_recurrent(numbers: Numbers, count: int, kv_heads: Sequence[int]) -> Sequence[bool]:
    """For each of `count` layers, of which `kv_heads` is known."""
    architecture = numbers.architecture
    if architecture in _RECURRENT:
        return [True] * count
    if architecture in _BY_KV_HEADS:
        return [heads == 0 for heads in kv_heads]
    if architecture.startswith("nemotron_h"):
        widths = numbers.each("feed_forward_length", count)
        return [heads == 0 and width == 0 for heads, width in zip(kv_heads, widths, strict=True)]
    if architecture not in _BY_INTERVAL:
        return [False] * count
    if numbers.there("attention.recurrent_layers"):
        return [flag != 0 for flag in numbers.each("attention.recurrent_layers", count)]
    interval = numbers.one("full_attention_interval", _BY_INTERVAL[architecture])
    if interval == 0:
        raise numbers.refuse("full_attention_interval", "0")
    return [(index + 1) % interval != 0 for index in range(count)]


def state_values(numbers: Numbers, heads: int, even: int) -> int:
    """Numbers that a recurrent layer keeps of one conversation: `n_embd_r` + `n_embd_s` in llama-hparams.cpp."""
    width = numbers.one("embedding_length")
    if head := numbers.one("wkv.head_size"):  # RWKV
        return width * (numbers.one("token_shift_count", 2) + head)
    inner, depth = numbers.one("ssm.inner_size"), numbers.one("ssm.state_size")
    if cached := numbers.one("shortconv.l_cache"):  # LFM2
        return width * (cached - 1) + inner * depth
    kernel = numbers.one("ssm.conv_kernel")
    if head := numbers.one("kda.head_dim"):  # Kimi's delta attention
        return 3 * (kernel - 1 if kernel else 3) * heads * head + heads * head * head
    convolved = max(kernel - 1, 0) * (inner + 2 * numbers.one("ssm.group_count") * depth)
    if numbers.architecture == "minimax-01":
        head = numbers.one("attention.key_length", even)
        return convolved + heads * head * head
    return convolved + inner * depth
