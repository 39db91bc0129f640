"""kill -9 in the middle of a talk: what was committed is there, and of an answer all that was flushed."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from chat.conftest import OpenStore
from fireseed.chat.model import AnswerState
from fireseed.chat.store import ChatStore

KILLS = 12


@dataclass
class Told:
    """What one talker said before it died: questions, answers, and the last piece of each that is on disk."""

    questions: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    kept: dict[str, int] = field(default_factory=dict)
    finished: dict[str, int] = field(default_factory=dict)

    def hear(self, line: str) -> None:
        match line.split():
            case ["question", key, text]:
                self.questions[key] = text.replace("_", " ")
            case ["answer", key]:
                self.answers.append(key)
            case ["kept", key, number]:
                self.kept[key] = int(number)
            case ["finished", key, last]:
                self.finished[key] = int(last)


def kill_after(seconds: float, database: Path, seed: int, *, flushed: bool) -> Told:
    """Lets a talker talk for that long, from its start or from when it has `flushed`; returns what it told."""
    told = Told()
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("talker.py")), str(database), str(seed)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("conversation")
        while flushed and not told.kept:
            told.hear(process.stdout.readline())
        time.sleep(seconds)
        process.kill()
        for line in process.stdout:
            told.hear(line)
    return told


def written(pieces: int) -> str:
    return "".join(f"{number};" for number in range(pieces))


def check(store: ChatStore, told: Told) -> None:
    for key, text in told.questions.items():
        assert store.message(key).text == text
    for key, last in told.finished.items():
        message = store.message(key)
        assert (message.text, message.state) == (written(last + 1), AnswerState.COMPLETE)
    for key in told.answers:
        message = store.message(key)
        assert message.state in (AnswerState.COMPLETE, AnswerState.INTERRUPTED)
        kept = message.text.count(";")
        assert message.text == written(kept)
        assert kept > told.kept.get(key, -1)


def test_killed_at_any_moment_nothing_committed_is_lost(database: Path, open_store: OpenStore) -> None:
    draw = random.Random(20261124)
    # Half of them early, among the commits; half late, when an answer has been flushed.
    moments = [draw.uniform(0.0, 0.3) for number in range(KILLS)]

    def talk(number: int) -> Told:
        heard = kill_after(moments[number], database, number, flushed=number % 2 == 0)
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return heard

    # Two at a time: each also starts, recovers and writes while another is in the middle of an answer.
    with ThreadPoolExecutor(2) as pool:
        everything = list(pool.map(talk, range(KILLS)))

    store = open_store()
    store.recover()
    for told in everything:
        check(store, told)
    assert len(store.conversations()) == KILLS
    assert any(set(told.kept) - set(told.finished) for told in everything), "none died in a flushed answer"
    for conversation in store.conversations():
        for message in store.branch(conversation.id):
            assert message.state is not AnswerState.STREAMING
