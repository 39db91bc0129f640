"""Short ways to ask an engine something."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from typing import Any

from fireseed.engine.client import Engine
from fireseed.engine.protocol import Finished, Piece, Sampling, Turn

Run = Callable[[Coroutine[Any, Any, Any]], Any]
"""Runs a coroutine to its end (the fixture `run`)."""

GREEDY = Sampling(temperature=0.0)


def user(text: str) -> tuple[Turn, ...]:
    return (Turn("user", text),)


async def ask(
    engine: Engine,
    turns: tuple[Turn, ...],
    sampling: Sampling = GREEDY,
    max_tokens: int = 24,
    stop: tuple[str, ...] = (),
    on_piece: Callable[[Piece], Any] | None = None,
) -> tuple[str, Finished]:
    """The whole answer and its end."""
    text = ""
    async with aclosing(engine.generate(turns, sampling, max_tokens, stop)) as events:
        async for event in events:
            if isinstance(event, Finished):
                return text, event
            text += event.text
            if on_piece is not None:
                on_piece(event)
    raise AssertionError("an answer without an end")


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Waits for something that another process does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
