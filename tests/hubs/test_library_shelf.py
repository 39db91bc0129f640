"""Models of this computer as a shelf: paths, names, and no file lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.hubs.library_shelf import LibraryShelf, SharedModel, public_name
from hubs.shared_library import CONTENT, DEEP, REPO, shared


def test_the_variants_of_a_repo_are_one_repo(models: list[SharedModel]) -> None:
    tiny, qwen = LibraryShelf(lambda: models).repos()
    assert (tiny.name, [file.path for file in tiny.files]) == ("library/tiny", ["tiny-1b.gguf"])
    assert qwen.name == REPO
    assert [file.path for file in qwen.files] == [
        DEEP,
        DEEP.replace("00001-of", "00002-of"),
        "Qwen3-8B-Q4_K_M.gguf",
    ]
    assert (qwen.card.license, tiny.card.license) == ("apache-2.0", None)
    assert LibraryShelf(lambda: models).repo(REPO) == qwen
    assert LibraryShelf(lambda: models).repo("unsloth/other") is None


def test_one_repo_from_two_hubs_loses_no_file(tmp_path: Path) -> None:
    one = shared(tmp_path / "a" / "m.gguf")
    same = shared(tmp_path / "b" / "m.gguf")
    other = shared(tmp_path / "c" / "m.gguf", CONTENT[1:])
    models = [
        SharedModel("huggingface", "o/r", "Q4_0", "mit", (one,)),
        SharedModel("modelscope", "o/r", "Q4_0", "mit", (same,)),
        SharedModel("peer-x", "o/r", "Q4_0", "gpl", (other,)),
    ]
    (repo,) = LibraryShelf(lambda: models).repos()
    assert [file.sha256 for file in repo.files] == [same.sha256, other.sha256]
    assert [file.path for file in repo.files] == ["m.gguf", f"peer-x-{other.sha256[:8]}/m.gguf"]
    assert repo.card.license is None


@pytest.mark.parametrize(
    ("repo", "public"),
    [
        (REPO, REPO),
        ("U盘/千问", "U/model-"),
        ("o/a--b", "o/a-b-"),
        ("o/..", "o/model-"),
        ("o/r/s", "o/r-s-"),
        ("noowner", "noowner/model-"),
        ("o/" + "x" * 200, "o/xxx"),
    ],
)
def test_names_that_every_client_takes(repo: str, public: str) -> None:
    assert public_name(repo).startswith(public)


@given(st.text(max_size=120))
def test_any_name_becomes_one_that_the_client_takes(repo: str) -> None:
    from huggingface_hub.utils import validate_repo_id

    name = public_name(repo)
    validate_repo_id(name)
    assert name.count("/") == 1
    assert name.isascii()
