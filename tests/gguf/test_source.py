"""What reading a header costs over Range: few requests, no byte twice, nothing beyond the budget."""

from __future__ import annotations

import struct
from itertools import pairwise
from pathlib import Path

import pytest

from fireseed.base.errors import GgufTooLarge, GgufTruncated, HubUnreachable
from fireseed.gguf.header import Header, read_header
from fireseed.gguf.metadata import LongArray, ValueType
from fireseed.gguf.reader import MAX_HEADER
from fireseed.gguf.source import FIRST_WINDOW, FileBytes, RangeBytes
from gguf.builder import Gguf, Memory, text


class Remote:
    """A file behind Range requests that writes down what it is asked for."""

    def __init__(self, file: Memory | FileBytes) -> None:
        self._file = file
        self.asked: list[tuple[int, int]] = []

    def fetch(self, start: int, end: int) -> bytes:
        self.asked.append((start, end))
        return self._file.read(start, end - start)

    def header(self) -> Header:
        return read_header(RangeBytes(self.fetch, self._file.size), "x.gguf")

    @property
    def fetched(self) -> int:
        return sum(end - start for start, end in self.asked)

    def asked_nothing_twice(self) -> bool:
        spans = sorted(self.asked)
        return all(before[1] <= after[0] for before, after in pairwise(spans))


def test_the_starter_costs_two_requests(starter: Path) -> None:
    remote = Remote(FileBytes(starter))
    assert remote.header() == read_header(FileBytes(starter), "x.gguf")
    assert len(remote.asked) == 2
    assert remote.fetched < 3_000_000
    assert remote.asked_nothing_twice()


def test_a_small_file_costs_one() -> None:
    remote = Remote(Memory(Gguf().bytes()))
    remote.header()
    assert len(remote.asked) == 1


def test_the_largest_vocabulary_of_today_costs_four() -> None:
    """As in gemma-4: 262,144 tokens with scores and types, and 514,906 merges; 15.8 MB."""
    vocabulary = [
        ("tokens", ValueType.ARRAY, (ValueType.STRING, ["seventh"] * 262_144)),
        ("scores", ValueType.ARRAY, (ValueType.FLOAT32, [0.0] * 262_144)),
        ("types", ValueType.ARRAY, (ValueType.INT32, [1] * 262_144)),
        ("merges", ValueType.ARRAY, (ValueType.STRING, ["twelve bytes"] * 514_906)),
    ]
    remote = Remote(Memory(Gguf(metadata=vocabulary).bytes()))
    assert remote.header().metadata["merges"] == LongArray(ValueType.STRING, 514_906)
    assert len(remote.asked) <= 4
    assert remote.asked_nothing_twice()


def test_a_string_across_the_edge_of_a_window_is_whole() -> None:
    for shift in range(12):
        filler = ("filler", ValueType.STRING, "x" * (FIRST_WINDOW - 24 - 14 - 12 - 8 - 20 + shift))
        word = ("edge", ValueType.STRING, "across the edge")
        assert Remote(Memory(Gguf(metadata=[filler, word]).bytes())).header().metadata["edge"] == word[2]


def test_no_more_than_the_budget_is_ever_fetched() -> None:
    strings = text("x" * 500_000) * 150
    claims = b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + text("a") + struct.pack("<IIQ", 9, 8, 10_000) + strings
    remote = Remote(Memory(claims))
    with pytest.raises(GgufTooLarge):
        remote.header()
    assert max(end for _, end in remote.asked) <= MAX_HEADER


def test_long_arrays_of_numbers_are_passed_over_unread() -> None:
    numbers = [(str(index), ValueType.ARRAY, (ValueType.UINT8, bytes(4_000_000))) for index in range(3)]
    remote = Remote(Memory(Gguf(metadata=numbers).bytes()))
    remote.header()
    assert remote.fetched < 12_000_000


def test_a_source_that_ends_before_its_size_is_asked_no_more(starter: Path) -> None:
    asked = []

    def fetch(start: int, end: int) -> bytes:
        asked.append(start)
        return FileBytes(starter).read(start, 1000)

    with pytest.raises(GgufTruncated) as raised:
        read_header(RangeBytes(fetch, starter.stat().st_size), "x.gguf")
    assert raised.value.size == 1000
    assert len(asked) == 1


def test_what_the_hub_raises_comes_through() -> None:
    def fetch(start: int, end: int) -> bytes:
        raise HubUnreachable("hub", "timed out")

    with pytest.raises(HubUnreachable):
        read_header(RangeBytes(fetch, 1000), "x.gguf")
