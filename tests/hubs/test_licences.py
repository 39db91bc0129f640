"""The table of licences is whole, true to itself in both languages, and found by whatever hubs write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fireseed.base.errors import ResourceInvalid
from fireseed.base.paths import resources
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.licences import Allowed, Licences, Then, Threshold

ENTRY = """
["a-1.0"]
name = "Licence A"
url = "https://example.org/a"
commercial = "yes"
changes = "yes"
sentence.en = "Do anything."
sentence.zh = "可作任何用途。"
"""


@pytest.fixture(scope="module")
def licences() -> Licences:
    return Licences.load(resources() / "licences.toml")


@pytest.mark.parametrize(
    ("tag", "name", "found"),
    [
        ("apache-2.0", None, "apache-2.0"),
        ("Apache License 2.0", None, "apache-2.0"),
        ("Apache-2.0", None, "apache-2.0"),
        ("license:mit", None, "mit"),
        ("MIT License", None, "mit"),
        ("other", "deepseek", "deepseek"),
        ("other", "deepseek-license", "deepseek"),
        ("other", "Qwen-Research", "qwen-research"),
        ("other", "tongyi-qianwen", "tongyi-qianwen"),
        ("other", "tongyi-qianwen-research", "tongyi-qianwen-research"),
        ("other", "modified-mit", "modified-mit"),
        ("Other", "MRL", "mrl"),
        ("unknown", "llama3.3", "llama3.3"),
        ("", "gemma", "gemma"),
        (None, "lfm1.0", "lfm1.0"),
        ("llama3.1", None, "llama3.1"),
        ("Llama 3.1 Community License", None, "llama3.1"),
        ("llama3", None, "llama3"),
        ("cc-by-nc-4.0", None, "cc-by-nc-4.0"),
        ("CC BY-NC 4.0", None, "cc-by-nc-4.0"),
        ("cc-by-4.0", None, "cc-by-4.0"),
        ("openrail", None, "openrail"),
        ("openrail++", None, "openrail++"),
        ("agpl-3.0", None, "agpl-3.0"),
        ("GPL-3.0-or-later", None, "gpl-3.0"),
        # The hub's own tag comes first.
        ("apache-2.0", "jamba-open-model-license", "apache-2.0"),
    ],
)
def test_a_licence_is_found_by_what_hubs_call_it(
    licences: Licences, tag: str | None, name: str | None, found: str
) -> None:
    facts = licences.of(tag, name)

    assert facts is not None
    assert facts.id == found


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        (None, None),
        ("", ""),
        ("other", None),
        ("other", "other"),
        ("unknown", "my-own-licence"),
        ("llama", None),
        ("llama5", None),
        ("apache", None),
        ("cc", None),
        ("cc-by-nc", None),
        ("mit-0", None),
        ("qwen-research-2", None),
        # A tag that is not known stands for itself, whatever the card calls it besides.
        ("some-licence", "mit"),
        ("深度求索", None),
        ("\0", "\0"),
    ],
)
def test_what_is_not_in_the_table_is_unknown(licences: Licences, tag: str | None, name: str | None) -> None:
    assert licences.of(tag, name) is None


def test_a_text_instead_of_a_tag_is_not_read(licences: Licences) -> None:
    assert licences.of("mit" + " " * 1000, "-" * 10_000_000 + "mit") is None


def test_thresholds_are_numbers(licences: Licences) -> None:
    assert licences.facts["kimi-k2"].threshold == Threshold(
        Then.SHOW_NAME, monthly_users=100_000_000, monthly_revenue=20_000_000
    )
    assert licences.facts["qwen"].threshold == Threshold(Then.ASK, monthly_users=100_000_000)
    assert licences.facts["lfm1.0"].threshold == Threshold(Then.ASK, yearly_revenue=10_000_000)
    for version in ("llama2", "llama3", "llama3.1", "llama3.2", "llama3.3", "llama4"):
        assert licences.facts[version].threshold == Threshold(Then.ASK, monthly_users=700_000_000)


@pytest.mark.parametrize(
    ("licence", "commercial", "changes"),
    [
        ("apache-2.0", Allowed.YES, Allowed.YES),
        ("mit", Allowed.YES, Allowed.YES),
        ("gpl-3.0", Allowed.YES, Allowed.CONDITIONS),
        ("cc-by-nd-4.0", Allowed.YES, Allowed.NO),
        ("cc-by-nc-4.0", Allowed.NO, Allowed.YES),
        ("cc-by-nc-nd-4.0", Allowed.NO, Allowed.NO),
        ("qwen-research", Allowed.NO, Allowed.CONDITIONS),
        ("mrl", Allowed.NO, Allowed.CONDITIONS),
        ("deepseek", Allowed.CONDITIONS, Allowed.CONDITIONS),
        ("gemma", Allowed.CONDITIONS, Allowed.CONDITIONS),
    ],
)
def test_what_may_be_done(licences: Licences, licence: str, commercial: Allowed, changes: Allowed) -> None:
    facts = licences.facts[licence]

    assert (facts.commercial, facts.changes) == (commercial, changes)


def test_every_licence_says_the_same_in_both_languages(licences: Licences) -> None:
    assert len(licences.facts) >= 40
    for facts in licences.facts.values():
        english, chinese = facts.sentence["en"], facts.sentence["zh"]
        assert english.endswith(".")
        assert english.isascii() or "…" in english, facts.id
        assert chinese.endswith("。"), facts.id
        assert len(re.findall(r"[\u4e00-\u9fff]", chinese)) >= 6, facts.id
        assert not re.search(r"[\u4e00-\u9fff][,.:;()]|[,;:()][\u4e00-\u9fff]", chinese), facts.id
        forbids = "Not for business" in english or facts.commercial is Allowed.NO
        assert forbids == (facts.commercial is Allowed.NO), facts.id
        if facts.commercial is Allowed.NO:
            assert re.search("不可商用|仅限|限于", chinese), facts.id
        else:
            assert "不可商用" not in chinese, facts.id


def test_every_threshold_has_a_number(licences: Licences) -> None:
    for facts in licences.facts.values():
        if facts.threshold is not None:
            limits = (
                facts.threshold.monthly_users,
                facts.threshold.monthly_revenue,
                facts.threshold.yearly_revenue,
            )
            assert any(limits), facts.id
            assert facts.commercial is Allowed.CONDITIONS, facts.id


def test_every_model_of_the_catalogue_has_a_licence_of_the_table(licences: Licences) -> None:
    for model in Catalogue.load(resources() / "catalogue").models:
        assert licences.of(model.licence) is not None, (model.id, model.licence)


@pytest.mark.parametrize(
    "content",
    [
        "not toml [",
        "a = 1",
        ENTRY.replace('"yes"', '"maybe"', 1),
        ENTRY.replace("https://", "http://"),
        ENTRY.replace("https://example.org/a", "https://example.org/a b"),
        ENTRY.replace('name = "Licence A"', 'name = ""'),
        ENTRY.replace('sentence.zh = "可作任何用途。"\n', ""),
        ENTRY + 'unheard_of = "x"\n',
        ENTRY + "threshold = { monthly_users = 5 }\n",
        ENTRY + 'threshold = { then = "ask", monthly_users = 0 }\n',
        ENTRY + ENTRY.replace("a-1.0", "b-1.0"),
        ENTRY + ENTRY.replace("a-1.0", "A 1.0").replace("Licence A", "Licence B"),
        "\ufeff" + ENTRY,
    ],
)
def test_a_table_out_of_form_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "licences.toml"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(ResourceInvalid) as raised:
        Licences.load(file)

    assert raised.value.path == str(file)
    assert raised.value.reason


def test_a_table_that_is_not_text_or_not_there_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "licences.toml"
    file.write_bytes(b'["a"]\nname = "\xff"')

    with pytest.raises(ResourceInvalid):
        Licences.load(file)
    with pytest.raises(ResourceInvalid):
        Licences.load(tmp_path / "gone.toml")
