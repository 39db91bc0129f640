"""Where a model's weights go: which tensors belong to the input, to each layer, to its experts, and to the output.

llama.cpp keeps the input layer on the CPU and gives each other layer one device (src/llama-model.cpp,
`load_tensors`; src/llama-arch.cpp, which tensor is of which layer).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fireseed.gguf.header import Header

_LAYER = re.compile(r"blk\.([0-9]{1,3})\.", re.ASCII)
_EXPERTS = re.compile(r"\.ffn_(?:up|down|gate|gate_up)_(?:ch)?exps\.", re.ASCII)
_INPUT = ("token_embd.", "token_types.", "position_embd.", "token_embd_norm.", "per_layer_token_embd.")


@dataclass(frozen=True, slots=True)
class Weights:
    """Bytes. `dense` and `experts` have one entry a layer; `tied` is how much of `output` is a copy of the input's
    table: a device other than the CPU needs its own, the CPU uses the one there is. `largest_dense` and
    `largest_experts` are of a single tensor.
    """

    input: int
    dense: tuple[int, ...]
    experts: tuple[int, ...]
    output: int
    tied: int
    largest_dense: int
    largest_experts: int


def weights_of(headers: Sequence[Header], layers: int, running: int) -> Weights:
    """Of all shards. `layers` is the model's count; llama.cpp does not load those from `running` on."""
    dense, experts = [0] * layers, [0] * layers
    into, out, table, own_output = 0, 0, 0, False
    largest_dense = largest_experts = 0
    for header in headers:
        for tensor in header.tensors:
            found = _LAYER.match(tensor.name)
            if found is not None:
                index = int(found[1])
                if index >= running:
                    continue
                if _EXPERTS.search(tensor.name):
                    experts[index] += tensor.size
                    largest_experts = max(largest_experts, tensor.size)
                else:
                    dense[index] += tensor.size
                    largest_dense = max(largest_dense, tensor.size)
            elif tensor.name.startswith(_INPUT):
                into += tensor.size
                table += tensor.size if tensor.name == "token_embd.weight" else 0
            else:
                out += tensor.size
                own_output = own_output or tensor.name == "output.weight"
    tied = 0 if own_output else table
    return Weights(into, tuple(dense), tuple(experts), out + tied, tied, largest_dense, largest_experts)
