"""How many connections are kept, in simulated networks."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from fireseed.transfer.crew import FEWEST, Crew, Sample

Network = Callable[[int], float]
"""Bytes/s that so many connections get together."""


def each_its_own(crew: int) -> float:
    return 8e6 * crew


def shared(_: int) -> float:
    return 10e6


def up_to_six(crew: int) -> float:
    return 2e6 * min(crew, 6)


def simulate(
    network: Network,
    allowed: int,
    seconds: float,
    *,
    crew: Crew | None = None,
    began: float = 0.0,
    noise: float = 0.05,
    held_up: float = 0.0,
    busy: bool = True,
) -> list[int]:
    """The seats at each tick. `held_up` is the part of their time that threads wait for ourselves."""
    crew = crew or Crew()
    dice = random.Random(7)
    seats, threads, count, waited = [], allowed, 0.0, 0.0
    for tick in range(int(seconds * 4)):
        now = began + tick / 4
        seats.append(crew.seats(Sample(now, int(count), threads, waited, busy), allowed))
        # A thread that is too many leaves after its piece; one that is missing starts at once.
        threads = threads - 1 if threads > seats[-1] else seats[-1]
        count += network(threads) / 4 * dice.uniform(1 - noise, 1 + noise)
        waited += held_up * threads / 4
    return seats


@pytest.mark.parametrize("allowed", [1, 2, 4, 16])
def test_all_are_used_at_once_and_nearly_always_where_each_brings_more(allowed: int) -> None:
    seats = simulate(each_its_own, allowed, 600)
    assert set(seats[:20]) == {allowed}
    assert sum(seats) >= 0.97 * allowed * len(seats)


@pytest.mark.parametrize("allowed", [2, 4, 16])
def test_few_are_kept_where_they_share_a_line(allowed: int) -> None:
    seats = simulate(shared, allowed, 300)
    assert FEWEST <= seats[-1] <= 3
    assert sum(seats[len(seats) // 2 :]) / (len(seats) / 2) <= 3


def test_as_many_as_bring_something_are_kept() -> None:
    seats = simulate(up_to_six, 16, 600)
    later = seats[len(seats) // 2 :]
    assert 5 <= sum(later) / len(later) <= 9


def test_more_are_tried_again_when_the_network_gets_better() -> None:
    crew = Crew()
    assert simulate(shared, 8, 200, crew=crew)[-1] <= 3
    assert simulate(each_its_own, 8, 400, crew=crew, began=200)[-1] >= 6


def test_a_new_number_is_taken_at_once() -> None:
    crew = Crew()
    simulate(shared, 4, 200, crew=crew)
    assert simulate(shared, 8, 1, crew=crew, began=200) == [8] * 4
    assert simulate(shared, 3, 1, crew=crew, began=201) == [3] * 4


@pytest.mark.parametrize("facts", [{"held_up": 0.5}, {"busy": False}], ids=["a limit", "the tail"])
def test_a_speed_that_is_not_the_networks_changes_nothing(facts: dict[str, float | bool]) -> None:
    assert set(simulate(shared, 8, 200, **facts)) == {8}  # type: ignore[arg-type] # facts of the row


def test_a_dead_network_changes_nothing() -> None:
    assert set(simulate(lambda _: 0.0, 8, 200)) == {8}
