"""Garbage is collected in Qt's thread only.

Python collects in whichever thread happens to allocate. A QObject in a cycle that a worker's thread collected
would be taken apart there while Qt's own thread uses its parent or children: memory is corrupted, and the program
ends much later, anywhere.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_PAUSE_MS = 200
"""Between two looks at how much has been allocated."""


class Garbage(QObject):
    """Takes the place of Python's own collector from its construction, in this thread, until `close`.

    What exists at that time (modules and their code) is not looked through any more: a collection of all
    generations then takes a few milliseconds instead of a hundred.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """Collects the oldest generation that is due by Python's own thresholds."""
        counts = gc.get_count()
        for generation in reversed(range(len(counts))):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return

    def close(self) -> None:
        """Python collects by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
