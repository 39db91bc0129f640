"""The page Discover: what the hubs offer, row by row.

Every hub is asked by itself, so one that is down costs a quiet notice and never the rows of another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import Property, QEnum, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import AddressError, AddressUnclear, FireseedError, FolderMissing, HubUnreachable
from fireseed.hubs.folder import FolderHub
from fireseed.hubs.protocol import Gate, Hub, Repo, SearchPage, SearchQuery
from fireseed.hubs.references import WEB, Reference
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.offer import OfferPane, named_repo
from fireseed.ui.rows import Rows
from fireseed.ui.shelf import Shelf

QML_IMPORT_NAME = "Fireseed.Discover"
QML_IMPORT_MAJOR_VERSION = 1

_TYPING_PAUSE_MS = 300
"""How long a person rests before what was typed is asked for."""


@dataclass(frozen=True)
class RepoRow:
    """One repo as the list shows it. An empty text means that the hub did not say."""

    key: str
    hub: str
    hub_title: str
    name: str
    title: str
    owner: str
    parameters: str
    licence: str
    downloads: str
    updated: str
    gated: bool
    installed: bool


@dataclass(frozen=True)
class HubRow:
    """One hub that did not answer, and why."""

    key: str
    title: str
    advice: str
    details: str


@dataclass
class HubSearch:
    """How far one hub's answer to the present question has come."""

    hub: str
    cursor: str | None = None
    work: Work | None = None
    at_end: bool = False
    error: FireseedError | None = None

    @property
    def asks(self) -> bool:
        """Whether another page can be asked for."""
        return self.work is None and not self.at_end and self.error is None


