"""Keeps a streaming answer on disk, once a second: a power cut loses at most that second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from fireseed.base.errors import StorageError
from fireseed.chat.model import AnswerState, Message, Stats
from fireseed.chat.store import ChatStore

INTERVAL = 1.0
"""Seconds between two writes."""


class AnswerWriter:
    """Collects the pieces of one answer. `error` is why the last write failed, None while all is well.

    A failed write loses nothing: its pieces stay in memory and go with the next one. `add` never waits for the
    disk; `flush` and `finish` do, in whatever thread they are called.
    """

    def __init__(self, store: ChatStore, message: str, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that only grow."""
        self.error: StorageError | None = None
        self._store = store
        self._message = message
        self._clock = clock
        self._pieces: list[str] = []
        self._flushed_at = clock()
        # A cancelled task calls `finish` while the thread of its `flush` may still be writing.
        self._writing = threading.Lock()

    def add(self, text: str) -> bool:
        """Takes the next piece without touching the disk; returns whether it is time to `flush`."""
        self._pieces.append(text)
        return self._clock() - self._flushed_at >= INTERVAL

    def flush(self) -> None:
        """Writes what has been collected; a full or broken disk is kept in `error`, not raised."""
        with self._writing:
            count = len(self._pieces)
            try:
                if count:
                    self._store.extend(self._message, "".join(self._pieces[:count]))
            except StorageError as error:
                self.error = error
            else:
                self.error = None
                del self._pieces[:count]
            self._flushed_at = self._clock()

    def finish(self, state: AnswerState, stats: Stats | None) -> Message:
        """Writes the rest and ends the answer.

        Raises StorageError when even that is impossible; the pieces are kept, and it may be called again.
        """
        self.flush()
        if self.error is not None:
            raise self.error
        return self._store.finish(self._message, state, stats)
