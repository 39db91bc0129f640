"""Working memory: the buffers in which llama.cpp computes a whole batch, and what its process takes besides."""

from __future__ import annotations

from fireseed.hardware.fit.cache import padded
from fireseed.hardware.fit.shape import Shape
from fireseed.hardware.fit.values import Wishes

_F32 = 4
_F16 = 2
PROCESS = 45_000_000
"""Bytes of an engine's process before it loads a model: Python, llama.cpp and ggml's backends."""
_TOKEN = 300
"""Bytes that llama.cpp's tokenizer keeps of a token."""


def compute_bytes(shape: Shape, context: int, wishes: Wishes, output: bool) -> int:
    """One device's compute buffer; with the output layer it also holds the logits of a whole batch."""
    batch = min(wishes.batch, context)
    widest = max((layer.feed_forward for layer in shape.layers), default=0)
    experts = shape.experts_used * shape.expert_feed_forward
    hidden = batch * _F32 * (4 * shape.embedding + 2 * max(widest, experts))
    logits = batch * _F32 * (shape.vocabulary + shape.embedding) if output else 0
    cells = padded(context) * wishes.slots
    attention = batch * cells * _F16
    if wishes.flash is False:
        heads = max((layer.heads for layer in shape.layers), default=0)
        attention += heads * batch * padded(context) * _F32
    return max(hidden, logits) + attention


def process_bytes(shape: Shape) -> int:
    """In main memory, whichever device computes."""
    return PROCESS + shape.vocabulary * _TOKEN
