"""The page Chat: one conversation, its answers as they come, and what became of the engine.

What is shown is what is on disk: the branch is read again whenever an answer begins or ends, and in between the
pieces that came are added to the one answer that grows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import Cancelled, EngineError, FireseedError, NoModelChosen
from fireseed.chat.model import AnswerState, Message, Role
from fireseed.chat.store import ChatStore
from fireseed.flows.answers import AnswerBegun, Answers, AnswerUpdate
from fireseed.library.model import Model
from fireseed.ui.bridge import Bridge, Inbox, Work
from fireseed.ui.conversations import Conversations
from fireseed.ui.markdown import spoken
from fireseed.ui.messages import MessageRow, MessageRows
from fireseed.ui.picker import Picker
from fireseed.ui.shelf import Shelf
from fireseed.ui.welcome import Welcome

QML_IMPORT_NAME = "Fireseed.Chat"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ChatPage(QObject):
    """The page.

    Properties: `answering` while an answer is made, `waiting` until its first piece; `problem`, `advice` and
    `details` say why the last one failed, and `again` that it can be asked for again; `known` once it is clear
    whether there are models, `modelless` when there are none. Signal `sent` when a question was taken.
    """

    changed = Signal()
    sent = Signal()

    def __init__(
        self,
        bridge: Bridge,
        chats: ChatStore,
        answers: Answers,
        shelf: Shelf,
        conversations: Conversations,
        picker: Picker,
        welcome: Welcome,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._chats = chats
        self._answers = answers
        self._shelf = shelf
        self._conversations = conversations
        self._picker = picker
        self._welcome = welcome
        self._rows = MessageRows(self)
        self._updates: Inbox[AnswerUpdate] = Inbox(bridge, self._update, self)
        self._branch: tuple[Message, ...] = ()
        self._versions: dict[str, tuple[str, ...]] = {}
        self._reading: Work | None = None
        self._task: asyncio.Task[Message] | None = None
        self._answering = False
        self._growing = ""
        self._grown = ""
        self._error: FireseedError | None = None
        conversations.currentChanged.connect(self._open)
        shelf.changed.connect(self.changed)
        bridge.wordsChanged.connect(self._show)

    @Slot(str)
    def send(self, text: str) -> None:
        """Asks a question, in a new conversation if none is shown."""
        model = self._picker.model
        question = text.strip()
        if not question or self._answering:
            return
        if model is None:
            self._fail(NoModelChosen())
            return
        self._begin(self._ask(self._conversations.current, question, model))
        self.sent.emit()

    @Slot(str)
    def regenerate(self, key: str) -> None:
        """Asks for another answer beside the answer `key`."""
        model = self._picker.model
        question = self._question_of(key)
        if model is not None and question is not None and not self._answering:
            self._begin(self._answers.regenerate(question, model, self._updates.put))

    @Slot()
    def retry(self) -> None:
        """Loads the engine again and asks for the last answer anew; what the former one has is kept beside it."""
        if self._branch and self._branch[-1].role is Role.ASSISTANT:
            self.regenerate(self._branch[-1].id)

    @Slot()
    def forgive(self) -> None:
        """The failure was read."""
        self._fail(None)

    @Slot()
    def stop(self) -> None:
        """Ends the answer that is being made; what it has is kept."""
        if self._answering:
            self._bridge.run(self._stop())

    @Slot(str, int)
    def turn(self, key: str, step: int) -> None:
        """Shows the version `step` places after the message `key`, or before it."""
        versions = self._versions.get(key, (key,))
        place = versions.index(key) + step
        if 0 <= place < len(versions):
            self._bridge.run(lambda: self._chats.choose(versions[place]), lambda _: self._open())

    @Slot(str, result=str)
    def textOf(self, key: str) -> str:
        """What copying a message gives: its Markdown, without the thinking."""
        return spoken(self._rows.text(key))

    def _begin(self, making: Coroutine[Any, Any, Message]) -> None:
        self._fail(None)
        self._answering, self._growing, self._grown = True, "", ""
        self._bridge.run(self._made(making), self._ended, self._ended_badly)
        self.changed.emit()

    async def _ask(self, conversation: str, question: str, model: Model) -> Message:
        if not conversation:
            conversation = (await asyncio.to_thread(self._chats.create, "", model.name)).id
            self._bridge.post(lambda: self._conversations.open(conversation))
        return await self._answers.ask(conversation, question, model, self._updates.put)

    async def _made(self, making: Coroutine[Any, Any, Message]) -> Message:
        """Waits for an answer even when it is given up, so that what it has is on disk when it is read."""
        self._task = asyncio.ensure_future(making)
        try:
            return await self._task
        except asyncio.CancelledError:
            raise Cancelled from None
        finally:
            self._task = None

    async def _stop(self) -> None:
        if self._picker.answering:
            await self._answers.stop()
        elif self._task is not None:
            self._task.cancel()

    def _update(self, updates: list[AnswerUpdate]) -> None:
        """What came since the last frame."""
        for update in updates:
            if isinstance(update, AnswerBegun):
                self._growing, self._grown = update.answer.id, ""
                self._open()
                self._conversations.refresh()
        pieces = "".join(update.text for update in updates if not isinstance(update, AnswerBegun))
        if pieces:
            first = not self._grown
            self._grown += pieces
            self._rows.grow(self._growing, self._grown)
            if first:
                self.changed.emit()

    def _ended(self, _: Message) -> None:
        self._updates.empty()
        self._answering = False
        self._open()
        self._conversations.refresh()
        self.changed.emit()

    def _ended_badly(self, error: FireseedError) -> None:
        self._updates.empty()
        self._answering = False
        self._picker.sample()
        self._fail(None if isinstance(error, Cancelled) else error)
        self._open()
        self._conversations.refresh()

    def _fail(self, error: FireseedError | None) -> None:
        self._error = error
        self.changed.emit()

    @Slot()
    def _open(self) -> None:
        """Reads the shown conversation's branch."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        key = self._conversations.current
        known = frozenset(self._versions)
        if key:
            self._reading = self._bridge.run(lambda: _read(self._chats, key, known), self._take)
        else:
            self._take(((), {}))

    def _take(self, read: tuple[tuple[Message, ...], dict[str, tuple[str, ...]]]) -> None:
        self._reading = None
        self._branch, fresh = read
        self._versions |= fresh
        self._show()

    @Slot()
    def _show(self) -> None:
        self._rows.show([(self._row(message), self._text(message)) for message in self._branch])
        self.changed.emit()

    def _text(self, message: Message) -> str:
        """What is on disk may be a second older than what has come."""
        return self._grown if message.id == self._growing and self._answering else message.text

    def _row(self, message: Message) -> MessageRow:
        versions = self._versions.get(message.id, (message.id,))
        mine = message.role is Role.USER
        return MessageRow(
            key=message.id,
            mine=mine,
            text=message.text if mine else "",
            streaming=message.state is AnswerState.STREAMING,
            interrupted=message.state is AnswerState.INTERRUPTED,
            version=versions.index(message.id) + 1,
            versions=len(versions),
            rate=self._rate(message),
        )

    def _rate(self, message: Message) -> str:
        if message.stats is None or message.stats.decode_rate <= 0:
            return ""
        return self.tr("{rate} tokens/s").format(rate=f"{message.stats.decode_rate:.1f}")

    def _question_of(self, key: str) -> Message | None:
        return next((one for one, answer in pairwise(self._branch) if answer.id == key), None)

    def _said(self) -> tuple[str, str]:
        if self._error is None:
            return "", ""
        said = self._bridge.words.error(self._error)
        return said.title, said.advice

    rows = Property(QObject, lambda self: self._rows, constant=True)
    conversations = Property(Conversations, lambda self: self._conversations, constant=True)
    picker = Property(Picker, lambda self: self._picker, constant=True)
    welcome = Property(Welcome, lambda self: self._welcome, constant=True)
    answering = Property(bool, lambda self: self._answering, notify=changed)
    waiting = Property(bool, lambda self: self._answering and not self._grown, notify=changed)
    known = Property(bool, lambda self: self._shelf.known, notify=changed)
    modelless = Property(bool, lambda self: self._shelf.known and not self._shelf.models, notify=changed)
    problem = Property(str, lambda self: self._said()[0], notify=changed)
    advice = Property(str, lambda self: self._said()[1], notify=changed)
    details = Property(str, lambda self: str(self._error or ""), notify=changed)
    again = Property(bool, lambda self: isinstance(self._error, EngineError), notify=changed)


def _read(
    chats: ChatStore, conversation: str, known: frozenset[str]
) -> tuple[tuple[Message, ...], dict[str, tuple[str, ...]]]:
    """The branch, and the versions of those answers in it whose versions are not known."""
    branch = chats.branch(conversation)
    versions: dict[str, tuple[str, ...]] = {}
    for message in branch:
        if message.role is Role.ASSISTANT and message.id not in known:
            siblings = tuple(sibling.id for sibling in chats.siblings(message.id))
            versions.update(dict.fromkeys(siblings, siblings))
    return branch, versions
