"""LM Studio's folders: which they are, and what is found in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from fireseed.base.errors import GgufTruncated, ModelIncomplete, NotGguf
from fireseed.library.elsewhere.found import FoundModel, Origin
from fireseed.library.elsewhere.surroundings import System
from library.elsewhere.computer import Computer, gguf

REPO = ".lmstudio/models/bartowski/Qwen3-8B-GGUF"


def found(computer: Computer) -> list[FoundModel]:
    return list(computer.look(Origin.LM_STUDIO).models)


def test_a_repo_of_a_publisher_with_its_projector(computer: Computer) -> None:
    small = computer.put(f"{REPO}/Qwen3-8B-Q4_K_M.gguf", gguf("small", licence="apache-2.0"))
    large = computer.put(f"{REPO}/Qwen3-8B-Q8_0.gguf", gguf("large"))
    projector = computer.put(f"{REPO}/mmproj-Qwen3-8B-F16.gguf", gguf("eyes", architecture="clip"))
    before = computer.tree()
    first, second = found(computer)
    assert (first.repo, first.variant, first.licence) == ("bartowski/Qwen3-8B-GGUF", "Q4_K_M", "apache-2.0")
    assert (second.repo, second.variant, second.licence) == ("bartowski/Qwen3-8B-GGUF", "Q8_0", None)
    assert [file.path for file in (*first.files, *second.files)] == [small, large]
    assert first.projector is not None
    assert first.projector.path == projector
    assert (first.hub, first.commit, first.files[0].stated) == ("", "", None)
    assert first.files[0].size == small.stat().st_size
    assert first.files[0].changed_ns == small.stat().st_mtime_ns
    assert computer.tree() == before


@pytest.mark.parametrize(
    ("path", "repo", "variant"),
    [
        ("pub/repo/m-Q4_0.gguf", "pub/repo", "Q4_0"),
        ("pub/repo/BF16/m.gguf", "pub/repo", "BF16"),
        ("only/m-Q4_0.gguf", "lm-studio/only", "Q4_0"),
        ("Some-Model-7B.Q5_K_M.gguf", "lm-studio/Some-Model-7B", "Q5_K_M"),
        ("pub/模型-GGUF/模型.gguf", "pub/模型-GGUF", "模型"),
    ],
)
def test_where_a_file_lies_says_whose_it_is(computer: Computer, path: str, repo: str, variant: str) -> None:
    computer.put(f".lmstudio/models/{path}", gguf())
    (model,) = found(computer)
    assert (model.repo, model.variant) == (repo, variant)


def test_shards_are_one_model_and_a_gap_is_told(computer: Computer) -> None:
    for number in (1, 2, 3):
        computer.put(f"{REPO}/big-Q8_0-{number:05}-of-00003.gguf", gguf("big", shard=number, of=3))
    for number in (1, 3):
        computer.put(f"{REPO}/gap-Q4_0-{number:05}-of-00003.gguf", gguf("gap", shard=number, of=3))
    look = computer.look(Origin.LM_STUDIO)
    (model,) = look.models
    assert [file.path.name[-13:-5] for file in model.files] == ["of-00003"] * 3
    assert [file.path.name for file in model.files] == sorted(file.path.name for file in model.files)
    (problem,) = look.problems
    assert isinstance(problem.error, ModelIncomplete)
    assert (problem.error.app, problem.error.found, problem.error.count) == ("LM Studio", 2, 3)


def test_a_header_is_believed_over_a_name(computer: Computer) -> None:
    computer.put(f"{REPO}/renamed-Q4_0.gguf", gguf(shard=1, of=5))
    computer.put(f"{REPO}/looks-like-a-model-Q4_0.gguf", gguf(architecture="clip"))
    look = computer.look(Origin.LM_STUDIO)
    assert look.models == ()
    (problem,) = look.problems
    assert isinstance(problem.error, ModelIncomplete)
    assert (problem.error.found, problem.error.count) == (1, 5)


def test_what_is_no_model_is_told_and_hides_no_other(computer: Computer) -> None:
    computer.put(f"{REPO}/page-Q4_0.gguf", b"<!DOCTYPE html>")
    computer.put(f"{REPO}/cut-Q5_0.gguf", gguf()[:-100])
    computer.put(f"{REPO}/empty-Q6_K.gguf", b"")
    computer.put(f"{REPO}/good-Q8_0.gguf", gguf())
    look = computer.look(Origin.LM_STUDIO)
    assert [model.variant for model in look.models] == ["Q8_0"]
    errors = {problem.path.name[:3]: problem.error for problem in look.problems}
    assert isinstance(errors["pag"], NotGguf)
    assert errors["pag"].found == "HTML"
    assert isinstance(errors["cut"], GgufTruncated)
    assert isinstance(errors["emp"], NotGguf)


def test_a_model_whose_projector_is_damaged_is_one_without(computer: Computer) -> None:
    computer.put(f"{REPO}/m-Q8_0.gguf", gguf())
    computer.put(f"{REPO}/mmproj-F16.gguf", b"nothing")
    look = computer.look(Origin.LM_STUDIO)
    (model,) = look.models
    assert model.projector is None
    assert isinstance(look.problems[0].error, NotGguf)


def test_the_older_home_and_a_chosen_folder(computer: Computer) -> None:
    computer.put(".cache/lm-studio/models/pub/old/m-Q4_0.gguf", gguf())
    chosen = computer.root / "big disk" / "models"
    (chosen / "pub" / "new").mkdir(parents=True)
    (chosen / "pub" / "new" / "m-Q4_0.gguf").write_bytes(gguf())
    computer.put(".lmstudio/settings.json", {"downloadsFolder": str(chosen), "other": [1]})
    assert [model.repo for model in found(computer)] == ["pub/new", "pub/old"]


def test_the_pointer_to_another_home(computer: Computer) -> None:
    home = computer.root / "elsewhere"
    home.mkdir()
    computer.put(".lmstudio-home-pointer", f"{home}\n")
    (home / "settings.json").write_text("no json at all")
    (home / "models" / "pub" / "repo").mkdir(parents=True)
    (home / "models" / "pub" / "repo" / "m-Q4_0.gguf").write_bytes(gguf())
    look = computer.look(Origin.LM_STUDIO)
    assert [model.repo for model in look.models] == ["pub/repo"]
    assert look.folders == (home / "models",)
    assert [problem.path for problem in look.problems] == [home / "settings.json"]


@pytest.mark.parametrize(
    ("system", "settings"),
    [
        (System.LINUX, ".config/LM Studio/settings.json"),
        (System.MACOS, "Library/Application Support/LM Studio/settings.json"),
        (System.WINDOWS, "AppData/Roaming/LM Studio/settings.json"),
    ],
)
def test_the_settings_of_older_versions(tmp_path: Path, system: System, settings: str) -> None:
    computer = Computer(tmp_path, system)
    chosen = tmp_path / "chosen"
    computer.put("../chosen/pub/repo/m-Q4_0.gguf", gguf())
    computer.put(settings, {"downloadsFolder": str(chosen)})
    assert computer.look(Origin.LM_STUDIO).folders == (chosen,)
    assert len(found(computer)) == 1


def test_one_name_in_two_folders_stays_two_models(computer: Computer) -> None:
    computer.put(".cache/lm-studio/models/pub/repo/m-Q4_0.gguf", gguf("old"))
    computer.put(".lmstudio/models/pub/repo/m-q4_0.gguf", gguf("new"))
    assert [model.variant for model in found(computer)] == ["Q4_0", "Q4_0#2"]


def test_an_app_that_is_not_here(computer: Computer) -> None:
    look = computer.look(Origin.LM_STUDIO)
    assert (look.folders, look.models, look.problems) == ((), (), ())
