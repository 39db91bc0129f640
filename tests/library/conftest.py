"""A library of its own for each test, and small files that stand for models."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fireseed.base.paths import resources
from fireseed.library.store import Library
from library.shelf import Shelf

OpenLibrary = Callable[[], Library]
Mount = Callable[..., Path]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite3"


@pytest.fixture
def open_library(database: Path) -> Iterator[OpenLibrary]:
    """Opens the same file again and again; all are closed at the end."""
    made: list[Library] = []

    def make() -> Library:
        made.append(Library(database, resources() / "migrations" / "library"))
        return made[-1]

    yield make
    for library in made:
        library.close()


@pytest.fixture
def library(open_library: OpenLibrary) -> Library:
    return open_library()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "drive" / "models")


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another disk than `tmp_path`: Linux has one in memory."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("only one disk here")
    with tempfile.TemporaryDirectory(dir=memory, prefix="fireseed-test-") as folder:
        yield Path(folder)


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Mount]:
    """Mounts a file system of a test's own; needs root."""
    places: list[Path] = []

    def mount(*arguments: str) -> Path:
        place = tmp_path / f"disk{len(places)}"
        place.mkdir()
        if shutil.which("mount") is None or subprocess.run(["mount", *arguments, place], check=False).returncode:
            pytest.skip("nothing can be mounted here")
        places.append(place)
        return place

    yield mount
    for place in places:
        subprocess.run(["umount", place], check=True)
