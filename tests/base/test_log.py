"""The log file: bounded, and silent about addresses."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from fireseed.base.log import to_file


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger, put back as it was."""
    logger = logging.getLogger()
    before, level = list(logger.handlers), logger.level
    yield logger
    for handler in [handler for handler in logger.handlers if handler not in before]:
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(level)


@pytest.mark.usefixtures("root")
def test_lines_go_to_the_file(tmp_path: Path) -> None:
    path = to_file(tmp_path / "logs")
    logging.getLogger("fireseed.test").info("模型 %s", "ready")
    assert "INFO fireseed.test: 模型 ready" in path.read_text(encoding="utf-8")


@pytest.mark.usefixtures("root")
def test_signed_addresses_of_the_http_stack_stay_out(tmp_path: Path) -> None:
    path = to_file(tmp_path / "logs")
    for name in ("httpx2", "httpcore2", "huggingface_hub"):
        logging.getLogger(name).info("GET https://cdn/?Signature=secret")
    assert not path.exists() or "secret" not in path.read_text(encoding="utf-8")


@pytest.mark.usefixtures("root")
def test_it_never_grows_beyond_three_files(tmp_path: Path) -> None:
    to_file(tmp_path / "logs")
    for _ in range(45):
        logging.getLogger("fireseed.test").info("x" * 100_000)
    sizes = [path.stat().st_size for path in (tmp_path / "logs").iterdir()]
    assert len(sizes) == 3
    assert sum(sizes) < 3_100_000
