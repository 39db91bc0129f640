"""What tests of several rooms share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fireseed.base.paths import Paths


@pytest.fixture(scope="session")
def starter() -> Path:
    """The real starter model. `./test` fetches it and names it in FIRESEED_STARTER."""
    path = Path(os.environ["FIRESEED_STARTER"])
    assert path.stat().st_size == 98_362_432
    return path


@pytest.fixture
def home(tmp_path: Path) -> Paths:
    """An empty home of its own for one test."""
    return Paths.under(tmp_path / "home").ensure()
