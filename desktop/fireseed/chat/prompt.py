"""What of a conversation a model gets to read. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from fireseed.chat.model import Message, Role

Said = tuple[Role, str]
"""Who, and what."""


def turns_of(branch: Sequence[Message], system: str = "") -> tuple[Said, ...]:
    """The turns of a branch in order, after `system` where there is one.

    An answer that never got a word is left out; the questions around it become one turn, because templates want
    turns that alternate. One that was only asked again appears once.
    """
    turns: list[Said] = [(Role.SYSTEM, system)] if system else []
    for message in branch:
        text = message.text
        if message.role is Role.ASSISTANT and not text.strip():
            continue
        if turns and turns[-1][0] is message.role is Role.USER:
            _, asked = turns.pop()
            text = text if asked == text else f"{asked}\n\n{text}"
        turns.append((message.role, text))
    return tuple(turns)
