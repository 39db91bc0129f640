"""The bandwidth of main memory: measured once for a machine, and measured again where that can't be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fireseed.hardware import bandwidth
from fireseed.hardware.bandwidth import Bandwidth, measure
from fireseed.hardware.machine import Machine, Memory, Processor, Undetected, Why

GIB = 1 << 30
GAP = Undetected(Why.ABSENT, "")
MACHINE = Machine("Linux", Memory(16 * GIB, 8 * GIB, limited=False), Processor("A", 2, 4, 2, ()), (), (), GAP)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """One round: it is not about the figure here."""
    monkeypatch.setattr(bandwidth, "_SECONDS", 0.0)
    monkeypatch.setattr(bandwidth, "_ROUND", 0.001)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What was really measured, instead of doing it: 10, 20, 30 … GB a second."""
    found: list[int] = []

    def pretend(threads: int, available: int) -> int:
        found.append(10**10 * (len(found) + 1))
        return found[-1]

    monkeypatch.setattr(bandwidth, "measure", pretend)
    return found


@pytest.mark.parametrize("threads", [1, 3])
def test_memory_moves_bytes(threads: int) -> None:
    assert measure(threads, 1 * GIB) > 10**6


def test_next_to_no_memory_is_enough() -> None:
    assert measure(2, 0) > 10**6


def test_it_is_measured_once_and_known_after_a_restart(tmp_path: Path, measured: list[int]) -> None:
    file = tmp_path / "cache" / "bandwidth.json"
    assert Bandwidth(file).known(MACHINE) is None
    assert Bandwidth(file).of(MACHINE) == 10**10
    assert Bandwidth(file).of(MACHINE) == 10**10
    assert Bandwidth(file).known(replace(MACHINE, system="Linux, newer")) == 10**10
    assert len(measured) == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(MACHINE, processor=replace(MACHINE.processor, name="B")),
        replace(MACHINE, processor=replace(MACHINE.processor, usable_threads=8)),
        replace(MACHINE, memory=replace(MACHINE.memory, total=32 * GIB)),
    ],
)
def test_another_machine_is_measured_anew(tmp_path: Path, measured: list[int], other: Machine) -> None:
    kept = Bandwidth(tmp_path / "bandwidth.json")
    kept.of(MACHINE)
    assert kept.known(other) is None
    assert kept.of(other) == 2 * 10**10


@pytest.mark.parametrize("content", [b"", b"{", b'{"machine": 1}', b"\xff" * 10_000, b"[" * 3_000])
def test_a_damaged_file_is_written_anew(tmp_path: Path, measured: list[int], content: bytes) -> None:
    file = tmp_path / "bandwidth.json"
    file.write_bytes(content)
    assert Bandwidth(file).of(MACHINE) == 10**10
    assert Bandwidth(file).known(MACHINE) == 10**10


def test_a_folder_that_takes_nothing_is_no_failure(tmp_path: Path, measured: list[int]) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert Bandwidth(tmp_path / "cache" / "bandwidth.json").of(MACHINE) == 10**10


def test_without_the_memory_to_measure_nothing_is_claimed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_much(threads: int, available: int) -> int:
        raise MemoryError

    monkeypatch.setattr(bandwidth, "measure", too_much)
    kept = Bandwidth(tmp_path / "bandwidth.json")
    assert kept.of(MACHINE) is None
    assert kept.known(MACHINE) is None
