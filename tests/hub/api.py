"""The API half of the test hub, in the shapes that `huggingface_hub` reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

from hub.answers import strike
from hub.content import ServedRepo

if TYPE_CHECKING:
    from hub.server import LoopbackHub, _Handler

_ORDERS: dict[str, Callable[[ServedRepo], Any]] = {
    "createdAt": lambda repo: repo.created,
    "downloads": lambda repo: repo.downloads,
    "trendingScore": lambda repo: repo.likes,
}


def answer_api(hub: LoopbackHub, request: _Handler, path: str, query: str) -> None:
    """One request for the API server."""
    parts = path.strip("/").split("/")
    match parts:
        case ["api", "models"]:
            _search(hub, request, parse_qs(query))
        case ["api", "whoami-v2"]:
            _json(request, {"name": "tester", "type": "user"})
        case ["api", "models", owner, name, *rest] if f"{owner}/{name}" in hub.repos:
            repo = hub.repos[f"{owner}/{name}"]
            _json(request, _tree(repo) if rest[:1] == ["tree"] else _info(repo))
        case [owner, name, "raw" | "resolve" as way, _revision, *file] if f"{owner}/{name}" in hub.repos:
            _file(hub, request, hub.repos[f"{owner}/{name}"], way, "/".join(file))
        case _:
            request.plain(404, b'{"error":"not found"}', "application/json", X_Error_Code="RepoNotFound")


def answer_paths_info(hub: LoopbackHub, request: _Handler, path: str, paths: list[str]) -> None:
    """`POST /api/models/{id}/paths-info/{rev}`: the rows of a tree for the paths that are asked for."""
    match path.strip("/").split("/"):
        case ["api", "models", owner, name, "paths-info", _revision] if f"{owner}/{name}" in hub.repos:
            _json(request, [row for row in _tree(hub.repos[f"{owner}/{name}"]) if row["path"] in paths])
        case _:
            request.plain(404, b'{"error":"not found"}', "application/json", X_Error_Code="RepoNotFound")


def _search(hub: LoopbackHub, request: _Handler, asked: dict[str, list[str]]) -> None:
    """All words in the name, all filters among the tags, page by page."""
    words = " ".join(asked.get("search", [])).lower().split()
    found = [
        repo
        for repo in hub.repos.values()
        if all(word in repo.name.lower() for word in words) and set(asked.get("filter", [])) <= set(repo.all_tags)
    ]
    order = _ORDERS.get(asked.get("sort", [""])[0])
    if order is not None:
        found.sort(key=order, reverse=True)
    start, limit = int(asked.get("cursor", ["0"])[0]), int(asked.get("limit", ["1000"])[0])
    following = urlencode({**asked, "cursor": [str(start + limit)]}, doseq=True)
    more = {"Link": f'<{hub.url}/api/models?{following}>; rel="next"'} if start + limit < len(found) else {}
    _json(request, [_info(repo) for repo in found[start : start + limit]], **more)


def _file(hub: LoopbackHub, request: _Handler, repo: ServedRepo, way: str, path: str) -> None:
    served = repo.files.get(path)
    if served is None:
        request.plain(404, b"", X_Error_Code="EntryNotFound")
    elif repo.gated and "Authorization" not in request.headers:
        request.plain(401, b"", X_Error_Code="GatedRepo")
    elif strike(hub, request, "api", path, served):
        return
    elif way == "raw":
        request.plain(200, bytes(served.content))
    else:
        sha256 = served.published_sha256 or served.sha256
        request.plain(
            302,
            b"",
            Location=hub.sign(repo.name, path),
            X_Repo_Commit=repo.commit,
            X_Linked_Size=str(served.size),
            X_Linked_ETag=f'"{sha256}"',
        )


def _info(repo: ServedRepo) -> dict[str, Any]:
    card = {"license": repo.licence, "base_model": repo.base_models, "language": repo.languages, **repo.card}
    answer: dict[str, Any] = {
        "_id": repo.commit[:24],
        "id": repo.name,
        "modelId": repo.name,
        "sha": repo.commit,
        "createdAt": repo.created,
        "lastModified": repo.created,
        "downloads": repo.downloads,
        "likes": repo.likes,
        "gated": repo.gated,
        "private": False,
        "tags": repo.all_tags,
        "cardData": {key: value for key, value in card.items() if value},
        "siblings": [{"rfilename": path} for path in repo.files],
    }
    facts = {"pipeline_tag": repo.pipeline, "gguf": repo.gguf}
    return answer | {key: value for key, value in facts.items() if value}


def _tree(repo: ServedRepo) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for path, file in repo.files.items():
        size = file.size if file.published_size is None else file.published_size
        row: dict[str, Any] = {"type": "file", "path": path, "size": size, "oid": file.git_sha1}
        if file.large:
            row["lfs"] = {"oid": file.published_sha256 or file.sha256, "size": size, "pointerSize": 134}
        rows.append(row)
    return rows


def _json(request: _Handler, value: object, **headers: str) -> None:
    request.plain(200, json.dumps(value).encode(), "application/json", **headers)
