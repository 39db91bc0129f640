"""Conversations: what a person wrote and got is there again, on every branch, after every restart."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.conftest import OpenStore
from fireseed.base.errors import (
    ConversationUnknown,
    DatabaseDamaged,
    DatabaseTooNew,
    FireseedError,
    MessageUnknown,
)
from fireseed.chat.model import AnswerState, Message, Role, Stats
from fireseed.chat.store import ChatStore

STATS = Stats(prompt_tokens=12, answer_tokens=34, first_token_seconds=0.25, prompt_rate=100.5, decode_rate=9.75)
AWKWARD = ["", "a\0b", "\ud800 alone", "\udcff", "👩‍👩‍👧", "你好", "\r\n\t", "e\u0301", "x" * 1_000_000]


def texts(messages: Sequence[Message]) -> list[str]:
    return [message.text for message in messages]


def answered(store: ChatStore, conversation: str, question: str, answer: str) -> tuple[Message, Message]:
    asked = store.append(conversation, Role.USER, question)
    begun = store.begin_answer(conversation, asked.id, "owner/model:Q4")
    store.extend(begun.id, answer)
    return asked, store.finish(begun.id, AnswerState.COMPLETE, STATS)


def by_hand(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


class TestConversations:
    def test_a_new_one_is_empty(self, store: ChatStore) -> None:
        made = store.create("Title", "owner/model:Q4")
        assert (made.title, made.model, made.leaf) == ("Title", "owner/model:Q4", None)
        assert store.conversation(made.id) == made
        assert store.branch(made.id) == ()

    def test_the_one_with_the_last_message_is_first(self, store: ChatStore) -> None:
        first, second, third = (store.create(title).id for title in ("1", "2", "3"))
        assert [found.id for found in store.conversations()] == [third, second, first]
        store.append(second, Role.USER, "again")
        assert [found.id for found in store.conversations()] == [second, third, first]
        assert [found.id for found in store.conversations(limit=1, offset=1)] == [third]

    def test_renaming_and_choosing_a_model_do_not_reorder(self, store: ChatStore) -> None:
        first, second = store.create().id, store.create().id
        store.rename(first, "旅行计划")
        store.choose_model(first, "owner/other:Q8")
        found = store.conversations()
        assert [row.id for row in found] == [second, first]
        assert (found[1].title, found[1].model) == ("旅行计划", "owner/other:Q8")
        store.choose_model(first, None)
        assert store.conversation(first).model is None

    @pytest.mark.parametrize("title", AWKWARD[:-1])
    def test_any_title_can_be_given(self, store: ChatStore, title: str) -> None:
        key = store.create(title).id
        store.rename(key, title)
        assert store.conversation(key).title == title.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def test_what_is_not_there_is_unknown(self, store: ChatStore) -> None:
        for call in (store.conversation, store.branch, store.delete, store.restore):
            with pytest.raises(ConversationUnknown):
                call("nowhere")
        with pytest.raises(ConversationUnknown):
            store.rename("nowhere", "x")
        with pytest.raises(ConversationUnknown):
            store.append("nowhere", Role.USER, "x")


class TestBin:
    def test_a_deleted_one_comes_back_as_it_was(self, store: ChatStore) -> None:
        key = store.create("Keep").id
        answered(store, key, "q", "a")
        before = (store.conversation(key), store.branch(key))
        store.delete(key)
        assert store.conversations() == []
        store.restore(key)
        assert (store.conversation(key), store.branch(key)) == before
        assert [found.id for found in store.conversations()] == [key]

    def test_only_what_is_old_enough_is_forgotten(self, store: ChatStore) -> None:
        kept, gone = store.create("kept").id, store.create("gone").id
        message, _ = answered(store, gone, "q", "a")
        store.delete(gone)
        assert store.empty_bin(older_than=3600) == 0
        assert store.conversation(gone).title == "gone"
        assert store.empty_bin(older_than=0) == 1
        assert [found.id for found in store.conversations()] == [kept]
        with pytest.raises(ConversationUnknown):
            store.conversation(gone)
        with pytest.raises(MessageUnknown):
            store.message(message.id)

    def test_a_very_long_one_can_be_forgotten(self, store: ChatStore, database: Path) -> None:
        key = store.create().id
        store.append(key, Role.USER, "root")
        by_hand(
            database,
            """INSERT INTO message (id, conversation, parent, position, role, text, state, created_at)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
            SELECT 'm' || i, (SELECT id FROM conversation),
            iif(i = 1, (SELECT id FROM message), 'm' || (i - 1)), 1, 'user', x'61', 'complete', 0 FROM n""",
            "UPDATE conversation SET leaf = 'm5000'",
        )
        assert len(store.branch(key)) == 5001
        assert len(store.choose(store.branch(key)[0].id)) == 5001
        store.delete(key)
        assert store.empty_bin(older_than=0) == 1


class TestMessages:
    def test_each_follows_the_one_before(self, store: ChatStore) -> None:
        key = store.create().id
        answered(store, key, "one?", "one.")
        answered(store, key, "two?", "two.")
        assert texts(store.branch(key)) == ["one?", "one.", "two?", "two."]
        branch = store.branch(key)
        assert [message.parent for message in branch] == [None, *(message.id for message in branch[:-1])]
        assert [message.role for message in branch] == [Role.USER, Role.ASSISTANT] * 2
        assert branch[1].stats == STATS
        assert branch[1].model == "owner/model:Q4"

    def test_everything_is_there_after_a_restart(self, open_store: OpenStore) -> None:
        store = open_store()
        key = store.create("t").id
        answered(store, key, "q", "a")
        before = (store.conversations(), store.branch(key))
        store.close()
        again = open_store()
        assert (again.conversations(), again.branch(key)) == before

    @pytest.mark.parametrize("text", AWKWARD, ids=lambda text: ascii(text[:10]))
    def test_any_text_comes_back_as_it_was(self, store: ChatStore, text: str) -> None:
        key = store.create().id
        asked, answer = answered(store, key, text, text)
        assert texts(store.branch(key)) == [text, text] == [asked.text, answer.text]

    @given(pieces=st.lists(st.text(st.characters(exclude_categories=()), max_size=20), max_size=6))
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_pieces_join_to_what_was_streamed(self, store: ChatStore, pieces: list[str]) -> None:
        asked = store.append(store.create().id, Role.USER, "q")
        begun = store.begin_answer(asked.conversation, asked.id, "m")
        for piece in pieces:
            store.extend(begun.id, piece)
        assert store.message(begun.id).text == "".join(pieces)
        assert store.finish(begun.id, AnswerState.COMPLETE, None).text == "".join(pieces)
        assert store.message(begun.id).text == "".join(pieces)

    def test_an_answer_is_seen_while_it_grows(self, store: ChatStore) -> None:
        asked = store.append(store.create().id, Role.USER, "q")
        begun = store.begin_answer(asked.conversation, asked.id, "m")
        assert (begun.state, begun.text, begun.parent) == (AnswerState.STREAMING, "", asked.id)
        store.extend(begun.id, "half an ")
        store.extend(begun.id, "answer")
        shown = store.branch(asked.conversation)[-1]
        assert (shown.state, shown.text) == (AnswerState.STREAMING, "half an answer")

    def test_a_parent_of_another_conversation_is_refused(self, store: ChatStore) -> None:
        stranger = store.append(store.create().id, Role.USER, "elsewhere")
        key = store.create().id
        for parent in (stranger.id, "nowhere"):
            with pytest.raises(MessageUnknown):
                store.append(key, Role.USER, "x", parent)
            with pytest.raises(MessageUnknown):
                store.begin_answer(key, parent, "m")
        assert store.branch(key) == ()

    def test_what_is_not_there_is_unknown(self, store: ChatStore) -> None:
        for call in (store.message, store.siblings, store.choose):
            with pytest.raises(MessageUnknown):
                call("nowhere")
        with pytest.raises(MessageUnknown):
            store.extend("nowhere", "x")
        with pytest.raises(MessageUnknown):
            store.finish("nowhere", AnswerState.COMPLETE, None)

    def test_keeping_one_more_second_costs_the_same_however_long_the_answer(
        self, store: ChatStore, database: Path
    ) -> None:
        """Counted in bytes written to the log, which no other process can blur."""
        asked = store.append(store.create().id, Role.USER, "q")
        begun = store.begin_answer(asked.conversation, asked.id, "m")
        log = database.with_name(f"{database.name}-wal")

        def written() -> int:
            by_hand(database, "PRAGMA wal_checkpoint(TRUNCATE)")
            for _ in range(20):
                store.extend(begun.id, "z" * 400)
            return log.stat().st_size

        early = written()
        store.extend(begun.id, "z" * 2_000_000)
        assert written() <= 1.5 * early


class TestBranches:
    def test_another_answer_is_a_sibling_and_is_shown(self, store: ChatStore) -> None:
        key = store.create().id
        asked, first = answered(store, key, "q", "first")
        store.append(key, Role.USER, "follow-up")
        second = store.begin_answer(key, asked.id, "m")
        assert [found.id for found in store.branch(key)] == [asked.id, second.id]
        assert [found.id for found in store.siblings(first.id)] == [first.id, second.id]
        assert store.siblings(first.id) == store.siblings(second.id)

    def test_choosing_a_version_shows_its_latest_descendant(self, store: ChatStore) -> None:
        key = store.create().id
        asked, first = answered(store, key, "q", "first")
        answered(store, key, "more?", "more.")
        second = store.begin_answer(key, asked.id, "m")
        assert texts(store.choose(first.id)) == ["q", "first", "more?", "more."]
        assert texts(store.branch(key)) == ["q", "first", "more?", "more."]
        assert store.choose(second.id)[-1].id == second.id == store.conversation(key).leaf

    def test_an_edited_question_is_a_sibling_too(self, store: ChatStore) -> None:
        key = store.create().id
        _, answer = answered(store, key, "q", "a")
        question, _ = answered(store, key, "wrong", "hm")
        edited = store.append(key, Role.USER, "right", answer.id)
        assert texts(store.branch(key)) == ["q", "a", "right"]
        assert texts(store.siblings(edited.id)) == ["wrong", "right"]
        assert texts(store.choose(question.id)) == ["q", "a", "wrong", "hm"]

    def test_first_messages_are_not_siblings_across_conversations(self, store: ChatStore) -> None:
        first = store.append(store.create().id, Role.USER, "here")
        store.append(store.create().id, Role.USER, "there")
        assert texts(store.siblings(first.id)) == ["here"]

    def test_looking_at_a_version_does_not_reorder_the_list(self, store: ChatStore) -> None:
        key = store.create().id
        _, answer = answered(store, key, "q", "a")
        newer = store.create().id
        store.choose(answer.id)
        assert [found.id for found in store.conversations()] == [newer, key]

    def test_the_path_to_any_message(self, store: ChatStore) -> None:
        key = store.create().id
        asked, first = answered(store, key, "q", "first")
        store.begin_answer(key, asked.id, "m")
        assert texts(store.path_to(first.id)) == ["q", "first"]


class TestRecovery:
    def test_an_answer_cut_off_is_kept_as_interrupted(self, open_store: OpenStore) -> None:
        store = open_store()
        key = store.create().id
        answered(store, key, "q", "whole")
        asked = store.append(key, Role.USER, "again")
        begun = store.begin_answer(key, asked.id, "m")
        store.extend(begun.id, "what was ")
        store.extend(begun.id, "flushed")
        store.close()

        again = open_store()
        assert again.recover() == 1
        found = again.message(begun.id)
        assert (found.state, found.text) == (AnswerState.INTERRUPTED, "what was flushed")
        assert again.recover() == 0
        assert [message.state for message in again.branch(key)][:3] == [AnswerState.COMPLETE] * 3

    def test_a_process_still_answering_loses_nothing_to_the_recovery_of_another(
        self, open_store: OpenStore
    ) -> None:
        terminal, window = open_store(), open_store()
        asked = terminal.append(terminal.create().id, Role.USER, "q")
        begun = terminal.begin_answer(asked.conversation, asked.id, "m")
        terminal.extend(begun.id, "one ")
        assert window.recover() == 1
        terminal.extend(begun.id, "two")
        assert window.message(begun.id).text == "one two"
        found = terminal.finish(begun.id, AnswerState.COMPLETE, STATS)
        assert (found.text, found.state, found.stats) == ("one two", AnswerState.COMPLETE, STATS)


class TestOtherVersionsAndDamage:
    def test_a_newer_database_is_read_and_refuses_every_change(
        self, open_store: OpenStore, database: Path
    ) -> None:
        store = open_store()
        key = store.create("from the future").id
        asked, answer = answered(store, key, "q", "a")
        store.close()
        by_hand(database, "PRAGMA user_version = 99")

        store = open_store()
        assert store.newer is not None
        assert store.recover() == 0
        assert [found.title for found in store.conversations()] == ["from the future"]
        assert texts(store.branch(key)) == ["q", "a"]
        assert texts(store.siblings(answer.id)) == ["a"]
        for change in (
            lambda: store.create(),
            lambda: store.rename(key, "x"),
            lambda: store.choose_model(key, None),
            lambda: store.delete(key),
            lambda: store.restore(key),
            lambda: store.empty_bin(0),
            lambda: store.append(key, Role.USER, "x"),
            lambda: store.begin_answer(key, asked.id, "m"),
            lambda: store.extend(answer.id, "x"),
            lambda: store.finish(answer.id, AnswerState.STOPPED, None),
            lambda: store.choose(answer.id),
        ):
            with pytest.raises(DatabaseTooNew) as caught:
                change()
            assert (caught.value.path, caught.value.found) == (str(database), 99)
        assert texts(store.branch(key)) == ["q", "a"]

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE message SET text = NULL",
            "UPDATE message SET stats = '{\"tokens\": null}'",
            "UPDATE message SET stats = 'not JSON'",
            "UPDATE message SET role = NULL",
            "UPDATE message SET role = 'narrator'",
            "UPDATE message SET state = NULL",
            "UPDATE message SET state = 'pondering'",
            "UPDATE message SET model = NULL, created_at = NULL",
            "UPDATE message SET text = x'ff41'",
            "UPDATE conversation SET title = NULL, created_at = NULL, changed_at = NULL",
        ],
    )
    def test_one_field_that_makes_no_sense_hides_nothing_else(
        self, open_store: OpenStore, database: Path, change: str
    ) -> None:
        store = open_store()
        key = store.create("t").id
        answered(store, key, "q", "a")
        store.close()
        by_hand(
            database,
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') WHERE type = 'table'",
            "PRAGMA writable_schema = RESET",
            change,
        )
        store = open_store()
        assert [found.id for found in store.conversations()] == [key]
        assert len(store.branch(key)) == 2

    def test_a_damaged_database_is_named_and_left_alone(self, open_store: OpenStore, database: Path) -> None:
        database.write_bytes(b"\0" * 4096)
        with pytest.raises(DatabaseDamaged):
            open_store()
        assert database.read_bytes() == b"\0" * 4096

    def test_nothing_but_typed_errors_when_pages_are_destroyed(
        self, open_store: OpenStore, database: Path
    ) -> None:
        store = open_store()
        key = store.create().id
        for turn in range(30):
            answered(store, key, f"q{turn}", "x" * 2000)
        store.close()
        size = database.stat().st_size
        with database.open("r+b") as stream:
            stream.seek(size // 3)
            stream.write(random.Random(1).randbytes(size - size // 3))
        store = open_store()
        with pytest.raises(FireseedError):
            texts(store.branch(key))


def test_many_threads_write_into_one_conversation_each(store: ChatStore) -> None:
    keys = [store.create(str(number)).id for number in range(6)]

    def talk(key: str) -> None:
        for turn in range(5):
            answered(store, key, f"q{turn}", f"a{turn}")
            store.branch(key)

    threads = [threading.Thread(target=talk, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    expected = [text for turn in range(5) for text in (f"q{turn}", f"a{turn}")]
    assert [texts(store.branch(key)) for key in keys] == [expected] * 6


def test_two_processes_share_one_file(open_store: OpenStore) -> None:
    window, terminal = open_store(), open_store()
    key = window.create("shared").id
    answered(terminal, key, "q", "a")
    assert texts(window.branch(key)) == ["q", "a"]
