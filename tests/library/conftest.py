"""A library of its own for each test, and small files that stand for models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fireseed.base.paths import resources
from fireseed.library.store import Library
from library.shelf import Shelf

OpenLibrary = Callable[[], Library]


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
