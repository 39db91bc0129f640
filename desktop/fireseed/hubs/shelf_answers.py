"""A shelf's repos in the words of the Hugging Face API: values in, JSON values out, no HTTP.

The shapes are those that `huggingface_hub` reads and huggingface.co sends.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from fireseed.hubs.shelf import ShelfFile, ShelfRepo

MAX_ROWS = 1000
"""Rows of one page, the hub's own limit for models and for a tree."""

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)

Query = Mapping[str, Sequence[str]]
"""A URL's parameters, each with all of its values."""


@dataclass(frozen=True)
class Page:
    """Rows, and the offset at which the next page begins (None on the last)."""

    rows: list[dict[str, Any]]
    following: int | None


@dataclass(frozen=True)
class Span:
    """The bytes of a file to send; `partial` is a 206."""

    start: int
    length: int
    partial: bool


def search(repos: Sequence[ShelfRepo], query: Query) -> Page:
    """`GET /api/models`: every word of `search` in the name, every `filter` among the tags."""
    words = _last(query, "search").lower().split()
    wanted = set(query.get("filter", ()))
    found = [
        repo for repo in repos if all(word in repo.name.lower() for word in words) and wanted <= set(_tags(repo))
    ]
    # Nothing here counts downloads or likes: those orders are the order of names.
    if _last(query, "sort") in ("lastModified", "createdAt"):
        found.sort(key=lambda repo: repo.updated, reverse=True)
    return _page([model(repo) for repo in found], query)


def model(repo: ShelfRepo, *, blobs: bool = False) -> dict[str, Any]:
    """`GET /api/models/{id}`; with `blobs` its files have sizes and digests."""
    card = repo.card
    card_data = {
        "license": card.license,
        "base_model": list(card.base_model),
        "language": list(card.language),
        "tags": list(card.tags),
    }
    updated = repo.updated.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    answer: dict[str, Any] = {
        "id": repo.name,
        "modelId": repo.name,
        "author": repo.name.partition("/")[0],
        "sha": repo.commit,
        "lastModified": updated,
        "createdAt": updated,
        "private": False,
        "gated": False,
        "disabled": False,
        "tags": _tags(repo),
        "description": card.description,
        "cardData": {key: value for key, value in card_data.items() if value},
        "siblings": [_sibling(file) if blobs else {"rfilename": file.path} for file in repo.files],
    }
    if card.gguf is not None:
        facts = msgspec.to_builtins(card.gguf)
        answer["gguf"] = {key: value for key, value in facts.items() if value is not None}
    return answer


def tree(repo: ShelfRepo, folder: str, query: Query) -> Page | None:
    """`GET /api/models/{id}/tree/{rev}[/{folder}]`, whole or one level; None when there is no such folder."""
    prefix = f"{folder}/" if folder else ""
    inside = [file for file in repo.files if file.path.startswith(prefix)]
    if not inside:
        return None
    rows: dict[str, dict[str, Any]] = {}
    deep = _last(query, "recursive").lower() in ("true", "1")
    for file in inside:
        parts = file.path.removeprefix(prefix).split("/")
        for depth in range(1, len(parts) if deep else min(len(parts), 2)):
            path = prefix + "/".join(parts[:depth])
            rows.setdefault(path, {"type": "directory", "path": path, "size": 0, "oid": _folder_oid(repo, path)})
        if deep or len(parts) == 1:
            rows[file.path] = _tree_row(file)
    return _page(list(rows.values()), query)


def oid(file: ShelfFile) -> str:
    """The file's git object: its own, or that of the LFS pointer that stands for it."""
    if file.git_sha1 is not None:
        return file.git_sha1
    return hashlib.sha1(
        f"blob {len(_pointer(file))}\0".encode() + _pointer(file), usedforsecurity=False
    ).hexdigest()


def etag(file: ShelfFile) -> str:
    """As huggingface.co has it: the SHA-256 of a file in LFS, the git SHA-1 of another."""
    return f'"{file.git_sha1 or file.sha256}"'


def span(header: str | None, size: int) -> Span | None:
    """What a `Range` header asks of `size` bytes, None when it's out of them (416).

    A header that isn't one range of bytes is ignored, as RFC 9110 (14.2) has it.
    """
    asked = _RANGE.fullmatch(header.strip()) if header else None
    whole = Span(0, size, partial=False)
    if asked is None or asked.group(0) == "bytes=-":
        return whole
    first, last = asked.groups()
    if not first:
        length = min(int(last), size)
        return Span(size - length, length, partial=True) if length else None
    start = int(first)
    stop = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return whole
    return Span(start, stop - start, partial=True) if start < size else None


def _page(rows: list[dict[str, Any]], query: Query) -> Page:
    start, limit = _number(query, "cursor", 0), min(max(_number(query, "limit", MAX_ROWS), 1), MAX_ROWS)
    stop = start + limit
    return Page(rows[start:stop], stop if stop < len(rows) else None)


def _tags(repo: ShelfRepo) -> list[str]:
    card = repo.card
    return [
        *(["gguf"] if repo.has_gguf else []),
        *card.tags,
        *card.language,
        *([f"license:{card.license}"] if card.license else []),
        *(f"base_model:{name}" for name in card.base_model),
        *(f"base_model:quantized:{name}" for name in card.base_model if repo.has_gguf),
    ]


def _sibling(file: ShelfFile) -> dict[str, Any]:
    answer: dict[str, Any] = {"rfilename": file.path, "size": file.size, "blobId": oid(file)}
    if file.git_sha1 is None:
        answer["lfs"] = {"sha256": file.sha256, "size": file.size, "pointerSize": len(_pointer(file))}
    return answer


def _tree_row(file: ShelfFile) -> dict[str, Any]:
    answer: dict[str, Any] = {"type": "file", "path": file.path, "size": file.size, "oid": oid(file)}
    if file.git_sha1 is None:
        answer["lfs"] = {"oid": file.sha256, "size": file.size, "pointerSize": len(_pointer(file))}
    return answer


def _pointer(file: ShelfFile) -> bytes:
    # https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{file.sha256}\nsize {file.size}\n".encode()


def _folder_oid(repo: ShelfRepo, path: str) -> str:
    return hashlib.sha1(f"tree {repo.commit} {path}".encode(), usedforsecurity=False).hexdigest()


def _last(query: Query, name: str) -> str:
    values = query.get(name, ())
    return values[-1] if values else ""


def _number(query: Query, name: str, otherwise: int) -> int:
    value = _last(query, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else otherwise
