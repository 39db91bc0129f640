"""Who fetches what: order, window, theft, and threads that are lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from fireseed.base.errors import HubUnreachable, NotFound
from fireseed.hubs.protocol import FileSource
from fireseed.transfer.board import CHUNK, WINDOW, Board
from fireseed.transfer.choice import Choice
from fireseed.transfer.partial import Partial
from fireseed.transfer.pieces import Counters, Piece, Work
from fireseed.transfer.plan import Plan, PlannedFile
from fireseed.transfer.source import Kind
from fireseed.transfer.speed import Speed
from fireseed.transfer.traffic import PROBE, SourceCount, Traffic
from hub.content import MIB
from transfer.room import HASTY

ONE, OTHER = FileSource("one", "o/r", "c", "a"), FileSource("other", "o/r", "c", "a")

MakeBoard = Callable[..., Board]


@pytest.fixture
def make_board(tmp_path: Path) -> Iterator[MakeBoard]:
    """A board over real partial files of the given sizes."""
    with ExitStack() as stack:

        def make(*sizes: int, silence: float = 10.0, steal_after: float = 10.0) -> Board:
            works = []
            for number, size in enumerate(sizes):
                file = PlannedFile(f"{number}", size, None, None, str(tmp_path / f"{number}"), (ONE,))
                partial = Partial(Plan("hub", "o/r", "c", "v", None, (file,)), file)
                stack.callback(partial.close)
                works.append(Work(partial, Choice(file.sources, Traffic({}, HASTY))))
            return Board(works, Counters(), replace(HASTY, silence=silence, steal_after=steal_after))

        yield make


def taken(board: Board) -> Piece:
    piece = board.take()
    assert piece is not None
    return piece


def write(board: Board, piece: Piece, count: int) -> int:
    claimed = board.claim(piece, count)
    piece.written += claimed
    return claimed


def commit(board: Board) -> None:
    for work, marks in board.due():
        board.committed(work, marks)


def test_stretches_are_handed_out_in_order_across_files(make_board: MakeBoard) -> None:
    board = make_board(CHUNK + 5, 7)
    pieces = [taken(board) for _ in range(3)]
    assert [(piece.work.partial.file.path, piece.start, piece.end) for piece in pieces] == [
        ("0", 0, CHUNK),
        ("0", CHUNK, CHUNK + 5),
        ("1", 0, 7),
    ]


def test_what_a_thread_leaves_is_the_next_to_be_handed_out(make_board: MakeBoard) -> None:
    board = make_board(3 * CHUNK)
    first = taken(board)
    write(board, first, MIB)
    board.release(first)
    again = taken(board)
    assert (again.start, again.end) == (MIB, CHUNK)


def test_claims_wait_at_the_window_for_the_journal(make_board: MakeBoard) -> None:
    board = make_board(8 * CHUNK)
    while sum(piece.claimed - piece.start for piece in board._live) < WINDOW:
        piece = taken(board)
        while write(board, piece, MIB):
            pass
        board.release(piece)
    late = taken(board)
    claimed: list[int] = []
    thread = threading.Thread(target=lambda: claimed.append(board.claim(late, MIB)))
    thread.start()
    thread.join(0.1)
    assert claimed == []
    commit(board)
    thread.join(5)
    assert claimed == [MIB]


def test_an_idle_thread_takes_half_of_a_slow_piece(make_board: MakeBoard) -> None:
    board = make_board(CHUNK)
    slow = taken(board)
    slow.began -= 10
    write(board, slow, MIB)
    thief = taken(board)
    assert (slow.end, thief.start, thief.end) == (MIB + (CHUNK - MIB) // 2, MIB + (CHUNK - MIB) // 2, CHUNK)
    assert board.claim(slow, CHUNK) == MIB  # no more than a claim at a time, and never past the new end
    slow.claimed = slow.end
    assert board.claim(slow, 1) == 0


def test_an_idle_thread_takes_all_of_a_silent_piece_and_wakes_its_owner(make_board: MakeBoard) -> None:
    board = make_board(CHUNK, steal_after=0.05)
    silent = taken(board)
    woken = threading.Event()
    silent.interrupt = woken.set
    write(board, silent, MIB)
    thief = taken(board)
    assert (thief.start, thief.end) == (MIB, CHUNK)
    assert silent.is_over()
    assert woken.is_set()


def test_silence_is_not_stolen_round_in_circles(make_board: MakeBoard) -> None:
    """Else a dead source would never be noticed."""
    board = make_board(CHUNK, steal_after=0.01)
    for _ in range(4):
        taken(board)
    thread = threading.Thread(target=board.take, daemon=True)
    thread.start()
    thread.join(0.6)
    assert thread.is_alive()
    board.stop()
    thread.join(5)


def test_a_lost_thread_is_replaced_and_its_failure_counted(make_board: MakeBoard) -> None:
    board = make_board(2 * CHUNK, silence=0.05)
    lost = taken(board)
    lost.source = ONE
    write(board, lost, MIB)
    commit(board)
    time.sleep(0.1)
    assert board.staff(1) == 1
    board.abandon_silent()
    board.abandon_silent()
    assert board.staff(1) == 1
    successor = taken(board)
    assert (successor.start, successor.end) == (MIB, CHUNK)
    assert successor.failures[ONE, Kind.STALLED] == 1
    assert board.claim(lost, 1) == 0
    board.release(lost)


def test_what_a_speed_limit_holds_up_is_neither_stolen_nor_abandoned(make_board: MakeBoard) -> None:
    board = make_board(CHUNK, silence=0.01, steal_after=0.01)
    held = taken(board)
    write(board, held, MIB)
    with board.held_up(held):
        time.sleep(1)
        board.abandon_silent()
        assert board._stolen() is None
    assert not held.abandoned
    assert held.clock() - held.began < 1  # the source's own time


def test_workers_leave_and_come_as_told(make_board: MakeBoard) -> None:
    board = make_board(3 * CHUNK)
    assert board.staff(2) == 2
    assert board.staff(2) == 0
    piece = taken(board)
    assert board.staff(1) == 0
    board.release(piece)
    assert board.take() is None
    assert board.take() is not None
    assert board.staff(3) == 2


def test_workers_beyond_what_is_allowed_leave_in_the_middle_of_their_piece(make_board: MakeBoard) -> None:
    board = make_board(3 * CHUNK)
    assert board.staff(3) == 3
    first, second, third = taken(board), taken(board), taken(board)
    woken: list[Piece] = []
    third.interrupt = lambda: woken.append(third)
    for piece in (first, second, third):
        write(board, piece, MIB)
    board.dismiss(2)
    board.dismiss(2)
    assert woken == [third]
    assert board.claim(third, 1) == 0
    assert board.claim(second, 1) == 1
    assert board.crew == 3  # until it has really gone
    board.release(third)
    assert board.crew == 2
    assert board.staff(2) == 0
    board.dismiss(1)
    board.release(second)
    board.release(first)
    rest = taken(board)
    assert (rest.start, rest.end) == (first.claimed, CHUNK)
    assert {(stretch.start, stretch.end) for stretch in first.work.todo} == {
        (CHUNK + MIB + 1, 2 * CHUNK),
        (2 * CHUNK + MIB, 3 * CHUNK),
    }


def test_nothing_is_claimed_after_stop(make_board: MakeBoard) -> None:
    board = make_board(CHUNK)
    piece = taken(board)
    write(board, piece, MIB)
    board.stop()
    assert board.claim(piece, 1) == 0
    assert board.take() is None
    commit(board)
    assert board.due() == []
    assert list(piece.work.have) == [(0, MIB)]


# Sources


def choice_of(*sources: FileSource) -> tuple[Choice, Traffic, dict[str, SourceCount]]:
    counts: dict[str, SourceCount] = {}
    traffic = Traffic(counts, HASTY)
    return Choice(sources, traffic), traffic, counts


def picked(choice: Choice, traffic: Traffic, **how: bool) -> FileSource | None:
    """The next source, asked and done with."""
    source = choice.pick(whole_stream=how.get("whole_stream", False))
    if source is not None:
        traffic.closed(source.hub)
    return source


def test_a_failed_source_goes_last_a_banned_one_is_not_asked() -> None:
    choice, traffic, _ = choice_of(ONE, OTHER)
    assert picked(choice, traffic) is ONE
    traffic.failed("one", 60)
    assert picked(choice, traffic) is OTHER
    choice.ban(OTHER, NotFound("other", "a"))
    assert picked(choice, traffic) is ONE
    choice.ban(ONE, HubUnreachable("one", "gone"))
    with pytest.raises(HubUnreachable):  # the plan's first source speaks for all
        choice.pick(whole_stream=False)


def test_sources_with_ranges_go_before_those_without() -> None:
    choice, traffic, _ = choice_of(ONE, OTHER)
    assert not choice.ignores_ranges(ONE)
    assert picked(choice, traffic) is OTHER
    assert choice.ignores_ranges(OTHER)
    assert picked(choice, traffic, whole_stream=True) is ONE


def test_all_sources_are_probed_before_anything_else() -> None:
    choice, traffic, _ = choice_of(ONE, OTHER)
    assert [choice.pick(whole_stream=False) for _ in range(4)] == [ONE, OTHER, ONE, ONE]
    assert traffic.portion("other", ["one", "other"]) == PROBE
    assert traffic.portion("one", ["one"]) is None


def test_nearly_everybody_asks_the_fast_source() -> None:
    choice, traffic, _ = choice_of(ONE, OTHER)
    traffic.came("one", MIB, 1.0)
    traffic.came("other", 8 * MIB, 1.0)
    assert [choice.pick(whole_stream=False) for _ in range(16)].count(OTHER) >= 15
    assert traffic.portion("one", ["one", "other"]) == PROBE
    assert traffic.portion("other", ["one", "other"]) is None
    assert traffic.is_left_behind("one", ["one", "other"], MIB)
    assert not traffic.is_left_behind("other", ["one", "other"], MIB)


def test_sources_whose_connections_share_a_line_are_used_together() -> None:
    choice, traffic, counts = choice_of(ONE, OTHER)
    for _ in range(8):
        source = choice.pick(whole_stream=False)
        assert source is not None
        for hub, line in (("one", 10 * MIB), ("other", 9 * MIB)):
            for _ in range(20):  # what each connection gets of its hub's line
                traffic.came(hub, line // max(1, counts[hub].connections), 1.0)
    assert {hub: count.connections for hub, count in counts.items()} == {"one": 4, "other": 4}


def test_a_hub_that_turns_connections_away_gets_fewer_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    choice, traffic, counts = choice_of(ONE)
    for _ in range(4):
        assert choice.pick(whole_stream=False) is ONE
    assert traffic.refused("one", None)
    traffic.closed("one")
    assert choice.pick(whole_stream=False) is None
    assert traffic.bears() == 3
    later = time.monotonic() + 60
    monkeypatch.setattr("fireseed.transfer.traffic.time.monotonic", lambda: later)
    assert traffic.bears() == 4
    assert choice.pick(whole_stream=False) is ONE
    assert choice.pick(whole_stream=False) is None
    for _ in range(4):
        traffic.closed("one")
    assert choice.pick(whole_stream=False) is ONE
    assert not traffic.refused("one", None)  # it was the only one: the hub is busy or gone
    assert counts["one"].connections == 1


# Speed


def test_speed_is_that_of_the_last_seconds() -> None:
    speed = Speed()
    assert speed.sample(0.0, 0) == 0
    for second in range(1, 11):
        rate = speed.sample(float(second), second * 1000)
    assert rate == 1000
    for second in range(11, 21):
        rate = speed.sample(float(second), 10_000)
    assert rate == 0
    assert speed.sample(21.0, 0) == 0  # begun anew: no negative speed
