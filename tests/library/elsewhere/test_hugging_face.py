"""The Hugging Face cache, as its own client leaves it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fireseed.base.errors import ModelIncomplete
from fireseed.library.elsewhere.found import Found, Origin
from library.elsewhere.computer import COMMIT, Computer, gguf, sha256

OLDER = "f" * 40
REPO = "Qwen/Qwen3-8B-GGUF"


def look(computer: Computer) -> Found:
    return computer.look(Origin.HUGGING_FACE)


def test_a_repo_with_its_commit_and_the_digests_of_its_blobs(computer: Computer) -> None:
    content, eyes = gguf(licence="apache-2.0"), gguf("eyes", architecture="clip")
    path = computer.cached(REPO, "Qwen3-8B-Q4_K_M.gguf", content)
    computer.cached(REPO, "mmproj-F16.gguf", eyes)
    computer.cached(REPO, "README.md", b"text")
    before = computer.tree()
    (model,) = look(computer).models
    assert (model.repo, model.variant, model.hub, model.commit) == (REPO, "Q4_K_M", "huggingface", COMMIT)
    assert model.licence == "apache-2.0"
    assert [(file.path, file.stated, file.size) for file in model.files] == [(path, sha256(content), len(content))]
    assert model.projector is not None
    assert model.projector.stated == sha256(eyes)
    assert look(computer).problems == ()
    assert computer.tree() == before


def test_names_with_more_than_one_double_hyphen(computer: Computer) -> None:
    computer.cached("owner/name", "m-Q4_0.gguf", gguf())
    folder = computer.home / ".cache/huggingface/hub"
    (folder / "models--owner--name").rename(folder / "models--owner--na--me")
    (model,) = look(computer).models
    assert model.repo == "owner/na--me"


def test_only_models_that_are_whole(computer: Computer) -> None:
    hub = ".cache/huggingface/hub"
    computer.put(f"{hub}/models--a--b/blobs/{'0' * 64}.incomplete", gguf())
    computer.put(f"{hub}/datasets--a--b/snapshots/{COMMIT}/data.gguf", gguf())
    computer.put(f"{hub}/models--a--b/snapshots/not-a-commit/m-Q4_0.gguf", gguf())
    gone = computer.cached(REPO, "gone-Q8_0.gguf", gguf())
    gone.resolve().unlink()
    computer.cached(REPO, "s-Q8_0-00001-of-00002.gguf", gguf(shard=1, of=2))
    found = look(computer)
    assert found.models == ()
    (problem,) = found.problems
    assert isinstance(problem.error, ModelIncomplete)


def test_of_several_snapshots_the_one_of_the_main_branch(computer: Computer) -> None:
    computer.cached(REPO, "m-Q4_0.gguf", gguf("old"), commit=OLDER)
    computer.cached(REPO, "m-Q8_0.gguf", gguf("only there"), commit=OLDER)
    new = computer.cached(REPO, "m-Q4_0.gguf", gguf("new"))
    os.utime(new.parent.parent / OLDER)  # the newest, and still not the branch's
    found = {model.variant: model for model in look(computer).models}
    assert found["Q4_0"].files[0].path == new
    assert (found["Q4_0"].commit, found["Q8_0"].commit) == (COMMIT, OLDER)


def test_files_instead_of_links_and_small_ones_state_no_digest(computer: Computer) -> None:
    """Without the right to make links (Windows), a snapshot has the files themselves."""
    computer.put(f".cache/huggingface/hub/models--a--b/snapshots/{COMMIT}/m-Q4_0.gguf", gguf())
    path = computer.cached("c/d", "m-Q4_0.gguf", gguf("small"))
    small = path.resolve().with_name("a" * 40)
    path.resolve().rename(small)
    path.unlink()
    path.symlink_to(os.path.relpath(small, path.parent))
    assert [model.files[0].stated for model in look(computer).models] == [None, None]


def test_a_blob_that_is_a_link_into_the_store_of_all_repos(computer: Computer) -> None:
    content = gguf()
    path = computer.cached(REPO, "m-Q4_0.gguf", content)
    blob = computer.home / ".cache/huggingface/hub/models--Qwen--Qwen3-8B-GGUF/blobs" / sha256(content)
    shared = computer.put(f".cache/huggingface/hub/blobs/ab/{'ab' * 32}", content)
    blob.unlink()
    blob.symlink_to(os.path.relpath(shared, blob.parent))
    (model,) = look(computer).models
    assert (model.files[0].path, model.files[0].stated) == (path, sha256(content))


@pytest.mark.parametrize(
    ("variable", "value", "hub"),
    [
        ("HF_HUB_CACHE", "a", "a"),
        ("HUGGINGFACE_HUB_CACHE", "a", "a"),
        ("HF_HOME", "b", "b/hub"),
        ("XDG_CACHE_HOME", "c", "c/huggingface/hub"),
    ],
)
def test_where_a_variable_says(computer: Computer, variable: str, value: str, hub: str) -> None:
    computer.environment[variable] = f"~/{value}"
    computer.cached("a/b", "m-Q4_0.gguf", gguf("a"), hub=hub)
    computer.cached("c/d", "m-Q4_0.gguf", gguf("c"))
    assert {model.repo for model in look(computer).models} == {"a/b", "c/d"}


def test_what_the_real_client_downloads_is_found(computer: Computer, tmp_path: Path) -> None:
    """The client's own functions make the layout, not ours."""
    from huggingface_hub.file_download import _create_symlink, repo_folder_name  # type: ignore[attr-defined]

    content = gguf()
    hub = computer.home / ".cache/huggingface/hub"
    repo = hub / repo_folder_name(repo_id=REPO, repo_type="model")
    blob = computer.put(repo.relative_to(computer.home) / "blobs" / sha256(content), content)
    path = repo / "snapshots" / COMMIT / "sub" / "m-Q4_0.gguf"
    path.parent.mkdir(parents=True)
    _create_symlink(str(blob), str(path), new_blob=True)
    (model,) = look(computer).models
    assert (model.repo, model.files[0].stated) == (REPO, sha256(content))
