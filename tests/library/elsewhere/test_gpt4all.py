"""GPT4All's folder of loose files."""

from __future__ import annotations

from pathlib import Path

import pytest

from fireseed.library.elsewhere.found import Found, Origin
from fireseed.library.elsewhere.surroundings import System
from library.elsewhere.computer import Computer, gguf

DATA = ".local/share/nomic.ai/GPT4All"


def look(computer: Computer) -> Found:
    return computer.look(Origin.GPT4ALL)


def test_each_file_is_a_repo_of_its_own(computer: Computer) -> None:
    path = computer.put(f"{DATA}/Meta-Llama-3-8B-Instruct.Q4_0.gguf", gguf("llama"))
    computer.put(f"{DATA}/Phi-3-mini-4k-instruct.Q4_0.gguf", gguf("phi"))
    computer.put(f"{DATA}/sub/Phi-3-mini-4k-instruct.Q8_0.gguf", gguf("phi large"))
    computer.put(f"{DATA}/localdocs_v3.db", b"SQLite")
    before = computer.tree()
    assert [(model.repo, model.variant) for model in look(computer).models] == [
        ("gpt4all/Meta-Llama-3-8B-Instruct", "Q4_0"),
        ("gpt4all/Phi-3-mini-4k-instruct", "Q4_0"),
        ("gpt4all/Phi-3-mini-4k-instruct", "Q8_0"),
    ]
    assert look(computer).models[0].files[0].path == path
    assert computer.tree() == before


def test_downloads_that_did_not_finish_and_projectors_are_passed_over(computer: Computer) -> None:
    computer.put(f"{DATA}/incomplete-Phi-3.Q4_0.gguf", gguf()[:50])
    computer.put(f"{DATA}/mmproj-F16.gguf", gguf(architecture="clip"))
    computer.put(f"{DATA}/Phi.Q4_0.gguf", gguf())
    found = look(computer)
    assert [model.projector for model in found.models] == [None]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("system", "data", "ini"),
    [
        (System.LINUX, DATA, ".config/nomic.ai/GPT4All.ini"),
        (System.MACOS, "Library/Application Support/nomic.ai/GPT4All", ".config/nomic.ai/GPT4All.ini"),
        (System.WINDOWS, "AppData/Local/nomic.ai/GPT4All", "AppData/Roaming/nomic.ai/GPT4All.ini"),
    ],
)
def test_the_default_folder_and_the_chosen_one(tmp_path: Path, system: System, data: str, ini: str) -> None:
    computer = Computer(tmp_path, system)
    computer.put(f"{data}/a.Q4_0.gguf", gguf("a"))
    computer.put("big disk/模型/b.Q4_0.gguf", gguf("b"))
    chosen = f"{computer.home.as_posix()}/big disk/\\x6a21\\x578b/"
    computer.put(ini, f'[General]\nchatTheme=Dark\nmodelPath="{chosen}"\n\n[network]\nisActive=false\n')
    assert [model.repo for model in look(computer).models] == ["gpt4all/b", "gpt4all/a"]
