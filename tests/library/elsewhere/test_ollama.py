"""Ollama's store: manifests that name blobs."""

from __future__ import annotations

import json
import os

import pytest

from fireseed.base.errors import ModelMissing, NotGguf, RecordsInvalid
from fireseed.library.elsewhere.found import Found, Origin
from library.elsewhere.computer import Computer, gguf, sha256

NAME = "registry.ollama.ai/library/llama3.2/3b"
MODEL = gguf("llama")


def look(computer: Computer) -> Found:
    return computer.look(Origin.OLLAMA)


def test_a_model_with_its_projector_and_what_belongs_to_it(computer: Computer) -> None:
    eyes = gguf("eyes", architecture="clip")
    layers = {"model": MODEL, "projector": eyes, "template": b"{{ .Prompt }}", "params": b"{}", "license": b"MIT"}
    computer.pulled(NAME, layers)
    before = computer.tree()
    (model,) = look(computer).models
    assert (model.repo, model.variant, model.hub) == ("library/llama3.2", "3b", "ollama")
    assert [file.stated for file in model.files] == [sha256(MODEL)]
    assert model.files[0].path == computer.home / f".ollama/models/blobs/sha256-{sha256(MODEL)}"
    assert model.projector is not None
    assert model.projector.stated == sha256(eyes)
    assert {file.path.read_bytes() for file in model.extras} == {b"{{ .Prompt }}", b"{}", b"MIT"}
    assert look(computer).problems == ()
    assert computer.tree() == before


@pytest.mark.parametrize(
    ("host", "hub"),
    [("hf.co", "huggingface"), ("modelscope.cn", "modelscope"), ("registry.example.org", "")],
)
def test_the_hub_that_it_came_from(computer: Computer, host: str, hub: str) -> None:
    computer.pulled(f"{host}/bartowski/Qwen3-8B-GGUF/Q4_K_M", {"model": MODEL})
    (model,) = look(computer).models
    assert (model.repo, model.variant, model.hub) == ("bartowski/Qwen3-8B-GGUF", "Q4_K_M", hub)


def test_two_tags_of_the_same_files_are_one_model(computer: Computer) -> None:
    computer.pulled("registry.ollama.ai/library/llama3.2/latest", {"model": MODEL})
    computer.pulled(NAME, {"model": MODEL})
    computer.pulled("registry.ollama.ai/library/llama3.2/1b", {"model": gguf("another")})
    assert [model.variant for model in look(computer).models] == ["1b", "3b"]


def test_the_newer_store_of_manifests(computer: Computer) -> None:
    """There a name is a link to a manifest that is itself a blob."""
    manifest = computer.pulled(NAME, {"model": MODEL}, root="elsewhere")
    blob = computer.put(f".ollama/models/blobs/sha256-{sha256(manifest.read_bytes())}", manifest.read_bytes())
    link = computer.home / ".ollama/models/manifests-v2" / NAME
    link.parent.mkdir(parents=True)
    link.symlink_to(os.path.relpath(blob, link.parent))
    assert [model.variant for model in look(computer).models] == ["3b"]


def test_of_a_list_for_several_engines_the_one_for_ours(computer: Computer) -> None:
    listed = json.loads(computer.pulled(NAME, {"model": MODEL}).read_text())
    blob = json.dumps(listed)
    computer.put(f".ollama/models/blobs/sha256-{sha256(blob.encode())}", blob)
    kind = "application/vnd.ollama.manifest.list.v2+json"
    others = {"runner": "mlx", "layers": [{"mediaType": "application/vnd.ollama.image.tensor", "digest": "x"}]}
    reference = {"runner": "llamacpp", "digest": f"sha256:{sha256(blob.encode())}"}
    for choice in (reference, {**listed, "runner": "ollama"}):
        document = {"mediaType": kind, "manifests": [others, choice]}
        computer.put(f".ollama/models/manifests/{NAME}", document)
        assert [model.variant for model in look(computer).models] == ["3b"]
    computer.put(f".ollama/models/manifests/{NAME}", {"mediaType": kind, "manifests": [others]})
    assert (look(computer).models, look(computer).problems) == ((), ())


