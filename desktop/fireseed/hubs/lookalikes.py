"""Owners whose names imitate an organisation that people trust: `deepseek-a1`, `DeepSeek_ai`, `rnoonshotai`.

An owner is compared with the names that the catalogue lists in five ways: letters of other alphabets that look
like Latin ones (after Unicode's confusables.txt), characters that look like others (digits for letters, l for I,
rn for m), separators added or dropped, a word such as "official" added or left out, and names one letter apart.
Whatever is listed itself is never an imitation, and neither is a name that merely contains another one
(`mistral-community`): people name themselves after what they like.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
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

_CAPITALS = str.maketrans("ΗΜΝΥ", "HMNY")
"""Greek capitals that look like other letters than their small ones do."""

_LOOKS = str.maketrans("0123456789i|", "olzeasbtbgll")
"""Characters that are read as one another, as one of them."""
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def _looks(joined: str) -> str:
    for pair, one in _PAIRS:
        joined = joined.replace(pair, one)
    return joined.translate(_LOOKS)


_CLAIMS = frozenset(map(_looks, ("official", "offical", "real", "original", "verified", "authentic", "genuine")))
_BODIES = frozenset({"ai", "org", "hq", "team", "inc", "lab", "labs", "llm", "model", "models"})
_SHORTEST_STEM = 4
"""Characters left of a name without its words for a body: `zai` could be anybody …"""
_SHORTEST_CLAIMED = 3
"""… but not `zai-official`."""
_SHORTEST_NEAR = 6
"""Characters of a stem that may be called near another: among short ones, one letter makes an ordinary name."""


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

    @property
    def has_stem(self) -> bool:
        """Whether enough is left in the stem to say whose it is."""
        return len(self.stem) >= (_SHORTEST_CLAIMED if self.claims else _SHORTEST_STEM)

    @property
    def forms_to_be_near(self) -> tuple[str, ...]:
        """What is compared letter by letter: nothing where the stem is short, as `xai-org` is not `zai-org`."""
        return tuple(dict.fromkeys((self.looks, self.stem))) if len(self.stem) >= _SHORTEST_NEAR else ()


class Lookalikes:
    """Finds whom an owner imitates among the `organisations` that people trust. Immutable.

    The first of two organisations with the same name counts.
    """

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self._listed: dict[str, Organisation] = {}
        self._joined: dict[str, Organisation] = {}
        self._looks: dict[str, Organisation] = {}
        self._stems: dict[str, Organisation] = {}
        self._shortened: dict[str, dict[str, Organisation]] = {}
        for organisation in organisations:
            name = _name(organisation.owner)
            self._listed.setdefault(organisation.owner.lower(), organisation)
            self._joined.setdefault(name.joined, organisation)
            self._looks.setdefault(name.looks, organisation)
            self._stems.setdefault(name.stem, organisation)
            for form in name.forms_to_be_near:
                for short in _shortened(form):
                    self._shortened.setdefault(short, {}).setdefault(form, organisation)

    def listed(self, owner: str) -> Organisation | None:
        """The organisation of exactly this name, on whichever hub; hubs don't tell upper from lower case."""
        return self._listed.get(owner.lower())

    def imitated(self, owner: str) -> Lookalike | None:
        """Whom `owner` imitates; None for who is listed, and for everybody else."""
        if self.listed(owner) is not None:
            return None
        name = _name(owner[:LONGEST_OWNER])
        ways = (
            (Imitation.ALPHABET, self._looks.get(name.looks) if name.foreign else None),
            (Imitation.SEPARATORS, self._joined.get(name.joined)),
            (Imitation.LOOKS, self._looks.get(name.looks)),
            (Imitation.WORDS, self._stems.get(name.stem) if name.has_stem else None),
            (Imitation.NEAR, self._near(name)),
        )
        return next((Lookalike(owner, whom, how) for how, whom in ways if whom is not None), None)

    def _near(self, name: _Name) -> Organisation | None:
        """Two texts that are one letter apart have a text in common that is one of them shortened by one."""
        return next(
            (
                organisation
                for form in name.forms_to_be_near
                for short in _shortened(form)
                for real, organisation in self._shortened.get(short, {}).items()
                if _is_near(form, real)
            ),
            None,
        )


def _name(owner: str) -> _Name:
    plain = _latin(owner)
    words = [word for word in plain.translate(_SPACES).split(" ") if word]
    claims = {word for word in words if _looks(word) in _CLAIMS}
    stem = "".join(word for word in words if word not in claims and word not in _BODIES)
    joined = "".join(words)
    return _Name(joined, _looks(joined), _looks(stem), bool(claims), not owner.isascii())


def _latin(owner: str) -> str:
    """Lower case, without marks and invisible characters; letters of other alphabets as what they look like."""
    parts = unicodedata.normalize("NFKD", owner.translate(_CAPITALS)).lower()
    shown = (letter for letter in parts if unicodedata.category(letter) not in ("Mn", "Me", "Cf", "Cc"))
    return "".join(_LATIN.get(letter, letter) for letter in shown)


def _is_near(one: str, other: str) -> bool:
    """Whether a single insertion, omission, replacement or exchange of neighbours makes one the other."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = next((place for place in range(len(one)) if one[place] != other[place]), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start + 1 : start + 2] + one[start : start + 1] + one[start + 2 :]
    return one != other and (one[start + 1 :] == other[start + 1 :] or swapped == other[start:])


def _shortened(text: str) -> Iterator[str]:
    """The text, and what is left of it without any one letter."""
    yield text
    yield from (text[:place] + text[place + 1 :] for place in range(len(text)))
