"""One hub's requests, and the door through which `huggingface_hub` makes its own.

`huggingface_hub` has one HTTP session per process. Left alone it waits without a time limit, sleeps through up
to five retries, follows page links and sends its token to any host, reads bodies of any size, and asks the hub
for things that nobody wanted. The session that it gets here owns no connection: it hands each request to the
`Call` on whose behalf the current thread is working, and a request outside of a call is refused. A call knows
its hub, and raises this project's errors, which the library doesn't retry.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

from fireseed.base.errors import (
    Gated,
    HubAnswerInvalid,
    HubError,
    HubRefused,
    HubUnreachable,
    NotFound,
    RateLimited,
    TokenNeeded,
    TokenRefused,
    Unexpected,
)
from fireseed.base.http import USER_AGENT, Network, failure, new_client

MAX_BODY = 32 * 1024 * 1024
"""Bytes of one answer: 30 times the largest page that Hugging Face sends (1,000 files)."""

MAX_REQUESTS = 200
"""Requests of one call, pages and redirects together."""

CONNECTIONS = 64
"""At one time to one hub. One who types on leaves calls behind that wait out a silent hub: they must not be in the
way of the call that counts."""

UNSTATED_WAIT = 60.0
"""Seconds to wait after a 429 that names no time."""

LONGEST_WAIT = 24 * 3600.0
"""Seconds; a hub that asks for more is taken to mean a day."""

_DROPPED_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding", "set-cookie"})
_MISSING_CODES = frozenset({"RepoNotFound", "RevisionNotFound", "EntryNotFound"})
_TOKEN_WORDS = ("invalid credentials", "expired", "invalid username or password")
"""In what Hugging Face says to a token that it doesn't know; it has no code for that."""

_current: ContextVar[Call | None] = ContextVar("call", default=None)
_unwanted: ContextVar[threading.Event | None] = ContextVar("unwanted", default=None)


@dataclass(frozen=True)
class Patience:
    """How long a hub is waited for: `silence` for one step of the network, `whole` for a call with all its pages.

    Seconds.
    """

    silence: float = 20.0
    whole: float = 60.0


@contextlib.contextmanager
def given_up_by(event: threading.Event) -> Iterator[None]:
    """Calls of this thread inside the `with` end with HubUnreachable soon after `event` is set.

    A step of the network that has begun is waited for: there is no other way to end it than its time limit.
    """
    token = _unwanted.set(event)
    try:
        yield
    finally:
        _unwanted.reset(token)


class HubSession:
    """Makes calls to one hub over a client of its own, made on first use. Thread-safe.

    `hub` is its title: what errors, and so people, call it. No request leaves `endpoint`'s paths below `api`, or
    those of `original`, to which a mirror may redirect. With `tokens` a person can have one for this hub. A hub
    that asked for a pause (429) is left alone until it is over.
    """

    def __init__(
        self,
        hub: str,
        endpoint: str,
        patience: Patience,
        *,
        api: str = "/api/models",
        original: str = "",
        tokens: bool = False,
        network: Network | None = None,
    ) -> None:
        self.hub = hub
        self.endpoint = endpoint
        self.patience = patience
        self.tokens = tokens
        self._path = api
        self._original = original
        self._network = network
        self._lock = threading.Lock()
        self._client: httpx2.Client | None = None
        self._closed = False
        self._silent_until = 0.0

    @contextlib.contextmanager
    def call(
        self, subject: str, page: str = "", within: float | None = None, below: str | None = None
    ) -> Iterator[Call]:
        """The requests inside the `with` belong to one call about `subject` (a repo, whose page is `page`).

        `within` are the seconds that it may take, where that is less than the hub's patience; `below` is a path
        that its requests keep to instead of `api`. Raises only HubError: whatever the reading of an answer trips
        over inside is HubAnswerInvalid.
        """
        now = time.monotonic()
        if now < self._silent_until:
            raise RateLimited(self.hub, self._silent_until - now)
        seconds = self.patience.whole if within is None else min(within, self.patience.whole)
        call = Call(self, self._apis(self._path if below is None else below), subject, page, now + seconds)
        token = _current.set(call)
        try:
            yield call
        except RateLimited as error:
            self._silent_until = time.monotonic() + error.seconds
            raise
        except HubError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise self.invalid(call.url, f"{type(error).__name__}: {error}") from error
        except httpx2.TooManyRedirects as error:
            raise self.invalid(call.url, "too many redirects") from error
        except httpx2.InvalidURL as error:
            raise self.invalid(call.url, f"not an address: {error}") from error
        finally:
            _current.reset(token)

    def client(self) -> httpx2.Client:
        """The hub's own client."""
        with self._lock:
            if self._closed:
                raise HubUnreachable(self.hub, "closed")
            if self._client is None:
                self._client = new_client(connections=CONNECTIONS, network=self._network)
            return self._client

    def close(self) -> None:
        """Gives back the connections; later calls raise HubUnreachable."""
        with self._lock:
            self._closed = True
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _apis(self, path: str) -> tuple[httpx2.URL, ...]:
        roots = (self.endpoint, self._original) if self._original else (self.endpoint,)
        with contextlib.suppress(httpx2.InvalidURL):
            urls = tuple(httpx2.URL(root + path) for root in roots)
            if all(url.scheme in ("http", "https") and url.host and "%" not in url.host for url in urls):
                return urls
        raise HubUnreachable(self.hub, "not an address of the web")

    def invalid(self, url: str, reason: str) -> HubAnswerInvalid:
        """The error for an answer that isn't the protocol's."""
        return HubAnswerInvalid(self.hub, url, reason[:200])


