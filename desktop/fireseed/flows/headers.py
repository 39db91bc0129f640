"""The headers of a variant that is not here: read over Range from its hub, a few hundred KB of each file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from fireseed.base.errors import Cancelled, FireseedError, GgufInvalid, NotFound
from fireseed.base.http import Network, new_client
from fireseed.flows.header_cache import HeaderCache
from fireseed.gguf.header import Header, read_header
from fireseed.gguf.source import RangeBytes
from fireseed.hubs.protocol import Listing, RepoFile
from fireseed.transfer.patience import Patience
from fireseed.transfer.plan import Variant, sources_of
from fireseed.transfer.remote_file import RemoteFile
from fireseed.transfer.source import Requests, Resolve, Trouble

_AT_ONCE = 4
"""Files that are read at once, of all variants together."""
_LOOK = 0.1
"""Seconds between two looks at whether somebody still wants the answer."""

Cancel = Callable[[], bool]


@dataclass(frozen=True)
class Headers:
    """Of all shards, the first one first, and of the projector."""

    weights: tuple[Header, ...]
    projector: Header | None


class RemoteHeaders:
    """Reads headers from hubs. Calls block and are thread-safe; who calls bounds nothing, this does."""

    def __init__(
        self,
        cache: HeaderCache,
        resolve: Resolve,
        network: Callable[[], Network],
        patience: Patience | None = None,
    ) -> None:
        self._cache = cache
        self._resolve = resolve
        self._network = network
        self._patience = patience or Patience()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        # A header that two ask for at once is read once: the same key always meets the same lock.
        self._stripes = tuple(threading.Lock() for _ in range(4 * _AT_ONCE))

    def read(self, listing: Listing, variant: Variant, cancelled: Cancel) -> Headers:
        """Raises HubError, TransferError and GgufError types; Cancelled soon after `cancelled` says so."""
        files = variant.files if variant.projector is None else (*variant.files, variant.projector)
        failed = threading.Event()

        def one(requests: Requests, file: RepoFile) -> Header:
            try:
                return self._header(requests, listing, file, lambda: failed.is_set() or cancelled())
            except BaseException:
                failed.set()
                raise

        with (
            new_client(network=self._network()) as client,
            ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="headers") as pool,
        ):
            requests = Requests(client, self._resolve, self._patience)
            futures = [pool.submit(one, requests, file) for file in files]
            errors = [error for future in futures if (error := future.exception()) is not None]
        if errors:  # the others were only cancelled because of the first
            raise next((error for error in errors if not isinstance(error, Cancelled)), errors[0])
        found = [future.result() for future in futures]
        weights = tuple(found[: len(variant.files)])
        _check_shards(weights, variant)
        return Headers(weights, found[-1] if variant.projector is not None else None)

    def _header(self, requests: Requests, listing: Listing, file: RepoFile, cancelled: Cancel) -> Header:
        key = _key(listing, file)
        with _held(self._stripes[hash(key) % len(self._stripes)], cancelled):
            header = self._cache.get(key)
            if header is None:
                with _held(self._turns, cancelled):
                    header = self._fetch(requests, listing, file, cancelled)
                self._cache.put(key, header)
            return header

    def _fetch(self, requests: Requests, listing: Listing, file: RepoFile, cancelled: Cancel) -> Header:
        """From the first source that gives it. One that lies about the format is no reason to ask another."""
        failure: FireseedError = NotFound(listing.repo.hub, file.path)
        for place, source in enumerate(sources_of(listing, file)):
            remote = RemoteFile(requests, file, source, cancelled)
            try:
                return read_header(RangeBytes(remote.fetch, file.size), file.path)
            except Trouble as trouble:
                failure = trouble.error if place == 0 else failure
        raise failure


def _key(listing: Listing, file: RepoFile) -> str:
    """Of the bytes, as their hub knows them: what one hub says of a digest counts at that hub only."""
    place = file.sha256 or f"{listing.repo.name}\0{listing.commit}\0{file.key or file.path}"
    return f"{listing.repo.hub}\0{place}\0{file.size}"


def _check_shards(headers: tuple[Header, ...], variant: Variant) -> None:
    for index, header in enumerate(headers, 1):
        if (header.shard_index, header.shard_count) != (index, len(headers)):
            claim = f"{header.shard_index} of {header.shard_count} instead of {index} of {len(headers)}"
            raise GgufInvalid(variant.files[index - 1].path, "split.no", claim)


@contextmanager
def _held(lock: threading.Lock | threading.BoundedSemaphore, cancelled: Cancel) -> Iterator[None]:
    """Waits for a turn; raises Cancelled where nobody wants it any more."""
    while not lock.acquire(timeout=_LOOK):
        if cancelled():
            raise Cancelled
    try:
        yield
    finally:
        lock.release()
