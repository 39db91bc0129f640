"""The list of models: what is one model, whose it is, what a filter lets through, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.base.paths import resources
from fireseed.flows.search import Entry, Filters, Results
from fireseed.hubs.catalogue import Catalogue, Skill
from fireseed.hubs.licences import Licences
from fireseed.hubs.protocol import Relation, Repo, SearchPage, Sort
from fireseed.hubs.trust import Level

R1_8B = "deepseek-ai/DeepSeek-R1-0528-Qwen3-8B"
CATALOGUE = Catalogue.load(resources() / "catalogue")
LICENCES = Licences.load(resources() / "licences.toml")
MONDAY, TUESDAY = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)


def repo(name: str, base: str = "", hub: str = "huggingface", **facts: Any) -> Repo:
    bases = {"base_models": (base,), "relation": Relation.QUANTIZED} if base else {}
    return Repo(hub, name, **(bases | facts))


def filled(*repos: Repo, **how: Any) -> Results:
    results = Results(CATALOGUE, LICENCES, **how)
    for hub in dict.fromkeys(one.hub for one in repos):
        results.add(hub, SearchPage(tuple(one for one in repos if one.hub == hub)))
    return results


def entries(results: Results, filters: Filters | None = None, sort: Sort = Sort.TRENDING) -> tuple[Entry, ...]:
    return results.entries(filters or Filters(), sort)


def titles(results: Results, sort: Sort = Sort.TRENDING, **filters: Any) -> list[str]:
    return [entry.title for entry in results.entries(Filters(**filters), sort)]


def test_repos_of_one_base_model_on_all_hubs_are_one_model_with_the_best_publisher_first() -> None:
    results = filled(
        repo("somebody/DeepSeek-R1-0528-Qwen3-8B-GGUF", R1_8B, downloads=9_000_000, likes=7),
        repo("bartowski/deepseek-ai_DeepSeek-R1-0528-Qwen3-8B-GGUF", R1_8B, downloads=20, likes=9),
        repo("unsloth/DeepSeek-R1-0528-Qwen3-8B-GGUF", R1_8B, downloads=10, parameters=8190735360),
        repo("unsloth/DeepSeek-R1-0528-Qwen3-8B-GGUF", R1_8B, "modelscope", downloads=5),
        repo("library/deepseek-r1:8b", hub="ollama"),
    )
    (entry,) = entries(results)
    assert (entry.title, entry.owner, entry.base) == ("DeepSeek-R1-0528-Qwen3-8B", "unsloth", R1_8B)
    assert entry.trust.level is Level.KNOWN
    assert [one.owner for one in entry.repos][-1] == "somebody"
    assert {one.hub for one in entry.repos} == {"huggingface", "modelscope", "ollama"}
    assert (entry.downloads, entry.likes) == (9_000_000, 9)
    assert entry.model is not None
    assert (entry.parameters, entry.skills) == (entry.model.parameters, entry.model.skills)
    assert entry.licence is not None
    assert entry.licence.id == "mit"
    assert len(results) == 1


def test_a_model_that_no_catalogue_has_is_merged_by_its_base_model() -> None:
    results = filled(
        repo("a/Nova-9B-GGUF", "nova-lab/Nova-9B", licence="apache-2.0"),
        repo("b/Nova-9B-i1-GGUF", "nova-lab/Nova-9B"),
        repo("b/nova-lab_Nova-9B-Q4_K_M-GGUF", "nova-lab/nova-9b", "modelscope"),
        repo("nova-lab/Nova-9B-GGUF"),
    )
    (entry,) = entries(results)
    assert (entry.key, entry.title, entry.base) == ("base:nova-lab/nova-9b", "Nova-9B", "nova-lab/Nova-9B")
    assert (entry.model, entry.parameters) == (None, 9_000_000_000)
    assert entry.licence is not None
    assert entry.trust.level is Level.UNKNOWN


@pytest.mark.parametrize(
    "other",
    [
        repo("x/DeepSeek-R1-0528-Qwen3-8B-Pirate-GGUF", R1_8B),
        repo("x/Tuned-GGUF", R1_8B, relation=Relation.FINETUNE),
        repo("x/Merged-GGUF", base_models=(R1_8B, "a/b"), relation=Relation.MERGE),
        repo("deepseek-a1/DeepSeek-R1-0528-Qwen3-8B-GGUF", R1_8B),
        repo("DeepSeek_ai/DeepSeek-R1-0528-Qwen3-8B-GGUF"),
    ],
    ids=lambda one: one.name,
)
def test_what_only_claims_to_be_a_model_is_a_row_of_its_own(other: Repo) -> None:
    real = repo("unsloth/DeepSeek-R1-0528-Qwen3-8B-GGUF", R1_8B)
    first, second = entries(filled(real, other))
    assert (first.repos, second.repos) == ((real,), (other,))
    assert (second.model, second.trust.level) == (None, Level.UNKNOWN)
    assert second.title == other.title.removesuffix("-GGUF")


def test_a_look_alike_is_told_whom_it_imitates_and_leads_to_no_official_model() -> None:
    (entry,) = entries(filled(repo("deepseek-a1/DeepSeek-R1-0528-Qwen3-8B-GGUF", R1_8B)))
    assert entry.trust.lookalike is not None
    assert (entry.base, entry.model, entry.licence) == (None, None, None)


def test_keys_stay_while_answers_come_in_and_pages_may_overlap() -> None:
    results = Results(CATALOGUE, LICENCES)
    first = repo("somebody/DeepSeek-R1-0528-Qwen3-8B-GGUF", R1_8B)
    results.add("huggingface", SearchPage((first, repo("a/Nova-9B-GGUF"))))
    keys = [entry.key for entry in entries(results)]
    better = repo("unsloth/DeepSeek-R1-0528-Qwen3-8B-GGUF", R1_8B)
    results.add("huggingface", SearchPage((first, better, repo("a/Last-1B-GGUF"))), follows=True)
    after = entries(results)
    assert [entry.key for entry in after][:2] == keys
    assert after[0].repos == (better, first)
    assert len(after) == len(results) == 3


def test_the_first_of_every_hub_come_before_the_second_of_any() -> None:
    results = filled(
        *(repo(f"a/A{n}-GGUF") for n in "12"), *(repo(f"b/B{n}-GGUF", hub="modelscope") for n in "12")
    )
    assert titles(results) == ["A1", "B1", "A2", "B2"]


def test_sorts() -> None:
    results = filled(
        repo("a/Old-GGUF", downloads=5, created=MONDAY, updated=TUESDAY),
        repo("a/Silent-GGUF"),
        repo("a/New-GGUF", downloads=3, created=TUESDAY),
        repo("a/Updated-GGUF", downloads=5, updated=MONDAY),
        repo("unsloth/DeepSeek-R1-0528-Qwen3-8B-GGUF", R1_8B, created=TUESDAY, downloads=1),
    )
    assert titles(results, Sort.DOWNLOADS)[:3] == ["Old", "Updated", "New"]
    # A model is as old as it is, however new its copies.
    assert titles(results, Sort.NEWEST) == ["New", "Old", "Updated", "DeepSeek-R1-0528-Qwen3-8B", "Silent"]


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(), {"DeepSeek-R1-0528-Qwen3-8B", "Qwen3-8B", "Closed-30B", "Silent", "Picture-3B"}),
        (Filters(official=True), {"Qwen3-8B"}),
        (Filters(commercial=True), {"DeepSeek-R1-0528-Qwen3-8B", "Qwen3-8B", "Picture-3B"}),
        (Filters(fits=True), {"DeepSeek-R1-0528-Qwen3-8B", "Qwen3-8B", "Picture-3B"}),
        (Filters(sizes=(0, 3_000_000_000)), {"Picture-3B"}),
        (Filters(sizes=(30_000_000_000, 30_000_000_000)), {"Closed-30B"}),
        (Filters(skills=frozenset({Skill.VISION})), {"Picture-3B"}),
        (Filters(skills=frozenset({Skill.VISION, Skill.CODE})), set()),
        (Filters(official=True, commercial=True, fits=True, sizes=(0, 10**10)), {"Qwen3-8B"}),
    ],
)
def test_filters_let_through_what_is_known_to_pass(filters: Filters, passing: set[str]) -> None:
    results = filled(
        repo("unsloth/DeepSeek-R1-0528-Qwen3-8B-GGUF", R1_8B),
        repo("Qwen/Qwen3-8B-GGUF", "Qwen/Qwen3-8B"),
        repo("a/Closed-30B-GGUF", licence="cc-by-nc-4.0", parameters=30_000_000_000),
        repo("a/Silent-GGUF"),
        repo("a/Picture-3B-GGUF", licence="mit", pipeline="image-text-to-text"),
        fits=lambda parameters, _: parameters < 10**10,
    )
    assert {entry.title for entry in results.entries(filters, Sort.TRENDING)} == passing


def test_a_model_that_our_llama_cpp_can_t_run_fits_nowhere() -> None:
    waiting = next(model for model in CATALOGUE.models if model.runs != "yes" and "huggingface" in model.repos)
    results = filled(repo(f"x/{waiting.title}-GGUF", waiting.repos["huggingface"]), fits=lambda *_: True)
    (entry,) = entries(results)
    assert (entry.model, entry.fits) == (waiting, False)
    assert entries(results, Filters(fits=True)) == ()


@pytest.mark.parametrize(
    ("architecture", "fits"), [("qwen3", True), ("clip", True), (None, True), ("no-such-thing", False)]
)
def test_an_architecture_that_our_llama_cpp_lacks_fits_nowhere(architecture: str | None, fits: bool) -> None:
    (entry,) = entries(filled(repo("a/X-1B-GGUF", architecture=architecture), fits=lambda *_: True))
    assert entry.fits is fits


def test_licences_that_only_have_a_name_are_known_by_it() -> None:
    (named,) = entries(filled(repo("a/X-GGUF", licence="other", licence_name="llama3.1")))
    assert named.licence is not None
    assert named.licence.id == "llama3.1"
    (odd,) = entries(filled(repo("a/X-GGUF", licence="other", licence_name="our-own-terms")))
    assert (odd.licence, odd.licence_tag) == (None, "other")


def test_skills_are_what_the_publisher_states() -> None:
    (entry,) = entries(filled(repo("a/X-GGUF", tags=("Code", "gguf"), languages=("en", "zh", "de"))))
    assert entry.skills == {Skill.CODE, Skill.MULTILINGUAL}
    (entry,) = entries(filled(repo("a/Reasoning-Coder-Vision-GGUF", languages=("en", "zh"))))
    assert entry.skills == frozenset()


def test_an_answer_of_now_takes_the_place_of_a_remembered_one() -> None:
    results = Results(CATALOGUE, LICENCES)
    results.add("huggingface", SearchPage((repo("a/One-GGUF"), repo("a/Gone-GGUF"))), remembered=MONDAY)
    results.add("modelscope", SearchPage((repo("a/One-GGUF", hub="modelscope"),)), remembered=TUESDAY)
    assert [(one.title, one.remembered) for one in entries(results)] == [("One", TUESDAY), ("Gone", MONDAY)]
    results.add("huggingface", SearchPage((repo("a/One-GGUF", downloads=3),)))
    assert [(one.title, one.remembered, one.downloads) for one in entries(results)] == [("One", None, 3)]


def test_a_page_that_follows_leaves_the_remembered_ones() -> None:
    results = Results(CATALOGUE, LICENCES)
    results.add("huggingface", SearchPage((repo("a/One-GGUF"),)), remembered=MONDAY)
    results.add("huggingface", SearchPage((repo("a/Two-GGUF"),)), follows=True)
    assert [(one.title, one.remembered) for one in entries(results)] == [("One", MONDAY), ("Two", None)]


@given(
    st.lists(
        st.builds(
            Repo,
            hub=st.sampled_from(("huggingface", "modelscope", "ollama", "folder-1", "web")),
            name=st.text(max_size=30).map(lambda text: f"owner/{text}"),
            base_models=st.lists(st.text(max_size=20), max_size=3).map(tuple),
            tags=st.lists(st.text(max_size=20), max_size=3).map(tuple),
            licence=st.none() | st.text(max_size=20),
            downloads=st.none() | st.integers(0, 2**63 - 1),
            parameters=st.none() | st.integers(0, 2**63 - 1),
            created=st.none() | st.datetimes(timezones=st.just(UTC)),
        ),
        max_size=8,
    ),
    st.sampled_from(Sort),
)
def test_whatever_hubs_say_every_repo_is_in_one_row(repos: list[Repo], sort: Sort) -> None:
    shown = filled(*repos).entries(Filters(), sort)
    names = [(one.hub, one.name) for entry in shown for one in entry.repos]
    assert len(names) == len(set(names))
    assert set(names) == {(one.hub, one.name) for one in repos}
    assert len({entry.key for entry in shown}) == len(shown)


def test_entries_can_be_compared_so_that_unchanged_rows_stay() -> None:
    one, other = (entries(filled(repo("a/One-GGUF", downloads=3)))[0] for _ in range(2))
    assert one == other
    assert one != replace(other, downloads=4)
