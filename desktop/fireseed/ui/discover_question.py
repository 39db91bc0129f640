"""One question to all hubs: who has been asked, how far each answer has come, and what is remembered meanwhile.

Every hub is asked by itself, so one that is down or slow holds nobody up. Another question gives the former one
up, with its requests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Slot

from fireseed.base.errors import FireseedError
from fireseed.flows.search_hubs import Answer, Search
from fireseed.hubs.protocol import Hub, SearchQuery
from fireseed.ui.bridge import Bridge, Work

MOST_PAGES = 6
"""Pages that a hub is asked for by itself while nearly nothing of what it has passes the filters."""

_IMPATIENT_MS = 300
"""How long a hub may take before what it answered formerly is shown in its place."""


@dataclass
class HubSearch:
    """How far one hub's answer has come. `pages` were asked for since a person last asked for more."""

    hub: str
    cursor: str | None = None
    work: Work | None = None
    at_end: bool = False
    heard: bool = False
    error: FireseedError | None = None
    pages: int = 0

    @property
    def can_go_on(self) -> bool:
        """Whether another page can be asked for."""
        return self.work is None and not self.at_end


class Question(QObject):
    """Asks, and hands each answer to `take`, with whether it goes on from a former one of its hub.

    `settled` is called after every change of what is owed.
    """

    def __init__(
        self,
        bridge: Bridge,
        hubs: Mapping[str, Hub],
        search: Search,
        take: Callable[[Answer, bool], object],
        settled: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._hubs = hubs
        self._search = search
        self._take = take
        self._settled = settled
        self._query = SearchQuery()
        self._asked: dict[str, HubSearch] = {}
        self._hubs_then: list[Hub] = []
        self._patience = QTimer(self, singleShot=True, interval=_IMPATIENT_MS)
        self._patience.timeout.connect(self._remember)

    @property
    def begun(self) -> bool:
        """Whether anything was ever asked."""
        return bool(self._asked)

    @property
    def busy(self) -> bool:
        """Whether any hub owes an answer."""
        return any(asked.work is not None for asked in self._asked.values())

    @property
    def failed(self) -> Iterator[tuple[str, FireseedError]]:
        """The hubs that did not answer, and why."""
        return ((asked.hub, asked.error) for asked in self._asked.values() if asked.error is not None)

    @property
    def rests(self) -> bool:
        """Whether there is more that nobody is being asked for."""
        return not self.busy and any(asked.can_go_on for asked in self._asked.values())

    @property
    def outlived(self) -> bool:
        """Whether the hubs are other ones now than those that were asked."""
        return self.begun and self._hubs_then != list(self._hubs.values())

    def ask(self, query: SearchQuery) -> None:
        """Asks every hub anew."""
        self.give_up()
        self._query = query
        self._asked = {hub: HubSearch(hub) for hub in self._hubs}
        self._hubs_then = list(self._hubs.values())
        for asked in self._asked.values():
            self._ask(asked)
        self._patience.start()

    def give_up(self) -> None:
        """Nobody wants the answers that are under way."""
        self._patience.stop()
        for asked in self._asked.values():
            if asked.work is not None:
                asked.work.cancel()
                asked.work = None

    def renew(self) -> None:
        """A person asks for more: each hub may be asked for some pages again."""
        for asked in self._asked.values():
            asked.pages = 0

    def more(self) -> None:
        """Asks for the next page of every hub that has one, within what it may be asked."""
        for asked in self._asked.values():
            if asked.can_go_on and asked.pages < MOST_PAGES:
                self._ask(asked)

    def retry(self, hub: str) -> None:
        """Asks one hub again where it failed."""
        asked = self._asked.get(hub)
        if asked is not None and asked.error is not None and asked.work is None:
            self._asked[hub] = again = HubSearch(hub)
            self._ask(again)

    def _ask(self, asked: HubSearch) -> None:
        query = replace(self._query, cursor=asked.cursor)
        asked.pages += 1
        hub, search = asked.hub, self._search
        if asked.error is not None:
            # It can't be reached: its former answer goes on, and it is only asked again when a person says so.
            asked.work = self._bridge.run(
                lambda: search.recall(hub, query) or Answer(hub),
                lambda answer: self._recalled(asked, answer),
                lambda error: self._failed(asked, error),
            )
            return
        asked.work = self._bridge.run(
            search.ask(hub, query),
            lambda answer: self._answered(asked, answer),
            lambda error: self._failed(asked, error),
        )

    def _answered(self, asked: HubSearch, answer: Answer) -> None:
        asked.heard, asked.error = True, answer.error
        self._recalled(asked, answer)

    def _recalled(self, asked: HubSearch, answer: Answer) -> None:
        follows = asked.cursor is not None
        asked.work, asked.cursor = None, answer.page.next_cursor
        asked.at_end = asked.cursor is None
        self._take(answer, follows)
        self._settled()

    def _failed(self, asked: HubSearch, error: FireseedError) -> None:
        asked.work, asked.error, asked.at_end = None, error, True
        self._settled()

    @Slot()
    def _remember(self) -> None:
        """Hubs that are slow: what they answered before is better than nothing."""
        for asked in self._asked.values():
            if asked.work is not None and not asked.heard and asked.cursor is None:
                self._remember_one(asked)

    def _remember_one(self, asked: HubSearch) -> None:
        hub, query, search = asked.hub, self._query, self._search

        def land(answer: Answer | None) -> None:
            # By now the hub may have answered, or another question may have been asked.
            if answer is not None and not asked.heard and self._asked.get(hub) is asked and asked.work is not None:
                self._take(answer, False)
                self._settled()

        self._bridge.run(lambda: search.recall(hub, query), land)
