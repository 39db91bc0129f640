"""The hours of downloads, through every trick that clocks have."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.base.errors import ScheduleInvalid
from fireseed.transfer.schedule import Schedule

BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"
"""In POSIX's own words, for machines without a table of zones: 2026-03-29 02:00 and 2026-10-25 03:00 change."""
SHANGHAI = "CST-8"

Zone = Callable[[str], None]


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Zone]:
    """Moves this process to another time zone."""
    if not hasattr(time, "tzset"):
        pytest.skip("Windows keeps one time zone for all processes")

    def move(rules: str) -> None:
        monkeypatch.setenv("TZ", rules)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("22:00-07:00", "22:00-07:00"),
        (" 1:30 - 6:05 ", "01:30-06:05"),
        ("22:00–07:00", "22:00-07:00"),
        ("18:00-24:00", "18:00-00:00"),
        ("00:00-23:59", "00:00-23:59"),
    ],
)
def test_hours_are_read(text: str, shown: str) -> None:
    assert str(Schedule.parse(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "at night",
        "22-7",
        "22:00",
        "22:00-",
        "22:00-07:00-08:00",
        "22:00-07:60",
        "25:00-07:00",
        "24:01-07:00",
        "24:59-07:00",
        "-1:00-07:00",
        "22:00-22:00",
        "24:00-00:00",
        "22:00-07:00" * 1000,
    ],
)
def test_nonsense_is_a_typed_error(text: str) -> None:
    with pytest.raises(ScheduleInvalid) as caught:
        Schedule.parse(text)
    assert len(caught.value.text) <= 40


@pytest.mark.parametrize(
    ("text", "open_at", "closed_at"),
    [
        ("22:00-07:00", ["22:00", "23:59", "00:00", "06:59"], ["07:00", "12:00", "21:59"]),
        ("09:00-17:00", ["09:00", "16:59"], ["08:59", "17:00", "00:00"]),
        ("18:00-24:00", ["18:00", "23:59"], ["00:00", "17:59"]),
    ],
)
def test_it_is_open_within_the_hours_of_the_wall(
    zone: Zone, text: str, open_at: list[str], closed_at: list[str]
) -> None:
    zone(SHANGHAI)
    schedule = Schedule.parse(text)
    for wall in (*open_at, *closed_at):
        now = datetime.fromisoformat(f"2026-06-01T{wall}:30+08:00")
        assert schedule.is_open(now) is (wall in open_at), wall
        assert schedule.is_open(now.astimezone(UTC)) is (wall in open_at), wall


def test_the_next_change_is_told_in_local_time(zone: Zone) -> None:
    zone(SHANGHAI)
    schedule = Schedule.parse("22:00-07:00")
    change = schedule.next_change(utc("2026-06-01T04:00:31"))
    assert change.isoformat() == "2026-06-01T22:00:00+08:00"
    assert schedule.next_change(change).isoformat() == "2026-06-02T07:00:00+08:00"


@pytest.mark.parametrize(
    ("hours", "now", "change"),
    [
        # Clocks go forward from 02:00 to 03:00: what should begin at 02:30 begins at 03:00.
        ("02:30-04:00", "2026-03-29T00:00", "2026-03-29T01:00"),
        # All of the hours are skipped: nothing opens until the next day.
        ("02:00-03:00", "2026-03-28T23:00", "2026-03-30T00:00"),
        # Clocks go back from 03:00 to 02:00: the hour from 02:00 comes twice.
        ("02:30-05:00", "2026-10-25T00:00", "2026-10-25T00:30"),
        ("22:00-02:30", "2026-10-25T00:00", "2026-10-25T00:30"),
        ("22:00-02:30", "2026-10-25T00:40", "2026-10-25T01:00"),  # it is 02:00 again: open for another half hour
        ("22:00-07:00", "2026-03-28T22:00", "2026-03-29T05:00"),  # a night of eight hours
        ("22:00-07:00", "2026-10-24T21:00", "2026-10-25T06:00"),  # and one of ten
    ],
)
def test_clocks_that_change_are_borne(zone: Zone, hours: str, now: str, change: str) -> None:
    zone(BERLIN)
    schedule = Schedule.parse(hours)
    assert schedule.next_change(utc(now)) == utc(change)


walls = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))


@given(walls, walls, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001 - made aware below
def test_nothing_changes_before_the_next_change(begins: object, ends: object, at: datetime) -> None:
    if begins == ends:
        return
    schedule = Schedule.parse(f"{begins:%H:%M}-{ends:%H:%M}")
    now = at.replace(tzinfo=UTC)
    change = schedule.next_change(now)
    assert now < change
    assert schedule.is_open(change) is not schedule.is_open(now)
    for part in range(10):
        assert schedule.is_open(now + (change - now) * part / 10) is schedule.is_open(now)
    assert schedule.is_open(change - timedelta(seconds=1)) is schedule.is_open(now)
