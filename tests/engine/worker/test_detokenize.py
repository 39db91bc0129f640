"""Characters come whole, whatever tokens they are split over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from fireseed.engine.worker.detokenize import Utf8Stream

MIXED = "火种 runs 本地模型 🔥👩‍👩‍👧 naïve Ж — 你好，世界！\n\tend"


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 5))
def test_no_cut_splits_a_character(text: str, size: int) -> None:
    stream, data = Utf8Stream(), text.encode()
    pieces = [stream.feed(data[at : at + size]) for at in range(0, len(data), size)]
    assert "".join(pieces) + stream.flush() == text
    assert "\ufffd" not in "".join(pieces) or "\ufffd" in text


@given(st.binary())
def test_any_bytes_become_text(data: bytes) -> None:
    stream = Utf8Stream()
    text = "".join(stream.feed(data[at : at + 1]) for at in range(len(data))) + stream.flush()
    assert text == data.decode("utf-8", "replace")


def test_half_a_character_at_the_end_is_marked() -> None:
    stream = Utf8Stream()
    assert stream.feed("火".encode()[:2]) == ""
    assert stream.flush() == "\ufffd"


def test_tokens_of_the_real_vocabulary_give_their_text_back(starter: Path) -> None:
    """In a process of its own: llama.cpp's log callback is one for the whole process."""
    script = f"""
import os
from fireseed.engine.worker import native
from fireseed.engine.worker.detokenize import Utf8Stream, piece_reader
from fireseed.engine.worker.prompt import tokenize
llama = native.load().llama
parameters = llama.llama_model_default_params()
parameters.vocab_only = True
model = llama.llama_model_load_from_file(os.fsencode({str(starter)!r}), parameters)
vocab = llama.llama_model_get_vocab(model)
tokens = tokenize(llama, vocab, {MIXED!r})
read, stream = piece_reader(llama, vocab), Utf8Stream()
pieces = [stream.feed(read(token)) for token in tokens]
assert len(tokens) > 40 and "" in pieces, tokens  # several characters took several tokens
assert "".join(pieces) + stream.flush() == {MIXED!r}
assert not any("\\ufffd" in piece for piece in pieces)
marked = tokenize(llama, vocab, "<|im_start|>user")
assert len(marked) == 2 and read(marked[0]) == b"", marked  # a control token is one token, and has no text
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=300)
