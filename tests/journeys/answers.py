"""An answer of the real model, as a person waits for it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from fireseed.chat.model import AnswerState
from journeys.person import Person

ENOUGH = 15.0
"""Seconds."""


def state(person: Person, question: str) -> AnswerState | None:
    """How far the answer to `question` in the newest chat has come; None before it is asked."""
    conversations = person.app.chats.conversations()
    if not conversations:
        return None
    branch = person.app.chats.branch(conversations[0].id)
    return branch[-1].state if len(branch) >= 2 and branch[-2].text == question else None


def speaks(person: Person) -> bool:
    """Whether words of an answer are coming."""
    chat = person.window.pages.chat
    return bool(chat.property("answering")) and not chat.property("waiting")


def hears_out(person: Person, question: str) -> None:
    """Until the answer has ended, or, as the small model may ramble for minutes, until one has heard enough."""
    person.waits_until(lambda: state(person, question) is AnswerState.COMPLETE or speaks(person))
    try:
        person.waits_until(lambda: state(person, question) is AnswerState.COMPLETE, seconds=ENOUGH)
    except TimeoutError:
        person.presses(Qt.Key.Key_Escape)
    person.waits_until(lambda: state(person, question) in (AnswerState.COMPLETE, AnswerState.STOPPED))
