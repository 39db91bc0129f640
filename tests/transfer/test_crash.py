"""What kill -9 and a second process do to a download."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fireseed.base.errors import StorageError
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
    plans, hubs = room.root / "plans.json", room.root / "hubs.json"
    plans.write_bytes(msgspec.json.encode([plan]))
    hubs.write_bytes(msgspec.json.encode({"test": hub.url}))
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("downloader.py")), str(room.root), str(plans), str(hubs)],
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
    assert last == {"states": ["done"], "errors": [], "told": [f"verified {plan.files[0].sha256}"]}
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
    assert outcome(downloader(room, plan, hub))["states"] == ["done"]
    assert hub.served[FILE] - SIZE <= FETCHED_TWICE


def test_a_second_process_keeps_its_hands_off(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=8 * MIB)
    plan = plan_of(next(iter(hub.repos.values())), room.models)
    first = downloader(room, plan, hub)
    wait_for_bytes(first, hub, MIB)
    other = Room(room.root / "other", room.hubs)
    with other.service() as transfers:
        transfer = transfers.start(plan)
        assert transfers.wait(transfer.id, 60) is TransferState.FAILED
        assert transfer.error is not None
        assert transfer.error.code == "TransferBusy"
        hub.rate = None
        assert outcome(first)["states"] == ["done"]
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
    assert hub.served[FILE] <= SIZE + IN_SOCKETS


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
        with room.service() as transfers, pytest.raises(StorageError):
            transfers.start(plan_of(next(iter(hub.repos.values())), folder))
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
    assert hub.seen == []
