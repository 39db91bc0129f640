"""What the page Downloads says about one transfer: its counters as words and parts of a bar, made now.

Making a row costs far more than looking at it, so a page makes it again only when something that it says has
changed, and figures that move no more than twice a second: faster ones can't be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QUrl

from fireseed.base.errors import DiskFull
from fireseed.library.model import Check, Model, ModelState
from fireseed.transfer.state import ACTIVE, OVER, Priority, TransferState, Waiting
from fireseed.transfer.traffic import SourceCount
from fireseed.transfer.transfers import Transfer
from fireseed.ui import phrases
from fireseed.ui.rates import rate_text
from fireseed.words import Words

translate = QCoreApplication.translate

TEXT_SECONDS = 0.5
"""Figures that change faster than this can't be read; the bar moves with every sample."""

UNDER_WAY = frozenset({TransferState.QUEUED, *ACTIVE})
"""Goes on, or will, by itself."""


@dataclass(frozen=True)
class TransferRow:
    """One transfer. `fraction` and `verified` are parts of the whole, 0 to 1; an empty text is not shown.

    `curve` is the speed of the last minute, each second as a part of the fastest. `sources` says who delivers now,
    `delivery` is a list of all sources while `open`. `rate` is its own speed limit in bytes/s, 0 for none. `rises`
    and `sinks`: it can go before the row above, behind the one below.
    """

    key: str
    section: str
    title: str
    name: str
    variant: str
    status: str
    running: bool
    done: bool
    failed: bool
    proven: bool
    sound: bool
    fraction: float
    verified: float
    amount: str
    speed: str
    remaining: str
    limits: str
    curve: list[float]
    sources: str
    foldable: bool
    open: bool
    delivery: QObject | None
    problem: str
    advice: str
    details: str
    digest: str
    chat_model: str
    folder: QUrl
    priority: int
    rate: float
    pausable: bool
    resumable: bool
    cancellable: bool
    startable: bool
    rises: bool
    sinks: bool


@dataclass(frozen=True)
class SourceRow:
    """One hub's part in a transfer. `problem` is why it is not asked any more."""

    key: str
    title: str
    amount: str
    speed: str
    connections: str
    problem: str


@dataclass(frozen=True)
class Place:
    """Where a transfer stands among its equals: it may go before the one above it, behind the one below it."""

    rises: bool
    sinks: bool


def places(queue: Sequence[Transfer]) -> list[Place]:
    """One for each transfer of the shown queue: a higher priority goes first, whatever a person moves."""
    if not queue:
        return []
    equal = [upper.priority is lower.priority for upper, lower in pairwise(queue)]
    return [Place(*flags) for flags in zip([False, *equal], [*equal, False], strict=True)]


@dataclass(frozen=True)
class Described:
    """A row, and what it was made from."""

    row: TransferRow
    basis: tuple[object, ...]
    at: float

    def still_holds(self, transfer: Transfer, place: Place, now: float) -> bool:
        """Whether it says what is, but for the bar of one that moves."""
        current = transfer.state not in ACTIVE or now - self.at < TEXT_SECONDS
        return current and self.basis == _basis(transfer, place)

    def moved(self, transfer: Transfer) -> TransferRow:
        """The same row with the bar of now."""
        if transfer.state not in ACTIVE:
            return self.row
        return replace(
            self.row,
            fraction=_part(transfer, transfer.bytes_done),
            verified=_part(transfer, transfer.bytes_verified),
        )


def _basis(transfer: Transfer, place: Place) -> tuple[object, ...]:
    """What a row says, but for the figures of one that is at work. Errors are told apart by identity."""
    done = 0 if transfer.state in ACTIVE else transfer.bytes_done
    return transfer.state, transfer.waiting, transfer.error, transfer.priority, transfer.limit, done, place


