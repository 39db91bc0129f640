"""A process that talks until it is killed: `python talker.py DATABASE SEED`.

It prints a line when something is known to be on disk.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from fireseed.base.paths import resources
from fireseed.chat.model import AnswerState, Role
from fireseed.chat.store import ChatStore
from fireseed.chat.writer import AnswerWriter


def say(*facts: object) -> None:
    print(*facts, flush=True)


def main() -> None:
    draw = random.Random(sys.argv[2])
    store = ChatStore(Path(sys.argv[1]), resources() / "migrations" / "chat")
    store.recover()
    conversation = store.create(f"talk {sys.argv[2]}").id
    say("conversation", conversation)
    while True:
        question = store.append(conversation, Role.USER, f"问题 {draw.random()}")
        say("question", question.id, question.text.replace(" ", "_"))
        answer = store.begin_answer(conversation, question.id, "model")
        say("answer", answer.id)
        writer = AnswerWriter(store, answer.id)
        # Some answers end between two flushes, some take several.
        for number in range(draw.choice((3, 400))):
            if writer.add(f"{number};"):
                writer.flush()
                say("kept", answer.id, number)
            time.sleep(0.004)
        writer.finish(AnswerState.COMPLETE, None)
        say("finished", answer.id, number)


if __name__ == "__main__":
    main()
