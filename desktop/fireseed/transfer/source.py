"""One request for a stretch of one file: the address, redirects by hand, and every check of the answer.

Nothing here touches a disk. Whatever goes wrong is a `Trouble`: the typed error, and the patience it deserves.
"""

from __future__ import annotations

import email.utils
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx2

from fireseed.base.errors import (
    CertificateUntrusted,
    FireseedError,
    Gated,
    HubError,
    HubRefused,
    HubUnreachable,
    NotFound,
    ProxyRefused,
    RateLimited,
    SizeMismatch,
    SourceInvalid,
    SourceStalled,
)
from fireseed.base.http import failure
from fireseed.hubs.protocol import Address, FileSource
from fireseed.transfer.local import SCHEME, LocalFiles
from fireseed.transfer.patience import Patience
from fireseed.transfer.plan import PlannedFile

Resolve = Callable[[FileSource], Address]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_EXPIRED = frozenset({401, 403, 404, 410})
"""What a signed address answers when its time is over."""
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_CONTENT_RANGE = re.compile(r"bytes (\d{1,19})-(\d{1,19})/(\d{1,19}|\*)")
_UNSATISFIED = re.compile(r"bytes \*/(\d{1,19})")


class Kind(Enum):
    """How much patience a trouble deserves."""

    PASSING = "passing"  # the hub says: not now
    LOST = "lost"  # no connection, or it broke
    STALLED = "stalled"  # silence, already waited for
    DOUBTFUL = "doubtful"  # not the file: look again a few times
    EXPIRED = "expired"  # the address may have run out: resolve anew, once
    FINAL = "final"  # asking again can't help


@dataclass(eq=False)
class Trouble(Exception):
    """`error` is what a person would see if it stayed; `wait` is what the hub asked for, in seconds."""

    error: FireseedError
    kind: Kind
    wait: float | None = None


@dataclass(eq=False)
class RangesIgnored(Exception):
    """The source answers a Range request with the whole file: only one stream from zero is possible there."""


@dataclass(frozen=True)
class Body:
    """An accepted answer: its bytes belong to [start, end) of the file."""

    response: httpx2.Response
    start: int
    end: int

    def pieces(self) -> Iterator[bytes]:
        """The bytes as they come; raises httpx2.HTTPError. An over-long body is cut at `end`."""
        left = self.end - self.start
        for piece in self.response.iter_raw():
            yield piece[:left]
            left -= len(piece)
            if left < 0:
                return

    def interrupt(self) -> None:
        """Wakes a thread that waits for bytes, from another thread; its read then fails."""
        stream = self.response.extensions.get("network_stream")
        connection = stream.get_extra_info("socket") if stream is not None else None
        if isinstance(connection, socket.socket):
            try:
                # The base class's own: a TLS socket's `shutdown` also drops the state that the reader is using.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
            except OSError:
                return  # closed already: nobody waits there


@dataclass
class _Known:
    """What is known of one source of one file: the address that worked, after redirects."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    address: Address | None = None


class Requests:
    """Asks sources for bytes. Thread-safe. One for a transfer; the client belongs to the caller."""

    def __init__(self, client: httpx2.Client, resolve: Resolve, patience: Patience) -> None:
        self._client = client
        self._local = LocalFiles()
        self._resolve = resolve
        self._timeout = httpx2.Timeout(**{**client.timeout.as_dict(), "read": patience.silence})
        self._known: dict[FileSource, _Known] = {}
        self._lock = threading.Lock()

    def open(self, file: PlannedFile, source: FileSource, start: int, end: int) -> Body:
        """Bytes [start, end) from one source; raises Trouble or RangesIgnored. The caller closes `response`."""
        return self._open(file, source, {"Range": f"bytes={start}-{end - 1}"}, start, end)

    def open_whole(self, file: PlannedFile, source: FileSource) -> Body:
        """The whole file in one stream; raises Trouble. The caller closes `response`."""
        return self._open(file, source, {}, 0, file.size)

    def forget(self, source: FileSource) -> None:
        """The next request resolves a fresh address."""
        self._at(source).address = None

    def _open(self, file: PlannedFile, source: FileSource, wish: dict[str, str], start: int, end: int) -> Body:
        address, fresh = self._address(source)
        try:
            response, last = self._follow(file, source, address, wish)
        except httpx2.TimeoutException as error:
            raise silence(file, source, error) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise lost(source, address.url, error) from error
        try:
            body = _Question(file, source, start, end, ranged=bool(wish), fresh=fresh).accept(response)
        except BaseException:
            response.close()
            raise
        self._at(source).address = last
        return body

    def _at(self, source: FileSource) -> _Known:
        with self._lock:
            return self._known.setdefault(source, _Known())

    def _address(self, source: FileSource) -> tuple[Address, bool]:
        """The address to ask, and whether it was resolved just now."""
        known = self._at(source)
        with known.lock:  # one thread resolves, the others use what it got
            address = known.address
            if address is not None:
                return address, False
            try:
                address = self._resolve(source)
            except RateLimited as error:
                raise Trouble(error, Kind.PASSING, error.seconds) from error
            except HubUnreachable as error:
                raise Trouble(error, Kind.LOST) from error
            except HubError as error:
                raise Trouble(error, Kind.FINAL) from error
            known.address = address
            return address, True

    def _follow(
        self, file: PlannedFile, source: FileSource, address: Address, wish: Mapping[str, str]
    ) -> tuple[httpx2.Response, Address]:
        """Follows redirects by hand: the address's own headers (a token) go to its own origin only."""
        if urlsplit(address.url).scheme == SCHEME:
            # Only a hub's own address can be one, that of a folder on this computer: no redirect leads here.
            return self._local.handle_request(httpx2.Request("GET", address.url, headers=dict(wish))), address
        home = _origin(address.url)
        here = address.url
        for _ in range(_MOST_REDIRECTS + 1):
            own = dict(address.headers) if _origin(here) == home else {}
            request = self._client.build_request(
                "GET", here, headers={**own, "Accept-Encoding": "identity", **wish}, timeout=self._timeout
            )
            response = self._client.send(request, stream=True)
            if response.status_code not in _REDIRECTS:
                return response, Address(here, own)
            response.close()
            there = urljoin(here, response.headers.get("Location", ""))
            scheme = urlsplit(there).scheme
            if scheme not in ("http", "https") or (scheme == "http" and urlsplit(here).scheme == "https"):
                raise Trouble(SourceInvalid(file.path, source.hub, "a redirect leaves HTTPS"), Kind.DOUBTFUL)
            here = there
        raise Trouble(SourceInvalid(file.path, source.hub, "redirects without end"), Kind.DOUBTFUL)


