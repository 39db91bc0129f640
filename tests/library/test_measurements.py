"""What loads took is kept for each machine and model, the newest first, and not for ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fireseed.base.paths import resources
from fireseed.library.measurements import Measurement, Measurements, Parts
from fireseed.library.store import Library

ONE = Measurement(
    machine="this one",
    digest="b1" * 32,
    loaded_at=datetime(2026, 3, 14, 12, tzinfo=UTC),
    context=16_384,
    slots=2,
    expected=Parts(100, 20, 30),
    measured=Parts(101, 20, 34),
    expected_speed=12.5,
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "library.sqlite3", resources() / "migrations" / "library")
    yield made
    made.close()


@pytest.fixture
def measurements(library: Library) -> Measurements:
    return library.measurements


def test_a_measurement_comes_back_as_it_was(measurements: Measurements) -> None:
    assert measurements.of("this one", 10) == ()
    measurements.add(ONE)
    assert measurements.of("this one", 10) == (ONE,)
    assert ONE.measured.total == 155


def test_each_machine_has_its_own_the_newest_first(measurements: Measurements) -> None:
    newer, elsewhere = replace(ONE, context=8192), replace(ONE, machine="another")
    for each in (ONE, newer, elsewhere):
        measurements.add(each)
    assert measurements.of("this one", 10) == (newer, ONE)
    assert measurements.of("this one", 1) == (newer,)
    assert measurements.of("another", 10) == (elsewhere,)


def test_the_fastest_answer_of_a_load_counts(measurements: Measurements) -> None:
    first, second = measurements.add(ONE), measurements.add(ONE)
    for speed in (9.0, 11.0, 10.0):
        measurements.note_speed(second, speed)
    assert [each.speed for each in measurements.of("this one", 10)] == [11.0, None]
    measurements.note_speed(first, 3.0)
    assert [each.speed for each in measurements.of("this one", 10)] == [11.0, 3.0]


def test_old_ones_are_forgotten(measurements: Measurements, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fireseed.library.measurements._KEPT", 3)
    for context in range(5):
        measurements.add(replace(ONE, context=context))
    assert [each.context for each in measurements.of("this one", 10)] == [4, 3, 2]
