"""Owners that imitate somebody are called out, and nobody else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from fireseed.base.paths import resources
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.lookalikes import LONGEST_OWNER, Imitation, Lookalikes, Organisation

TRUSTED = (
    "deepseek-ai",
    "Qwen",
    "meta-llama",
    "mistralai",
    "google",
    "openai",
    "zai-org",
    "THUDM",
    "moonshotai",
    "microsoft",
    "HuggingFaceTB",
    "ggml-org",
    "unsloth",
    "bartowski",
    "lmstudio-community",
    "mradermacher",
    "TheBloke",
    "QuantFactory",
    "MaziyarPanahi",
    "second-state",
    "ubergarm",
    "nvidia",
    "ibm-granite",
)
ORDINARY = tuple((Path(__file__).parent / "ordinary_owners.txt").read_text(encoding="utf-8").split())
"""Owners on public hubs, and names that only resemble those above."""


FAKES = {
    Imitation.ALPHABET: {
        "deepseek-аi": "deepseek-ai",  # Cyrillic а
        "dеерѕеек-ai": "deepseek-ai",
        "ԛwen": "Qwen",
        "Ԛwen": "Qwen",
        "ΜistralAI": "mistralai",  # Greek capital mu
        "οpenai": "openai",
        "ｏｐｅｎａｉ": "openai",
        "𝐨𝐩𝐞𝐧𝐚𝐢": "openai",
        "gооgle": "google",
        "NVIDIА": "nvidia",
        "ΝVIDIA": "nvidia",  # Greek capital nu
        "unsl\u00f6th": "unsloth",
        "dee\u200bpseek-ai": "deepseek-ai",
        "deepseek\u2011ai": "deepseek-ai",  # a hyphen that does not break
        "micros\u043eft": "microsoft",
    },
    Imitation.LOOKS: {
        "deepseek-a1": "deepseek-ai",
        "DeepSeek-Al": "deepseek-ai",
        "d33ps33k-ai": "deepseek-ai",
        "Qw3n": "Qwen",
        "Qvven": "Qwen",
        "0penai": "openai",
        "openal": "openai",
        "goog1e": "google",
        "googIe": "google",
        "g00gle": "google",
        "rnistralai": "mistralai",
        "rnoonshotai": "moonshotai",
        "m00nshotai": "moonshotai",
        "rnicrosoft": "microsoft",
        "TheB1oke": "TheBloke",
        "bartovvski": "bartowski",
        "un5loth": "unsloth",
        "cleepseek-ai": "deepseek-ai",
        "nvldia": "nvidia",
        "rnradermacher": "mradermacher",
        "rneta-llama": "meta-llama",
        "HuggingFace7B": "HuggingFaceTB",
        "zal-org": "zai-org",
        "ggrnl-org": "ggml-org",
    },
    Imitation.SEPARATORS: {
        "DeepSeek_ai": "deepseek-ai",
        "deepseekai": "deepseek-ai",
        "deep-seek-ai": "deepseek-ai",
        "deepseek.ai": "deepseek-ai",
        "deepseek--ai": "deepseek-ai",
        "mistral-ai": "mistralai",
        "moonshot-ai": "moonshotai",
        "moonshot_ai": "moonshotai",
        "metallama": "meta-llama",
        "meta_llama": "meta-llama",
        "open-ai": "openai",
        "The-Bloke": "TheBloke",
        "zaiorg": "zai-org",
        "ggml.org": "ggml-org",
        "lm-studio-community": "lmstudio-community",
        "Quant-Factory": "QuantFactory",
    },
    Imitation.WORDS: {
        "deepseek": "deepseek-ai",
        "deepseek-official": "deepseek-ai",
        "official-deepseek": "deepseek-ai",
        "deepseek-0ffIciaI": "deepseek-ai",
        "deepseek-ai-official": "deepseek-ai",
        "deepseek-org": "deepseek-ai",
        "deepseek-labs": "deepseek-ai",
        "d3epseek-official": "deepseek-ai",
        "Qwen-Official": "Qwen",
        "Qwen-Team": "Qwen",
        "Qwen-AI": "Qwen",
        "real-unsloth": "unsloth",
        "unsloth-ai": "unsloth",
        "google-official": "google",
        "openai-org": "openai",
        "zai-official": "zai-org",
        "ggml-ai": "ggml-org",
        "TheBloke-verified": "TheBloke",
        "mistralai-models": "mistralai",
    },
    Imitation.NEAR: {
        "deepsek-ai": "deepseek-ai",
        "deepseeek-ai": "deepseek-ai",
        "depseek-ai": "deepseek-ai",
        "deepseke-ai": "deepseek-ai",
        "deepsek": "deepseek-ai",
        "unslooth": "unsloth",
        "unslot": "unsloth",
        "gooogle": "google",
        "goolge": "google",
        "mircosoft": "microsoft",
        "microsft": "microsoft",
        "moonshoot-ai": "moonshotai",
        "mistrallai": "mistralai",
        "meta-lama": "meta-llama",
        "meta-llama3": "meta-llama",
        "openaai": "openai",
        "bartowsky": "bartowski",
        "TheBlok": "TheBloke",
        "HuggingFaceTBB": "HuggingFaceTB",
        "lmstudio-comunity": "lmstudio-community",
        "mradermarcher": "mradermacher",
        "QuantFactry": "QuantFactory",
    },
}


@pytest.fixture(scope="module")
def lookalikes() -> Lookalikes:
    return Lookalikes(Organisation(owner, owner.title()) for owner in TRUSTED)


@pytest.mark.parametrize(
    ("owner", "imitates", "how"),
    [(owner, imitates, how) for how, fakes in FAKES.items() for owner, imitates in fakes.items()],
)
def test_a_fake_is_called_out_with_whom_it_imitates_and_how(
    lookalikes: Lookalikes, owner: str, imitates: str, how: Imitation
) -> None:
    found = lookalikes.imitated(owner)

    assert found is not None
    assert (found.owner, found.imitates.owner, found.how) == (owner, imitates, how)
    assert found.imitates.title == imitates.title()


@pytest.mark.parametrize("owner", ORDINARY)
def test_an_ordinary_owner_is_left_in_peace(lookalikes: Lookalikes, owner: str) -> None:
    assert lookalikes.imitated(owner) is None


@pytest.mark.parametrize("owner", [*TRUSTED, *(owner.upper() for owner in TRUSTED)])
def test_nobody_imitates_himself(lookalikes: Lookalikes, owner: str) -> None:
    assert lookalikes.imitated(owner) is None


@pytest.mark.parametrize(
    "real", ["deepseek-ai", "moonshotai", "unsloth", "bartowski", "microsoft", "QuantFactory"]
)
def test_every_slip_of_one_letter_is_seen(lookalikes: Lookalikes, real: str) -> None:
    places = range(len(real))
    slips = {
        *(real[:place] + real[place + 1 :] for place in places),
        *(real[:place] + "x" + real[place:] for place in places),
        *(real[:place] + "x" + real[place + 1 :] for place in places),
        *(real[:place] + real[place + 1 : place + 2] + real[place] + real[place + 2 :] for place in places),
    } - {real}

    assert {slip for slip in slips if lookalikes.imitated(slip) is None} == set()


def test_of_two_listed_ones_that_look_alike_neither_is_a_fake() -> None:
    lookalikes = Lookalikes([Organisation("deepseek-ai", "DeepSeek"), Organisation("deepseek_ai", "DeepSeek")])

    assert lookalikes.imitated("DeepSeek-AI") is None
    assert lookalikes.imitated("deepseek_ai") is None
    assert lookalikes.imitated("deepseek.ai") is not None


@pytest.mark.parametrize("owner", ["", "-", "...", "\u200b", "a" * 100_000, "\u0301" * 5_000, "-" * 10_000 + "ai"])
def test_a_name_that_is_none_does_no_harm(lookalikes: Lookalikes, owner: str) -> None:
    assert lookalikes.imitated(owner) is None


def test_no_more_of_a_name_is_compared_than_a_hub_allows(lookalikes: Lookalikes) -> None:
    assert lookalikes.imitated("deepseek.ai" + "-" * LONGEST_OWNER + "x" * 1_000_000) is not None


def test_the_catalogues_own_owners_and_ordinary_ones_cause_no_false_alarm() -> None:
    catalogue = Catalogue.load(resources() / "catalogue")
    owners = [
        *(owner for family in catalogue.families for named in family.owners.values() for owner in named),
        *(owner for titles in catalogue.quantizers.values() for owner in titles),
    ]
    lookalikes = Lookalikes(Organisation(owner, owner) for owner in owners)

    assert {owner: lookalikes.imitated(owner) for owner in owners} == dict.fromkeys(owners)
    assert {owner for owner in ORDINARY if lookalikes.imitated(owner) is not None} == set()
