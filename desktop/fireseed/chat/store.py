"""Conversations on disk: one SQLite file, a tree of messages a conversation.

Every change is durable when its call returns; calls block for milliseconds, are thread-safe and raise ChatError
or StorageError types. Text is kept as UTF-8 bytes with lone surrogates passed through: whatever a model or a
clipboard brings is read back as it was. Names (titles, models) get U+FFFD in a lone surrogate's place. What can't
be understood in a row (a null, a word of a newer version) never hides the rest of its conversation.
"""

from __future__ import annotations

import sqlite3
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from fireseed.base.database import Database
from fireseed.base.errors import ConversationUnknown, DatabaseTooNew, MessageUnknown
from fireseed.chat.model import AnswerState, Conversation, Message, Role, Stats

_WHOLE_MESSAGE = """
    SELECT message.*, (SELECT group_concat(hex(text), '') FROM
        (SELECT text FROM fragment WHERE fragment.message = message.id ORDER BY position)) AS streamed
    FROM message
"""


class ChatStore:
    """All conversations of this person. `recover` is to be called once, before anything is streamed."""

    def __init__(self, database: Path, migrations: Path) -> None:
        """Opens or creates `database`, bringing it up to date with the SQL files in `migrations`."""
        self._database = Database(database, migrations)

    @property
    def newer(self) -> DatabaseTooNew | None:
        """Set when a newer Fireseed wrote this file: it can be read, and every change raises this."""
        return self._database.newer

    def close(self) -> None:
        self._database.close()

    def recover(self) -> int:
        """Answers that were cut off by the end of an earlier run become INTERRUPTED, with what they had."""
        if self._database.newer is not None:
            return 0
        with self._database.write() as connection:
            cut = connection.execute("SELECT id FROM message WHERE state = ?", (AnswerState.STREAMING,)).fetchall()
            for row in cut:
                _end(connection, row["id"], AnswerState.INTERRUPTED, None)
        return len(cut)

    # Conversations.

    def create(self, title: str = "", model: str | None = None) -> Conversation:
        """An empty conversation; without a title it takes one from its first question."""
        key, now = _new_id(), time.time()
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO conversation (id, title, model, created_at, changed_at) VALUES (?, ?, ?, ?, ?)",
                (key, _name(title), None if model is None else _name(model), now, now),
            )
        return self.conversation(key)

    def conversations(self, limit: int = 200, offset: int = 0) -> list[Conversation]:
        """The last changed first, without those in the bin."""
        rows = self._database.rows(
            """SELECT * FROM conversation WHERE binned_at IS NULL
            ORDER BY changed_at DESC, rowid DESC LIMIT ? OFFSET ?""",
            (limit, offset),
        )
        return [_conversation(row) for row in rows]

    def conversation(self, key: str) -> Conversation:
        """Also one that lies in the bin; raises ConversationUnknown."""
        rows = self._database.rows("SELECT * FROM conversation WHERE id = ?", (key,))
        if not rows:
            raise ConversationUnknown(key)
        return _conversation(rows[0])

    def rename(self, key: str, title: str) -> None:
        self._change(key, "title = ?", _name(title))

    def choose_model(self, key: str, model: str | None) -> None:
        """The model that the next question goes to, by its name."""
        self._change(key, "model = ?", None if model is None else _name(model))

    def delete(self, key: str) -> None:
        """To the bin; `restore` brings it back as it was."""
        self._change(key, "binned_at = ?", time.time())

    def restore(self, key: str) -> None:
        self._change(key, "binned_at = ?", None)

    def empty_bin(self, older_than: float) -> int:
        """Forgets what has been in the bin for `older_than` seconds or more; returns how many."""
        with self._database.write() as connection:
            return connection.execute(
                "DELETE FROM conversation WHERE binned_at <= ?", (time.time() - older_than,)
            ).rowcount

    def _change(self, key: str, assignment: str, value: str | float | None) -> None:
        with self._database.write() as connection:
            changed = connection.execute(f"UPDATE conversation SET {assignment} WHERE id = ?", (value, key))  # noqa: S608 - the assignments are the literals above
            if not changed.rowcount:
                raise ConversationUnknown(key)

    # Messages.

    def append(self, conversation: str, role: Role, text: str, parent: str | None = None) -> Message:
        """Adds a whole message after `parent` (the current leaf where None) and makes it the leaf.

        Raises ConversationUnknown, and MessageUnknown for a parent that is not in this conversation.
        """
        return self._add(conversation, role, text, AnswerState.COMPLETE, parent, None)

    def begin_answer(self, conversation: str, parent: str, model: str) -> Message:
        """An empty answer to `parent`, a new version beside the ones that it has, shown from now on."""
        return self._add(conversation, Role.ASSISTANT, "", AnswerState.STREAMING, parent, model)

    def _add(
        self, conversation: str, role: Role, text: str, state: AnswerState, parent: str | None, model: str | None
    ) -> Message:
        key, now = _new_id(), time.time()
        with self._database.write() as connection:
            leaf = connection.execute("SELECT leaf FROM conversation WHERE id = ?", (conversation,)).fetchone()
            if leaf is None:
                raise ConversationUnknown(conversation)
            if parent is None:
                parent = leaf["leaf"]
            elif not connection.execute(
                "SELECT 1 FROM message WHERE id = ? AND conversation = ?", (parent, conversation)
            ).fetchone():
                raise MessageUnknown(parent)
            connection.execute(
                """INSERT INTO message (id, conversation, parent, position, role, text, state, model, created_at)
                SELECT ?, ?, ?, 1 + coalesce(max(position), 0), ?, ?, ?, ?, ? FROM message
                WHERE conversation = ? AND parent IS ?""",
                (
                    key,
                    conversation,
                    parent,
                    role,
                    _bytes(text),
                    state,
                    None if model is None else _name(model),
                    now,
                    conversation,
                    parent,
                ),
            )
            connection.execute(
                "UPDATE conversation SET leaf = ?, changed_at = ? WHERE id = ?", (key, now, conversation)
            )
        return self.message(key)

    def extend(self, message: str, text: str) -> None:
        """Keeps the next `text` of a streaming answer; costs the same however long the answer is."""
        with self._database.write() as connection:
            added = connection.execute(
                """INSERT INTO fragment (message, position, text)
                SELECT id, (SELECT 1 + coalesce(max(position), 0) FROM fragment WHERE message = message.id), ?
                FROM message WHERE id = ?""",
                (_bytes(text), message),
            )
            if not added.rowcount:
                raise MessageUnknown(message)

    def finish(self, message: str, state: AnswerState, stats: Stats | None) -> Message:
        """Ends a streaming answer.

        Text is only ever added: where another process took the answer for an interrupted one, none of it is lost.
        """
        with self._database.write() as connection:
            if not _end(connection, message, state, stats):
                raise MessageUnknown(message)
        return self.message(message)

    def message(self, key: str) -> Message:
        """One message with all text that is on disk; raises MessageUnknown."""
        rows = self._database.rows(f"{_WHOLE_MESSAGE} WHERE id = ?", (key,))
        if not rows:
            raise MessageUnknown(key)
        return _message(rows[0])

    def branch(self, conversation: str) -> tuple[Message, ...]:
        """The shown path, root first."""
        leaf = self.conversation(conversation).leaf
        return self.path_to(leaf) if leaf else ()

    def path_to(self, message: str) -> tuple[Message, ...]:
        """From the root to `message`."""
        rows = self._database.rows(
            f"""WITH RECURSIVE path (id, depth) AS (
                SELECT ?, 0 UNION ALL
                SELECT message.parent, depth + 1 FROM path JOIN message USING (id) WHERE message.parent IS NOT NULL
            ) SELECT found.* FROM ({_WHOLE_MESSAGE}) AS found JOIN path USING (id) ORDER BY depth DESC""",  # noqa: S608 - a literal
            (message,),
        )
        return tuple(_message(row) for row in rows)

    def siblings(self, message: str) -> tuple[Message, ...]:
        """All versions of this turn, itself included, oldest first."""
        known = self.message(message)
        rows = self._database.rows(
            f"{_WHOLE_MESSAGE} WHERE conversation = ? AND parent IS ? ORDER BY position",
            (known.conversation, known.parent),
        )
        return tuple(_message(row) for row in rows)

    def choose(self, message: str) -> tuple[Message, ...]:
        """Shows the branch through `message`, down to its latest descendant; returns that branch."""
        conversation = self.message(message).conversation
        with self._database.write() as connection:
            leaf = message
            while True:
                row = connection.execute(
                    "SELECT id FROM message WHERE conversation = ? AND parent = ? ORDER BY position DESC LIMIT 1",
                    (conversation, leaf),
                ).fetchone()
                if row is None:
                    break
                leaf = row["id"]
            connection.execute("UPDATE conversation SET leaf = ? WHERE id = ?", (leaf, conversation))
        return self.path_to(leaf)


