"""The page Downloads over a real queue that waits for its hours: order, priorities, limits, all at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fireseed.base.paths import Paths
from fireseed.transfer.limits import Limits
from fireseed.transfer.plan import Plan, PlannedFile
from fireseed.transfer.schedule import Schedule
from fireseed.transfer.state import Priority, TransferState
from fireseed.transfer.transfers import Transfers
from fireseed.ui.bridge import Bridge
from fireseed.ui.downloads import DownloadsPage
from fireseed.ui.rates import parse_rate, rate_text
from fireseed.ui.transfer_rows import TransferRow
from transfer.room import Room
from ui.download_page import Made, download_page


def closed() -> Schedule:
    """Hours that begin long after any test is over."""
    begins = datetime.now().astimezone() + timedelta(hours=6)
    return Schedule(begins.time().replace(second=0), (begins + timedelta(hours=1)).time().replace(second=0))


@dataclass
class Queue:
    """The page, and what waits."""

    made: Made
    transfers: Transfers
    folder: Path
    hours: Schedule
    qtbot: QtBot

    def add(self, *names: str) -> None:
        for name in names:
            file = PlannedFile("m.gguf", 1000, "0" * 64, None, str(self.folder / name / "m.gguf"), ())
            self.transfers.start(Plan("test", f"owner/{name}", "c" * 40, "Q4_K_M", None, (file,)))

    @property
    def page(self) -> DownloadsPage:
        return self.made.page

    @property
    def rows(self) -> tuple[TransferRow, ...]:
        return self.made.rows

    def row(self, name: str) -> TransferRow:
        return next(row for row in self.rows if row.title == name)

    def key(self, name: str) -> str:
        return self.row(name).key

    def becomes(self, names: str) -> None:
        """Waits until the titles in their order are these letters."""
        self.qtbot.waitUntil(lambda: "".join(row.title for row in self.rows) == names)


@pytest.fixture
def queue(bridge: Bridge, home: Paths, tmp_path: Path, qtbot: QtBot) -> Iterator[Queue]:
    room = Room(tmp_path)
    room.models.mkdir()
    hours = closed()
    with room.service(limits=Limits(schedule=hours)) as transfers, download_page(bridge, home, transfers) as made:
        made.choices.change(schedule=str(hours))
        yield Queue(made, transfers, room.models, hours, qtbot)


def test_a_person_puts_the_queue_in_order(queue: Queue) -> None:
    queue.add("a", "b", "c", "d")
    queue.becomes("abcd")
    assert [(row.rises, row.sinks) for row in queue.rows] == [
        (False, True),
        (True, True),
        (True, True),
        (True, False),
    ]
    queue.page.sink(queue.key("a"))
    queue.becomes("bacd")
    queue.page.sink(queue.key("c"))
    queue.becomes("badc")
    queue.page.rise(queue.key("d"))
    queue.becomes("bdac")
    queue.page.lead(queue.key("c"))
    queue.becomes("cbda")
    queue.page.rise(queue.key("c"))
    queue.page.sink(queue.key("a"))
    queue.page.lead("nobody")
    queue.page.sink(queue.key("c"))
    queue.becomes("bcda")


def test_a_priority_goes_before_the_order(queue: Queue) -> None:
    queue.add("a", "b", "c", "d")
    queue.page.prioritize(queue.key("c"), DownloadsPage.Rank.HIGH)
    queue.becomes("cabd")
    queue.page.prioritize(queue.key("a"), DownloadsPage.Rank.LOW)
    queue.becomes("cbda")
    assert [(row.rises, row.sinks) for row in queue.rows] == [
        (False, False),
        (False, True),
        (True, False),
        (False, False),
    ]
    assert [row.limits for row in queue.rows] == ["goes first", "", "", "goes last"]
    queue.page.lead(queue.key("d"))
    queue.becomes("cdba")
    assert queue.transfers.get(queue.key("c")).priority is Priority.HIGH


def test_it_waits_for_the_hour_or_starts_now(queue: Queue) -> None:
    queue.add("a", "b")
    queue.qtbot.waitUntil(lambda: queue.row("a").startable)
    assert queue.row("a").status == f"Waits for {queue.hours.begins:%H:%M}"
    queue.page.startNow(queue.key("b"))
    # Nothing is there to fetch from, so that it fails: but it ran.
    queue.qtbot.waitUntil(lambda: queue.row("b").failed)
    assert queue.row("a").startable


def test_a_limit_of_its_own(queue: Queue) -> None:
    queue.add("a")
    queue.page.limit(queue.key("a"), 5e6)
    queue.qtbot.waitUntil(lambda: queue.row("a").rate == 5e6)
    assert queue.row("a").limits == "at most 5 MB/s"
    queue.page.limit(queue.key("a"), 0)
    queue.qtbot.waitUntil(lambda: queue.row("a").limits == "")
    assert queue.transfers.get(queue.key("a")).limit is None


def test_all_are_paused_and_go_on_but_for_one_that_was_cancelled(queue: Queue) -> None:
    queue.add("a", "b", "c")
    a = queue.key("a")
    queue.page.pauseAll()
    queue.qtbot.waitUntil(lambda: all(row.status == "Paused" for row in queue.rows))
    queue.page.cancel(a)
    queue.becomes("bc")
    queue.page.resumeAll()
    queue.qtbot.waitUntil(lambda: all(row.pausable for row in queue.rows))
    queue.becomes("bc")
    assert queue.transfers.get(a).state is TransferState.PAUSED, "it can still be taken back"


def test_one_key_pauses_and_goes_on(queue: Queue) -> None:
    queue.add("a")
    queue.page.toggle(queue.key("a"))
    queue.qtbot.waitUntil(lambda: queue.row("a").status == "Paused")
    queue.page.toggle(queue.key("a"))
    queue.qtbot.waitUntil(lambda: queue.row("a").pausable)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("5", 5_000_000),
        (" 2.5 ", 2_500_000),
        ("0,25", 250_000),
        ("20 MB/s", 20_000_000),
        ("0", None),
        ("0.000", None),
        ("-1", None),
        ("1e9", None),
        ("", None),
        ("fast", None),
        ("٣", 3_000_000),
        ("1" * 400, None),
    ],
)
def test_a_speed_as_people_write_it(text: str, rate: int | None) -> None:
    assert parse_rate(text) == rate


def test_a_speed_is_said_as_short_as_it_can_be() -> None:
    assert [rate_text(rate) for rate in (5e6, 2.5e6, 250_000, 8192)] == [
        "5 MB/s",
        "2.5 MB/s",
        "0.25 MB/s",
        "0.008 MB/s",
    ]
