"""The page Downloads: one row a transfer, sampled ten times a second and never told more often."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import Property, QEnum, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError, ScheduleInvalid
from fireseed.base.settings import Settings
from fireseed.transfer.schedule import Schedule
from fireseed.transfer.state import Priority, TransferState, Waiting
from fireseed.transfer.transfers import Transfer, Transfers
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.conversations import Say
from fireseed.ui.rates import parse_rate, rate_text
from fireseed.ui.rows import Rows
from fireseed.ui.shelf import Shelf
from fireseed.ui.shell import TOAST_MS
from fireseed.ui.totals import Totals
from fireseed.ui.transfer_rows import UNDER_WAY, Described, Describer, Place, SourceRow, TransferRow, places

QML_IMPORT_NAME = "Fireseed.Downloads"
QML_IMPORT_MAJOR_VERSION = 1

_OVER = Place(rises=False, sinks=False)


@dataclass
class _Leaving:
    """A download that a person cancelled and may still take back; `rests` once it has stopped for that."""

    resumes: bool
    rests: bool


@QmlElement
class DownloadsPage(QObject):
    """The list, and what can be done with one download or all.

    `summary` is the queue in one line; `speedLimit` is that of all downloads together in bytes/s, 0 for none, and
    `speedLimitText` says it. `problem` and `advice` tell why the library can't be read, which keeps finished
    downloads from being opened.

    Cancelling pauses and hides a download at once and discards its bytes only when the note that offers to take it
    back is gone: a slip of the hand, or quitting in between, loses nothing.
    """

    @QEnum
    class Phase(IntEnum):
        """What the page shows in the list's place. LOADING: what an earlier run left is still being read."""

        LOADING = 0
        READY = 1
        EMPTY = 2

    @QEnum
    class Rank(IntEnum):
        """The priorities, for a menu."""

        LOW = Priority.LOW
        NORMAL = Priority.NORMAL
        HIGH = Priority.HIGH

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        transfers: Transfers,
        hub_title: Callable[[str], str],
        shelf: Shelf,
        say: Say,
        choices: Choices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._transfers = transfers
        self._hub_title = hub_title
        self._shelf = shelf
        self._say = say
        self._choices = choices
        self._rows = Rows(TransferRow, self)
        self._described: dict[str, Described] = {}
        self._finished: dict[str, int] = {}
        self._open: dict[str, Rows[SourceRow]] = {}
        self._leaving: dict[str, _Leaving] = {}
        self._going: set[str] = set()
        self._totals = Totals()
        self._face: tuple[object, ...] = ()
        self._describer = self._make_describer()
        bridge.sampled.connect(self.sample)
        choices.changed.connect(self._describe_again)
        shelf.changed.connect(self._describe_again)

    @Slot()
    def sample(self) -> None:
        """Reads every transfer's counters."""
        now = time.monotonic()
        queue, finished = self._arranged()
        rows = [self._row(transfer, place, now) for transfer, place in zip(queue, places(queue), strict=True)]
        rows += [self._row(transfer, _OVER, now) for transfer in finished]
        self._rows.replace(rows)
        self._totals = self._totals.of(queue, now)
        self._tell()

    def _arranged(self) -> tuple[list[Transfer], list[Transfer]]:
        """What is to come in the queue's order, and below it what is done, the latest first."""
        queue: list[Transfer] = []
        finished: list[Transfer] = []
        for transfer in self._transfers.all():
            if self._shows(transfer):
                (finished if transfer.state is TransferState.DONE else queue).append(transfer)
        for transfer in finished:
            self._finished.setdefault(transfer.id, len(self._finished))
        finished.sort(key=lambda transfer: self._finished[transfer.id], reverse=True)
        return queue, finished

    def _shows(self, transfer: Transfer) -> bool:
        leaving = self._leaving.get(transfer.id)
        if leaving is not None and leaving.rests and transfer.state in UNDER_WAY:
            # Asked for anew meanwhile, on another page: that takes it back too.
            del self._leaving[transfer.id]
            leaving = None
        hidden = leaving is not None or transfer.id in self._going
        return not hidden and transfer.state is not TransferState.CANCELLED

    def _row(self, transfer: Transfer, place: Place, now: float) -> TransferRow:
        former = self._described.get(transfer.id)
        if former is not None and former.still_holds(transfer, place, now):
            return former.moved(transfer)
        plan, delivery = transfer.plan, self._open.get(transfer.id)
        model = None
        if transfer.state is TransferState.DONE:
            model = self._shelf.find(plan.hub, plan.repo, plan.variant)
        if delivery is not None:
            delivery.replace(self._describer.delivery(transfer))
        described = self._describer.describe(transfer, place, model, delivery, now)
        self._described[transfer.id] = described
        return described.row

    # One download

    @Slot(str)
    def pause(self, key: str) -> None:
        """Stops a download where it is."""
        self._do(lambda: self._transfers.pause(key))

    @Slot(str)
    def resume(self, key: str) -> None:
        """Goes on with a paused download, or tries a failed one again."""
        self._do(lambda: self._transfers.resume(key))

    @Slot(str)
    def toggle(self, key: str) -> None:
        """Pauses what goes on, and goes on with what rests."""
        for row in self._rows.rows:
            if row.key == key and row.pausable:
                self.pause(key)
            elif row.key == key and row.resumable:
                self.resume(key)

    @Slot(str)
    def startNow(self, key: str) -> None:
        """Lets a download run outside of the hours."""
        self._do(lambda: self._transfers.start_now(key))

    @Slot(str)
    def rise(self, key: str) -> None:
        """Puts a download before the one above it."""
        queue, at = self._queue_around(key)
        if at is not None and queue[at].rises:
            self._do(lambda: self._transfers.move(key, queue[at - 1].key))

    @Slot(str)
    def sink(self, key: str) -> None:
        """Puts a download behind the one below it."""
        queue, at = self._queue_around(key)
        if at is not None and queue[at].sinks:
            following = queue[at + 2].key if at + 2 < len(queue) else None
            self._do(lambda: self._transfers.move(key, following))

    @Slot(str)
    def lead(self, key: str) -> None:
        """Puts a download before all others of its priority."""
        queue, at = self._queue_around(key)
        if at is not None and queue[at].rises:
            first = next(row.key for row in queue if row.priority == queue[at].priority)
            self._do(lambda: self._transfers.move(key, first))

    def _queue_around(self, key: str) -> tuple[list[TransferRow], int | None]:
        queue = [row for row in self._rows.rows if not row.done]
        return queue, next((at for at, row in enumerate(queue) if row.key == key), None)

    @Slot(str, int)
    def prioritize(self, key: str, rank: int) -> None:
        """`rank` is one of `Rank`."""
        self._do(lambda: self._transfers.prioritize(key, Priority(rank)))

    @Slot(str, float)
    def limit(self, key: str, rate: float) -> None:
        """Bounds one download to `rate` bytes/s, 0 for no bound of its own."""
        self._do(lambda: self._transfers.limit(key, round(rate) or None))

    @Slot(str)
    def fold(self, key: str) -> None:
        """Shows where the bytes of a download come from, or no more."""
        if self._open.pop(key, None) is None:
            self._open[key] = Rows(SourceRow, self)
        self._described.pop(key, None)
        self.sample()

    # All downloads

    @Slot()
    def pauseAll(self) -> None:
        """Pauses everything that runs or waits."""
        self._do(self._transfers.pause_all)

    @Slot()
    def resumeAll(self) -> None:
        """Goes on with everything that is paused; one that was just cancelled can still be taken back."""
        paused = [row.key for row in self._rows.rows if row.resumable and not row.failed]

        def resume() -> None:
            for key in paused:
                self._transfers.resume(key)

        self._do(resume)

    @Slot(float)
    def setSpeedLimit(self, rate: float) -> None:
        """Bounds all downloads together to `rate` bytes/s, 0 for no bound, from now on."""
        if not self._choices.change(speed_limit=round(rate)):
            self._bridge.failed.emit(self._choices.error)

    @Slot(str, result=float)
    def rateOf(self, text: str) -> float:
        """Bytes/s from what a person typed in MB/s; 0 when it is none."""
        return float(parse_rate(text) or 0)

    @Slot()
    def retry(self) -> None:
        """Reads the library again."""
        self._shelf.refresh()

    # Cancelling

    @Slot(str)
    def cancel(self, key: str) -> None:
        """Takes a download off the list, for good when nobody takes that back in time."""
        transfer = self._transfers.get(key)
        resumes = transfer.state in UNDER_WAY or transfer.waiting is Waiting.SPACE
        leaving = self._leaving[key] = _Leaving(resumes=resumes, rests=not resumes)

        def rest(_: object) -> None:
            leaving.rests = True

        if resumes:
            self._bridge.run(lambda: self._transfers.pause(key), rest)
        title = transfer.plan.repo.partition("/")[2]
        self._say(self.tr("Cancelled: {name}").format(name=title), self.tr("Undo"), lambda: self._undo(key))
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

    # What the page says

    @Slot()
    def _describe_again(self) -> None:
        self._describer = self._make_describer()
        self._described.clear()
        self._totals = Totals()
        self.sample()

    def _make_describer(self) -> Describer:
        return Describer(self._bridge.words, self._hub_title, _opening(self._choices.current))

    def _tell(self) -> None:
        face = (
            self._phase(),
            self._summary(),
            self._totals.pausable,
            self._totals.resumable,
            self._choices.current.speed_limit,
            self._bridge.words,
            self._obstacle(),
        )
        if face != self._face:
            self._face = face
            self.changed.emit()

    def _phase(self) -> Phase:
        if self._rows.rows:
            return self.Phase.READY
        return self.Phase.EMPTY if self._shelf.known else self.Phase.LOADING

    def _summary(self) -> str:
        words, totals = self._bridge.words, self._totals
        facts = [words.speed(totals.speed)] if totals.speed else []
        for count, text in (
            (totals.running, self.tr("{count} running")),
            (totals.waiting, self.tr("{count} waiting")),
            (totals.resumable, self.tr("{count} paused")),
            (totals.failed, self.tr("{count} stopped")),
        ):
            if count:
                facts.append(text.format(count=count))
        if totals.bytes_left:
            facts.append(self.tr("{size} to come").format(size=words.size(totals.bytes_left)))
        if totals.seconds_left is not None:
            facts.append(self.tr("about {duration}").format(duration=words.duration(totals.seconds_left)))
        return " · ".join(facts)

    def _limit_text(self) -> str:
        rate = self._choices.current.speed_limit
        return self.tr("At most {rate}").format(rate=rate_text(rate)) if rate else self.tr("No speed limit")

    def _obstacle(self) -> FireseedError | None:
        """What keeps finished downloads from being opened."""
        return self._shelf.error if any(row.done for row in self._rows.rows[-1:]) else None

    def _obstacle_said(self) -> tuple[str, str]:
        obstacle = self._obstacle()
        if obstacle is None:
            return "", ""
        said = self._bridge.words.error(obstacle)
        return said.title, said.advice

    rows = Property(QObject, lambda self: self._rows, constant=True)
    phase = Property(int, lambda self: self._phase(), notify=changed)
    summary = Property(str, lambda self: self._summary(), notify=changed)
    pausable = Property(bool, lambda self: self._totals.pausable > 0, notify=changed)
    resumable = Property(bool, lambda self: self._totals.resumable > 0, notify=changed)
    speedLimit = Property(float, lambda self: float(self._choices.current.speed_limit), notify=changed)
    speedLimitText = Property(str, lambda self: self._limit_text(), notify=changed)
    problem = Property(str, lambda self: self._obstacle_said()[0], notify=changed)
    advice = Property(str, lambda self: self._obstacle_said()[1], notify=changed)


def _opening(settings: Settings) -> str:
    """The hour at which downloads begin, `21:00`; empty where they always may, or the setting is damaged."""
    try:
        return f"{Schedule.parse(settings.schedule).begins:%H:%M}" if settings.schedule else ""
    except ScheduleInvalid:
        return ""
