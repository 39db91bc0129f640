"""Message → on disk → engine → pieces → on disk."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from fireseed.base.errors import GgufError, ModelChanged, ModelMissing, UnsupportedArchitecture
from fireseed.chat.model import AnswerState, Message, Role, Stats
from fireseed.chat.prompt import turns_of
from fireseed.chat.store import ChatStore
from fireseed.chat.title import title_of
from fireseed.chat.writer import AnswerWriter
from fireseed.engine.client import Engine
from fireseed.engine.protocol import Finished, FinishReason, LoadOptions, Piece, Sampling, Turn
from fireseed.engine.supervisor import Engines
from fireseed.flows.fitting import Fitting, LoadPlan, Taken
from fireseed.library.model import Model, ModelState
from fireseed.library.store import Library

MAX_ANSWER_TOKENS = 4096
_MEASURABLE = 16
"""Tokens: the speed of a shorter answer says little."""


@dataclass(frozen=True)
class AnswerBegun:
    """The question (None when an answer is made anew) is on disk, and the answer has its empty place."""

    question: Message | None
    answer: Message


@dataclass(frozen=True)
class AnswerGrew:
    """`text` follows what the answer `answer` already has; `tokens` is its count so far."""

    answer: str
    text: str
    tokens: int


AnswerUpdate = AnswerBegun | AnswerGrew
OnUpdate = Callable[[AnswerUpdate], None]


class Answers:
    """Message → on disk → engine → pieces → on disk. Lives on one asyncio loop; one answer at a time.

    Attributes:
        taken: what the model that is loaded takes; None where nobody could say before what it would.
    """

    def __init__(self, chats: ChatStore, library: Library, engines: Engines, fitting: Fitting) -> None:
        self._chats = chats
        self._library = library
        self._engines = engines
        self._fitting = fitting
        self.taken: Taken | None = None
        self._one_at_a_time = asyncio.Lock()
        self._running: Engine | None = None

    async def ask(
        self, conversation: str, text: str, model: Model, on_update: OnUpdate, sampling: Sampling | None = None
    ) -> Message:
        """Commits the question before anything else, then answers it; returns the finished answer.

        Raises EngineError or LibraryError types; the question, and what the answer had by then, are kept.
        """
        question = await asyncio.to_thread(self._chats.append, conversation, Role.USER, text)
        if not (await asyncio.to_thread(self._chats.conversation, conversation)).title:
            await asyncio.to_thread(self._chats.rename, conversation, title_of(text))
        return await self._answer(question, question, model, on_update, sampling)

    async def regenerate(
        self, question: Message, model: Model, on_update: OnUpdate, sampling: Sampling | None = None
    ) -> Message:
        """Another answer to `question`, beside the ones that it has."""
        return await self._answer(question, None, model, on_update, sampling)

    async def stop(self) -> None:
        """Ends the running answer within one token; what it has is kept."""
        if self._running is not None:
            await self._running.stop()

    async def _answer(
        self,
        parent: Message,
        question: Message | None,
        model: Model,
        on_update: OnUpdate,
        sampling: Sampling | None,
    ) -> Message:
        async with self._one_at_a_time:
            answer = await asyncio.to_thread(self._chats.begin_answer, parent.conversation, parent.id, model.name)
            on_update(AnswerBegun(question, answer))
            writer = AnswerWriter(self._chats, answer.id)
            state, stats = AnswerState.INTERRUPTED, None
            try:
                engine = await self.load(model)
                self._running = engine
                branch = await asyncio.to_thread(self._chats.path_to, parent.id)
                turns = tuple(Turn(role.value, text) for role, text in turns_of(branch))
                finished = await self._stream(engine, turns, sampling or Sampling(), answer.id, writer, on_update)
                stats = _stats(finished)
                await self._note_speed(finished)
                state = AnswerState.STOPPED if finished.reason is FinishReason.CANCELLED else AnswerState.COMPLETE
            finally:
                self._running = None
                # Shielded: a cancelled task must still leave its answer on disk.
                await asyncio.shield(asyncio.to_thread(writer.finish, state, stats))
            return await asyncio.to_thread(self._chats.message, answer.id)

    async def _stream(
        self,
        engine: Engine,
        turns: tuple[Turn, ...],
        sampling: Sampling,
        answer: str,
        writer: AnswerWriter,
        on_update: OnUpdate,
    ) -> Finished:
        finished: Finished | None = None
        async with contextlib.aclosing(engine.generate(turns, sampling, MAX_ANSWER_TOKENS)) as events:
            async for event in events:
                if isinstance(event, Piece):
                    if writer.add(event.text):
                        await asyncio.to_thread(writer.flush)
                    on_update(AnswerGrew(answer, event.text, event.tokens))
                else:
                    finished = event
        assert finished is not None  # generate either raises or ends with Finished
        return finished

    async def load(self, model: Model, on_progress: Callable[[float], None] | None = None) -> Engine:
        """The engine of `model`, loading it when another one or none is loaded: with the context that fits."""
        current = await asyncio.to_thread(self._library.model, model.id)
        path = current.files[0].path
        if current.state is ModelState.MISSING:
            raise ModelMissing(model.name, str(path))
        if current.state is ModelState.CHANGED:
            raise ModelChanged(model.name, str(path))
        engine = self._engines.holding(path)
        if engine is None:
            engine = await self._load(current, on_progress)
        if self._library.newer is None:
            await asyncio.to_thread(self._library.used, model.id)
        return engine

    async def _note_speed(self, finished: Finished) -> None:
        if self.taken is not None and self.taken.number is not None and finished.answer_tokens >= _MEASURABLE:
            await asyncio.to_thread(self._fitting.answered, self.taken.number, finished.decode_rate)

    async def _load(self, model: Model, on_progress: Callable[[float], None] | None) -> Engine:
        """A model of which nobody can say what it needs is loaded with the usual options."""
        plan: LoadPlan | None = None
        # What is raised here llama.cpp refuses as well, or it knows more than we do.
        with contextlib.suppress(GgufError, UnsupportedArchitecture):
            plan = await asyncio.to_thread(self._fitting.load_plan, model)
        options = LoadOptions() if plan is None else plan.options
        self.taken = None
        engine = await self._engines.load(model.files[0].path, model.name, options, on_progress)
        if plan is not None and engine.loaded is not None:
            self.taken = await asyncio.to_thread(self._fitting.loaded, model, plan, engine.loaded)
        return engine


def _stats(finished: Finished) -> Stats:
    return Stats(
        prompt_tokens=finished.prompt_tokens,
        answer_tokens=finished.answer_tokens,
        first_token_seconds=finished.first_token_seconds,
        prompt_rate=finished.prompt_rate,
        decode_rate=finished.decode_rate,
    )
