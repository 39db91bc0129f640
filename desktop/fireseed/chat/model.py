"""The records of a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class AnswerState(StrEnum):
    """How a message's text came to its end; a person's own message is always COMPLETE."""

    STREAMING = "streaming"  # text is still coming; found at start-up it becomes INTERRUPTED
    COMPLETE = "complete"
    STOPPED = "stopped"  # a person stopped it
    INTERRUPTED = "interrupted"  # the engine or the app ended in the middle; what was written is kept


@dataclass(frozen=True)
class Stats:
    """What one answer took. Times in seconds, rates in tokens per second."""

    prompt_tokens: int
    answer_tokens: int
    first_token_seconds: float
    prompt_rate: float
    decode_rate: float


@dataclass(frozen=True)
class Message:
    """One node of a conversation's tree. Siblings (same `parent`) are versions of one turn, oldest first."""

    id: str
    conversation: str
    parent: str | None
    role: Role
    text: str
    state: AnswerState
    model: str | None
    stats: Stats | None
    created_at: datetime


@dataclass(frozen=True)
class Conversation:
    """`leaf` is the message whose path to the root is shown."""

    id: str
    title: str
    model: str | None
    leaf: str | None
    created_at: datetime
    changed_at: datetime
