"""The durable side of the queue: one small JSON file a transfer that is not finished."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

import msgspec

from fireseed.base.errors import FireseedError, NotWritable, decode, encode
from fireseed.base.files import write_whole
from fireseed.transfer.finished import Measured
from fireseed.transfer.plan import Plan
from fireseed.transfer.state import Priority, TransferState

_log = logging.getLogger(__name__)
_ABANDONED = 3600.0
"""Seconds; saving takes far less than one."""


class Failure(msgspec.Struct, frozen=True):
    """An error as a record keeps it."""

    code: str
    facts: dict[str, Any]

    @classmethod
    def of(cls, error: FireseedError | None) -> Failure | None:
        return cls(**encode(error)) if error is not None else None


class Record(msgspec.Struct, frozen=True):
    """What outlives the process. `state` is what comes next time: never running, which is queued again.

    A pause with DiskFull as its `error` ends by itself. `limit` is bytes/s; `at_once` as in `queue.Entry`.
    """

    id: str
    order: float
    state: TransferState
    plan: Plan
    error: Failure | None = None
    measured: dict[str, Measured] = {}
    priority: Priority = Priority.NORMAL
    limit: int | None = None
    at_once: bool = False

    @property
    def failure(self) -> FireseedError | None:
        """The error of a failed or paused transfer."""
        return decode(self.error.code, self.error.facts) if self.error else None


class Records:
    """The folder of records. Its owner serializes the calls for one transfer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, record: Record) -> None:
        """Raises NotWritable."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._path(record.id), msgspec.json.encode(record))
        except OSError as error:
            raise NotWritable(str(self._folder), error.strerror or str(error)) from error

    def load(self, transfer: str) -> Record | None:
        """One record; None when there is none. A damaged one is set aside; its plan finds the files again."""
        path = self._path(transfer)
        try:
            return msgspec.json.decode(path.read_bytes(), type=Record)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError) as error:
            _log.warning("the record of a transfer can't be read (%s): kept as %s.damaged", error, path.name)
            try:
                path.replace(path.with_name(f"{path.name}.damaged"))
            except OSError as second:
                _log.warning("nor moved: %s", second)
            return None

    def load_all(self) -> list[Record]:
        """Every record in queue order."""
        found = (self.load(path.stem) for path in self._folder.glob("*.json"))
        return sorted((record for record in found if record is not None), key=lambda record: record.order)

    def sweep(self) -> None:
        """Removes what a process left that was killed while it saved; raises nothing."""
        for path in self._folder.glob(".*.new"):
            try:
                if time.time() - path.stat().st_mtime > _ABANDONED:
                    path.unlink()
            except OSError as error:
                _log.info("%s stays: %s", path.name, error)

    def remove(self, transfer: str) -> None:
        """Raises NotWritable."""
        try:
            self._path(transfer).unlink(missing_ok=True)
        except OSError as error:
            raise NotWritable(str(self._folder), error.strerror or str(error)) from error

    def _path(self, transfer: str) -> Path:
        return self._folder / f"{transfer}.json"
