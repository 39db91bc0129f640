"""Everything that can go wrong between a hub and a disk: what a person sees, and what is on the disk after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from fireseed.base.errors import (
    DigestMismatch,
    FireseedError,
    Gated,
    HubRefused,
    HubUnreachable,
    NotFound,
    RateLimited,
    SizeMismatch,
    SourceChanged,
    SourceInvalid,
    SourceStalled,
)
from fireseed.transfer.state import TransferState
from hub.content import MIB
from hub.faults import Fault, Kind
from transfer.conftest import MakeHub
from transfer.room import FILE, IN_SOCKETS, SIZE, Room, plan_of, served

PAST = "Sun, 06 Nov 1994 08:49:37 GMT"
WHOLE = frozenset({FILE})
PARTIAL = frozenset({f"{FILE}.part", f"{FILE}.part.journal"})


@dataclass(frozen=True)
class Row:
    """`error` None: it ends verified in spite of the fault. `at_most` bounds what the hub sent (bytes)."""

    name: str
    faults: tuple[Fault, ...]
    error: type[FireseedError] | None = None
    left: frozenset[str] = WHOLE
    at_most: int = SIZE + 32 * MIB


def fails(name: str, error: type[FireseedError], *faults: Fault, left: frozenset[str] = PARTIAL) -> Row:
    return Row(name, faults, error, left)


ROWS = [
    # Faults that pass: nobody sees anything.
    Row("no fault", (), at_most=SIZE + IN_SOCKETS),
    Row("a burst of 503", (Fault(Kind.STATUS, times=3),)),
    Row("a burst of 500", (Fault(Kind.STATUS, status=500, times=3),)),
    Row("502 at the API", (Fault(Kind.STATUS, "api", status=502, times=3),)),
    Row("429 with Retry-After", (Fault(Kind.STATUS, status=429, retry_after="1", times=4),)),
    Row(
        "429 with a date in the past",
        (Fault(Kind.STATUS, status=429, retry_after="Sun, 06 Nov 1994 08:49:37 GMT", times=2),),
    ),
    Row("429 without Retry-After", (Fault(Kind.STATUS, status=429, times=4),)),
    Row("429 with a broken Retry-After", (Fault(Kind.STATUS, status=429, retry_after="soon", times=2),)),
    Row("reset instead of an answer", (Fault(Kind.RESET_CONNECT, times=3),)),
    Row("reset at the API", (Fault(Kind.RESET_CONNECT, "api", times=3),)),
    Row("reset in the headers", (Fault(Kind.RESET_HEADERS, times=3),)),
    Row("reset in the body, at once", (Fault(Kind.RESET_BODY, times=3),)),
    Row("reset in the body, again and again", (Fault(Kind.RESET_BODY, after=3 * MIB, times=8),)),
    Row("a short body", (Fault(Kind.SHORT_BODY, after=MIB, times=8),)),
    Row("a shorter range than asked", (Fault(Kind.SHORT_RANGE, after=MIB, times=8),), at_most=SIZE + IN_SOCKETS),
    Row("more bytes than asked", (Fault(Kind.EXTRA_BODY),)),
    Row("compressed, once", (Fault(Kind.GZIP, times=2),)),
    Row("a captive portal, once", (Fault(Kind.HTML, times=2),)),
    Row("another range, once", (Fault(Kind.WRONG_RANGE, times=2),)),
    Row("no Content-Range, once", (Fault(Kind.NO_CONTENT_RANGE, times=2),)),
    Row("416, once", (Fault(Kind.STATUS, status=416, times=1),)),
    Row("no ranges at all", (Fault(Kind.IGNORE_RANGE),), at_most=2 * SIZE),
    Row(
        "no ranges, and cut",
        (Fault(Kind.RESET_BODY, skip=8, after=3 * MIB, times=1), Fault(Kind.IGNORE_RANGE)),
        at_most=4 * SIZE,
    ),
    Row("no ranges after a while", (Fault(Kind.IGNORE_RANGE, skip=2),), at_most=4 * SIZE),
    Row("a stall in the body", (Fault(Kind.STALL, after=MIB, times=1),)),
    Row("stalls in every first body", (Fault(Kind.STALL, after=MIB, times=3),)),
    Row("silence instead of an answer", (Fault(Kind.STALL_HEADERS, times=2),)),
    Row("headers that drip", (Fault(Kind.DRIP_HEADERS, times=3),)),
    Row("a body that drips", (Fault(Kind.DRIP_BODY, times=2),)),
    Row("one slow connection", (Fault(Kind.SLOW, rate=300_000, times=1),)),
    Row("one changed ETag among many", (Fault(Kind.ETAG, skip=2, times=1, text='"other"'),)),
    Row("an expired address", (Fault(Kind.STATUS, status=403, skip=2, times=2),)),
    Row("410 in the middle", (Fault(Kind.STATUS, status=410, skip=2, times=1),)),
    Row("404 in the middle", (Fault(Kind.STATUS, status=404, skip=2, times=1),)),
    Row("redirects without end, once", (Fault(Kind.REDIRECT_LOOP, times=3),)),
    # Faults that stay: a typed error, the bytes that came are kept.
    fails("always 503", HubRefused, Fault(Kind.STATUS)),
    fails("503 after a while", HubRefused, Fault(Kind.STATUS, skip=2)),
    fails("always 429", RateLimited, Fault(Kind.STATUS, status=429)),
    fails("429 for an hour", RateLimited, Fault(Kind.STATUS, status=429, retry_after="3600")),
    fails("403 for fresh addresses", HubRefused, Fault(Kind.STATUS, status=403)),
    fails("401 gated", Gated, Fault(Kind.STATUS, "api", status=401)),
    fails("404", NotFound, Fault(Kind.STATUS, "api", status=404)),
    fails("always reset", HubUnreachable, Fault(Kind.RESET_CONNECT)),
    fails("always reset in the body", HubUnreachable, Fault(Kind.RESET_BODY)),
    fails("always compressed", SourceInvalid, Fault(Kind.GZIP)),
    fails("always a captive portal", SourceInvalid, Fault(Kind.HTML)),
    fails("a captive portal at the API", SourceInvalid, Fault(Kind.HTML, "api")),
    fails("always another range", SourceInvalid, Fault(Kind.WRONG_RANGE)),
    fails("never a Content-Range", SourceInvalid, Fault(Kind.NO_CONTENT_RANGE)),
    fails("416 for the right size", SourceInvalid, Fault(Kind.STATUS, status=416)),
    fails("another total", SizeMismatch, Fault(Kind.TOTAL)),
    fails("redirects without end", SourceInvalid, Fault(Kind.REDIRECT_LOOP)),
    fails("a redirect to a file", SourceInvalid, Fault(Kind.REDIRECT, "api", text="file:///etc/passwd")),
    fails("a redirect to nobody", HubUnreachable, Fault(Kind.REDIRECT, "api", text="http://127.0.0.1:1/x")),
    fails("silence", SourceStalled, Fault(Kind.STALL)),
    fails("no answer ever", SourceStalled, Fault(Kind.STALL_HEADERS)),
    fails("headers that always drip", SourceStalled, Fault(Kind.DRIP_HEADERS)),
    fails("a body that always drips", SourceStalled, Fault(Kind.DRIP_BODY)),
    # Wrong bytes: never under the final name, nor continued.
    fails("one wrong bit", DigestMismatch, Fault(Kind.CORRUPT, after=9 * MIB), left=frozenset()),
    fails("replaced at the source", SourceChanged, Fault(Kind.ETAG, skip=2, text='"other"'), left=frozenset()),
]


RETRIED = {"503 after a while", "429 for an hour", "401 gated", "always reset", "a redirect to nobody", "silence"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_fault(row: Row, room: Room, make_hub: MakeHub) -> None:
    hub = make_hub(served(SIZE))
    hub.faults = [replace(fault) for fault in row.faults]
    if row.error is Gated:
        next(iter(hub.repos.values())).gated = "manual"
    plan = plan_of(next(iter(hub.repos.values())), room.models)
    with room.service() as transfers:
        transfer = transfers.start(plan)
        state = transfers.wait(transfer.id, 20)
        wanted = TransferState.DONE if row.error is None else TransferState.FAILED
        assert (state, type(transfer.error)) == (wanted, type(None) if row.error is None else row.error)
    found = room.on_disk()
    assert set(found) == row.left
    assert hub.served[FILE] <= row.at_most
    if row.error is None:
        assert found[FILE] == hub.repos[plan.repo].files[FILE].content
        assert len(room.done) == 1
    else:
        assert room.done == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.name in RETRIED], ids=lambda row: row.name)
def test_retry_goes_on_where_a_failed_transfer_ended(row: Row, room: Room, make_hub: MakeHub) -> None:
    """Once the fault is over, `resume` is enough, and what had come is not fetched again."""
    hub = make_hub(served(SIZE))
    hub.faults = [replace(fault) for fault in row.faults]
    if row.error is Gated:
        next(iter(hub.repos.values())).gated = "manual"
    plan = plan_of(next(iter(hub.repos.values())), room.models)
    with room.service() as transfers:
        transfer = transfers.start(plan)
        assert transfers.wait(transfer.id, 20) is TransferState.FAILED
        kept = transfer.bytes_done
        hub.faults = []
        hub.repos[plan.repo].gated = False
        before = hub.served[FILE]
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 20) is TransferState.DONE
        assert hub.served[FILE] - before <= SIZE - kept + IN_SOCKETS
    assert set(room.on_disk()) == WHOLE
