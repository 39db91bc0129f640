"""What is started on Qt's thread comes back to it, and no failure is silent."""

from __future__ import annotations

import asyncio
import threading
import time
import weakref

import pytest
from pytestqt.qtbot import QtBot

from fireseed.base.errors import FireseedError, HubUnreachable, Unexpected
from fireseed.base.paths import resources
from fireseed.ui.bridge import Bridge, Inbox
from fireseed.words import Words


def test_a_blocking_call_runs_elsewhere_and_its_result_comes_back(bridge: Bridge, qtbot: QtBot) -> None:
    results: list[tuple[threading.Thread, threading.Thread]] = []
    bridge.run(threading.current_thread, lambda thread: results.append((thread, threading.current_thread())))
    qtbot.waitUntil(lambda: len(results) == 1)
    worker, receiver = results[0]
    assert worker is not receiver
    assert receiver is threading.main_thread()


def test_a_coroutine_runs_on_the_one_loop(bridge: Bridge, qtbot: QtBot) -> None:
    async def loop() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    loops: list[asyncio.AbstractEventLoop] = []
    bridge.run(loop(), loops.append)
    bridge.run(loop(), loops.append)
    qtbot.waitUntil(lambda: len(loops) == 2)
    assert loops[0] is loops[1]


def fail() -> None:
    raise HubUnreachable("Hugging Face", "timed out")


def break_down() -> None:
    raise ZeroDivisionError("division by zero")


def test_a_failure_goes_to_who_takes_it(bridge: Bridge, qtbot: QtBot) -> None:
    taken: list[FireseedError] = []
    untaken: list[FireseedError] = []
    bridge.failed.connect(untaken.append)
    bridge.run(fail, None, taken.append)
    qtbot.waitUntil(lambda: len(taken) == 1)
    assert isinstance(taken[0], HubUnreachable)
    assert not untaken


def test_a_failure_that_nobody_takes_is_told(bridge: Bridge, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bridge.failed) as told:
        bridge.run(fail)
    assert isinstance(told.args[0], HubUnreachable)


def test_a_defect_is_logged_and_told(bridge: Bridge, qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    with qtbot.waitSignal(bridge.failed) as told:
        bridge.run(break_down)
    assert isinstance(told.args[0], Unexpected)
    assert "break_down" in caplog.text


def test_a_defect_in_a_callback_is_told(bridge: Bridge, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bridge.failed) as told:
        bridge.run(lambda: 1, lambda _: break_down())
    assert told.args[0].reason == "ZeroDivisionError: division by zero"


def test_after_cancel_nothing_is_called(bridge: Bridge, qtbot: QtBot) -> None:
    gate = threading.Event()
    called: list[object] = []
    work = bridge.run(gate.wait, called.append, called.append)
    work.cancel()
    gate.set()
    done: list[int] = []
    bridge.run(lambda: 1, done.append)
    qtbot.waitUntil(lambda: done == [1])
    assert called == []


def test_cancel_reaches_a_coroutine(bridge: Bridge, qtbot: QtBot) -> None:
    ended = threading.Event()
    begun = threading.Event()

    async def wait() -> None:
        begun.set()
        try:
            await asyncio.sleep(600)
        finally:
            ended.set()

    work = bridge.run(wait())
    assert begun.wait(60)
    work.cancel()
    assert ended.wait(60)


def test_close_ends_what_runs_and_later_calls_do_nothing(qtbot: QtBot) -> None:
    bridge = Bridge(Words(resources() / "words", "en"))
    ended = threading.Event()
    begun = threading.Event()

    async def wait() -> None:
        begun.set()
        try:
            await asyncio.sleep(600)
        finally:
            ended.set()

    bridge.run(wait())
    assert begun.wait(60)
    bridge.close()
    assert ended.is_set()
    called: list[object] = []
    assert bridge.run(lambda: 1, called.append).cancelled
    bridge.run(wait())
    bridge.post(lambda: called.append(1))
    bridge.close()
    assert called == []


def test_sampling_rests_while_nobody_looks(bridge: Bridge, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bridge.sampled):
        pass
    bridge.rest(True)
    with qtbot.assertNotEmitted(bridge.sampled, wait=250):
        pass
    bridge.rest(False)
    with qtbot.waitSignal(bridge.sampled):
        pass


def test_an_inbox_hands_over_in_order_and_not_one_by_one(bridge: Bridge, qtbot: QtBot) -> None:
    batches: list[list[int]] = []
    inbox: Inbox[int] = Inbox(bridge, batches.append)

    def fill() -> None:
        for number in range(2_000):
            inbox.put(number)
            if number % 100 == 0:
                time.sleep(0.001)

    bridge.run(fill)
    qtbot.waitUntil(lambda: sum(map(len, batches)) == 2_000)
    assert [number for batch in batches for number in batch] == list(range(2_000))
    assert len(batches) < 1_000


def test_an_inbox_that_is_slow_to_show_leaves_time_for_the_window(bridge: Bridge, qtbot: QtBot) -> None:
    moments: list[float] = []

    def show(_: list[int]) -> None:
        time.sleep(0.05)
        moments.append(time.monotonic())

    inbox: Inbox[int] = Inbox(bridge, show)
    inbox.put(1)
    qtbot.waitUntil(lambda: len(moments) == 1)
    inbox.put(2)
    qtbot.waitUntil(lambda: len(moments) == 2)
    assert moments[1] - moments[0] >= 0.15


def test_what_an_errand_holds_is_let_go_in_qts_thread(bridge: Bridge, qtbot: QtBot) -> None:
    """Whoever ends last: the worker, which has its result already, or the callback."""
    ended: list[threading.Thread] = []

    class Held:
        def __init__(self) -> None:
            weakref.finalize(self, lambda: ended.append(threading.current_thread()))

        def operate(self) -> None:
            pass

        def take(self, _: object) -> None:
            pass

    for _ in range(300):
        bridge.run(Held().operate)
        held = Held()
        bridge.run(held.operate, held.take)
        del held
    qtbot.waitUntil(lambda: len(ended) == 600)
    assert set(ended) == {threading.main_thread()}
