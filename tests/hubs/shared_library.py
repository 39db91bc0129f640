"""A small library to be shared, and waiting for what other threads do."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from fireseed.hubs.library_shelf import SharedFile, SharedModel

CONTENT = bytes(range(256)) * 5000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
REPO = "unsloth/Qwen3-8B-GGUF"
DEEP = "BF16/Qwen3-8B-BF16-00001-of-00002.gguf"
SECOND = "BF16/Qwen3-8B-BF16-00002-of-00002.gguf"


def shared(location: Path, content: bytes = CONTENT) -> SharedFile:
    location.parent.mkdir(parents=True, exist_ok=True)
    location.write_bytes(content)
    status = location.stat()
    return SharedFile(location, status.st_size, hashlib.sha256(content).hexdigest(), status.st_mtime_ns)


def shared_models(tmp_path: Path) -> list[SharedModel]:
    """A library: a model of two variants from a hub, and one that lies in another app's folder."""
    home = tmp_path / "models" / "huggingface" / REPO
    return [
        SharedModel("huggingface", REPO, "Q4_K_M", "apache-2.0", (shared(home / "Qwen3-8B-Q4_K_M.gguf"),)),
        SharedModel(
            "huggingface", REPO, "BF16", "apache-2.0", (shared(home / DEEP), shared(home / SECOND, CONTENT[::-1]))
        ),
        SharedModel("ollama", "library/tiny", "1b", None, (shared(tmp_path / "blobs" / f"sha256-{SHA256}"),)),
    ]


def eventually(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
