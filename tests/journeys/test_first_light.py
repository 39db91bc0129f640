"""From an empty home to an answer of the real starter model, once with each hand."""

from __future__ import annotations

import os
import signal

from PySide6.QtCore import Qt

from fireseed.chat.model import AnswerState
from fireseed.library.model import Check
from fireseed.ui.chat import ChatPage
from journeys.conftest import OpenWindow
from journeys.person import Person

QUESTION = "Hello! Who are you?"
ENOUGH = 15.0
"""Seconds."""
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def _state(person: Person, question: str = QUESTION) -> AnswerState | None:
    """How far the answer to `question` in the newest chat has come; None before it is asked."""
    conversations = person.app.chats.conversations()
    if not conversations:
        return None
    branch = person.app.chats.branch(conversations[0].id)
    return branch[-1].state if len(branch) >= 2 and branch[-2].text == question else None


def _speaks(chat: ChatPage) -> bool:
    """Whether words of an answer are coming."""
    return bool(chat.property("answering")) and not chat.property("waiting")


def _hears_out(person: Person) -> None:
    """Until the answer has ended, or, as the small model may ramble for minutes, until one has heard enough."""
    chat = person.window.pages.chat
    person.waits_until(lambda: _state(person) is AnswerState.COMPLETE or _speaks(chat))
    try:
        person.waits_until(lambda: _state(person) is AnswerState.COMPLETE, seconds=ENOUGH)
    except TimeoutError:
        person.presses(Qt.Key.Key_Escape)
    person.waits_until(lambda: _state(person) in (AnswerState.COMPLETE, AnswerState.STOPPED))


def _verified(person: Person) -> bool:
    models = person.app.library.models()
    return [(file.sha256, file.check) for model in models for file in model.files] == [(SHA256, Check.VERIFIED)]


def test_by_keyboard_alone(open_window: OpenWindow) -> None:
    person = open_window()
    person.waits_for("What would you like to run?")
    person.waits_for("Download and chat")
    person.tabs_to("Download and chat")
    person.presses(Qt.Key.Key_Return)
    person.waits_until(lambda: _verified(person))
    person.waits_for("Ask anything")
    person.tabs_to("Your question")
    person.types(QUESTION)
    person.presses(Qt.Key.Key_Return)
    _hears_out(person)
    person.waits_for("tokens/s")


def test_by_mouse_through_discover(open_window: OpenWindow) -> None:
    person = open_window()
    person.clicks("Discover")
    person.clicks("SmolLM2-135M-Instruct-GGUF")
    person.clicks("Download")
    person.waits_until(lambda: _verified(person))
    person.clicks("Library")
    person.waits_for("Verified")
    person.clicks("Chat")
    person.clicks("Your question")
    person.types(QUESTION)
    person.clicks("Send (Enter)")
    _hears_out(person)
    person.waits_for("tokens/s")


def test_an_engine_killed_in_an_answer_costs_that_answer_only(open_window: OpenWindow) -> None:
    """The partial answer is kept, the window lives, the next question works."""
    person = open_window()
    person.clicks("Download and chat")
    person.waits_until(lambda: _verified(person))
    person.waits_for("Ask anything")
    person.clicks("Your question")
    person.types("Count from one to five hundred in words.")
    person.presses(Qt.Key.Key_Return)

    # At its first words: a small model may end its answer within a second.
    person.waits_until(lambda: _speaks(person.window.pages.chat))
    engine = person.app.engines.current
    assert engine is not None
    os.kill(engine.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    person.waits_for("The engine stopped unexpectedly")
    conversation = person.app.chats.conversations()[0].id
    interrupted = person.app.chats.branch(conversation)[-1]
    assert interrupted.state is AnswerState.INTERRUPTED
    assert interrupted.text
    person.clicks("Your question")
    person.types(QUESTION)
    person.presses(Qt.Key.Key_Return)
    _hears_out(person)
    assert person.app.chats.message(interrupted.id).text == interrupted.text


def test_what_was_said_is_there_at_the_next_start(open_window: OpenWindow) -> None:
    person = open_window()
    person.clicks("Download and chat")
    person.waits_until(lambda: _verified(person))
    person.waits_for("Ask anything")
    person.clicks("Your question")
    person.types(QUESTION)
    person.presses(Qt.Key.Key_Return)
    _hears_out(person)
    person.window.close()
    person.app.close()
    again = open_window()
    again.clicks(QUESTION)
    again.waits_for("tokens/s")
    assert _state(again) in (AnswerState.COMPLETE, AnswerState.STOPPED)
