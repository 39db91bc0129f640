"""A conversation's first title, from its first question. Pure."""

from __future__ import annotations

import unicodedata

LONGEST = 60
"""Cells of a monospaced font; a Chinese character takes two."""
_READ = 2000
"""Characters of a question that are looked at: it may be a whole pasted book."""
_ELLIPSIS = "…"
_JOINERS = frozenset("\u200c\u200d")
"""They hold the letters of a Persian word and the parts of an emoji together."""


def title_of(question: str) -> str:
    """The beginning of `question` on one line, cut between words (anywhere in Chinese) with an ellipsis."""
    words = " ".join("".join(map(_visible, question[:_READ])).split())
    if _cells(words) <= LONGEST:
        return words
    end, room = 0, LONGEST - _cells(_ELLIPSIS)
    while (room := room - _cells(words[end])) >= 0:
        end += 1
    start_of_word = next((place for place in range(end, 0, -1) if _may_cut(words, place)), 0)
    if start_of_word > end // 2:
        end = start_of_word
    return words[:end].rstrip() + _ELLIPSIS


def _visible(character: str) -> str:
    """Without what a title can't show: controls, lone surrogates, marks that turn the direction of text."""
    if character in _JOINERS:
        return character
    match unicodedata.category(character):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf" | "Cs":
            return ""
        case _:
            return character


def _may_cut(words: str, place: int) -> bool:
    """Whether a line may end before `place`: at a space, beside a wide character, never inside a visible sign."""
    before, after = words[place - 1], words[place]
    if before in _JOINERS or after in _JOINERS or unicodedata.category(after).startswith("M"):
        return False
    return before.isspace() or after.isspace() or _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _cells(text: str) -> int:
    return sum(2 if _is_wide(character) else 1 for character in text)
