"""Whose thread collects garbage."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from fireseed.ui.garbage import Garbage


class Cycle:
    """Garbage that only a collection finds."""

    def __init__(self, taken_in: list[threading.Thread]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: taken_in.append(threading.current_thread()))


@pytest.fixture
def garbage(qtbot: QtBot) -> Iterator[Garbage]:
    made = Garbage()
    yield made
    made.close()
    gc.disable()  # as tests with Qt have it


def work(taken_in: list[threading.Thread]) -> None:
    Cycle(taken_in)
    # Many times what makes Python collect.
    kept = [[] for _ in range(100_000)]  # type: ignore[var-annotated] # empty lists of nothing
    kept.clear()


def test_what_a_worker_leaves_is_collected_in_this_thread(garbage: Garbage, qtbot: QtBot) -> None:
    taken_in: list[threading.Thread] = []
    worker = threading.Thread(target=work, args=(taken_in,))
    worker.start()
    worker.join()
    assert taken_in == []
    made = [[] for _ in range(10_000)]  # type: ignore[var-annotated] # so that one is due
    qtbot.waitUntil(lambda: bool(taken_in))
    assert taken_in == [threading.main_thread()]
    assert made


def test_afterwards_python_collects_by_itself(qtbot: QtBot) -> None:
    Garbage().close()
    assert gc.isenabled()
    gc.disable()
