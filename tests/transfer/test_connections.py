"""How many connections a download has, and how fast it may be: both may change while it runs."""

from __future__ import annotations

import time
from collections.abc import Callable

from fireseed.transfer.download import Download
from hub.content import MIB
from transfer.conftest import MakeHub
from transfer.room import HASTY, SIZE, Room, served, the_plan, until
from transfer.running import download


class Gate:
    """A limit that lets so many bytes through as a test says."""

    def __init__(self) -> None:
        self.passed = 0
        self.allowed = 0.0

    def take(self, count: int, stopped: Callable[[], bool]) -> None:
        while not stopped() and self.passed + count > self.allowed:
            time.sleep(0.002)
        self.passed += count


def test_no_byte_passes_a_limit_and_waiting_there_is_no_stall(room: Room, make_hub: MakeHub) -> None:
    """Silence is over after half a second here, theft after 0.2 s."""
    hub = make_hub(served(SIZE))
    gate = Gate()
    with download(room, the_plan(hub, room), limiter=gate, patience=HASTY) as running:
        until(lambda: len(hub.requests("cdn")) == 3)  # the file has three pieces
        time.sleep(4 * HASTY.silence)
        assert running.counters.done == 0
        gate.allowed = MIB
        until(lambda: running.counters.done > MIB // 2)
        time.sleep(2 * HASTY.silence)
        assert running.counters.done <= MIB
        assert len(hub.requests("cdn")) <= 4  # nothing was asked for again
        gate.allowed = float("inf")
        until(lambda: running.counters.verified == SIZE)


def test_stop_does_not_wait_for_a_limit(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE))
    with download(room, the_plan(hub, room), limiter=Gate()):
        until(lambda: len(hub.requests("cdn")) >= 2)
        began = time.monotonic()
    assert time.monotonic() - began < 5


def busy(running: Download) -> int:
    """Connections that are open now."""
    return sum(count.connections for count in running.counters.sources.copy().values())


def test_connections_change_while_it_runs(room: Room, make_hub: MakeHub) -> None:
    size = 50 * MIB
    hub = make_hub(served(size), rate=20 * MIB)
    with download(room, the_plan(hub, room), connections=1) as running:
        until(lambda: running.counters.done > MIB)
        assert busy(running) == 1
        running.set_connections(4)
        until(lambda: busy(running) == 4)
        running.set_connections(1)
        until(lambda: busy(running) <= 1)
        hub.rate = None
        until(lambda: running.counters.verified == size)
