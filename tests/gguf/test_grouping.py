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


def test_a_draft_is_no_choice_beside_the_model_and_is_the_model_where_it_is_alone() -> None:
    draft = "mtp-big-Q8_0.gguf"
    assert [each.files for each in group({"big-Q4_0.gguf": 1, draft: 2}, {}).groups] == [(1,)]
    assert [each.files for each in group({draft: 2}, {}).groups] == [(2,)]


def test_each_size_has_the_projector_that_is_called_like_it() -> None:
    files = {
        path: path
        for path in ("VL-7B-Q4_0.gguf", "VL-3B-Q8_0.gguf", "mmproj-VL-3B-F16.gguf", "mmproj-VL-7B-BF16.gguf")
    }
    projectors = {each.files[0]: each.projector for each in group(files, {}).groups}
    assert projectors == {"VL-7B-Q4_0.gguf": "mmproj-VL-7B-BF16.gguf", "VL-3B-Q8_0.gguf": "mmproj-VL-3B-F16.gguf"}


def test_a_real_repo_of_dynamic_quantizations() -> None:
    shards = [f"UD-Q4_K_XL/R1-UD-Q4_K_XL-{number:05}-of-00002.gguf" for number in (1, 2)]
    plain = ["R1-Q4_K_M.gguf", "R1-UD-IQ1_S.gguf", "R1-MXFP4_MOE.gguf", "imatrix_unsloth.gguf", "mmproj-F16.gguf"]
    found = group({path: path for path in (*plain, *shards)}, {})
    assert {each.name: len(each.files) for each in found.groups} == {
        "Q4_K_M": 1,
        "UD-IQ1_S": 1,
        "MXFP4_MOE": 1,
        "UD-Q4_K_XL": 2,
    }
    assert {each.projector for each in found.groups} == {"mmproj-F16.gguf"}
