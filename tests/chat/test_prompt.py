"""What a model gets to read of a branch."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from fireseed.chat.model import AnswerState, Message, Role
from fireseed.chat.prompt import Said, turns_of

SYSTEM, USER, ASSISTANT = Role.SYSTEM, Role.USER, Role.ASSISTANT


def said(role: Role, text: str, state: AnswerState = AnswerState.COMPLETE) -> Message:
    return Message("id", "c", None, role, text, state, None, None, datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("branch", "expected"),
    [
        ([], ()),
        ([said(USER, "q")], ((USER, "q"),)),
        (
            [said(USER, "q"), said(ASSISTANT, "a"), said(USER, "r")],
            ((USER, "q"), (ASSISTANT, "a"), (USER, "r")),
        ),
        pytest.param(
            [said(USER, "q"), said(ASSISTANT, "half", AnswerState.INTERRUPTED), said(USER, "go on")],
            ((USER, "q"), (ASSISTANT, "half"), (USER, "go on")),
            id="an interrupted answer with text is kept",
        ),
        pytest.param(
            [said(USER, "q"), said(ASSISTANT, "half", AnswerState.STOPPED), said(USER, "go on")],
            ((USER, "q"), (ASSISTANT, "half"), (USER, "go on")),
            id="so is a stopped one",
        ),
        pytest.param(
            [said(USER, "I am Li."), said(ASSISTANT, "", AnswerState.INTERRUPTED), said(USER, "Who am I?")],
            ((USER, "I am Li.\n\nWho am I?"),),
            id="a failed answer leaves one turn, with all that was said",
        ),
        pytest.param(
            [said(USER, "q"), said(ASSISTANT, " \n", AnswerState.STOPPED), said(USER, "q")],
            ((USER, "q"),),
            id="a question that was only asked again is asked once",
        ),
        pytest.param(
            [said(USER, "q"), said(ASSISTANT, "", AnswerState.STREAMING)],
            ((USER, "q"),),
            id="the answer that is about to be made is not in its own prompt",
        ),
        pytest.param(
            [said(SYSTEM, "Be brief."), said(USER, "q")],
            ((SYSTEM, "Be brief."), (USER, "q")),
            id="a system message of the conversation",
        ),
    ],
)
def test_turns(branch: list[Message], expected: tuple[Said, ...]) -> None:
    assert turns_of(branch) == expected


def test_a_system_prompt_comes_first() -> None:
    assert turns_of([said(USER, "q")], "Be kind.") == ((SYSTEM, "Be kind."), (USER, "q"))


def test_user_and_assistant_alternate_whatever_failed() -> None:
    branch = [
        message
        for turn in range(12)
        for message in (said(USER, f"q{turn}"), said(ASSISTANT, f"a{turn}" if turn % 3 == 0 else ""))
    ]
    roles = [role for role, _ in turns_of(branch)]
    assert all(one is not other for one, other in pairwise(roles))
