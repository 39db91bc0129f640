"""Everything that can go wrong between a hub and a disk: what a person sees, and what is on the disk after it.

Disks that are full, read-only, or whose folder goes away are in test_space.py and test_transfers.py, crashes in
test_crash.py, liars among several hubs in test_repair.py.
"""

from __future__ import annotations

import email.utils
import time
from dataclasses import dataclass, replace

import pytest

from fireseed.base.errors import (
    DigestMismatch,
    FireseedError,
    Gated,
    HubRefused,
    HubUnreachable,
    NameUnsafe,
    NotFound,
    RateLimited,
    SizeMismatch,
    SourceChanged,
    SourceInvalid,
    SourceStalled,
)
from fireseed.hubs.protocol import Listing, Repo, RepoFile
from fireseed.transfer.digest import Outcome
from fireseed.transfer.limits import Limits
from fireseed.transfer.plan import Variant
from fireseed.transfer.plan import plan as make_plan
from fireseed.transfer.state import TransferState
from hub.content import MIB
from hub.faults import Fault, Kind
from transfer.conftest import MakeHub
from transfer.room import CALM, FILE, HASTY, IN_SOCKETS, SIZE, Room, plan_of, served, until, without_digests

PAST = "Sun, 06 Nov 1994 08:49:37 GMT"
NOWHERE = "http://nobody.invalid/model.gguf"
SECRET = "hf_secret"
"""A token: it goes to its own hub's host only, whatever goes wrong, and into no error."""
WHOLE = frozenset({FILE})
PARTIAL = frozenset({f"{FILE}.part", f"{FILE}.part.journal"})


@dataclass(frozen=True)
class Row:
    """`error` None: it ends verified in spite of the fault. `at_most` bounds what the hub sent (bytes).

    `sizes` are those of the plan's files; `second`: another hub has them, without a fault; `digest`: the hub
    publishes one; one of several `connections` is the first by chance.
    """

    name: str
    faults: tuple[Fault, ...]
    error: type[FireseedError] | None = None
    left: frozenset[str] = WHOLE
    at_most: int = SIZE + 32 * MIB
    sizes: tuple[int, ...] = (SIZE,)
    second: bool = False
    digest: bool = True
    connections: int = 4


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
    Row("404 at the first request", (Fault(Kind.STATUS, status=404, times=1),)),
    Row("404 in the middle", (Fault(Kind.STATUS, status=404, skip=2, times=1),)),
    Row("redirects without end, once", (Fault(Kind.REDIRECT_LOOP, times=3),)),
    Row("a host without a name, once", (Fault(Kind.REDIRECT, "api", times=1, text=NOWHERE),)),
    Row("no digest published", (), digest=False),
    Row("no digest, and cut", (Fault(Kind.RESET_BODY, after=MIB, times=3),), digest=False),
    Row("an empty file", (), sizes=(0,)),
    Row("an empty file among others", (), sizes=(MIB, 0, 5), left=WHOLE | {"extra-1.gguf", "extra-2.gguf"}),
    # One of two hubs: the other one makes up for it.
    Row("wrong bytes from one of two", (Fault(Kind.CORRUPT, after=1),), second=True),
    Row("one of two is always busy", (Fault(Kind.STATUS),), second=True),
    Row("one of two is silent", (Fault(Kind.STALL_HEADERS),), second=True),
    Row("one of two stalls", (Fault(Kind.STALL, after=MIB),), second=True),
    Row("one of two drips", (Fault(Kind.DRIP_BODY),), second=True),
    Row("one of two dies in every body", (Fault(Kind.RESET_BODY, after=MIB),), second=True),
    Row("one of two has lost it", (Fault(Kind.STATUS, "api", status=404),), second=True),
    Row("one of two shows a captive portal", (Fault(Kind.HTML),), second=True),
    Row("one of two has no name any more", (Fault(Kind.REDIRECT, "api", text=NOWHERE),), second=True),
    Row("one of two was replaced meanwhile", (Fault(Kind.ETAG, skip=1, text='"other"'),), second=True),
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
    fails("a host without a name", HubUnreachable, Fault(Kind.REDIRECT, "api", text=NOWHERE)),
    fails("a redirect to nobody", HubUnreachable, Fault(Kind.REDIRECT, "api", text="http://127.0.0.1:1/x")),
    fails("silence", SourceStalled, Fault(Kind.STALL)),
    fails("no answer ever", SourceStalled, Fault(Kind.STALL_HEADERS)),
    fails("headers that always drip", SourceStalled, Fault(Kind.DRIP_HEADERS)),
    fails("a body that always drips", SourceStalled, Fault(Kind.DRIP_BODY)),
    # Wrong bytes: never under the final name, nor continued.
    fails("one wrong bit", DigestMismatch, Fault(Kind.CORRUPT, after=9 * MIB), left=frozenset()),
    Row(
        "replaced at the source",
        (Fault(Kind.ETAG, skip=2, text='"other"'),),
        SourceChanged,
        frozenset(),
        connections=1,
    ),
    Row(
        "five shards, one of them bad",
        (Fault(Kind.CORRUPT, path="extra-3.gguf", after=100),),
        DigestMismatch,
        # Those before it are whole, that after it is kept for the next try; nobody is told of a model.
        WHOLE | {"extra-1.gguf", "extra-2.gguf", "extra-4.gguf.part", "extra-4.gguf.part.journal"},
        sizes=(MIB, MIB, MIB, MIB, MIB),
    ),
]


