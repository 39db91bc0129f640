"""Headers with something wrong in them: seeded, so that each run meets the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator

from fireseed.gguf.metadata import ValueType
from gguf.builder import Gguf

_INTERESTING = (0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF)

DATA = 64 * 64 * 4 + 30 * 32 * 2 * 4
"""Bytes of tensors at the end of the small file: nothing reads them."""


def small_header() -> bytes:
    """A whole file with every kind of value that a fit looks at, in 3 KB."""
    whole, array = ValueType.UINT32, ValueType.ARRAY
    numbers = {
        "block_count": 6, "context_length": 8192, "embedding_length": 64, "feed_forward_length": 256,
        "attention.key_length": 16, "attention.value_length": 16, "attention.sliding_window": 512,
        "expert_count": 8, "expert_used_count": 2, "expert_feed_forward_length": 32, "nextn_predict_layers": 1,
        "leading_dense_block_count": 1, "vocab_size": 64,
    }  # fmt: skip
    entries: list[tuple[str | bytes, ValueType, object]] = [
        ("general.architecture", ValueType.STRING, "gemma3"),
        ("general.name", ValueType.STRING, "a name"),
        ("general.file_type", whole, 15),
        ("tokenizer.ggml.tokens", array, (ValueType.STRING, [f"word{index}" for index in range(64)])),
        ("tokenizer.ggml.merges", array, (ValueType.STRING, ["a b", "c d"])),
        ("tokenizer.chat_template", ValueType.STRING, "{{ messages }}"),
        ("gemma3.attention.head_count", array, (whole, [4] * 6)),
        ("gemma3.attention.head_count_kv", array, (whole, [2] * 6)),
        ("gemma3.attention.sliding_window_pattern", array, (ValueType.BOOL, [True] * 5 + [False])),
    ]
    entries += [(f"gemma3.{key}", whole, number) for key, number in numbers.items()]
    names = ("attn_q", "attn_k", "attn_v", "ffn_gate_exps", "ffn_down_exps")
    tensors = [(f"blk.{layer}.{name}.weight", (32, 2)) for layer in range(6) for name in names]
    return Gguf(metadata=entries, tensors=[("token_embd.weight", (64, 64)), *tensors]).bytes()


def mutations(content: bytes, reach: int, seed: int, count: int) -> Iterator[bytes]:
    """`count` files: some bytes changed within `reach`, cut off, doubled or filled with one number."""
    dice = random.Random(seed)
    for _ in range(count):
        mutated = bytearray(content)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(4, reach)
            match dice.randrange(6):
                case 0 | 1 | 2:
                    mutated[at] = dice.choice((*_INTERESTING, dice.randrange(256)))
                case 3:
                    mutated[at : at + 8] = dice.choice(_INTERESTING).to_bytes(1, "little") * 8
                case 4:
                    del mutated[at : at + dice.randint(1, 64)]
                case _:
                    mutated[at:at] = mutated[at : at + dice.randint(1, 64)]
        yield bytes(mutated)
