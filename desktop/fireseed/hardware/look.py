"""One look at something that may hang or fail, such as a driver or a network drive, on a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from fireseed.hardware.machine import Undetected, Why

_log = logging.getLogger(__name__)

Found = TypeVar("Found")


class Look(Generic[Found]):
    """Begins at once. A thread that hangs is left behind; as a daemon it keeps no process alive."""

    def __init__(self, function: Callable[[], Found]) -> None:
        self._function = function
        self._began = time.monotonic()
        self._answer: Found | Undetected | None = None
        self._thread = threading.Thread(target=self._run, name="hardware look", daemon=True)
        self._thread.start()

    def found(self, seconds: float) -> Found | Undetected:
        """The answer, or HUNG where there is none `seconds` after the beginning, or CRASHED."""
        self._thread.join(max(0.0, self._began + seconds - time.monotonic()))
        if self._answer is None:
            return Undetected(Why.HUNG, f"no answer within {seconds:g} s")
        return self._answer

    def _run(self) -> None:
        try:
            self._answer = self._function()
        except Exception as problem:  # noqa: BLE001 - a driver's library may raise anything; the gap carries it
            _log.warning("a look at the hardware failed", exc_info=True)
            self._answer = Undetected(Why.CRASHED, f"{type(problem).__name__}: {problem}")
