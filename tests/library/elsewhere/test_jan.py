"""Jan's data folders, newer and older ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from fireseed.base.errors import ModelMissing, RecordsInvalid
from fireseed.library.elsewhere.found import Found, Origin
from fireseed.library.elsewhere.surroundings import System
from library.elsewhere.computer import Computer, gguf, sha256

DATA = ".local/share/Jan/data"
ID = "Menlo/Jan-nano-GGUF/jan-nano-4b-Q4_K_M"


def look(computer: Computer) -> Found:
    return computer.look(Origin.JAN)


def put(computer: Computer, record: str, identifier: str = ID, data: str = DATA) -> None:
    computer.put(f"{data}/llamacpp/models/{identifier}/model.yml", record)


def test_a_downloaded_model_with_its_projector(computer: Computer) -> None:
    model, eyes = gguf(), gguf("eyes", architecture="clip")
    folder = f"llamacpp/models/{ID}"
    put(
        computer,
        f"embedding: false\nmmproj_path: {folder}/mmproj.gguf\nmmproj_sha256: {sha256(eyes)}\n"
        f"model_path: '{folder}/model.gguf'\nmodel_sha256: \"{sha256(model).upper()}\"\nname: {ID}\n",
    )
    path = computer.put(f"{DATA}/{folder}/model.gguf", model)
    computer.put(f"{DATA}/{folder}/mmproj.gguf", eyes)
    before = computer.tree()
    (found,) = look(computer).models
    assert (found.repo, found.variant) == ("Menlo/Jan-nano-GGUF", "Q4_K_M")
    assert [(file.path, file.stated) for file in found.files] == [(path, sha256(model))]
    assert found.projector is not None
    assert found.projector.stated == sha256(eyes)
    assert look(computer).problems == ()
    assert computer.tree() == before


@pytest.mark.parametrize(
    ("identifier", "repo", "variant"),
    [
        ("gemma-3-4b-it-Q8_0", "jan/gemma-3-4b-it", "Q8_0"),
        ("bartowski/gemma-3-4b-it-Q8_0", "bartowski/gemma-3-4b-it", "Q8_0"),
        ("my-own", "jan/my-own", "my-own"),
    ],
)
def test_what_an_identifier_says(computer: Computer, identifier: str, repo: str, variant: str) -> None:
    put(computer, f"model_path: llamacpp/models/{identifier}/model.gguf\n", identifier)
    computer.put(f"{DATA}/llamacpp/models/{identifier}/model.gguf", gguf())
    (found,) = look(computer).models
    assert (found.repo, found.variant, found.files[0].stated) == (repo, variant, None)


def test_a_file_that_a_person_imported_in_place(computer: Computer) -> None:
    path = computer.put("Downloads/it's mine-Q4_0.gguf", gguf())
    quoted = str(path).replace("'", "''")
    put(computer, f"model_path: '{quoted}'\n", "mine")
    (found,) = look(computer).models
    assert found.files[0].path == path


@pytest.mark.parametrize(
    "record",
    ["", "model_path: ../../secret.gguf\n", "model_path:\n", "- a\n- b\n", "model_path: a/../../x.gguf\n"],
)
def test_a_record_that_leads_out_of_the_folder_or_nowhere(computer: Computer, record: str) -> None:
    computer.put(f"{DATA}/../../secret.gguf", gguf())
    put(computer, record)
    found = look(computer)
    assert found.models == ()
    assert isinstance(found.problems[0].error, RecordsInvalid)


def test_a_recorded_file_that_is_not_there(computer: Computer) -> None:
    put(computer, "model_path: llamacpp/models/x/model.gguf\n")
    (problem,) = look(computer).problems
    assert isinstance(problem.error, ModelMissing)


def test_older_layouts_and_no_file_twice(computer: Computer) -> None:
    older = "models/huggingface.co/bartowski/Phi-3-GGUF/Phi-3-Q4_0.gguf"
    computer.put(f"{DATA}/{older}", gguf("phi"))
    computer.put(f"{DATA}/models/cortex.so/tinyllama/1b/model.gguf", gguf("tiny"))
    put(computer, f"model_path: {older}\n", "bartowski/Phi-3-GGUF/Phi-3-Q4_0")
    computer.put("jan/models/llama3-8b/model.json", {"id": "llama3-8b"})
    computer.put("jan/models/llama3-8b/Meta-Llama-3-8B-Q4_K_M.gguf", gguf("llama"))
    computer.put("cortexcpp/models/huggingface.co/a/b/c-Q8_0.gguf", gguf("c"))
    found = [(model.repo, model.variant) for model in look(computer).models]
    assert found == [
        ("bartowski/Phi-3-GGUF", "Q4_0"),
        ("tinyllama/1b", "model"),
        ("jan/llama3-8b", "Q4_K_M"),
        ("a/b", "Q8_0"),
    ]


@pytest.mark.parametrize(
    ("system", "default", "settings"),
    [
        (System.LINUX, ".local/share/Jan/data", ".local/share/jan.ai.app/settings.json"),
        (System.LINUX, ".config/Jan/data", ".config/Jan/settings.json"),
        (System.MACOS, "Library/Application Support/Jan/data", "Library/Application Support/Jan/settings.json"),
        (System.WINDOWS, "AppData/Roaming/Jan/data", "AppData/Roaming/Jan/settings.json"),
    ],
)
def test_default_and_chosen_folders(tmp_path: Path, system: System, default: str, settings: str) -> None:
    computer = Computer(tmp_path, system)
    computer.put(f"{default}/models/a/a-Q4_0.gguf", gguf("a"))
    computer.put("big disk/jan/models/b/b-Q4_0.gguf", gguf("b"))
    computer.put(settings, {"data_folder": str(computer.home / "big disk/jan"), "quick_ask": False})
    assert [model.repo for model in look(computer).models] == ["jan/b", "jan/a"]


def test_folders_that_the_environment_names(computer: Computer) -> None:
    computer.environment |= {
        "JAN_DATA_FOLDER": str(computer.home / "x"),
        "JAN_DATA_ROOT": str(computer.home / "y"),
    }
    computer.put("x/models/a/a-Q4_0.gguf", gguf("a"))
    computer.put("y/Jan/data/models/b/b-Q4_0.gguf", gguf("b"))
    assert [model.repo for model in look(computer).models] == ["jan/a", "jan/b"]