@dataclass(frozen=True)
class Describer:
    """Makes rows in one language. `opens` is the hour at which downloads begin, empty where they always may."""

    words: Words
    hub_title: Callable[[str], str]
    opens: str

    def describe(
        self, transfer: Transfer, place: Place, model: Model | None, delivery: QObject | None, now: float
    ) -> Described:
        """The row of now. `model` is what came of it, once it is in the library; `delivery` is set while open."""
        basis, state = _basis(transfer, place), transfer.state
        running, done = state is TransferState.RUNNING, state is TransferState.DONE
        said = self.words.error(transfer.error) if transfer.error is not None else None
        checks = {file.check for file in model.all_files} if model is not None and done else set()
        waits = transfer.waiting is Waiting.SPACE
        row = TransferRow(
            key=transfer.id,
            section="done" if done else "",
            title=transfer.plan.repo.partition("/")[2] or transfer.plan.repo,
            name=transfer.plan.repo,
            variant=phrases.variant(transfer.plan.variant),
            status=_outcome(checks) if done else self._status(transfer),
            running=running,
            done=done,
            failed=state is TransferState.FAILED,
            proven=checks == {Check.VERIFIED},
            sound=Check.MISMATCH not in checks,
            fraction=_part(transfer, transfer.bytes_done),
            verified=_part(transfer, transfer.bytes_verified),
            amount=self._amount(transfer),
            speed=self.words.speed(transfer.speed) if running and transfer.speed else "",
            remaining=self._left(transfer.seconds_left) if running else "",
            limits=_limits(transfer),
            curve=_curve(transfer.speeds) if running else [],
            sources=self._delivering(transfer.sources) if running else "",
            foldable=not done and _is_worth_telling(transfer.sources),
            open=delivery is not None,
            delivery=delivery,
            problem=said.title if said else "",
            advice=said.advice if said else "",
            details=_details(transfer),
            digest=model.files[0].sha256 if model is not None and done else "",
            chat_model=model.id if model is not None and done and model.state is ModelState.READY else "",
            folder=_folder(transfer),
            priority=int(transfer.priority),
            rate=float(transfer.limit or 0),
            pausable=state in UNDER_WAY or waits,
            resumable=state in (TransferState.PAUSED, TransferState.FAILED),
            cancellable=state not in OVER,
            startable=transfer.waiting is Waiting.SCHEDULE,
            rises=place.rises,
            sinks=place.sinks,
        )
        return Described(row, basis, now)

    def _status(self, transfer: Transfer) -> str:
        match transfer.state:
            case TransferState.QUEUED if transfer.waiting is Waiting.SCHEDULE and self.opens:
                return translate("TransferRow", "Waits for {time}").format(time=self.opens)
            case TransferState.QUEUED:
                return translate("TransferRow", "Waiting for its turn")
            case TransferState.RUNNING:
                return translate("TransferRow", "Downloading")
            case TransferState.VERIFYING:
                return translate("TransferRow", "Checking")
            case TransferState.PAUSED if transfer.waiting is Waiting.SPACE and isinstance(
                transfer.error, DiskFull
            ):
                missing = max(0, transfer.error.needed - transfer.error.free)
                return translate("TransferRow", "Waits for {size} of space").format(size=self.words.size(missing))
            case TransferState.PAUSED:
                return translate("TransferRow", "Paused")
            case _:
                return translate("TransferRow", "Stopped")

    def _amount(self, transfer: Transfer) -> str:
        total = self.words.size(transfer.bytes_total)
        if transfer.state in OVER or not transfer.bytes_done:
            return total
        return translate("TransferRow", "{done} of {total}").format(
            done=self.words.size(transfer.bytes_done), total=total
        )

    def _left(self, seconds: float | None) -> str:
        return (
            translate("TransferRow", "{duration} left").format(duration=self.words.duration(seconds))
            if seconds is not None
            else ""
        )

    def _delivering(self, sources: Mapping[str, SourceCount]) -> str:
        """Who sends bytes now; with several, how fast each is."""
        sending = [(hub, count.speed) for hub, count in list(sources.items()) if count.connections]
        if len(sending) == 1:
            return self.hub_title(sending[0][0])
        return " · ".join(f"{self.hub_title(hub)} {self.words.speed(speed)}" for hub, speed in sending)

    def delivery(self, transfer: Transfer) -> list[SourceRow]:
        """Every hub that was asked, in the order of asking."""
        return [self._source(hub, count) for hub, count in list(transfer.sources.items())]

    def _source(self, hub: str, count: SourceCount) -> SourceRow:
        many = translate("TransferRow", "{count} connections").format(count=count.connections)
        connections = translate("TransferRow", "1 connection") if count.connections == 1 else many
        return SourceRow(
            key=hub,
            title=self.hub_title(hub),
            amount=self.words.size(count.bytes),
            speed=self.words.speed(count.speed) if count.connections else "",
            connections=connections if count.connections else "",
            problem=self.words.error(count.banned).title if count.banned is not None else "",
        )


def _is_worth_telling(sources: Mapping[str, SourceCount]) -> bool:
    """One source that works is named in the row already."""
    return len(sources) > 1 or any(count.banned is not None for count in list(sources.values()))


def _outcome(checks: set[Check]) -> str:
    """How a finished download was proven; nothing is known while the library has not been read."""
    if Check.MISMATCH in checks:
        return translate("TransferRow", "Changed since it was verified")
    if Check.NO_DIGEST in checks:
        return translate("TransferRow", "Downloaded without a digest")
    if Check.MIRRORED in checks:
        return translate("TransferRow", "Matches the mirror's digest")
    return translate("TransferRow", "Verified") if checks else translate("TransferRow", "Downloaded")


def _limits(transfer: Transfer) -> str:
    """What a person ordered for this one."""
    said = []
    if transfer.state not in OVER:
        if transfer.priority is Priority.HIGH:
            said.append(translate("TransferRow", "goes first"))
        if transfer.priority is Priority.LOW:
            said.append(translate("TransferRow", "goes last"))
        if transfer.limit is not None:
            said.append(translate("TransferRow", "at most {rate}").format(rate=rate_text(transfer.limit)))
    return " · ".join(said)


def _details(transfer: Transfer) -> str:
    """For a report: technical, in no language."""
    plan = transfer.plan
    if transfer.error is None:
        return ""
    return f"{plan.hub} {plan.repo} {plan.variant} {plan.commit}\n{transfer.error}"


def _folder(transfer: Transfer) -> QUrl:
    """Where its files are or will be; empty while nothing is there."""
    if not transfer.plan.files or not transfer.bytes_done:
        return QUrl()
    return QUrl.fromLocalFile(str(Path(transfer.plan.files[0].target).parent))


def _curve(speeds: Sequence[float]) -> list[float]:
    """Parts of the fastest; a line needs two. A list, because Qt shows QML no other sequence."""
    fastest = max(speeds, default=0.0)
    return [speed / fastest for speed in speeds] if fastest > 0 and len(speeds) > 1 else []


def _part(transfer: Transfer, count: int) -> float:
    return count / transfer.bytes_total if transfer.bytes_total else 0.0