def _new_id() -> str:
    return uuid.uuid4().hex


def _end(connection: sqlite3.Connection, message: str, state: AnswerState, stats: Stats | None) -> bool:
    """Joins the fragments of an answer to its text; False where there is no such message."""
    known = connection.execute("SELECT text FROM message WHERE id = ?", (message,)).fetchone()
    if known is None:
        return False
    fragments = connection.execute(
        "SELECT text FROM fragment WHERE message = ? ORDER BY position", (message,)
    ).fetchall()
    connection.execute(
        "UPDATE message SET text = ?, state = ?, stats = ? WHERE id = ?",
        (
            b"".join(row["text"] for row in (known, *fragments)),
            state,
            None if stats is None else msgspec.json.encode(stats).decode(),
            message,
        ),
    )
    connection.execute("DELETE FROM fragment WHERE message = ?", (message,))
    return True


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(content: bytes | None) -> str:
    try:
        return (content or b"").decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return (content or b"").decode("utf-8", "replace")


def _name(text: str) -> str:
    """As SQLite can hold it in a text column."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _time(seconds: float | None) -> datetime:
    return datetime.fromtimestamp(seconds or 0.0, UTC)


def _conversation(row: sqlite3.Row) -> Conversation:
    return Conversation(
        id=row["id"],
        title=row["title"] or "",
        model=row["model"],
        leaf=row["leaf"],
        created_at=_time(row["created_at"]),
        changed_at=_time(row["changed_at"]),
    )


def _message(row: sqlite3.Row) -> Message:
    return Message(
        id=row["id"],
        conversation=row["conversation"],
        parent=row["parent"],
        role=_role(row["role"]),
        text=_text(row["text"]) + _text(bytes.fromhex(row["streamed"] or "")),
        state=_state(row["state"]),
        model=row["model"],
        stats=_stats(row["stats"]),
        created_at=_time(row["created_at"]),
    )


def _role(word: str | None) -> Role:
    """One that we don't know is shown as an answer: that puts no words into a person's mouth."""
    return Role(word) if word in set(Role) else Role.ASSISTANT


def _state(word: str | None) -> AnswerState:
    return AnswerState(word) if word in set(AnswerState) else AnswerState.INTERRUPTED


def _stats(document: str | None) -> Stats | None:
    try:
        return msgspec.json.decode(document, type=Stats) if document else None
    except msgspec.MsgspecError:
        return None
