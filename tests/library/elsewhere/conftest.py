"""One computer with a home of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from library.elsewhere.computer import Computer


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    made = Computer(tmp_path / "computer")
    made.home.mkdir(parents=True)
    return made
