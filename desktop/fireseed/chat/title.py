"""A conversation's first title, from its first question. Pure."""

from __future__ import annotations

import unicodedata

LONGEST = 60
"""Cells of a monospaced font; a Chinese character takes two."""


def title_of(question: str) -> str:
    """The beginning of `question` on one line, cut between words (anywhere in Chinese) with an ellipsis."""
    words = " ".join("".join(c if c.isprintable() else " " for c in question[:2000]).split())
    if _cells(words) <= LONGEST:
        return words
    kept = ""
    room = LONGEST - 1
    for character in words:
        room -= _cells(character)
        if room < 0:
            break
        kept += character
    following = words[len(kept)]
    if not following.isspace() and not _is_wide(following):
        start_of_word = max((i + 1 for i, c in enumerate(kept) if c.isspace() or _is_wide(c)), default=0)
        if start_of_word > len(kept) // 2:
            kept = kept[:start_of_word]
    return f"{kept.rstrip()}…"


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _cells(text: str) -> int:
    return sum(2 if _is_wide(character) else 1 for character in text)