def test_the_folders_of_the_environment_and_of_the_linux_service(computer: Computer) -> None:
    service = "../usr/share/ollama/.ollama/models"
    computer.pulled("registry.ollama.ai/library/a/1b", {"model": gguf("a")}, models=service)
    computer.pulled("registry.ollama.ai/library/b/1b", {"model": gguf("b")}, models="named")
    computer.environment["OLLAMA_MODELS"] = f' "{computer.home / "named"}" '
    assert {model.repo for model in look(computer).models} == {"library/a", "library/b"}


def test_tensors_are_told_to_be_no_gguf(computer: Computer) -> None:
    computer.pulled(NAME, {"tensor": b"\0" * 100})
    found = look(computer)
    assert found.models == ()
    (problem,) = found.problems
    assert isinstance(problem.error, NotGguf)
    assert problem.error.found == "safetensors"


def test_a_model_in_the_cloud_is_none_here(computer: Computer) -> None:
    computer.put(f".ollama/models/manifests/{NAME}", {"schemaVersion": 2, "layers": []})
    computer.put(
        ".ollama/models/manifests/registry.ollama.ai/library/x/cloud", {"schemaVersion": 2, "layers": None}
    )
    found = look(computer)
    assert (found.models, found.problems) == ((), ())


def test_an_adapter_is_not_passed_over_in_silence(computer: Computer) -> None:
    computer.pulled(NAME, {"model": MODEL, "adapter": gguf("lora")})
    found = look(computer)
    assert found.models == ()
    assert isinstance(found.problems[0].error, RecordsInvalid)


def test_a_blob_that_is_not_there(computer: Computer) -> None:
    computer.pulled(NAME, {"model": MODEL})
    (computer.home / f".ollama/models/blobs/sha256-{sha256(MODEL)}").unlink()
    found = look(computer)
    assert found.models == ()
    assert isinstance(found.problems[0].error, ModelMissing)


@pytest.mark.parametrize(
    "digest",
    [
        "../../x",
        "sha256:../../../../etc/passwd",
        "sha256:" + "A" * 64,
        "sha256:" + "a" * 63,
        "sha256:" + "a" * 64 + "/..",
        "sha256:" + "a" * 64 + "\n",
        "sha512:" + "a" * 64,
        "",
        "\ud800",
        "x" * 100_000,
    ],
)
def test_what_is_no_digest_becomes_part_of_no_path(computer: Computer, digest: str) -> None:
    layer = {"mediaType": "application/vnd.ollama.image.model", "digest": digest}
    computer.put(f".ollama/models/manifests/{NAME}", {"layers": [layer]})
    computer.put(".ollama/x", MODEL)
    found = look(computer)
    assert found.models == ()
    (problem,) = found.problems
    assert isinstance(problem.error, RecordsInvalid)
    assert len(str(problem.error)) < 1000


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"layers": {}}',
        b'{"layers": [null]}',
        b'{"layers": [{"mediaType": 1, "digest": []}]}',
        b'{"layers": [{"digest": "sha256:"}]}',
        b'{"mediaType": "application/vnd.ollama.manifest.list.v2+json", "manifests": 1}',
        b"\xff\xfe",
        b"[" * 200_000,
        b"9" * 100_000,
        b'{"layers": [' + b'{"mediaType": "a", "digest": "b"},' * 20_000 + b"1]}",
    ],
    ids=range(13),
)
def test_a_manifest_that_makes_no_sense_is_told(computer: Computer, manifest: bytes) -> None:
    computer.put(f".ollama/models/manifests/{NAME}", manifest)
    computer.pulled("registry.ollama.ai/library/good/1b", {"model": MODEL})
    found = look(computer)
    assert [model.repo for model in found.models] == ["library/good"]
    assert [type(problem.error) for problem in found.problems] == [RecordsInvalid]


def test_a_manifest_of_a_gigabyte_is_not_read(computer: Computer) -> None:
    path = computer.put(f".ollama/models/manifests/{NAME}", b"")
    with path.open("wb") as stream:
        stream.truncate(1 << 30)
    (problem,) = look(computer).problems
    assert isinstance(problem.error, RecordsInvalid)
    assert problem.error.reason == "1073741824 bytes"


def test_names_that_ollama_would_not_use_are_none(computer: Computer) -> None:
    for name in ("host/library/m/.hidden", "host/m/tag", "host/library/m/tag/deep", "ho st/library/m/tag"):
        computer.pulled(name, {"model": MODEL})
    assert look(computer).models == ()
