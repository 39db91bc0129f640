"""Variants out of the file lists that publishers really have."""

from __future__ import annotations

import pytest

from fireseed.hubs.protocol import RepoFile
from fireseed.transfer.plan import variants


def listed(*paths: str | tuple[str, int]) -> tuple[RepoFile, ...]:
    pairs = [(path, 100) if isinstance(path, str) else path for path in paths]
    return tuple(RepoFile(path, size) for path, size in pairs)


def grouped(*paths: str | tuple[str, int]) -> dict[str, tuple[list[str], str | None]]:
    found = variants(listed(*paths))
    assert len({variant.name.casefold() for variant in found}) == len(found)
    assert [variant.size for variant in found] == sorted(variant.size for variant in found)
    return {
        variant.name: (
            [file.path for file in variant.files],
            variant.projector.path if variant.projector else None,
        )
        for variant in found
    }


def test_quantizations_of_one_model_smallest_first() -> None:
    found = variants(listed(("m-Q8_0.gguf", 8), ("m-Q4_K_M.gguf", 4), ("m-F16.gguf", 16), ("README.md", 1)))
    assert [variant.name for variant in found] == ["Q4_K_M", "Q8_0", "F16"]
    assert [variant.size for variant in found] == [4, 8, 16]


def test_shards_are_joined_in_order_and_only_when_complete() -> None:
    assert grouped(
        "Q4_K_M/DeepSeek-V3-Q4_K_M-00002-of-00003.gguf",
        "Q4_K_M/DeepSeek-V3-Q4_K_M-00003-of-00003.gguf",
        "Q4_K_M/DeepSeek-V3-Q4_K_M-00001-of-00003.gguf",
        "Q8_0/DeepSeek-V3-Q8_0-00001-of-00003.gguf",
        "Q8_0/DeepSeek-V3-Q8_0-00003-of-00003.gguf",
    ) == {
        "Q4_K_M": ([f"Q4_K_M/DeepSeek-V3-Q4_K_M-0000{number}-of-00003.gguf" for number in (1, 2, 3)], None),
    }


def test_another_way_to_write_shards() -> None:
    found = grouped(*(f"phi-3.Q8_0.shard-{number:05}-of-00040.gguf" for number in range(40, 0, -1)))
    assert [len(files) for files, _ in found.values()] == [40]
    assert list(found) == ["Q8_0"]


@pytest.mark.parametrize("path", ["m-00000-of-00002.gguf", "m-00003-of-00002.gguf"])
def test_a_number_that_no_shard_can_have_is_part_of_a_name(path: str) -> None:
    assert list(grouped(path)) == [path[:-5]]


def test_a_projector_goes_with_every_variant_and_f16_is_preferred() -> None:
    assert grouped(
        "gemma-3-4b-it-Q4_K_M.gguf",
        "gemma-3-4b-it-Q8_0.gguf",
        "mmproj-F32.gguf",
        "mmproj-BF16.gguf",
        "mmproj-F16.gguf",
    ) == {
        "Q4_K_M": (["gemma-3-4b-it-Q4_K_M.gguf"], "mmproj-F16.gguf"),
        "Q8_0": (["gemma-3-4b-it-Q8_0.gguf"], "mmproj-F16.gguf"),
    }


@pytest.mark.parametrize(
    "projector",
    ["mmproj-model-f16.gguf", "Qwen3.5-4B.BF16-mmproj.gguf", "llava-v1.6-mmproj-Q8_0.gguf", "MMPROJ.gguf"],
)
def test_every_way_to_name_a_projector(projector: str) -> None:
    assert grouped("m-Q4_0.gguf", projector) == {"Q4_0": (["m-Q4_0.gguf"], projector)}


def test_a_projector_in_the_same_folder_comes_first() -> None:
    found = grouped("4b/m-Q4_0.gguf", "4b/mmproj-F32.gguf", "12b/m-Q8_0.gguf", "12b/mmproj-F16.gguf")
    assert [projector for _, projector in found.values()] == ["4b/mmproj-F32.gguf", "12b/mmproj-F16.gguf"]


def test_a_projector_alone_is_nothing_to_run() -> None:
    assert grouped("mmproj-F16.gguf") == {}


def test_what_is_no_model_is_left_out() -> None:
    assert list(grouped("m-Q4_0.gguf", "imatrix_unsloth.gguf", "m-imatrix.gguf", "m.imatrix", "config.json")) == [
        "Q4_0"
    ]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (("a-Q4_0.gguf", "b-Q4_0.gguf"), {"a-Q4_0", "b-Q4_0"}),
        (("x/m-Q4_0.gguf", "y/m-Q4_0.gguf"), {"x/m-Q4_0", "y/m-Q4_0"}),
        (("m-Q4_0.gguf", "m-Q4_0-00001-of-00001.gguf"), {"m-Q4_0.gguf", "m-Q4_0-00001-of-00001.gguf"}),
        (("m-Q4_0.gguf", "m-q4_0.gguf"), {"m-Q4_0.gguf#1", "m-q4_0.gguf#2"}),
        (("Q4_0.gguf", "m-Q4_0.gguf"), {"Q4_0", "m-Q4_0"}),
        (("one.gguf", "two.GGUF"), {"one", "two"}),
    ],
)
def test_names_are_unique_in_their_repo(paths: tuple[str, ...], names: set[str]) -> None:
    found = variants(listed(*paths))
    assert {variant.name for variant in found} == names


def test_a_large_listing_takes_no_time() -> None:
    files = listed(*(f"Q4_K_M/m-Q4_K_M-{number:05}-of-20000.gguf" for number in range(1, 20_001)))
    assert len(variants(files)[0].files) == 20_000


def test_a_hubs_own_name_for_a_variant_and_what_belongs_to_it() -> None:
    template = RepoFile("qwen3-8b.template", 3, extra=True)
    adapter = RepoFile("qwen3-8b-Q4_0.gguf", 5, extra=True)
    (found,) = variants((RepoFile("qwen3-8b-q4_K_M.gguf", 100, variant="8b-q4_K_M"), template, adapter))
    assert found.name == "8b-q4_K_M"
    assert [file.path for file in found.files] == ["qwen3-8b-q4_K_M.gguf"]
    assert found.extras == (template, adapter)
    assert found.size == 108
