"""Headers that strangers made: they end in a fit or a typed error, whatever they claim."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import Iterator

import pytest

from fireseed.base.errors import GgufError, UnsupportedArchitecture
from fireseed.hardware.fit import fit
from gguf.builder import read
from hardware.machines import dense, gpu, header, machine
from hardware.mutations import DATA, mutations, small_header

_BYTES = 50_000_000


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def _outcome(content: bytes) -> str:
    try:
        fit([read(content)], machine(8, gpu("CUDA0", 2)))
    except (GgufError, UnsupportedArchitecture) as error:
        return type(error).__name__
    return "fit"


def test_ten_thousand_mutations_end_in_a_fit_or_a_typed_error() -> None:
    outcomes = Counter(map(_outcome, _mutated(5, 10_000)))
    assert outcomes["fit"] > 500, "else nothing got as far as the fit"
    assert outcomes["GgufInvalid"] > 500
    assert len(outcomes) >= 5


@pytest.mark.usefixtures("traced")
def test_they_take_little_memory() -> None:
    for mutated in _mutated(6, 200):
        _outcome(mutated)
    assert tracemalloc.get_traced_memory()[1] < _BYTES


def _mutated(seed: int, count: int) -> Iterator[bytes]:
    content = small_header()
    return mutations(content, len(content) - DATA, seed, count)


@pytest.mark.usefixtures("traced")
def test_the_largest_numbers_that_a_header_may_hold_cost_no_more() -> None:
    keys = """context_length embedding_length feed_forward_length attention.head_count attention.key_length
        expert_count expert_used_count attention.indexer.top_k ssm.inner_size vocab_size"""
    numbers = dict.fromkeys(keys.split(), (1 << 31) - 1)
    found = fit([header("jamba", numbers | {"block_count": 512})], machine(8, gpu("CUDA0", 2), gpu("CUDA1", 2)))
    assert found.missing > 1 << 60
    assert tracemalloc.get_traced_memory()[1] < _BYTES


def test_five_hundred_layers_on_eight_cards_are_a_fit_as_well() -> None:
    cards = [gpu(f"CUDA{index}", 20) for index in range(8)]
    found = fit([dense(512)], machine(8, *cards))
    assert sum(plan.layers for plan in found.devices) == 513
