"""Which source to ask for one file's bytes, and which no more."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from fireseed.base.errors import FireseedError
from fireseed.hubs.protocol import FileSource


class Choice:
    """The sources of one file, in the plan's order. Thread-safe.

    A source that failed loses its turn to the next one; one that can't help is banned with its error. After a
    digest mismatch each source is tried alone from zero, so that one bad source can't spoil another's bytes; a
    source that alone delivered wrong bytes is not asked again.
    """

    def __init__(self, sources: Sequence[FileSource], *, resumed: bool) -> None:
        self._lock = threading.Lock()
        self._all = tuple(sources)
        self._order = list(sources)
        self._trials: list[FileSource] | None = None
        self._banned: dict[FileSource, FireseedError] = {}
        self._without_ranges: set[FileSource] = set()
        self._contributed: set[FileSource] = set()
        self._resumed = resumed  # who delivered the bytes of an earlier run isn't known

    def pick(self, *, whole_stream: bool) -> FileSource:
        """The source to ask now; raises the error of the plan's first source when none is left."""
        with self._lock:
            for source in self._order:
                if source not in self._banned and (whole_stream or source not in self._without_ranges):
                    return source
            for source in self._order:
                if source not in self._banned:
                    return source
            raise next(self._banned[source] for source in self._all if source in self._banned)

    def demote(self, source: FileSource) -> bool:
        """Lets the others go first; False when there is no other."""
        with self._lock:
            self._order.remove(source)
            self._order.append(source)
            return any(other != source and other not in self._banned for other in self._order)

    def ban(self, source: FileSource, error: FireseedError) -> None:
        """This source is not asked for this file any more."""
        with self._lock:
            self._banned[source] = error

    def ignores_ranges(self, source: FileSource) -> bool:
        """Notes it; True when no source that is left answers Range requests."""
        with self._lock:
            self._without_ranges.add(source)
            return all(other in self._without_ranges for other in self._order if other not in self._banned)

    def contributed(self, source: FileSource) -> None:
        """Notes that bytes of this source are in the file."""
        self._contributed.add(source)

    @property
    def deliverers(self) -> str:
        """The hubs whose bytes are in the file, for an error; the first one's where nobody can tell."""
        return ", ".join(sorted({source.hub for source in self._contributed})) or self._all[0].hub

    def next_trial(self) -> bool:
        """After a mismatch: prepares for one source alone; False when each had its trial."""
        with self._lock:
            if self._trials is None:
                alone = not self._resumed and len(self._contributed) == 1
                self._trials = [
                    source
                    for source in self._all
                    if source not in self._banned and not (alone and source in self._contributed)
                ]
            if not self._trials:
                return False
            self._order = [self._trials.pop(0)]
            self._contributed = set()
            return True
