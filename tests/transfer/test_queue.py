"""Who runs and who waits: the rules by themselves, and then several real downloads at once."""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.base.errors import DigestMismatch, ProxyUnusable, TransferUnknown
from fireseed.base.http import DIRECT, Network
from fireseed.transfer import partial as partial_file
from fireseed.transfer import schedule
from fireseed.transfer.board import WINDOW
from fireseed.transfer.limits import Limits
from fireseed.transfer.plan import Plan
from fireseed.transfer.queue import Entry, arrange, rank, reorder, share
from fireseed.transfer.records import Records
from fireseed.transfer.schedule import Schedule
from fireseed.transfer.state import Priority, TransferState, Waiting
from fireseed.transfer.transfers import Transfer, Transfers
from hub.content import MIB, ServedRepo
from hub.faults import Fault, Kind
from hub.server import LoopbackHub
from transfer.conftest import MakeHub
from transfer.room import FILE, IN_SOCKETS, SIZE, Room, has, only_repo, plan_of, served, the_plan, until

# The rules


@pytest.mark.parametrize(
    ("connections", "transfers", "shares"),
    [(4, 0, []), (4, 1, [4]), (4, 2, [3, 1]), (4, 4, [1, 1, 1, 1]), (1, 1, [1]), (16, 3, [14, 1, 1])],
)
def test_each_has_a_connection_and_the_first_the_rest(connections: int, transfers: int, shares: list[int]) -> None:
    assert share(connections, transfers) == shares


@given(st.lists(st.floats(-1e10, 1e10), max_size=8, unique=True), st.integers(0, 8))
def test_a_newcomer_gets_its_place_and_the_others_keep_theirs(orders: list[float], at: int) -> None:
    orders.sort()
    at = min(at, len(orders))
    mine, others = reorder(orders, at)
    row = [*others[:at], mine, *others[at:]]
    assert len(others) == len(orders)
    assert all(one < other for one, other in pairwise(row))


def test_there_is_always_room_between_two() -> None:
    orders = [1_700_000_000.0, 1_700_000_001.0]
    for _ in range(200):
        mine, (first, last) = reorder(orders, 1)
        assert first < mine < last
        orders = [first, mine]


states = st.sampled_from([TransferState.QUEUED, TransferState.RUNNING, TransferState.VERIFYING])


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    found = []
    for number in range(draw(st.integers(0, 10))):
        state = draw(states)
        running = state is TransferState.RUNNING
        found.append(
            Entry(
                key=str(number),
                rank=rank(draw(st.sampled_from(Priority)), draw(st.integers(0, 5)), str(number)),
                state=state,
                files=frozenset({f"file {draw(st.integers(0, 12))}"}),
                at_once=draw(st.booleans()),
                leaving=state is not TransferState.QUEUED and draw(st.booleans()),
                connections=draw(st.integers(1, 4)) if running else 0,
            )
        )
    return found


limits = st.builds(Limits, downloads=st.integers(1, 16), connections=st.integers(1, 16))


@given(entries(), limits, st.booleans())
def test_an_arrangement_keeps_every_promise(found: list[Entry], limits: Limits, is_open: bool) -> None:
    made = arrange(found, limits, is_open=is_open)
    by_key = {entry.key: entry for entry in found}
    running = [entry for entry in found if entry.state is TransferState.RUNNING]
    staying = [entry for entry in running if not entry.leaving and entry.key not in made.rest]
    after = {entry.key for entry in staying} | set(made.start)

    assert set(made.connections) == after
    assert len(running) + len(made.start) <= max(limits.slots, len(running))
    assert len(after) <= limits.slots
    assert all(count >= 1 for count in made.connections.values())
    # Never more connections than allowed, counted until the last one is given back.
    now = sum(entry.connections for entry in running)
    most = sum(
        max(entry.connections, made.connections.get(entry.key, 0))
        for entry in found
        if entry.state is TransferState.RUNNING or entry.key in made.start
    )
    assert most <= max(limits.connections, now)
    # Everybody runs, leaves, or is told why not.
    queued = {entry.key for entry in found if entry.state is TransferState.QUEUED}
    assert set(made.waiting) | set(made.start) == queued
    assert not set(made.waiting) & set(made.start)
    for key in made.connections:
        assert is_open or by_key[key].at_once
    for key, why in made.waiting.items():
        assert (why is Waiting.SCHEDULE) is (not is_open and not by_key[key].at_once)
    # No two write one file.
    at_work = [entry for entry in found if entry.state is not TransferState.QUEUED]
    for key in made.start:
        assert all(by_key[key].files.isdisjoint(other.files) for other in at_work)
        at_work.append(by_key[key])
    # Nobody is passed by somebody less important, but for a file that is being written.
    for key in made.start:
        for other, why in made.waiting.items():
            if by_key[other].rank < by_key[key].rank and why is Waiting.TURN:
                assert any(not by_key[other].files.isdisjoint(entry.files) for entry in at_work)
    # Who runs keeps its place as long as there are places.
    if is_open and len(running) <= limits.slots:
        assert made.rest == []


