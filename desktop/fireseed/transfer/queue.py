"""Who runs, who waits and why, and how the connections are shared: decisions without side effects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fireseed.transfer.limits import Limits
from fireseed.transfer.state import Priority, TransferState, Waiting

Rank = tuple[int, float, str]
"""Sorts a queue: the priority first, then the order, then the identifier where clocks were too coarse."""


@dataclass(frozen=True)
class Entry:
    """A transfer as the queue sees it: QUEUED, RUNNING or VERIFYING.

    `files` are the final names that it writes. `at_once`: a person started it in spite of the hours. `leaving`: it
    was asked to stop, and its thread is still at work. `connections` are what it may have now, or still has.
    """

    key: str
    rank: Rank
    state: TransferState
    files: frozenset[str] = frozenset()
    at_once: bool = False
    leaving: bool = False
    connections: int = 0


@dataclass
class Arrangement:
    """What has to happen now.

    `connections` are those of everything that runs after it, started ones included. `unfinished`: some get less
    than their share, or wait, until others have let go of theirs.
    """

    start: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    connections: dict[str, int] = field(default_factory=dict)
    unfinished: bool = False


def rank(priority: Priority, order: float, key: str) -> Rank:
    return -priority, order, key


def arrange(entries: Iterable[Entry], limits: Limits, *, is_open: bool) -> Arrangement:
    """Nobody is stopped for somebody more important; who has no place any more rests, the last ones first.

    A place and connections are free once their threads have let go of them, so that there are never more than
    allowed; one that verifies needs none. Two that write the same file never run together.
    """
    made = Arrangement()
    ranked = sorted(entries, key=lambda entry: entry.rank)
    holding = [entry for entry in ranked if entry.state is TransferState.RUNNING]
    staying = [entry for entry in holding if not entry.leaving and (is_open or entry.at_once)][: limits.slots]
    made.rest = [entry.key for entry in holding if not entry.leaving and entry not in staying]
    chosen = _choose(ranked, limits.slots - len(holding), made.waiting, is_open=is_open)

    free = limits.connections - sum(entry.connections for entry in holding)
    after = [entry for entry in ranked if entry in staying or entry in chosen]
    for entry, due in zip(after, share(limits.connections, len(after)), strict=True):
        count = min(due, entry.connections + max(free, 0))
        made.unfinished |= count < due
        free -= max(count - entry.connections, 0)
        if count > 0 or entry in staying:
            made.connections[entry.key] = max(count, 1)
        if entry in chosen and count > 0:
            made.start.append(entry.key)
        elif entry in chosen:
            made.waiting[entry.key] = Waiting.TURN
    return made


def _choose(ranked: Sequence[Entry], places: int, waiting: dict[str, Waiting], *, is_open: bool) -> list[Entry]:
    """The queued ones that get the free places; notes of the others why they wait."""
    chosen: list[Entry] = []
    busy = frozenset[str]().union(*(entry.files for entry in ranked if entry.state is not TransferState.QUEUED))
    for entry in ranked:
        if entry.state is not TransferState.QUEUED:
            continue
        if not is_open and not entry.at_once:
            waiting[entry.key] = Waiting.SCHEDULE
        elif len(chosen) >= places or entry.files & busy:
            waiting[entry.key] = Waiting.TURN
        else:
            chosen.append(entry)
            busy |= entry.files
    return chosen


def share(connections: int, transfers: int) -> list[int]:
    """One for each, and what is left for the first."""
    if transfers == 0:
        return []
    return [max(1, connections - transfers + 1), *[1] * (transfers - 1)]


def reorder(orders: Sequence[float], at: int) -> tuple[float, list[float]]:
    """An order for a newcomer before the one at `at` of ascending `orders`, and theirs after it.

    They keep theirs unless no number is left between two of them.
    """
    if not orders:
        return 0.0, []
    before = orders[at - 1] if at > 0 else orders[0] - 2.0
    after = orders[at] if at < len(orders) else orders[-1] + 2.0
    between = (before + after) / 2
    if before < between < after:
        return between, list(orders)
    return orders[0] + at, [orders[0] + number + (number >= at) for number in range(len(orders))]