@QmlElement
class Discover(QObject):
    """The list, and the question behind it.

    Properties: `text` is what was typed; `phase` says what to show; `rows` and `failures` are lists; `busy` is
    true while any hub owes an answer, `outdated` while the rows still answer the former question; `offer` is the
    pane for one repo.

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

    textChanged = Signal()
    stateChanged = Signal()

    def __init__(
        self,
        bridge: Bridge,
        hubs: Mapping[str, Hub],
        read_address: Callable[[str], Reference],
        hub_titles: Callable[[str], str],
        shelf: Shelf,
        offer: OfferPane,
        parent: QObject | None = None,
    ) -> None:
        """`read_address` answers what a text names, or raises AddressError types."""
        super().__init__(parent)
        self._bridge = bridge
        self._hubs = hubs
        self._read_address = read_address
        self._hub_titles = hub_titles
        self._shelf = shelf
        self._offer = offer
        self._text = ""
        self._reference: Reference | None = None
        self._address_error: AddressError | None = None
        self._repos: list[Repo] = []
        self._stale = False
        self._asked: dict[str, HubSearch] = {}
        self._asked_hubs: list[Hub] = []
        self._rows = Rows(RepoRow, self)
        self._failures = Rows(HubRow, self)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.search)
        shelf.changed.connect(self._show)
        bridge.wordsChanged.connect(self._adapt)
        bridge.wordsChanged.connect(self.textChanged)

    @Slot()
    def start(self) -> None:
        """The page was opened: asks for a first list, once."""
        if not self._asked:
            self.search()

    @Slot()
    def accept(self) -> None:
        """Enter: opens what an address names, else searches at once."""
        if self._reference is not None:
            self._offer.find(self._reference)
        elif self._address_error is None:
            self.search()

    @Slot()
    def search(self) -> None:
        """Asks every hub anew. Rows of the former question stay until the first answer."""
        self._pause.stop()
        for asked in self._asked.values():
            if asked.work is not None:
                asked.work.cancel()
        self._asked = {hub: HubSearch(hub) for hub in self._hubs}
        self._asked_hubs = list(self._hubs.values())
        self._stale = True
        self.more()
        self._show()

    @Slot()
    def more(self) -> None:
        """Asks for the next page of every hub that has one."""
        for asked in self._asked.values():
            if asked.asks:
                self._ask(asked)
        self.stateChanged.emit()

    @Slot(str)
    def retry(self, hub: str) -> None:
        """Asks one hub again where it failed."""
        asked = self._asked[hub]
        if asked.error is not None:
            asked.error = None
            self._ask(asked)
            self._show()

    def show(self, reference: Reference) -> None:
        """Shows in the pane what another page wants to be seen."""
        self._offer.find(reference)

    @Slot(str)
    def open(self, key: str) -> None:
        """Shows the repo of the row `key` in the pane."""
        for repo in self._repos:
            if _key(repo) == key:
                self._offer.show(repo)

    @Slot()
    def _adapt(self) -> None:
        """The settings were changed: the language, or the address of a hub."""
        if self._asked and self._asked_hubs != list(self._hubs.values()):
            self._repos = [repo for repo in self._repos if repo.hub in self._hubs]
            self.search()
        self._show()

    def _ask(self, asked: HubSearch) -> None:
        hub, query = self._hubs[asked.hub], SearchQuery(text=self._words(), cursor=asked.cursor)
        asked.work = self._bridge.run(
            lambda: hub.search(query),
            lambda page: self._answered(asked, page),
            lambda error: self._failed(asked, error),
        )

    def _words(self) -> str:
        """What the hubs are asked for: never an address, which may hold more than they should know."""
        if self._address_error is not None:
            return ""
        return self._text if self._reference is None or self._is_name() else ""

    def _is_name(self) -> bool:
        """Whether the address is a bare `owner/name`, which may as well be words to search for."""
        return self._reference is not None and self._reference == Reference(self._text)

    def _answered(self, asked: HubSearch, page: SearchPage) -> None:
        asked.work = None
        asked.cursor = page.next_cursor
        asked.at_end = page.next_cursor is None
        if self._stale and page.repos:
            self._repos.clear()
            self._stale = False
        known = {_key(repo) for repo in self._repos}
        self._repos.extend(repo for repo in page.repos if _key(repo) not in known)
        self._settle()

    def _failed(self, asked: HubSearch, error: FireseedError) -> None:
        asked.work = None
        asked.error = error
        self._settle()

    def _settle(self) -> None:
        if self._stale and not self._owed():
            self._repos.clear()
            self._stale = False
        self._show()

    def _owed(self) -> bool:
        return any(asked.work is not None for asked in self._asked.values())

    @Slot()
    def _show(self) -> None:
        now = datetime.now().astimezone()
        self._rows.replace([self._row(repo, now) for repo in self._repos])
        self._failures.replace(
            [self._notice(asked.hub, asked.error) for asked in self._asked.values() if asked.error is not None]
        )
        self.stateChanged.emit()

    def _row(self, repo: Repo, now: datetime) -> RepoRow:
        words = self._bridge.words
        return RepoRow(
            key=_key(repo),
            hub=repo.hub,
            hub_title=self._hub_titles(repo.hub),
            name=repo.name,
            title=repo.title,
            owner=repo.owner,
            parameters=words.count(repo.parameters) if repo.parameters else "",
            licence=phrases.licence(repo.licence).name if repo.licence else "",
            downloads=words.count(repo.downloads) if repo.downloads is not None else "",
            updated=phrases.day(repo.updated, now, words.language) if repo.updated else "",
            gated=repo.gate is not Gate.OPEN,
            installed=self._shelf.holds(repo.hub, repo.name),
        )

    def _notice(self, hub: str, error: FireseedError) -> HubRow:
        asked, shown = self._hubs.get(hub), error
        if isinstance(asked, FolderHub) and isinstance(error, HubUnreachable):
            # What to do about a folder is to connect its drive, not to look after the internet.
            shown = FolderMissing(str(asked.folder))
        said = self._bridge.words.error(shown)
        return HubRow(key=hub, title=said.title, advice=said.advice, details=str(error))

    def _phase(self) -> Phase:
        if self._repos:
            return self.Phase.READY
        if self._owed() or not self._asked:
            return self.Phase.LOADING
        # A hub that did not answer might have had what was asked for: "nothing found" would not be true.
        if any(asked.error is not None for asked in self._asked.values()):
            return self.Phase.FAILED
        return self.Phase.EMPTY

    def _set_text(self, text: str) -> None:
        if text.strip() == self._text:
            return
        words = self._words()
        self._text = text.strip()
        self._reference = self._address_error = None
        try:
            self._reference = self._read_address(self._text)
        except AddressUnclear:
            pass  # words to search for
        except AddressError as error:
            self._address_error = error
        if self._words() != words:
            self._pause.start()
        self.textChanged.emit()

    def _suggestion(self) -> str:
        if self._reference is None:
            return ""
        repo, hub = named_repo(self._reference).removeprefix("library/"), self._reference.hub
        if hub is None:
            return self.tr("Open {repo}").format(repo=repo)
        if hub == WEB:
            host, _, repo = repo.partition("/")
            return self.tr("Open {repo} on {hub}").format(repo=repo, hub=host)
        return self.tr("Open {repo} on {hub}").format(repo=repo, hub=self._hub_titles(hub))

    def _suggested(self) -> str:
        """Which part of it is meant."""
        if self._reference is None:
            return ""
        return self._reference.file or self._reference.variant or self._reference.revision or ""

    def _address_text(self) -> str:
        error = self._address_error
        return phrases.told(self._bridge.words.error(error)) if error is not None else ""

    text = Property(str, lambda self: self._text, _set_text, notify=textChanged)
    suggestion = Property(str, _suggestion, notify=textChanged)
    suggested = Property(str, _suggested, notify=textChanged)
    addressProblem = Property(str, _address_text, notify=textChanged)
    phase = Property(int, _phase, notify=stateChanged)
    busy = Property(bool, _owed, notify=stateChanged)
    outdated = Property(bool, lambda self: self._stale, notify=stateChanged)
    rows = Property(QObject, lambda self: self._rows, constant=True)
    failures = Property(QObject, lambda self: self._failures, constant=True)
    offer = Property(QObject, lambda self: self._offer, constant=True)


def _key(repo: Repo) -> str:
    return f"{repo.hub}/{repo.name}"
