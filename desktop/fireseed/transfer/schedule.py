"""The hours of downloads: "only at night". Pure, but for the system's time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self

from fireseed.base.errors import ScheduleInvalid

_TEXT = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*")
_MINUTE = timedelta(minutes=1)
_LONGEST = 50 * 60
"""Minutes until the next change, at most: a change of the clocks may skip short hours for a day."""


@dataclass(frozen=True)
class Schedule:
    """Open from `begins` up to, not including, `ends` of every day, by the clock on this computer's wall.

    Past midnight when `ends` comes before `begins`. When clocks change the hours follow the wall: a night may then
    be an hour longer or shorter.
    """

    begins: time
    ends: time

    def __post_init__(self) -> None:
        if self.begins == self.ends:
            raise ScheduleInvalid(str(self))  # always or never: nobody can tell

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `22:00-07:00`; raises ScheduleInvalid. 24:00 is midnight."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise ScheduleInvalid(text[:40])
        return cls(_wall(match[1], match[2], text), _wall(match[3], match[4], text))

    def is_open(self, now: datetime) -> bool:
        """Whether downloads may run at `now` (aware, of any zone)."""
        wall = now.astimezone().time()
        if self.begins < self.ends:
            return self.begins <= wall < self.ends
        return wall >= self.begins or wall < self.ends

    def next_change(self, now: datetime) -> datetime:
        """The first minute after `now` (aware) at which `is_open` is another, in local time.

        Looked for minute by minute, about 2 ms: hours that a change of the clocks skips or repeats need no rule.
        """
        instant = now.astimezone(UTC).replace(second=0, microsecond=0)
        before = self.is_open(now)
        for _ in range(_LONGEST):
            instant += _MINUTE
            if self.is_open(instant) is not before:
                break
        return instant.astimezone()

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"


def _wall(hour: str, minute: str, text: str) -> time:
    midnight = (hour, minute) == ("24", "00")
    if not midnight and (int(hour) > 23 or int(minute) > 59):
        raise ScheduleInvalid(text[:40])
    return time(0 if midnight else int(hour), int(minute))


def now() -> datetime:
    """This computer's clock, which a person or a time server may set at any moment."""
    return datetime.now(UTC)
