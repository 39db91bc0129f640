"""What a file's bytes prove: digests while they stream, and the judgement at the end."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fireseed.base.errors import DigestMismatch
from fireseed.transfer.plan import PlannedFile


class Outcome(StrEnum):
    """How a file became final. A mismatch is no outcome: it is a DigestMismatch, and the file is never final."""

    VERIFIED = "verified"  # the bytes have the digest that the hub published
    MIRRORED = "mirrored"  # the bytes have the digest that only a mirror stated
    NO_DIGEST = "no_digest"  # the hub published none; ours is reported all the same


@dataclass(frozen=True)
class VerifiedFile:
    """One whole file under its final name. `sha256` was measured here; `size` is bytes."""

    path: Path
    size: int
    sha256: str
    outcome: Outcome


class Digests:
    """The digests that one planned file needs, fed in order."""

    def __init__(self, file: PlannedFile) -> None:
        self._file = file
        self._sha256 = hashlib.sha256()
        # Git's own name of a blob, the only digest that Hugging Face has for small files; no security rests on it
        # where a SHA-256 is published.
        self._git = (
            hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
            if file.sha256 is None and file.git_sha1 is not None
            else None
        )

    def update(self, piece: memoryview | bytes) -> None:
        """The next bytes. The interpreter is free for other threads meanwhile."""
        self._sha256.update(piece)
        if self._git is not None:
            self._git.update(piece)

    def judge(self, source: str) -> tuple[str, Outcome]:
        """The measured SHA-256 and the outcome; raises DigestMismatch, which names `source`, for another file."""
        sha256 = self._sha256.hexdigest()
        if self._file.sha256 is not None:
            _compare(self._file, self._file.sha256, sha256, source)
        elif self._git is not None and self._file.git_sha1 is not None:
            _compare(self._file, self._file.git_sha1, self._git.hexdigest(), source)
        else:
            return sha256, Outcome.NO_DIGEST
        return sha256, Outcome.VERIFIED if self._file.vouched else Outcome.MIRRORED


def _compare(file: PlannedFile, expected: str, actual: str, source: str) -> None:
    if expected.lower() != actual:
        raise DigestMismatch(file.path, expected, actual, source)
