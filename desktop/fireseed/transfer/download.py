"""One plan running: its threads, from the first request to the last rename.

    workers (4)   take a piece from the board, fetch it, write it
    committer     syncs what was written, then journals it
    digest        follows the journaled prefix of each file in order; judges, quarantines or renames it
    the caller's  watches over all of them and samples the speed

The first fatal error of any thread ends the download; what was written by then is journaled first.
"""

from __future__ import annotations

import errno
import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx2

from fireseed.base.errors import DigestMismatch, FireseedError, SourceChanged, Unexpected
from fireseed.transfer.board import WINDOW, Board
from fireseed.transfer.choice import Choice
from fireseed.transfer.crew import Crew, Sample
from fireseed.transfer.digest import Digests, VerifiedFile
from fireseed.transfer.fetch import Fetcher, Throttle
from fireseed.transfer.finished import Measured, find_finished
from fireseed.transfer.names import JOURNAL
from fireseed.transfer.partial import Partial, discard
from fireseed.transfer.patience import Patience
from fireseed.transfer.pieces import Counters, Work
from fireseed.transfer.plan import Plan
from fireseed.transfer.repair import Repair
from fireseed.transfer.source import Requests, Resolve
from fireseed.transfer.speed import Speed
from fireseed.transfer.traffic import Traffic

_log = logging.getLogger(__name__)
_READ = 1 << 20
_TICK = 0.25
_FAREWELL = 0.5
"""Seconds that threads in a call get to leave; after that they go by themselves and can't touch anything."""


@dataclass(frozen=True)
class Setting:
    """What every download of one service shares. `connections`: as many workers at the start."""

    client: httpx2.Client
    resolve: Resolve
    patience: Patience
    connections: int
    quarantine: Path
    limiter: Throttle | None = None


