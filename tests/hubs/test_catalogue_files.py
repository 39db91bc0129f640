"""A catalogue that is not as it has to be is refused, and the error names the file and the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from fireseed.base.errors import ResourceInvalid
from fireseed.hubs.catalogue import Catalogue, Links, Skill

LLAMA_CPP = 'version = "1"\narchitectures = ["qwen3", "llama"]\n'
QUANTIZERS = '[huggingface]\n"known" = "Known"\n[modelscope]\n[ollama]\n"library" = "Ollama"\n'
FAMILY = """\
id = "acme"
title = "Acme"
page = "https://acme.example/models"
order = 2
aliases = ["顶点"]

[owners]
huggingface = ["acme"]
modelscope = ["acme-ms"]

[[models]]
id = "acme-1b"
title = "Acme 1B"
released = 2025-01-02
parameters = 1_000
active_parameters = 100
context_length = 4096
architecture = "llama"
runs = "yes"
skills = ["code", "vision"]
licence = "mit"
names = ["Old-Acme"]
repos.huggingface = "acme/Acme-1B"
repos.modelscope = "acme-ms/Acme-1B"
gguf.huggingface = ["known/Acme-1B-GGUF", "acme/Acme-1B-GGUF"]
gguf.ollama = ["library/acme:1b"]
links.paper = "https://arxiv.example/abs/1"
summary.en = "Good."
summary.zh = "好。"
note.en = "Mind."
note.zh = "注意。"
"""
OTHER = """\
id = "other"
title = "Other"
page = "https://other.example"
order = 1

[owners]
huggingface = ["other"]

