"""Headers that were read from hubs, kept on disk: a model is asked about often before it is downloaded."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from pathlib import Path
from typing import TypeAlias

import msgspec

from fireseed.base.files import write_whole
from fireseed.gguf.header import Header, Tensor
from fireseed.gguf.metadata import LongArray
from fireseed.gguf.tensors import TYPES

_log = logging.getLogger(__name__)

_FORMAT = "1"
"""Part of every name: a newer format finds nothing of an older one."""
_MOST_FILES = 512
_MOST_BYTES = 128 << 20
_LARGEST = 16 << 20
"""Bytes of one entry: a header keeps at most 4 MB of metadata, and 16,384 tensors need 2 MB."""

_BY_NAME = {kind.name: kind for kind in TYPES.values()}
_Scalar: TypeAlias = bool | int | float | str


class _Kept(msgspec.Struct, array_like=True):
    """A header without what is the same for all tensors of a type."""

    version: int
    metadata: dict[str, bool | int | float | str | tuple[_Scalar, ...] | LongArray]
    tensors: list[tuple[str, tuple[int, ...], str, int, int]]
    alignment: int
    data_offset: int


class HeaderCache:
    """A folder of headers by key; the least recently used are removed. Thread-safe, and never raises.

    What can't be read is not there; what can't be written is read from the hub again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._decoder = msgspec.msgpack.Decoder(_Kept)

    def get(self, key: str) -> Header | None:
        path = self._path(key)
        try:
            if path.stat().st_size > _LARGEST:
                return None
            kept = self._decoder.decode(path.read_bytes())
            os.utime(path)
            return _header(kept)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, KeyError) as problem:
            _log.info("%s: %s", path, problem)
            return None

    def put(self, key: str, header: Header) -> None:
        data = msgspec.msgpack.encode(_kept(header))
        if len(data) > _LARGEST:
            return
        path = self._path(key)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
            self._prune()
        except OSError as problem:
            _log.info("%s: %s", path, problem)

    def _path(self, key: str) -> Path:
        name = hashlib.sha256("\0".join((_FORMAT, key)).encode()).hexdigest()
        return self._folder / f"{name}.header"

    def _prune(self) -> None:
        """Removes the least recently used beyond the bounds."""
        files = []
        for path in self._folder.glob("*.header"):
            with contextlib.suppress(FileNotFoundError):
                found = path.stat()
                files.append((found.st_mtime_ns, found.st_size, path))
        files.sort(reverse=True)
        held = 0
        for place, (_, size, path) in enumerate(files):
            held += size
            if place >= _MOST_FILES or held > _MOST_BYTES:
                path.unlink(missing_ok=True)


def _kept(header: Header) -> _Kept:
    return _Kept(
        header.version,
        dict(header.metadata),
        [(each.name, each.dimensions, each.type.name, each.offset, each.size) for each in header.tensors],
        header.alignment,
        header.data_offset,
    )


def _header(kept: _Kept) -> Header:
    """Raises KeyError for a type that is no longer known."""
    return Header(
        kept.version,
        kept.metadata,
        tuple(Tensor(name, shape, _BY_NAME[kind], at, size) for name, shape, kind, at, size in kept.tensors),
        kept.alignment,
        kept.data_offset,
    )
