"""Whether what a search finds fits this machine, before any of its headers is read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from fireseed.base.errors import FireseedError
from fireseed.flows.search import Entry
from fireseed.hardware.fit import Fit, Verdict, estimate
from fireseed.hardware.machine import Machine
from fireseed.ui.bridge import Bridge, Work

_BITS = 4.9
"""Bits a weight of Q4_K_M, which most people choose (llama.cpp, tools/quantize/README.md)."""


class RoughFits(QObject):
    """Rough fits in about 4 bits. `found` is emitted when this machine has become known."""

    found = Signal()

    def __init__(
        self, bridge: Bridge, look: Callable[[], tuple[Machine, int | None]], parent: QObject | None = None
    ) -> None:
        """`look` tells of this machine now and of its memory's speed (bytes/s, None for unknown); it blocks."""
        super().__init__(parent)
        self._bridge = bridge
        self._look = look
        self._work: Work | None = None
        self._machine: Machine | None = None
        self._bandwidth: int | None = None

    @property
    def known(self) -> bool:
        """Whether this machine is known yet."""
        return self._machine is not None

    def look(self) -> None:
        """Finds out what is free now."""
        if self._work is None:
            self._work = self._bridge.run(self._look, self._seen, self._unseen)

    def fits(self, parameters: int, active: int | None) -> bool:
        """For `Results`: whether there is room for so many parameters, however slow they are then."""
        found = self._estimate(parameters, active)
        return found is not None and found.verdict is not Verdict.DOES_NOT_FIT

    def rough(self, entry: Entry) -> Fit | None:
        """How `entry` would run; None where its size or this machine is unknown."""
        if not entry.parameters:
            return None
        return self._estimate(entry.parameters, entry.model.active_parameters if entry.model else None)

    def _estimate(self, parameters: int, active: int | None) -> Fit | None:
        if self._machine is None:
            return None
        return estimate(round(parameters * _BITS / 8), parameters, self._machine, active, self._bandwidth)

    def _seen(self, found: tuple[Machine, int | None]) -> None:
        self._work = None
        first = self._machine is None
        self._machine, self._bandwidth = found
        if first:
            self.found.emit()

    def _unseen(self, error: FireseedError) -> None:
        self._work = None
        self._bridge.failed.emit(error)
