"""A model file anywhere on the web, by its address: `https://….gguf`.

The web has no repos and no search, so each address is one: the file, or all shards of a set that it belongs to.
What is known before the download is what a request for the first byte tells. Plain http is for this computer and
private networks only, and nothing leads from the open web into them.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import httpx2

from fireseed.base.errors import (
    AddressInsecure,
    AddressUnclear,
    HubAnswerInvalid,
    HubRefused,
    HubUnreachable,
    NotFound,
    RateLimited,
)
from fireseed.base.http import Network, failure, new_client
from fireseed.hubs.address import is_host, is_near
from fireseed.hubs.protocol import Address, FileSource, Listing, Repo, RepoFile, SearchPage, SearchQuery
from fireseed.hubs.session import Patience, seconds_to_wait

MAX_ADDRESS = 4096
"""Characters; signed addresses are long."""

MAX_SHARDS = 300
"""Of one set: each is asked for its size."""

MAX_REDIRECTS = 5

_MAX_FILE_SIZE = 2**50
_DEFAULT_PATIENCE = Patience()
_ENDING = ".gguf"
_SHARD = re.compile(r"(?P<stem>.+)-\d{5}-of-(?P<count>\d{5})(?P<ending>\.gguf)", re.IGNORECASE | re.ASCII)
_RANGE = re.compile(r"bytes 0-0/(\d{1,16})")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNUSUAL = re.compile(r"[^A-Za-z0-9._]+")


def file_url(text: str) -> httpx2.URL:
    """The address of a GGUF file in one spelling; raises AddressUnclear or AddressInsecure.

    A fragment is left out. A name or password in it is refused: an address is shown and kept.
    """
    shown = text[:200]
    try:
        url = httpx2.URL(text if len(text) <= MAX_ADDRESS else "").copy_with(fragment=None)
    except (httpx2.InvalidURL, ValueError) as error:
        raise AddressUnclear(shown) from error
    sound = url.scheme in ("http", "https") and url.host and is_host(url.host) and not url.userinfo
    if not sound or not url.path.lower().endswith(_ENDING):
        raise AddressUnclear(shown)
    if url.scheme == "http" and not is_near(url.host):
        raise AddressInsecure(shown)
    return url


@dataclass(frozen=True)
class _Found:
    """What the first byte told. `mark` changes when the file does, as far as the server says."""

    size: int
    sha256: str | None
    mark: str


class WebHub:
    """Every web server is this one hub, and the `repo` that is asked for is a file's address.

    Constructing one does nothing; a client is made on the first call. Errors name the server's host.
    """

    def __init__(
        self, hub: str, title: str, *, patience: Patience = _DEFAULT_PATIENCE, network: Network | None = None
    ) -> None:
        self._id = hub
        self._title = title
        self._patience = patience
        self._network = network
        self._lock = threading.Lock()
        self._client: httpx2.Client | None = None
        self._closed = False

    @property
    def id(self) -> str:
        return self._id

    @property
    def title(self) -> str:
        return self._title

    def search(self, query: SearchQuery) -> SearchPage:  # noqa: ARG002 - the web has no list of models
        """Nothing, and nobody is asked."""
        return SearchPage(())

    def listing(self, repo: str, revision: str | None = None) -> Listing:  # noqa: ARG002 - an address has one
        """The file at the address `repo`, with all shards of its set.

        The repo's name is made of the host, the file's name and a digest of the address, so that two files of one
        name have two places. The commit is a digest of sizes and of what the server calls each version. A SHA-256
        is known where the server is a mirror of Hugging Face and says so; else the file has none.
        """
        first, *others = _shards(self._checked(repo))
        deadline = time.monotonic() + self._patience.whole
        found = {url: self._ask(url, deadline) for url in (first, *others)}
        facts = [f"{url} {answer.size} {answer.mark}" for url, answer in found.items()]
        commit = hashlib.sha256("\n".join(facts).encode()).hexdigest()[:40]
        files = tuple(
            RepoFile(_file_name(url), answer.size, sha256=answer.sha256, key=str(url))
            for url, answer in found.items()
        )
        return Listing(Repo(self._id, _repo_name(first), commit=commit), commit, files, original=False)

    def text(self, repo: str, commit: str, path: str) -> str | None:  # noqa: ARG002 - beside an address lies nothing
        return None

    def card(self, repo: str, commit: str) -> str | None:  # noqa: ARG002 - an address has no card
        return None

    def address(self, source: FileSource) -> Address:
        return Address(str(self._checked(source.path)))

    def close(self) -> None:
        with self._lock:
            self._closed = True
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _checked(self, text: str) -> httpx2.URL:
        try:
            return file_url(text)
        except (AddressUnclear, AddressInsecure) as error:
            raise NotFound(self._title, text[:200]) from error

    def _ask(self, url: httpx2.URL, deadline: float) -> _Found:
        """Asks for one byte, through redirects; raises HubError."""
        here, sha256 = url, None
        for _ in range(MAX_REDIRECTS + 1):
            with self._get(here, deadline) as response:
                if here.origin == url.origin:
                    # Not the ETag of the bytes themselves: a storage makes that as it likes.
                    stated = response.headers.get("X-Linked-Etag", "").removeprefix("W/").strip('"')
                    sha256 = stated if _SHA256.fullmatch(stated) else sha256
                if not response.has_redirect_location:
                    return _Found(_size(here, response), sha256, _mark(response))
                there = response.headers["Location"]
            here = self._next(url, here, there)
        raise HubAnswerInvalid(url.host, _shown(url), "redirects without end")

    def _next(self, first: httpx2.URL, here: httpx2.URL, there: str) -> httpx2.URL:
        try:
            url = here.join(there)
        except (httpx2.InvalidURL, ValueError) as error:
            raise HubAnswerInvalid(first.host, _shown(first), "a redirect to no address") from error
        safe = url.scheme == "https" or (url.scheme == "http" and here.scheme == "http" and is_near(url.host))
        if not safe or url.userinfo or (is_near(url.host) and not is_near(first.host)):
            raise HubAnswerInvalid(first.host, _shown(first), f"a redirect to {url.scheme}://{url.host}"[:200])
        return url

    @contextlib.contextmanager
    def _get(self, url: httpx2.URL, deadline: float) -> Iterator[httpx2.Response]:
        """The answer's head to a request for the first byte; nothing of a body is read."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise HubUnreachable(url.host, "timed out")
        client = self._opened(url.host)
        timeout = httpx2.Timeout(min(self._patience.silence, left))
        headers = {"Accept-Encoding": "identity", "Range": "bytes=0-0"}
        try:
            with client.stream("GET", url, headers=headers, timeout=timeout) as response:
                yield response
        except httpx2.TransportError as error:
            raise failure(error, url.host, url.host) from error

    def _opened(self, host: str) -> httpx2.Client:
        with self._lock:
            if self._closed:
                raise HubUnreachable(host, "closed")
            if self._client is None:
                self._client = new_client(connections=4, network=self._network)
            return self._client


