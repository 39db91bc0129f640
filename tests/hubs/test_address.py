"""What a person may type as a hub's address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.hubs.address import AddressProblem, parse_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", ""),
        ("  ", ""),
        ("hf-mirror.com", "https://hf-mirror.com"),
        (" https://hf-mirror.com/ ", "https://hf-mirror.com"),
        ("HTTPS://HF-Mirror.com", "https://hf-mirror.com"),
        ("https://models.example:8443/hf", "https://models.example:8443/hf"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://192.168.1.20:8080", "http://192.168.1.20:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("镜像.example", "https://镜像.example"),
    ],
)
def test_an_address_in_one_spelling(typed: str, address: str) -> None:
    assert parse_address(typed) == address


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("ftp://models.example", AddressProblem.NOT_WEB),
        ("javascript://alert", AddressProblem.NOT_WEB),
        ("https://", AddressProblem.NO_HOST),
        ("https://two words.example", AddressProblem.NO_HOST),
        ("https://models.example:port", AddressProblem.NO_HOST),
        ("https://models.example:99999", AddressProblem.NO_HOST),
        ("https://[::1", AddressProblem.NO_HOST),
        ("https://me:secret@models.example", AddressProblem.TOO_MUCH),
        ("https://models.example/?token=1", AddressProblem.TOO_MUCH),
        ("http://models.example", AddressProblem.INSECURE),
    ],
)
def test_what_is_no_address(typed: str, problem: AddressProblem) -> None:
    assert parse_address(typed) is problem


@given(st.text(max_size=200))
def test_any_text_is_answered(typed: str) -> None:
    answer = parse_address(typed)
    if isinstance(answer, str):
        assert parse_address(answer) == answer
