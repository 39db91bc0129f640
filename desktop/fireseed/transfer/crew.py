"""How many connections are worth having: fewer when more of them bring nothing.

A download starts with all that it may have. When its speed is steady it tries a quarter fewer; if that costs
nothing worth having it stays there and goes on, else it takes them back and waits twice as long before it tries
again. From time to time it tries more in the same way. Pure: time and counts come from outside.
"""

from __future__ import annotations

from dataclasses import dataclass

FEWEST = 2
"""Where two are allowed: an idle thread must be there to take over what another one's connection holds up."""

_SETTLE = 1.5
"""Seconds after a change until speed is measured: new connections are slow at first."""
_MEASURE = 3.0
_FIRST_LOOK = 5.0
"""Seconds that a download has to last before anything is tried."""
_LOOK_AGAIN = 20.0
_LONGEST = 320.0
_WORTH = 0.3
"""More connections must bring this part of what they would if each had a line of its own, or they are not kept."""
_NOISE = 0.1
"""Part of the threads' time spent waiting for our own disk or a limit above which speed says nothing."""


@dataclass(frozen=True)
class Sample:
    """One look at a running download: `now` in seconds, `count` bytes so far, `crew` threads that fetch.

    `held_up`: seconds that all threads together have waited for ourselves so far. `busy`: there is work for more
    threads than there are.
    """

    now: float
    count: int
    crew: int
    held_up: float
    busy: bool


class Crew:
    """Decides how many of the allowed connections to use. Fed by one thread, a few times a second."""

    def __init__(self) -> None:
        self._allowed = 0
        self._level = 0
        self._first: Sample | None = None  # of the measurement that runs
        self._next_trial = 0.0
        self._pause = _LOOK_AGAIN
        self._trial_from: tuple[int, float] | None = None  # the level before the trial, and its speed
        self._upwards = False

    def seats(self, sample: Sample, allowed: int) -> int:
        """How many threads there should be now, at most `allowed`."""
        if allowed != self._allowed:
            self._begin(sample, allowed)
        elif not sample.busy or sample.crew != self._level:
            self._first = None  # the tail, or threads that have still to leave
        elif self._first is None:
            self._first = Sample(sample.now + _SETTLE, 0, 0, 0.0, busy=True)
        elif not self._first.crew:
            if sample.now >= self._first.now:
                self._first = sample
        elif sample.now - self._first.now >= _MEASURE:
            self._judge(self._first, sample)
        return self._level

    def _begin(self, sample: Sample, allowed: int) -> None:
        """The number that is allowed has changed: all of them again."""
        self._allowed = self._level = allowed
        self._first = None
        self._trial_from = None
        self._upwards = False
        self._pause = _LOOK_AGAIN
        self._next_trial = sample.now + _FIRST_LOOK

    def _judge(self, first: Sample, last: Sample) -> None:
        seconds = last.now - first.now
        speed = (last.count - first.count) / seconds
        self._first = None
        if last.held_up - first.held_up > _NOISE * seconds * last.crew or speed <= 0:
            return
        if self._trial_from is not None:
            self._end_trial(speed, last.now)
        elif last.now >= self._next_trial:
            self._try(speed)

    def _try(self, speed: float) -> None:
        fewest = min(FEWEST, self._allowed)
        if self._level == self._allowed:
            self._upwards = False
        elif self._level == fewest:
            self._upwards = True
        step = max(1, self._level // 4)
        wanted = self._level + step if self._upwards else self._level - step
        wanted = min(max(wanted, fewest), self._allowed)
        if wanted != self._level:
            self._trial_from = (self._level, speed)
            self._level = wanted

    def _end_trial(self, speed: float, now: float) -> None:
        assert self._trial_from is not None
        before, former = self._trial_from
        self._trial_from = None
        gain = speed / former if self._upwards else former / speed
        share = self._level / before if self._upwards else before / self._level
        worth_it = gain - 1 > _WORTH * (share - 1)
        if worth_it == self._upwards:  # the trial was right: on in the same direction
            self._pause = _LOOK_AGAIN
            is_last = self._level in (self._allowed, min(FEWEST, self._allowed))
            self._next_trial = now + (self._pause if is_last else 0.0)
        else:
            self._level = before
            self._upwards = not self._upwards
            self._next_trial = now + self._pause
            self._pause = min(2 * self._pause, _LONGEST)
