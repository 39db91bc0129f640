"""What can go wrong on the way from a hub, as switches."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """One way to fail. The facts in brackets are the fields of `Fault` that it reads."""

    STATUS = auto()  # an error status [status, retry_after]
    RESET_CONNECT = auto()  # the connection is reset instead of an answer
    RESET_HEADERS = auto()  # reset in the middle of the headers
    RESET_BODY = auto()  # reset after some bytes of the body [after]
    SHORT_BODY = auto()  # closed after some bytes of the promised body [after]
    SHORT_RANGE = auto()  # a correct 206 for fewer bytes than asked [after]
    EXTRA_BODY = auto()  # more bytes than asked, chunked
    GZIP = auto()  # the body compressed in spite of identity
    HTML = auto()  # a captive portal's page with status 200
    WRONG_RANGE = auto()  # Content-Range of other bytes
    NO_CONTENT_RANGE = auto()  # 206 without Content-Range
    IGNORE_RANGE = auto()  # 200 with the whole file
    ETAG = auto()  # another ETag [text]
    TOTAL = auto()  # another total size in Content-Range, or in a 416
    CORRUPT = auto()  # one bit of the byte at [after] is wrong
    SLOW = auto()  # this connection only [rate]
    DRIP_HEADERS = auto()  # headers byte by byte, for ever
    DRIP_BODY = auto()  # body byte by byte, for ever
    STALL = auto()  # silence after some bytes [after]
    STALL_HEADERS = auto()  # silence instead of an answer
    REDIRECT_LOOP = auto()  # 302 to itself
    REDIRECT = auto()  # 302 elsewhere [text]


@dataclass
class Fault:
    """Strikes requests for a file on one of the hub's two servers ("api" or "cdn").

    `path` is a pattern, `skip` lets so many requests pass first, `times` is how often it strikes (None: always).
    """

    kind: Kind
    where: str = "cdn"
    path: str = "*"
    times: int | None = None
    skip: int = 0
    status: int = 503
    retry_after: str | None = None
    after: int = 0
    rate: float = 0.0
    text: str = ""

    def strikes(self, where: str, path: str) -> bool:
        """Whether it strikes now; counts."""
        if where != self.where or not fnmatch.fnmatchcase(path, self.path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times is None:
            return True
        self.times -= 1
        return self.times >= 0
