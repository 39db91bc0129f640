"""Owners whose names imitate an organisation that people trust: `deepseek-a1`, `DeepSeek_ai`, `rnoonshotai`.

An owner is compared with the names that the catalogue lists in five ways: letters of other alphabets that look
like Latin ones (after Unicode's confusables.txt), characters that look like others (digits for letters, l for I,
rn for m), separators added or dropped, a word such as "official" added or left out, and names one letter apart.
Whatever is listed itself is never an imitation, and neither is a name that merely contains another one
(`mistral-community`): people name themselves after what they like.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LONGEST_OWNER = 100
"""Characters that are compared; hubs allow about 40 to 60."""

_SPACES = str.maketrans("-_.", "   ")
"""Separators of the words of a name."""

_LATIN = {
    # Cyrillic
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ё": "e", "һ": "h", "і": "i", "ї": "i", "ј": "j", "к": "k",
    "ӏ": "l", "м": "m", "н": "h", "п": "n", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "у": "y",
    "ѵ": "v", "ԝ": "w", "ѡ": "w", "х": "x", "ү": "y", "з": "3", "б": "6", "ь": "b",
    # Greek
    "α": "a", "β": "b", "ϲ": "c", "ε": "e", "η": "n", "ι": "i", "κ": "k", "μ": "u", "ν": "v", "ο": "o", "ρ": "p",
    "σ": "o", "τ": "t", "υ": "u", "χ": "x", "ω": "w", "γ": "y", "ζ": "z",
    # Armenian, Hebrew, Latin beyond ASCII
    "ո": "n", "ս": "u", "օ": "o", "հ": "h", "ց": "g", "զ": "q", "ա": "w", "ӡ": "3", "ס": "o", "ı": "i",
    "ɩ": "i", "ɑ": "a", "ɡ": "g", "ɢ": "g", "ʀ": "r", "ɪ": "i", "ʟ": "l", "ɴ": "n", "ʜ": "h", "ʏ": "y", "ᴀ": "a",
    "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ᴋ": "k", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w",
    "ᴢ": "z", "ꜱ": "s", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ƙ": "k", "ɗ": "d", "ɓ": "b", "ʋ": "v",
    "ǀ": "l", "ו": "l", "ן": "l", "٥": "o", "۵": "o", "०": "o", "ß": "b", "æ": "ae", "œ": "oe",
    # dashes and dots of all kinds
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "·": ".", "・": ".", "․": ".",
}  # fmt: skip
"""Lower-case characters and what they look like, after compatibility forms and marks have been taken away."""

_CAPITALS = str.maketrans("ΗΝΥ", "HNY")
"""Greek capitals that look like other letters than their small ones do."""

_LOOKS = str.maketrans("0123456789i|", "olzeasbtbgll")
"""Characters that are read as one another, as one of them."""
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))

_CLAIMS = frozenset({"official", "offical", "officiai", "real", "original", "verified", "authentic", "genuine"})
_BODIES = frozenset({"ai", "org", "hq", "team", "inc", "lab", "labs", "llm", "model", "models"})
_SHORTEST_STEM = 4
"""Characters left of a name without its words for a body: `zai` could be anybody …"""
_SHORTEST_CLAIMED = 3
"""… but not `zai-official`."""
_SHORTEST_NEAR = 6
"""Characters of names that may be called near: among short ones, one letter makes another ordinary name."""


class Imitation(StrEnum):
    """How a name imitates another."""

    ALPHABET = "alphabet"
    """Letters of another alphabet, or characters that can't be seen."""
    LOOKS = "looks"
    """Characters that look alike: digits for letters, l for I, rn for m."""
    SEPARATORS = "separators"
    """Dashes, points or underscores added, dropped or exchanged."""
    WORDS = "words"
    """A word that claims to be it added (official), or its word for what it is (ai, org) exchanged."""
    NEAR = "near"
    """One letter more, fewer, other, or two exchanged."""


_PLAINEST = tuple(Imitation)


@dataclass(frozen=True)
class Organisation:
    """One that people trust: an owner on a hub, and the title of its family or its own."""

    owner: str
    title: str


@dataclass(frozen=True)
class Lookalike:
    """`owner` is not `imitates`, and looks like it."""

    owner: str
    imitates: Organisation
    how: Imitation


@dataclass(frozen=True)
class _Name:
    """One name in its forms, the later ones coarser."""

    joined: str
    """Latin, lower case, without separators."""
    looks: str
    """What that looks like."""
    stem: str
    """What it looks like without words that claim something or say what kind of body it is."""
    claims: bool
    foreign: bool
    """Whether there were characters beyond ASCII."""


def imitated(owner: str, organisations: Iterable[Organisation]) -> Lookalike | None:
    """Whom `owner` imitates, by the plainest imitation; None for who is listed, and for everybody else."""
    name = _name(owner[:LONGEST_OWNER])
    found: Lookalike | None = None
    for organisation in organisations:
        if owner.lower() == organisation.owner.lower():
            return None
        how = _imitation(name, _name(organisation.owner))
        if how is not None and (found is None or _PLAINEST.index(how) < _PLAINEST.index(found.how)):
            found = Lookalike(owner, organisation, how)
    return found


def _imitation(name: _Name, real: _Name) -> Imitation | None:
    if name.foreign and name.looks == real.looks:
        return Imitation.ALPHABET
    if name.joined == real.joined:
        return Imitation.SEPARATORS
    if name.looks == real.looks:
        return Imitation.LOOKS
    if name.stem == real.stem and len(name.stem) >= (_SHORTEST_CLAIMED if name.claims else _SHORTEST_STEM):
        return Imitation.WORDS
    if _near(name.looks, real.looks) or _near(name.stem, real.stem):
        return Imitation.NEAR
    return None


@functools.lru_cache(maxsize=4096)
def _name(owner: str) -> _Name:
    plain = _latin(owner)
    words = [word for word in plain.translate(_SPACES).split(" ") if word]
    stem = "".join(word for word in words if word not in _CLAIMS and word not in _BODIES)
    joined = "".join(words)
    return _Name(joined, _looks(joined), _looks(stem), not _CLAIMS.isdisjoint(words), not owner.isascii())


def _latin(owner: str) -> str:
    """Lower case, without marks and invisible characters; letters of other alphabets as what they look like."""
    parts = unicodedata.normalize("NFKD", owner.translate(_CAPITALS)).lower()
    shown = (letter for letter in parts if unicodedata.category(letter) not in ("Mn", "Me", "Cf", "Cc"))
    return "".join(_LATIN.get(letter, letter) for letter in shown)


def _looks(joined: str) -> str:
    for pair, one in _PAIRS:
        joined = joined.replace(pair, one)
    return joined.translate(_LOOKS)


def _near(one: str, other: str) -> bool:
    """Whether a single insertion, omission, replacement or exchange of neighbours makes one the other."""
    if len(one) > len(other):
        one, other = other, one
    if len(one) < _SHORTEST_NEAR or len(other) - len(one) > 1:
        return False
    start = next((place for place in range(len(one)) if one[place] != other[place]), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start + 1 : start + 2] + one[start : start + 1] + one[start + 2 :]
    return one != other and (one[start + 1 :] == other[start + 1 :] or swapped == other[start:])
