"""The queue of transfers: some run, the others wait, and all outlive the process.

    one thread, "transfers"     arranges: starts and rests transfers, shares the connections, looks for disk space
    one for each that runs      the download, from the look at the disk to the move to its last state

One lock guards every state. It is never held while the models' disk is asked for space, or a network for anything.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from fireseed.base.errors import DiskFull, FireseedError, StorageError, Unexpected
from fireseed.base.http import Network
from fireseed.transfer import schedule
from fireseed.transfer.board import WINDOW
from fireseed.transfer.digest import VerifiedFile
from fireseed.transfer.download import Download, Setting
from fireseed.transfer.finished import Measured
from fireseed.transfer.limits import Limits
from fireseed.transfer.line import Line
from fireseed.transfer.partial import discard
from fireseed.transfer.patience import Patience
from fireseed.transfer.plan import Plan
from fireseed.transfer.queue import arrange
from fireseed.transfer.register import Register
from fireseed.transfer.source import Resolve
from fireseed.transfer.space import LOOK, check_space
from fireseed.transfer.state import ACTIVE, MOVES, OVER, RESTING, Priority, TransferState, Waiting
from fireseed.transfer.transfer import Transfer

__all__ = ["Transfer", "Transfers", "VerifiedFile"]

OnDone = Callable[[Plan, tuple[VerifiedFile, ...]], None]

_log = logging.getLogger(__name__)
_BY_ITSELF = frozenset({Waiting.SCHEDULE, Waiting.SPACE})
"""What ends without anybody telling."""
_SAMPLE = 1.0
"""Seconds between two samples of the speed."""
_SOON = 0.1
"""Seconds: nobody tells when a connection is given back."""


class Transfers:
    """See the module. Thread-safe; `pause`, `cancel` and `close` return when nothing is written any more.

    Calls with an identifier raise TransferUnknown; those that must be durable raise NotWritable. A move that makes
    no sense in a transfer's state (pausing a finished one) changes nothing: a click can come late.
    """

    def __init__(
        self,
        records: Path,
        quarantine: Path,
        resolve: Resolve,
        *,
        limits: Limits | None = None,
        network: Network | None = None,
        on_done: OnDone | None = None,
        patience: Patience | None = None,
    ) -> None:
        """`on_done` runs in the transfer's thread once all files of a plan are final, before it is DONE.

        Several may call it at once, and after a crash between the two it is called again: it must bear both.
        Raises ProxyUnusable.
        """
        self._register = Register(records)
        self._changed = self._register.changed
        self._line = Line(network, resolve, patience or Patience(), quarantine)
        self._on_done = on_done
        self._running: dict[Transfer, threading.Thread] = {}  # in the order in which they were started
        self._thread: threading.Thread | None = None
        self._sample_at = 0.0
        self._closing = False
        self.configure(limits or Limits())

    def start(self, plan: Plan) -> Transfer:
        """Queues a plan. One that is known by its files already is the same transfer: it goes on if it rested.

        Raises DiskFull when it does not fit on its disk beside what every unfinished transfer still needs there,
        NotWritable and FolderMissing.
        """
        transfer = self._register.admit(plan)
        self._awake()
        return transfer

    def restore(self) -> None:
        """Reads what earlier runs left. What was queued or running goes on; what a person paused stays paused."""
        self._register.restore()
        self._awake()

    def get(self, key: str) -> Transfer:
        return self._register.get(key)

    def all(self) -> tuple[Transfer, ...]:
        """In the order of the queue, finished ones of this run included."""
        return self._register.all()

    # What a person wants

    def pause(self, key: str) -> None:
        """Stops a transfer; it goes on from its journal after `resume`."""
        self._leave([self.get(key)], TransferState.PAUSED)

    def pause_all(self) -> None:
        """Pauses everything that runs or waits."""
        self._leave(self.all(), TransferState.PAUSED)

    def cancel(self, key: str) -> None:
        """Gives a transfer up and deletes its partial files. Whole files stay: another variant may share them."""
        self._leave([self.get(key)], TransferState.CANCELLED)

    def resume(self, key: str) -> None:
        """Queues a paused or failed transfer again."""
        self._go_on([self.get(key)], TransferState.PAUSED, TransferState.FAILED)

    def resume_all(self) -> None:
        """Queues everything that is paused again. What failed is left for a look."""
        self._go_on(self.all(), TransferState.PAUSED)

    def start_now(self, key: str) -> None:
        """Puts a transfer first among its equals, and lets it run outside of the hours until it is paused."""

        def first(transfer: Transfer) -> None:
            transfer.at_once = True
            self._register.place(transfer, self.all()[0])

        self._change(key, first)
        self.resume(key)

    def move(self, key: str, before: str | None) -> None:
        """Puts a transfer right before another one, or last; a higher priority still goes first."""
        following = None if before is None else self.get(before)
        self._change(key, lambda transfer: self._register.place(transfer, following))

    def prioritize(self, key: str, priority: Priority) -> None:
        """Who is higher takes the next place and the spare connections; nobody is stopped for it."""
        self._change(key, lambda transfer: setattr(transfer, "priority", priority))

    def limit(self, key: str, bytes_per_second: int | None) -> None:
        """Bounds one transfer's speed, or no more; the bound on all of them holds, too."""
        self._change(key, lambda transfer: setattr(transfer.bucket, "rate", bytes_per_second))

    def configure(self, limits: Limits) -> None:
        """New limits, at once: what has no place any more goes back into the queue."""
        with self._changed:
            self._limits = limits
            self._line.bucket.rate = limits.bytes_per_second
            self._changed.notify_all()

    def use_network(self, network: Network) -> None:
        """Another way to the hubs; what runs goes on there, from its journal.

        Raises ProxyUnusable, and changes nothing then.
        """
        with self._changed:
            self._line.reach(network)
            for transfer in self._running:
                if transfer.state is TransferState.RUNNING:
                    self._ask_to_leave(transfer, TransferState.QUEUED)
            self._line.close_unused(self._settings())

    def wait(self, key: str, timeout: float | None = None) -> TransferState:
        """Waits until a transfer rests (done, failed, paused, cancelled), until `close`, or `timeout` seconds."""
        transfer = self.get(key)

        def rests() -> bool:
            return transfer.state in RESTING or (self._closing and transfer not in self._running)

        with self._changed:
            self._changed.wait_for(rests, timeout)
            return transfer.state

    def close(self) -> None:
        """Stops cleanly; what ran goes on at the next start."""
        with self._changed:
            self._closing = True
            for transfer in self._running:
                self._ask_to_leave(transfer, TransferState.QUEUED)
            self._changed.notify_all()
            threads = [*self._running.values(), *([self._thread] if self._thread else [])]
        for thread in threads:
            thread.join()
        self._line.close()

    def _change(self, key: str, change: Callable[[Transfer], None]) -> None:
        transfer = self.get(key)
        with self._changed:
            if transfer.state not in OVER:
                change(transfer)
                self._register.save(transfer)
                self._changed.notify_all()

    # Leaving and going on

    def _leave(self, transfers: Iterable[Transfer], wish: TransferState) -> None:
        with self._changed:
            runs: list[tuple[Transfer, Download | None]] = []
            for transfer in transfers:
                if transfer.state in ACTIVE:
                    self._ask_to_leave(transfer, wish)
                    runs.append((transfer, transfer.download))
                elif wish in MOVES[transfer.state]:
                    transfer.at_once = False
                    if wish is TransferState.CANCELLED:
                        self._discard(transfer)
                    self._register.move(transfer, wish)
                elif transfer.waiting is Waiting.SPACE:
                    transfer.become(TransferState.PAUSED, None)  # from now on it is a person's pause
                    self._register.keep(transfer)
            for transfer, run in runs:
                self._changed.wait_for(partial(_is_over, transfer, run))

    def _ask_to_leave(self, transfer: Transfer, wish: TransferState) -> None:
        if transfer.wish is None or wish is not TransferState.QUEUED:  # a person's wish goes before the queue's
            transfer.wish = wish
        if transfer.download is not None:
            transfer.download.stop()

    def _go_on(self, transfers: Iterable[Transfer], *states: TransferState) -> None:
        with self._changed:
            for transfer in transfers:
                if transfer.state in states:
                    self._register.move(transfer, TransferState.QUEUED)
            self._awake()

    def _discard(self, transfer: Transfer) -> None:
        """Deletes partial files, but for those that another transfer goes on with."""
        others = (other for other in self.all() if other is not transfer and other.state not in OVER)
        wanted = {file.target for other in others for file in other.plan.files}
        for file in transfer.plan.files:
            if file.target not in wanted:
                try:
                    discard(transfer.plan, file)
                except FireseedError as error:
                    _log.warning("a partial file stays: %s", error)

    # The queue's thread

    def _awake(self) -> None:
        with self._changed:
            if self._thread is None and not self._closing:
                self._thread = threading.Thread(target=self._serve, name="transfers", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def _serve(self) -> None:
        while True:
            self._look_for_space()
            with self._changed:
                if self._closing:
                    return
                unfinished = self._arrange()
                pause = self._sampled(time.monotonic())
                self._changed.wait(_SOON if unfinished else pause)

    def _sampled(self, now: float) -> float | None:
        """Notes the speeds when it is time to; returns the seconds until something may be due, None for never."""
        if not self._running:
            by_itself = any(transfer.waiting in _BY_ITSELF for transfer in self.all())
            return LOOK if by_itself else None
        if now >= self._sample_at:
            self._sample_at = now + _SAMPLE
            for transfer in self._running:
                if transfer.state is TransferState.RUNNING:
                    transfer.sample()
        return self._sample_at - now

    def _arrange(self) -> bool:
        """Whether some still have to let go of a connection that others are to get."""
        hours = self._limits.schedule
        is_open = hours is None or hours.is_open(schedule.now())
        queue = {transfer.id: transfer for transfer in self.all() if transfer.state not in RESTING}
        made = arrange([transfer.entry for transfer in queue.values()], self._limits, is_open=is_open)
        for key in made.rest:
            self._ask_to_leave(queue[key], TransferState.QUEUED)
        for key, why in made.waiting.items():
            queue[key].waiting = why
        for key, count in made.connections.items():
            transfer = queue[key]
            if key in made.start:
                self._begin(transfer, count)
            if transfer.download is not None:
                transfer.download.set_connections(count)
                transfer.download.set_window(WINDOW // len(made.connections))
        return made.unfinished

    def _look_for_space(self) -> None:
        """Queues what a full disk paused and what fits now."""
        now = time.monotonic()
        with self._changed:
            thirsty = [transfer for transfer in self.all() if transfer.waiting is Waiting.SPACE]
            beside = [transfer.plan for transfer in self._running]
        for transfer in thirsty:
            if transfer.drought.look_at > now:
                continue
            error = None
            try:
                check_space(transfer.plan, beside, slack=True)
                beside.append(transfer.plan)
            except StorageError as caught:
                error = caught
                transfer.drought.look_again(now)
            with self._changed:
                if transfer.waiting is not Waiting.SPACE:
                    continue
                if error is None:
                    self._register.move(transfer, TransferState.QUEUED)
                elif isinstance(error, DiskFull):
                    transfer.error = error  # what is missing now

    # One transfer's thread

    def _begin(self, transfer: Transfer, connections: int) -> None:
        beside = [other.plan for other in self._running]
        download = transfer.begin(self._line.setting(transfer.bucket, connections))
        self._register.move(transfer, TransferState.RUNNING)
        work = partial(self._work, transfer, download, beside)
        thread = threading.Thread(target=work, name="transfer", daemon=True)
        self._running[transfer] = thread
        thread.start()

    def _work(self, transfer: Transfer, download: Download, beside: list[Plan]) -> None:
        done, error = False, None
        try:
            done = self._run(transfer, download, beside)
        except FireseedError as caught:
            error = caught
        except Exception as caught:  # noqa: BLE001 - logged, and shown as Unexpected
            _log.exception("a transfer ended unexpectedly")
            error = Unexpected(f"{type(caught).__name__}: {caught}")
        if not done and transfer.wish is TransferState.CANCELLED:
            self._discard(transfer)
        with self._changed:
            try:
                self._end(transfer, done, error)
            except Exception as caught:  # noqa: BLE001 - it must not look alive, and the queue goes on
                _log.exception("a transfer ended unexpectedly")
                unexpected = caught if isinstance(caught, FireseedError) else Unexpected(repr(caught))
                transfer.become(TransferState.FAILED, unexpected)
            del self._running[transfer]
            self._line.close_unused(self._settings())
            self._changed.notify_all()

    def _run(self, transfer: Transfer, download: Download, beside: list[Plan]) -> bool:
        """Whether all of it is done; False when it was asked to leave. Raises FireseedError."""

        def on_everything(came: bool) -> None:
            download.set_connections(1)  # more when it runs again, and there are some
            self._register.move(transfer, TransferState.VERIFYING if came else TransferState.RUNNING)

        def on_measured(path: str, measured: Measured) -> None:
            with self._changed:
                transfer.measured = {**transfer.measured, path: measured}
                self._register.keep(transfer)

        check_space(transfer.plan, beside)
        files = download.run(on_everything, on_measured)
        if files is None:
            return False
        if transfer.state is TransferState.RUNNING:
            on_everything(came=True)
        if self._on_done is not None:
            self._on_done(transfer.plan, files)
        return True

    def _end(self, transfer: Transfer, done: bool, error: FireseedError | None) -> None:
        wish = transfer.wish or TransferState.QUEUED
        full = isinstance(error, DiskFull)
        if done:
            self._register.move(transfer, TransferState.DONE)
        elif full and wish is TransferState.QUEUED:
            transfer.drought.begin(time.monotonic(), transfer.bytes_done)
            self._register.move(transfer, TransferState.PAUSED, error)
        elif error is None or full or wish is TransferState.CANCELLED:
            transfer.at_once = transfer.at_once and wish is TransferState.QUEUED
            self._register.move(transfer, wish)
        else:
            _log.warning("transfer %s failed: %s", transfer.plan.repo, error)
            self._register.move(transfer, TransferState.FAILED, error)

    def _settings(self) -> list[Setting]:
        return [transfer.setting for transfer in self._running if transfer.setting is not None]


def _is_over(transfer: Transfer, run: Download | None) -> bool:
    return transfer.download is not run or transfer.state not in ACTIVE
