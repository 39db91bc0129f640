"""The conversations at the chat page's side: which there are, which is shown, and taking a deletion back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.chat.model import Conversation
from fireseed.chat.store import ChatStore
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge
from fireseed.ui.rows import Rows

QML_IMPORT_NAME = "Fireseed.Chat"
QML_IMPORT_MAJOR_VERSION = 1

Say = Callable[[str, str, Callable[[], object]], None]
"""Shows a note: its text, the label of its button, and what the button does."""


@dataclass(frozen=True)
class ConversationRow:
    """One conversation; `when` is the day of its last change."""

    key: str
    title: str
    when: str


@QmlElement
class Conversations(QObject):
    """The list, newest first. `current` is the shown one; empty is a new chat that has no question yet."""

    currentChanged = Signal()
    known = Signal()

    def __init__(self, bridge: Bridge, chats: ChatStore, say: Say, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._chats = chats
        self._say = say
        self._found: tuple[Conversation, ...] = ()
        self._current = ""
        self._rows = Rows(ConversationRow, self)
        bridge.wordsChanged.connect(self._show)

    @property
    def current(self) -> str:
        return self._current

    def find(self, key: str) -> Conversation | None:
        """The conversation with this identifier, as it was last read."""
        return next((found for found in self._found if found.id == key), None)

    @Slot()
    def refresh(self) -> None:
        """Reads the list again."""
        self._bridge.run(self._chats.conversations, self._read)

    @Slot(str)
    def open(self, key: str) -> None:
        """Shows a conversation; an empty key shows a new chat."""
        if key != self._current:
            self._current = key
            self.currentChanged.emit()

    @Slot(str, str)
    def rename(self, key: str, title: str) -> None:
        """Gives a conversation another name; an empty one changes nothing."""
        wanted = " ".join(title.split())
        if wanted:
            self._bridge.run(lambda: self._chats.rename(key, wanted), lambda _: self.refresh())

    @Slot(str)
    def delete(self, key: str) -> None:
        """Puts a conversation into the bin and offers to take it out again."""
        self._bridge.run(lambda: self._chats.delete(key), lambda _: self._deleted(key))

    def _deleted(self, key: str) -> None:
        found = self.find(key)
        title = (found.title if found is not None else "") or self.tr("New chat")
        shown = self._current == key
        if shown:
            self.open("")
        self.refresh()
        self._say(
            self.tr("“{title}” was deleted").format(title=title),
            self.tr("Undo"),
            lambda: self._restore(key, shown),
        )

    def _restore(self, key: str, shown: bool) -> None:
        def restored(_: object) -> None:
            self.refresh()
            if shown:
                self.open(key)

        self._bridge.run(lambda: self._chats.restore(key), restored)

    def _read(self, found: Sequence[Conversation]) -> None:
        self._found = tuple(found)
        self._show()
        self.known.emit()

    @Slot()
    def _show(self) -> None:
        now = datetime.now().astimezone()
        language = self._bridge.words.language
        self._rows.replace(
            [
                ConversationRow(
                    one.id, one.title or self.tr("New chat"), phrases.day(one.changed_at, now, language)
                )
                for one in self._found
            ]
        )

    empty = Property(bool, lambda self: not self._found, notify=known)
    rows = Property(QObject, lambda self: self._rows, constant=True)
    currentKey = Property(str, lambda self: self._current, notify=currentChanged)
