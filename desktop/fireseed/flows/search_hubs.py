"""Asking the hubs: each by itself, with what it answered before in its place where it can't be reached now."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from queue import Empty, SimpleQueue

from fireseed.base.errors import HubError, HubUnreachable
from fireseed.flows.search_known import known_conversions, known_repos, spelled_for_hubs
from fireseed.flows.search_memory import SearchMemory
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.protocol import Hub, Repo, SearchPage, SearchQuery, Sort
from fireseed.hubs.references import OLLAMA
from fireseed.hubs.session import given_up_by

CONVERSIONS_SECONDS = 10.0
"""How long hubs are waited for that are asked for the conversions of a repo."""

_NOTHING = SearchPage(())


@dataclass(frozen=True)
class Answer:
    """One hub's page. `remembered` is the time of an answer of former days, `error` why there is none of now."""

    hub: str
    page: SearchPage = _NOTHING
    remembered: datetime | None = None
    error: HubError | None = None


class Search:
    """Questions to hubs. Nobody's answer waits for another's; each page that comes is remembered. Thread-safe."""

    def __init__(self, hubs: Mapping[str, Hub], memory: SearchMemory, catalogue: Catalogue) -> None:
        """`hubs` are those that are searched, by id; it may change at any time."""
        self._hubs = hubs
        self._memory = memory
        self._catalogue = catalogue

    async def ask(self, hub: str, query: SearchQuery) -> Answer:
        """What one hub answers to one question. When this is cancelled, its requests end, too.

        A hub that fails is no exception here: its error comes with what is remembered.
        """
        asked = self._spelled(query)
        unwanted = threading.Event()
        loop = asyncio.get_running_loop()
        arriving: asyncio.Future[Answer] = loop.create_future()

        def work() -> None:
            with given_up_by(unwanted):
                outcome = _attempt(lambda: self._answer(hub, asked))
            # A loop that has ended since has nobody who waits.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(_settle, arriving, outcome)
            if isinstance(outcome, Answer):
                self._keep(outcome, asked)  # after the rows are shown: a busy disk takes its time

        # A thread of its own, not one of a pool: who types fast would fill it with questions that nobody wants.
        threading.Thread(target=work, name=f"search {hub}", daemon=True).start()
        try:
            return await arriving
        finally:
            unwanted.set()

    def ask_now(self, hub: str, query: SearchQuery) -> Answer:
        """The same, blocking."""
        asked = self._spelled(query)
        answer = self._answer(hub, asked)
        self._keep(answer, asked)
        return answer

    def everywhere(self, query: SearchQuery) -> tuple[Answer, ...]:
        """What all hubs answer, in their order, once the last of them has: for who shows all at once."""
        with ThreadPoolExecutor(max_workers=max(1, len(self._hubs))) as pool:
            return tuple(pool.map(lambda hub: self.ask_now(hub, query), list(self._hubs)))

    def recall(self, hub: str, query: SearchQuery) -> Answer | None:
        """What is remembered of this hub: its last answer to the question, else what it once named so."""
        return self._recalled(hub, self._spelled(query))

    def conversions(self, repo: Repo) -> tuple[Repo, ...]:
        """Repos with GGUF files of the model in `repo`, which has none itself.

        The well-known ones first, then the most downloaded. Every hub is asked for them at once, and those that
        don't answer in time are left out. Raises HubError where nobody answered and nothing is known.
        """
        hubs = dict(self._hubs)
        model = self._catalogue.model_of(repo.hub, repo.name, repo.base_models)
        known = {
            (one.hub, one.name.casefold()): one
            for hub in hubs
            if model is not None
            for one in known_conversions(model, hub, self._catalogue)
        }
        # The same weights may belong to another owner on another hub.
        repos = model.repos if model is not None else {}
        questions = [
            (
                hub,
                SearchQuery(
                    sort=Sort.DOWNLOADS, quantized_of=repos.get(self._catalogue.hub_kind(name), repo.name)
                ),
            )
            for name, hub in hubs.items()
        ]
        answers = _ask_all(questions, CONVERSIONS_SECONDS)
        pages = [answer for answer in answers if isinstance(answer, SearchPage)]
        if not pages and not known:
            titles = ", ".join(hub.title for hub, _ in questions)
            raise next(
                (answer for answer in answers if isinstance(answer, HubError)), HubUnreachable(titles, "timed out")
            )
        stated = [one for page in pages for one in page.repos]
        # What the hub says of a well-known repo is more than its name.
        described = {(one.hub, one.name.casefold()): one for one in stated}
        first = [described.get(key, one) for key, one in known.items()]
        others = [one for key, one in described.items() if key not in known]
        return (*first, *sorted(others, key=lambda one: -(one.downloads or 0)))

    def _spelled(self, query: SearchQuery) -> SearchQuery:
        return replace(query, text=spelled_for_hubs(query.text, self._catalogue))

    def _answer(self, hub: str, asked: SearchQuery) -> Answer:
        try:
            return Answer(hub, self._page(hub, asked))
        except HubError as error:
            recalled = self._recalled(hub, asked)
            return replace(recalled, error=error) if recalled is not None else Answer(hub, error=error)

    def _keep(self, answer: Answer, asked: SearchQuery) -> None:
        if answer.error is None:
            self._memory.remember(answer.hub, asked, answer.page)

    def _recalled(self, hub: str, asked: SearchQuery) -> Answer | None:
        exact = self._memory.recall(hub, asked)
        if exact is not None:
            return Answer(hub, *exact)
        if asked.cursor is not None:
            return None
        fitting = [(repo, seen) for repo, seen in self._memory.known(hub) if _fits(repo, asked)]
        if not fitting:
            return None
        fitting.sort(key=lambda found: found[0].downloads or 0, reverse=True)
        return Answer(hub, SearchPage(tuple(repo for repo, _ in fitting)), min(seen for _, seen in fitting))

    def _page(self, hub: str, asked: SearchQuery) -> SearchPage:
        """The hub's page; the catalogue's rows stand in where the hub has no search."""
        if self._catalogue.hub_kind(hub) == OLLAMA and asked.cursor is None and not asked.quantized_of:
            rows = known_repos(asked.text, hub, self._catalogue)
            if rows:
                return SearchPage(rows)
        chosen = self._hubs.get(hub)
        if chosen is None:  # the settings were changed meanwhile
            raise HubUnreachable(hub, "closed")
        return chosen.search(asked)


