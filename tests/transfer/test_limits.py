"""Speed limits that hold, measured on real bytes, and counts that make sense.

That a limit is never passed must always hold. That it is used up can't be promised on a machine that is busy with
other things: one quiet stretch of a few is enough.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from fireseed.transfer.limits import Both, Bucket, Limits
from fireseed.transfer.state import TransferState
from hub.content import MIB, ServedRepo
from transfer.conftest import MakeHub
from transfer.room import FILE, Room, only_repo, plan_of, served, until

TOLERANCE = 0.1
PATIENCE = 40.0
"""Seconds in which a quiet stretch must come."""
ALLOWANCE = 0.2
"""Seconds of bytes that may come at once after an idle time."""


def never() -> bool:
    return False


# Counts


@pytest.mark.parametrize(("asked", "had"), [(-5, 1), (0, 1), (1, 1), (4, 4), (16, 16), (17, 16), (10**9, 16)])
def test_counts_are_from_one_to_sixteen(asked: int, had: int) -> None:
    limits = Limits(downloads=asked, connections=asked)
    assert (limits.downloads, limits.connections) == (had, had)


def test_each_download_needs_a_connection() -> None:
    assert Limits(downloads=8, connections=3).slots == 3
    assert Limits(downloads=2, connections=16).slots == 2


# The bucket


class Takers:
    """Threads that take as much as they get."""

    def __init__(self, *buckets: Bucket | Both, piece: int = 16 << 10) -> None:
        self.counts = [0] * len(buckets)
        self.over = threading.Event()
        self._threads = [
            threading.Thread(target=self._take, args=(number, bucket, piece))
            for number, bucket in enumerate(buckets)
        ]
        for thread in self._threads:
            thread.start()

    def _take(self, number: int, bucket: Bucket | Both, piece: int) -> None:
        while not self.over.is_set():
            bucket.take(piece, self.over.is_set)
            if not self.over.is_set():
                self.counts[number] += piece

    def __enter__(self) -> Takers:
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join(5)
            assert not thread.is_alive()

    def are_gone(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def total(self) -> int:
        return sum(self.counts)


def holds(seconds: float, *counted: tuple[Callable[[], int], float], slack: int = 0) -> None:
    """Each count at its rate within 10 % in one of several stretches, never above the burst that is promised."""
    over = time.monotonic() + PATIENCE
    while time.monotonic() < over:
        # The clock is read outside of the counts: a pause in between must not look like too many bytes.
        began, before = time.monotonic(), [count() for count, _ in counted]
        time.sleep(seconds)
        came = [count() - start for (count, _), start in zip(counted, before, strict=True)]
        took = time.monotonic() - began
        wanted = [rate * took for _, rate in counted]
        most = [rate * (took + ALLOWANCE) * (1 + TOLERANCE) + 4 * slack for _, rate in counted]
        assert all(one <= bound for one, bound in zip(came, most, strict=True))
        if all(abs(one - right) <= right * TOLERANCE + slack for one, right in zip(came, wanted, strict=True)):
            return
        seconds = min(1.5 * seconds, 5.0)  # the burst after a pause weighs less in a longer one
    pytest.fail(f"{came} bytes instead of {wanted}")


@pytest.mark.parametrize("rate", [100 << 10, 5 * MIB, 200 * MIB])
@pytest.mark.parametrize("threads", [1, 16])
def test_a_rate_holds_for_any_number_of_threads(rate: int, threads: int) -> None:
    bucket = Bucket(rate)
    with Takers(*[bucket] * threads, piece=max(16 << 10, rate >> 11)) as takers:
        holds(0.4, (takers.total, rate), slack=max(16 << 10, rate >> 11))


def test_nothing_is_saved_up_for_long() -> None:
    rate = 4 * MIB
    bucket = Bucket(rate)
    time.sleep(0.6)
    began = time.monotonic()
    with Takers(*[bucket] * 4) as takers:
        time.sleep(0.3)
        took = time.monotonic() - began
        assert takers.total() <= rate * (took + ALLOWANCE)


def test_threads_get_about_the_same() -> None:
    bucket = Bucket(8 * MIB)
    with Takers(*[bucket] * 8) as takers:
        until(lambda: takers.total() > 6 * MIB)
        assert max(takers.counts) <= 1.3 * min(takers.counts)


@pytest.mark.parametrize(("before", "after"), [(50 << 10, 8 * MIB), (8 * MIB, 400 << 10), (None, 2 * MIB)])
def test_a_new_rate_holds_at_once(before: int | None, after: int) -> None:
    bucket = Bucket(before)
    with Takers(*[bucket] * 4) as takers:
        time.sleep(0.1)
        bucket.rate = after
        began, count = time.monotonic(), takers.total()
        time.sleep(0.3)
        took = time.monotonic() - began
        assert takers.total() - count <= after * (took + ALLOWANCE) + 4 * (16 << 10)
        holds(0.4, (takers.total, after), slack=16 << 10)


def test_no_rate_is_no_limit_for_those_who_wait_too() -> None:
    bucket = Bucket(8 << 10)
    with Takers(*[bucket] * 4, piece=MIB) as takers:
        time.sleep(0.05)
        assert takers.total() == 0
        bucket.rate = None
        until(lambda: min(takers.counts) > 0)
    assert bucket.rate is None


def test_both_limits_hold() -> None:
    shared, slow, free = Bucket(4 * MIB), Bucket(MIB), Bucket()
    with Takers(Both(slow, shared), Both(slow, shared), Both(free, shared)) as takers:
        slower = (lambda: takers.counts[0] + takers.counts[1], MIB)
        holds(0.5, slower, (takers.total, 4 * MIB), slack=32 << 10)


def test_who_waits_stops_soon_and_uses_no_processor() -> None:
    bucket = Bucket(8 << 10)
    with Takers(*[bucket] * 16, piece=64 * MIB) as takers:
        used, began = time.process_time(), time.monotonic()
        time.sleep(0.5)
        assert time.process_time() - used < 0.25 * (time.monotonic() - began)
        takers.over.set()
        until(takers.are_gone, 2)


def test_a_senseless_rate_is_the_slowest_one() -> None:
    assert [Bucket(rate).rate for rate in (-1, 0, 1)] == [8 << 10] * 3


# Real downloads


def test_downloads_keep_to_the_limit(room: Room, make_hub: MakeHub) -> None:
    size, rate = 64 * MIB, 3 * MIB
    hub = make_hub(served(size))
    with room.service(limits=Limits(bytes_per_second=rate)) as transfers:
        transfer = transfers.start(plan_of(only_repo(hub), room.models))
        until(lambda: transfer.bytes_done > 0)
        holds(2.5, (lambda: transfer.bytes_done, rate))
        transfers.pause(transfer.id)
        transfers.configure(Limits(bytes_per_second=MIB))
        transfers.resume(transfer.id)
        until(lambda: transfer.state is TransferState.RUNNING)
        holds(2.0, (lambda: transfer.bytes_done, MIB))
        assert transfer.seconds_left is not None
        assert transfer.seconds_left > 10
        transfers.configure(Limits())
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
        assert all(one >= 0 for one in transfer.speeds)


def test_a_transfers_own_limit_holds_beside_that_of_all(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(64 * MIB))
    other = ServedRepo("owner/other", {FILE: served(64 * MIB, seed=2)})
    hub.repos[other.name] = other
    with room.service() as transfers:
        slow = transfers.start(plan_of(only_repo(hub), room.models))
        transfers.limit(slow.id, MIB)
        transfers.configure(Limits(bytes_per_second=3 * MIB))
        fast = transfers.start(plan_of(other, room.models))
        until(lambda: slow.bytes_done > 0 and fast.bytes_done > 0)
        holds(2.0, (lambda: slow.bytes_done, MIB), (lambda: slow.bytes_done + fast.bytes_done, 3 * MIB))
        key = slow.id
    with room.service() as transfers:
        transfers.restore()
        assert transfers.get(key).limit == MIB
        transfers.limit(key, None)
        assert transfers.get(key).limit is None
        assert transfers.wait(key, 60) is TransferState.DONE


def test_bytes_come_evenly_on_a_slow_line(room: Room, make_hub: MakeHub) -> None:
    """No second without a byte, and no burst after it: what a person sees moves."""
    hub = make_hub(served(8 * MIB))
    with room.service(limits=Limits(bytes_per_second=200 << 10)) as transfers:
        transfer = transfers.start(plan_of(only_repo(hub), room.models))
        until(lambda: transfer.bytes_done > 0)
        samples = [transfer.bytes_done]
        for _ in range(6):
            time.sleep(0.3)
            samples.append(transfer.bytes_done)
    assert sum(one < other for one, other in pairwise(samples)) >= 5
