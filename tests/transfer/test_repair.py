"""Wrong bytes from some of several sources: found out, fetched again elsewhere, and no more than that."""

from __future__ import annotations

import json
import shutil
import zlib
from pathlib import Path

import msgspec
import pytest

from fireseed.base.errors import DigestMismatch, WrongBytes
from fireseed.transfer.choice import name_of
from fireseed.transfer.partial import Partial
from fireseed.transfer.plan import Plan
from hub.content import MIB, ServedFile
from hub.faults import Fault, Kind
from hub.server import LoopbackHub
from transfer.conftest import MakeHub
from transfer.room import FILE, HASTY, IN_SOCKETS, Room, plan_of, served, the_plan, until
from transfer.running import Running, download

SIZE = 26 * MIB + 12_345
VOTES = 3 * MIB
"""Bytes of all the small requests that find out who is outvoted, at most."""
RATE = 60 * MIB
"""Bytes/s of each hub: all of them are used."""


def other(size: int = SIZE) -> ServedFile:
    """Another file of the same size, with the ETag and digest of nothing in particular."""
    return served(size, seed=99)


def hubs_of(make_hub: MakeHub, rate: float | None = RATE, **files: ServedFile) -> dict[str, LoopbackHub]:
    return {name: make_hub(file, name=name, rate=rate) for name, file in files.items()}


def fetched(hubs: dict[str, LoopbackHub]) -> int:
    return sum(hub.served[FILE] for hub in hubs.values())


def assert_whole(room: Room, plan: Plan) -> None:
    assert set(room.on_disk()) == {Path(file.target).name for file in plan.files}
    assert room.on_disk()[FILE] == served(SIZE).content
    assert not room.quarantine.exists()


LITTLE = 2 * MIB
"""Who delivered less may have come too late for all of it: on a busy machine not everybody gets a turn."""


def assert_blamed(running: Running, *liars: str, certain: int | None = None) -> None:
    """Nobody else is blamed, and each of them is who delivered `certain` bytes."""
    for hub, count in running.counters.sources.items():
        if count.banned is not None:
            assert hub in liars
            assert isinstance(count.banned, WrongBytes)
            assert count.banned.facts == {"file": FILE, "source": hub}
        elif certain is not None and hub in liars:
            assert count.bytes < certain


