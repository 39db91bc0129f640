"""What is open about a model, with links, and nothing that nobody stated."""

from __future__ import annotations

import pytest

from fireseed.base.paths import resources
from fireseed.hubs.catalogue import Catalogue, CatalogueModel
from fireseed.hubs.openness import MOST_LINKS, CardFacts, Layer, Part, Stated, card_facts, openness
from fireseed.hubs.protocol import Repo

CARD = """---
license: apache-2.0
datasets:
- HuggingFaceTB/smollm-corpus
- "allenai/dolma"
- not a name
tags:
- conversational
---
# SmolLM2

The paper is at https://arxiv.org/abs/2502.02737v1, and RoPE's at [here](https://arxiv.org/pdf/2104.09864.pdf).
The code of somebody else: https://github.com/somebody/else
"""


@pytest.fixture(scope="module")
def r1() -> CatalogueModel:
    model = Catalogue.load(resources() / "catalogue").model_of("huggingface", "deepseek-ai/DeepSeek-R1")
    assert model is not None
    return model


def by_part(layers: tuple[Layer, ...]) -> dict[Part, Layer]:
    return {layer.part: layer for layer in layers}


def test_all_parts_are_always_there_in_order() -> None:
    layers = openness(Repo("huggingface", "somebody/Model"), None)

    assert [layer.part for layer in layers] == list(Part)
    assert all(layer == Layer(layer.part) for layer in layers)


def test_what_the_catalogue_knows_comes_first(r1: CatalogueModel) -> None:
    repo = Repo(
        "huggingface",
        "unsloth/DeepSeek-R1-GGUF",
        tags=("gguf", "arxiv:2104.09864", "dataset:somebody/other"),
        page="https://huggingface.co/unsloth/DeepSeek-R1-GGUF",
    )

    layers = by_part(openness(repo, r1))

    assert layers[Part.WEIGHTS].stated is Stated.CATALOGUE
    assert layers[Part.WEIGHTS].links[0] == "https://huggingface.co/deepseek-ai/DeepSeek-R1"
    assert r1.links.paper is not None
    assert layers[Part.PAPER] == Layer(Part.PAPER, (r1.links.paper,), Stated.CATALOGUE)
    # DeepSeek stated neither, so nothing is claimed about the one, and the other is what this card says.
    assert layers[Part.TRAINING_CODE] == Layer(Part.TRAINING_CODE)
    assert layers[Part.DATA].stated is Stated.CARD


def test_what_the_card_states_and_what_it_mentions_are_told_apart() -> None:
    layers = by_part(openness(Repo("folder-1", "HuggingFaceTB/SmolLM2"), None, card_facts(CARD)))

    assert layers[Part.DATA] == Layer(
        Part.DATA,
        (
            "https://huggingface.co/datasets/HuggingFaceTB/smollm-corpus",
            "https://huggingface.co/datasets/allenai/dolma",
        ),
        Stated.CARD,
    )
    assert layers[Part.PAPER] == Layer(
        Part.PAPER, ("https://arxiv.org/abs/2502.02737", "https://arxiv.org/abs/2104.09864"), Stated.MENTIONED
    )
    assert layers[Part.INFERENCE_CODE] == Layer(Part.INFERENCE_CODE)


def test_a_hubs_tags_and_the_card_are_one() -> None:
    repo = Repo(
        "huggingface",
        "HuggingFaceTB/SmolLM2",
        tags=("dataset:allenai/dolma", "arxiv:2502.02737", "arxiv:1", "dataset:../..", "dataset:"),
    )

    layers = by_part(openness(repo, None, CardFacts(("allenai/dolma", "a/b"), ("2502.02737",))))

    assert layers[Part.DATA].links == (
        "https://huggingface.co/datasets/allenai/dolma",
        "https://huggingface.co/datasets/a/b",
    )
    assert layers[Part.PAPER].links == ("https://arxiv.org/abs/2502.02737",)


@pytest.mark.parametrize(
    ("page", "links"),
    [
        ("https://huggingface.co/a/b", ("https://huggingface.co/a/b",)),
        ("javascript:alert(1)", ()),
        ("http://huggingface.co/a/b", ()),
        (None, ()),
    ],
)
def test_weights_of_an_unknown_model_are_where_they_were_found(page: str | None, links: tuple[str, ...]) -> None:
    weights = openness(Repo("huggingface", "a/b", page=page), None)[0]

    assert weights == Layer(Part.WEIGHTS, links, Stated.HUB if links else None)


@pytest.mark.parametrize(
    ("head", "datasets"),
    [
        ("datasets: [a/b, 'c/d']", ("a/b", "c/d")),
        ("datasets: a/b", ("a/b",)),
        ("datasets:\n  - a/b\n\n  -   'c/d'\nlicense: mit", ("a/b", "c/d")),
        ("datasets:\nlicense: mit\n- a/b", ()),
        ("datasets: {evil: a/b}", ()),
        ("datasets: &x [*x, *x]", ()),
        ("datasets:\n- a/b\n- a/b", ("a/b",)),
        ("datasets:\n- ../../etc\n- a/b/c\n- a\n- https://evil.example/x", ()),
        ("my_datasets:\n- a/b", ()),
        ("datasets:\r\n- a/b\r\n", ("a/b",)),
    ],
)
def test_the_head_of_a_card_is_read_for_its_data_sets_only(head: str, datasets: tuple[str, ...]) -> None:
    assert card_facts(f"---\n{head}\n---\ntext\ndatasets:\n- x/y\n").datasets == datasets


@pytest.mark.parametrize(
    "card", [None, "", "---", "---\n", "no head\ndatasets:\n- a/b\n", "---\ndatasets:\n- a/b\n"]
)
def test_a_card_without_a_head_states_nothing(card: str | None) -> None:
    assert card_facts(card) == CardFacts()


@pytest.mark.parametrize(
    "card",
    [
        "---\n" + "datasets:\n- a/b\n" * 200_000 + "---\n",
        "---\ndatasets:\n" + "- a/b\n\n \t\n" * 100_000 + "---",
        "---\ndatasets: " + "[" * 1_000_000 + "\n---\n",
        "arxiv.org/abs/" * 200_000,
        "arxiv:" + "1" * 2_000_000,
        "---\ndatasets:\n" + " " * 1_000_000 + "\n---",
        "-" * 3_000_000,
    ],
    ids=["heads", "entries", "brackets", "links", "digits", "spaces", "dashes"],
)
def test_a_hostile_card_is_read_within_bounds(card: str) -> None:
    facts = card_facts(card)

    assert len(facts.datasets) <= 1
    assert facts.papers == ()


def test_no_more_links_are_shown_than_a_person_reads() -> None:
    card = "---\ndatasets:\n" + "".join(f"- a/b{number}\n" for number in range(1000)) + "---\n"
    papers = "".join(f" arxiv.org/abs/2401.{number:05}" for number in range(1000))

    layers = by_part(openness(Repo("huggingface", "a/b"), None, card_facts(card + papers)))

    assert len(layers[Part.DATA].links) == MOST_LINKS
    assert len(layers[Part.PAPER].links) == MOST_LINKS
