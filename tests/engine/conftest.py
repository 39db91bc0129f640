"""A real engine with the real starter model, loaded once, and a loop to talk to it on."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.asking import Run
from fireseed.engine.client import Engine
from fireseed.engine.protocol import LoadOptions
from fireseed.engine.supervisor import Engines


@pytest.fixture(scope="session")
def run() -> Iterator[Run]:
    """Runs a coroutine on the one loop of these tests; none may take longer than ten minutes."""
    with asyncio.Runner() as runner:

        def within_limit(work: Coroutine[Any, Any, Any]) -> Any:
            async def limited() -> Any:
                return await asyncio.wait_for(work, 600)

            return runner.run(limited())

        yield within_limit


@pytest.fixture(scope="session")
def engine(run: Run, starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Loaded and READY before each test that doesn't break it; tests that do use `engines`."""
    engines = Engines(tmp_path_factory.mktemp("logs"))
    yield run(engines.load(starter, "starter", LoadOptions()))
    run(engines.close())


@pytest.fixture
def engines(run: Run, tmp_path: Path) -> Iterator[Engines]:
    """A supervisor of its own for one test."""
    engines = Engines(tmp_path / "logs")
    yield engines
    run(engines.close())
