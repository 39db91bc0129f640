"""Which source to ask for one file's bytes, and which no more."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence

from fireseed.base.errors import FireseedError
from fireseed.hubs.protocol import FileSource
from fireseed.transfer.traffic import Traffic


class Choice:
    """The sources of one file, in the plan's order. Thread-safe.

    Which of them is asked is a matter of speed (`traffic`); a source that failed loses its turn to the others for
    a while; one that can't help is banned with its error. While it is in doubt whose bytes were wrong, only those
    are asked that are `trusted` for the moment.
    """

    def __init__(self, sources: Sequence[FileSource], traffic: Traffic) -> None:
        self._lock = threading.Lock()
        self._traffic = traffic
        self._all = tuple(sources)
        self._trusted = frozenset(sources)
        self._banned: dict[FileSource, FireseedError] = {}
        self._without_ranges: set[FileSource] = set()

    def pick(self, *, whole_stream: bool, avoid: FileSource | None = None) -> FileSource | None:
        """The source to ask now, `traffic.closed` to be called after it; None when all have enough to do.

        `avoid` is asked only when no other is left. Raises the error of the plan's first source when none is.
        """
        with self._lock:
            left = self._candidates(whole_stream=whole_stream)
            if not left:
                raise next(self._banned[source] for source in self._all if source in self._banned)
            left = [source for source in left if source != avoid] or left
            hub = self._traffic.choose([source.hub for source in left])
            return next((source for source in left if source.hub == hub), None)

    def hubs(self, *, whole_stream: bool) -> list[str]:
        """The hubs of all sources that might be asked now."""
        with self._lock:
            return [source.hub for source in self._candidates(whole_stream=whole_stream)]

    def _candidates(self, *, whole_stream: bool) -> list[FileSource]:
        left = [source for source in self._all if source in self._trusted and source not in self._banned]
        if whole_stream:
            return left
        return [source for source in left if source not in self._without_ranges] or left

    def ban(self, source: FileSource, error: FireseedError) -> None:
        """This source is not asked for this file any more."""
        with self._lock:
            self._banned[source] = error
        self._traffic.note_ban(source.hub, error)

    def ignores_ranges(self, source: FileSource) -> bool:
        """Notes it; True when no source that is left answers Range requests."""
        with self._lock:
            self._without_ranges.add(source)
            return all(other in self._without_ranges for other in self._candidates(whole_stream=True))

    def usable(self) -> tuple[FileSource, ...]:
        """All that are not banned, in the plan's order."""
        with self._lock:
            return tuple(source for source in self._all if source not in self._banned)

    def trust(self, sources: Collection[FileSource]) -> None:
        """From now on only these are asked."""
        with self._lock:
            self._trusted = frozenset(sources)


def name_of(source: FileSource) -> str:
    """What a journal calls a source: the same after a restart, as long as the plan names it."""
    return f"{source.hub}:{source.repo}"
