"""Working memory: the buffers in which llama.cpp computes a whole batch, and what its process takes besides.

ggml reserves one buffer for the largest batch (llama-context.cpp, `sched_reserve`; ggml-alloc.c), as large as the
step of the graph that has most tensors alive at once. Each step below counts those; how many copies of each width
there are was read from the graphs in src/llama-graph.cpp and held against what llama.cpp reserves (docs/fit.md).
"""

from __future__ import annotations

from fireseed.hardware.fit.cache import cells_of, padded
from fireseed.hardware.fit.shape import Layer, Shape
from fireseed.hardware.fit.values import Wishes

_F32 = 4
_F16 = 2
PROCESS = 38_000_000
"""Bytes of an engine's process without a model: Python, llama.cpp and ggml's backends. Measured on Linux."""
_TOKEN = 170
_MERGE = 155
"""Bytes that llama.cpp's tokenizer keeps of a token and of a merge; measured with its 20 own vocabularies."""


def compute_bytes(shape: Shape, context: int, wishes: Wishes, output: bool) -> int:
    """One device's compute buffer; with the output layer it also holds the logits of a token of each slot."""
    batch = min(wishes.batch, padded(context) * wishes.slots)
    row = batch * _F32
    steps = [_feed_forward(shape) * row, 4 * len(shape.layers) * shape.per_layer * row]
    for layer in set(shape.layers):
        steps.append(_attention(shape, layer, context, wishes) * row)
        if layer.state:
            steps.append(_recurrent(shape) * row)
    if output:
        steps.append((shape.vocabulary + 2 * shape.embedding) * wishes.slots * _F32)
    return max(steps) + (_masks(shape, context, wishes) + _chosen(shape, context)) * batch


def input_bytes(shape: Shape, context: int, wishes: Wishes) -> int:
    """What the processor prepares for GPUs that hold all layers: the batch's embeddings and masks."""
    batch = min(wishes.batch, padded(context) * wishes.slots)
    return shape.embedding * batch * _F32 + _masks(shape, context, wishes) * batch


def process_bytes(shape: Shape) -> int:
    """In main memory, whichever device computes."""
    return PROCESS + shape.vocabulary * _TOKEN + shape.merges * _MERGE


def _chosen(shape: Shape, context: int) -> int:
    """Bytes a token: scores of sparse attention, and in every layer what it chose by them."""
    if not shape.chosen or not any(layer.indexer for layer in shape.layers):
        return 0
    tokens = padded(context) // (4 if shape.architecture == "deepseek4" else 1)
    return len(shape.layers) * shape.chosen * _F32 + tokens * 2 * _F32


def _masks(shape: Shape, context: int, wishes: Wishes) -> int:
    """Bytes a token of the batch: one mask over the cells, and one more over those of windows."""
    width = _F32 if wishes.flash is False else _F16
    kinds = {layer.windowed: layer for layer in shape.layers if layer.heads}
    return sum(cells_of(shape, layer, context, wishes) * width for layer in kinds.values())


def _feed_forward(shape: Shape) -> int:
    """Numbers a token: gate, up and their product beside the residual; experts each have their own."""
    widths = [3 * shape.dense + 4 * shape.embedding]
    if shape.mixture is not None:
        mixture = shape.mixture
        inside, outside = mixture.used * mixture.width, mixture.used * shape.embedding
        if outside > 2 * inside:  # else what comes out takes the place of gate and up
            inside += (outside + shape.embedding) // 3
        widths.append(3 * inside + 4 * shape.embedding)
        widths.append(3 * mixture.shared + 5 * shape.embedding)
    return max(widths)


def _recurrent(shape: Shape) -> int:
    """Numbers a token: what goes through the convolution and the scan; RWKV mixes each token with the last."""
    if "rwkv" in shape.architecture:
        return 20 * shape.embedding
    return 3 * shape.convolved + 3 * shape.inner + shape.embedding


def _attention(shape: Shape, layer: Layer, context: int, wishes: Wishes) -> int:
    """Numbers a token: queries, keys, values and what comes out; without flash attention all scores."""
    scores = layer.heads * cells_of(shape, layer, context, wishes) if wishes.flash is False else 0
    if shape.latent is not None:
        latent = shape.latent
        widths = latent.key + latent.value + latent.full_key + latent.full_value
        return layer.heads * widths + 4 * shape.embedding + scores
    queries = layer.heads * layer.head
    if scores:
        return queries + layer.key + layer.value + 4 * shape.embedding + scores
    return 2 * queries + layer.key + layer.value + 3 * shape.embedding
