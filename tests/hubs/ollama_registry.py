"""An Ollama registry as it answers: manifests as plain text, blobs behind a 307 to another host."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from hub.content import ServedFile, ServedRepo
from hub.server import LoopbackHub
from hubs.scripted_hub import Answer, Request

KIND = "application/vnd.ollama.image."

_MANIFEST = re.compile(r"/v2/([^/]+/[^/]+)/manifests/([^/]+)")
_BLOB = re.compile(r"/v2/([^/]+/[^/]+)/blobs/(sha256:[0-9a-f]{64})")


def layer(kind: str, content: bytes, **lies: Any) -> dict[str, Any]:
    digest = f"sha256:{ServedFile(content).sha256}"
    return {"mediaType": KIND + kind, "digest": digest, "size": len(content)} | lies


def manifest(*layers: dict[str, Any], **facts: Any) -> bytes:
    config = {
        "mediaType": "application/vnd.docker.container.image.v1+json",
        "digest": "sha256:" + "0" * 64,
        "size": 9,
    }
    return json.dumps({"schemaVersion": 2, "config": config, "layers": layers} | facts).encode()


@dataclass
class OllamaRegistry:
    """`manifests` by `owner/name:tag`; `storage` is where a blob's address redirects to."""

    manifests: dict[str, bytes] = field(default_factory=dict)
    storage: LoopbackHub | None = None

    def answer(self, request: Request) -> Answer:
        if match := _MANIFEST.fullmatch(request.path):
            found = self.manifests.get(f"{match[1]}:{match[2]}")
            if found is not None:
                return Answer(body=found, kind="text/plain; charset=utf-8")
        elif (match := _BLOB.fullmatch(request.path)) and self.storage is not None:
            return Answer(307, b"", {"Location": self.storage.sign(match[1], match[2])})
        missing = {"errors": [{"code": "MANIFEST_UNKNOWN", "message": "manifest unknown"}]}
        return Answer(404, json.dumps(missing).encode())


def stored(repo: str, *contents: bytes) -> ServedRepo:
    """What the object storage has of a repo: blobs by their digest."""
    files = [ServedFile(content) for content in contents]
    return ServedRepo(repo, {f"sha256:{file.sha256}": file for file in files})
