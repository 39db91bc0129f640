"""Hugging Face and its mirrors, as one hub in the list.

A mirror is asked where it answers sooner; what it says is not believed where the original can be asked. Digests
therefore come from the original whenever it answers, and a mirror only lends its bytes. The token is the
original's alone.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar
from urllib.parse import SplitResult, urlsplit

from fireseed.base.errors import (
    CertificateUntrusted,
    HubAnswerInvalid,
    HubError,
    HubRefused,
    HubUnreachable,
    NotFound,
    RateLimited,
)
from fireseed.base.http import Network
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.protocol import Address, FileSource, Gate, Hub, Listing, SearchPage, SearchQuery

ORIGINAL = "https://huggingface.co"
KNOWN_MIRRORS: Mapping[str, str] = {"hf-mirror.com": "hf-mirror"}
"""Public mirrors by host, with their ids. Whoever names one of them as the hub still gets a mirror."""

MEASURING_SECONDS = 10.0
"""For one small request; a member that needs longer is taken not to answer."""

CONFIRMING_SECONDS = 5.0
"""How long the original is waited for when a mirror has already listed a repo."""

HASTY_SECONDS = 1.0
"""The same, after the original did not answer the last time: most likely it can't be reached from here."""

REMEMBERED_SECONDS = 600.0
"""How long the fastest member is taken to stay the fastest."""

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Latency:
    """How soon one member answered a small request, in seconds, or why it did not."""

    hub: str
    title: str
    seconds: float | None = None
    error: HubError | None = None


