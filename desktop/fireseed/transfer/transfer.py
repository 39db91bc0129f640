"""One download as others see it."""

from __future__ import annotations

from collections.abc import Mapping

from fireseed.base.errors import DiskFull, FireseedError
from fireseed.transfer.download import Download, Setting
from fireseed.transfer.journal import journaled
from fireseed.transfer.limits import Bucket
from fireseed.transfer.queue import Entry, Rank, rank
from fireseed.transfer.records import Failure, Record
from fireseed.transfer.space import Drought
from fireseed.transfer.state import ACTIVE, TransferState, Waiting
from fireseed.transfer.traffic import SourceCount

_SPEEDS = 60


class Transfer:
    """One download: plain values, to be read at any time without a lock.

    `error` goes with FAILED, and with PAUSED after a full disk. `waiting` says why one that goes on by itself
    doesn't run: it goes with QUEUED, and with PAUSED after a full disk. Sizes are bytes, `speed` is bytes/s and so
    is `limit` (None for none of its own); `speeds` has one value for each second of the last minute that it ran.
    """

    def __init__(self, record: Record) -> None:
        self.id = record.id
        self.plan = record.plan
        self.become(record.state, record.failure)
        self.priority = record.priority
        self.speeds: tuple[float, ...] = ()
        self._done_before = 0
        # What follows is the queue's own.
        self.order = record.order
        self.at_once = record.at_once
        self.measured = record.measured
        self.bucket = Bucket(record.limit)
        self.download: Download | None = None
        self.setting: Setting | None = None
        self.wish: TransferState | None = None
        self.drought = Drought()
        self._files = frozenset(file.target.casefold() for file in record.plan.files)

    @property
    def limit(self) -> int | None:
        return self.bucket.rate

    @property
    def bytes_total(self) -> int:
        return self.plan.size

    @property
    def bytes_done(self) -> int:
        """On disk here, however they came."""
        download = self.download
        return download.counters.done if download is not None and download.has_counted else self._done_before

    @property
    def bytes_verified(self) -> int:
        """Read again from disk and part of a digest."""
        return self.download.counters.verified if self.download is not None else 0

    @property
    def speed(self) -> float:
        """Over the last few seconds; 0 when not running."""
        return self.download.speed if self.download is not None and self.state is TransferState.RUNNING else 0.0

    @property
    def seconds_left(self) -> float | None:
        """None when nobody can say."""
        return (self.bytes_total - self.bytes_done) / self.speed if self.speed > 0 else None

    @property
    def source(self) -> str | None:
        """The hub that is asked now."""
        return self.download.counters.source if self.download is not None else None

    @property
    def sources(self) -> Mapping[str, SourceCount]:
        """What each hub gave in this run, by its id, in the order of asking; it grows meanwhile."""
        return self.download.counters.sources if self.download is not None else {}

    # For the queue

    @property
    def rank(self) -> Rank:
        """Sorts the queue."""
        return rank(self.priority, self.order, self.id)

    @property
    def entry(self) -> Entry:
        """As the queue arranges it."""
        leaving = self.wish is not None and self.state in ACTIVE
        connections = self.download.connections if self.download is not None else 0
        return Entry(self.id, self.rank, self.state, self._files, self.at_once, leaving, connections)

    @property
    def record(self) -> Record:
        """What outlives the process: one that is at work is queued the next time."""
        return Record(
            id=self.id,
            order=self.order,
            state=TransferState.QUEUED if self.state in ACTIVE else self.state,
            plan=self.plan,
            error=Failure.of(self.error),
            measured=self.measured,
            priority=self.priority,
            limit=self.limit,
            at_once=self.at_once,
        )

    def begin(self, setting: Setting) -> Download:
        """A new run, not started yet. What was there is shown until the run has looked itself."""
        self._done_before = self.bytes_done
        self.wish = None
        self.setting = setting
        self.download = Download(self.plan, self.measured, setting)
        return self.download

    def count_what_is_there(self) -> None:
        """Reads the journals, for a page that shows a transfer of an earlier run."""
        self._done_before = sum(
            file.size if file.path in self.measured else journaled(file, self.plan.commit) or 0
            for file in self.plan.files
        )

    def become(self, state: TransferState, error: FireseedError | None) -> None:
        """The new state, with what goes with it."""
        self.state: TransferState = state
        self.error: FireseedError | None = error
        self.waiting: Waiting | None = Waiting.TURN if state is TransferState.QUEUED else None
        if state is TransferState.PAUSED and isinstance(error, DiskFull):
            self.waiting = Waiting.SPACE

    def sample(self) -> None:
        """Notes the speed; once a second."""
        self.speeds = (*self.speeds[1 - _SPEEDS :], self.speed)
