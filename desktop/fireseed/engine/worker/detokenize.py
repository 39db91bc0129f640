"""Tokens to text, one at a time, never splitting a character and never looking back."""

from __future__ import annotations

import codecs
import ctypes
from collections.abc import Callable
from typing import Any

_LONGEST_USUAL = 256
"""Bytes; llama.cpp says when a piece needs more."""


class Utf8Stream:
    """Bytes cut anywhere become whole characters; what can't be UTF-8 becomes U+FFFD once that is certain."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def feed(self, data: bytes) -> str:
        return self._decoder.decode(data)

    def flush(self) -> str:
        """At the end: the beginning of a character that never came."""
        return self._decoder.decode(b"", final=True)


def piece_reader(llama: Any, vocab: int) -> Callable[[int], bytes]:
    """A function from a token to its bytes. Control tokens (`<|im_end|>` and the like) have none."""
    to_piece = llama.llama_token_to_piece
    buffer = ctypes.create_string_buffer(_LONGEST_USUAL)
    string_at = ctypes.string_at

    def read(token: int) -> bytes:
        length = to_piece(vocab, token, buffer, _LONGEST_USUAL, 0, False)
        if length >= 0:
            return string_at(buffer, length)
        longer = ctypes.create_string_buffer(-length)
        return string_at(longer, max(0, to_piece(vocab, token, longer, -length, 0, False)))

    return read