[[models]]
id = "other-1b"
title = "Other 1B"
released = 2025-01-02
parameters = 1_000
context_length = 4096
runs = "not_yet"
licence = "mit"
repos.huggingface = "other/Other-1B"
summary.en = "Good."
summary.zh = "好。"
note.en = "Mind."
note.zh = "注意。"
"""


def write(folder: Path, **changed: str) -> Path:
    files = {"llama_cpp": LLAMA_CPP, "quantizers": QUANTIZERS, "acme": FAMILY, "other": OTHER} | changed
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_everything_that_is_written_is_read(tmp_path: Path) -> None:
    catalogue = Catalogue.load(write(tmp_path))
    assert [family.id for family in catalogue.families] == ["other", "acme"]
    family = catalogue.families[1]
    assert (family.title, family.page, family.aliases) == ("Acme", "https://acme.example/models", ("顶点",))
    assert family.owners == {"huggingface": ("acme",), "modelscope": ("acme-ms",)}
    (model,) = family.models
    assert (model.id, model.family, model.title, model.released.isoformat()) == (
        "acme-1b", "acme", "Acme 1B", "2025-01-02",
    )  # fmt: skip
    assert (model.parameters, model.active_parameters, model.context_length) == (1000, 100, 4096)
    assert (model.architecture, model.runs, model.licence, model.names) == ("llama", "yes", "mit", ("Old-Acme",))
    assert model.repos == {"huggingface": "acme/Acme-1B", "modelscope": "acme-ms/Acme-1B"}
    assert model.gguf == {
        "huggingface": ("known/Acme-1B-GGUF", "acme/Acme-1B-GGUF"),
        "ollama": ("library/acme:1b",),
    }
    assert model.skills == {Skill.CODE, Skill.VISION}
    assert model.links == Links(paper="https://arxiv.example/abs/1")
    assert (model.summary, model.note) == ({"en": "Good.", "zh": "好。"}, {"en": "Mind.", "zh": "注意。"})
    assert model.general
    assert catalogue.quantizers["huggingface"] == {"known": "Known"}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        # Keys that nobody reads.
        ('order = 2', 'order = 2\ncolour = "red"', "colour"),
        ('huggingface = ["acme"]', 'huggingface = ["acme"]\ngithub = ["acme"]', "owners.github"),
        ('runs = "yes"', 'runs = "yes"\nsize = 1', "models[acme-1b].size"),
        ("links.paper", "links.video", "models[acme-1b].links.video"),
        ("gguf.ollama", "gguf.github", "models[acme-1b].gguf.github"),
        ("repos.modelscope", "repos.ollama", "models[acme-1b].repos.ollama"),
        ('note.zh = "注意。"', 'note.zh = "注意。"\nnote.de = "Achtung."', "models[acme-1b].note.de"),
        # Keys that are missing.
        ('title = "Acme"\n', "", "title"),
        ("order = 2\n", "", "order"),
        ("parameters = 1_000\n", "", "models[acme-1b].parameters"),
        ('summary.zh = "好。"\n', "", "models[acme-1b].summary.zh"),
        ('id = "acme-1b"\n', "", "models[0].id"),
        # Other types and values than are meant.
        ("order = 2", 'order = "second"', "order"),
        ("parameters = 1_000", 'parameters = "1B"', "models[acme-1b].parameters"),
        ("parameters = 1_000", "parameters = 0", "models[acme-1b].parameters"),
        ("context_length = 4096", "context_length = 4096.5", "models[acme-1b].context_length"),
        ("released = 2025-01-02", 'released = "lately"', "models[acme-1b].released"),
        ('skills = ["code", "vision"]', 'skills = ["cooking"]', "models[acme-1b].skills[0]"),
        ('runs = "yes"', 'runs = "perhaps"', "models[acme-1b].runs"),
        ('licence = "mit"', 'licence = "MIT License"', "models[acme-1b].licence"),
        ('summary.en = "Good."', 'summary.en = " "', "models[acme-1b].summary.en"),
        ('id = "acme"', 'id = "../acme"', "id"),
        ('page = "https://acme.example/models"', 'page = "http://acme.example"', "page"),
        ('page = "https://acme.example/models"', 'page = "https://"', "page"),
        ("https://arxiv.example/abs/1", "javascript:alert(1)", "models[acme-1b].links.paper"),
        ("https://arxiv.example/abs/1", "https://user@arxiv.example/abs/1", "models[acme-1b].links.paper"),
        ("https://arxiv.example/abs/1", "https://arxiv.example/a b", "models[acme-1b].links.paper"),
        ('"acme/Acme-1B"', '"Acme-1B"', "models[acme-1b].repos.huggingface"),
        ('"library/acme:1b"', '"library/acme"', "models[acme-1b].gguf.ollama[0]"),
        ("[[models]]", "[models]", "models"),
        # What can't be so.
        ('"acme/Acme-1B"', '"else/Acme-1B"', "models[acme-1b].repos.huggingface"),
        ('"known/Acme-1B-GGUF"', '"else/Acme-1B-GGUF"', "models[acme-1b].gguf.huggingface"),
        ('"library/acme:1b"', '"known/acme:1b"', "models[acme-1b].gguf.ollama"),
        ('architecture = "llama"', 'architecture = "llama9"', "models[acme-1b].architecture"),
        ('architecture = "llama"\n', "", "models[acme-1b].architecture"),
        ("active_parameters = 100", "active_parameters = 2000", "models[acme-1b].active_parameters"),
        ('runs = "yes"', 'runs = "not_yet"', None),
        ('runs = "yes"', 'runs = "yes"\ngeneral = false', None),
        # The same twice, within one file.
        ('"known/Acme-1B-GGUF"', '"acme/Acme-1B-GGUF"', "models[acme-1b].gguf.huggingface"),
        ('"known/Acme-1B-GGUF"', '"ACME/acme-1b"', "models[acme-1b].gguf.huggingface"),
        ('huggingface = ["acme"]', 'huggingface = ["acme", "Acme"]', "owners.huggingface"),
        # And what another file has.
        ('id = "acme"\n', 'id = "other"\n', "id"),
        ('huggingface = ["acme"]', 'huggingface = ["acme", "other"]', "owners.huggingface"),
        ('id = "acme-1b"', 'id = "other-1b"', "models[other-1b].id"),
        ('"Old-Acme"', '"Other-1B"', "models[acme-1b].names"),
    ],
)  # fmt: skip
def test_a_family_file(tmp_path: Path, old: str, new: str, key: str | None) -> None:
    assert old in FAMILY
    # The later file is at fault for what both have.
    write(tmp_path, acme=OTHER, other=FAMILY.replace(old, new, 1))
    if key is None:
        Catalogue.load(tmp_path)
        return
    with pytest.raises(ResourceInvalid) as caught:
        Catalogue.load(tmp_path)
    assert caught.value.path == str(tmp_path / "other.toml")
    assert caught.value.reason.partition(": ")[0] == key


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("other", OTHER.replace('note.en = "Mind."\nnote.zh = "注意。"\n', ""), "models[other-1b].note"),
        ("other", OTHER.replace('repos.huggingface = "other/Other-1B"', "repos = {}"), "models[other-1b].repos"),
        ("other", OTHER[: OTHER.index("[[models]]")] + "[models]\n", "models"),
        ("other", OTHER[: OTHER.index("[[models]]")].replace("\n[owners]", "models = []\n[owners]"), "models"),
        ("quantizers", QUANTIZERS.replace("[ollama]", "[github]"), "github"),
        ("quantizers", QUANTIZERS.replace('"Known"', "1"), "huggingface[...]"),
        ("llama_cpp", LLAMA_CPP.replace("version", "versions"), "versions"),
        ("llama_cpp", LLAMA_CPP.replace('"llama"', "1"), "architectures[1]"),
    ],
    ids=["note", "repos", "model", "models", "hub", "title", "version", "architecture"],
)
def test_the_other_files(tmp_path: Path, name: str, text: str, key: str) -> None:
    write(tmp_path, **{name: text})
    with pytest.raises(ResourceInvalid) as caught:
        Catalogue.load(tmp_path)
    assert caught.value.path == str(tmp_path / f"{name}.toml")
    assert caught.value.reason.partition(": ")[0] == key


@pytest.mark.parametrize("name", ["acme", "quantizers", "llama_cpp"])
@pytest.mark.parametrize("content", [b"id = ", b"\xff\xfe", b"\x00" * 100, b'id = "a"\nid = "b"\n'])
def test_no_toml_at_all(tmp_path: Path, name: str, content: bytes) -> None:
    path = write(tmp_path) / f"{name}.toml"
    path.write_bytes(content)
    with pytest.raises(ResourceInvalid) as caught:
        Catalogue.load(tmp_path)
    assert caught.value.path == str(path)
    assert caught.value.reason


@pytest.mark.parametrize("name", ["quantizers", "llama_cpp"])
def test_a_file_is_missing(tmp_path: Path, name: str) -> None:
    path = write(tmp_path) / f"{name}.toml"
    path.unlink()
    with pytest.raises(ResourceInvalid) as caught:
        Catalogue.load(tmp_path)
    assert caught.value.path == str(path)


def test_a_folder_without_families(tmp_path: Path) -> None:
    write(tmp_path)
    for name in ("acme", "other"):
        (tmp_path / f"{name}.toml").unlink()
    with pytest.raises(ResourceInvalid) as caught:
        Catalogue.load(tmp_path)
    assert caught.value.path == str(tmp_path)
