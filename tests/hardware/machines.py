"""Machines and models that exist only as facts, for tests of the fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fireseed.gguf.header import Header, Tensor
from fireseed.gguf.metadata import Value
from fireseed.gguf.tensors import TYPES
from fireseed.hardware.machine import Device, DeviceKind, Machine, Memory, Processor, Undetected, Why

GIB = 1024**3
Tensors = list[tuple[str, tuple[int, ...]]]

_NONE = Undetected(Why.ABSENT, "")
_F16, _Q4_K = TYPES[1], TYPES[12]

CUDA0 = Device("CUDA0", "a card", DeviceKind.GPU, 24 * GIB, 23 * GIB)
SHARED = Device("Vulkan0", "in the processor", DeviceKind.INTEGRATED_GPU, 16 * GIB, 15 * GIB)


def machine(available: float, *gpus: Device, total: float = 16) -> Machine:
    """With so many GiB of main memory free."""
    memory = Memory(int(max(total, available) * GIB), int(available * GIB), limited=False)
    processor = Device("CPU", "a processor", DeviceKind.CPU, memory.total, memory.available)
    described = Processor("a processor", 8, 16, 16, ())
    return Machine("linux x86_64", memory, described, (), (processor, *gpus), _NONE)


def gpu(name: str, free: float, total: float | None = None) -> Device:
    """A card of its own memory, GiB."""
    return Device(name, "a card", DeviceKind.GPU, int((total or free + 1) * GIB), int(free * GIB))


def dense(layers: int = 32, *, tied: bool = False, **more: Any) -> Header:
    """Llama 3.1 8B, or with another count of layers; its matrices in Q4_K, 4.9 GB."""
    tensors: Tensors = [("token_embd.weight", (4096, 128_256)), ("output_norm.weight", (4096,))]
    tensors += [] if tied else [("output.weight", (4096, 128_256))]
    for index in range(layers):
        tensors += [
            (f"blk.{index}.attn_q.weight", (4096, 4096)),
            (f"blk.{index}.attn_k.weight", (4096, 1024)),
            (f"blk.{index}.attn_v.weight", (4096, 1024)),
            (f"blk.{index}.attn_output.weight", (4096, 4096)),
            (f"blk.{index}.ffn_gate.weight", (4096, 14_336)),
            (f"blk.{index}.ffn_up.weight", (4096, 14_336)),
            (f"blk.{index}.ffn_down.weight", (14_336, 4096)),
        ]
    numbers = {
        "block_count": layers,
        "context_length": 131_072,
        "embedding_length": 4096,
        "feed_forward_length": 14_336,
        "attention.head_count": 32,
        "attention.head_count_kv": 8,
        "vocab_size": 128_256,
    }
    return header("llama", numbers | more, tensors)


def mixture() -> Header:
    """Qwen3 30B-A3B in Q4_K: 17 GB, nearly all of it in experts."""
    tensors: Tensors = [("token_embd.weight", (2048, 151_936)), ("output.weight", (2048, 151_936))]
    for index in range(48):
        tensors += [
            (f"blk.{index}.attn_q.weight", (2048, 4096)),
            (f"blk.{index}.attn_k.weight", (2048, 512)),
            (f"blk.{index}.attn_v.weight", (2048, 512)),
            (f"blk.{index}.attn_output.weight", (4096, 2048)),
            (f"blk.{index}.ffn_gate_exps.weight", (2048, 768, 128)),
            (f"blk.{index}.ffn_up_exps.weight", (2048, 768, 128)),
            (f"blk.{index}.ffn_down_exps.weight", (768, 2048, 128)),
        ]
    numbers = {
        "block_count": 48,
        "context_length": 40_960,
        "embedding_length": 2048,
        "feed_forward_length": 6144,
        "attention.head_count": 32,
        "attention.head_count_kv": 4,
        "attention.key_length": 128,
        "attention.value_length": 128,
        "expert_count": 128,
        "expert_used_count": 8,
        "expert_feed_forward_length": 768,
        "vocab_size": 151_936,
    }
    return header("qwen3moe", numbers, tensors)


def header(
    architecture: str, numbers: Mapping[str, Any], tensors: Sequence[tuple[str, tuple[int, ...]]] = ()
) -> Header:
    """Of a file with these tensors: matrices in Q4_K, all else in F16."""
    metadata: dict[str, Value] = {"general.architecture": architecture}
    metadata |= {f"{architecture}.{key}": value for key, value in numbers.items() if value is not None}
    found, offset = [], 0
    for name, dimensions in tensors:
        kind = _Q4_K if len(dimensions) > 1 else _F16
        weights = 1
        for length in dimensions:
            weights *= length
        size = weights // kind.block * kind.size
        found.append(Tensor(name, dimensions, kind, offset, size))
        offset += size
    return Header(3, metadata, tuple(found), 32, 0)
