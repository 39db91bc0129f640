"""The page Discover: what the hubs have, one row a model, filtered and sorted.

The rows are made here of what the hubs answer (`discover_question`); a filter only picks from them, and where it
leaves few, the hubs are asked for more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import Property, QEnum, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError, FolderMissing, HubUnreachable
from fireseed.flows.search import Entry, Results
from fireseed.flows.search_hubs import Answer
from fireseed.hubs.folder import FolderHub
from fireseed.hubs.protocol import SearchQuery
from fireseed.hubs.references import Reference
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge
from fireseed.ui.discover_address import Typed
from fireseed.ui.discover_filters import SearchFilters
from fireseed.ui.discover_fits import RoughFits
from fireseed.ui.discover_question import Question
from fireseed.ui.discover_rows import ModelRows
from fireseed.ui.discover_services import DiscoverServices
from fireseed.ui.discover_words import Circumstances, ModelRow, model_row
from fireseed.ui.fit_words import Grade
from fireseed.ui.offer import OfferPane
from fireseed.ui.rows import Rows
from fireseed.ui.shelf import Shelf
from fireseed.ui.trust_words import Standing

QML_IMPORT_NAME = "Fireseed.Discover"
QML_IMPORT_MAJOR_VERSION = 1

_TYPING_PAUSE_MS = 300
"""How long a person rests before what was typed is asked for."""

_ENOUGH = 20
"""Rows that fill a window; with fewer the hubs are asked for more without being told."""


@dataclass(frozen=True)
class HubRow:
    """One hub that did not answer, and why."""

    key: str
    title: str
    advice: str
    details: str


@QmlElement
class Discover(QObject):
    """The list, and the question behind it.

    Properties: `text` is what was typed; `phase` says what to show; `rows` and `failures` are lists; `filters` are
    the chips and orders; `summary` counts. `busy` is true while any hub owes an answer, `outdated` while the rows
    still answer the former question, `resting` when there is more that is only looked for when a person wants
    it. `trouble` says which hubs did not answer. `offer` is the pane for one model, `chosen` is its row.

    What was typed may be an address: `suggestion` then offers to open what it names, and `addressProblem`
    says why one can't be. The hubs are searched for words, and for a bare `owner/name`; any other
    address is nobody's business.
    """

    @QEnum
    class Phase(IntEnum):
        """What the page shows in the list's place."""

        LOADING = 0
        READY = 1
        EMPTY = 2
        FAILED = 3
        FILTERED = 4

    QEnum(Standing)
    QEnum(Grade)

    textChanged = Signal()
    stateChanged = Signal()
    chosenChanged = Signal()
    restarted = Signal()
    """The list is another one now: it is shown from its beginning."""

    def __init__(
        self,
        bridge: Bridge,
        services: DiscoverServices,
        shelf: Shelf,
        offer: OfferPane,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._services = services
        self._shelf = shelf
        self._offer = offer
        self._typed = Typed()
        self._filters = SearchFilters(bridge, self)
        self._fits = RoughFits(bridge, services.look, self)
        self._answers: list[tuple[Answer, bool]] = []
        self._results = self._no_results()
        self._stale = False
        self._held = -1
        self._reached = 0
        self._opened = ""
        self._question = Question(bridge, services.hubs, services.search, self._take, self._settle, self)
        self._rows = ModelRows(self._describe, self)
        self._failures = Rows(HubRow, self)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.search)
        self._filters.filtered.connect(self._filter)
        self._filters.sorted.connect(self._sort)
        self._fits.found.connect(self._measure)
        shelf.changed.connect(self._rows.reword)
        offer.changed.connect(self._watch_offer)
        bridge.wordsChanged.connect(self._adapt)
        bridge.wordsChanged.connect(self.textChanged)

    @Slot()
    def start(self) -> None:
        """The page was opened: asks for a first list, once."""
        if not self._question.begun:
            self.search()

    @Slot()
    def accept(self) -> None:
        """Enter: opens what an address names, else searches at once."""
        if self._typed.reference is not None:
            self.show(self._typed.reference)
        elif self._typed.error is None:
            self.search()

    @Slot()
    def search(self) -> None:
        """Asks every hub anew. Rows of the former question stay until the first answer."""
        self._pause.stop()
        self._stale = True
        self._reached = 0
        self._fits.look()
        self._question.ask(SearchQuery(text=self._typed.words, sort=self._filters.sort))
        self._tell()

    @Slot()
    def more(self) -> None:
        """A person came near the end of the list."""
        if self._stale:
            return
        if len(self._rows.entries) > self._reached:
            self._reached = len(self._rows.entries)
            self._question.renew()
        self._question.more()
        self.stateChanged.emit()

    @Slot()
    def further(self) -> None:
        """A person wants to see more although what came last held nothing to show."""
        self._question.renew()
        self._question.more()
        self.stateChanged.emit()

    @Slot(str)
    def retry(self, hub: str) -> None:
        """Asks one hub again where it failed."""
        self._question.retry(hub)
        self._tell()

    @Slot()
    def retryAll(self) -> None:
        """Asks every hub again that failed."""
        for hub, _ in tuple(self._question.failed):
            self._question.retry(hub)
        self._tell()

    @Slot(int)
    def hold(self, last: int) -> None:
        """Rows up to the index `last` are being read: answers change nothing above it. -1 for none."""
        self._held = last

    @Slot(str)
    def open(self, key: str) -> None:
        """Shows the model of the row `key` in the pane."""
        entry = next((entry for entry in self._rows.entries if entry.key == key), None)
        if entry is not None:
            self._choose(key)
            self._offer.show(entry.repos[0], entry.repos)

    def show(self, reference: Reference) -> None:
        """Shows in the pane what an address names, or what another page wants to be seen."""
        self._choose("")
        self._offer.find(reference)

    def _choose(self, key: str) -> None:
        if key != self._opened:
            self._opened = key
            self.chosenChanged.emit()

    @Slot()
    def _watch_offer(self) -> None:
        if self._offer.property("phase") == OfferPane.Phase.NONE:
            self._choose("")

    @Slot()
    def _adapt(self) -> None:
        """The settings were changed: the language, or the address of a hub."""
        if self._question.outlived:
            self.search()
        self._rows.reword()
        self._tell()

    @Slot()
    def _filter(self) -> None:
        self._reached = 0
        self._question.renew()
        self._restart()
        self._settle()

    @Slot()
    def _sort(self) -> None:
        """What is here is put in order at once; the hubs are asked for theirs."""
        self._restart()
        if self._question.begun:
            self.search()

    @Slot()
    def _measure(self) -> None:
        """This machine has become known."""
        self._results = self._no_results()
        for answer, follows in self._answers:
            self._results.add(answer.hub, answer.page, answer.remembered, follows=follows)
        self._rows.reword()
        self._show()
        self._settle()

    def _no_results(self) -> Results:
        services = self._services
        return Results(services.catalogue, services.licences, self._fits.fits if self._fits.known else None)

    def _take(self, answer: Answer, follows: bool) -> None:
        fresh = self._stale and bool(answer.page.repos)
        if fresh:
            self._forget()
        if answer.page.repos:
            self._answers.append((answer, follows))
            self._results.add(answer.hub, answer.page, answer.remembered, follows=follows)
        self._restart() if fresh else self._show()

    def _forget(self) -> None:
        """What answered the former question goes."""
        self._stale = False
        self._answers.clear()
        self._results = self._no_results()

    def _settle(self) -> None:
        """After an answer: asks on where there are few rows, and tells how things stand."""
        if self._stale and not self._owed():
            self._forget()
            self._restart()
        if not self._stale and len(self._rows.entries) < _ENOUGH:
            self._question.more()
        self._tell()

    def _owed(self) -> bool:
        return self._question.busy or self._pause.isActive()

    def _found(self) -> tuple[Entry, ...]:
        return self._results.entries(self._filters.filters, self._filters.sort)

    def _restart(self) -> None:
        """Another list, from its beginning."""
        self._held = -1
        self._rows.reset(self._found())
        self.restarted.emit()
        self.stateChanged.emit()

    def _show(self) -> None:
        """The same list, further along: nothing that is being read moves."""
        entries = self._found()
        read: Sequence[Entry] = self._rows.entries[: self._held + 1]
        if read:
            now = {entry.key: entry for entry in entries}
            first = [now[entry.key] for entry in read if entry.key in now]
            above = {entry.key for entry in first}
            entries = (*first, *(entry for entry in entries if entry.key not in above))
        self._rows.update(entries)

    def _tell(self) -> None:
        self._failures.replace([self._notice(hub, error) for hub, error in self._question.failed])
        self.stateChanged.emit()

    def _describe(self, entry: Entry) -> ModelRow:
        hubs = tuple(dict.fromkeys(self._services.hub_titles(repo.hub) for repo in entry.repos))
        return model_row(
            entry,
            Circumstances(
                words=self._bridge.words,
                now=datetime.now().astimezone(),
                hubs=hubs,
                fit=self._fits.rough(entry),
                installed=any(self._shelf.holds(repo.hub, repo.name) for repo in entry.repos),
            ),
        )

    def _notice(self, hub: str, error: FireseedError) -> HubRow:
        asked, shown = self._services.hubs.get(hub), error
        if isinstance(asked, FolderHub) and isinstance(error, HubUnreachable):
            # What to do about a folder is to connect its drive, not to look after the internet.
            shown = FolderMissing(str(asked.folder))
        said = self._bridge.words.error(shown)
        return HubRow(key=hub, title=said.title, advice=said.advice, details=str(error))

    def _phase(self) -> Phase:
        if self._rows.entries:
            return self.Phase.READY
        if self._owed() or not self._question.begun:
            return self.Phase.LOADING
        if len(self._results):
            return self.Phase.FILTERED
        # A hub that did not answer might have had what was asked for: "nothing found" would not be true.
        if self._failures.rows:
            return self.Phase.FAILED
        return self.Phase.EMPTY

    def _set_text(self, text: str) -> None:
        if text.strip() == self._typed.text:
            return
        words = self._typed.words
        self._typed = Typed.read(text, self._services.read_address)
        if self._typed.words != words:
            self._question.give_up()
            self._pause.start()
            self.stateChanged.emit()
        self.textChanged.emit()

    def _address_text(self) -> str:
        error = self._typed.error
        return phrases.told(self._bridge.words.error(error)) if error is not None else ""

    def _summary(self) -> str:
        shown, all_ = len(self._rows.entries), len(self._results)
        if not all_:
            return ""
        if self._filters.property("active"):
            return self.tr("{shown} of {all} models").format(shown=shown, all=all_)
        return self.tr("One model") if shown == 1 else self.tr("{count} models").format(count=shown)

    def _trouble(self) -> str:
        failed = self._failures.rows
        if len(failed) < 2:
            return failed[0].title if failed else ""
        titles = ", ".join(self._services.hub_titles(row.key) for row in failed)
        return self.tr("No answer from {hubs}").format(hubs=titles)

    def _trouble_advice(self) -> str:
        failed = self._failures.rows
        if not failed:
            return ""
        if any(entry.remembered for entry in self._rows.entries):
            return self.tr("What you see of it is from earlier, and says from when.")
        return failed[0].advice

    text = Property(str, lambda self: self._typed.text, _set_text, notify=textChanged)
    suggestion = Property(str, lambda self: self._typed.suggestion(self._services.hub_titles), notify=textChanged)
    suggested = Property(str, lambda self: self._typed.part, notify=textChanged)
    addressProblem = Property(str, _address_text, notify=textChanged)
    phase = Property(int, _phase, notify=stateChanged)
    busy = Property(bool, _owed, notify=stateChanged)
    outdated = Property(bool, lambda self: self._stale, notify=stateChanged)
    resting = Property(bool, lambda self: self._question.rests, notify=stateChanged)
    summary = Property(str, _summary, notify=stateChanged)
    trouble = Property(str, _trouble, notify=stateChanged)
    troubleAdvice = Property(str, _trouble_advice, notify=stateChanged)
    chosen = Property(str, lambda self: self._opened, notify=chosenChanged)
    filters = Property(QObject, lambda self: self._filters, constant=True)
    rows = Property(QObject, lambda self: self._rows, constant=True)
    failures = Property(QObject, lambda self: self._failures, constant=True)
    offer = Property(QObject, lambda self: self._offer, constant=True)