class Mirrored:
    """The hub `huggingface`: the first of `members` is the original, the others are mirrors of it.

    Without a `chosen` one the fastest that answers is asked, and the next when it fails. A chosen one (its id) is
    a person's decision: only it is asked, and only it gives bytes. Thread-safe.
    """

    def __init__(self, members: Sequence[HuggingFaceHub], chosen: str | None = None) -> None:
        self._all = tuple(members)
        self._original = self._all[0]
        self._chosen = next((member for member in members if member.id == chosen), None)
        self._lock = threading.Lock()
        self._fastest: tuple[HuggingFaceHub, float] | None = None
        self._confirming = CONFIRMING_SECONDS

    @property
    def id(self) -> str:
        return self._original.id

    @property
    def title(self) -> str:
        return self._original.title

    @property
    def members(self) -> dict[str, Hub]:
        """Whom to ask for an address, by `FileSource.hub`: this hub for its own id, and each mirror."""
        return {**{member.id: member for member in self._all}, self.id: self}

    def measure(self) -> tuple[Latency, ...]:
        """How soon each member answers now, all asked at once, in their order; takes at most MEASURING_SECONDS."""
        answers = dict(_Round(self._all, _latency).answers(MEASURING_SECONDS))
        found = tuple(_measured(member, answers.get(member)) for member in self._all)
        best = min((one for one in found if one.seconds is not None), key=_seconds, default=None)
        with self._lock:
            self._fastest = self._remembered(best.hub) if best is not None else None
        return found

    def search(self, query: SearchQuery) -> SearchPage:
        """One page; the next one comes from the member that gave this, because cursors are its own."""
        if query.cursor is None:
            member, page = self._ask(lambda member: member.search(query))
        else:
            name, _, cursor = query.cursor.partition(" ")
            member = self._member(name)
            page = member.search(replace(query, cursor=cursor))
        repos = tuple(replace(repo, hub=self.id) for repo in page.repos)
        return SearchPage(repos, f"{member.id} {page.next_cursor}" if page.next_cursor else None)

    def listing(self, repo: str, revision: str | None = None) -> Listing:
        """The original's listing where it answers soon, else a mirror's, which is then not `original`.

        A mirror whose digests differ from the original's is no source of this listing.
        """
        if self._chosen is not None or len(self._all) == 1:
            return self._own(self._ask(lambda member: member.listing(repo, revision))[1], ())
        confirmation: _Round[Listing] | None = None
        if self._order()[0] is not self._original:
            within = self._confirming
            confirmation = _Round([self._original], lambda one: one.listing(repo, revision, within=within))
        member, found = self._ask(lambda member: member.listing(repo, revision))
        if member is self._original:
            return self._own(found, self._mirrors())
        confirmed = self._confirmed(confirmation) if confirmation is not None else None
        if confirmed is None:
            return self._own(found, (member, *self._mirrors(without=member)))
        return self._own(confirmed, self._mirrors(without=member if _lies(found, confirmed, member) else None))

    def text(self, repo: str, commit: str, path: str) -> str | None:
        """From the member that answers soonest."""
        return self._ask(lambda member: member.text(repo, commit, path))[1]

    def card(self, repo: str, commit: str) -> str | None:
        return self._ask(lambda member: member.card(repo, commit))[1]

    def who_am_i(self, token: str | None = None) -> str:
        """Whose token this is, by the original: see `HuggingFaceHub.who_am_i`."""
        return self._original.who_am_i(token)

    @property
    def token_name(self) -> str:
        """The name of the secret that is this hub's token."""
        return token_name(self._original.endpoint)

    def address(self, source: FileSource) -> Address:
        """From the member that the source names; this hub's own id is the original, or the chosen one."""
        return self._member(source.hub).address(source)

    def close(self) -> None:
        for member in self._all:
            member.close()

    def _confirmed(self, confirmation: _Round[Listing]) -> Listing | None:
        """What the original says to it, if anything; raises the error that it gives for certain."""
        for _, answer in confirmation.answers(self._confirming):
            if isinstance(answer, Listing):
                self._confirming = CONFIRMING_SECONDS
                return answer
            if not _passing(answer):
                raise answer
        self._confirming = HASTY_SECONDS
        return None

    def _ask(self, ask: Callable[[HuggingFaceHub], _Answer]) -> tuple[HuggingFaceHub, _Answer]:
        """The first answer in order. What the original says for certain is final; a mirror's word is not."""
        failures: list[HubError] = []
        for member in self._order():
            try:
                return member, ask(member)
            except HubError as error:
                if _passing(error):
                    self._forget(member)
                elif member is self._original:
                    raise
                failures.append(error)
        raise next((error for error in failures if not _passing(error)), failures[0])

    def _order(self) -> tuple[HuggingFaceHub, ...]:
        """Whom to ask, one after the other. Raises the original's error when nobody answers at all."""
        if self._chosen is not None:
            return (self._chosen,)
        if len(self._all) == 1:
            return self._all
        with self._lock:
            if self._fastest is None or time.monotonic() > self._fastest[1]:
                self._fastest = self._remembered(self._race().id)
            first = self._fastest[0]
        return (first, *(member for member in self._all if member is not first))

    def _race(self) -> HuggingFaceHub:
        """The first to answer when all are asked at once."""
        failures: dict[HuggingFaceHub, HubError] = {}
        for member, answer in _Round(self._all, _latency).answers(MEASURING_SECONDS):
            if not isinstance(answer, HubError):
                return member
            if not _passing(answer):  # it is there, and has something to say (a refused token)
                return member
            failures[member] = answer
        raise failures.get(self._original) or HubUnreachable(self._original.title, "timed out")

    def _remembered(self, name: str) -> tuple[HuggingFaceHub, float]:
        return self._by_id(name) or self._original, time.monotonic() + REMEMBERED_SECONDS

    def _forget(self, member: HuggingFaceHub) -> None:
        with self._lock:
            if self._fastest is not None and self._fastest[0] is member:
                self._fastest = None

    def _member(self, name: str) -> HuggingFaceHub:
        member = self._chosen if self._chosen is not None and name == self.id else self._by_id(name)
        if member is None:
            raise NotFound(self.title, name)
        return member

    def _by_id(self, name: str) -> HuggingFaceHub | None:
        return next((member for member in self._all if member.id == name), None)

    def _mirrors(self, without: HuggingFaceHub | None = None) -> tuple[HuggingFaceHub, ...]:
        return tuple(member for member in self._all[1:] if member is not without)

    def _own(self, listing: Listing, mirrors: Sequence[HuggingFaceHub]) -> Listing:
        """`listing` as this hub's. Mirrors have no gated files."""
        names = tuple(member.id for member in mirrors) if listing.repo.gate is Gate.OPEN else ()
        return replace(listing, repo=replace(listing.repo, hub=self.id), also_at=names)


class _Round(Generic[_Answer]):
    """One question to several members at once. Each is asked in a thread that never keeps the program alive."""

    def __init__(self, members: Sequence[HuggingFaceHub], ask: Callable[[HuggingFaceHub], _Answer]) -> None:
        self._arriving: SimpleQueue[tuple[HuggingFaceHub, _Answer | HubError]] = SimpleQueue()
        self._count = len(members)

        def run(member: HuggingFaceHub) -> None:
            try:
                self._arriving.put((member, ask(member)))
            except HubError as error:
                self._arriving.put((member, error))

        for member in members:
            threading.Thread(target=run, args=(member,), name=f"ask {member.id}", daemon=True).start()

    def answers(self, seconds: float) -> Iterator[tuple[HuggingFaceHub, _Answer | HubError]]:
        """Answers and errors in the order of their arrival, until all are there or `seconds` are over."""
        deadline = time.monotonic() + seconds
        for _ in range(self._count):
            try:
                yield self._arriving.get(timeout=max(deadline - time.monotonic(), 0.0))
            except Empty:
                return


