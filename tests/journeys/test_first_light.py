"""From an empty home to an answer of the real starter model, once with each hand."""

from __future__ import annotations

import os
import signal

from PySide6.QtCore import Qt

from fireseed.chat.model import AnswerState
from fireseed.library.model import Check
from journeys.answers import hears_out, speaks, state
from journeys.conftest import OpenWindow
from journeys.person import Person

QUESTION = "Hello! Who are you?"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


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
    hears_out(person, QUESTION)
    person.waits_for("tokens/s")


def test_by_mouse_through_discover(open_window: OpenWindow) -> None:
    person = open_window()
    person.clicks("Discover")
    person.clicks("SmolLM2-135M-Instruct")
    person.clicks("Download")
    person.waits_until(lambda: _verified(person))
    person.clicks("Library")
    person.waits_for("Verified")
    person.clicks("Chat")
    person.clicks("Your question")
    person.types(QUESTION)
    person.clicks("Send (Enter)")
    hears_out(person, QUESTION)
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
    person.waits_until(lambda: speaks(person))
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
    hears_out(person, QUESTION)
    assert person.app.chats.message(interrupted.id).text == interrupted.text


def test_what_was_said_is_there_at_the_next_start(open_window: OpenWindow) -> None:
    person = open_window()
    person.clicks("Download and chat")
    person.waits_until(lambda: _verified(person))
    person.waits_for("Ask anything")
    person.clicks("Your question")
    person.types(QUESTION)
    person.presses(Qt.Key.Key_Return)
    hears_out(person, QUESTION)
    person.window.close()
    person.app.close()
    again = open_window()
    again.clicks(QUESTION)
    again.waits_for("tokens/s")
    assert state(again, QUESTION) in (AnswerState.COMPLETE, AnswerState.STOPPED)
