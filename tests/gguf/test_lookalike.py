"""What people get instead of a model file."""

from __future__ import annotations

import pickle

import pytest

from fireseed.base.errors import NotGguf
from gguf.builder import read


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"<!DOCTYPE html><html>sign in", "HTML"),
        (b"\r\n  <html>", "HTML"),
        (b"\xef\xbb\xbf<HTML lang=zh>", "HTML"),
        (b'<?xml version="1.0"?><Error><Code>AccessDenied</Code>', "XML"),
        (b'{"error": "Repository not found"}', "JSON"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:b1\nsize 98362432\n", "Git LFS pointer"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (pickle.dumps({"weights": [1.0]}), "Python pickle"),
        (b'\x10\0\0\0\0\0\0\0{"a":1}', "safetensors"),
        (b"tjgg\x03\0\0\0", "GGML"),
        (b"\x89HDF\r\n\x1a\n", "HDF5"),
        (bytes(600), "00 00 00 00 00 00 00 00"),
        (b"", "0 bytes"),
        (b"GGU", "47 47 55"),
        (b"hello, world", "68 65 6c 6c 6f 2c 20 77"),
    ],
)
def test_what_it_looks_like_instead(content: bytes, found: str) -> None:
    with pytest.raises(NotGguf) as raised:
        read(content)
    assert raised.value.found == found
