"""A few bytes of a file that is not downloaded: a model's header, a picture of its card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import httpx2

from fireseed.base.errors import Cancelled, SourceInvalid
from fireseed.hubs.protocol import FileSource, RepoFile
from fireseed.transfer.plan import PlannedFile
from fireseed.transfer.source import Kind, RangesIgnored, Requests, Trouble, lost, silence


@dataclass(frozen=True)
class RemoteFile:
    """One file at one source, whose bytes are kept in memory only. `cancelled` is asked while they come."""

    requests: Requests
    file: RepoFile
    source: FileSource
    cancelled: Callable[[], bool] = lambda: False

    def fetch(self, start: int, end: int) -> bytes:
        """Bytes [start, end), at least one; raises Trouble, and Cancelled.

        After what may pass, such as an address whose time is over, it asks once more, at an address resolved anew.
        """
        planned = PlannedFile(
            self.file.path, self.file.size, self.file.sha256, self.file.git_sha1, "", (self.source,)
        )
        try:
            return self._read(planned, start, end)
        except Trouble as trouble:
            if trouble.kind is Kind.FINAL:
                raise
            self.requests.forget(self.source)
        return self._read(planned, start, end)

    def _read(self, planned: PlannedFile, start: int, end: int) -> bytes:
        if self.cancelled():
            raise Cancelled
        try:
            body = self.requests.open(planned, self.source, start, end)
        except RangesIgnored:
            error = SourceInvalid(planned.path, self.source.hub, "only whole files")
            raise Trouble(error, Kind.FINAL) from None
        data = bytearray()
        try:
            for piece in body.pieces():
                if self.cancelled():
                    raise Cancelled
                data += piece
        except httpx2.TimeoutException as problem:
            raise silence(planned, self.source, problem) from problem
        except httpx2.HTTPError as problem:
            raise lost(self.source, str(body.response.url), problem) from problem
        finally:
            body.response.close()
        if len(data) != end - start:
            raise lost(self.source, str(body.response.url), EOFError("the body ended early"))
        return bytes(data)
