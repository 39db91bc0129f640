"""ModelScope as it answers: two APIs with an envelope each, lists cut silently, bytes behind a redirect."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from hub.content import ServedFile, ServedRepo
from hub.server import LoopbackHub
from hubs.scripted_hub import Answer, Request

HEAD = "83ee97c66e841048bedc5c02c15ce2f3ed259feb"
OLDER = "f194f50981eaaa6019bbec5049a4c7e1fd294110"
CUT = 3000

_MODEL = re.compile(r"/openapi/v1/models/([^/]+/[^/]+)")
_FILES = re.compile(r"/api/v1/models/([^/]+/[^/]+)/repo/files")
_BYTES = re.compile(r"/api/v1/models/([^/]+/[^/]+)/repo")


@dataclass
class ModelScopeSite:
    """One repo. `revisions` are its branches and tags; each file was changed last by `changed[path]`, else HEAD.

    `storage` has the bytes, and is where a file's address redirects to.
    """

    repo: ServedRepo
    storage: LoopbackHub | None = None
    revisions: set[str] = field(default_factory=lambda: {"master", HEAD, OLDER})
    changed: dict[str, str] = field(default_factory=dict)
    head: dict[str, Any] | None = field(default_factory=lambda: {"Id": "", "ShortId": HEAD[:8]})
    row: dict[str, Any] = field(default_factory=dict)
    page_size: int = 0

    def answer(self, request: Request) -> Answer:
        parts = urlsplit(request.path)
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        path = unquote(parts.path)
        if path == "/openapi/v1/models":
            return self._search(asked)
        if match := _MODEL.fullmatch(path):
            return _found(self._described()) if match[1].lower() == self.repo.name.lower() else missing()
        if match := _FILES.fullmatch(path):
            return self._list(asked) if match[1] == self.repo.name else missing()
        if match := _BYTES.fullmatch(path):
            return self._bytes(asked["Revision"], asked["FilePath"])
        return missing()

    def _described(self) -> dict[str, Any]:
        return {
            "id": self.repo.name,
            "display_name": self.repo.name.rpartition("/")[2],
            "downloads": 69964,
            "likes": 26,
            "license": "apache-2.0",
            "tasks": ["text-generation"],
            "created_at": "2024-09-18T03:17:31Z",
            "last_modified": "2025-02-26T17:40:28Z",
            "params": 630167424,
            "tags": ["license:apache-2.0", "library:gguf", "base_model:Qwen/Qwen2.5-0.5B-Instruct"],
            "private": False,
            "gated": False,
        } | self.row

    def _search(self, asked: dict[str, str]) -> Answer:
        page, size = int(asked["page_number"]), int(asked["page_size"])
        if size > 50 or page * size > CUT:
            return refused(400, "InputParameterError")
        rows = [self._described() | {"id": f"Qwen/model-{page}-{number}"} for number in range(size)]
        data = {"models": rows, "total_count": 248_740, "page_number": page, "page_size": size}
        return _found(data)

    def _list(self, asked: dict[str, str]) -> Answer:
        if asked.get("Revision", "master") not in self.revisions:
            return _listed({"Files": None, "IsVisual": 0, "LatestCommitter": None})
        root = asked.get("Root", "")
        below = {path: file for path, file in self.repo.files.items() if not root or path.startswith(f"{root}/")}
        entries: dict[str, dict[str, Any]] = {}
        for path, file in below.items():
            parts = path.split("/")
            for depth in range(1, len(parts)):
                folder = "/".join(parts[:depth])
                if len(folder) > len(root):
                    entries[folder] = {"Path": folder, "Name": parts[depth - 1], "Type": "tree", "Size": 0}
            entries[path] = self._entry(path, file)
        depth = root.count("/") + 1 if root else 0
        if asked.get("Recursive") != "True":
            entries = {path: entry for path, entry in entries.items() if path.count("/") == depth}
        return _listed({"Files": list(entries.values())[:CUT], "IsVisual": 0, "LatestCommitter": self.head})

    def _entry(self, path: str, file: ServedFile) -> dict[str, Any]:
        return {
            "CommitMessage": "upload",
            "CommittedDate": 1726665606 + (self.changed.get(path, HEAD) == HEAD),
            "CommitterName": "ai-modelscope",
            "InCheck": False,
            "IsLFS": file.large,
            "Mode": "33188",
            "Name": path.rpartition("/")[2],
            "Path": path,
            "Revision": self.changed.get(path, HEAD),
            "Sha256": file.published_sha256 or file.sha256,
            "Size": file.size,
            "Type": "blob",
        }

    def _bytes(self, revision: str, path: str) -> Answer:
        if self.storage is None or revision not in self.revisions or path not in self.repo.files:
            return refused(404, 10990101007)
        return Answer(302, headers={"Location": self.storage.sign(self.repo.name, path)})


def missing() -> Answer:
    return refused(404, 10010205001)


def refused(status: int, code: object, message: str = "record not found") -> Answer:
    body = {"Code": code, "Data": None, "Message": message, "RequestId": "0", "Success": False}
    return Answer(status, json.dumps(body).encode())


def _found(data: object) -> Answer:
    return Answer(body=json.dumps({"success": True, "request_id": "0", "data": data}).encode())


def _listed(data: object) -> Answer:
    body = {"Code": 200, "Data": data, "Message": "success", "RequestId": "0", "Success": True}
    return Answer(body=json.dumps(body).encode())