def _shards(url: httpx2.URL) -> tuple[httpx2.URL, ...]:
    """Every file of the set that `url` is one of, or `url` alone."""
    path, question, query = str(url).partition("?")
    match = _SHARD.fullmatch(path)
    if match is None:
        return (url,)
    count = int(match["count"])
    if not 1 <= count <= MAX_SHARDS:
        raise HubAnswerInvalid(url.host, _shown(url), f"a set of {count} shards")
    texts = (f"{match['stem']}-{number:05}-of-{count:05}{match['ending']}" for number in range(1, count + 1))
    return tuple(httpx2.URL(text + question + query) for text in texts)


def _size(url: httpx2.URL, response: httpx2.Response) -> int:
    """The whole file's, in bytes, from the answer to a request for its first one; raises HubError."""
    status, headers = response.status_code, response.headers
    if status == 429:
        raise RateLimited(url.host, seconds_to_wait(headers))
    if status in (404, 410):
        raise NotFound(url.host, _shown(url))
    if status not in (200, 206):
        raise HubRefused(url.host, status, _shown(url))
    if "html" in headers.get("Content-Type", "").lower():
        raise HubAnswerInvalid(url.host, _shown(url), "a web page instead of the file")
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        raise HubAnswerInvalid(url.host, _shown(url), "compressed")
    stated = headers.get("Content-Length", "")
    if status == 206:
        match = _RANGE.fullmatch(headers.get("Content-Range", "").strip())
        stated = match[1] if match else ""
    if not re.fullmatch(r"[0-9]{1,16}", stated, re.ASCII) or int(stated) > _MAX_FILE_SIZE:
        raise HubAnswerInvalid(url.host, _shown(url), "the size isn't known")
    return int(stated)


def _mark(response: httpx2.Response) -> str:
    return response.headers.get("ETag", "") or response.headers.get("Last-Modified", "")


def _repo_name(url: httpx2.URL) -> str:
    """`host/file-digest`, of letters that every file system takes."""
    path = str(url).partition("?")[0]
    match = _SHARD.fullmatch(path)
    stem = unquote(match["stem"] if match else path[: -len(_ENDING)]).rpartition("/")[2]
    host = url.host if url.port is None else f"{url.host}-{url.port}"
    return f"{_plain(host)}/{_plain(stem)[:80]}-{hashlib.sha256(path.encode()).hexdigest()[:8]}"


def _file_name(url: httpx2.URL) -> str:
    return url.path.rpartition("/")[2]


def _plain(text: str) -> str:
    return _UNUSUAL.sub("-", text).strip(".-") or "-"


def _shown(url: httpx2.URL) -> str:
    """For errors: a signature in the query is a secret."""
    return str(url.copy_with(query=None))[:200]
