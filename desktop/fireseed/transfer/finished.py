"""Files of a plan that are whole already: finished before a crash, or shared with another variant."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from fireseed.base.disk import storage_error
from fireseed.base.errors import DigestMismatch
from fireseed.transfer.digest import Digests, Outcome, VerifiedFile
from fireseed.transfer.plan import PlannedFile

_READ = 1 << 20


class Measured(msgspec.Struct, frozen=True):
    """What was found for a file of this transfer when it became final; kept in the transfer's record."""

    sha256: str
    outcome: Outcome


def find_finished(
    file: PlannedFile, measured: Measured | None, on_read: Callable[[int], None], stopping: threading.Event
) -> VerifiedFile | None:
    """The file under its final name when its bytes are the wanted ones, read again now; None otherwise.

    Where the hub published no digest, only a file that this very transfer made final (`measured`) is the wanted
    one. `on_read` is told each count of bytes read, and the negative sum when they were for nothing.
    """
    path = Path(file.target)
    if not path.is_file() or path.stat().st_size != file.size:
        return None
    if file.sha256 is None and file.git_sha1 is None and measured is None:
        return None
    digests = Digests(file)
    done = 0
    try:
        with path.open("rb", buffering=0) as stream:
            while (piece := stream.read(_READ)) and not stopping.is_set():
                digests.update(piece)
                done += len(piece)
                on_read(len(piece))
        sha256, outcome = digests.judge("")
    except OSError as error:
        raise storage_error(error, path) from error
    except DigestMismatch:
        outcome, sha256 = Outcome.NO_DIGEST, ""
    if done == file.size and sha256 and (measured is None or measured.sha256 == sha256):
        return VerifiedFile(path, file.size, sha256, outcome)
    on_read(-done)
    return None
