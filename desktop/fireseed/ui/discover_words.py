"""One found model in plain words, as a row of Discover tells it. Pure, but for the language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from fireseed.flows.search import Entry
from fireseed.hardware.fit import Fit
from fireseed.hubs.catalogue import CatalogueModel, Runs
from fireseed.hubs.licences import Allowed, LicenceFacts
from fireseed.hubs.protocol import Gate, Relation
from fireseed.ui import fit_words, phrases, trust_words
from fireseed.words import CHINESE, Words

_SMALLEST_BITS, _LARGEST_BITS = 3.2, 8.5
"""Bits a weight of Q2_K and Q8_0, between which most people choose (llama.cpp, tools/quantize/README.md)."""

_SHOWN_TAG = 40
"""Characters of a licence's tag that nobody knows: a publisher writes what it likes."""


@dataclass(frozen=True)
class ModelRow:
    """One model as the list shows it. An empty text means that nobody said.

    `badge` is the publisher's `standing` (a `trust_words.Standing`) in words; `facts` are the figures in one line,
    and where it is. `grade` is a `fit_words.Grade` and `fit` its words. `barred`: its licence forbids business.
    `remembered` is how old the answer is that this comes from, empty for one of now.
    """

    key: str
    title: str
    about: str
    standing: int
    badge: str
    facts: str
    licence: str
    barred: bool
    grade: int
    fit: str
    gated: bool
    installed: bool
    remembered: str


@dataclass(frozen=True)
class Circumstances:
    """What a row depends on besides its model. `hubs` are titles of those that have it, `fit` is a rough one."""

    words: Words
    now: datetime
    hubs: tuple[str, ...]
    fit: Fit | None
    installed: bool


def model_row(entry: Entry, seen: Circumstances) -> ModelRow:
    """The row of `entry`."""
    words = seen.words
    grade, fit = fit_words.grade(seen.fit), fit_words.verdict(seen.fit, words)
    if entry.model is not None and entry.model.runs is not Runs.YES:
        grade, fit = fit_words.Grade.MISFIT, QCoreApplication.translate("Models", "Can't be run yet")
    return ModelRow(
        key=entry.key,
        title=entry.title,
        about=_about(entry, words),
        standing=trust_words.standing_of(entry.trust),
        badge=trust_words.badge(entry.trust),
        facts=" · ".join(fact for fact in (*_facts(entry, words), ", ".join(seen.hubs)) if fact),
        licence=_licence(entry),
        barred=entry.licence is not None and entry.licence.commercial is Allowed.NO,
        grade=grade,
        fit=fit,
        gated=all(repo.gate is not Gate.OPEN for repo in entry.repos),
        installed=seen.installed,
        remembered=_age(entry.remembered, seen) if entry.remembered is not None else "",
    )


def _about(entry: Entry, words: Words) -> str:
    """What it is: the catalogue's sentence, else what it was made from, as its publisher says."""
    if entry.model is not None:
        return _summary(entry.model, words)
    bases = entry.repos[0].base_models
    base = bases[0] if bases else ""
    match entry.repos[0].relation:
        case Relation.MERGE if len(bases) > 1:
            return QCoreApplication.translate("Models", "Merged from {base} and others").format(base=base)
        case Relation.FINETUNE if base:
            return QCoreApplication.translate("Models", "{base}, trained further").format(base=base)
        case Relation.ADAPTER if base:
            return QCoreApplication.translate("Models", "An addition to {base}").format(base=base)
    if base:
        return QCoreApplication.translate("Models", "Made from {base}").format(base=base)
    return QCoreApplication.translate("Models", "Not in Fireseed's catalogue")


def _summary(model: CatalogueModel, words: Words) -> str:
    return model.summary.get("zh" if words.language == CHINESE else "en", "")


def _facts(entry: Entry, words: Words) -> tuple[str, ...]:
    parameters, sizes = "", ""
    if entry.parameters:
        parameters = QCoreApplication.translate("Models", "{count} parameters").format(
            count=words.count(entry.parameters)
        )
        sizes = QCoreApplication.translate("Models", "about {range}").format(range=_sizes(entry.parameters, words))
    downloads = ""
    if entry.downloads is not None:
        downloads = QCoreApplication.translate("Models", "{count} downloads").format(
            count=words.count(entry.downloads)
        )
    return entry.owner, parameters, sizes, downloads


def _sizes(parameters: int, words: Words) -> str:
    """How large files of 2 to 8 bits are, with the unit once where it is the same: `3.0–8.1 GB`."""
    low, _, low_unit = words.size(round(parameters * _SMALLEST_BITS / 8)).partition(" ")
    high, _, high_unit = words.size(round(parameters * _LARGEST_BITS / 8)).partition(" ")
    return f"{low}–{high} {high_unit}" if low_unit == high_unit else f"{low} {low_unit} – {high} {high_unit}"


def _licence(entry: Entry) -> str:
    """What it allows, in as many words as a row has."""
    facts: LicenceFacts | None = entry.licence
    match facts.commercial if facts is not None else None:
        case Allowed.YES:
            return QCoreApplication.translate("Models", "Commercial use allowed")
        case Allowed.CONDITIONS:
            return QCoreApplication.translate("Models", "Commercial use with conditions")
        case Allowed.NO:
            return QCoreApplication.translate("Models", "No commercial use")
        case Allowed.UNKNOWN if facts is not None:
            return facts.name
    tag = entry.licence_tag or ""
    if tag in ("", "other", "unknown"):
        return QCoreApplication.translate("Models", "Licence unknown")
    shown = tag if len(tag) <= _SHOWN_TAG else f"{tag[: _SHOWN_TAG - 1]}…"
    return QCoreApplication.translate("Models", "Licence {tag}").format(tag=shown)


def _age(moment: datetime, seen: Circumstances) -> str:
    return QCoreApplication.translate("Models", "Seen {when}").format(
        when=ago(moment, seen.now, seen.words.language)
    )


def ago(moment: datetime, now: datetime, language: str) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `yesterday` or a date."""
    age = now - moment
    if age < timedelta(minutes=1):
        return QCoreApplication.translate("Models", "just now")
    if age < timedelta(hours=1):
        return QCoreApplication.translate("Models", "{count} min ago").format(count=age // timedelta(minutes=1))
    if age < timedelta(hours=12):
        return QCoreApplication.translate("Models", "{count} h ago").format(count=age // timedelta(hours=1))
    return phrases.day(moment, now, language)
