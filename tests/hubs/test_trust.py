"""Four levels of trust, and what speaks for and against each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fireseed.base.paths import resources
from fireseed.hubs.catalogue import Catalogue, CatalogueModel, Family, Links, Runs
from fireseed.hubs.lookalikes import Imitation
from fireseed.hubs.protocol import Relation, Repo
from fireseed.hubs.trust import Ground, Level, Trust, judge

MODEL = CatalogueModel(
    id="deepseek-r1-distill-qwen-7b",
    family="deepseek",
    title="DeepSeek R1 Distill Qwen 7B",
    released=date(2025, 1, 20),
    parameters=7_600_000_000,
    active_parameters=None,
    context_length=131_072,
    architecture="qwen2",
    runs=Runs.YES,
    repos={"huggingface": "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B"},
    gguf={
        "huggingface": ("unsloth/DeepSeek-R1-Distill-Qwen-7B-GGUF",),
        "ollama": ("library/deepseek-r1:7b",),
    },
    skills=frozenset(),
    licence="mit",
    links=Links(),
    summary={"en": "A model.", "zh": "一个模型。"},
)
FAMILY = Family(
    id="deepseek",
    title="DeepSeek",
    aliases=(),
    owners={"huggingface": ("deepseek-ai",), "modelscope": ("deepseek-ai",)},
    page="https://www.deepseek.com",
    models=(MODEL,),
)
CATALOGUE = Catalogue(
    families=(FAMILY,),
    quantizers={
        "huggingface": {"unsloth": "Unsloth", "bartowski": "bartowski"},
        "modelscope": {"unsloth": "Unsloth"},
        "ollama": {"library": "Ollama"},
    },
)
OFFICIAL = "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B"


def grounds(trust: Trust) -> list[tuple[Ground, str]]:
    return [(one.ground, one.name) for one in trust.evidence]


@pytest.mark.parametrize(
    "hub", ["huggingface", "hf-mirror", "mirror-1a2b3c", "builtin", "modelscope", "modelscope-ai"]
)
@pytest.mark.parametrize("owner", ["deepseek-ai", "DeepSeek-AI"])
def test_a_familys_own_organisation_is_official(hub: str, owner: str) -> None:
    trust = judge(Repo(hub, f"{owner}/DeepSeek-R1"), CATALOGUE)

    assert trust.level is Level.OFFICIAL
    assert trust.family is FAMILY
    assert grounds(trust) == [(Ground.OWN_ORGANISATION, owner)]
    assert trust.evidence[0].title == "DeepSeek"
    assert trust.evidence[0].link == "https://www.deepseek.com"
    assert trust.evidence[0].speaks_for
    assert trust.lookalike is None


def test_a_known_quantizer_of_an_official_repo_is_known() -> None:
    repo = Repo("huggingface", "bartowski/Something-GGUF", base_models=(OFFICIAL,), relation=Relation.QUANTIZED)

    trust = judge(repo, CATALOGUE)

    assert (trust.level, trust.family) == (Level.KNOWN, FAMILY)
    assert grounds(trust) == [(Ground.LISTED_QUANTIZER, "bartowski"), (Ground.OFFICIAL_BASE, OFFICIAL)]
    assert all(one.speaks_for for one in trust.evidence)


def test_a_repo_that_the_catalogue_names_is_known_whatever_its_card_says() -> None:
    trust = judge(Repo("huggingface", "unsloth/DeepSeek-R1-Distill-Qwen-7B-GGUF"), CATALOGUE)

    assert (trust.level, trust.family) == (Level.KNOWN, FAMILY)
    assert grounds(trust)[1] == (Ground.LISTED_REPO, "unsloth/DeepSeek-R1-Distill-Qwen-7B-GGUF")


@pytest.mark.parametrize("name", ["library/deepseek-r1", "library/deepseek-r1:7b", "library/deepseek-r1:7b-q8_0"])
def test_a_registrys_repo_is_known_with_and_without_a_tag(name: str) -> None:
    assert judge(Repo("ollama", name), CATALOGUE).level is Level.KNOWN
    assert judge(Repo("ollama", "library/somebody-else"), CATALOGUE).level is Level.UNKNOWN


@pytest.mark.parametrize(
    ("bases", "relation", "missing"),
    [
        ((), None, [(Ground.UNSTATED_BASE, "unsloth/X-GGUF")]),
        (("somebody/Model",), Relation.QUANTIZED, [(Ground.UNOFFICIAL_BASE, "somebody/Model")]),
        ((OFFICIAL, "somebody/Model"), None, [(Ground.UNOFFICIAL_BASE, "somebody/Model")]),
        ((OFFICIAL,), Relation.FINETUNE, [(Ground.ALTERED, OFFICIAL)]),
        ((OFFICIAL,), Relation.MERGE, [(Ground.ALTERED, OFFICIAL)]),
        (("deepseek-ai",), None, [(Ground.UNOFFICIAL_BASE, "deepseek-ai")]),
        (("deepseek-a1/DeepSeek-R1",), None, [(Ground.UNOFFICIAL_BASE, "deepseek-a1/DeepSeek-R1")]),
    ],
)
def test_a_known_quantizer_alone_is_not_enough(
    bases: tuple[str, ...], relation: Relation | None, missing: list[tuple[Ground, str]]
) -> None:
    trust = judge(Repo("huggingface", "unsloth/X-GGUF", base_models=bases, relation=relation), CATALOGUE)

    assert (trust.level, trust.family) == (Level.UNKNOWN, None)
    assert grounds(trust) == [(Ground.LISTED_QUANTIZER, "unsloth"), *missing]
    assert not any(one.speaks_for for one in trust.evidence[1:])


def test_the_same_digest_on_two_hubs_is_agreement() -> None:
    trust = judge(Repo("huggingface", "somebody/Model-GGUF"), CATALOGUE, agreed_by=("modelscope", "modelscope"))

    assert (trust.level, trust.family) == (Level.AGREED, None)
    assert grounds(trust) == [(Ground.SAME_DIGEST, "modelscope"), (Ground.UNLISTED_OWNER, "somebody")]


@pytest.mark.parametrize(
    "others", [(), ("huggingface",), ("hf-mirror", "mirror-ab12"), ("peer-1", "folder-2", "web")]
)
def test_a_mirror_or_a_neighbour_with_the_same_digest_is_no_second_publisher(others: tuple[str, ...]) -> None:
    trust = judge(Repo("huggingface", "somebody/Model-GGUF"), CATALOGUE, agreed_by=others)

    assert trust.level is Level.UNKNOWN
    assert grounds(trust) == [(Ground.UNLISTED_OWNER, "somebody")]


def test_agreement_is_evidence_beside_a_better_level_too() -> None:
    official = judge(Repo("huggingface", OFFICIAL), CATALOGUE, agreed_by=["modelscope"])
    quantizer = judge(Repo("huggingface", "unsloth/X-GGUF"), CATALOGUE, agreed_by=["modelscope"])

    assert official.level is Level.OFFICIAL
    assert (Ground.SAME_DIGEST, "modelscope") in grounds(official)
    assert quantizer.level is Level.AGREED


def test_an_imitation_is_called_out_and_never_more_than_unknown() -> None:
    repo = Repo("huggingface", "deepseek-a1/DeepSeek-R1", base_models=(OFFICIAL,))

    trust = judge(repo, CATALOGUE, agreed_by=("modelscope",))

    assert (trust.level, trust.family) == (Level.UNKNOWN, None)
    assert trust.lookalike is not None
    assert trust.lookalike.imitates.title == "DeepSeek"
    assert trust.lookalike.how is Imitation.LOOKS
    assert (Ground.SAME_DIGEST, "modelscope") in grounds(trust)


@pytest.mark.parametrize("hub", ["peer-192-168-1-7", "folder-1a2b3c4d", "web"])
def test_whoever_runs_a_hub_can_call_a_repo_anything(hub: str) -> None:
    trust = judge(Repo(hub, "deepseek-ai/DeepSeek-R1"), CATALOGUE)

    assert (trust.level, trust.family, trust.lookalike) == (Level.UNKNOWN, None, None)
    assert grounds(trust) == [(Ground.UNPROVEN_NAME, hub)]
    assert judge(Repo(hub, "deepseek-ai/DeepSeek-R1"), CATALOGUE, ["huggingface"]).level is Level.AGREED
    assert judge(Repo(hub, "deepseek_ai/DeepSeek-R1"), CATALOGUE).lookalike is not None


def test_a_namesake_on_another_hub_is_neither_trusted_nor_a_fake() -> None:
    trust = judge(Repo("modelscope", "bartowski/Model-GGUF", base_models=(OFFICIAL,)), CATALOGUE)

    assert (trust.level, trust.lookalike) == (Level.UNKNOWN, None)
    assert grounds(trust) == [(Ground.NAMESAKE, "bartowski")]


def test_a_hostile_repo_is_judged_too() -> None:
    bases = ("", "/", "a" * 100_000, "deepseek-ai/", "/x", "\u202edeepseek-ai/x")
    trust = judge(Repo("huggingface", "unsloth/" + "x" * 100_000, base_models=bases), CATALOGUE)

    assert trust.level is Level.UNKNOWN
    assert judge(Repo("huggingface", ""), CATALOGUE).level is Level.UNKNOWN


def test_each_catalogue_has_its_own_organisations() -> None:
    other = replace(CATALOGUE, families=(replace(FAMILY, owners={"huggingface": ("somebody",)}),))

    assert judge(Repo("huggingface", "some-body/X"), CATALOGUE).lookalike is None
    assert judge(Repo("huggingface", "some-body/X"), other).lookalike is not None
    assert judge(Repo("huggingface", "deepseek_ai/X"), other).lookalike is None


def test_the_shipped_catalogue_knows_the_real_ones() -> None:
    catalogue = Catalogue.load(resources() / "catalogue")

    for model in catalogue.models:
        for hub, name in model.repos.items():
            trust = judge(Repo(hub, name), catalogue)
            assert (trust.level, trust.lookalike) == (Level.OFFICIAL, None), (hub, name)