def hugging_face(
    address: str, mirrors: Sequence[str], secret: Callable[[str], str | None], network: Network | None = None
) -> Mirrored:
    """Hugging Face as the settings want it.

    `address` is empty for the automatic choice among the original and `mirrors`. One of these is then the chosen
    one; any other address is a hub of its own, and an authority for what it publishes, because a person said so.
    Only a known public mirror stays a mirror. `secret` gives the token that is kept under `token_name(endpoint)`.
    """

    def own(endpoint: str, title: str) -> HuggingFaceHub:
        name = token_name(endpoint)
        return HuggingFaceHub("huggingface", title, endpoint, lambda: secret(name), network=network)

    def mirror(name: str, endpoint: str) -> HuggingFaceHub:
        return HuggingFaceHub(name, _host(endpoint), endpoint, mirror_of=ORIGINAL, network=network)

    others = {mirror_id(one): _spelled(one) for one in mirrors}
    chosen: str | None = None
    if address:
        chosen = "huggingface" if _host(address) == _host(ORIGINAL) else mirror_id(address)
        if _host(address) in KNOWN_MIRRORS:
            others[chosen] = _spelled(address)
        if chosen not in (*others, "huggingface"):
            return Mirrored([own(_spelled(address), _host(address) or address)])
    members = [own(ORIGINAL, "Hugging Face"), *(mirror(name, endpoint) for name, endpoint in others.items())]
    return Mirrored(members, chosen)


def mirror_id(address: str) -> str:
    """A short and stable id for a mirror, fit for a folder's name; the same for every spelling of its address."""
    host = _host(address)
    if host in KNOWN_MIRRORS:
        return KNOWN_MIRRORS[host]
    readable = re.sub(r"[^a-z0-9.-]+", "-", host).strip(".-")
    rest = _split(address).path.rstrip("/") if readable else address
    told_apart = hashlib.sha256(rest.encode()).hexdigest()[:8] if rest else ""
    return "-".join(filter(None, ("mirror", readable, told_apart)))


def token_name(address: str) -> str:
    """Under which name the token for this endpoint is kept: tokens belong to one host."""
    return f"token@{_host(address)}"


def contradiction(mirrored: Listing, original: Listing) -> str | None:
    """A path to which both give digests or sizes that can't be of the same bytes, at the same commit; or None."""
    if mirrored.commit != original.commit:
        return None
    truth = {file.path: file for file in original.files}
    for file in mirrored.files:
        true = truth.get(file.path)
        if true is None:
            continue
        pairs = ((file.size, true.size), (file.sha256, true.sha256), (file.git_sha1, true.git_sha1))
        if any(said is not None and is_so is not None and said != is_so for said, is_so in pairs):
            return file.path
    return None


def _lies(mirrored: Listing, original: Listing, member: HuggingFaceHub) -> bool:
    path = contradiction(mirrored, original)
    if path is not None:
        page = mirrored.repo.page or mirrored.repo.name
        _log.warning("%s", HubAnswerInvalid(member.title, page, f"{path} is another file than the original's"))
    return path is not None


def _passing(error: HubError) -> bool:
    """Whether another member may do better: this one can't be had now, or something is in between."""
    if isinstance(error, HubRefused):
        return error.status >= 500
    return isinstance(error, HubUnreachable | RateLimited | CertificateUntrusted | HubAnswerInvalid)


def _latency(member: HuggingFaceHub) -> float:
    return member.latency(MEASURING_SECONDS)


def _measured(member: HuggingFaceHub, answer: float | HubError | None) -> Latency:
    if isinstance(answer, float):
        return Latency(member.id, member.title, seconds=answer)
    return Latency(member.id, member.title, error=answer or HubUnreachable(member.title, "timed out"))


def _seconds(latency: Latency) -> float:
    return latency.seconds if latency.seconds is not None else float("inf")


def _host(address: str) -> str:
    """Host, and port where it isn't the scheme's own, in lower case; empty for what is no address."""
    parts = _split(address)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    host = parts.hostname or ""
    return host if parts.port in (None, default) else f"{host}:{parts.port}"


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(_spelled(address))
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return urlsplit("")
    return parts


def _spelled(address: str) -> str:
    text = address.strip()
    return text if "://" in text else f"https://{text}"
