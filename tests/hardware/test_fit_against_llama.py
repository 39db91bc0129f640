"""Predictions beside what llama.cpp itself says of the same published models."""

from __future__ import annotations

import statistics
import sys

import pytest

from fireseed.hardware.fit.architectures import ARCHITECTURES
from hardware.fit_cases import Answer, answers, refusals
from hardware.fit_table import in_page, table
from hardware.published import Published, published

_UNKNOWN = "unknown model architecture"
_ROUNDED = 3 * 0.01 * 1024 * 1024
"""Bytes: the log rounds each of at most six numbers to 0.01 MiB."""


@pytest.fixture(scope="module")
def found() -> list[Answer]:
    return answers(published())


def test_the_context_of_published_models_is_what_llama_allocates(found: list[Answer]) -> None:
    assert _apart(found) == {}


def test_the_context_of_rare_architectures_is_what_llama_allocates() -> None:
    assert _apart(answers(published("made_up.toml"))) == {}


def test_compute_buffers_are_near_what_llama_reserves(found: list[Answer]) -> None:
    off = {(answer.model.title, answer.wishes): answer.off_compute for answer in found}
    assert {name: share for name, share in off.items() if abs(share) > 0.10} == {}
    assert statistics.median(map(abs, off.values())) < 0.02


def test_the_architectures_are_those_that_llama_knows() -> None:
    bare = [Published("nothing", name, {}) for name in [*sorted(ARCHITECTURES), "flux"]]
    unknown = [model.architecture for model, said in zip(bare, refusals(bare), strict=True) if _UNKNOWN in said]
    assert unknown == ["flux"]


def test_a_dozen_architectures_are_compared(found: list[Answer]) -> None:
    assert len({answer.model.architecture for answer in found}) >= 12


@pytest.mark.skipif(sys.platform != "linux", reason="ggml aligns differently where pages are larger")
def test_the_page_has_these_numbers(found: list[Answer]) -> None:
    """Otherwise: PYTHONPATH=desktop:tests python -m hardware.fit_table"""
    assert in_page() == table(found)


def _apart(found: list[Answer]) -> dict[tuple[str, str], float]:
    off = {(one.model.title, one.wishes): one.context - one.said_context for one in found}
    return {name: size for name, size in off.items() if abs(size) > _ROUNDED}