class Download:
    """One run of one plan. `run` is called once; `stop` from any thread, before or during it."""

    def __init__(self, plan: Plan, measured: dict[str, Measured], setting: Setting) -> None:
        self.counters = Counters(total=plan.size)
        self.has_counted = False  # what is on disk already is part of the counters
        self.speed = 0.0
        self._traffic = Traffic(self.counters.sources, setting.patience)
        self._plan = plan
        self._measured = measured
        self._setting = setting
        self._stopping = threading.Event()
        self._error: FireseedError | None = None
        self._error_lock = threading.Lock()
        self._files: dict[str, VerifiedFile] = {}
        self._works: list[Work] = []
        self._connections = max(1, setting.connections)
        self._window = WINDOW

    def set_connections(self, count: int) -> None:
        """From now on at most so many, at least 1; from any thread, before or during `run`.

        Workers that are too many leave, and additional ones start, within a quarter of a second; `connections`
        tells when.
        """
        self._connections = max(1, count)

    def set_window(self, count: int) -> None:
        """From now on a kill costs about so many bytes, at most; at least 1 MiB. As `set_connections`."""
        self._window = max(1 << 20, count)

    @property
    def connections(self) -> int:
        """What it may have now, or still has."""
        busy = sum(count.connections for count in self.counters.sources.copy().values())
        return max(self._connections, busy)

    def stop(self) -> None:
        """Asks `run` to end soon; what came is kept."""
        self._stopping.set()

    def run(
        self, on_everything: Callable[[bool], None], on_measured: Callable[[str, Measured], None]
    ) -> tuple[VerifiedFile, ...] | None:
        """Fetches and verifies all files, or returns None after `stop`. Raises FireseedError.

        `on_everything(True)` is called when the last byte is here and only digests are open,
        `on_everything(False)` when a mismatch makes a file come again; `on_measured` from another thread with a
        file's path just before its final rename, to be made durable.
        """
        self._on_measured = on_measured
        try:
            if self._prepare():
                self._fetch_all(on_everything)
        finally:
            for work in self._works:
                work.partial.close()
        if self._error is not None:
            self._forget_useless(self._error)
            raise self._error
        if len(self._files) < len(self._plan.files):
            return None
        return tuple(self._files[file.path] for file in self._plan.files)

    def _prepare(self) -> bool:
        """Takes what is there already, then every lock; False when stopped meanwhile."""
        for file in self._plan.files:
            found = find_finished(file, self._measured.get(file.path), self._count_verified, self._stopping)
            if found is not None:
                self._files[file.path] = found
                self.counters.done += file.size
                Path(file.target + JOURNAL).unlink(missing_ok=True)  # of a crash after the rename
        if self._stopping.is_set():
            return False
        for file in self._plan.files:
            if file.path not in self._files:
                partial = Partial(self._plan, file)
                self._works.append(Work(partial, Choice(file.sources, self._traffic)))
        return True

    def _fetch_all(self, on_everything: Callable[[bool], None]) -> None:
        self._board = Board(self._works, self.counters, self._setting.patience)
        self.has_counted = True
        self._requests = Requests(self._setting.client, self._setting.resolve, self._setting.patience)
        self._fetcher = Fetcher(
            self._board,
            self._requests,
            self._traffic,
            self.counters,
            self._setting.patience,
            self._setting.limiter,
        )
        workers: list[threading.Thread] = []
        committer = self._thread(self._commit)
        digest = self._thread(self._verify)
        try:
            self._watch(digest, workers, on_everything)
        finally:
            self._board.stop()
            self._fetcher.stop()
            committer.join()
            digest.join()
            deadline = time.monotonic() + _FAREWELL
            for worker in workers:
                worker.join(max(0.0, deadline - time.monotonic()))

    def _watch(
        self, digest: threading.Thread, workers: list[threading.Thread], on_everything: Callable[[bool], None]
    ) -> None:
        speeds = _Speeds(self.counters)
        crew = Crew()
        came = False
        while digest.is_alive() and self._error is None and not self._stopping.is_set():
            self._board.abandon_silent()
            self._board.window = self._window
            self._board.dismiss(self._connections)
            seats = min(crew.seats(self._sample(), self._connections), self._traffic.bears())
            workers[:] = [worker for worker in workers if worker.is_alive()]
            workers.extend(self._thread(self._fetcher.run) for _ in range(self._board.staff(seats)))
            self.speed = speeds.sample()
            if self._board.everything_came() != came:
                came = not came
                on_everything(came)
            digest.join(_TICK)

    def _sample(self) -> Sample:
        board = self._board
        came = sum(count.bytes for count in self.counters.sources.copy().values())
        return Sample(time.monotonic(), came, board.crew, board.held_up_seconds, busy=not board.is_at_its_tail())

    def _thread(self, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=self._guarded, args=(work,), name="transfer", daemon=True)
        thread.start()
        return thread

    def _guarded(self, work: Callable[[], None]) -> None:
        """No error of a thread vanishes: the first ends the download, later ones are logged."""
        try:
            work()
        except FireseedError as error:
            self._fail(error)
        except Exception as error:  # noqa: BLE001 - logged, and ends the transfer as Unexpected
            _log.exception("a thread of a transfer ended unexpectedly")
            self._fail(Unexpected(f"{type(error).__name__}: {error}"))

    def _fail(self, error: FireseedError) -> None:
        with self._error_lock:
            if self._error is None:
                self._error = error
            elif not self._board.is_stopped():
                _log.info("after the first error: %s", error)
        self._board.stop()

    def _commit(self) -> None:
        while batch := self._board.due():
            for work, marks in batch:
                work.partial.commit([delivered for mark in marks for delivered in mark.delivered])
                self._board.committed(work, marks)

    def _verify(self) -> None:
        """Digests, file by file; each file is final as soon as it is verified itself."""
        for work in self._works:
            repair = Repair(work, self._board, self._requests, self._traffic, self._setting.patience)
            with closing(repair):
                verified = None
                while verified is None:
                    digests = self._read(work)
                    if digests is None:
                        return
                    verified = self._judge(work, digests, repair)
            self._files[work.partial.file.path] = verified

    def _read(self, work: Work) -> Digests | None:
        """Reads the file behind the writers, from the page cache; None when stopped."""
        digests = Digests(work.partial.file)
        buffer = memoryview(bytearray(_READ))
        position = 0
        try:
            with work.partial.open_part("r") as stream:
                while (prefix := self._board.grown(work, position)) is not None:
                    while position < prefix and not self._board.is_stopped():
                        count = stream.readinto(buffer[: min(_READ, prefix - position)])
                        if not count:
                            raise OSError(errno.EIO, "the partial file was cut")
                        digests.update(buffer[:count])
                        position += count
                        self._count_verified(count)
                    if position == work.size:
                        return digests
        except OSError as error:
            raise work.partial.storage_error(error) from error
        return None

    def _judge(self, work: Work, digests: Digests, repair: Repair) -> VerifiedFile | None:
        """The file under its final name; None when some of it comes again, or after `stop`.

        Raises DigestMismatch.
        """
        file = work.partial.file
        try:
            sha256, outcome = digests.judge(work.deliverers)
        except DigestMismatch as mismatch:
            if repair.next() or self._board.is_stopped():
                return None
            work.partial.quarantine(self._setting.quarantine, mismatch)
            raise
        repair.confirm()
        self._on_measured(file.path, Measured(sha256, outcome))
        work.partial.finish()
        return VerifiedFile(work.partial.final, file.size, sha256, outcome)

    def _count_verified(self, count: int) -> None:
        self.counters.verified += count

    def _forget_useless(self, error: FireseedError) -> None:
        """What came of a file that its source has replaced, or of a wrong one: a retry begins it anew."""
        if isinstance(error, SourceChanged | DigestMismatch):
            for work in self._works:
                if work.partial.file.path == error.file:
                    discard(self._plan, work.partial.file)


class _Speeds:
    """Speeds of a whole download and of each of its hubs. Fed by one thread."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._whole = Speed()
        self._hubs: dict[str, Speed] = {}

    def sample(self) -> float:
        """Bytes/s now; sets those of the hubs."""
        now = time.monotonic()
        for hub, count in self._counters.sources.copy().items():
            count.speed = self._hubs.setdefault(hub, Speed()).sample(now, count.bytes)
        return self._whole.sample(now, self._counters.done)