def silence(file: PlannedFile, source: FileSource, error: Exception) -> Trouble:
    """The trouble for a connection on which nothing comes any more."""
    return Trouble(SourceStalled(file.path, source.hub, type(error).__name__), Kind.STALLED)


def lost(source: FileSource, url: str, error: Exception) -> Trouble:
    """The trouble for a connection that could not be made or broke. Names the host, which may be a redirect's."""
    host = urlsplit(url).hostname or "?"
    if isinstance(error, httpx2.TransportError):
        cause = failure(error, source.hub, host)
        if isinstance(cause, ProxyRefused | CertificateUntrusted):
            return Trouble(cause, Kind.FINAL)
        if not isinstance(cause, HubUnreachable):
            return Trouble(cause, Kind.LOST)
    return Trouble(HubUnreachable(source.hub, f"{host}: {str(error) or type(error).__name__}"), Kind.LOST)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _without_query(url: httpx2.URL) -> str:
    """For errors and logs: a signature in the query is a secret."""
    return urlunsplit(urlsplit(str(url))._replace(query="", fragment=""))


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds from Retry-After, which is a number or a date (RFC 9110, 10.2.3); None when it is neither.

    A date is held against the hub's own clock (Date): ours may be years off.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    until = _moment(text)
    now = _moment(headers.get("Date", "")) or time.time()
    return None if until is None else max(0.0, until - now)


def _moment(text: str) -> float | None:
    """Seconds since 1970 of an HTTP date; None when it is none."""
    try:
        return email.utils.parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True)
class _Question:
    """What was asked, to hold an answer against. `fresh`: the address was resolved for this very request."""

    file: PlannedFile
    source: FileSource
    start: int
    end: int
    ranged: bool
    fresh: bool

    def accept(self, response: httpx2.Response) -> Body:
        """The body, when the answer is exactly what was asked for; raises Trouble or RangesIgnored."""
        if response.status_code not in (200, 206):
            raise self._refused(response)
        headers = response.headers
        if headers.get("Content-Type", "").lower().startswith("text/html"):
            raise self._invalid("a web page instead of the file")
        if headers.get("Content-Encoding", "identity").lower() != "identity":
            raise self._invalid(f"compressed: {headers['Content-Encoding'][:40]}")
        length = headers.get("Content-Length", "")
        if response.status_code == 206:
            return self._accept_range(response, headers.get("Content-Range", ""), length)
        if length and length != str(self.file.size):
            raise self._wrong_size(int(length))
        if self.ranged and (self.start, self.end) != (0, self.file.size):
            raise RangesIgnored
        return Body(response, 0, self.file.size)

    def _accept_range(self, response: httpx2.Response, content_range: str, length: str) -> Body:
        match = _CONTENT_RANGE.fullmatch(content_range.strip())
        if match is None:
            raise self._invalid("no usable Content-Range")
        first, last, total = int(match[1]), int(match[2]), match[3]
        if total != "*" and int(total) != self.file.size:
            raise self._wrong_size(int(total))
        if first != self.start or not first <= last < self.end or length not in ("", str(last - first + 1)):
            raise self._invalid(f"asked for bytes {self.start}-{self.end - 1}, got {first}-{last}")
        return Body(response, self.start, last + 1)

    def _refused(self, response: httpx2.Response) -> Trouble:
        status, headers = response.status_code, response.headers
        url = _without_query(response.url)
        wait = _asked_wait(headers)
        refused = HubRefused(self.source.hub, status, url)
        if status == 429:
            return Trouble(RateLimited(self.source.hub, wait or 0.0), Kind.PASSING, wait)
        if status in _PASSING:
            return Trouble(refused, Kind.PASSING, wait)
        if status == 416:
            match = _UNSATISFIED.fullmatch(headers.get("Content-Range", "").strip())
            if match is not None and int(match[1]) != self.file.size:
                return self._wrong_size(int(match[1]))
            return self._invalid("range not satisfiable")
        if status not in _EXPIRED:
            return Trouble(refused, Kind.FINAL)
        if headers.get("X-Error-Code") == "GatedRepo":
            return Trouble(Gated(self.source.repo, url), Kind.FINAL if self.fresh else Kind.EXPIRED)
        kind = Kind.DOUBTFUL if self.fresh else Kind.EXPIRED
        if status == 404:  # a store behind the hub may lag behind it: a hub that has no such file says so again
            return Trouble(NotFound(self.source.hub, f"{self.source.repo}/{self.file.path}"), kind)
        return Trouble(refused, kind)

    def _invalid(self, reason: str) -> Trouble:
        return Trouble(SourceInvalid(self.file.path, self.source.hub, reason), Kind.DOUBTFUL)

    def _wrong_size(self, actual: int) -> Trouble:
        return Trouble(SizeMismatch(self.file.path, self.file.size, actual, self.source.hub), Kind.FINAL)
