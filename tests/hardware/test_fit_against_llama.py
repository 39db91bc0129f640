"""Predictions beside what llama.cpp itself says of the same published models."""

from __future__ import annotations

import statistics
import sys

import pytest

from hardware.fit_cases import Answer, answers
from hardware.fit_table import in_page, table
from hardware.published import published


@pytest.fixture(scope="module")
def found() -> list[Answer]:
    return answers(published())


def test_the_context_is_what_llama_allocates(found: list[Answer]) -> None:
    """The log rounds to 0.01 MiB."""
    off = {(answer.model.title, answer.wishes): answer.off_context for answer in found}
    assert {name: share for name, share in off.items() if abs(share) > 0.005} == {}


def test_compute_buffers_are_near_what_llama_reserves(found: list[Answer]) -> None:
    off = {(answer.model.title, answer.wishes): answer.off_compute for answer in found}
    assert {name: share for name, share in off.items() if abs(share) > 0.10} == {}
    assert statistics.median(map(abs, off.values())) < 0.02


def test_a_dozen_architectures_are_compared(found: list[Answer]) -> None:
    assert len({answer.model.architecture for answer in found}) >= 12


@pytest.mark.skipif(sys.platform != "linux", reason="ggml aligns differently where pages are larger")
def test_the_page_has_these_numbers(found: list[Answer]) -> None:
    """Otherwise: PYTHONPATH=desktop:tests python -m hardware.fit_table"""
    assert in_page() == table(found)
