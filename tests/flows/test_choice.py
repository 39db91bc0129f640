"""Which variant to begin with, by how each of them fits this machine."""

from __future__ import annotations

import pytest

from fireseed.flows.choice import best
from fireseed.hardware.fit import Fit, Speed, Verdict
from fireseed.hubs.protocol import RepoFile
from fireseed.transfer.plan import Variant

WELL, PARTLY, SLOW, NOT = Verdict.RUNS_WELL, Verdict.PARTLY_ON_CPU, Verdict.SLOW, Verdict.DOES_NOT_FIT


def fit(verdict: Verdict, rate: float = 10.0) -> Fit:
    return Fit(verdict, (), 4096, None, 512, speed=Speed(rate, rate))


def variants(*sizes: tuple[str, int]) -> tuple[Variant, ...]:
    return tuple(Variant(name, (RepoFile(f"{name}.gguf", size),)) for name, size in sizes)


ALL = variants(("Q2_K", 3), ("Q3_K_M", 4), ("Q4_0", 5), ("Q4_K_M", 5), ("Q4_1", 6), ("Q5_K_M", 7), ("Q8_0", 9))


def among(*names: str) -> tuple[Variant, ...]:
    return tuple(one for one in ALL if one.name in names)


@pytest.mark.parametrize(
    ("offered", "name"),
    [
        (ALL, "Q4_K_M"),
        (among("Q2_K", "Q4_0", "Q4_1"), "Q4_1"),
        (among("Q2_K", "Q5_K_M", "Q8_0"), "Q5_K_M"),
        (among("Q2_K", "Q3_K_M"), "Q3_K_M"),
        (variants(("F16", 15)), "F16"),
        (variants(("finetune", 15)), "finetune"),
        ((), None),
    ],
)
def test_where_everything_runs_well(offered: tuple[Variant, ...], name: str | None) -> None:
    assert best(offered, {one.name: fit(WELL) for one in offered}) == name


@pytest.mark.parametrize(
    ("fits", "name"),
    [
        ({"Q4_K_M": fit(NOT), "Q3_K_M": fit(WELL)}, "Q3_K_M"),
        ({"Q4_K_M": fit(NOT), "Q2_K": fit(SLOW)}, "Q2_K"),
        ({"Q4_K_M": fit(NOT), "Q8_0": fit(NOT)}, None),
        # All of it on the card, and therefore much faster.
        ({"Q4_K_M": fit(PARTLY, 8), "Q3_K_M": fit(WELL, 40)}, "Q3_K_M"),
        # A word for a speed that differs by little is not worth a bit.
        ({"Q4_K_M": fit(SLOW, 4.8), "Q3_K_M": fit(WELL, 5.6)}, "Q4_K_M"),
        # Two bits are noticed, however fast.
        ({"Q4_K_M": fit(SLOW, 3), "Q2_K": fit(WELL, 50)}, "Q4_K_M"),
        # What could not be judged is not recommended.
        ({"Q8_0": fit(WELL)}, "Q8_0"),
        ({}, None),
    ],
)
def test_where_it_matters_how_they_fit(fits: dict[str, Fit], name: str | None) -> None:
    assert best(ALL, fits) == name
