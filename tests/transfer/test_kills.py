"""kill -9 at random moments, again and again, while three files come from two hubs that fail in every way.

FIRESEED_KILLS sets how often (200), FIRESEED_SEED the moments and the faults.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import sys
import time
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import msgspec
import pytest

from fireseed.transfer.plan import Plan
from hub.content import MIB, ServedRepo
from hub.faults import Fault, Kind
from hub.server import LoopbackHub
from transfer.downloader import app
from transfer.room import HASTY, plan_of, served

KILLS = int(os.environ.get("FIRESEED_KILLS", "200"))
SEED = int(os.environ.get("FIRESEED_SEED", "20261124"))
EACH_KILL = 32 * MIB
"""Bytes that a kill may cost."""
OVERHEAD = 1.05
SIZES = (24 * MIB + 1, 9 * MIB + 4321, 16 * MIB)
FAULTS = (
    Kind.STATUS,
    Kind.RESET_CONNECT,
    Kind.RESET_HEADERS,
    Kind.RESET_BODY,
    Kind.SHORT_BODY,
    Kind.SHORT_RANGE,
    Kind.EXTRA_BODY,
    Kind.STALL,
    Kind.STALL_HEADERS,
    Kind.HTML,
    Kind.WRONG_RANGE,
    Kind.NO_CONTENT_RANGE,
)
PATIENT = replace(HASTY, attempts=8, doubts=8, stalls=8)
"""As often as both hubs together may fail in a row: what is tested is the killing, not the giving up."""

if sys.platform == "win32":
    STARTS = multiprocessing.get_context("spawn")
else:
    STARTS = multiprocessing.get_context("forkserver")
    """A new process from a clean one that has the modules already: 200 of them in seconds."""


@dataclass
class World:
    """Two hubs with the same three files, and a home that is killed in. `chance` decides everything."""

    home: Path
    hubs: dict[str, LoopbackHub]
    plans: list[Plan]
    chance: random.Random
    known: dict[str, tuple[int, int]] = field(default_factory=dict)

    def served(self) -> int:
        return sum(sum(hub.served.values()) for hub in self.hubs.values())

    def spoil(self) -> None:
        """Other faults than before, at both hubs."""
        for hub in self.hubs.values():
            hub.faults = [
                Fault(
                    self.chance.choice(FAULTS),
                    self.chance.choice(("cdn", "cdn", "api")),
                    skip=self.chance.randrange(8),
                    times=self.chance.randrange(1, 4),
                    after=self.chance.randrange(3 * MIB),
                )
                for _ in range(self.chance.randrange(3))
            ]
        # One of them has a bad disk: always the same wrong bit.
        self.hubs["one"].faults.append(Fault(Kind.CORRUPT, path="other-Q8_0.gguf", after=5 * MIB + 7))

    def begin(self) -> BaseProcess:
        urls = {name: hub.url for name, hub in self.hubs.items()}
        process = STARTS.Process(target=app, args=(self.home, msgspec.json.encode(self.plans), urls, PATIENT))
        process.start()
        return process

    def bide(self, process: BaseProcess) -> None:
        """Until a random moment: of its start, or of its work; it may end by itself before."""
        if self.chance.random() < 0.3:
            process.join(self.chance.random() * 0.15)
            return
        goal = self.served() + self.chance.randrange(12 * MIB)
        deadline = time.monotonic() + 30
        while self.served() < goal and process.is_alive():
            assert time.monotonic() < deadline, "nothing comes any more"
            process.join(0.002)

    def check_finals(self) -> int:
        """Whatever has its final name is whole and right; returns how many have."""
        count = 0
        for file in (file for plan in self.plans for file in plan.files):
            path = Path(file.target)
            if not path.exists():
                continue
            count += 1
            status = path.stat()
            if self.known.get(file.target) != (status.st_ino, status.st_mtime_ns):
                assert hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256, path.name
                self.known[file.target] = (status.st_ino, status.st_mtime_ns)
        return count


def one_round(world: World, kills: int) -> int:
    """Kills until all is done or `kills` are used up, then lets it end; returns how often it was killed."""
    killed = 0
    before = world.served()
    while killed < kills:
        world.spoil()
        process = world.begin()
        world.bide(process)
        process.kill()
        process.join()
        world.check_finals()
        if process.exitcode == 0:
            break
        assert process.exitcode is not None
        assert process.exitcode < 0, "it gave up"
        killed += 1
    else:
        process = world.begin()
        process.join(60)
        assert process.exitcode == 0
    assert world.check_finals() == len(SIZES)
    left = [path.name for path in (world.home / "models").rglob("*") if path.is_file()]
    assert sorted(left) == sorted(Path(file.target).name for plan in world.plans for file in plan.files)
    assert list((world.home / "records").glob("*.json")) == []
    assert list((world.home / "quarantine").glob("*")) == []
    # What the bad disk's hub delivered comes again once.
    assert world.served() - before <= OVERHEAD * sum(SIZES) + SIZES[2] + killed * EACH_KILL
    return killed


def test_killed_again_and_again_it_always_ends_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(SEED)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))  # for the clean process
    STARTS.set_forkserver_preload(["transfer.downloader"])
    shards = {f"m-Q4_0-0000{number + 1}-of-00002.gguf": served(SIZES[number], seed=number) for number in (0, 1)}
    single = {"other-Q8_0.gguf": served(SIZES[2], seed=2)}
    repos = (ServedRepo("owner/m-GGUF", shards), ServedRepo("owner/other-GGUF", single))
    killed, rounds = 0, 0
    with LoopbackHub(*repos, rate=150 * MIB) as one, LoopbackHub(*repos, rate=100 * MIB) as other:
        while killed < KILLS:
            home = tmp_path / str(rounds)
            plans = [plan_of(repo, home / "models", "one", "other") for repo in repos]
            home.mkdir()
            world = World(home, {"one": one, "other": other}, plans, chance)
            killed += one_round(world, KILLS - killed)
            rounds += 1
        fetched = world.served()
    assert fetched <= OVERHEAD * rounds * sum(SIZES) + killed * EACH_KILL
    print(f"{killed} kills in {rounds} rounds: {fetched / MIB:.0f} MiB for {rounds * sum(SIZES) / MIB:.0f}")
