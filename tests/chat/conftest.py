"""A store of its own for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fireseed.base.paths import resources
from fireseed.chat.store import ChatStore

OpenStore = Callable[[], ChatStore]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "chats.sqlite3"


@pytest.fixture
def open_store(database: Path) -> Iterator[OpenStore]:
    """Opens the same file again and again; all are closed at the end."""
    made: list[ChatStore] = []

    def make() -> ChatStore:
        made.append(ChatStore(database, resources() / "migrations" / "chat"))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture
def store(open_store: OpenStore) -> ChatStore:
    return open_store()
