"""What a file that is not GGUF seems to be, from its first bytes: most often a page of a portal or another format.

The names are those of formats, the same in every language.
"""

from __future__ import annotations

# Longer beginnings before shorter ones. GGML's are 32-bit numbers, hence backwards on disk.
_BEGINNINGS = (
    (b"version https://git-lfs", "Git LFS pointer"),
    (b"\x89HDF", "HDF5"),
    (b"PK\x03\x04", "ZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\xfd7zXZ", "XZ"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"\x1f\x8b", "gzip"),
    (b"lmgg", "GGML"),
    (b"fmgg", "GGML"),
    (b"tjgg", "GGML"),
    (b"algg", "GGML"),
    *((bytes((0x80, protocol)), "Python pickle") for protocol in range(2, 6)),
)
_TEXTS = ((b"<!doctype html", "HTML"), (b"<html", "HTML"), (b"<?xml", "XML"), (b"{", "JSON"), (b"[", "JSON"))
_UTF8_MARK = b"\xef\xbb\xbf"
_MOST_SAFETENSORS_HEADER = 100_000_000
"""Bytes: the limit that the safetensors library itself sets."""


def looks_like(beginning: bytes) -> str:
    """The format's name; else the number of bytes of an empty file, or the first bytes in hexadecimal."""
    if not beginning:
        return "0 bytes"
    for magic, name in _BEGINNINGS:
        if beginning.startswith(magic):
            return name
    if beginning[8:9] == b"{" and 0 < int.from_bytes(beginning[:8], "little") <= _MOST_SAFETENSORS_HEADER:
        return "safetensors"
    text = beginning.removeprefix(_UTF8_MARK).lstrip().lower()
    for start, name in _TEXTS:
        if text.startswith(start):
            return name
    return beginning[:8].hex(" ")
