"""Files in a models folder, as downloads leave them, and what is where."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fireseed.library.model import Check, Model
from fireseed.library.store import Library, NewFile

REPO = "owner/Model-GGUF"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class Shelf:
    """One models folder."""

    folder: Path

    def file(
        self,
        name: str,
        content: bytes,
        *,
        repo: str = REPO,
        hub: str = "huggingface",
        check: Check = Check.VERIFIED,
    ) -> NewFile:
        path = self.folder.joinpath(hub, *repo.split("/"), name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return NewFile(path, sha256(content), check)

    def add(
        self,
        library: Library,
        variant: str = "Q4_K_M",
        *,
        repo: str = REPO,
        hub: str = "huggingface",
        projector: bytes | None = None,
        shards: int = 1,
        extra: bytes | None = None,
    ) -> Model:
        """A model whose files say which they are."""
        contents = [f"{repo} {variant} {shard}".encode() * 100 for shard in range(shards)]
        return library.add(
            hub=hub,
            repo=repo,
            commit="c0ffee",
            variant=variant,
            licence="apache-2.0",
            files=[
                self.file(f"{variant}-{shard}.gguf", content, repo=repo, hub=hub)
                for shard, content in enumerate(contents)
            ],
            projector=None if projector is None else self.file("mmproj.gguf", projector, repo=repo, hub=hub),
            extras=() if extra is None else [self.file(f"{variant}.template", extra, repo=repo, hub=hub)],
        )

    def contents(self) -> dict[str, bytes]:
        """Every file below the drive by its path below the models folder."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file()
        }
