"""What the context takes: the KV cache of each layer, and the state of recurrent ones.

From llama.cpp's src/llama-kv-cache.cpp, llama-kv-cache-iswa.cpp and llama-memory-recurrent.cpp.
"""

from __future__ import annotations

from fireseed.gguf.tensors import TYPES
from fireseed.hardware.fit.shape import Layer, Shape
from fireseed.hardware.fit.values import KvType, Wishes

_PADDING = 256
"""Cells: llama.cpp rounds a context, and the window's own cache, up to it."""
_BYTES_OF_STATE = 4

_BLOCKS = {kind.name.lower(): kind for kind in TYPES.values()}


def padded(cells: int) -> int:
    """As llama.cpp makes a context that is asked to have `cells` tokens."""
    return -(-cells // _PADDING) * _PADDING


def layer_bytes(shape: Shape, layer: Layer, context: int, wishes: Wishes) -> int:
    """What one layer keeps of all conversations, of `context` tokens each."""
    cells = padded(context)
    if layer.windowed and not wishes.swa_full:
        cells = min(cells, padded(min(cells, shape.window + wishes.batch)))
    row = _row(layer.key, wishes.kv_k) + _row(layer.value, wishes.kv_v) + _row(layer.indexer, wishes.kv_k)
    return wishes.slots * (cells * row + layer.state * _BYTES_OF_STATE)


def _row(values: int, kind: KvType) -> int:
    block = _BLOCKS[kind.value]
    return -(-values // block.block) * block.size
