"""Text to tokens, in the way a chat prompt needs it."""

from __future__ import annotations

import ctypes
from typing import Any


def tokenize(llama: Any, vocab: int, text: str) -> list[int]:
    """The tokens of a rendered prompt; a token's name in it (`<|im_start|>`) is that token.

    A template may or may not begin with the token that the model expects first (BOS); it is there exactly once.
    """
    data = text.encode("utf-8", "replace")
    room = len(data) + 8  # no token is shorter than a byte, but for a space that some vocabularies put in front
    tokens = (llama.llama_token * room)()
    count = llama.llama_tokenize(vocab, data, len(data), tokens, room, False, True)
    if count < 0:
        tokens = (llama.llama_token * -count)()
        count = llama.llama_tokenize(vocab, data, len(data), tokens, -count, False, True)
    found: list[int] = tokens[: max(0, count)]
    bos = llama.llama_vocab_bos(vocab)
    if llama.llama_vocab_get_add_bos(vocab) and bos != llama.LLAMA_TOKEN_NULL and found[:1] != [bos]:
        found.insert(0, bos)
    return found


def token_text(llama: Any, vocab: int, token: int) -> str:
    """A special token as a template writes it; empty where the vocabulary has none."""
    if token == llama.LLAMA_TOKEN_NULL:
        return ""
    return ctypes.string_at(llama.llama_vocab_get_text(vocab, token)).decode("utf-8", "replace")


def common_prefix(first: list[int], second: list[int]) -> int:
    """How many leading tokens are the same."""
    for index, (left, right) in enumerate(zip(first, second, strict=False)):
        if left != right:
            return index
    return min(len(first), len(second))
