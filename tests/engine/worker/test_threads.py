"""Threads follow the machine's load."""

from __future__ import annotations

import itertools

import pytest

from fireseed.engine.worker.threads import CpuTimes, LoadWatch, available_cores, read_cpu_times, threads_beside


@pytest.mark.parametrize(
    ("others", "cores", "threads"),
    [
        (0.0, 2, 2),
        (0.2, 2, 2),
        (0.3, 2, 1),
        (1.0, 2, 1),
        (2.0, 2, 1),
        (7.9, 2, 1),
        (1.0, 8, 7),
        (3.3, 8, 4),
        (0.0, 1, 1),
    ],
)
def test_a_core_is_left_to_whoever_uses_it(others: float, cores: int, threads: int) -> None:
    assert threads_beside(others, cores) == threads


def test_our_own_work_is_not_others() -> None:
    """Both cores busy all the time, all of it ours; then half of it is somebody else's."""
    times = itertools.chain(
        [CpuTimes(-100.0, 0.0, 0.0), CpuTimes(-90.0, 20.0, 20.0)],
        itertools.repeat(CpuTimes(-80.0, 40.0, 30.0)),
    )
    watch = LoadWatch(2, fixed=False, read=lambda: next(times))
    assert watch.threads() == 2
    assert watch.threads() == 1


def test_a_number_that_a_person_chose_stays() -> None:
    times = iter([CpuTimes(-100.0, 0.0, 0.0), CpuTimes(-90.0, 20.0, 0.0)])
    assert LoadWatch(3, fixed=True, read=lambda: next(times)).threads() == 3


def test_this_machine_can_be_read() -> None:
    assert available_cores() >= 1
    first, second = read_cpu_times(), read_cpu_times()
    assert second.clock >= first.clock
    assert second.busy >= 0.0