RETRIED = {"503 after a while", "429 for an hour", "401 gated", "always reset", "a redirect to nobody", "silence"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_fault(row: Row, room: Room, make_hub: MakeHub) -> None:
    files = [served(size, seed) for seed, size in enumerate(row.sizes, 1)]
    hubs = ["test", "second"] if row.second else ["test"]
    hub, *_ = (make_hub(*files, name=name) for name in hubs)
    hub.faults = [replace(fault) for fault in row.faults]
    room.token = None if row.error is Gated else SECRET
    if row.error is Gated:
        next(iter(hub.repos.values())).gated = "manual"
    plan = plan_of(next(iter(hub.repos.values())), room.models, *hubs)
    if not row.digest:
        plan = without_digests(plan)
    patience = CALM if row.at_most == SIZE + IN_SOCKETS else HASTY
    with room.service(patience, Limits(connections=row.connections)) as transfers:
        transfer = transfers.start(plan)
        state = transfers.wait(transfer.id, 60)
        wanted = TransferState.DONE if row.error is None else TransferState.FAILED
        assert (state, type(transfer.error)) == (wanted, type(None) if row.error is None else row.error)
    found = room.on_disk()
    assert set(found) == row.left
    assert hub.served[FILE] <= row.at_most
    assert all(SECRET not in str(seen.headers) for each in room.hubs.values() for seen in each.requests("cdn"))
    if row.error is None:
        assert found == {name: file.content for name, file in hub.repos[plan.repo].files.items()}
        ((_, verified),) = room.done
        assert {file.outcome for file in verified} == {Outcome.VERIFIED if row.digest else Outcome.NO_DIGEST}
    else:
        assert room.done == []
        assert SECRET not in str(transfer.error)


@pytest.mark.parametrize("years", [10, -10])
def test_a_clock_that_jumps(room: Room, make_hub: MakeHub, years: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ahead, every signed address has expired at once; back, a hub's date for the next try is far away."""
    hub = make_hub(served(SIZE), rate=40 * MIB)
    now = time.time
    with room.service() as transfers:
        transfer = transfers.start(plan_of(next(iter(hub.repos.values())), room.models))
        until(lambda: transfer.bytes_done > MIB)
        monkeypatch.setattr(time, "time", lambda: now() + years * 365 * 86_400)
        soon = email.utils.formatdate(time.time() + 1, usegmt=True)
        hub.faults = [Fault(Kind.STATUS, status=429, retry_after=soon, times=2), Fault(Kind.RESET_BODY, times=2)]
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
    assert set(room.on_disk()) == WHOLE


@dataclass(frozen=True)
class Listed:
    """Names in a hub's listing that no plan is made of."""

    name: str
    paths: tuple[str, ...]
    repo: str = "owner/model-GGUF"


LISTINGS = [
    Listed("a path that leaves its folder", ("../../.bashrc",)),
    Listed("a path in the middle of which it leaves", ("Q4/../../../model.gguf",)),
    Listed("an absolute path", ("/etc/passwd",)),
    Listed("a drive", ("C:/model.gguf",)),
    Listed("a backslash", ("..\\model.gguf",)),
    Listed("a repo that leaves", ("model.gguf",), repo="../.."),
    Listed("a device of Windows", ("CON.gguf",)),
    Listed("a device of Windows as a folder", ("aux/model.gguf",)),
    Listed("a stream of Windows", ("model.gguf:hidden",)),
    Listed("a dot that Windows drops", ("model.gguf.",)),
    Listed("two cases of one name", ("Model.gguf", "model.gguf")),
    Listed("two ways to write one letter", ("mod\u00e8le.gguf", "mode\u0300le.gguf")),
    Listed("our own working file", ("model.gguf", "model.gguf.part")),
    Listed("a name too long for a disk", ("m" * 300 + ".gguf",)),
    Listed("a name with a line break", ("model\n.gguf",)),
    Listed("an empty name", ("",)),
]


@pytest.mark.parametrize("row", LISTINGS, ids=lambda row: row.name)
def test_unsafe_names_are_refused_before_anything_is_on_disk(row: Listed, room: Room) -> None:
    files = tuple(RepoFile(path, MIB, "ab" * 32) for path in row.paths)
    listing = Listing(Repo("test", row.repo), "c0ffee", files)
    with pytest.raises(NameUnsafe):
        make_plan(listing, Variant("Q4_K_M", files), room.models)
    assert room.on_disk() == {}
    assert list(room.root.iterdir()) == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.name in RETRIED], ids=lambda row: row.name)
def test_retry_goes_on_where_a_failed_transfer_ended(row: Row, room: Room, make_hub: MakeHub) -> None:
    """Once the fault is over, `resume` is enough, and what had come is not fetched again."""
    hub = make_hub(served(SIZE))
    hub.faults = [replace(fault) for fault in row.faults]
    if row.error is Gated:
        next(iter(hub.repos.values())).gated = "manual"
    plan = plan_of(next(iter(hub.repos.values())), room.models)
    with room.service(HASTY if row.error is SourceStalled else CALM) as transfers:
        transfer = transfers.start(plan)
        assert transfers.wait(transfer.id, 60) is TransferState.FAILED
        kept = transfer.bytes_done
        hub.faults = []
        hub.repos[plan.repo].gated = False
        before = hub.served[FILE]
        transfers.resume(transfer.id)
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
        assert hub.served[FILE] - before <= SIZE - kept + IN_SOCKETS
    assert set(room.on_disk()) == WHOLE
