"""The page Downloads: one row a transfer, sampled ten times a second and never told more often."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Property, QObject, QTimer, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError
from fireseed.library.model import Check, Model
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfer, Transfers
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge
from fireseed.ui.conversations import Say
from fireseed.ui.rows import Rows
from fireseed.ui.shelf import Shelf
from fireseed.ui.shell import TOAST_MS

QML_IMPORT_NAME = "Fireseed.Downloads"
QML_IMPORT_MAJOR_VERSION = 1

_TEXT_SECONDS = 0.5
"""Figures that change faster than this can't be read; the bar moves with every sample."""

_ACTIVE = frozenset({TransferState.QUEUED, TransferState.RUNNING, TransferState.VERIFYING})
_OVER = frozenset({TransferState.DONE, TransferState.CANCELLED})


@dataclass(frozen=True)
class TransferRow:
    """One transfer. `fraction` and `verified` are parts of the whole, 0 to 1; an empty text is not shown."""

    key: str
    title: str
    variant: str
    status: str
    done: bool
    failed: bool
    fraction: float
    verified: float
    amount: str
    speed: str
    remaining: str
    source: str
    problem: str
    advice: str
    details: str
    digest: str
    chat_model: str
    pausable: bool
    resumable: bool
    cancellable: bool


@dataclass
class _Leaving:
    """A download that a person cancelled and may still take back; `rests` once it has stopped for that."""

    resumes: bool
    rests: bool


@dataclass(frozen=True)
class _Described:
    """A row, and what it was made from: building 200 of them ten times a second would cost more than drawing."""

    row: TransferRow
    state: TransferState
    error: FireseedError | None
    at: float

    def still_holds(self, transfer: Transfer, now: float) -> bool:
        same = transfer.state is self.state and transfer.error is self.error
        return same and (transfer.state not in _ACTIVE or now - self.at < _TEXT_SECONDS)


