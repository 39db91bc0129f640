"""What loads teach: nothing from a few, the middle from many, and never without bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from fireseed.flows.learning import learned, middle
from fireseed.hardware.fit import Learned, Speed
from fireseed.library.measurements import Measurement, Parts

EXPECTED = Parts(1000, 1000, 1000)


def load(working: int = 1000, context: int = 1000, speed: float | None = None) -> Measurement:
    now = datetime(2026, 3, 14, tzinfo=UTC)
    measured = Parts(1000, context, working)
    return Measurement("this one", "b1" * 32, now, 4096, 1, EXPECTED, measured, 10.0, speed)


def test_two_loads_teach_nothing() -> None:
    assert learned([], None) == Learned()
    assert learned([load(working=1500)] * 2, None) == Learned()


def test_the_middle_one_counts_and_an_odd_one_does_not() -> None:
    loads = [load(working=size) for size in (1200, 1210, 90_000, 1190, 1200)]
    found = learned(loads, None)
    assert found == Learned(working=1.2)


def test_a_model_s_own_loads_count_before_those_of_others() -> None:
    own = [replace(load(working=1500), digest="c2" * 32)] * 3
    others = [load(working=1100)] * 9
    assert learned([*others, *own], "c2" * 32).working == 1.5
    assert learned([*others, *own[:2]], "c2" * 32).working == 1.1
    assert learned([*others, *own], None).working == 1.1


def test_the_speed_is_learned_from_loads_that_answered() -> None:
    assert learned([load(), load(), load(speed=8.0), load(speed=5.0)], None).speed == 1.0
    assert learned([load(speed=8.0), load(speed=5.0), load(), load(speed=6.0)], None).speed == 0.6


def test_weights_are_never_corrected() -> None:
    now = datetime(2026, 3, 14, tzinfo=UTC)
    doubled = Measurement("this one", "b1" * 32, now, 4096, 1, EXPECTED, Parts(2000, 1000, 1000))
    assert learned([doubled] * 5, None) == Learned()


@given(st.lists(st.integers(0, 1 << 50), min_size=3, max_size=9), st.floats(0.0, 1e9))
def test_no_correction_is_out_of_proportion(sizes: list[int], speed: float) -> None:
    found = learned([load(working=size, context=size, speed=speed) for size in sizes], None)
    assert 1 / 1.1 <= found.context <= 1.1
    assert 0.4 <= found.working <= 2.5
    assert 1 / 3 <= found.speed <= 3.0


def test_the_middle_of_a_range_of_rates() -> None:
    assert middle(Speed(4.0, 9.0)) == 6.0
