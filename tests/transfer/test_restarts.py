"""What a transfer finds at its next start, and what it does with it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from fireseed.base.errors import (
    NotFound,
)
from fireseed.transfer.state import TransferState
from hub.content import MIB
from hub.faults import Fault, Kind
from transfer.conftest import MakeHub
from transfer.room import (
    FILE,
    IN_SOCKETS,
    REPO,
    SIZE,
    Room,
    finish,
    only_repo,
    served,
    the_plan,
    until,
    without_digests,
)


def test_what_ran_at_the_end_goes_on_at_the_next_start(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=30 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        until(lambda: transfer.bytes_done > 5 * MIB)
    assert transfer.state is TransferState.QUEUED
    kept = transfer.bytes_done
    hub.rate = None
    with room.service() as transfers:
        transfers.restore()
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
    assert hub.served[FILE] <= 2 * SIZE - kept + IN_SOCKETS
    assert len(room.done) == 1


def test_what_a_person_paused_stays_paused(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=30 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        until(lambda: transfer.bytes_done > 5 * MIB)
        transfers.pause(transfer.id)
        kept = transfer.bytes_done
    before = len(hub.seen)
    with room.service() as transfers:
        transfers.restore()
        restored = transfers.get(transfer.id)
        assert restored.state is TransferState.PAUSED
        assert restored.bytes_done == kept  # read from the journal, for a page that shows it
        assert len(hub.seen) == before
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 60) is TransferState.DONE


def test_a_failure_is_told_after_a_restart_too(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(MIB))
    hub.faults = [Fault(Kind.STATUS, "api", status=404)]
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        assert transfers.wait(transfer.id, 60) is TransferState.FAILED
    with room.service() as transfers:
        transfers.restore()
        restored = transfers.get(transfer.id)
        assert restored.state is TransferState.FAILED
        assert isinstance(restored.error, NotFound)
        assert restored.error.facts == {"hub": "test", "name": f"{REPO}/{FILE}"}


def test_a_damaged_record_is_kept_aside_and_the_file_goes_on(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=30 * MIB)
    plan = the_plan(hub, room)
    with room.service() as transfers:
        transfer = transfers.start(plan)
        until(lambda: transfer.bytes_done > 5 * MIB)
    kept = transfer.bytes_done
    record = room.root / "records" / f"{transfer.id}.json"
    record.write_bytes(record.read_bytes()[:100])
    before = hub.served[FILE]
    with room.service() as transfers:
        transfers.restore()
        assert transfers.all() == ()
        assert record.with_name(f"{record.name}.damaged").exists()
        finish(transfers, plan)
    assert hub.served[FILE] - before <= SIZE - kept + IN_SOCKETS


@pytest.mark.parametrize("digest", [True, False])
def test_a_crash_between_rename_and_done_fetches_nothing_again(
    room: Room, make_hub: MakeHub, digest: bool
) -> None:
    hub = make_hub(served(MIB), served(SIZE, seed=2))
    hub.faults = [Fault(Kind.SLOW, path="extra-1.gguf", rate=MIB)]
    plan = the_plan(hub, room)
    if not digest:
        plan = without_digests(plan)
    with room.service() as transfers:
        transfers.start(plan)
        until(lambda: FILE in room.on_disk() and f"{FILE}.part.journal" not in room.on_disk())
    Path(plan.files[0].target + ".part.journal").write_bytes(b"left by a crash")
    hub.faults = []
    with room.service() as transfers:
        finish(transfers, plan)
    assert hub.served[FILE] < 2 * MIB
    assert set(room.on_disk()) == {FILE, "extra-1.gguf"}


# What is there already


def test_a_file_under_its_final_name_is_read_not_fetched(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE))
    plan = the_plan(hub, room)
    target = Path(plan.files[0].target)
    target.parent.mkdir(parents=True)
    target.write_bytes(only_repo(hub).files[FILE].content)
    with room.service() as transfers:
        transfer = finish(transfers, plan)
        assert transfer.bytes_verified == SIZE
    assert hub.seen == []


@pytest.mark.parametrize("other", [b"another model", bytes(SIZE)], ids=["other size", "same size"])
def test_another_file_under_the_final_name_is_never_overwritten(
    room: Room, make_hub: MakeHub, other: bytes
) -> None:
    hub = make_hub(served(SIZE))
    plan = the_plan(hub, room)
    target = Path(plan.files[0].target)
    target.parent.mkdir(parents=True)
    target.write_bytes(other)
    with room.service() as transfers:
        transfer = finish(transfers, plan)
        assert transfer.bytes_done == transfer.bytes_verified == SIZE
    assert room.on_disk() == {FILE: only_repo(hub).files[FILE].content, f"{FILE}.replaced-1": other}


def test_a_damaged_partial_file_is_noticed_and_fetched_once_more(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=30 * MIB)
    plan = the_plan(hub, room)
    with room.service() as transfers:
        transfer = transfers.start(plan)
        until(lambda: transfer.bytes_done > 12 * MIB)
        transfers.pause(transfer.id)
        with Path(plan.files[0].target + ".part").open("r+b") as stream:
            stream.write(b"bit rot")
        hub.rate = None
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
    assert hashlib.sha256(room.on_disk()[FILE]).hexdigest() == plan.files[0].sha256


def test_a_partial_file_that_was_cut_is_begun_anew(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=30 * MIB)
    plan = the_plan(hub, room)
    with room.service() as transfers:
        transfer = transfers.start(plan)
        until(lambda: transfer.bytes_done > 5 * MIB)
        transfers.pause(transfer.id)
        os.truncate(plan.files[0].target + ".part", 1000)
        hub.rate = None
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
