"""Facts in plain words, for more than one page: dates, licences, quantizations.

Every function answers in the language whose translations are installed now, so what is shown is made again when
the language changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from fireseed.gguf.names import Quality, quantization_of
from fireseed.words import Said


def day(moment: datetime, now: datetime, language: str) -> str:
    """`today`, `yesterday` or a date, in the time zone of `now`; `language` is a locale's name."""
    then = moment.astimezone(now.tzinfo).date()
    match (now.date() - then).days:
        case 0:
            return QCoreApplication.translate("Phrases", "today")
        case 1:
            return QCoreApplication.translate("Phrases", "yesterday")
    pattern = QCoreApplication.translate("Phrases", "d MMM yyyy", "a date, in Qt's format letters")
    return QLocale(language).toString(QDate(then.year, then.month, then.day), pattern)


class Terms(Enum):
    """What a licence asks of a person, as far as one sentence can say."""

    FREE = auto()
    CREDIT = auto()
    NONCOMMERCIAL = auto()
    OWN = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Licence:
    """`name` as people write it; `sentence` says what it means for the person who downloads."""

    name: str
    sentence: str
    terms: Terms


# The identifiers are those of Hugging Face's model cards (https://huggingface.co/docs/hub/repositories-licenses).
_LICENCES: dict[str, tuple[str, Terms]] = {
    "apache-2.0": ("Apache 2.0", Terms.FREE),
    "mit": ("MIT", Terms.FREE),
    "bsd": ("BSD", Terms.FREE),
    "bsd-2-clause": ("BSD 2-Clause", Terms.FREE),
    "bsd-3-clause": ("BSD 3-Clause", Terms.FREE),
    "cc0-1.0": ("CC0", Terms.FREE),
    "unlicense": ("Unlicense", Terms.FREE),
    "cc-by-4.0": ("CC BY 4.0", Terms.CREDIT),
    "cc-by-sa-4.0": ("CC BY-SA 4.0", Terms.CREDIT),
    "cc-by-nc-4.0": ("CC BY-NC 4.0", Terms.NONCOMMERCIAL),
    "cc-by-nc-sa-4.0": ("CC BY-NC-SA 4.0", Terms.NONCOMMERCIAL),
    "cc-by-nc-nd-4.0": ("CC BY-NC-ND 4.0", Terms.NONCOMMERCIAL),
    "llama2": ("Llama 2", Terms.OWN),
    "llama3": ("Llama 3", Terms.OWN),
    "llama3.1": ("Llama 3.1", Terms.OWN),
    "llama3.2": ("Llama 3.2", Terms.OWN),
    "llama3.3": ("Llama 3.3", Terms.OWN),
    "llama4": ("Llama 4", Terms.OWN),
    "gemma": ("Gemma", Terms.OWN),
    "openrail": ("OpenRAIL", Terms.OWN),
    "bigscience-openrail-m": ("OpenRAIL-M", Terms.OWN),
}


def licence(identifier: str | None) -> Licence:
    """The licence that a hub calls `identifier`; None or `unknown` where it named none."""
    if identifier is None or identifier in ("", "unknown"):
        name = QCoreApplication.translate("Phrases", "No licence named")
        return Licence(name, _sentence(Terms.UNKNOWN), Terms.UNKNOWN)
    if identifier == "other":
        name = QCoreApplication.translate("Phrases", "Own licence")
        return Licence(name, _sentence(Terms.OWN), Terms.OWN)
    name, terms = _LICENCES.get(identifier.lower(), (identifier, Terms.OWN))
    return Licence(name, _sentence(terms), terms)


def _sentence(terms: Terms) -> str:
    match terms:
        case Terms.FREE:
            return QCoreApplication.translate("Phrases", "Use it for anything, business included.")
        case Terms.CREDIT:
            return QCoreApplication.translate("Phrases", "Use it for anything, as long as you name its authors.")
        case Terms.NONCOMMERCIAL:
            return QCoreApplication.translate("Phrases", "For private use and research, not for business.")
        case Terms.OWN:
            return QCoreApplication.translate(
                "Phrases", "The publisher sets its own terms. Read them before using it for business."
            )
        case Terms.UNKNOWN:
            return QCoreApplication.translate(
                "Phrases", "The publisher does not say what you may do with it. Ask before using it for business."
            )


def told(said: Said) -> str:
    """What happened and what to do next, as one text."""
    return QCoreApplication.translate("Phrases", "{title}. {advice}").format(title=said.title, advice=said.advice)


def variant(name: str) -> str:
    """A variant in one line, plain words first: `4-bit · Q4_K_M`."""
    width = bits(name)
    return f"{width} · {name}" if width else name


def bits(name: str) -> str:
    """How wide a weight of the variant `name` is, empty where its name does not tell."""
    found = quantization_of(name)
    if found is None:
        return ""
    return QCoreApplication.translate("Phrases", "{count}-bit").format(count=found.bits)


def quality(name: str) -> str:
    """What the variant `name` gives up for its size, empty where its name does not tell."""
    found = quantization_of(name)
    match found.quality if found is not None else None:
        case Quality.LOSSY:
            return QCoreApplication.translate("Phrases", "noticeably weaker")
        case Quality.SMALL:
            return QCoreApplication.translate("Phrases", "a little weaker")
        case Quality.RECOMMENDED:
            return QCoreApplication.translate("Phrases", "good and compact")
        case Quality.HIGH:
            return QCoreApplication.translate("Phrases", "close to the original")
        case Quality.NEARLY_FULL:
            return QCoreApplication.translate("Phrases", "as good as the original")
        case Quality.FULL:
            return QCoreApplication.translate("Phrases", "the original weights")
        case None:
            return ""
