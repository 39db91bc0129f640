"""Reading a file that another app owns."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from fireseed.library.elsewhere.found import FoundFile
from fireseed.library.elsewhere.measuring import ChangedMeanwhile, measure
from fireseed.library.hashing import Stopped

CONTENT = os.urandom((3 << 20) + 17)


def found(path: Path) -> FoundFile:
    stat = path.stat()
    return FoundFile(path, stat.st_size, stat.st_mtime_ns)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "m.gguf"
    made.write_bytes(CONTENT)
    return made


def test_the_digest_and_the_bytes_on_the_way(path: Path) -> None:
    pieces: list[int] = []
    sha256 = measure(found(path), pieces.append, lambda: False, lambda: None)
    assert sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert pieces == [1 << 20] * 3 + [17]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="reads the list of open files")
def test_it_goes_on_after_a_pause_in_which_the_file_is_closed(path: Path) -> None:
    pieces: list[int] = []
    waits: list[bool] = []
    held = False

    def progress(count: int) -> None:
        nonlocal held
        pieces.append(count)
        held = len(pieces) == 2

    def wait() -> None:
        nonlocal held
        held = False
        waits.append(str(path) in opened())

    def opened() -> list[str]:
        return [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]

    assert measure(found(path), progress, lambda: held, wait) == hashlib.sha256(CONTENT).hexdigest()
    assert pieces == [1 << 20] * 3 + [17]
    assert waits == [False, False]


def test_it_stops_after_one_piece(path: Path) -> None:
    pieces: list[int] = []

    def wait() -> None:
        if pieces:
            raise Stopped

    with pytest.raises(Stopped):
        measure(found(path), pieces.append, lambda: bool(pieces), wait)
    assert len(pieces) == 1


@pytest.mark.parametrize("new", [CONTENT + b"more", CONTENT[:100], b"", CONTENT[::-1]], ids=range(4))
def test_a_file_that_changes_has_no_digest(path: Path, new: bytes) -> None:
    file = found(path)

    def progress(_: int) -> None:
        path.write_bytes(new)
        os.utime(path, ns=(0, file.changed_ns + 1))

    with pytest.raises(ChangedMeanwhile):
        measure(file, progress, lambda: False, lambda: None)


def test_a_file_that_vanished(path: Path) -> None:
    file = found(path)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        measure(file, lambda _: None, lambda: False, lambda: None)
