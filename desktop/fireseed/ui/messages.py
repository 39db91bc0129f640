"""The messages of the shown branch: a list that grows at its end and whose last answer grows while it comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt

from fireseed.ui.markdown import Block, Document
from fireseed.ui.rows import Rows

_ROOT = QModelIndex()


@dataclass(frozen=True)
class MessageRow:
    """One message. `version` of `versions` says which of its siblings it is; `rate` is empty while unknown.

    `text` is a person's own text; an answer's is in its blocks, which a view asks for when it shows them.
    """

    key: str
    mine: bool
    text: str
    streaming: bool
    interrupted: bool
    version: int
    versions: int
    rate: str


class Answer:
    """An answer's text and the blocks made of it."""

    def __init__(self, text: str, parent: QObject) -> None:
        self.text = text
        self._document = Document(text)
        self.blocks = Rows(Block, parent)
        self.blocks.replace(self._document.blocks)

    def show(self, text: str) -> None:
        """Shows `text`; only the blocks that differ change."""
        self.text = text
        self._document.show(text)
        self.blocks.replace(self._document.blocks)


class MessageRows(Rows[MessageRow]):
    """The model. Beside the fields of `MessageRow` it has the role `blocks`: a list model of `markdown.Block`.

    Blocks are made when a view first asks for them: opening a long conversation formats only what is in sight.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(MessageRow, parent)
        self._texts: dict[str, str] = {}
        self._answers: dict[str, Answer] = {}
        self._blocks_role = max(super().roleNames()) + 1

    def show(self, messages: Iterable[tuple[MessageRow, str]]) -> None:
        """Shows exactly these rows, each with its whole text."""
        shown = list(messages)
        self._texts = {row.key: text for row, text in shown}
        self.replace([row for row, _ in shown])
        for key in [key for key in self._answers if key not in self._texts]:
            self._answers.pop(key).blocks.deleteLater()
        for key, answer in self._answers.items():
            if answer.text != self._texts[key]:
                answer.show(self._texts[key])

    def text(self, key: str) -> str:
        """The whole text of a message."""
        return self._texts.get(key, "")

    def grow(self, key: str, text: str) -> None:
        """Shows `text` as what has come of an answer by now; nothing happens while that answer isn't shown."""
        if key in self._texts:
            self._texts[key] = text
            if key in self._answers:
                self._answers[key].show(text)

    def roleNames(self) -> dict[int, QByteArray]:
        return super().roleNames() | {self._blocks_role: QByteArray(b"blocks")}

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        if role != self._blocks_role or not self.checkIndex(index) or not index.isValid():
            return super().data(index, role)
        row = self._rows[index.row()]
        if row.mine:
            return None
        if row.key not in self._answers:
            self._answers[row.key] = Answer(self._texts[row.key], self)
        return self._answers[row.key].blocks
