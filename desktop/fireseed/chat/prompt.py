"""What of a conversation a model gets to read. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from fireseed.chat.model import Message, Role

Said = tuple[Role, str]
"""Who, and what."""


def turns_of(branch: Sequence[Message], system: str = "") -> tuple[Said, ...]:
    """The turns of a branch in order, after `system` where there is one.

    An answer that never got a word is left out, and so is the question before it when another follows: templates
    want turns that alternate, and a model should not think that it was asked twice.
    """
    turns: list[Said] = [(Role.SYSTEM, system)] if system else []
    for message in branch:
        if not message.text.strip() and message.role is Role.ASSISTANT:
            continue
        if turns and turns[-1][0] is message.role is Role.USER:
            turns.pop()
        turns.append((message.role, message.text))
    return tuple(turns)