@dataclass
class Call:
    """One call in progress. All of its requests are below one of `apis`; `url` is that of the latest.

    `most` are the bytes that one answer may have.
    """

    session: HubSession
    apis: tuple[httpx2.URL, ...]
    subject: str
    page: str
    deadline: float
    url: str = ""
    most: int = MAX_BODY
    requests: int = field(default=0, init=False)

    def send(self, request: httpx2.Request) -> httpx2.Response:
        """The whole answer, read within the bounds; raises HubError for anything but a success or a redirect."""
        self.url = str(request.url)
        self._allow(request)
        silence = min(self.session.patience.silence, max(self.deadline - time.monotonic(), 0.001))
        request.extensions = dict(request.extensions) | {"timeout": httpx2.Timeout(silence).as_dict()}
        try:
            response = self.session.client().send(request, stream=True)
            with contextlib.closing(response):
                body = self._read(response)
        except httpx2.DecodingError as error:
            raise self.session.invalid(self.url, str(error)) from error
        except httpx2.LocalProtocolError as error:
            # Not chained: its text quotes the header that can't be sent, which may be the token.
            raise failure(error, self.session.hub, request.url.host) from None
        except httpx2.TransportError as error:
            raise failure(error, self.session.hub, request.url.host) from error
        if response.is_error:
            raise self._refusal(response)
        if "html" in response.headers.get("Content-Type", "") and not response.has_redirect_location:
            raise self.session.invalid(self.url, "HTML instead of JSON")
        headers = [pair for pair in response.headers.multi_items() if pair[0].lower() not in _DROPPED_HEADERS]
        return httpx2.Response(response.status_code, headers=headers, content=body, request=request)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> httpx2.Response:
        """A GET of this call; `url` must be below the API. Raises HubError."""
        return self.send(httpx2.Request("GET", url, headers={"User-Agent": USER_AGENT, **(headers or {})}))

    def allows(self, url: str) -> bool:
        """Whether `url` is below this hub's API: same scheme, host and port, and its path."""
        try:
            target = httpx2.URL(url)
        except httpx2.InvalidURL:
            return False
        return target.is_absolute_url and any(
            target.origin == api.origin and f"{target.path}/".startswith(f"{api.path.rstrip('/')}/")
            for api in self.apis
        )

    def _go_on(self) -> None:
        unwanted = _unwanted.get()
        if unwanted is not None and unwanted.is_set():
            raise HubUnreachable(self.session.hub, "given up")

    def _allow(self, request: httpx2.Request) -> None:
        self._go_on()
        self.requests += 1
        if self.requests > MAX_REQUESTS:
            raise self.session.invalid(self.url, f"more than {MAX_REQUESTS} pages")
        if request.method != "GET" or not self.allows(self.url):
            raise self.session.invalid(self.url, f"led to {request.url.host}, which is not this hub's API")

    def _read(self, response: httpx2.Response) -> bytes:
        pieces: list[bytes] = []
        size = 0
        for piece in response.iter_bytes():
            size += len(piece)
            if size > self.most:
                raise self.session.invalid(self.url, f"more than {self.most} bytes")
            if time.monotonic() > self.deadline:
                raise HubUnreachable(self.session.hub, "timed out")
            self._go_on()
            pieces.append(piece)
        return b"".join(pieces)

    def _refusal(self, response: httpx2.Response) -> HubError:
        hub, status = self.session.hub, response.status_code
        code = response.headers.get("X-Error-Code", "")
        signed = "Authorization" in response.request.headers
        if status == 429:
            return RateLimited(hub, seconds_to_wait(response.headers))
        # Before the codes: an expired token gets 401 for public repos, too, some of it as RepoNotFound.
        if status == 401 and signed and (not code or _blames_the_token(response)):
            return TokenRefused(hub)
        # Without a token Hugging Face answers 401 for a repo that doesn't exist; its code tells the two apart.
        if self.subject and (status == 404 or (status in (401, 403) and code in _MISSING_CODES)):
            return NotFound(hub, self.subject)
        if status in (401, 403) and self.page:
            needed = self.session.tokens and not signed
            return TokenNeeded(self.subject, self.page) if needed else Gated(self.subject, self.page)
        return HubRefused(hub, status, self.url)


class Door(httpx2.BaseTransport):
    """What `huggingface_hub` has for a network: the current call, or nothing."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        call = _current.get()
        if call is None:
            raise Unexpected(f"nobody asked for {request.method} {request.url}")
        return call.send(request)


def door_client() -> httpx2.Client:
    """The client factory for `huggingface_hub.set_client_factory`."""
    return httpx2.Client(transport=Door(), follow_redirects=True)


def seconds_to_wait(headers: httpx2.Headers) -> float:
    """What a 429 asks for: `Retry-After` (seconds or a date), or the `RateLimit` header's `t`, or UNSTATED_WAIT.

    `RateLimit: "api";r=0;t=55` is draft-ietf-httpapi-ratelimit-headers-09.
    """
    stated = headers.get("Retry-After", "").strip()
    if stated.isascii() and stated.isdigit():
        return min(float(stated[:10]), LONGEST_WAIT)
    with contextlib.suppress(ValueError):
        date = parsedate_to_datetime(stated)
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        return min(max((date - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_WAIT)
    for part in headers.get("RateLimit", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == "t" and value.isascii() and value.isdigit():
            return min(float(value[:10]), LONGEST_WAIT)
    return UNSTATED_WAIT


def _blames_the_token(response: httpx2.Response) -> bool:
    said = response.headers.get("X-Error-Message", "").lower()
    return any(words in said for words in _TOKEN_WORDS)
