"""What the context takes: the KV cache of each layer, and the state of recurrent ones.

From llama.cpp's src/llama-kv-cache*.cpp and llama-memory-recurrent.cpp.
"""

from __future__ import annotations

from fireseed.gguf.tensors import TYPES
from fireseed.hardware.fit.shape import Layer, Shape
from fireseed.hardware.fit.values import KvType, Wishes

_PADDING = 256
"""Cells: llama.cpp rounds a context, and the cache of a window, up to it."""
_F32 = 4
_BY_INDEX = 4
"""Layers of DeepSeek V4 that compress this many tokens into one find them by an index; those of 128 do not."""

_BLOCKS = {kind.name.lower(): kind for kind in TYPES.values()}


def padded(cells: int) -> int:
    """As llama.cpp makes a context that is asked to have `cells` tokens."""
    return -(-cells // _PADDING) * _PADDING


def cells_of(shape: Shape, layer: Layer, context: int, wishes: Wishes) -> int:
    """Tokens of one conversation that a layer's cache has room for."""
    cells = padded(context)
    if layer.windowed and not wishes.swa_full:
        return padded(min(cells, shape.window + wishes.batch))
    return cells


def layer_bytes(shape: Shape, layer: Layer, context: int, wishes: Wishes) -> int:
    """What one layer keeps of all conversations, of `context` tokens each."""
    cells = cells_of(shape, layer, context, wishes)
    value = layer.value
    if value and wishes.flash is False:  # transposed values are as wide in every layer
        value = max(other.value for other in shape.layers)
    kept = cells * (_row(layer.key, wishes.kv_k) + _row(value, wishes.kv_v)) + layer.state * _F32
    if shape.architecture == "deepseek4":
        kept += _compressed(layer, context, wishes)
    else:
        kept += cells * _row(layer.indexer, wishes.kv_k)
    return wishes.slots * kept


def _compressed(layer: Layer, context: int, wishes: Wishes) -> int:
    """DeepSeek V4 (llama-kv-cache-dsv4.cpp): entries of several tokens, and what is gathered for the next ones."""
    if not layer.compressed:
        return 0
    cells = padded(-(-padded(context) // layer.compressed))
    kept = cells * _row(layer.head, wishes.kv_k)
    if layer.compressed != _BY_INDEX:
        return kept + 2 * layer.head * layer.compressed * _F32
    gathered = 2 * 2 * (layer.head + layer.indexer) * 2 * layer.compressed * _F32
    return kept + cells * _row(layer.indexer, wishes.kv_k) + gathered


def _row(values: int, kind: KvType) -> int:
    block = _BLOCKS[kind.value]
    return -(-values // block.block) * block.size
