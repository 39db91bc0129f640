"""The notes that a page would have the window show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """Its text, the label of its button, and what the button does."""

    text: str
    action: str
    undo: Callable[[], object]


class Notes:
    """Stands where `Shell.say` does."""

    def __init__(self) -> None:
        self.said: list[Note] = []

    def say(self, text: str, action: str, undo: Callable[[], object]) -> None:
        self.said.append(Note(text, action, undo))