def _fits(repo: Repo, query: SearchQuery) -> bool:
    """Whether a hub would have named this repo: every word is in its name or in its base model's."""
    if query.quantized_of:
        return query.quantized_of.casefold() in (base.casefold() for base in repo.base_models)
    named = " ".join((repo.name, *repo.base_models)).casefold()
    return all(word in named for word in query.text.casefold().split())


def _attempt(work: Callable[[], Answer]) -> Answer | BaseException:
    try:
        return work()
    except BaseException as error:  # noqa: BLE001 - it is raised again where the answer is waited for
        return error


def _settle(arriving: asyncio.Future[Answer], outcome: Answer | BaseException) -> None:
    if arriving.done():
        return
    if isinstance(outcome, BaseException):
        arriving.set_exception(outcome)
    else:
        arriving.set_result(outcome)


def _ask_all(questions: Sequence[tuple[Hub, SearchQuery]], seconds: float) -> list[SearchPage | HubError]:
    """All answers that come in time, failures among them; raises nothing."""
    arriving: SimpleQueue[SearchPage | HubError] = SimpleQueue()
    unwanted = threading.Event()

    def ask(hub: Hub, query: SearchQuery) -> None:
        try:
            with given_up_by(unwanted):
                arriving.put(hub.search(query))
        except HubError as error:
            arriving.put(error)

    for hub, query in questions:
        threading.Thread(target=ask, args=(hub, query), name=f"search {hub.id}", daemon=True).start()
    give_up = time.monotonic() + seconds
    found: list[SearchPage | HubError] = []
    for _ in questions:
        try:
            found.append(arriving.get(timeout=max(give_up - time.monotonic(), 0)))
        except Empty:
            break
    unwanted.set()
    return found
