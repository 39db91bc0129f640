"""The life of a transfer, as a person and the rest of the app see it."""

from __future__ import annotations

import hashlib
import time
from functools import partial
from pathlib import Path

import pytest

from fireseed.base.errors import (
    DigestMismatch,
    FolderMissing,
    ModelUnknown,
    NotWritable,
    StorageError,
    TransferUnknown,
    Unexpected,
)
from fireseed.transfer.digest import Outcome
from fireseed.transfer.limits import Limits
from fireseed.transfer.state import MOVES, TransferState
from fireseed.transfer.transfers import Transfers
from hub.content import MIB, ServedRepo
from hub.faults import Fault, Kind
from transfer.conftest import MakeHub
from transfer.room import (
    FILE,
    HASTY,
    IN_SOCKETS,
    SIZE,
    Room,
    finish,
    has,
    only_repo,
    plan_of,
    served,
    the_plan,
    until,
    without_digests,
)

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
        assert transfers.wait(transfer.id, 60) is TransferState.FAILED
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
        assert transfers.wait(transfer.id, 60) is TransferState.FAILED
        assert isinstance(transfer.error, ModelUnknown)
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 60) is TransferState.FAILED
        assert isinstance(transfer.error, Unexpected)
        assert "ZeroDivisionError" in caplog.text
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
    finally:
        transfers.close()
    assert hub.served[FILE] < 2 * MIB


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
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
    # What sockets held at each pause is lost, no more.
    assert hub.served[FILE] <= SIZE + 3 * IN_SOCKETS


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
        transfers.pause(transfer.id) if first == "pause" else transfers.wait(transfer.id, 60)
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
    with room.service(limits=Limits(downloads=1)) as transfers:
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
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
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


# Disks


def test_a_folder_that_can_not_be_made_is_a_typed_error(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(MIB))
    room.models.parent.mkdir(exist_ok=True)
    room.models.write_bytes(b"a file where the folder should be")
    with room.service() as transfers:
        with pytest.raises((NotWritable, FolderMissing)):
            transfers.start(the_plan(hub, room))
        assert transfers.all() == ()
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
        assert transfers.wait(transfer.id, 60) is TransferState.FAILED
        assert isinstance(transfer.error, StorageError)
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
    assert hashlib.sha256(room.on_disk()[FILE]).hexdigest() == plan.files[0].sha256


# The enum


@pytest.mark.parametrize("state", TransferState)
def test_every_state_has_its_moves(state: TransferState) -> None:
    assert MOVES[state] <= set(TransferState)
    assert state not in MOVES[state]
    terminal = state in (TransferState.DONE, TransferState.CANCELLED)
    assert (MOVES[state] == frozenset()) is terminal
    assert terminal or TransferState.CANCELLED in MOVES[state]
