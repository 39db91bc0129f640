"""What llama.cpp says that it allocated becomes three parts for each device."""

from __future__ import annotations

import re

import pytest

from fireseed.engine.protocol import DeviceMemory
from fireseed.engine.worker.buffers import Buffers, memory_of
from fireseed.engine.worker.model import EXPERTS

MIB = 1 << 20
CPU = {"name": "CPU", "kind": "cpu"}
CARD = {"name": "CUDA0", "kind": "gpu"}
SECOND = {"name": "CUDA01", "kind": "gpu"}


def said(*lines: str) -> Buffers:
    buffers = Buffers()
    for line in lines:
        buffers.take(line.encode())
    return buffers


def test_the_processor_alone() -> None:
    """As the starter says it; the process has 20 MiB before, and takes 10 more for itself."""
    buffers = said(
        "load_tensors:   CPU_Mapped model buffer size =    92.00 MiB\n",
        "llama_context:        CPU  output buffer size =     0.25 MiB\n",
        "llama_kv_cache:        CPU KV buffer size =    45.00 MiB\n",
        "llama_kv_cache: size =   45.00 MiB (  2048 cells,  30 layers,  1/1 seqs), K (f16):   22.50 MiB\n",
        "sched_reserve:        CPU compute buffer size =    12.75 MiB\n",
    )
    (memory,) = memory_of(buffers, [CPU], before=20 * MIB, now=(92 + 45 + 30) * MIB)
    assert memory == DeviceMemory("CPU", 92 * MIB, 45 * MIB, (30 + 13) * MIB)
    assert memory.total == 180 * MIB


def test_a_card_has_its_own_and_what_is_pinned_for_it_is_main_memory() -> None:
    buffers = said(
        "load_tensors:        CUDA0 model buffer size =  4000.00 MiB",
        "load_tensors:    CUDA_Host model buffer size =   300.00 MiB",
        "llama_kv_cache:      CUDA0 KV buffer size =   512.00 MiB",
        "llama_context:  CUDA_Host  output buffer size =     1.00 MiB",
        "sched_reserve:      CUDA0 compute buffer size =   200.00 MiB",
        "sched_reserve:  CUDA_Host compute buffer size =    20.00 MiB",
    )
    assert memory_of(buffers, [CARD, CPU], before=100 * MIB, now=500 * MIB) == (
        DeviceMemory("CUDA0", 4000 * MIB, 512 * MIB, 200 * MIB),
        DeviceMemory("CPU", 300 * MIB, 0, (1 + 20 + 200) * MIB),
    )


def test_caches_add_up_and_only_the_last_compute_buffer_is_there() -> None:
    """Sliding windows and hybrids have more than one cache; buffers are reserved more than once."""
    buffers = said(
        "llama_kv_cache:        CPU KV buffer size =    40.00 MiB",
        "llama_kv_cache:        CPU KV buffer size =     8.00 MiB",
        "llama_memory_recurrent:        CPU RS buffer size =     2.00 MiB",
        "llama_kv_cache_dsv4:        CPU DSV4 csa state buffer size =     1.00 MiB",
        "sched_reserve:        CPU compute buffer size =    99.00 MiB",
        "sched_reserve:        CPU compute buffer size =     9.00 MiB",
    )
    (memory,) = memory_of(buffers, [CPU], before=0, now=51 * MIB)
    assert (memory.context, memory.working) == (51 * MIB, 9 * MIB)


def test_devices_whose_names_begin_alike_are_told_apart() -> None:
    buffers = said(
        "x: CUDA01_Private model buffer size = 7.00 MiB",
        "x: CUDA0 model buffer size = 5.00 MiB",
    )
    found = {each.device: each.weights for each in memory_of(buffers, [CARD, SECOND, CPU], before=1, now=1)}
    assert found == {"CUDA0": 5 * MIB, "CUDA01": 7 * MIB, "CPU": 0}


def test_pages_that_are_not_in_memory_yet_make_nothing_negative() -> None:
    buffers = said("load_tensors: CPU_Mapped model buffer size = 9000.00 MiB")
    (memory,) = memory_of(buffers, [CPU], before=20 * MIB, now=25 * MIB)
    assert memory.working == 20 * MIB


@pytest.mark.parametrize(
    "line",
    [
        "",
        "print_info: file size   = 92.10 MiB (5.74 BPW)",
        "x: CPU model buffer size = 1e9 MiB",
        "x: CPU model buffer size = 999999999999999999999999.00 MiB",
        "x: CPU vision buffer size = 1.00 MiB",
        "\udcff",
    ],
)
def test_other_lines_say_nothing(line: str) -> None:
    buffers = Buffers()
    buffers.take(line.encode("utf-8", "surrogateescape"))
    assert not any(buffers.all)


def test_a_log_without_end_is_bounded() -> None:
    buffers = said(*(f"x: Card{number} model buffer size = 1.00 MiB" for number in range(2_000)))
    assert len(buffers.weights) < 500


def test_the_experts_of_one_layer_and_of_no_other() -> None:
    pattern = re.compile(EXPERTS.format(1))
    for name in ("blk.1.ffn_up_exps.weight", "blk.1.ffn_gate_up_exps.weight", "blk.1.ffn_down_chexps.weight"):
        assert pattern.search(name)
    for name in (
        "blk.11.ffn_up_exps.weight",
        "blk.1.ffn_up_shexp.weight",
        "blk.1.ffn_up.weight",
        "blk.2.ffn_up_exps",
    ):
        assert not pattern.search(name)
