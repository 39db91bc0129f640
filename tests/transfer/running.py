"""One download without a queue, for tests that look at its counters."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fireseed.base.errors import FireseedError
from fireseed.base.http import new_client
from fireseed.transfer.download import Download, Setting
from fireseed.transfer.fetch import Throttle
from fireseed.transfer.patience import Patience
from fireseed.transfer.plan import Plan
from transfer.room import CALM, Room


class Running:
    """A download in a thread of its own; `ended` is set after `error` is."""

    def __init__(self, download: Download) -> None:
        self.download = download
        self.counters = download.counters
        self.set_connections = download.set_connections
        self.stop = download.stop
        self.error: FireseedError | None = None
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.download.run(lambda _: None, lambda *_: None)
        except FireseedError as error:
            self.error = error
        finally:
            self.ended.set()

    def finish(self, seconds: float = 60.0) -> None:
        """Waits for its end; raises its error."""
        assert self.ended.wait(seconds)
        if self.error is not None:
            raise self.error

    def join(self) -> None:
        self._thread.join(10)
        assert not self._thread.is_alive()


@contextmanager
def download(
    room: Room,
    plan: Plan,
    *,
    limiter: Throttle | None = None,
    connections: int = 4,
    patience: Patience = CALM,
) -> Iterator[Running]:
    """A running download, which has ended or is stopped at the end."""
    with new_client() as client:
        setting = Setting(client, room.resolve, patience, connections, room.quarantine, limiter)
        running = Running(Download(plan, {}, setting))
        try:
            yield running
        finally:
            running.stop()
            running.join()
