"""People get words for everything, in both languages."""

from __future__ import annotations

import string
import tomllib
from typing import Any

import pytest

from fireseed.base import errors
from fireseed.base.paths import resources
from fireseed.base.settings import Language
from fireseed.words import CHINESE, ENGLISH, Words, choose_language

LANGUAGES = (ENGLISH, CHINESE)
FOLDER = resources() / "words"


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return Words(FOLDER, request.param)


def _example(kind: type[errors.FireseedError]) -> errors.FireseedError:
    values: dict[str, Any] = {"str": "Qwen/Qwen3", "int": 4_680_000_000, "float": 90.0}
    return kind(**{name: values[str(note)] for name, note in kind.__annotations__.items()})


@pytest.mark.parametrize("kind", errors.every_error(), ids=lambda kind: kind.__name__)
def test_every_error_says_what_happened_and_what_to_do(kind: type[errors.FireseedError], words: Words) -> None:
    said = words.error(_example(kind))
    assert len(said.title) >= 3
    assert said.advice.endswith((".", "。", ")", "）")) or said.advice.endswith("Qwen/Qwen3")
    assert "{" not in said.title + said.advice
    assert kind.__name__ not in said.title + said.advice


def test_both_languages_have_the_same_entries_over_the_same_facts() -> None:
    def shape(language: str) -> dict[str, set[str]]:
        tables = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
        entries = dict(tables["texts"])
        for code, entry in tables["errors"].items():
            entries[code] = entry["title"] + entry["advice"]
        return {
            key: {name for _, name, _, _ in string.Formatter().parse(template) if name}
            for key, template in entries.items()
        }

    assert shape(ENGLISH) == shape(CHINESE)


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.00 KB"), (98_362_432, "98.4 MB"), (999_600_000, "1.00 GB"),
     (4_683_074_240, "4.68 GB"), (404_000_000_000, "404 GB"), (12_345_000_000_000_000, "12345 TB")],
)  # fmt: skip
def test_sizes(count: int, text: str) -> None:
    assert Words(FOLDER, ENGLISH).size(count) == text


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [(0.2, "0 s", "0 秒"), (59.6, "1 min 00 s", "1 分 00 秒"), (3700, "1 h 01 min", "1 小时 01 分"),
     (200_000, "2 d 7 h", "2 天 7 小时")],
)  # fmt: skip
def test_durations(seconds: float, english: str, chinese: str) -> None:
    assert Words(FOLDER, ENGLISH).duration(seconds) == english
    assert Words(FOLDER, CHINESE).duration(seconds) == chinese


def test_counts_step_as_the_language_counts() -> None:
    assert Words(FOLDER, ENGLISH).count(135_000_000) == "135M"
    assert Words(FOLDER, ENGLISH).count(671_000_000_000) == "671B"
    assert Words(FOLDER, CHINESE).count(135_000_000) == "1.35 亿"
    assert Words(FOLDER, CHINESE).count(12_000) == "1.2 万"


def test_an_endless_fact_is_cut(words: Words) -> None:
    assert len(words.error(errors.NameUnsafe("x" * 100_000)).advice) < 500


@pytest.mark.parametrize(
    ("setting", "environment", "language"),
    [
        (Language.SYSTEM, {"LANG": "zh_CN.UTF-8"}, CHINESE),
        (Language.SYSTEM, {"LANG": "de_DE.UTF-8"}, ENGLISH),
        (Language.SYSTEM, {"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, ENGLISH),
        (Language.CHINESE, {"LANG": "en_US.UTF-8"}, CHINESE),
        (Language.ENGLISH, {"LANG": "zh_TW"}, ENGLISH),
    ],
)
def test_the_language_follows_the_setting_then_the_system(
    setting: Language, environment: dict[str, str], language: str
) -> None:
    assert choose_language(setting, environment) == language


def test_hubs_are_called_by_their_titles() -> None:
    titles = {"huggingface": "Hugging Face", "hf-mirror": "hf-mirror.com"}
    words = Words(FOLDER, ENGLISH, lambda hub: titles.get(hub, hub))
    assert words.error(errors.HubUnreachable("huggingface", "refused")).title == "Hugging Face can't be reached"
    assert words.error(errors.HubUnreachable("Hugging Face", "refused")).title == "Hugging Face can't be reached"
    mismatch = errors.DigestMismatch("a.gguf", "0" * 64, "1" * 64, "hf-mirror, huggingface")
    assert "hf-mirror.com, Hugging Face" in words.error(mismatch).advice
