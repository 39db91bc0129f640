"""The shipped catalogue: what it says is complete and possible, and repos on every kind of hub are found in it."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.base.paths import resources
from fireseed.hubs import catalogue_files, references
from fireseed.hubs.catalogue import Catalogue, CatalogueModel, Family, Runs
from fireseed.hubs.licences import Licences
from fireseed.hubs.mirrors import mirror_id
from fireseed.hubs.peer import parse_peer
from fireseed.hubs.starter import STARTER_REPO

FOLDER = resources() / "catalogue"
CATALOGUE = Catalogue.load(FOLDER)
MODELS = tuple(CATALOGUE.models)
HUGGING_FACE = "huggingface"

FAMILIES = ("deepseek", "qwen", "llama", "mistral", "gemma", "gpt-oss", "glm", "kimi", "phi", "smollm")
DEEPSEEK_RUNS = (
    "DeepSeek-R1", "DeepSeek-R1-Distill-Qwen-1.5B", "DeepSeek-R1-Distill-Qwen-7B", "DeepSeek-R1-Distill-Qwen-14B",
    "DeepSeek-R1-Distill-Qwen-32B", "DeepSeek-R1-Distill-Llama-8B", "DeepSeek-R1-Distill-Llama-70B",
    "DeepSeek-R1-0528", "DeepSeek-R1-0528-Qwen3-8B", "DeepSeek-V3", "DeepSeek-V3-0324", "DeepSeek-V3.1",
    "DeepSeek-V3.2-Exp", "DeepSeek-V3.2", "DeepSeek-V4-Flash", "DeepSeek-V4-Pro",
    "DeepSeek-V4-Flash-Vision-Exp", "deepseek-llm-7b-chat",
    "deepseek-llm-67b-chat", "deepseek-coder-1.3b-instruct", "deepseek-coder-6.7b-instruct",
    "deepseek-coder-33b-instruct", "DeepSeek-Coder-V2-Instruct", "DeepSeek-Coder-V2-Lite-Instruct", "DeepSeek-OCR",
    "Janus-Pro-7B",
)  # fmt: skip
DEEPSEEK_NOT_YET = ("deepseek-vl2", "deepseek-vl2-small", "deepseek-vl2-tiny", "DeepSeek-V4.1-Flash")


def _id(model: CatalogueModel | None) -> str | None:
    return None if model is None else model.id


def _chinese(text: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in text)


def test_families_stand_in_their_order() -> None:
    assert tuple(family.id for family in CATALOGUE.families) == FAMILIES
    assert all(family.owners.get(HUGGING_FACE) for family in CATALOGUE.families)


@pytest.mark.parametrize("name", DEEPSEEK_RUNS)
def test_deepseek_that_runs(name: str) -> None:
    model = CATALOGUE.model_of(HUGGING_FACE, f"deepseek-ai/{name}")
    assert model is not None
    assert (model.family, model.runs) == ("deepseek", Runs.YES)


@pytest.mark.parametrize("name", DEEPSEEK_NOT_YET)
def test_deepseek_that_does_not_run_yet_says_so(name: str) -> None:
    model = CATALOGUE.model_of(HUGGING_FACE, f"deepseek-ai/{name}")
    assert model is not None
    assert model.runs is Runs.NOT_YET
    assert model.note is not None
    assert "llama.cpp" in model.note["en"]
    assert "llama.cpp" in model.note["zh"]


@pytest.mark.parametrize("model", MODELS, ids=_id)
def test_each_model_speaks_both_languages(model: CatalogueModel) -> None:
    for words in filter(None, (model.summary, model.note)):
        assert set(words) == {"en", "zh"}
        assert words["en"].endswith(".")
        assert not _chinese(words["en"])
        assert words["zh"].endswith("。")
        assert _chinese(words["zh"])


def test_each_licence_is_in_the_table() -> None:
    facts = Licences.load(resources() / "licences.toml").facts
    assert {model.licence for model in MODELS} - set(facts) == set()


@pytest.mark.parametrize("family", CATALOGUE.families, ids=lambda family: family.id)
def test_a_family_is_searched_for_by_each_of_its_names(family: Family) -> None:
    for name in (family.title, *family.aliases):
        found = CATALOGUE.matching(name)
        assert any(model.family == family.id for model in found), name


@pytest.mark.parametrize("model", MODELS, ids=_id)
def test_each_name_leads_to_its_model_in_any_case(model: CatalogueModel) -> None:
    for kind, name in (
        *model.repos.items(),
        *((kind, one) for kind, names in model.gguf.items() for one in names),
    ):
        for spelled in (name, name.lower(), name.upper()):
            assert _id(CATALOGUE.model_of(kind, spelled)) == model.id
        if kind != "ollama":
            assert _id(CATALOGUE.model_of(kind, "Somebody/else-GGUF", [name])) == model.id


@pytest.mark.parametrize("model", MODELS, ids=_id)
def test_each_quantizers_way_of_naming_leads_to_the_model(model: CatalogueModel) -> None:
    owner, _, title = model.repos[HUGGING_FACE].partition("/")
    for name in (
        f"unsloth/{title}-GGUF",
        f"bartowski/{owner}_{title}-GGUF",
        f"mradermacher/{title}-i1-GGUF",
        f"Somebody/{title}-Q4_K_M-GGUF",
    ):
        assert _id(CATALOGUE.model_of(HUGGING_FACE, name)) == model.id, name


@pytest.mark.parametrize(
    ("hub", "name", "bases", "identity"),
    [
        (HUGGING_FACE, "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", (), "deepseek-r1-distill-qwen-7b"),
        ("hf-mirror", "unsloth/DeepSeek-R1-Distill-Qwen-7B-GGUF", (), "deepseek-r1-distill-qwen-7b"),
        ("modelscope", "ZhipuAI/GLM-4.5-Air", (), "glm-4.5-air"),
        ("modelscope-ai", "Qwen/Qwen3-8B-GGUF", (), "qwen3-8b"),
        # A copy elsewhere, under the name that another hub knows it by.
        ("peer-192.168.1.20-17317", "ZhipuAI/GLM-4.5-Air", (), "glm-4.5-air"),
        ("folder-0123abcd", "Qwen/Qwen3-8B-GGUF", (), "qwen3-8b"),
        # A former name of a repo, and of its owner.
        (HUGGING_FACE, "meta-llama/Meta-Llama-3.1-8B-Instruct", (), "llama-3.1-8b-instruct"),
        (HUGGING_FACE, "somebody/x-GGUF", ("meta-llama/Meta-Llama-3.1-8B-Instruct",), "llama-3.1-8b-instruct"),
        (HUGGING_FACE, "somebody/x-GGUF", ("THUDM/GLM-4-9B-0414",), "glm-4-9b-0414"),
        # What it says of its base counts more than what it is called.
        (HUGGING_FACE, "somebody/DeepSeek-R1-GGUF", ("Qwen/Qwen3-8B",), "qwen3-8b"),
        (HUGGING_FACE, "somebody/DeepSeek-R1-GGUF", ("somebody/else",), None),
        # Several models merged are another one, also when only one of them is known.
        (HUGGING_FACE, "somebody/merged-GGUF", ("Qwen/Qwen3-8B", "deepseek-ai/DeepSeek-R1"), None),
        (HUGGING_FACE, "somebody/merged-GGUF", ("Qwen/Qwen3-8B", "somebody/else"), None),
        # Alike is not the same.
        (HUGGING_FACE, "somebody/DeepSeek-R1-Distill-Qwen-7B-abliterated-GGUF", (), None),
        (HUGGING_FACE, "somebody/deepseek-ai_DeepSeek-R1-abliterated-GGUF", (), None),
        (HUGGING_FACE, "somebody/Somebody_DeepSeek-R1-GGUF", (), None),
        (HUGGING_FACE, "DeepSeek-R1", (), None),
        (HUGGING_FACE, "", (), None),
        # An address in the web can be called anything.
        ("web", "example.com/DeepSeek-R1-GGUF", (), None),
    ],
)
def test_which_model_a_repo_is_about(hub: str, name: str, bases: tuple[str, ...], identity: str | None) -> None:
    assert _id(CATALOGUE.model_of(hub, name, bases)) == identity


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("library/deepseek-r1:7b", "deepseek-r1-distill-qwen-7b"),
        ("deepseek-r1:14b", "deepseek-r1-distill-qwen-14b"),
        ("library/deepseek-r1:32b-qwen-distill-q4_K_M", "deepseek-r1-distill-qwen-32b"),
        ("library/deepseek-r1", "deepseek-r1-0528-qwen3-8b"),
        ("library/deepseek-r1:8b-llama-distill-fp16", "deepseek-r1-distill-llama-8b"),
        ("library/qwen2.5:7b-instruct-q8_0", "qwen2.5-7b-instruct"),
        ("library/qwen2.5:7b-base", None),
        ("library/deepseek-r1:9000b", None),
        ("somebody/deepseek-r1:7b", None),
        ("library/glm-4.7-flash:Q4_K_M", "glm-4.7-flash"),
        ("library/deepseek-r1:", "deepseek-r1-0528-qwen3-8b"),
        ("", None),
    ],
)
def test_which_model_an_ollama_tag_is(name: str, identity: str | None) -> None:
    assert _id(CATALOGUE.model_of("ollama", name)) == identity


def test_the_starter_is_known_with_its_publisher_and_its_quantizer() -> None:
    for bases in ((), ("HuggingFaceTB/SmolLM2-135M-Instruct",)):
        assert _id(CATALOGUE.model_of("builtin", STARTER_REPO, bases)) == "smollm2-135m-instruct"
    assert CATALOGUE.quantizer("builtin", STARTER_REPO.partition("/")[0]) == "QuantFactory"


@pytest.mark.parametrize(
    ("hub", "owner", "family"),
    [
        (HUGGING_FACE, "deepseek-ai", "deepseek"),
        (HUGGING_FACE, "DeepSeek-AI", "deepseek"),
        ("hf-mirror", "Qwen", "qwen"),
        (HUGGING_FACE, "THUDM", "glm"),
        ("modelscope", "ZhipuAI", "glm"),
        ("modelscope", "zai-org", None),  # nobody's there
        (HUGGING_FACE, "ZhipuAI", None),
        (HUGGING_FACE, "deepseek-a1", None),
        (HUGGING_FACE, "unsloth", None),
        ("ollama", "library", None),
        # Whoever runs these can call an owner as they like.
        ("peer-192.168.1.20-17317", "deepseek-ai", None),
        ("folder-0123abcd", "deepseek-ai", None),
        ("web", "deepseek-ai", None),
    ],
)
def test_whose_organisation_an_owner_is(hub: str, owner: str, family: str | None) -> None:
    found = CATALOGUE.family_of_owner(hub, owner)
    assert (found.id if found else None) == family


@pytest.mark.parametrize(
    ("hub", "owner", "title"),
    [
        (HUGGING_FACE, "unsloth", "Unsloth"),
        (HUGGING_FACE, "Bartowski", "bartowski"),
        ("mirror-example.com", "ggml-org", "ggml"),
        ("ollama", "library", "Ollama"),
        ("modelscope", "unsloth", "Unsloth"),
        ("peer-192.168.1.20-17317", "unsloth", None),
        (HUGGING_FACE, "library", None),
    ],
)
def test_known_quantizers(hub: str, owner: str, title: str | None) -> None:
    assert CATALOGUE.quantizer(hub, owner) == title


@pytest.mark.parametrize(
    ("hub", "kind"),
    [
        ("huggingface", "huggingface"),
        ("builtin", "huggingface"),
        (mirror_id("https://hf-mirror.com"), "huggingface"),
        (mirror_id("https://models.company.example/hf"), "huggingface"),
        (references.MODELSCOPE, "modelscope"),
        (references.MODELSCOPE_INTERNATIONAL, "modelscope"),
        (references.OLLAMA, "ollama"),
        (references.WEB, "web"),
        (parse_peer("192.168.1.20").hub_id, "peer"),
        ("folder-0123abcd", "folder"),
    ],
)
def test_what_kind_of_hub_an_id_is(hub: str, kind: str) -> None:
    assert Catalogue.hub_kind(hub) == kind


def test_searching_takes_all_words_of_any_language() -> None:
    assert {model.family for model in CATALOGUE.matching("深度求索")} == {"deepseek"}
    assert {model.id for model in CATALOGUE.matching("通义千问 vl 8b")} == {"qwen3-vl-8b-instruct"}
    assert {model.id for model in CATALOGUE.matching("Distill LLAMA deepseek-r1")} == {
        "deepseek-r1-distill-llama-8b",
        "deepseek-r1-distill-llama-70b",
    }
    assert CATALOGUE.matching("deepseek nonsense") == ()
    assert CATALOGUE.matching(" ") == ()


@given(st.sampled_from(["huggingface", "modelscope", "ollama", "web", "peer-1", "x"]), st.text(), st.text())
def test_no_name_is_too_strange(hub: str, name: str, other: str) -> None:
    CATALOGUE.model_of(hub, name)
    CATALOGUE.model_of(hub, f"{name}/{other}", [other])
    assert CATALOGUE.family_of_owner(hub, f"{name}!") is None
    CATALOGUE.matching(name)


def test_the_architectures_are_those_of_the_pinned_llama_cpp() -> None:
    contents = catalogue_files.read(FOLDER)
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert f"llama-cpp-python=={contents.version}" in project["project"]["dependencies"]
    assert {model.architecture for model in MODELS if model.runs is Runs.YES} <= contents.architectures


def test_the_installed_llama_cpp_has_these_architectures() -> None:
    spec = importlib.util.find_spec("llama_cpp")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0], "lib")
    libraries = [
        path for name in ("libllama.so", "libllama.dylib", "llama.dll") if (path := folder / name).exists()
    ]
    native = libraries[0].read_bytes()
    known = catalogue_files.read(FOLDER).architectures
    assert {name for name in known if name.encode() + b"\0" not in native} == set()
    assert b"no-such-architecture\0" not in native
