"""The queue of transfers: one runs, the others wait, and all outlive the process."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from fireseed.base.errors import DiskFull, FireseedError, NotWritable, TransferUnknown, Unexpected
from fireseed.base.http import new_client
from fireseed.transfer.digest import VerifiedFile
from fireseed.transfer.download import Download, Setting
from fireseed.transfer.finished import Measured
from fireseed.transfer.journal import journaled
from fireseed.transfer.partial import discard
from fireseed.transfer.patience import Patience
from fireseed.transfer.plan import Plan
from fireseed.transfer.records import Failure, Record, Records
from fireseed.transfer.source import Resolve
from fireseed.transfer.state import MOVES, TransferState

__all__ = ["Transfer", "Transfers", "VerifiedFile"]

OnDone = Callable[[Plan, tuple[VerifiedFile, ...]], None]

_log = logging.getLogger(__name__)
_ACTIVE = frozenset({TransferState.RUNNING, TransferState.VERIFYING})
_RESTING = frozenset({TransferState.PAUSED, TransferState.DONE, TransferState.FAILED, TransferState.CANCELLED})
_POOL = 64
"""Connections of the client; each transfer uses a few, those of a stopped one may linger until their time-out."""


class Transfer:
    """One download as others see it: plain values, to be read at any time without a lock.

    `error` goes with FAILED, and with PAUSED after a full disk. Sizes are bytes, `speed` is bytes/s.
    """

    def __init__(self, key: str, order: float, plan: Plan, state: TransferState) -> None:
        self.id = key
        self.plan = plan
        self.state = state
        self.error: FireseedError | None = None
        self._order = order
        self._measured: dict[str, Measured] = {}
        self._download: Download | None = None
        self._wish: TransferState | None = None
        self._done_before = 0

    @property
    def bytes_total(self) -> int:
        return self.plan.size

    @property
    def bytes_done(self) -> int:
        """On disk here, however they came."""
        return self._download.counters.done if self._download is not None else self._done_before

    @property
    def bytes_verified(self) -> int:
        """Read again from disk and part of a digest."""
        return self._download.counters.verified if self._download is not None else 0

    @property
    def speed(self) -> float:
        """Over the last few seconds; 0 when not running."""
        return self._download.speed if self._download is not None and self.state is TransferState.RUNNING else 0.0

    @property
    def seconds_left(self) -> float | None:
        """None when nobody can say."""
        return (self.bytes_total - self.bytes_done) / self.speed if self.speed > 0 else None

    @property
    def source(self) -> str | None:
        """The hub that is asked now."""
        return self._download.counters.source if self._download is not None else None


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
        connections: int = 4,
        on_done: OnDone | None = None,
        patience: Patience | None = None,
    ) -> None:
        """`on_done` runs in the transfer's thread once all files of a plan are final, before it is DONE.

        After a crash between the two it is called again: it must bear that.
        """
        self._records = Records(records)
        self._client = new_client(connections=_POOL)
        self._setting = Setting(self._client, resolve, patience or Patience(), connections, quarantine)
        self._on_done = on_done
        self._changed = threading.Condition(threading.RLock())
        self._transfers: dict[str, Transfer] = {}
        self._thread: threading.Thread | None = None
        self._closing = False

    def start(self, plan: Plan) -> Transfer:
        """Queues a plan. One that is known by its files already is the same transfer: it goes on if it rested."""
        key = _key(plan)
        with self._changed:
            transfer = self._transfers.get(key) or self._loaded(self._records.load(key))
            if transfer is None or transfer.state in (TransferState.DONE, TransferState.CANCELLED):
                transfer = Transfer(key, time.time(), plan, TransferState.QUEUED)
                self._save(transfer, TransferState.QUEUED)
            elif transfer.state in (TransferState.PAUSED, TransferState.FAILED):
                transfer.plan = plan  # its sources may be fresher
                self._move(transfer, TransferState.QUEUED)
            self._transfers[key] = transfer
            self._awake()
            return transfer

    def restore(self) -> None:
        """Reads what earlier runs left. What was queued or running goes on; what a person paused stays paused."""
        with self._changed:
            for record in self._records.load_all():
                if record.id not in self._transfers:
                    transfer = self._loaded(record)
                    if transfer is not None:
                        self._transfers[record.id] = transfer
            self._awake()

    def pause(self, key: str) -> None:
        """Stops a transfer; it goes on from its journal after `resume`."""
        self._leave(key, TransferState.PAUSED)

    def resume(self, key: str) -> None:
        """Queues a paused or failed transfer again."""
        with self._changed:
            transfer = self.get(key)
            if transfer.state in (TransferState.PAUSED, TransferState.FAILED):
                self._move(transfer, TransferState.QUEUED)
                self._awake()

    def cancel(self, key: str) -> None:
        """Gives a transfer up and deletes its partial files. Whole files stay: another variant may share them."""
        self._leave(key, TransferState.CANCELLED)

    def get(self, key: str) -> Transfer:
        try:
            return self._transfers[key]
        except KeyError:
            raise TransferUnknown(key) from None

    def all(self) -> tuple[Transfer, ...]:
        """In the order of the queue, finished ones of this run included."""
        return tuple(sorted(self._transfers.copy().values(), key=lambda transfer: transfer._order))

    def wait(self, key: str, timeout: float | None = None) -> TransferState:
        """Waits until a transfer rests (done, failed, paused, cancelled) or `timeout` seconds are over."""
        with self._changed:
            transfer = self.get(key)
            self._changed.wait_for(lambda: transfer.state in _RESTING, timeout)
            return transfer.state

    def close(self) -> None:
        """Stops cleanly; what ran goes on at the next start."""
        with self._changed:
            self._closing = True
            for transfer in self._transfers.values():
                if transfer.state in _ACTIVE and transfer._download is not None:
                    transfer._download.stop()
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()
        self._client.close()

    # The queue

    def _awake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="transfers", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _serve(self) -> None:
        while (transfer := self._next()) is not None:
            try:
                self._run(transfer)
            except Exception as error:  # noqa: BLE001 - the transfer must not look alive, the queue goes on
                _log.exception("a transfer ended unexpectedly")
                with self._changed:
                    transfer.error = error if isinstance(error, FireseedError) else Unexpected(repr(error))
                    transfer.state = TransferState.FAILED
                    self._changed.notify_all()

    def _next(self) -> Transfer | None:
        """The first of the queue, now running; None when closing."""
        with self._changed:
            while not self._closing:
                for transfer in self.all():
                    if transfer.state is TransferState.QUEUED:
                        transfer._wish = None
                        transfer._download = Download(transfer.plan, transfer._measured, self._setting)
                        self._move(transfer, TransferState.RUNNING)
                        return transfer
                self._changed.wait()
            return None

    def _run(self, transfer: Transfer) -> None:
        assert transfer._download is not None

        def on_everything(came: bool) -> None:
            self._move(transfer, TransferState.VERIFYING if came else TransferState.RUNNING)

        def on_measured(path: str, measured: Measured) -> None:
            with self._changed:
                transfer._measured = {**transfer._measured, path: measured}
                self._save(transfer, TransferState.QUEUED)

        try:
            files = transfer._download.run(on_everything, on_measured)
            if files is not None:
                if transfer.state is TransferState.RUNNING:
                    on_everything(came=True)
                if self._on_done is not None:
                    self._on_done(transfer.plan, files)
        except FireseedError as error:
            self._end(transfer, error)
        except Exception as error:  # noqa: BLE001 - logged, and shown as Unexpected
            _log.exception("a transfer ended unexpectedly")
            self._end(transfer, Unexpected(f"{type(error).__name__}: {error}"))
        else:
            if files is not None:
                self._move(transfer, TransferState.DONE)
            else:
                self._end(transfer, None)

    def _end(self, transfer: Transfer, error: FireseedError | None) -> None:
        """A run that did not get to its end: by a person's wish, by closing, or by `error`."""
        if transfer._wish is TransferState.CANCELLED:
            self._discard(transfer)
            self._move(transfer, TransferState.CANCELLED)
        elif error is None or isinstance(error, DiskFull):
            self._move(transfer, TransferState.PAUSED, error)
        else:
            _log.warning("transfer %s failed: %s", transfer.plan.repo, error)
            self._move(transfer, TransferState.FAILED, error)

    def _leave(self, key: str, wish: TransferState) -> None:
        with self._changed:
            transfer = self.get(key)
            if transfer.state in _ACTIVE:
                transfer._wish = wish
                assert transfer._download is not None
                transfer._download.stop()
                self._changed.wait_for(lambda: transfer.state not in _ACTIVE)
            elif wish in MOVES[transfer.state]:
                transfer._wish = wish
                if wish is TransferState.CANCELLED:
                    self._discard(transfer)
                self._move(transfer, wish)

    def _discard(self, transfer: Transfer) -> None:
        for file in transfer.plan.files:
            try:
                discard(transfer.plan, file)
            except FireseedError as error:
                _log.warning("a partial file stays: %s", error)

    # States and their records

    def _move(self, transfer: Transfer, state: TransferState, error: FireseedError | None = None) -> None:
        """The only place where a state changes."""
        with self._changed:
            assert state in MOVES[transfer.state], f"{transfer.state} → {state}"
            transfer.state = state
            transfer.error = error
            if state in (TransferState.DONE, TransferState.CANCELLED):
                self._records.remove(transfer.id)
            elif state not in _ACTIVE:
                by_closing = state is TransferState.PAUSED and error is None and transfer._wish is None
                self._save(transfer, TransferState.QUEUED if by_closing else state)
            self._changed.notify_all()

    def _save(self, transfer: Transfer, state: TransferState) -> None:
        plan, measured = transfer.plan, transfer._measured
        record = Record(transfer.id, transfer._order, state, plan, Failure.of(transfer.error), measured)
        try:
            self._records.save(record)
        except NotWritable as error:
            if not self._closing and state is TransferState.QUEUED and not measured:
                raise  # nothing has begun: say it before it does
            _log.warning("the record of a transfer can't be kept: %s", error)

    def _loaded(self, record: Record | None) -> Transfer | None:
        if record is None:
            return None
        transfer = Transfer(record.id, record.order, record.plan, record.state)
        transfer.error = record.failure
        transfer._measured = dict(record.measured)
        transfer._done_before = sum(
            file.size if file.path in record.measured else journaled(file, record.plan.commit) or 0
            for file in record.plan.files
        )
        return transfer


def _key(plan: Plan) -> str:
    """The same for the same bytes at the same places, whatever the sources."""
    names = [plan.hub, plan.repo, plan.commit, plan.variant, *(file.target for file in plan.files)]
    return hashlib.sha256(msgspec.json.encode(names)).hexdigest()[:16]