@QmlElement
class DownloadsPage(QObject):
    """The list.

    Cancelling pauses and hides a download at once and discards its bytes only when the note that offers to take it
    back is gone: a slip of the hand, or quitting in between, loses nothing.
    """

    def __init__(
        self,
        bridge: Bridge,
        transfers: Transfers,
        hub_titles: Callable[[str], str],
        shelf: Shelf,
        say: Say,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._transfers = transfers
        self._hub_titles = hub_titles
        self._shelf = shelf
        self._say = say
        self._rows = Rows(TransferRow, self)
        self._described: dict[str, _Described] = {}
        self._leaving: dict[str, _Leaving] = {}
        self._going: set[str] = set()
        bridge.sampled.connect(self.sample)
        bridge.wordsChanged.connect(self._describe_again)
        shelf.changed.connect(self._describe_again)

    @Slot()
    def sample(self) -> None:
        """Reads every transfer's counters."""
        shown = [transfer for transfer in self._transfers.all() if self._shows(transfer)]
        # Finished ones go below; within each part the order of asking stays.
        shown.sort(key=lambda transfer: transfer.state is TransferState.DONE)
        now = time.monotonic()
        self._rows.replace([self._row(transfer, now) for transfer in shown])

    def _shows(self, transfer: Transfer) -> bool:
        leaving = self._leaving.get(transfer.id)
        if leaving is not None and leaving.rests and transfer.state in _ACTIVE:
            # Asked for anew meanwhile, on another page: that takes it back too.
            del self._leaving[transfer.id]
            leaving = None
        hidden = leaving is not None or transfer.id in self._going
        return not hidden and transfer.state is not TransferState.CANCELLED

    @Slot(str)
    def pause(self, key: str) -> None:
        """Stops a download where it is."""
        self._do(lambda: self._transfers.pause(key))

    @Slot(str)
    def resume(self, key: str) -> None:
        """Goes on with a paused download, or tries a failed one again."""
        self._do(lambda: self._transfers.resume(key))

    @Slot(str)
    def cancel(self, key: str) -> None:
        """Takes a download off the list, for good when nobody takes that back in time."""
        transfer = self._transfers.get(key)
        resumes = transfer.state in _ACTIVE
        leaving = self._leaving[key] = _Leaving(resumes=resumes, rests=not resumes)

        def rest(_: object) -> None:
            leaving.rests = True

        if resumes:
            self._bridge.run(lambda: self._transfers.pause(key), rest)
        self._say(
            self.tr("Cancelled: {name}").format(name=_title(transfer)), self.tr("Undo"), lambda: self._undo(key)
        )
        QTimer.singleShot(TOAST_MS, self, lambda: self._discard(key, leaving))
        self.sample()

    def _undo(self, key: str) -> None:
        leaving = self._leaving.pop(key, None)
        if leaving is not None and leaving.resumes:
            self._do(lambda: self._transfers.resume(key))
        self.sample()

    def _discard(self, key: str, leaving: _Leaving) -> None:
        if self._leaving.get(key) is not leaving:
            return
        del self._leaving[key]
        self._going.add(key)

        def gone(_: object) -> None:
            self._going.discard(key)
            self.sample()

        def kept(error: FireseedError) -> None:
            gone(error)
            self._bridge.failed.emit(error)

        self._bridge.run(lambda: self._transfers.cancel(key), gone, kept)

    def _do(self, action: Callable[[], object]) -> None:
        self._bridge.run(action, lambda _: self.sample())

    @Slot()
    def _describe_again(self) -> None:
        self._described.clear()
        self.sample()

    def _row(self, transfer: Transfer, now: float) -> TransferRow:
        former = self._described.get(transfer.id)
        if former is not None and former.still_holds(transfer, now):
            return replace(
                former.row,
                fraction=_part(transfer, transfer.bytes_done),
                verified=_part(transfer, transfer.bytes_verified),
            )
        row = self._describe(transfer)
        self._described[transfer.id] = _Described(row, transfer.state, transfer.error, now)
        return row

    def _describe(self, transfer: Transfer) -> TransferRow:
        words, state = self._bridge.words, transfer.state
        running = state is TransferState.RUNNING
        said = words.error(transfer.error) if transfer.error is not None else None
        model = self._shelf.find(transfer.plan.hub, transfer.plan.repo, transfer.plan.variant)
        return TransferRow(
            key=transfer.id,
            title=_title(transfer),
            variant=phrases.variant(transfer.plan.variant),
            status=self._state(state, model),
            done=state is TransferState.DONE,
            failed=state is TransferState.FAILED,
            fraction=_part(transfer, transfer.bytes_done),
            verified=_part(transfer, transfer.bytes_verified),
            amount=self._amount(transfer),
            speed=words.speed(transfer.speed) if running and transfer.speed else "",
            remaining=self._left(transfer.seconds_left) if running else "",
            source=self._hub_titles(transfer.source) if running and transfer.source else "",
            problem=said.title if said else "",
            advice=said.advice if said else "",
            details=str(transfer.error) if transfer.error is not None else "",
            digest=model.files[0].sha256 if model is not None and state is TransferState.DONE else "",
            chat_model=model.id if model is not None and state is TransferState.DONE else "",
            pausable=state in _ACTIVE,
            resumable=state in (TransferState.PAUSED, TransferState.FAILED),
            cancellable=state not in _OVER,
        )

    def _state(self, state: TransferState, model: Model | None) -> str:
        match state:
            case TransferState.QUEUED:
                return self.tr("Waiting for its turn")
            case TransferState.RUNNING:
                return self.tr("Downloading")
            case TransferState.PAUSED:
                return self.tr("Paused")
            case TransferState.VERIFYING:
                return self.tr("Checking")
            case TransferState.FAILED:
                return self.tr("Stopped")
            case TransferState.CANCELLED:
                return self.tr("Cancelled")
            case TransferState.DONE if model is not None and all(
                file.check is Check.VERIFIED for file in model.all_files
            ):
                return self.tr("Verified")
            case TransferState.DONE:
                return self.tr("Downloaded")

    def _amount(self, transfer: Transfer) -> str:
        words = self._bridge.words
        total = words.size(transfer.bytes_total)
        if transfer.state in _OVER:
            return total
        return self.tr("{done} of {total}").format(done=words.size(transfer.bytes_done), total=total)

    def _left(self, seconds: float | None) -> str:
        if seconds is None:
            return ""
        return self.tr("{duration} left").format(duration=self._bridge.words.duration(seconds))

    rows = Property(QObject, lambda self: self._rows, constant=True)


def _title(transfer: Transfer) -> str:
    return transfer.plan.repo.partition("/")[2]


def _part(transfer: Transfer, count: int) -> float:
    return count / transfer.bytes_total if transfer.bytes_total else 0.0
