"""Wrong bytes, several sources, and addresses that expire."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from fireseed.base.errors import (
    DigestMismatch,
    Unexpected,
)
from fireseed.hubs.protocol import Address, FileSource
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfers
from hub.content import MIB
from hub.faults import Fault, Kind
from transfer.conftest import MakeHub
from transfer.room import FILE, HASTY, IN_SOCKETS, SIZE, Room, finish, only_repo, served, the_plan, until
from transfer.running import download


def test_a_mismatch_is_quarantined_with_its_evidence(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE))
    hub.faults = [Fault(Kind.CORRUPT, after=SIZE - 1)]
    plan = the_plan(hub, room)
    with room.service() as transfers:
        transfer = transfers.start(plan)
        assert transfers.wait(transfer.id, 60) is TransferState.FAILED
        assert isinstance(transfer.error, DigestMismatch)
        assert (transfer.error.expected, transfer.error.source) == (plan.files[0].sha256, "test")
        hub.faults = []
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
    (report,) = room.quarantine.glob("*.json")
    facts = json.loads(report.read_text())
    bad = Path(facts["file"])
    assert bad.parent == room.quarantine
    assert hashlib.sha256(bad.read_bytes()).hexdigest() == facts["actual"]
    assert facts["expected"] == plan.files[0].sha256
    assert facts["source"] == "test"


def test_after_a_mismatch_another_source_is_asked(room: Room, make_hub: MakeHub) -> None:
    good = make_hub(served(SIZE), name="good")
    bad = make_hub(served(SIZE), name="bad")
    bad.faults = [Fault(Kind.CORRUPT, after=1)]
    with room.service() as transfers:
        transfer = finish(transfers, the_plan(good, room, "bad", "good"))
        assert transfer.bytes_done == transfer.bytes_verified == SIZE
    assert bad.served[FILE] <= SIZE + IN_SOCKETS
    assert good.served[FILE] <= SIZE + IN_SOCKETS
    assert not room.quarantine.exists()


def test_one_bad_source_among_mixed_ones_is_found_out(room: Room, make_hub: MakeHub) -> None:
    """Bytes of both are in the file, so each is tried alone."""
    good = make_hub(served(SIZE), name="good")
    bad = make_hub(served(SIZE), name="bad")
    bad.faults = [Fault(Kind.RESET_BODY, after=MIB, times=1), Fault(Kind.CORRUPT, after=SIZE - 1)]
    with room.service() as transfers:
        finish(transfers, the_plan(good, room, "bad", "good"))
    assert hashlib.sha256(room.on_disk()[FILE]).hexdigest() == only_repo(good).files[FILE].sha256


def test_when_all_sources_are_wrong_it_says_so(room: Room, make_hub: MakeHub) -> None:
    for name in ("one", "other"):
        hub = make_hub(served(SIZE), name=name)
        hub.faults = [Fault(Kind.CORRUPT, after=1)]
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room, "one", "other"))
        assert transfers.wait(transfer.id, 60) is TransferState.FAILED
        assert isinstance(transfer.error, DigestMismatch)
    assert room.on_disk() == {}


# Several sources


@pytest.mark.parametrize(
    "fault",
    [
        Fault(Kind.STATUS),
        Fault(Kind.STATUS, status=404),
        Fault(Kind.RESET_BODY, after=3 * MIB),
        Fault(Kind.STALL, after=3 * MIB),
        Fault(Kind.HTML),
        Fault(Kind.IGNORE_RANGE),
        Fault(Kind.TOTAL),
        Fault(Kind.STATUS, status=429, retry_after="3600"),
    ],
    ids=lambda fault: fault.kind.name.lower(),
)
def test_a_failing_source_is_left_in_the_middle_of_a_piece(room: Room, make_hub: MakeHub, fault: Fault) -> None:
    second = make_hub(served(SIZE), name="second")
    first = make_hub(served(SIZE), name="first")
    first.faults = [replace(fault)]
    with room.service() as transfers:
        transfer = finish(transfers, the_plan(second, room, "first", "second"))
        assert transfer.source == "second"
    assert second.served[FILE] > 0


def test_nearly_all_bytes_come_from_the_fast_source(room: Room, make_hub: MakeHub) -> None:
    size = 64 * MIB
    fast = make_hub(served(size), name="fast")
    slow = make_hub(served(size), name="slow")
    fast.faults = [Fault(Kind.SLOW, rate=16 * MIB)]  # each connection of its own
    slow.faults = [Fault(Kind.SLOW, rate=MIB // 4)]
    with download(room, the_plan(fast, room, "slow", "fast")) as running:
        running.finish()
        counts = running.counters.sources
    assert slow.served[FILE] < size // 10
    assert counts["fast"].bytes + counts["slow"].bytes >= size
    assert counts["slow"].bytes < size // 10
    assert counts["fast"].speed > 8 * counts["slow"].speed
    assert [count.connections for count in counts.values()] == [0, 0]


def test_sources_that_are_faster_together_are_used_together(room: Room, make_hub: MakeHub) -> None:
    """Each gives all of its connections together so much."""
    size = 40 * MIB
    hubs = [make_hub(served(size), name=name, rate=8 * MIB) for name in ("one", "other")]
    with download(room, the_plan(hubs[0], room, "one", "other")) as running:
        running.finish()
    assert min(hub.served[FILE] for hub in hubs) > size // 5


def test_a_source_that_becomes_slow_is_left_in_the_middle_of_a_piece(room: Room, make_hub: MakeHub) -> None:
    size = 48 * MIB
    first = make_hub(served(size), name="first")
    second = make_hub(served(size), name="second")
    first.faults = [Fault(Kind.SLOW, skip=3, rate=MIB // 4)]
    second.faults = [Fault(Kind.SLOW, rate=16 * MIB)]
    began = time.monotonic()
    with download(room, the_plan(first, room, "first", "second")) as running:
        running.finish()
    assert time.monotonic() - began < 25  # a piece at the first one needs half a minute


@pytest.mark.parametrize(
    "fault", [Fault(Kind.STALL, after=MIB), Fault(Kind.SLOW, rate=50_000)], ids=["stalled", "crawling"]
)
def test_an_idle_thread_fetches_a_tail_that_does_not_come_elsewhere(
    room: Room, make_hub: MakeHub, fault: Fault
) -> None:
    """Its own time-out would take a minute, and what crawls far longer."""
    patience = replace(HASTY, silence=60.0)
    first = make_hub(served(SIZE), name="first")
    second = make_hub(served(SIZE), name="second")
    first.faults = [replace(fault, skip=1, times=1)]
    with download(room, the_plan(first, room, "first", "second"), patience=patience) as running:
        running.finish(40)
    assert second.served[FILE] > 0


def test_a_hub_that_bears_few_connections_is_not_asked_for_more(room: Room, make_hub: MakeHub) -> None:
    """A person sees nothing of it, and the hub hardly anything."""
    size = 96 * MIB
    hub = make_hub(served(size), rate=48 * MIB)
    hub.bears = 2
    with download(room, the_plan(hub, room), connections=8) as running:
        until(lambda: running.counters.done > 24 * MIB)
        assert running.counters.sources["test"].connections <= 3
        running.finish()
    assert hub.served[FILE] <= size + IN_SOCKETS
    assert len(hub.requests("cdn")) < 60


def test_a_hub_that_is_gone_is_left(room: Room, make_hub: MakeHub) -> None:
    second = make_hub(served(SIZE), name="second")
    first = make_hub(served(SIZE), name="first", rate=20 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(the_plan(second, room, "first", "second"))
        until(lambda: transfer.bytes_done > 2 * MIB)
        first.close()
        assert transfers.wait(transfer.id, 60) is TransferState.DONE


# Addresses


def test_the_token_goes_to_its_own_host_only(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE))
    room.token = "hf_secret"
    with room.service() as transfers:
        finish(transfers, the_plan(hub, room))
    assert {seen.headers.get("Authorization") for seen in hub.requests("api")} == {"Bearer hf_secret"}
    assert hub.requests("cdn")
    assert all("hf_secret" not in str(seen.headers) for seen in hub.requests("cdn"))
    assert all(seen.headers["Accept-Encoding"] == "identity" for seen in hub.seen)


def test_the_signed_address_is_used_again_until_it_expires(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(3 * SIZE), rate=60 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        until(lambda: transfer.bytes_done > 2 * MIB)
        asked = len(hub.requests("api"))
        assert asked <= 4
        hub.expire_signatures()
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
    assert asked < len(hub.requests("api")) <= asked + 4


def test_an_error_of_a_resolver_is_not_lost(
    room: Room, make_hub: MakeHub, caplog: pytest.LogCaptureFixture
) -> None:
    hub = make_hub(served(MIB))

    def resolve(_: FileSource) -> Address:
        raise KeyError("no such hub")

    transfers = Transfers(room.root / "records", room.quarantine, resolve, patience=HASTY)
    try:
        transfer = transfers.start(the_plan(hub, room))
        assert transfers.wait(transfer.id, 60) is TransferState.FAILED
        assert isinstance(transfer.error, Unexpected)
        assert "no such hub" in caplog.text
    finally:
        transfers.close()
