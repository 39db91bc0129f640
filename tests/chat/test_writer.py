"""A streaming answer reaches the disk once a second, and a full disk loses none of it."""

from __future__ import annotations

import threading

import pytest

from fireseed.base.errors import DiskFull, MessageUnknown
from fireseed.chat.model import AnswerState, Message, Role, Stats
from fireseed.chat.store import ChatStore
from fireseed.chat.writer import AnswerWriter


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def answer(store: ChatStore) -> Message:
    asked = store.append(store.create().id, Role.USER, "q")
    return store.begin_answer(asked.conversation, asked.id, "m")


@pytest.fixture
def writer(store: ChatStore, answer: Message, clock: Clock) -> AnswerWriter:
    return AnswerWriter(store, answer.id, clock)


def limit(store: ChatStore, pages: int | None) -> None:
    """Ends the disk `pages` after what the database has now; None gives it back its space."""
    with store._database.write() as connection:
        used = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {2**30 if pages is None else used + pages}")


def problem(writer: AnswerWriter) -> str | None:
    return writer.error.code if writer.error is not None else None


def test_pieces_are_due_once_a_second(writer: AnswerWriter, clock: Clock) -> None:
    assert not writer.add("a")
    clock.now += 0.99
    assert not writer.add("b")
    clock.now += 0.02
    assert writer.add("c")
    writer.flush()
    assert not writer.add("d")
    clock.now += 1.0
    assert writer.add("e")


def test_what_was_flushed_is_on_disk_and_the_rest_follows(
    store: ChatStore, answer: Message, writer: AnswerWriter
) -> None:
    writer.add("one ")
    writer.add("two ")
    assert store.message(answer.id).text == ""
    writer.flush()
    assert store.message(answer.id).text == "one two "
    writer.add("three")
    stats = Stats(1, 2, 0.5, 10.0, 20.0)
    found = writer.finish(AnswerState.COMPLETE, stats)
    assert (found.text, found.state, found.stats) == ("one two three", AnswerState.COMPLETE, stats)


@pytest.mark.parametrize("state", [AnswerState.STOPPED, AnswerState.INTERRUPTED])
def test_an_answer_without_a_word_can_end(writer: AnswerWriter, state: AnswerState) -> None:
    found = writer.finish(state, None)
    assert (found.text, found.state) == ("", state)


def test_a_full_disk_is_told_and_loses_nothing(
    store: ChatStore, answer: Message, writer: AnswerWriter, clock: Clock
) -> None:
    writer.add("before ")
    writer.flush()
    limit(store, 1)
    long = "z" * 100_000
    writer.add(long)
    writer.flush()
    assert problem(writer) == "DiskFull"
    assert store.message(answer.id).text == "before "

    assert not writer.add(" more")  # the next attempt comes a second later, not at each piece
    clock.now += 1.0
    assert writer.add(" and more")
    writer.flush()
    assert problem(writer) == "DiskFull"
    with pytest.raises(DiskFull):
        writer.finish(AnswerState.COMPLETE, None)

    limit(store, None)
    found = writer.finish(AnswerState.COMPLETE, None)
    assert problem(writer) is None
    assert found.text == f"before {long} more and more"


def test_a_forgotten_conversation_ends_the_answer(store: ChatStore, answer: Message, writer: AnswerWriter) -> None:
    store.delete(answer.conversation)
    store.empty_bin(older_than=0)
    writer.add("for nobody")
    with pytest.raises(MessageUnknown):
        writer.finish(AnswerState.COMPLETE, None)


def test_finishing_while_a_flush_is_still_writing_writes_nothing_twice(store: ChatStore, answer: Message) -> None:
    entered, go_on = threading.Event(), threading.Event()

    class SlowStore(ChatStore):
        """The same store, on a disk that takes its time."""

        def __init__(self) -> None:
            self._database = store._database

        def extend(self, message: str, text: str) -> None:
            entered.set()
            assert go_on.wait(60)
            super().extend(message, text)

    writer = AnswerWriter(SlowStore(), answer.id)
    writer.add("once ")
    flushing = threading.Thread(target=writer.flush)
    flushing.start()
    assert entered.wait(60)
    writer.add("and the rest")
    finishing = threading.Thread(target=writer.finish, args=(AnswerState.STOPPED, None))
    finishing.start()
    go_on.set()
    flushing.join(60)
    finishing.join(60)
    assert store.message(answer.id).text == "once and the rest"
