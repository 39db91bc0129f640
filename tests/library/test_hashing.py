"""Digests of files, in bounded memory."""

from __future__ import annotations

import hashlib
import tracemalloc
from pathlib import Path

import pytest

from fireseed.library.hashing import Stopped, sha256_of

MIB = 1 << 20


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 7])
def test_the_digest_and_the_progress_of_every_size(tmp_path: Path, size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    path = tmp_path / "file"
    path.write_bytes(content[:size])
    seen: list[int] = []
    assert sha256_of(path, seen.append, lambda: False) == hashlib.sha256(content[:size]).hexdigest()
    assert sum(seen) == size
    assert all(0 < count <= MIB for count in seen)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("wb") as stream:
        stream.truncate(64 * MIB)
    tracemalloc.start()
    try:
        sha256_of(path, lambda _: None, lambda: False)
        assert tracemalloc.get_traced_memory()[1] < 2 * MIB
    finally:
        tracemalloc.stop()


def test_it_can_be_stopped_and_lets_go_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * (5 * MIB))
    seen: list[int] = []
    with pytest.raises(Stopped):
        sha256_of(path, seen.append, lambda: len(seen) == 2)
    assert seen == [MIB, MIB]
    path.unlink()


def test_a_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sha256_of(tmp_path / "gone", lambda _: None, lambda: False)