@pytest.mark.parametrize("order", [("bad", "good"), ("good", "bad")], ids=["liar first", "liar last"])
@pytest.mark.parametrize("lie", ["everywhere", "one bit"])
def test_of_two_sources_the_liar_is_found_by_the_digest(
    room: Room, make_hub: MakeHub, order: tuple[str, ...], lie: str
) -> None:
    hubs = hubs_of(make_hub, good=served(SIZE), bad=other() if lie == "everywhere" else served(SIZE))
    # Both must have delivered something when the wrong bit comes: it is in the last piece, which both may get.
    hubs["bad"].faults = [Fault(Kind.CORRUPT, after=at) for at in (SIZE - 1, SIZE // 2)]
    plan = the_plan(hubs["good"], room, *order)
    with download(room, plan) as running:
        running.finish()
        assert running.counters.done == running.counters.verified == SIZE
        assert_blamed(running, "bad", certain=LITTLE if lie == "everywhere" else SIZE // 2)
    assert_whole(room, plan)
    assert fetched(hubs) <= 2 * SIZE + IN_SOCKETS


@pytest.mark.parametrize("order", [("bad", "good", "fine"), ("good", "fine", "bad")], ids=["first", "last"])
def test_of_three_sources_the_outvoted_one_is_replaced_and_nothing_else(
    room: Room, make_hub: MakeHub, order: tuple[str, ...]
) -> None:
    hubs = hubs_of(make_hub, good=served(SIZE), fine=served(SIZE), bad=other())
    plan = the_plan(hubs["good"], room, *order)
    with download(room, plan) as running:
        running.finish()
        assert_blamed(running, "bad", certain=LITTLE)
    assert_whole(room, plan)
    assert fetched(hubs) <= SIZE + hubs["bad"].served[FILE] + IN_SOCKETS + VOTES
    assert hubs["bad"].served[FILE] < 2 * SIZE // 3


@pytest.mark.parametrize("lie", ["alike", "differently"])
def test_two_of_three_sources_may_lie(room: Room, make_hub: MakeHub, lie: str) -> None:
    """Alike, they outvote the honest one: the digest still has the last word."""
    third = other() if lie == "alike" else served(SIZE, seed=98)
    hubs = hubs_of(make_hub, honest=served(SIZE), bad=other(), worse=third)
    plan = the_plan(hubs["honest"], room, "honest", "bad", "worse")
    with download(room, plan) as running:
        running.finish()
        assert_blamed(running, "bad", "worse")
        assert any(count.banned for count in running.counters.sources.values())
    assert_whole(room, plan)
    assert fetched(hubs) <= 2 * SIZE + IN_SOCKETS + VOTES


def test_a_liar_that_delivered_everything(room: Room, make_hub: MakeHub) -> None:
    hubs = hubs_of(make_hub, rate=None, good=served(SIZE), bad=other())
    hubs["good"].faults = [Fault(Kind.STALL_HEADERS, times=1)]
    plan = the_plan(hubs["good"], room, "bad", "good")
    with download(room, plan, patience=HASTY) as running:
        running.finish()
        assert_blamed(running, "bad", certain=LITTLE)
    assert_whole(room, plan)
    assert fetched(hubs) <= 2 * SIZE + IN_SOCKETS


def test_the_liar_is_found_after_the_honest_one_and_the_disk_were_doubted(room: Room, make_hub: MakeHub) -> None:
    """Nearly all came from the liar, so the others are the cheaper guesses: there must be enough left for it."""
    hubs = hubs_of(make_hub, rate=None, good=served(SIZE), bad=served(SIZE))
    hubs["bad"].faults = [Fault(Kind.CORRUPT, after=SIZE - 1)]
    hubs["good"].faults = [Fault(Kind.STALL_HEADERS, times=1)]
    plan = the_plan(hubs["good"], room, "bad", "good")
    left_by_an_earlier_run(plan, {"good": (0, 4 * MIB), "bad": (4 * MIB, 5 * MIB)})
    with download(room, plan, patience=HASTY) as running:
        running.finish()
        assert_blamed(running, "bad", certain=LITTLE)
    assert_whole(room, plan)


def left_by_an_earlier_run(plan: Plan, delivered: dict[str, tuple[int, int]]) -> None:
    """Right bytes of the only file, and whose they are."""
    (file,) = plan.files
    partial = Partial(plan, file)
    with partial.open_part("r+") as part:
        for start, end in delivered.values():
            part.seek(start)
            part.write(served(SIZE).content[start:end])
    names = {source.hub: name_of(source) for source in file.sources}
    partial.commit([(start, end, names[hub]) for hub, (start, end) in delivered.items()])
    partial.close()


@pytest.mark.parametrize("count", [2, 3])
def test_when_all_lie_the_file_is_quarantined(room: Room, make_hub: MakeHub, count: int) -> None:
    liars = {str(number): served(SIZE, seed=90 + number) for number in range(count)}
    hubs = hubs_of(make_hub, RATE, **liars)
    plan = with_digest(hub_plan(room, hubs), served(SIZE).sha256)
    with download(room, plan) as running, pytest.raises(DigestMismatch):
        running.finish()
    assert room.on_disk() == {}
    assert len(list(room.quarantine.glob("*.json"))) == 1
    assert fetched(hubs) <= 3 * SIZE + IN_SOCKETS + VOTES


def hub_plan(room: Room, hubs: dict[str, LoopbackHub]) -> Plan:
    return plan_of(next(iter(next(iter(hubs.values())).repos.values())), room.models, *hubs)


def with_digest(plan: Plan, sha256: str) -> Plan:
    (file,) = plan.files
    return msgspec.structs.replace(plan, files=(msgspec.structs.replace(file, sha256=sha256),))


def test_sources_without_ranges_are_replaced_whole(room: Room, make_hub: MakeHub) -> None:
    hubs = hubs_of(make_hub, rate=None, good=served(SIZE), bad=other())
    for hub in hubs.values():
        hub.faults = [Fault(Kind.IGNORE_RANGE)]
    plan = the_plan(hubs["good"], room, "bad", "good")
    with download(room, plan) as running:
        running.finish()
    assert_whole(room, plan)


def test_a_proven_liar_is_not_asked_for_the_next_file(room: Room, make_hub: MakeHub) -> None:
    good = make_hub(served(SIZE), served(SIZE, seed=2), name="good", rate=2 * RATE)
    bad = make_hub(other(), served(SIZE, seed=2), name="bad", rate=2 * RATE)
    bad.faults = good.faults = [Fault(Kind.SLOW, path="extra-1.gguf", rate=4 * MIB)]
    plan = the_plan(good, room, "bad", "good")
    with download(room, plan) as running:
        until(lambda: any(count.banned for count in list(running.counters.sources.values())))
        bad.faults = good.faults = []
        before = bad.served["extra-1.gguf"]
        running.finish()
        assert running.counters.sources["bad"].connections == 0
    assert bad.served["extra-1.gguf"] - before <= 9 * MIB  # what was on its way
    assert set(room.on_disk()) == {FILE, "extra-1.gguf"}


# After a restart


def stopped_midway(room: Room, plan: Plan) -> int:
    """Some of it, and its end; returns the bytes that are on disk."""
    with download(room, plan) as running:
        until(lambda: running.counters.done > SIZE // 2)
    return running.counters.done


@pytest.mark.parametrize("records", [True, False], ids=["with sources", "without, as older versions"])
def test_wrong_bytes_of_an_earlier_run_are_fetched_again(room: Room, make_hub: MakeHub, records: bool) -> None:
    hubs = hubs_of(make_hub, good=served(SIZE), bad=other())
    kept = stopped_midway(room, the_plan(hubs["good"], room, "bad"))
    plan = the_plan(hubs["good"], room, "good")
    if not records:
        forget_sources(Path(plan.files[0].target + ".part.journal"))
    with download(room, plan) as running:
        running.finish()
    assert_whole(room, plan)
    assert hubs["good"].served[FILE] <= SIZE + IN_SOCKETS
    assert hubs["good"].served[FILE] >= SIZE
    assert kept > SIZE // 2


def forget_sources(journal: Path) -> None:
    """Makes it one of a version that did not note them."""
    lines = []
    for line in journal.read_bytes().splitlines():
        record = json.loads(line.partition(b" ")[2])
        record.pop("source", None)
        text = json.dumps(record).encode()
        lines.append(b"%08x %s\n" % (zlib.crc32(text), text))
    journal.write_bytes(b"".join(lines))


def test_a_repair_that_was_killed_goes_on(room: Room, make_hub: MakeHub, tmp_path: Path) -> None:
    """What a kill leaves is what is on the disk in the middle of it: it is copied and gone on with."""
    hubs = hubs_of(make_hub, rate=None, good=served(SIZE), bad=other())
    hubs["good"].faults = [Fault(Kind.STALL_HEADERS, times=1)]
    plan = the_plan(hubs["good"], room, "bad", "good")
    later = Room(tmp_path / "later", room.hubs)
    resumed = the_plan(hubs["good"], later, "bad", "good")
    with download(room, plan, patience=HASTY) as running:
        until(lambda: hubs["good"].served[FILE] > 0 and bool(room.on_disk()))
        hubs["good"].rate = 15 * MIB
        until(lambda: hubs["good"].served[FILE] > SIZE // 2)
        for ending in (".part.journal", ".part"):  # in this order: what it says must be in the copy
            former, copy = (Path(each.files[0].target + ending) for each in (plan, resumed))
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(former, copy)
        copied = hubs["good"].served[FILE]
        running.stop()
    hubs["good"].rate = None
    before = hubs["good"].served[FILE]
    with download(later, resumed, patience=HASTY) as running:
        running.finish()
    assert_whole(later, resumed)
    assert copied > SIZE // 2
    assert hubs["good"].served[FILE] - before <= SIZE // 2 + 24 * MIB + IN_SOCKETS
