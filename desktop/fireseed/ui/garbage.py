"""Collects Python's cyclic garbage on Qt's thread only.

Python collects on whichever thread happens to allocate. On a worker's, that would destroy Qt objects while Qt's
thread is using them: seen as view models whose properties read as undefined.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 1000


class GarbageCollector(QObject):
    """Takes the place of the automatic collection until `close`, with the same thresholds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_automatic = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=_INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collects the oldest generation that is due, and the younger ones with it."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return

    def close(self) -> None:
        """Gives the collection back to Python."""
        self._timer.stop()
        if self._was_automatic:
            gc.enable()