@given(entries(), limits)
def test_it_comes_to_rest(found: list[Entry], limits: Limits) -> None:
    """When all do as they are told, nothing is left to do in the end, and every connection is in use."""
    for _ in range(20):
        made = arrange(found, limits, is_open=True)
        gone = {entry.key for entry in found if entry.leaving} | set(made.rest)
        found = [
            replace(
                entry,
                state=TransferState.RUNNING if entry.key in made.start else entry.state,
                connections=made.connections.get(entry.key, 0),
            )
            for entry in found
            if entry.key not in gone
        ]
    assert not made.unfinished
    assert made.rest == made.start == []
    assert sum(made.connections.values()) == (limits.connections if made.connections else 0)


def entry(key: str, state: TransferState = TransferState.QUEUED, **facts: object) -> Entry:
    return Entry(key, rank(Priority.NORMAL, int(key), key), state, frozenset({key}), **facts)  # type: ignore[arg-type] # facts are a test's own


def test_the_last_ones_rest_when_fewer_may_run() -> None:
    running = [entry(key, TransferState.RUNNING, connections=1) for key in "3142"]
    made = arrange(running, Limits(downloads=2, connections=4), is_open=True)
    assert sorted(made.rest) == ["3", "4"]
    assert made.connections == {"1": 1, "2": 1}  # two are still held by those that leave
    assert made.unfinished


def test_one_that_verifies_leaves_its_place_to_the_next() -> None:
    made = arrange(
        [entry("1", TransferState.VERIFYING), entry("2"), entry("3")], Limits(downloads=1), is_open=True
    )
    assert made.start == ["2"]
    assert made.connections == {"2": 4}


def test_places_are_given_once_the_former_holder_has_gone() -> None:
    leaving = entry("1", TransferState.RUNNING, leaving=True, connections=3)
    made = arrange([leaving, entry("2"), entry("3")], Limits(downloads=3, connections=4), is_open=True)
    assert made.start == ["2"]
    assert made.connections == {"2": 1}
    assert made.waiting == {"3": Waiting.TURN}


def test_a_newcomer_waits_for_a_connection_of_its_own() -> None:
    first = entry("1", TransferState.RUNNING, connections=4)
    made = arrange([first, entry("2")], Limits(downloads=2, connections=4), is_open=True)
    assert (made.start, made.connections, made.waiting) == ([], {"1": 3}, {"2": Waiting.TURN})
    assert made.unfinished
    made = arrange([replace(first, connections=3), entry("2")], Limits(downloads=2, connections=4), is_open=True)
    assert (made.start, made.connections) == (["2"], {"1": 3, "2": 1})
    assert not made.unfinished


# Real downloads


def several(hub: LoopbackHub, room: Room, count: int, size: int = SIZE) -> list[Plan]:
    plans = []
    for number in range(count):
        repo = ServedRepo(f"owner/model-{number}", {FILE: served(size, seed=number)})
        hub.repos[repo.name] = repo
        plans.append(plan_of(repo, room.models))
    return plans


def states_of(transfers: list[Transfer]) -> list[TransferState]:
    return [transfer.state for transfer in transfers]


def all_done(transfers: list[Transfer]) -> bool:
    return all(transfer.state is TransferState.DONE for transfer in transfers)


def runs(transfer: Transfer) -> bool:
    return transfer.state is TransferState.RUNNING


