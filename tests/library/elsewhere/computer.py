"""A computer with models of other apps, in one folder: small real GGUF files in the apps' real layouts."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fireseed.gguf.metadata import ValueType
from fireseed.library.elsewhere.found import Found, Origin
from fireseed.library.elsewhere.scan import look
from fireseed.library.elsewhere.surroundings import Surroundings, System
from gguf.builder import Gguf

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def gguf(name: str = "m", *, architecture: str = "llama", licence: str = "", shard: int = 0, of: int = 0) -> bytes:
    """A sound model file that differs by `name`; one of `of` shards, from 1, where that is given."""
    entries: list[tuple[str | bytes, ValueType, Any]] = [
        ("general.architecture", ValueType.STRING, architecture),
        ("general.name", ValueType.STRING, name),
    ]
    if licence:
        entries.append(("general.license", ValueType.STRING, licence))
    if of:
        entries += [("split.no", ValueType.UINT16, shard - 1), ("split.count", ValueType.UINT16, of)]
    return Gguf(metadata=entries).bytes()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class Computer:
    """Its home is `root/home`; `environment` is what programs see."""

    root: Path
    system: System = System.LINUX
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def surroundings(self) -> Surroundings:
        return Surroundings(self.home, self.environment, self.system, self.root)

    def put(self, path: str | Path, content: bytes | str | dict[str, Any]) -> Path:
        """A file below the home; a dictionary becomes JSON."""
        if isinstance(content, dict):
            content = json.dumps(content)
        target = self.home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def look(self, origin: Origin) -> Found:
        (found,) = look(self.surroundings, [origin])
        return found

    def cached(
        self, repo: str, path: str, content: bytes, *, commit: str = COMMIT, hub: str = ".cache/huggingface/hub"
    ) -> Path:
        """A file in the Hugging Face cache: a link in a snapshot to a blob that is named by its SHA-256."""
        folder = f"{hub}/models--{repo.replace('/', '--')}"
        blob = self.put(f"{folder}/blobs/{sha256(content)}", content)
        link = self.home / folder / "snapshots" / commit / path
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(blob, link.parent))
        self.put(f"{folder}/refs/main", commit)
        return link

    def pulled(
        self, name: str, layers: dict[str, bytes], *, models: str = ".ollama/models", root: str = "manifests"
    ) -> Path:
        """A model of Ollama: `host/namespace/model/tag`, layers by the last word of their media type."""
        listed = []
        for kind, content in layers.items():
            self.put(f"{models}/blobs/sha256-{sha256(content)}", content)
            listed.append(
                {
                    "mediaType": f"application/vnd.ollama.image.{kind}",
                    "digest": f"sha256:{sha256(content)}",
                    "size": len(content),
                }
            )
        return self.put(f"{models}/{root}/{name}", {"schemaVersion": 2, "layers": listed})

    def tree(self) -> dict[str, tuple[int, int]]:
        """Every file and folder with its size and time of change: what must be the same after each search."""
        return {
            path.relative_to(self.root).as_posix(): (path.lstat().st_size, path.lstat().st_mtime_ns)
            for path in self.root.rglob("*")
        }
