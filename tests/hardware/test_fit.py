"""Which part of a model goes where, with how much context, and what a person is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.base.errors import GgufInvalid, UnsupportedArchitecture
from fireseed.gguf.header import Header
from fireseed.hardware.fit import Fit, KvType, Learned, Verdict, Wishes, estimate, fit
from fireseed.hardware.machine import DeviceKind, Undetected, Why
from hardware.machines import CUDA0, GIB, SHARED, dense, gpu, header, machine, mixture

_TABLE = 4096 * 128_256 // 256 * 144
"""Bytes of the table of tokens of `dense`, and of its output matrix."""
_FILE = sum(tensor.size for tensor in dense().tensors)


def test_without_a_gpu_all_is_in_main_memory() -> None:
    found = fit([dense()], machine(32))
    (processor,) = found.devices
    assert processor.kind is DeviceKind.CPU
    assert processor.shared
    assert processor.layers == 33
    assert processor.need == found.need
    assert found.need.weights == _FILE
    assert found.need.context == 16_384 * 32 * 2 * 1024 * 2
    assert found.need.total == found.need.weights + found.need.context + found.need.working
    assert (found.context, found.trained_context, found.gpu_layers) == (16_384, 131_072, 0)
    assert found.missing == 0


def test_devices_that_nobody_could_list_are_no_gpus() -> None:
    unknown = replace(machine(32), devices=Undetected(Why.CRASHED, "driver"))
    assert [plan.device for plan in fit([dense()], unknown).devices] == ["CPU"]


def test_a_large_card_gets_all_layers_and_the_processor_the_table_of_tokens() -> None:
    found = fit([dense()], machine(32, CUDA0))
    processor, card = found.devices
    assert (processor.layers, processor.need.weights, processor.need.context) == (0, _TABLE, 0)
    assert (card.layers, card.need.weights) == (33, _FILE - _TABLE)
    assert not card.shared
    assert found.gpu_layers == 33
    assert found.verdict is Verdict.RUNS_WELL


def test_a_card_that_makes_the_output_has_a_copy_of_a_shared_table() -> None:
    alone = fit([dense(tied=True)], machine(32))
    processor, card = fit([dense(tied=True)], machine(32, CUDA0)).devices
    assert alone.need.weights == _FILE - _TABLE
    assert processor.need.weights == _TABLE
    assert card.need.weights == alone.need.weights


def test_a_small_card_gets_as_many_layers_as_it_holds() -> None:
    found = fit([dense()], machine(32, gpu("CUDA0", 3)))
    processor, card = found.devices
    assert found.verdict is Verdict.PARTLY_ON_CPU
    assert 0 < found.gpu_layers == card.layers < 33
    assert processor.layers == 33 - card.layers
    assert card.need.total <= card.free
    more = fit([dense()], machine(32, gpu("CUDA0", 3)), Wishes(context=16_384, gpu_layers=found.gpu_layers + 1))
    assert more.verdict is Verdict.DOES_NOT_FIT


def test_a_card_needs_room_for_the_largest_matrix_that_it_borrows_from_main_memory() -> None:
    whole, part = (
        fit([dense()], machine(32, CUDA0), Wishes(context=4096, gpu_layers=layers)).devices[-1].need.working
        for layers in (33, 20)
    )
    assert part - whole == 4096 * 14_336 // 256 * 144


def test_a_card_alone_with_less_context_is_worth_more_than_more_context() -> None:
    found = fit([dense()], machine(32, gpu("CUDA0", 5.5)))
    assert (found.gpu_layers, found.context) == (33, 8_192)


def test_two_cards_share_layers_by_what_is_free_on_each() -> None:
    processor, first, second = fit([dense()], machine(32, gpu("CUDA0", 8), gpu("CUDA1", 4))).devices
    assert (processor.layers, first.layers + second.layers) == (0, 33)
    assert first.layers == 23, "of what is left beside the reserves"
    assert second.need.weights > second.layers / 33 * (_FILE - _TABLE), "the output is with the last"


def test_an_integrated_gpu_is_of_no_use_beside_a_card() -> None:
    assert [plan.device for plan in fit([dense()], machine(32, SHARED, CUDA0)).devices] == ["CPU", "CUDA0"]


def test_a_gpu_in_main_memory_draws_on_it_together_with_the_processor() -> None:
    found = fit([dense()], machine(5.5, SHARED), Wishes(context=2048))
    assert all(plan.need.total < plan.free for plan in found.devices)
    assert found.need.total > 4.5 * GIB
    assert found.verdict is Verdict.DOES_NOT_FIT
    assert fit([dense()], machine(7, SHARED), Wishes(context=2048)).verdict is not Verdict.DOES_NOT_FIT


def test_apples_gpu_is_in_main_memory_though_ggml_calls_it_a_card() -> None:
    assert fit([dense()], machine(32, gpu("MTL0", 20))).devices[1].shared


def test_a_card_is_counted_by_what_is_free_on_it_now() -> None:
    full = fit([dense()], machine(32, gpu("CUDA0", free=0.3, total=24)))
    assert full.gpu_layers == 0
    assert full.verdict is not Verdict.DOES_NOT_FIT


def test_main_memory_is_counted_by_what_is_free_now() -> None:
    assert fit([dense()], machine(3, total=64)).verdict is Verdict.DOES_NOT_FIT


def test_some_main_memory_is_left_to_everything_else() -> None:
    assert fit([dense()], machine(8, total=16)).devices[0].free == 7 * GIB
    assert fit([dense()], machine(32, total=80)).devices[0].free == 28 * GIB
    assert fit([dense()], machine(2, total=4)).devices[0].free == 1.5 * GIB
    assert fit([dense()], machine(0.5)).devices[0].free == 0


def test_experts_that_a_card_does_not_hold_stay_in_main_memory() -> None:
    found = fit([mixture()], machine(32, gpu("CUDA0", 8)))
    processor, card = found.devices
    assert found.gpu_layers == 49
    assert 0 < found.cpu_experts < 48
    assert (processor.layers, card.layers) == (0, 49)
    assert processor.need.weights > 8 * GIB
    assert card.need.total <= card.free
    fewer = replace(found, cpu_experts=found.cpu_experts - 1)
    assert card.free - card.need.total < 17 * GIB / 48, f"{fewer.cpu_experts} would not be enough"


def test_what_is_missing_is_what_it_takes() -> None:
    found = fit([dense()], machine(2))
    assert found.verdict is Verdict.DOES_NOT_FIT
    assert found.context == 2_048
    missing = found.missing / GIB
    assert fit([dense()], machine(2 + missing + 0.001)).verdict is not Verdict.DOES_NOT_FIT
    assert fit([dense()], machine(2 + missing - 0.001)).verdict is Verdict.DOES_NOT_FIT


def test_what_is_missing_beside_a_full_card_is_main_memory() -> None:
    found = fit([dense()], machine(1, gpu("CUDA0", 2)))
    assert found.verdict is Verdict.DOES_NOT_FIT
    assert found.gpu_layers > 0
    assert found.missing < fit([dense()], machine(1)).missing


@pytest.mark.parametrize(("available", "context"), [(8.5, 16_384), (7, 8_192), (6.2, 4_096), (5.8, 2_048)])
def test_the_context_is_what_fits(available: float, context: int) -> None:
    found = fit([dense()], machine(available))
    assert (found.context, found.missing) == (context, 0)


def test_a_wish_is_a_wish() -> None:
    assert fit([dense()], machine(32), Wishes(context=30_000)).context == 30_000
    assert fit([dense()], machine(6), Wishes(context=30_000)).verdict is Verdict.DOES_NOT_FIT


def test_no_context_is_longer_than_the_model_was_trained_for() -> None:
    short = dense(context_length=4_096)
    assert fit([short], machine(32)).context == 4_096
    assert fit([short], machine(32), Wishes(context=30_000)).context == 4_096


def test_two_conversations_need_two_contexts() -> None:
    one, two = (fit([dense()], machine(32), Wishes(context=4096, slots=slots)) for slots in (1, 2))
    assert two.need.context == 2 * one.need.context
    assert two.context == one.context


@pytest.mark.parametrize(
    ("kind", "bits"), [(KvType.F32, 32), (KvType.BF16, 16), (KvType.Q8_0, 8.5), (KvType.Q4_0, 4.5)]
)
def test_keys_and_values_may_be_quantized(kind: KvType, bits: float) -> None:
    plain = fit([dense()], machine(32), Wishes(context=4096)).need.context
    assert (
        fit([dense()], machine(32), Wishes(context=4096, kv_k=kind, kv_v=kind)).need.context == plain * bits / 16
    )


def test_windows_need_less_where_their_whole_cache_is_not_kept() -> None:
    numbers = {"block_count": 6, "embedding_length": 640, "context_length": 32_768, "vocab_size": 1000}
    heads = {"attention.head_count": 4, "attention.head_count_kv": 1, "attention.key_length": 256}
    gemma = header("gemma3", numbers | heads | {"attention.value_length": 256, "attention.sliding_window": 512})
    whole, short = (fit([gemma], machine(8), Wishes(context=8192, swa_full=full)) for full in (True, False))
    row = 2 * 256 * 2
    assert whole.need.context == 6 * 8192 * row
    assert short.need.context == (8192 + 5 * 1024) * row


def test_layers_for_several_tokens_at_once_are_not_loaded() -> None:
    plain = fit([dense()], machine(32))
    extra = fit([dense(33, nextn_predict_layers=1)], machine(32))
    assert extra.need == plain.need


def test_shards_are_added_up() -> None:
    whole = dense()
    first, second = (replace(whole, tensors=whole.tensors[part::2]) for part in (0, 1))
    assert fit([first, second], machine(32)) == fit([whole], machine(32))


def test_a_projector_is_with_the_first_card_else_in_main_memory() -> None:
    projector = header("clip", {}, [("v.patch_embd.weight", (1024, 1024))])
    for there in (machine(32), machine(32, CUDA0)):
        plain, seeing = fit([dense()], there), fit([dense()], there, projector=projector)
        assert seeing.devices[-1].need.weights - plain.devices[-1].need.weights == 1024 * 1024 // 256 * 144
        assert seeing.devices[-1].need.working > plain.devices[-1].need.working


def test_faster_memory_makes_faster_answers() -> None:
    slow, fast = (
        fit([dense()], machine(32), bandwidth=bytes_a_second) for bytes_a_second in (5 * 10**9, 80 * 10**9)
    )
    assert slow.speed is not None
    assert fast.speed is not None
    assert slow.speed.low < slow.speed.high < 5 * 10**9 / (_FILE - _TABLE)
    assert slow.verdict is Verdict.SLOW
    assert fast.speed.low > slow.speed.high
    assert fast.verdict is Verdict.RUNS_WELL


def test_a_mixture_reads_few_of_its_experts() -> None:
    few, all_of_them = fit([mixture()], machine(64)), fit([dense()], machine(64))
    assert few.need.weights > 3 * all_of_them.need.weights
    assert few.speed is not None
    assert all_of_them.speed is not None
    assert few.speed.high > 2 * all_of_them.speed.high


def test_what_was_learned_corrects_each_part() -> None:
    plain = fit([dense()], machine(32))
    found = fit([dense()], machine(32), learned=Learned(context=1.1, working=0.5, speed=2.0))
    assert found.need.weights == plain.need.weights
    assert found.need.context == round(1.1 * plain.need.context)
    assert found.need.working == round(0.5 * plain.need.working)
    assert plain.speed is not None
    assert found.speed is not None
    assert found.speed.low == pytest.approx(2 * plain.speed.low)


def test_what_llama_cpp_does_not_know_is_said_before_the_download() -> None:
    for name in ("flux", "clip", ""):
        with pytest.raises(UnsupportedArchitecture):
            fit([header(name, {"block_count": 1})], machine(8))


@pytest.mark.parametrize(
    "numbers",
    [
        {"block_count": None},
        {"block_count": 0},
        {"block_count": 513},
        {"block_count": -1},
        {"block_count": 1 << 40},
        {"nextn_predict_layers": 32},
        {"attention.head_count_kv": (8, 8)},
        {"attention.head_count": -32},
        {"context_length": 1 << 31},
    ],
)
def test_numbers_that_make_no_sense_are_named(numbers: dict[str, Any]) -> None:
    with pytest.raises(GgufInvalid) as raised:
        fit([dense(**numbers)], machine(32))
    assert raised.value.field == f"llama.{next(iter(numbers))}"


_GPUS = st.lists(st.floats(0.0, 30.0), max_size=4)


@given(_GPUS, st.floats(0.0, 64.0), st.booleans(), st.sampled_from([dense(), mixture()]))
def test_every_layer_is_somewhere_and_no_device_holds_more_than_it_has(
    cards: list[float], available: float, shared: bool, model: Header
) -> None:
    gpus = [SHARED] if shared else [gpu(f"CUDA{index}", free) for index, free in enumerate(cards)]
    found = fit([model], machine(available, *gpus))
    layers = 33 if model.architecture == "llama" else 49
    assert sum(plan.layers for plan in found.devices) == layers
    assert sum(plan.layers for plan in found.devices[1:]) == found.gpu_layers
    assert found.need.weights >= sum(tensor.size for tensor in model.tensors)
    assert (found.missing > 0) == (found.verdict is Verdict.DOES_NOT_FIT)
    if not found.missing:
        assert all(plan.need.total <= plan.free for plan in found.devices)


def _same_kind(left: Fit, right: Fit) -> bool:
    return (left.verdict is Verdict.DOES_NOT_FIT) == (right.verdict is Verdict.DOES_NOT_FIT)


@pytest.mark.parametrize("available", [3, 5, 8, 32])
def test_a_rough_estimate_is_about_right(available: float) -> None:
    rough = estimate(_FILE, 8_030_000_000, machine(available))
    real = fit([dense()], machine(available), Wishes(context=4096))
    assert rough.rough
    assert _same_kind(rough, real)
    assert rough.need.total == pytest.approx(real.need.total, rel=0.15)


def test_a_rough_estimate_knows_cards_and_mixtures() -> None:
    split = estimate(_FILE, None, machine(32, gpu("CUDA0", 3)))
    assert split.verdict is Verdict.PARTLY_ON_CPU
    assert 0 < split.gpu_layers == split.devices[1].layers
    few = estimate(18 * GIB, 30_000_000_000, machine(64), active=3_000_000_000)
    all_of_them = estimate(18 * GIB, 30_000_000_000, machine(64))
    assert few.speed is not None
    assert all_of_them.speed is not None
    assert few.speed.low > 5 * all_of_them.speed.low


@given(st.integers(0, 1 << 50), st.none() | st.integers(0, 1 << 50), st.none() | st.integers(0, 1 << 50), _GPUS)
def test_a_rough_estimate_survives_what_a_hub_says(
    size: int, parameters: int | None, active: int | None, cards: list[float]
) -> None:
    gpus = [gpu(f"CUDA{index}", free) for index, free in enumerate(cards)]
    found = estimate(size, parameters, machine(8, *gpus), active)
    assert found.speed is not None
    assert 0 < found.speed.low <= found.speed.high
