"""Files that belong together by their names (`tests/transfer/test_variants.py` has the many cases of names)."""

from __future__ import annotations

from fireseed.gguf.grouping import Gap, Group, group


def shard(number: int, count: int = 3) -> str:
    return f"q/big-Q8_0-{number:05}-of-{count:05}.gguf"


def test_shards_are_joined_in_order_and_a_gap_is_told() -> None:
    whole = {shard(number, 2): number for number in (2, 1)}
    broken = {shard(number): number for number in (3, 1)}
    found = group(whole | broken, {})
    assert found.groups == (Group("Q8_0", (1, 2), None),)
    assert found.gaps == (Gap((1, 3), 3),)


def test_what_no_engine_opens_is_left_out() -> None:
    found = group({"README.md": 1, "m-imatrix.gguf": 2, "mmproj-F16.gguf": 3}, {})
    assert found.groups == ()
    assert found.gaps == ()


def test_a_given_name_comes_before_the_names_of_files() -> None:
    found = group({"a-Q4_0.gguf": "a", "b-Q4_0.gguf": "b"}, {"a-Q4_0.gguf": "8b"})
    assert [each.name for each in found.groups] == ["8b", "Q4_0"]


def test_the_projector_of_ones_own_folder_comes_first() -> None:
    files = {path: path for path in ("x/m-Q4_0.gguf", "mmproj-F16.gguf", "x/mmproj-BF16.gguf")}
    assert group(files, {}).groups == (Group("Q4_0", ("x/m-Q4_0.gguf",), "x/mmproj-BF16.gguf"),)
