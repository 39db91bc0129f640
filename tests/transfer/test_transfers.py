"""The life of a transfer, as a person and the rest of the app see it."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec
import pytest

from fireseed.base.errors import (
    DigestMismatch,
    FolderMissing,
    ModelUnknown,
    NotFound,
    NotWritable,
    StorageError,
    TransferUnknown,
    Unexpected,
)
from fireseed.hubs.protocol import Address, FileSource
from fireseed.transfer.digest import Outcome
from fireseed.transfer.plan import Plan
from fireseed.transfer.state import MOVES, TransferState
from fireseed.transfer.transfers import Transfer, Transfers
from hub.content import MIB, ServedRepo
from hub.faults import Fault, Kind
from hub.server import LoopbackHub
from transfer.conftest import MakeHub
from transfer.room import FILE, HASTY, REPO, Room, plan_of, served

SIZE = 17 * MIB + 12_345


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


def has(transfer: Transfer, count: int) -> bool:
    return transfer.bytes_done > count


def only_repo(hub: LoopbackHub) -> ServedRepo:
    return next(iter(hub.repos.values()))


def the_plan(hub: LoopbackHub, room: Room, *hubs: str) -> Plan:
    return plan_of(only_repo(hub), room.models, *hubs)


def without_digests(plan: Plan) -> Plan:
    files = tuple(msgspec.structs.replace(file, sha256=None, git_sha1=None) for file in plan.files)
    return msgspec.structs.replace(plan, files=files)


def finish(transfers: Transfers, plan: Plan) -> Transfer:
    transfer = transfers.start(plan)
    state = transfers.wait(transfer.id, 20)
    assert state is TransferState.DONE, transfer.error
    return transfer


# What is told when it is over


def test_files_are_final_verified_and_told_once(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), served(3 * MIB, seed=2), served(0, seed=3))
    plan = the_plan(hub, room)
    with room.service() as transfers:
        transfer = finish(transfers, plan)
        assert transfer.bytes_done == transfer.bytes_verified == transfer.bytes_total == SIZE + 3 * MIB
        assert transfer.source == "test"
    ((told, files),) = room.done
    assert told == plan
    assert [file.path for file in files] == [Path(file.target) for file in plan.files]
    assert all(file.outcome is Outcome.VERIFIED for file in files)
    assert set(room.on_disk()) == {FILE, "extra-1.gguf", "extra-2.gguf"}
    assert list((room.root / "records").iterdir()) == []


def test_without_a_published_digest_ours_is_told(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE))
    plan = the_plan(hub, room)
    plan = without_digests(plan)
    with room.service() as transfers:
        finish(transfers, plan)
    (file,) = room.done[0][1]
    assert file.outcome is Outcome.NO_DIGEST
    assert file.sha256 == only_repo(hub).files[FILE].sha256


def test_a_small_file_is_verified_by_its_git_name(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(1000, large=False))
    with room.service() as transfers:
        finish(transfers, the_plan(hub, room))
    (file,) = room.done[0][1]
    assert file.outcome is Outcome.VERIFIED
    assert file.sha256 == only_repo(hub).files[FILE].sha256


def test_a_wrong_git_name_is_a_mismatch(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(1000, large=False))
    hub.faults = [Fault(Kind.CORRUPT, after=7)]
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        assert transfers.wait(transfer.id, 20) is TransferState.FAILED
        assert isinstance(transfer.error, DigestMismatch)


def test_an_error_of_the_receiver_is_not_lost(
    room: Room, make_hub: MakeHub, caplog: pytest.LogCaptureFixture
) -> None:
    hub = make_hub(served(MIB))
    errors: list[Exception] = [ModelUnknown("x"), ZeroDivisionError("x")]

    def receive(*_: object) -> None:
        if errors:
            raise errors.pop(0)

    transfers = Transfers(room.root / "records", room.quarantine, room.resolve, on_done=receive, patience=HASTY)
    try:
        transfer = transfers.start(the_plan(hub, room))
        assert transfers.wait(transfer.id, 20) is TransferState.FAILED
        assert isinstance(transfer.error, ModelUnknown)
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 20) is TransferState.FAILED
        assert isinstance(transfer.error, Unexpected)
        assert "ZeroDivisionError" in caplog.text
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 20) is TransferState.DONE
    finally:
        transfers.close()
    assert hub.served[FILE] == MIB


# A person's wishes


def test_pause_and_resume_fetch_nothing_twice(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=15 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        for goal in (SIZE // 5, SIZE // 3, SIZE // 2):
            until(partial(has, transfer, goal))
            transfers.pause(transfer.id)
            assert transfer.state is TransferState.PAUSED
            assert transfer.error is None
            kept = transfer.bytes_done
            assert set(room.on_disk()) == {f"{FILE}.part", f"{FILE}.part.journal"}
            time.sleep(0.05)
            assert transfer.bytes_done == kept
            transfers.resume(transfer.id)
        hub.rate = None
        assert transfers.wait(transfer.id, 20) is TransferState.DONE
    # What sockets held at each pause is lost, no more.
    assert hub.served[FILE] <= SIZE + 3 * 6 * MIB


def test_cancel_leaves_nothing(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=20 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        until(lambda: transfer.bytes_done > MIB)
        transfers.cancel(transfer.id)
        assert transfer.state is TransferState.CANCELLED
    assert list(room.models.iterdir()) == []
    assert list((room.root / "records").iterdir()) == []


@pytest.mark.parametrize("first", ["pause", "fail"])
def test_cancel_of_a_resting_transfer_leaves_nothing(room: Room, make_hub: MakeHub, first: str) -> None:
    hub = make_hub(served(SIZE), rate=20 * MIB)
    if first == "fail":
        hub.faults = [Fault(Kind.STATUS, status=404, skip=2)]
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        until(lambda: transfer.bytes_done > 0)
        transfers.pause(transfer.id) if first == "pause" else transfers.wait(transfer.id, 20)
        transfers.cancel(transfer.id)
        assert transfer.state is TransferState.CANCELLED
    assert list(room.models.iterdir()) == []


def test_whole_files_of_a_cancelled_transfer_stay(room: Room, make_hub: MakeHub) -> None:
    """A projector may already belong to another model."""
    hub = make_hub(served(MIB), served(SIZE, seed=2))
    hub.faults = [Fault(Kind.SLOW, path="extra-1.gguf", rate=MIB)]
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        until(lambda: FILE in room.on_disk())
        transfers.cancel(transfer.id)
    assert set(room.on_disk()) == {FILE}


def test_one_runs_the_others_wait_in_order(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(4 * MIB), rate=10 * MIB)
    plans = []
    for number in range(3):
        repo = ServedRepo(f"owner/model-{number}", {FILE: served(4 * MIB, seed=number)})
        hub.repos[repo.name] = repo
        plans.append(plan_of(repo, room.models))
    with room.service() as transfers:
        started = [transfers.start(plan) for plan in plans]
        until(lambda: started[0].state is TransferState.RUNNING)
        assert [transfer.state for transfer in started[1:]] == [TransferState.QUEUED] * 2
        transfers.pause(started[1].id)
        assert [transfer.id for transfer in transfers.all()] == [transfer.id for transfer in started]
        assert transfers.wait(started[2].id, 20) is TransferState.DONE
        assert started[0].state is TransferState.DONE
        assert started[1].state is TransferState.PAUSED
        transfers.resume(started[1].id)
        assert transfers.wait(started[1].id, 20) is TransferState.DONE
    assert [told.repo for told, _ in room.done] == ["owner/model-0", "owner/model-2", "owner/model-1"]


def test_the_same_plan_is_the_same_transfer(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=20 * MIB)
    plan = the_plan(hub, room)
    with room.service() as transfers:
        transfer = transfers.start(plan)
        assert transfers.start(plan) is transfer
        until(lambda: transfer.bytes_done > 0)
        transfers.pause(transfer.id)
        assert transfers.start(plan) is transfer  # a second click on Download goes on
        hub.rate = None
        assert transfers.wait(transfer.id, 20) is TransferState.DONE
        again = finish(transfers, plan)
        assert again is not transfer
    assert len(room.done) == 2
    assert hub.served[FILE] < 2 * SIZE  # the second found the whole file there


def test_late_clicks_change_nothing(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(MIB))
    with room.service() as transfers:
        transfer = finish(transfers, the_plan(hub, room))
        transfers.pause(transfer.id)
        transfers.resume(transfer.id)
        transfers.cancel(transfer.id)
        assert transfer.state is TransferState.DONE
        for call in (transfers.pause, transfers.resume, transfers.cancel, transfers.get, transfers.wait):
            with pytest.raises(TransferUnknown):
                call("nobody")


def test_speed_and_time_left_are_told_while_it_runs(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=8 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        until(lambda: transfer.speed > 0 and transfer.bytes_done > 6 * MIB)
        assert 2 * MIB < transfer.speed < 20 * MIB
        assert transfer.seconds_left is not None
        assert 0 < transfer.seconds_left < 10
        transfers.pause(transfer.id)
        assert transfer.speed == 0
        assert transfer.seconds_left is None


# Restarts


def test_what_ran_at_the_end_goes_on_at_the_next_start(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=30 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        until(lambda: transfer.bytes_done > 5 * MIB)
    assert transfer.state is TransferState.PAUSED
    kept = transfer.bytes_done
    hub.rate = None
    with room.service() as transfers:
        transfers.restore()
        assert transfers.wait(transfer.id, 20) is TransferState.DONE
    assert hub.served[FILE] <= 2 * SIZE - kept + 6 * MIB
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
        assert transfers.wait(transfer.id, 20) is TransferState.DONE


def test_a_failure_is_told_after_a_restart_too(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(MIB))
    hub.faults = [Fault(Kind.STATUS, "api", status=404)]
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        assert transfers.wait(transfer.id, 20) is TransferState.FAILED
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
    assert hub.served[FILE] - before <= SIZE - kept + MIB


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
    assert hub.served[FILE] == MIB
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
        assert transfers.wait(transfer.id, 20) is TransferState.DONE
    assert hashlib.sha256(room.on_disk()[FILE]).hexdigest() == plan.files[0].sha256
    assert len(list(room.quarantine.glob("*.json"))) == 1


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
        assert transfers.wait(transfer.id, 20) is TransferState.DONE


# Wrong bytes


def test_a_mismatch_is_quarantined_with_its_evidence(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE))
    hub.faults = [Fault(Kind.CORRUPT, after=SIZE - 1)]
    plan = the_plan(hub, room)
    with room.service() as transfers:
        transfer = transfers.start(plan)
        assert transfers.wait(transfer.id, 20) is TransferState.FAILED
        assert isinstance(transfer.error, DigestMismatch)
        assert (transfer.error.expected, transfer.error.source) == (plan.files[0].sha256, "test")
        hub.faults = []
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 20) is TransferState.DONE
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
    assert bad.served[FILE] == SIZE
    assert good.served[FILE] == SIZE
    assert len(list(room.quarantine.glob("*.json"))) == 1


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
        assert transfers.wait(transfer.id, 20) is TransferState.FAILED
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


def test_a_hub_that_is_gone_is_left(room: Room, make_hub: MakeHub) -> None:
    second = make_hub(served(SIZE), name="second")
    first = make_hub(served(SIZE), name="first", rate=20 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(the_plan(second, room, "first", "second"))
        until(lambda: transfer.bytes_done > 2 * MIB)
        first.close()
        assert transfers.wait(transfer.id, 20) is TransferState.DONE


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
        assert transfers.wait(transfer.id, 20) is TransferState.DONE
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
        assert transfers.wait(transfer.id, 20) is TransferState.FAILED
        assert isinstance(transfer.error, Unexpected)
        assert "no such hub" in caplog.text
    finally:
        transfers.close()


# Disks


def test_a_folder_that_can_not_be_made_is_a_typed_error(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(MIB))
    room.models.parent.mkdir(exist_ok=True)
    room.models.write_bytes(b"a file where the folder should be")
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        assert transfers.wait(transfer.id, 20) is TransferState.FAILED
        assert isinstance(transfer.error, NotWritable | FolderMissing)
    assert hub.served[FILE] == 0


def test_a_folder_that_is_deleted_midway_is_a_typed_error_and_retry_begins_anew(
    room: Room, make_hub: MakeHub
) -> None:
    hub = make_hub(served(SIZE), rate=20 * MIB)
    plan = the_plan(hub, room)
    with room.service() as transfers:
        transfer = transfers.start(plan)
        until(lambda: transfer.bytes_done > 2 * MIB)
        for file in Path(plan.files[0].target).parent.iterdir():
            file.unlink()
        Path(plan.files[0].target).parent.rmdir()
        hub.rate = None
        assert transfers.wait(transfer.id, 20) is TransferState.FAILED
        assert isinstance(transfer.error, StorageError)
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 20) is TransferState.DONE
    assert hashlib.sha256(room.on_disk()[FILE]).hexdigest() == plan.files[0].sha256


# The enum


@pytest.mark.parametrize("state", TransferState)
def test_every_state_has_its_moves(state: TransferState) -> None:
    assert MOVES[state] <= set(TransferState)
    assert state not in MOVES[state]
    terminal = state in (TransferState.DONE, TransferState.CANCELLED)
    assert (MOVES[state] == frozenset()) is terminal
    assert terminal or TransferState.CANCELLED in MOVES[state]
