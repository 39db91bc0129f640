"""The list of found models: what changes in it, and what a row says."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtTest import QAbstractItemModelTester

from fireseed.base.paths import resources
from fireseed.flows.search import Entry, Filters, Results
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.licences import Licences
from fireseed.hubs.protocol import Relation, Repo, SearchPage, Sort
from fireseed.ui.discover_rows import ModelRows, steady
from fireseed.ui.discover_words import Circumstances, ModelRow, ago, model_row
from fireseed.ui.trust_words import Standing
from fireseed.words import Words
from ui.hubs import repo

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
KEYS = st.lists(st.sampled_from("abcdefghijkl"), unique=True)


@functools.cache
def catalogue() -> Catalogue:
    return Catalogue.load(resources() / "catalogue")


def found(*repos: Repo, remembered: datetime | None = None) -> tuple[Entry, ...]:
    results = Results(catalogue(), Licences.load(resources() / "licences.toml"), None)
    results.add("huggingface", SearchPage(repos), remembered)
    return results.entries(Filters(), Sort.TRENDING)


def row_of(one: Repo, language: str = "en", remembered: datetime | None = None) -> ModelRow:
    (entry,) = found(one, remembered=remembered)
    words = Words(resources() / "words", language)
    return model_row(entry, Circumstances(words, NOW, ("Hugging Face",), None, installed=False))


@given(KEYS, KEYS)
def test_what_stays_is_in_the_same_order_in_both(old: list[str], new: list[str]) -> None:
    kept = steady(old, new)
    assert [key for key in old if key in kept] == [key for key in new if key in kept]


@given(KEYS)
def test_nothing_moves_for_what_comes_between(keys: list[str]) -> None:
    assert steady(keys[::2], keys) == frozenset(keys[::2])
    assert steady(keys, keys[::2]) == frozenset(keys[::2])


@given(KEYS, KEYS)
def test_an_update_shows_exactly_the_new_list(old: list[str], new: list[str]) -> None:
    (entry,) = found(repo("huggingface", "somebody/Thing-GGUF"))
    words = Words(resources() / "words", "en")
    rows = ModelRows(lambda one: model_row(one, Circumstances(words, NOW, (), None, installed=False)))
    tester = QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    gone: list[str] = []
    rows.rowsAboutToBeRemoved.connect(
        lambda _, first, last: gone.extend(one.key for one in rows.entries[first : last + 1])
    )
    rows.reset([replace(entry, key=key) for key in old])
    rows.update([replace(entry, key=key, title=f"new {key}") for key in new])
    assert [row.key for row in rows.rows] == new
    assert [row.title for row in rows.rows] == [f"new {key}" for key in new]
    assert not set(gone) & steady(old, new), "a row that can stay is not made anew"
    del tester


def test_only_rows_that_are_looked_at_are_put_into_words() -> None:
    entries = found(*(repo("huggingface", f"somebody/Thing{number}-GGUF") for number in range(100)))
    words = Words(resources() / "words", "en")
    described: list[str] = []

    def describe(entry: Entry) -> ModelRow:
        described.append(entry.title)
        return model_row(entry, Circumstances(words, NOW, (), None, installed=False))

    rows = ModelRows(describe)
    rows.reset(entries)
    title = next(role for role, name in rows.roleNames().items() if name.data() == b"title")
    assert described == []
    assert rows.data(rows.index(7), title) == "Thing7"
    assert rows.data(rows.index(7), title) == "Thing7"
    assert described == ["Thing7"]
    rows.reword()
    assert rows.data(rows.index(7), title) == "Thing7"
    assert described == ["Thing7", "Thing7"]


@pytest.mark.parametrize(
    ("name", "standing", "badge"),
    [
        ("Qwen/Qwen3-8B-GGUF", Standing.OFFICIAL, "Official"),
        ("unsloth/Qwen3-8B-GGUF", Standing.KNOWN, "Known publisher"),
        ("somebody/Qwen3-8B-GGUF", Standing.UNKNOWN, "Unknown publisher"),
        ("deepseek-a1/DeepSeek-R1-GGUF", Standing.IMITATION, "Not deepseek-ai"),
    ],
)
def test_who_stands_behind_it(name: str, standing: Standing, badge: str) -> None:
    base = "deepseek-ai/DeepSeek-R1" if "DeepSeek" in name else "Qwen/Qwen3-8B"
    row = row_of(repo("huggingface", name, base_models=(base,), relation=Relation.QUANTIZED))
    assert (row.standing, row.badge) == (standing, badge)


@pytest.mark.parametrize(
    ("tag", "says", "barred"),
    [
        ("mit", "Commercial use allowed", False),
        ("llama3.1", "Commercial use with conditions", False),
        ("cc-by-nc-4.0", "No commercial use", True),
        ("somebodys-own-1.0", "Licence somebodys-own-1.0", False),
        ("x" * 300, f"Licence {'x' * 39}…", False),
        (None, "Licence unknown", False),
        ("other", "Licence unknown", False),
    ],
)
def test_what_its_licence_lets_people_do(tag: str | None, says: str, barred: bool) -> None:
    row = row_of(repo("huggingface", "somebody/Thing-GGUF", licence=tag))
    assert (row.licence, row.barred) == (says, barred)


def test_what_it_is_comes_from_the_catalogue_or_from_what_it_was_made_of() -> None:
    known = repo("huggingface", "Qwen/Qwen3-8B-GGUF", base_models=("Qwen/Qwen3-8B",), relation=Relation.QUANTIZED)
    assert row_of(known).about not in ("", row_of(known, "zh_CN").about)
    pirate = repo(
        "huggingface", "somebody/Pirate-GGUF", base_models=("Qwen/Qwen3-8B",), relation=Relation.FINETUNE
    )
    assert row_of(pirate).about == "Qwen/Qwen3-8B, trained further"
    merged = replace(pirate, base_models=("a/One", "b/Two"), relation=Relation.MERGE)
    assert row_of(merged).about == "Merged from a/One and others"


def test_what_llama_cpp_can_not_run_yet_is_said() -> None:
    model = next(model for model in catalogue().models if model.runs == "not_yet")
    (entry,) = found(repo("huggingface", "somebody/Thing-GGUF"))
    words = Words(resources() / "words", "en")
    row = model_row(replace(entry, model=model), Circumstances(words, NOW, (), None, installed=False))
    assert row.fit == "Can't be run yet"


@pytest.mark.parametrize(
    ("age", "says"),
    [
        (timedelta(seconds=10), "just now"),
        (timedelta(seconds=-10), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=20), "4 Nov 2026"),
    ],
)
def test_how_old_an_answer_is(age: timedelta, says: str) -> None:
    assert ago(NOW - age, NOW, "en") == says
    assert row_of(repo("huggingface", "a/b"), remembered=NOW - age).remembered == f"Seen {says}"
