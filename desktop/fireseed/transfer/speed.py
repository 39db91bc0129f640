"""Speed and time left, from samples."""

from __future__ import annotations

from collections import deque

_WINDOW = 5.0
"""Seconds: long enough to be steady, short enough to show that a cable was pulled."""


class Speed:
    """Bytes a second over the last few seconds. Fed by one thread."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()

    def sample(self, now: float, count: int) -> float:
        """Notes that `count` bytes had come at `now` (monotonic seconds); returns bytes/s."""
        if self._samples and count < self._samples[-1][1]:
            self._samples.clear()  # a file is fetched again: what was counted is gone
        self._samples.append((now, count))
        while len(self._samples) > 2 and self._samples[1][0] <= now - _WINDOW:
            self._samples.popleft()
        began, at_first = self._samples[0]
        return (count - at_first) / (now - began) if now > began else 0.0
