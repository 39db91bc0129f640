"""Every transfer with its state and its place, in memory and on disk."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from pathlib import Path

import msgspec

from fireseed.base.errors import FireseedError, NotWritable, TransferUnknown
from fireseed.transfer.plan import Plan
from fireseed.transfer.queue import reorder
from fireseed.transfer.records import Record, Records
from fireseed.transfer.space import check_space
from fireseed.transfer.state import ACTIVE, MOVES, OVER, RESTING, TransferState
from fireseed.transfer.transfer import Transfer

_log = logging.getLogger(__name__)


class Register:
    """See the module. Thread-safe; `changed` is the one lock of all transfers, and tells of every move."""

    def __init__(self, folder: Path) -> None:
        self.changed = threading.Condition(threading.RLock())
        self._records = Records(folder)
        self._transfers: dict[str, Transfer] = {}
        self._admission = threading.Lock()

    def get(self, key: str) -> Transfer:
        """Raises TransferUnknown."""
        try:
            return self._transfers[key]
        except KeyError:
            raise TransferUnknown(key) from None

    def all(self) -> tuple[Transfer, ...]:
        """In the order of the queue, finished ones of this run included."""
        return tuple(sorted(self._transfers.copy().values(), key=lambda transfer: transfer.rank))

    def admit(self, plan: Plan) -> Transfer:
        """The transfer of a plan, new or known, queued if it rested.

        Raises DiskFull, NotWritable and FolderMissing.
        """
        key = _key(plan)
        with self._admission:  # two that come together must not both take the last space
            transfer = self._transfers.get(key) or self._loaded(self._records.load(key))
            if transfer is None or transfer.state in RESTING:
                check_space(plan, self._reserved(key))
            with self.changed:
                if transfer is None or transfer.state in OVER:
                    transfer = Transfer(Record(key, self._last_order(), TransferState.QUEUED, plan))
                    self.save(transfer)
                elif transfer.state in RESTING:
                    transfer.plan = plan  # its sources may be fresher
                    self.move(transfer, TransferState.QUEUED)
                self._transfers[key] = transfer
                return transfer

    def restore(self) -> None:
        """Takes in what earlier runs left."""
        self._records.sweep()
        with self.changed:
            for record in self._records.load_all():
                transfer = self._loaded(record)
                if transfer is not None:
                    self._transfers.setdefault(record.id, transfer)

    def move(self, transfer: Transfer, state: TransferState, error: FireseedError | None = None) -> None:
        """The only place where a state changes."""
        with self.changed:
            assert state in MOVES[transfer.state], f"{transfer.state} → {state}"
            transfer.become(state, error)
            if state in OVER:
                self._records.remove(transfer.id)
            elif state not in ACTIVE:
                self.keep(transfer)
            self.changed.notify_all()

    def place(self, transfer: Transfer, before: Transfer | None) -> None:
        """Right before another one of its priority, or last among them; raises NotWritable."""
        with self.changed:
            others = [
                other
                for other in self.all()
                if other is not transfer and other.priority is transfer.priority and other.state not in OVER
            ]
            at = sum(before is None or other.rank < before.rank for other in others)
            transfer.order, orders = reorder([other.order for other in others], at)
            self.save(transfer)
            for other, order in zip(others, orders, strict=True):
                if other.order != order:
                    other.order = order
                    self.save(other)
            self.changed.notify_all()

    def save(self, transfer: Transfer) -> None:
        """Makes a transfer durable; raises NotWritable."""
        self._records.save(transfer.record)

    def keep(self, transfer: Transfer) -> None:
        """Saves as well as can be: a full disk must not hinder anybody from pausing."""
        try:
            self.save(transfer)
        except NotWritable as error:
            _log.warning("the record of a transfer can't be kept: %s", error)

    def _loaded(self, record: Record | None) -> Transfer | None:
        if record is None:
            return None
        transfer = Transfer(record)
        transfer.count_what_is_there()
        return transfer

    def _reserved(self, key: str) -> list[Plan]:
        """What others will write: all that have a record, of whichever process, but for failed ones."""
        records = (record for record in self._records.load_all() if record.id != key)
        return [record.plan for record in records if record.state is not TransferState.FAILED]

    def _last_order(self) -> float:
        """Behind all others, even when the clock was set back."""
        return max(time.time(), *(transfer.order + 1 for transfer in self._transfers.values()), 0.0)


def _key(plan: Plan) -> str:
    """The same for the same bytes at the same places, whatever the sources."""
    names = [plan.hub, plan.repo, plan.commit, plan.variant, *(file.target for file in plan.files)]
    return hashlib.sha256(msgspec.json.encode(names)).hexdigest()[:16]
