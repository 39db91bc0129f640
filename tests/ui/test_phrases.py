"""Facts in plain words: days, licences, quantizations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from fireseed.ui import phrases
from fireseed.ui.phrases import Terms

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOON - timedelta(hours=12), "today"),
        (NOON - timedelta(hours=13), "yesterday"),
        (NOON - timedelta(days=2), "12 Mar 2026"),
        (NOON + timedelta(days=1), "15 Mar 2026"),
    ],
)
def test_days(moment: datetime, said: str) -> None:
    assert phrases.day(moment, NOON, "en") == said


def test_a_day_is_one_of_the_person_s_own_clock() -> None:
    shanghai = timezone(timedelta(hours=8))
    late = datetime(2026, 3, 13, 17, tzinfo=UTC)
    assert phrases.day(late, NOON.astimezone(shanghai), "en") == "today"


@pytest.mark.parametrize(
    ("identifier", "name", "terms"),
    [
        ("apache-2.0", "Apache 2.0", Terms.FREE),
        ("MIT", "MIT", Terms.FREE),
        ("cc-by-4.0", "CC BY 4.0", Terms.CREDIT),
        ("cc-by-nc-4.0", "CC BY-NC 4.0", Terms.NONCOMMERCIAL),
        ("llama3.2", "Llama 3.2", Terms.OWN),
        ("other", "Own licence", Terms.OWN),
        ("a-licence-of-next-year", "a-licence-of-next-year", Terms.OWN),
        ("unknown", "No licence named", Terms.UNKNOWN),
        ("", "No licence named", Terms.UNKNOWN),
        (None, "No licence named", Terms.UNKNOWN),
    ],
)
def test_licences(identifier: str | None, name: str, terms: Terms) -> None:
    found = phrases.licence(identifier)
    assert (found.name, found.terms) == (name, terms)
    assert found.sentence


def test_every_kind_of_terms_has_its_own_sentence() -> None:
    identifiers = ("mit", "cc-by-4.0", "cc-by-nc-4.0", "gemma", None)
    found = [phrases.licence(identifier) for identifier in identifiers]
    assert {licence.terms for licence in found} == set(Terms)
    assert len({licence.sentence for licence in found}) == len(Terms)


@pytest.mark.parametrize(
    ("name", "said", "quality"),
    [
        ("IQ2_XXS", "2-bit · IQ2_XXS", "noticeably weaker"),
        ("Q3_K_M", "3-bit · Q3_K_M", "a little weaker"),
        ("Q4_K_M", "4-bit · Q4_K_M", "good and compact"),
        ("UD-Q5_K_XL", "5-bit · UD-Q5_K_XL", "close to the original"),
        ("Q8_0", "8-bit · Q8_0", "as good as the original"),
        ("BF16", "16-bit · BF16", "the original weights"),
        ("my-finetune", "my-finetune", ""),
    ],
)
def test_quantizations(name: str, said: str, quality: str) -> None:
    assert phrases.variant(name) == said
    assert phrases.quality(name) == quality
