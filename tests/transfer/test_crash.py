"""What kill -9, a second process and a full disk do to a download."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fireseed.base.errors import DiskFull, StorageError
from fireseed.transfer import disk, fetch
from fireseed.transfer.plan import Plan
from fireseed.transfer.state import TransferState
from hub.content import MIB
from hub.server import LoopbackHub
from transfer.conftest import MakeHub
from transfer.room import FILE, IN_SOCKETS, Room, plan_of, served

KILLS = 10
SIZE = 60 * MIB + 12_345
LARGE = 120 * MIB + 12_345
FETCHED_TWICE = 32 * MIB
"""Bytes for each kill: the promise."""


def downloader(room: Room, plan: Plan, hub: LoopbackHub) -> subprocess.Popen[str]:
    plan_file = room.root / "plan.json"
    plan_file.write_bytes(msgspec.json.encode(plan))
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("downloader.py")), str(room.root), str(plan_file), hub.url],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
    )


def outcome(process: subprocess.Popen[str]) -> dict[str, Any]:
    answer, _ = process.communicate(timeout=60)
    result: dict[str, Any] = json.loads(answer)
    return result


def wait_for_bytes(process: subprocess.Popen[str], hub: LoopbackHub, count: int) -> None:
    deadline = time.monotonic() + 30
    while hub.served[FILE] < count and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_killed_at_random_moments_it_resumes_and_ends_verified(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(LARGE), rate=60 * MIB)
    plan = plan_of(next(iter(hub.repos.values())), room.models)
    target = Path(plan.files[0].target)
    moments = random.Random(20261124)
    for _ in range(KILLS):
        before = hub.served[FILE]
        process = downloader(room, plan, hub)
        wait_for_bytes(process, hub, before + moments.randrange(1, 11 * MIB))
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL, "it ended before it was killed"
        assert not target.exists() or hashlib.sha256(target.read_bytes()).hexdigest() == plan.files[0].sha256
    hub.rate = None
    last = outcome(downloader(room, plan, hub))
    assert last == {"state": "done", "error": None, "told": [f"verified {plan.files[0].sha256}"]}
    assert set(room.on_disk()) == {FILE}
    assert hashlib.sha256(target.read_bytes()).hexdigest() == plan.files[0].sha256
    assert hub.served[FILE] - LARGE <= KILLS * FETCHED_TWICE


def test_one_kill_costs_no_more_than_promised_on_a_fast_line(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE))
    plan = plan_of(next(iter(hub.repos.values())), room.models)
    process = downloader(room, plan, hub)
    wait_for_bytes(process, hub, SIZE // 2)
    process.kill()
    process.communicate()
    assert outcome(downloader(room, plan, hub))["state"] == "done"
    assert hub.served[FILE] - SIZE <= FETCHED_TWICE


def test_a_second_process_keeps_its_hands_off(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=8 * MIB)
    plan = plan_of(next(iter(hub.repos.values())), room.models)
    first = downloader(room, plan, hub)
    wait_for_bytes(first, hub, MIB)
    other = Room(room.root / "other", room.hubs)
    with other.service() as transfers:
        transfer = transfers.start(plan)
        assert transfers.wait(transfer.id, 20) is TransferState.FAILED
        assert transfer.error is not None
        assert transfer.error.code == "TransferBusy"
        hub.rate = None
        assert outcome(first)["state"] == "done"
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 20) is TransferState.DONE
    assert hub.served[FILE] <= SIZE + IN_SOCKETS


@pytest.fixture
def small_disk(room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A models folder with room for 12 MiB: a real small disk where one may be mounted, else a pretended one."""
    folder = room.root / "small"
    folder.mkdir()
    mounted = False
    if sys.platform == "linux" and os.geteuid() == 0:
        command = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    if mounted:
        (folder / "other people's files").write_bytes(bytes(12 * MIB))
    else:
        full = folder / "other people's files"
        full.write_bytes(b"")
        write_all = disk.write_all

        def write(stream: Any, content: Any) -> None:
            if full.exists() and stream.tell() + len(content) > 12 * MIB:
                raise OSError(errno.ENOSPC, "No space left on device")
            write_all(stream, content)

        monkeypatch.setattr(fetch, "write_all", write)
    yield folder
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("when", ["before", "in the middle"])
def test_a_full_disk_pauses_and_nothing_is_lost(
    room: Room, make_hub: MakeHub, small_disk: Path, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 20 * MIB
    hub = make_hub(served(size))
    plan = plan_of(next(iter(hub.repos.values())), small_disk)
    if when == "in the middle":
        # Somebody else fills the disk after the first look.
        monkeypatch.setattr("fireseed.transfer.download.check_space", lambda _: None)
    elif not os.path.ismount(small_disk):
        monkeypatch.setattr("fireseed.transfer.plan.free_space", lambda _: 12 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(plan)
        assert transfers.wait(transfer.id, 20) is TransferState.PAUSED
        assert isinstance(transfer.error, DiskFull)
        assert 0 < transfer.error.needed <= size
        assert transfer.error.free <= 12 * MIB or not os.path.ismount(small_disk)
        kept = transfer.bytes_done
        assert kept == 0 if when == "before" else kept > 4 * MIB
        (small_disk / "other people's files").unlink()
        monkeypatch.undo()
        before = hub.served[FILE]
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 20) is TransferState.DONE
        assert hub.served[FILE] - before <= size - kept + IN_SOCKETS


def test_a_folder_that_can_not_be_written_is_a_typed_error(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(MIB))
    folder = room.models
    folder.mkdir(mode=0o500)
    mounted = False
    if sys.platform == "linux" and os.geteuid() == 0:  # permissions don't hold root
        command = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(folder)]
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
        folder = folder if mounted else Path("/proc/models")
    try:
        with room.service() as transfers:
            transfer = transfers.start(plan_of(next(iter(hub.repos.values())), folder))
            transfers.wait(transfer.id, 20)
            assert isinstance(transfer.error, StorageError)
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
    assert hub.seen == []
