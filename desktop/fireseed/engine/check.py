"""A model's files, read by our own bounded reader before llama.cpp opens them."""

from __future__ import annotations

from pathlib import Path

from fireseed.base.errors import GgufInvalid, LoadFailed
from fireseed.gguf.header import Header, read_header
from fireseed.gguf.names import shard_of
from fireseed.gguf.source import FileBytes


def check_model(path: Path, name: str) -> Header:
    """The header of the first file, after reading that of every shard llama.cpp will open along with it.

    Raises GgufError types, and LoadFailed where a file can't be read at all. Errors call the model `name`.
    """
    try:
        header = read_header(FileBytes(path), name)
        for sibling in _other_shards(path, header.shard_count, name):
            read_header(FileBytes(sibling), sibling.name)
    except OSError as problem:
        raise LoadFailed(name, problem.strerror or type(problem).__name__) from problem
    return header


def _other_shards(path: Path, count: int, name: str) -> list[Path]:
    """llama.cpp finds shards by their names: `<stem>-00001-of-00003.gguf`, starting from the first."""
    if count == 1:
        return []
    shard = shard_of(path.name)
    if shard is None or shard.index != 1 or shard.count != count:
        raise GgufInvalid(name, "split.count", f"{count} shards, in a file that is not named as the first of them")
    return [path.with_name(f"{shard.stem}-{index:05d}-of-{count:05d}.gguf") for index in range(2, count + 1)]
