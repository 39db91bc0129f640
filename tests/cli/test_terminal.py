"""The terminal shows what it is given, and nothing else happens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fireseed.base.errors import DiskFull
from fireseed.base.paths import resources
from fireseed.cli.terminal import Terminal, table, visible
from fireseed.words import ENGLISH, Words


@pytest.fixture
def words() -> Words:
    return Words(resources() / "words", ENGLISH)


def test_a_model_can_not_steer_the_terminal(words: Words, capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(words, as_json=False)
    terminal.piece("red \x1b[31m, title \x1b]0;x\x07, line\nand \u202ereversed")
    assert capsys.readouterr().out == "red �[31m, title �]0;x�, line\nand �reversed"


def test_columns_align_with_chinese_names() -> None:
    rows = table([("模型", "a"), ("abcdef", "b")])
    assert rows == ["模型    a", "abcdef  b"]


def test_an_error_is_words_for_people_and_facts_in_json(words: Words, capsys: pytest.CaptureFixture[str]) -> None:
    Terminal(words, as_json=False).failure(DiskFull("/models", 2_000_000_000, 1_000))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("Not enough disk space: 2.00 GB needed, 1.00 KB free\nFree some space")
    Terminal(words, as_json=True).failure(DiskFull("/models", 2_000_000_000, 1_000))
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "DiskFull"
    assert error["facts"] == {"path": "/models", "needed": 2_000_000_000, "free": 1_000}


def test_json_carries_paths(words: Words, capsys: pytest.CaptureFixture[str]) -> None:
    Terminal(words, as_json=True).result({"path": Path("a") / "b"}, [])
    assert json.loads(capsys.readouterr().out) == {"path": str(Path("a") / "b")}


def test_format_characters_are_marked() -> None:
    assert visible("a\u200bb") == "a�b"