def test_several_run_at_once_and_share_the_line(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(rate=8 * MIB)
    with room.service(limits=Limits(downloads=2, connections=3)) as transfers:
        started = [transfers.start(plan) for plan in several(hub, room, 3, 6 * MIB)]
        until(lambda: all(transfer.bytes_done > 0 for transfer in started[:2]))
        assert states_of(started) == [TransferState.RUNNING, TransferState.RUNNING, TransferState.QUEUED]
        assert [transfer.waiting for transfer in started] == [None, None, Waiting.TURN]
        hub.rate = None
        until(lambda: all_done(started), 30)
        assert all(transfer.waiting is None for transfer in started)
    assert {plan.repo for plan, _ in room.done} == {f"owner/model-{number}" for number in range(3)}
    for plan, files in room.done:
        assert hashlib.sha256(files[0].path.read_bytes()).hexdigest() == plan.files[0].sha256


def test_the_more_important_takes_the_next_place_and_nobody_is_stopped(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(rate=10 * MIB)
    with room.service(limits=Limits(downloads=1)) as transfers:
        running, second, third, fourth = (transfers.start(plan) for plan in several(hub, room, 4, 4 * MIB))
        until(partial(runs, running))
        transfers.prioritize(fourth.id, Priority.HIGH)
        transfers.prioritize(second.id, Priority.LOW)
        assert [transfer.id for transfer in transfers.all()] == [
            transfer.id for transfer in (fourth, running, third, second)
        ]
        until(lambda: all_done([running, second, third, fourth]), 30)
    assert [plan.repo[-1] for plan, _ in room.done] == ["0", "3", "2", "1"]


def test_the_more_important_gets_the_spare_connections(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(rate=10 * MIB)
    with room.service(limits=Limits(downloads=2, connections=8)) as transfers:
        first, second = (transfers.start(plan) for plan in several(hub, room, 2, 40 * MIB))
        until(lambda: runs(first) and runs(second))
        until(lambda: connections(first, second) == [7, 1])
        transfers.prioritize(second.id, Priority.HIGH)
        until(lambda: connections(first, second) == [1, 7])
        transfers.configure(Limits(downloads=2, connections=16))
        until(lambda: connections(first, second) == [1, 15])
        transfers.pause(second.id)
        until(lambda: connections(first) == [16])


def connections(*transfers: Transfer) -> list[int]:
    return [transfer.entry.connections for transfer in transfers]


def test_there_are_never_more_connections_than_allowed(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(rate=12 * MIB)
    with room.service(limits=Limits(downloads=6, connections=6)) as transfers:
        started = []
        for plan in several(hub, room, 6, 50 * MIB):
            started.append(transfers.start(plan))
            until(partial(has, started[-1], 0))  # the first one gives up a connection for it
        assert connections(*started) == [1] * 6
    # One more, because the hub may still be busy with the end of an answer that came long ago.
    assert 4 < hub.busiest <= 7


def test_an_order_is_kept_over_a_restart(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(rate=MIB)
    with room.service(limits=Limits(downloads=1)) as transfers:
        first, second, third, fourth = (transfers.start(plan) for plan in several(hub, room, 4))
        transfers.move(fourth.id, before=second.id)
        transfers.move(first.id, before=None)
        transfers.move(third.id, before=third.id)
        transfers.prioritize(third.id, Priority.LOW)
        transfers.move(third.id, before=fourth.id)  # a higher priority still goes first
        expected = [transfer.id for transfer in (fourth, second, first, third)]
        assert [transfer.id for transfer in transfers.all()] == expected
        with pytest.raises(TransferUnknown):
            transfers.move(first.id, before="nobody")
    with room.service(limits=Limits(downloads=1)) as transfers:
        transfers.restore()
        assert [transfer.id for transfer in transfers.all()] == expected
        until(lambda: runs(transfers.get(fourth.id)))


def test_fewer_places_send_the_last_ones_back_into_the_queue(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(rate=12 * MIB)
    with room.service() as transfers:
        started = [transfers.start(plan) for plan in several(hub, room, 3)]
        until(lambda: all(transfer.bytes_done > MIB for transfer in started))
        transfers.configure(Limits(downloads=1))
        until(lambda: states_of(started)[1:] == [TransferState.QUEUED] * 2)
        kept = started[2].bytes_done
        assert runs(started[0])
        assert {transfer.waiting for transfer in started[1:]} == {Waiting.TURN}
        hub.rate = None
        transfers.configure(Limits(downloads=16, connections=16))
        until(lambda: all_done(started), 30)
    assert kept > MIB
    assert hub.served[FILE] <= 3 * SIZE + 3 * IN_SOCKETS


def test_everything_is_paused_and_goes_on_again(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(rate=8 * MIB)
    with room.service(limits=Limits(downloads=2)) as transfers:
        started = [transfers.start(plan) for plan in several(hub, room, 4, 8 * MIB)]
        until(lambda: all(transfer.bytes_done > 0 for transfer in started[:2]))
        transfers.pause_all()
        assert set(states_of(started)) == {TransferState.PAUSED}
        asked = len(hub.requests("cdn"))
        transfers.resume(started[3].id)
        transfers.pause_all()
    with room.service() as transfers:
        transfers.restore()
        assert {transfer.state for transfer in transfers.all()} == {TransferState.PAUSED}
        assert len(hub.requests("cdn")) - asked <= 4  # those of the one that was resumed
        hub.rate = None
        transfers.resume_all()
        until(lambda: all_done(list(transfers.all())), 30)


def test_a_failed_one_is_left_alone_by_resume_all(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(MIB))
    hub.faults = [Fault(Kind.STATUS, "api", status=404)]
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        assert transfers.wait(transfer.id, 60) is TransferState.FAILED
        transfers.pause_all()
        transfers.resume_all()
        assert transfer.state is TransferState.FAILED


def test_pausing_and_resuming_from_many_threads_ends_well(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(rate=20 * MIB)
    with room.service(limits=Limits(downloads=2)) as transfers:
        started = [transfers.start(plan) for plan in several(hub, room, 3, 8 * MIB)]

        def fidget(transfer: Transfer) -> None:
            for _ in range(5):
                transfers.pause(transfer.id)
                transfers.resume(transfer.id)
                transfers.prioritize(transfer.id, Priority.HIGH)
                transfers.move(transfer.id, before=started[0].id)

        threads = [threading.Thread(target=fidget, args=(transfer,)) for transfer in started]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()
        hub.rate = None
        until(lambda: all_done(started), 30)
    assert len(room.done) == 3


# Hours


NIGHT = Schedule.parse("22:00-07:00")


class Wall:
    """A clock on the wall, in UTC and in this computer's zone alike."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, hour: int) -> None:
        self.hour = hour
        monkeypatch.setattr(schedule, "now", lambda: _local(self.hour))


def _local(hour: int) -> datetime:
    now = datetime.now(UTC).astimezone()
    return now.replace(hour=hour, minute=30)


def test_outside_of_the_hours_all_wait_and_go_on_by_themselves(
    room: Room, make_hub: MakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = Wall(monkeypatch, 23)
    hub = make_hub(served(SIZE), rate=8 * MIB)
    with room.service(limits=Limits(schedule=NIGHT)) as transfers:
        transfer = transfers.start(the_plan(hub, room))
        until(partial(has, transfer, MIB))
        wall.hour = 12  # the morning comes, or somebody sets the clock
        until(lambda: transfer.waiting is Waiting.SCHEDULE)
        assert transfer.state is TransferState.QUEUED
        other = transfers.start(several(hub, room, 1)[0])
        until(lambda: other.waiting is Waiting.SCHEDULE)
        assert other.bytes_done == 0
    with room.service(limits=Limits(schedule=NIGHT)) as transfers:
        transfers.restore()
        until(lambda: {one.waiting for one in transfers.all()} == {Waiting.SCHEDULE})
        hub.rate = None
        wall.hour = 3
        until(lambda: all_done(list(transfers.all())), 30)


def test_a_person_starts_one_now_and_the_others_wait(
    room: Room, make_hub: MakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    Wall(monkeypatch, 12)
    hub = make_hub(rate=8 * MIB)
    with room.service(limits=Limits(schedule=NIGHT)) as transfers:
        started = [transfers.start(plan) for plan in several(hub, room, 3)]
        until(lambda: all(transfer.waiting is Waiting.SCHEDULE for transfer in started))
        transfers.pause(started[2].id)
        transfers.start_now(started[2].id)
        until(partial(has, started[2], MIB))
        assert transfers.all()[0] is started[2]
    with room.service(limits=Limits(schedule=NIGHT)) as transfers:
        transfers.restore()
        again = transfers.get(started[2].id)
        until(partial(runs, again))  # a restart does not take the word back, a pause does
        transfers.pause(again.id)
        transfers.resume(again.id)
        until(lambda: again.waiting is Waiting.SCHEDULE)
        assert {transfer.state for transfer in transfers.all()} == {TransferState.QUEUED}
        transfers.start_now(again.id)
        hub.rate = None
        assert transfers.wait(again.id, 60) is TransferState.DONE
        transfers.start_now(again.id)  # a late click
        assert {transfer.state for transfer in transfers.all()} == {TransferState.DONE, TransferState.QUEUED}


def test_what_a_kill_would_cost_is_bounded_for_all_together(
    room: Room, make_hub: MakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = make_hub()
    synced = threading.Event()
    monkeypatch.setattr(partial_file, "datasync", lambda _: synced.wait(30))  # a disk that takes its time
    wall = Wall(monkeypatch, 12)
    with room.service(limits=Limits(schedule=NIGHT)) as transfers:
        started = [transfers.start(plan) for plan in several(hub, room, 4)]
        wall.hour = 23
        until(lambda: all(transfer.bytes_done >= WINDOW // 4 - MIB for transfer in started), 20)
        assert sum(transfer.bytes_done for transfer in started) <= WINDOW
        synced.set()
        until(lambda: all_done(started), 30)


# The same bytes wanted twice


def shared_plans(hub: LoopbackHub, room: Room, shared: str) -> tuple[Plan, Plan]:
    """Two variants of one repo that have the file `shared` in common."""
    plan = the_plan(hub, room)
    one, other = (
        msgspec.structs.replace(
            plan, variant=name, files=tuple(file for file in plan.files if file.path in (name, shared))
        )
        for name in (FILE, "extra-1.gguf")
    )
    return one, other


@pytest.mark.parametrize("end", ["done", "cancelled", "paused"])
def test_two_that_share_a_file_run_one_after_the_other(room: Room, make_hub: MakeHub, end: str) -> None:
    projector = "extra-2.gguf"
    hub = make_hub(served(4 * MIB), served(4 * MIB, seed=2), served(8 * MIB, seed=3), rate=8 * MIB)
    one, other = shared_plans(hub, room, projector)
    with room.service() as transfers:
        first, second = transfers.start(one), transfers.start(other)
        until(lambda: hub.served[projector] > MIB)
        assert runs(first)
        assert (second.state, second.waiting) == (TransferState.QUEUED, Waiting.TURN)
        if end == "cancelled":
            transfers.cancel(first.id)
            assert f"{projector}.part.journal" in room.on_disk()  # the second goes on with it
        elif end == "paused":
            transfers.pause(first.id)
        hub.rate = None
        assert transfers.wait(second.id, 60) is TransferState.DONE, second.error
        if end == "paused":
            transfers.resume(first.id)
        assert transfers.wait(first.id, 60) is (
            TransferState.CANCELLED if end == "cancelled" else TransferState.DONE
        )
    expected = {"extra-1.gguf", projector} | (set() if end == "cancelled" else {FILE})
    assert set(room.on_disk()) == expected


def test_a_file_of_two_is_kept_when_one_that_waits_is_given_up(room: Room, make_hub: MakeHub) -> None:
    projector = "extra-2.gguf"
    hub = make_hub(served(MIB), served(MIB, seed=2), served(8 * MIB, seed=3), rate=8 * MIB)
    one, other = shared_plans(hub, room, projector)
    with room.service() as transfers:
        first, second = transfers.start(one), transfers.start(other)
        until(lambda: f"{projector}.part" in room.on_disk() and first.bytes_done > 4 * MIB)
        transfers.pause_all()
        transfers.cancel(second.id)
        assert f"{projector}.part.journal" in room.on_disk()
        transfers.cancel(first.id)
        assert set(room.on_disk()) <= {FILE}


# A variant is one thing


def test_a_set_with_one_bad_shard_is_no_model(room: Room, make_hub: MakeHub) -> None:
    names = [FILE, *(f"extra-{number}.gguf" for number in range(1, 5))]
    hub = make_hub(*(served(MIB + number, seed=number) for number in range(5)))
    hub.faults = [Fault(Kind.CORRUPT, path=names[2], after=1000)]
    plan = the_plan(hub, room)
    with room.service() as transfers:
        transfer = transfers.start(plan)
        assert transfers.wait(transfer.id, 60) is TransferState.FAILED
        assert isinstance(transfer.error, DigestMismatch)
        assert transfer.error.file == names[2]
        assert room.done == []  # nobody was told of a model
        # Whole shards wait under their names; of the bad one nothing is left but in quarantine.
        assert names[2] not in room.on_disk()
        for name, content in room.on_disk().items():
            if name in names:
                assert content == only_repo(hub).files[name].content
        assert len(list(room.quarantine.glob("*.json"))) == 1
        fetched = hub.served.copy()
        hub.faults = []
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
    (told,) = room.done
    assert [file.path.name for file in told[1]] == names
    assert set(room.on_disk()) == set(names)
    assert hub.served[names[0]] == fetched[names[0]]


def test_a_set_that_is_given_up_leaves_no_part_of_a_shard(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(*(served(2 * MIB, seed=number) for number in range(5)), rate=6 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        until(partial(has, transfer, 5 * MIB))
        transfers.cancel(transfer.id)
        assert transfer.state is TransferState.CANCELLED
    assert not [name for name in room.on_disk() if ".part" in name]
    assert room.done == []


# What is told, and what is kept


def test_speeds_of_the_last_minute_are_told(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=4 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        until(lambda: len(transfer.speeds) >= 3)
        assert max(transfer.speeds) > 0
        transfers.pause(transfer.id)
        kept = len(transfer.speeds)
        for _ in range(100):
            transfer.sample()
        assert kept < len(transfer.speeds) == 60


def test_a_bar_does_not_jump_back_when_a_transfer_goes_on(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), served(SIZE, seed=2), rate=20 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        until(partial(has, transfer, SIZE + 2 * MIB), 20)  # one file is whole, and is read again at the next start
        transfers.pause(transfer.id)
    with room.service() as transfers:
        transfers.restore()
        transfer = transfers.get(transfer.id)
        kept = transfer.bytes_done
        assert kept > SIZE
        seen: list[int] = []

        def moves() -> bool:
            seen.append(transfer.bytes_done)
            return seen[-1] > kept + MIB

        transfers.resume(transfer.id)
        until(moves)
        assert min(seen) == kept


def test_a_record_of_an_earlier_version_is_read(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(MIB))
    plan = the_plan(hub, room)
    folder = room.root / "records"
    folder.mkdir()
    former = {"id": "0123456789abcdef", "order": 1.0, "state": "queued", "plan": msgspec.to_builtins(plan)}
    (folder / "0123456789abcdef.json").write_bytes(msgspec.json.encode(former))
    (record,) = Records(folder).load_all()
    assert (record.priority, record.limit, record.at_once) == (Priority.NORMAL, None, False)
    with room.service() as transfers:
        transfers.restore()
        assert transfers.wait(record.id, 60) is TransferState.DONE


def test_what_a_killed_process_left_half_saved_is_swept_up(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(MIB))
    folder = room.root / "records"
    folder.mkdir()
    old, fresh = folder / ".a.json.12.new", folder / ".b.json.13.new"
    old.write_bytes(b"{")
    fresh.write_bytes(b"{")  # another process may be writing it now
    os.utime(old, (1, 1))
    with room.service() as transfers:
        transfers.restore()
        transfer = transfers.start(the_plan(hub, room))
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
    assert list(folder.iterdir()) == [fresh]


def test_another_network_is_used_from_now_on(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE), rate=8 * MIB)
    with room.service() as transfers:
        transfer = transfers.start(the_plan(hub, room))
        until(partial(has, transfer, 2 * MIB))
        former = transfer.setting
        with pytest.raises(ProxyUnusable):
            transfers.use_network(Network(proxy="gopher://proxy"))
        assert runs(transfer)
        transfers.use_network(Network(proxy=DIRECT))
        until(lambda: runs(transfer) and transfer.setting is not former)
        assert former is not None
        until(lambda: former.client.is_closed)
        hub.rate = None
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
    assert hub.served[FILE] <= SIZE + IN_SOCKETS


def test_closing_ends_every_wait(room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(rate=MIB)
    ended: list[TransferState] = []

    def wait(transfers: Transfers, key: str) -> None:
        ended.append(transfers.wait(key))

    with room.service(limits=Limits(downloads=1)) as transfers:
        started = [transfers.start(plan) for plan in several(hub, room, 2)]
        threads: list[threading.Thread] = [
            threading.Thread(target=wait, args=(transfers, transfer.id)) for transfer in started
        ]
        for thread in threads:
            thread.start()
        until(partial(runs, started[0]))
    for thread in threads:
        thread.join(10)
    assert ended == [TransferState.QUEUED] * 2
