"""Disks that are full, or will be: what is refused before any byte, and what goes on by itself."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fireseed.base import disk
from fireseed.base.errors import DiskFull, FolderMissing, NotWritable
from fireseed.transfer import space, writer
from fireseed.transfer.plan import Plan, PlannedFile
from fireseed.transfer.space import LOOK, Drought, check_space, missing
from fireseed.transfer.state import TransferState, Waiting
from fireseed.transfer.transfers import Transfer, Transfers
from hub.content import MIB, ServedRepo
from hub.server import LoopbackHub
from transfer.conftest import MakeHub
from transfer.room import FILE, IN_SOCKETS, Room, only_repo, plan_of, served, until

# What is missing, by the figures


def sized(folder: Path, size: int, name: str = "a.gguf") -> Plan:
    file = PlannedFile(name, size, None, None, str(folder / name), ())
    return Plan("hub", "owner/name", "c0ffee", "Q4_0", None, (file,))


def needed(plan: Plan, *beside: Plan) -> int:
    with pytest.raises(DiskFull) as caught:
        check_space(plan, beside)
    assert 0 < caught.value.free < caught.value.needed
    return caught.value.needed


HUGE = 1 << 60


def test_space_is_looked_up_where_the_folder_will_be(tmp_path: Path) -> None:
    check_space(sized(tmp_path / "not" / "there" / "yet", 1000))
    assert needed(sized(tmp_path / "not" / "there" / "yet", HUGE)) == HUGE


def test_what_is_on_disk_already_is_not_needed_again(tmp_path: Path) -> None:
    (tmp_path / "a.gguf.part").write_bytes(bytes(MIB))
    assert needed(sized(tmp_path, HUGE)) <= HUGE - MIB


def test_a_hole_in_a_partial_file_counts_as_missing(tmp_path: Path) -> None:
    with (tmp_path / "a.gguf.part").open("wb") as stream:
        stream.truncate(1 << 40)
    assert needed(sized(tmp_path, HUGE)) > HUGE - MIB


def test_a_folder_below_a_file_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises((NotWritable, FolderMissing)):
        check_space(sized(tmp_path / "file" / "folder", 10))


def test_what_others_still_need_is_needed_too(tmp_path: Path) -> None:
    other = sized(tmp_path, HUGE // 4, "b.gguf")
    assert needed(sized(tmp_path, HUGE // 2), other) == HUGE // 2 + HUGE // 4
    # One file that two plans want is written once.
    assert needed(sized(tmp_path, HUGE // 2), sized(tmp_path, HUGE // 2)) == HUGE // 2


def test_who_needs_nothing_more_is_not_refused_for_others(tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_bytes(bytes(1000))
    check_space(sized(tmp_path, 1000), [sized(tmp_path, HUGE, "b.gguf")])


def test_other_disks_have_their_own_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space, "disk_of", lambda path: path.name)  # a second real disk is not everywhere
    one, other = tmp_path / "one", tmp_path / "other"
    check_space(sized(one, 1000), [sized(other, HUGE)])
    assert needed(sized(other, HUGE), sized(one, 1000)) == HUGE
    assert {name: count for name, (_, count) in missing([sized(one, 1), sized(other, 2)]).items()} == {
        "one": 1,
        "other": 2,
    }


def test_a_disk_that_is_not_there_refuses_its_own_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(path: Path) -> str:
        if path.name == "absent":
            raise FolderMissing(str(path))
        return "here"

    monkeypatch.setattr(space, "disk_of", absent)
    monkeypatch.setattr(space, "existing_ancestor", lambda path: (absent(path), tmp_path)[1])
    check_space(sized(tmp_path / "here", 1000), [sized(tmp_path / "absent", HUGE)])
    with pytest.raises(FolderMissing):
        check_space(sized(tmp_path / "absent", 1000))


def test_two_folders_of_one_disk_are_one_disk(tmp_path: Path) -> None:
    assert disk.disk_of(tmp_path / "a" / "b") == disk.disk_of(tmp_path)
    if sys.platform == "linux":
        assert disk.disk_of(Path("/proc/self")) != disk.disk_of(tmp_path)


def test_a_disk_that_only_seems_to_have_room_is_asked_ever_more_rarely() -> None:
    drought = Drought()
    assert drought.look_at == 0
    waits = []
    for _ in range(12):
        drought.begin(1000.0, 5 * MIB)
        waits.append(drought.look_at - 1000)
    assert waits[:3] == [LOOK, 2 * LOOK, 4 * LOOK]
    assert waits[-1] == waits[-2] == 300
    drought.begin(1000.0, 6 * MIB)  # something came: it was full, indeed
    assert drought.look_at - 1000 == LOOK


# Real transfers on a small disk


class SmallDisk:
    """24 MiB: a real disk of that size where one may be mounted, else a pretended one."""

    SIZE = 24 * MIB

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.real = False
        self._others = folder / "other people's files"
        self._left = self.SIZE
        self._taken = 0
        if sys.platform == "linux" and os.geteuid() == 0:  # nobody else may mount
            command = ["mount", "-t", "tmpfs", "-o", f"size={self.SIZE}", "tmpfs", str(folder)]
            self.real = subprocess.run(command, capture_output=True, check=False).returncode == 0
        if not self.real:
            monkeypatch.setattr(space, "free_space", lambda _: self._left)
            monkeypatch.setattr(writer, "write_all", self._write)

    def fill(self, leaving: int) -> None:
        """Another program writes until only so many bytes are free."""
        if self.real:
            self._others.write_bytes(bytes(disk.free_space(self.folder) - leaving))
        else:
            self._taken, self._left = self._left - leaving, leaving

    def clear(self) -> None:
        """It deletes what it wrote."""
        if self.real:
            self._others.unlink()
        else:
            self._left += self._taken

    def _write(self, stream: Any, content: Any) -> None:
        if len(content) > self._left:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._left -= len(content)
        disk.write_all(stream, content)

    def close(self) -> None:
        if self.real:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)


@pytest.fixture
def small_disk(room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallDisk]:
    folder = room.root / "small"
    folder.mkdir()
    small = SmallDisk(folder, monkeypatch)
    yield small
    small.close()


SIZE = 18 * MIB


def other_plan(hub: LoopbackHub, folder: Path, size: int) -> Plan:
    repo = ServedRepo("owner/other", {FILE: served(size, seed=9)})
    hub.repos[repo.name] = repo
    return plan_of(repo, folder)


def fill_midway(hub: LoopbackHub, transfers: Transfers, small_disk: SmallDisk) -> Transfer:
    """A transfer that a full disk paused after a third."""
    hub.rate = 12 * MIB
    transfer = transfers.start(plan_of(only_repo(hub), small_disk.folder))
    until(lambda: transfer.bytes_done > 5 * MIB)
    small_disk.fill(leaving=2 * MIB)
    assert transfers.wait(transfer.id, 60) is TransferState.PAUSED
    hub.rate = None
    return transfer


def waits_for_space(transfer: Transfer) -> bool:
    return transfer.state is TransferState.PAUSED and transfer.waiting is Waiting.SPACE


def test_what_can_not_fit_is_refused_before_any_byte(room: Room, make_hub: MakeHub, small_disk: SmallDisk) -> None:
    hub = make_hub(served(SIZE))
    small_disk.fill(leaving=12 * MIB)
    with room.service() as transfers:
        with pytest.raises(DiskFull) as caught:
            transfers.start(plan_of(only_repo(hub), small_disk.folder))
        assert transfers.all() == ()
    assert caught.value.needed == SIZE
    assert 11 * MIB < caught.value.free <= 12 * MIB
    assert hub.seen == []
    assert [path for path in small_disk.folder.iterdir() if path.is_dir()] == []


@pytest.mark.parametrize("others", ["running", "paused", "of another process"])
def test_space_is_reserved_for_all_that_is_unfinished(
    room: Room, make_hub: MakeHub, small_disk: SmallDisk, others: str
) -> None:
    hub = make_hub(served(SIZE), rate=4 * MIB)
    with room.service() as transfers, room.service() as another:
        first = (another if others == "of another process" else transfers).start(
            plan_of(only_repo(hub), small_disk.folder)
        )
        until(lambda: first.bytes_done > MIB)
        if others == "paused":
            transfers.pause(first.id)
        plan = other_plan(hub, small_disk.folder, 8 * MIB)
        with pytest.raises(DiskFull) as caught:
            transfers.start(plan)
        # Eight of its own, and what the first one has not written yet.
        assert 8 * MIB < caught.value.needed <= 8 * MIB + SIZE - MIB // 2
        assert caught.value.needed > caught.value.free > 8 * MIB
        transfers.start(other_plan(hub, small_disk.folder, 2 * MIB))


def test_a_disk_that_others_fill_pauses_and_it_goes_on_by_itself(
    room: Room, make_hub: MakeHub, small_disk: SmallDisk
) -> None:
    hub = make_hub(served(SIZE))
    with room.service() as transfers:
        transfer = fill_midway(hub, transfers, small_disk)
        assert waits_for_space(transfer)
        error = transfer.error
        assert isinstance(error, DiskFull)
        assert error.needed <= SIZE
        kept, before = transfer.bytes_done, hub.served[FILE]
        assert kept > 4 * MIB
        small_disk.clear()
        until(lambda: transfer.state is TransferState.DONE, 30)
        assert transfer.error is None
        assert transfer.waiting is None
    assert hub.served[FILE] - before <= SIZE - kept + IN_SOCKETS
    (file,) = [path for path in small_disk.folder.rglob("*.gguf") if path.is_file()]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == only_repo(hub).files[FILE].sha256


def test_a_little_space_is_not_enough(room: Room, make_hub: MakeHub, small_disk: SmallDisk) -> None:
    """It does not start at every kilobyte, to stop again."""
    hub = make_hub(served(SIZE))
    with room.service() as transfers:
        transfer = fill_midway(hub, transfers, small_disk)
        small_disk.clear()
        small_disk.fill(leaving=6 * MIB)
        before, error = len(hub.seen), transfer.error
        until(lambda: transfer.error is not error)  # it was looked at, and is told anew
        assert isinstance(transfer.error, DiskFull)
        assert 4 * MIB < transfer.error.free <= 6 * MIB < transfer.error.needed
        assert waits_for_space(transfer)
        assert len(hub.seen) == before
        small_disk.clear()
        until(lambda: transfer.state is TransferState.DONE, 30)


def test_waiting_for_space_survives_a_restart(room: Room, make_hub: MakeHub, small_disk: SmallDisk) -> None:
    hub = make_hub(served(SIZE))
    with room.service() as transfers:
        key = fill_midway(hub, transfers, small_disk).id
    with room.service() as transfers:
        transfers.restore()
        transfer = transfers.get(key)
        error = transfer.error
        assert isinstance(error, DiskFull)
        assert waits_for_space(transfer)
        until(lambda: transfer.error is not error)
        assert waits_for_space(transfer)
        small_disk.clear()
        until(lambda: transfer.state is TransferState.DONE, 30)


@pytest.mark.parametrize("how", ["pause", "pause_all"])
def test_a_persons_pause_does_not_end_with_the_space(
    room: Room, make_hub: MakeHub, small_disk: SmallDisk, how: str
) -> None:
    hub = make_hub(served(SIZE))
    with room.service() as transfers:
        key = fill_midway(hub, transfers, small_disk).id
        transfers.pause(key) if how == "pause" else transfers.pause_all()
        assert transfers.get(key).error is None
        assert transfers.get(key).waiting is None
    small_disk.clear()
    before = len(hub.seen)
    with room.service() as transfers:
        transfers.restore()
        other = transfers.start(other_plan(hub, small_disk.folder, MIB))
        assert transfers.wait(other.id, 60) is TransferState.DONE
        assert transfers.get(key).state is TransferState.PAUSED
        assert not any(FILE in seen.path and "other" not in seen.path for seen in hub.seen[before:])
        transfers.resume(key)
        assert transfers.wait(key, 60) is TransferState.DONE


def test_a_waiting_one_may_be_tried_at_once_or_given_up(
    room: Room, make_hub: MakeHub, small_disk: SmallDisk
) -> None:
    hub = make_hub(served(SIZE))
    with room.service() as transfers:
        transfer = fill_midway(hub, transfers, small_disk)
        transfers.resume(transfer.id)
        until(lambda: waits_for_space(transfer))  # still full: it says so again
        transfers.cancel(transfer.id)
        assert transfer.state is TransferState.CANCELLED
    assert [path for path in small_disk.folder.iterdir() if path.is_dir()] == []


def test_two_that_do_not_fit_together_any_more_go_one_after_the_other(
    room: Room, make_hub: MakeHub, small_disk: SmallDisk
) -> None:
    hub = make_hub(served(10 * MIB), rate=3 * MIB)
    plans = [plan_of(only_repo(hub), small_disk.folder), other_plan(hub, small_disk.folder, 10 * MIB)]
    with room.service() as transfers:
        first, second = (transfers.start(plan) for plan in plans)
        until(lambda: min(first.bytes_done, second.bytes_done) > 0)
        transfers.pause_all()
        small_disk.fill(leaving=12 * MIB - first.bytes_done - second.bytes_done)
        hub.rate = None
        transfers.resume_all()
        until(lambda: first.state is TransferState.DONE)
        until(lambda: waits_for_space(second))
        assert isinstance(second.error, DiskFull)
        small_disk.clear()
        until(lambda: second.state is TransferState.DONE, 30)
