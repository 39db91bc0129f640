"""Fixtures of the transfer room: a home, and test hubs for it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.content import ServedFile, ServedRepo
from hub.server import LoopbackHub
from transfer.room import FILE, REPO, Room, served


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


MakeHub = Callable[..., LoopbackHub]


@pytest.fixture
def make_hub(room: Room) -> Iterator[MakeHub]:
    """Starts a hub for the room; the default name is "test"."""
    with contextlib.ExitStack() as stack:

        def make(*files: ServedFile, name: str = "test", rate: float | None = None) -> LoopbackHub:
            named = {FILE if number == 0 else f"extra-{number}.gguf": file for number, file in enumerate(files)}
            hub = stack.enter_context(LoopbackHub(ServedRepo(REPO, named or {FILE: served()}), rate=rate))
            room.hubs[name] = hub
            return hub

        yield make
