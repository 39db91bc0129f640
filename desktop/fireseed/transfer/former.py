"""What bytes were before doubtful ones were fetched again: kept until it is known which of them are right."""

from __future__ import annotations

import tempfile
import threading
from io import FileIO
from pathlib import Path

from fireseed.base.disk import write_all
from fireseed.transfer.spans import Spans

_AT_A_TIME = 1 << 20


class Former:
    """The former bytes of one file where the new ones differ, in a nameless file that a crash can't leave behind.

    Beside the partial file, because it may get as large. Thread-safe; calls raise OSError.
    """

    def __init__(self, folder: Path) -> None:
        self.differing = Spans()
        self._lock = threading.Lock()
        self._kept = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed by `close`

    def keep(self, part: FileIO, start: int, new: memoryview) -> None:
        """Saves what `part` has at `start` if `new`, which is about to be written there, differs."""
        old = read_at(part, start, len(new))
        if old == new:
            return
        with self._lock:
            # What was kept before is older: it stays.
            for one, other in list(self.differing.gaps(start + len(new))):
                if other > start:
                    one = max(one, start)
                    self._kept.seek(one)
                    write_all(self._kept, old[one - start : other - start])
            self.differing.add(start, start + len(new))

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where in [start, end) the former bytes were others."""
        return [(max(start, one), min(end, other)) for one, other in self.differing if one < end and other > start]

    def read(self, start: int, end: int) -> bytes:
        """What was kept of [start, end), all of which was."""
        with self._lock:
            return read_at(self._kept, start, end - start)

    def restore(self, part: FileIO, start: int, end: int) -> None:
        """Writes back what was kept within [start, end)."""
        for one, other in self.within(start, end):
            for at in range(one, other, _AT_A_TIME):
                part.seek(at)
                write_all(part, self.read(at, min(at + _AT_A_TIME, other)))
        with self._lock:
            self.differing.remove(start, end)

    def close(self) -> None:
        self._kept.close()


def read_at(stream: FileIO, start: int, count: int) -> bytes:
    """`count` bytes at `start`, or fewer where the stream ends before."""
    stream.seek(start)
    found = bytearray()
    while len(found) < count and (piece := stream.read(count - len(found))):
        found += piece
    return bytes(found)
