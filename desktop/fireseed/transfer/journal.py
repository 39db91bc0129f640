"""What of one partial file is on disk for certain: an append-only journal beside it.

Text, one record a line: eight hex digits of CRC-32, a space, JSON. The first line is the header and says which
bytes the file will hold; after it come

    {"record": "have", "span": [start, end], "source": "…"}   these bytes of a source were synced before this line
    {"record": "etag", "etag": "…", "hub": "…", "host": "…"}  what a host, by way of a hub, called its version

A line that is torn or damaged ends what is trusted; the rest is cut off, so that later lines stay readable. A
header that does not fit the plan sends the whole journal aside, and the file starts anew. The open journal is
locked against other processes. `source` may be missing: older journals have none.
"""

from __future__ import annotations

import io
import os
import time
import zlib
from collections.abc import Iterable
from io import FileIO
from pathlib import Path

import msgspec

from fireseed.base.disk import datasync, try_lock, write_all
from fireseed.base.errors import TransferBusy
from fireseed.transfer.names import ASIDE, JOURNAL
from fireseed.transfer.plan import PlannedFile
from fireseed.transfer.spans import Origin, Origins, Spans

_FORMAT = 1
_LARGEST = 64 << 20
"""Bytes; a journal of a 1 TB file has about 8 MB."""
_SYNC_EVERY = 1.0
"""Seconds. What a power cut may take is what came since; a killed process loses nothing of the journal."""


Delivered = tuple[int, int, str | None]
"""Bytes [start, end) and the name of the source that they came from; None where nobody knows."""


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    size: int
    sha256: str | None
    git_sha1: str | None
    commit: str

    def fits(self, other: _Header) -> bool:
        """Same bytes: the same digest where one is published, else the same commit too."""
        if self.sha256 is None:
            return self == other
        return (self.format, self.size, self.sha256) == (other.format, other.size, other.sha256)


class _Have(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="record", tag="have", omit_defaults=True
):
    span: tuple[int, int]
    source: str | None = None


class _Etag(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="record", tag="etag"):
    etag: str
    hub: str
    host: str


class Journal:
    """One file's journal, open and locked. Not thread-safe.

    `have` is what is on disk for certain, `origins` who delivered it.
    """

    def __init__(self, file: PlannedFile, stream: FileIO, path: Path, commit: str) -> None:
        self.have = Spans()
        self.origins = Origins()
        self._etags: dict[tuple[str, str], str] = {}
        self._stream = stream
        self._path = path
        self._header = _header_of(file, commit)
        self._synced = time.monotonic()

    @classmethod
    def open(cls, file: PlannedFile, commit: str) -> Journal:
        """Opens, locks and reads; raises TransferBusy when another process has it, and OSError."""
        path = Path(file.target + JOURNAL)
        journal = cls(file, _open_locked(path, file), path, commit)
        try:
            journal._read()
        except BaseException:
            journal.close()
            raise
        return journal

    def start_anew(self) -> None:
        """Forgets everything, on disk too; what was there is kept aside."""
        former = self._content()
        if former not in (b"", _line(self._header)):
            self._path.with_name(self._path.name.removesuffix(JOURNAL) + ASIDE).write_bytes(former)
        self.have = Spans()
        self.origins = Origins()
        self._etags = {}
        self._stream.seek(0)
        self._stream.truncate()
        self._write([self._header])
        datasync(self._stream.fileno())

    def append(self, spans: Iterable[Delivered]) -> None:
        """Records bytes that are durable on disk already; the caller adds them to `have` and `origins` itself."""
        self._write([_Have((start, end), source) for start, end, source in spans])
        if time.monotonic() - self._synced >= _SYNC_EVERY:
            datasync(self._stream.fileno())
            self._synced = time.monotonic()

    def note_etag(self, hub: str, host: str, etag: str) -> bool:
        """Notes a host's version at its first answer; False when it is another one now."""
        known = self._etags.get((hub, host))
        if known is None:
            self._write([_Etag(etag, hub, host)])
            self._etags[hub, host] = etag
        return known in (None, etag)

    def close(self) -> None:
        """Gives back the lock; the journal stays."""
        self._stream.close()

    def delete(self) -> None:
        """Removes it, and what was kept aside. Closed first where an open file can't be removed (Windows)."""
        if os.name == "nt":
            self.close()
        self._path.unlink(missing_ok=True)
        self._path.with_name(self._path.name.removesuffix(JOURNAL) + ASIDE).unlink(missing_ok=True)
        self.close()

    def _content(self) -> bytes:
        self._stream.seek(0)
        return self._stream.read(min(_LARGEST, os.fstat(self._stream.fileno()).st_size))

    def _read(self) -> None:
        content = self._content()
        self.have, self.origins, self._etags, good = _replay(content, self._header)
        if good == 0:
            self.start_anew()
        elif good < len(content):
            self._stream.truncate(good)
        self._stream.seek(0, os.SEEK_END)

    def _write(self, records: Iterable[_Header | _Have | _Etag]) -> None:
        write_all(self._stream, b"".join(_line(record) for record in records))


def journaled(file: PlannedFile, commit: str) -> int | None:
    """Bytes that the journal on disk has, without its lock; None where there is none that fits the file."""
    try:
        with Path(file.target + JOURNAL).open("rb") as stream:
            content = stream.read(_LARGEST)
    except OSError:
        return None
    have, _, _, good = _replay(content, _header_of(file, commit))
    return have.total if good else None


def _header_of(file: PlannedFile, commit: str) -> _Header:
    return _Header(_FORMAT, file.size, file.sha256, file.git_sha1, commit)


def _replay(content: bytes, header: _Header) -> tuple[Spans, Origins, dict[tuple[str, str], str], int]:
    """What a journal says, and how many of its bytes can be trusted: 0 when it is of another file."""
    have = Spans()
    origins = Origins()
    etags: dict[tuple[str, str], str] = {}
    good = 0
    for number, line in enumerate(io.BytesIO(content)):
        match _parse(line, _Header if number == 0 else _Have | _Etag):
            case _Header() as found if header.fits(found):
                pass
            case _Have(span=(start, end), source=source) if 0 <= start <= end <= header.size:
                have.add(start, end)
                origins.note(start, end, Origin(source, earlier=True))
            case _Etag(etag=etag, hub=hub, host=host):
                etags[hub, host] = etag
            case _:
                break
        good += len(line)
    return have, origins, etags, good


def _line(record: _Header | _Have | _Etag) -> bytes:
    text = msgspec.json.encode(record)
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _parse(line: bytes, kind: object) -> _Header | _Have | _Etag | None:
    checksum, _, text = line.removesuffix(b"\n").partition(b" ")
    if not line.endswith(b"\n") or checksum != b"%08x" % zlib.crc32(text):
        return None
    try:
        record: _Header | _Have | _Etag = msgspec.json.decode(text, type=kind)
    except msgspec.MsgspecError:
        return None
    return record


def _open_locked(path: Path, file: PlannedFile) -> FileIO:
    while True:
        # os.open: mode "a+" would append, and no mode of open() creates without truncating.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        stream = FileIO(descriptor, "r+")
        try:
            if not try_lock(descriptor):
                raise TransferBusy(file.path)
            if path.exists() and os.path.samestat(path.stat(), os.fstat(descriptor)):
                return stream
        except BaseException:
            stream.close()
            raise
        stream.close()  # it was removed between open and lock: its owner has just finished
