"""An Ollama registry as a hub: manifests, what is kept of them, what is refused, and a real download."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fireseed.base.errors import (
    FireseedError,
    FormatUnsupported,
    HubAnswerInvalid,
    HubRefused,
    HubUnreachable,
    NotFound,
    RateLimited,
)
from fireseed.hubs.ollama import OllamaHub
from fireseed.hubs.protocol import FileSource, SearchQuery
from fireseed.hubs.session import Patience
from fireseed.transfer.digest import Outcome
from fireseed.transfer.plan import variants
from hub.content import MIB, seeded
from hub.server import LoopbackHub
from hubs.download import downloaded
from hubs.ollama_registry import OllamaRegistry, layer, manifest, stored
from hubs.scripted_hub import Answer, ScriptedHub, closed_port

MODEL = layer("model", b"GGUF")
MANIFEST = manifest(MODEL)


@pytest.fixture
def hub(scripted: ScriptedHub) -> Iterator[OllamaHub]:
    hub = OllamaHub("ollama", "Ollama", scripted.url, "https://ollama.example/", patience=Patience(30, 90))
    yield hub
    hub.close()


def serve(scripted: ScriptedHub, **manifests: bytes) -> OllamaRegistry:
    registry = OllamaRegistry(manifests)
    scripted.answer = registry.answer
    return registry


def test_a_manifest_becomes_files(scripted: ScriptedHub, hub: OllamaHub) -> None:
    whole = manifest(
        MODEL,
        layer("projector", b"clip"),
        layer("adapter", b"lora"),
        layer("template", b"{{ .Prompt }}"),
        layer("system", b"Be kind."),
        layer("params", b'{"stop":["<end>"]}'),
        layer("messages", b"[]"),
        layer("license", b"MIT"),
        layer("license", b"and another"),
        layer("embed", b"of old"),
        layer("", b"", mediaType="application/octet-stream"),
    )
    serve(scripted, **{"library/gemma3:4b-it-q4_K_M": whole})
    listing = hub.listing("library/gemma3", "4b-it-q4_K_M")
    assert listing.commit == listing.repo.commit == hashlib.sha256(whole).hexdigest()
    assert (listing.repo.hub, listing.repo.name) == ("ollama", "library/gemma3")
    assert listing.repo.page == "https://ollama.example/library/gemma3"
    stem = "gemma3-4b-it-q4_K_M"
    assert [(file.path, file.size, file.extra) for file in listing.files] == [
        (f"{stem}.gguf", 4, False),
        (f"mmproj-{stem}.gguf", 4, False),
        (f"{stem}.adapter", 4, True),
        (f"{stem}.template", 13, True),
        (f"{stem}.system", 8, True),
        (f"{stem}.params.json", 18, True),
        (f"{stem}.messages.json", 2, True),
        (f"{stem}.license", 3, True),
        (f"{stem}-2.license", 11, True),
    ]
    assert listing.files[0].key == MODEL["digest"]
    assert f"sha256:{listing.files[0].sha256}" == MODEL["digest"]
    (variant,) = variants(listing.files)
    assert variant.name == "4b-it-q4_K_M"
    assert len(variant.all_files) == 9
    assert scripted.requests[0].headers["accept"] == "application/vnd.docker.distribution.manifest.v2+json"
    assert "authorization" not in scripted.requests[0].headers


def test_a_name_without_a_tag_means_latest(scripted: ScriptedHub, hub: OllamaHub) -> None:
    serve(scripted, **{"library/qwen3:latest": MANIFEST})
    (file,) = hub.listing("library/qwen3").files
    assert (file.path, file.variant) == ("qwen3-latest.gguf", "latest")


def test_a_name_with_its_tag_is_that_tag(scripted: ScriptedHub, hub: OllamaHub) -> None:
    serve(scripted, **{"library/qwen3:8b": MANIFEST})
    listing = hub.listing("library/qwen3:8b")
    assert (listing.repo.name, listing.files[0].variant) == ("library/qwen3", "8b")
    for name in ("library/qwen3:../x", "library/qwen3:8b:4b", "library/qwen3:7b"):
        with pytest.raises(NotFound):
            hub.listing(name)
    assert hub.card("library/qwen3", listing.commit) is None
    assert hub.text("library/qwen3", listing.commit, "README.md") is None


def test_a_search_answers_exact_names_only(scripted: ScriptedHub, hub: OllamaHub) -> None:
    tensors = manifest(layer("tensor", b"T"))
    elsewhere = manifest(layer("license", b"MIT"), layers=None)
    serve(
        scripted,
        **{
            "library/qwen3:latest": MANIFEST,
            "me/mine:latest": MANIFEST,
            "library/mlx:latest": tensors,
            "library/far:latest": elsewhere,
        },
    )
    found = {text: [row.name for row in hub.search(SearchQuery(text)).repos] for text in ("qwen3", " me/mine ")}
    assert found == {"qwen3": ["library/qwen3"], " me/mine ": ["me/mine"]}
    for text in ("qwen", "mlx", "far"):
        assert hub.search(SearchQuery(text)) == hub.search(SearchQuery(""))
    asked = len(scripted.requests)
    for text in ("", "two words", "a/b/c", "qwen3:8b", "../x", "深度", "x" * 5000):
        assert hub.search(SearchQuery(text)).repos == ()
    assert len(scripted.requests) == asked


def test_a_model_of_tensors_is_refused_before_any_byte(scripted: ScriptedHub, hub: OllamaHub) -> None:
    tensors = [layer("tensor", b"T", mediaType="application/vnd.ollama.image.tensor; name=a")] * 3000
    serve(scripted, **{"library/flux:latest": manifest(*tensors)})
    with pytest.raises(FormatUnsupported) as caught:
        hub.listing("library/flux")
    assert caught.value.facts == {"repo": "library/flux:latest", "format": "tensor"}


def test_a_model_that_runs_elsewhere_has_no_variant(scripted: ScriptedHub, hub: OllamaHub) -> None:
    serve(scripted, **{"library/big:cloud": manifest(layers=None)})
    assert variants(hub.listing("library/big", "cloud").files) == ()


@pytest.mark.parametrize(
    "lie",
    [
        {"digest": "sha256:" + "0" * 63},
        {"digest": "sha256:" + "A" * 64},
        {"digest": "sha256:../../../../../etc/passwd"},
        {"digest": "sha256-" + "0" * 64},
        {"digest": MODEL["digest"] + "\n"},
        {"digest": None},
        {"size": -1},
        {"size": 2**60},
        {"size": "4"},
        {"mediaType": 7},
    ],
)
def test_a_part_that_can_not_be_believed(scripted: ScriptedHub, hub: OllamaHub, lie: dict[str, Any]) -> None:
    serve(scripted, **{"library/qwen3:latest": manifest(MODEL | lie)})
    with pytest.raises(HubAnswerInvalid):
        hub.listing("library/qwen3")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'{"layers": {}}',
        b"[" * 100_000,
        manifest(MODEL, layer("model", b"another")),
        manifest(*[MODEL] * 20_001),
        manifest(MODEL, *[layer("license", b"MIT")] * 17),
        manifest(MODEL, layer("template", b"", size=2**40)),
    ],
    ids=["nothing", "list", "null", "object", "deep", "two", "many", "licences", "large"],
)
def test_manifests_that_make_no_sense(scripted: ScriptedHub, hub: OllamaHub, body: bytes) -> None:
    serve(scripted, **{"library/qwen3:latest": body})
    with pytest.raises(HubAnswerInvalid):
        hub.listing("library/qwen3")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(404, b"{}"), NotFound("Ollama", "library/qwen3:8b")),
        (Answer(400, b'{"error":"sharded"}'), HubRefused("Ollama", 400, "URL")),
        (Answer(500, b"oops", kind="text/plain"), HubRefused("Ollama", 500, "URL")),
        (Answer(429, b"{}", {"Retry-After": "3"}), RateLimited("Ollama", 3.0)),
    ],
)
def test_refusals(scripted: ScriptedHub, hub: OllamaHub, answer: Answer, expected: FireseedError) -> None:
    scripted.answer = lambda _: answer
    with pytest.raises(type(expected)) as caught:
        hub.listing("library/qwen3", "8b")
    facts = caught.value.facts
    if "url" in facts:
        facts["url"] = "URL"
    assert facts == expected.facts


def test_a_failing_registry_is_no_empty_search(scripted: ScriptedHub, hub: OllamaHub) -> None:
    scripted.answer = lambda _: Answer(500, b"")
    with pytest.raises(HubRefused):
        hub.search(SearchQuery("qwen3"))


@pytest.mark.parametrize(
    ("repo", "tag"),
    [
        ("qwen3", None),
        ("a/b/c", None),
        ("../b", None),
        ("a/..", None),
        ("a/b", "../x"),
        ("a/b", "x/y"),
    ],
)
def test_names_that_no_model_has_are_not_asked_for(
    scripted: ScriptedHub, hub: OllamaHub, repo: str, tag: str | None
) -> None:
    with pytest.raises(NotFound):
        hub.listing(repo, tag)
    assert scripted.requests == []


@pytest.mark.parametrize("digest", ["", "a.gguf", "sha256:x", f"{MODEL['digest']}/..", f"{MODEL['digest']}\n"])
def test_only_a_digest_has_an_address(hub: OllamaHub, digest: str) -> None:
    with pytest.raises(NotFound):
        hub.address(FileSource("ollama", "library/qwen3", "c", digest))


def test_nobody_there_and_closed() -> None:
    hub = OllamaHub("ollama", "Ollama", f"http://127.0.0.1:{closed_port()}", "https://ollama.example")
    with pytest.raises(HubUnreachable):
        hub.search(SearchQuery("qwen3"))
    hub.close()
    with pytest.raises(HubUnreachable):
        hub.listing("library/qwen3")


def test_a_download_brings_every_part_verified(scripted: ScriptedHub, hub: OllamaHub, tmp_path: Path) -> None:
    model, projector, params = seeded(9 * MIB + 1), seeded(MIB, 2), json.dumps({"temperature": 0.6}).encode()
    whole = manifest(layer("model", model), layer("projector", projector), layer("params", params))
    registry = serve(scripted, **{"library/gemma3:4b": whole})
    with LoopbackHub(stored("library/gemma3", model, projector, params)) as registry.storage:
        files = downloaded(hub, "library/gemma3", "4b", tmp_path)
        assert all("Authorization" not in seen.headers for seen in registry.storage.requests("cdn"))
    folder = tmp_path / "models" / "ollama" / "library" / "gemma3"
    assert {file.path: file.outcome for file in files} == {
        folder / name: Outcome.VERIFIED
        for name in ("gemma3-4b.gguf", "mmproj-gemma3-4b.gguf", "gemma3-4b.params.json")
    }
    assert (folder / "gemma3-4b.gguf").read_bytes() == model
    assert (folder / "gemma3-4b.params.json").read_bytes() == params
