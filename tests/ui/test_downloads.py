"""The page Downloads: what a row says in each state, and what the page says of all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from fireseed.base.errors import DatabaseDamaged, DigestMismatch, DiskFull, FireseedError, SourceStalled
from fireseed.base.paths import Paths
from fireseed.library.model import Check
from fireseed.library.store import Library
from fireseed.transfer.plan import Plan, PlannedFile
from fireseed.transfer.state import Priority, TransferState, Waiting
from fireseed.transfer.traffic import SourceCount
from fireseed.ui import downloads
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.downloads import DownloadsPage
from fireseed.ui.rows import Rows
from fireseed.ui.transfer_rows import TransferRow
from library.shelf import Shelf as Files
from ui.download_page import Made, download_page
from ui.scripted import ScriptedTransfer, ScriptedTransfers


def plan(repo: str, variant: str = "Q4_K_M", size: int = 1000) -> Plan:
    file = PlannedFile("model.gguf", size, "0" * 64, None, "/models/model.gguf", ())
    return Plan("huggingface", repo, "c" * 40, variant, "apache-2.0", (file,))


@dataclass
class Place:
    """The page over scripted transfers."""

    made: Made
    transfers: ScriptedTransfers

    @property
    def page(self) -> DownloadsPage:
        return self.made.page

    @property
    def library(self) -> Library:
        return self.made.library

    @property
    def choices(self) -> Choices:
        return self.made.choices

    def row(self, repo: str) -> TransferRow:
        return self.made.row(repo.partition("/")[2])


@pytest.fixture
def place(bridge: Bridge, home: Paths) -> Iterator[Place]:
    transfers = ScriptedTransfers()
    with download_page(bridge, home, transfers) as made:
        yield Place(made, transfers)


def test_a_running_download_in_figures(place: Place) -> None:
    transfer = place.transfers.start(plan("Qwen/Qwen-GGUF", size=5 * 10**9))
    transfer.bytes_done, transfer.bytes_verified = 3 * 10**9, 2 * 10**9
    transfer.speed, transfer.seconds_left = 11.3e6, 177.0
    transfer.sources = {"huggingface": SourceCount(3 * 10**9, 11.3e6, 4)}
    row = place.row("Qwen/Qwen-GGUF")
    assert (row.status, row.amount, row.speed, row.remaining) == (
        "Downloading",
        "3.00 GB of 5.00 GB",
        "11.3 MB/s",
        "2 min 57 s left",
    )
    assert (row.fraction, row.verified) == (0.6, 0.4)
    assert (row.variant, row.sources, row.foldable) == ("4-bit · Q4_K_M", "Hugging Face", False)
    assert (row.pausable, row.resumable, row.cancellable) == (True, False, True)
    transfer.speed, transfer.seconds_left = 0.0, None
    row = place.row("Qwen/Qwen-GGUF")
    assert (row.speed, row.remaining) == ("", "")


@pytest.mark.parametrize(
    ("state", "status", "pausable", "resumable", "cancellable"),
    [
        (TransferState.QUEUED, "Waiting for its turn", True, False, True),
        (TransferState.PAUSED, "Paused", False, True, True),
        (TransferState.VERIFYING, "Checking", True, False, True),
        (TransferState.FAILED, "Stopped", False, True, True),
        (TransferState.DONE, "Downloaded", False, False, False),
    ],
)
def test_each_state_in_words(
    place: Place, state: TransferState, status: str, pausable: bool, resumable: bool, cancellable: bool
) -> None:
    place.transfers.start(plan("Qwen/Qwen-GGUF")).state = state
    row = place.row("Qwen/Qwen-GGUF")
    assert row.status == status
    assert (row.pausable, row.resumable, row.cancellable) == (pausable, resumable, cancellable)
    assert (row.done, row.failed) == (state is TransferState.DONE, state is TransferState.FAILED)


def test_what_it_waits_for(place: Place) -> None:
    transfer = place.transfers.start(plan("Qwen/Qwen-GGUF"))
    transfer.state, transfer.waiting = TransferState.QUEUED, Waiting.SCHEDULE
    place.choices.change(schedule="21:30-07:00")
    row = place.row("Qwen/Qwen-GGUF")
    assert (row.status, row.startable) == ("Waits for 21:30", True)
    place.choices.change(schedule="at night")
    assert place.row("Qwen/Qwen-GGUF").status == "Waiting for its turn", "a damaged setting names no hour"

    transfer.state, transfer.waiting = TransferState.PAUSED, Waiting.SPACE
    transfer.error = DiskFull("/models", 4_200_000_000, 10**9)
    row = place.row("Qwen/Qwen-GGUF")
    assert row.status == "Waits for 3.20 GB of space"
    assert (row.pausable, row.resumable) == (True, True), "it goes on by itself, or now"


def test_what_a_person_ordered_for_it(place: Place) -> None:
    transfer = place.transfers.start(plan("Qwen/Qwen-GGUF"))
    assert place.row("Qwen/Qwen-GGUF").limits == ""
    transfer.priority, transfer.limit = Priority.HIGH, 2_500_000
    place.page.sample()
    (row,) = place.page._rows.rows
    assert (row.limits, row.priority, row.rate) == ("goes first · at most 2.5 MB/s", Priority.HIGH, 2.5e6)
    transfer.priority, transfer.limit = Priority.LOW, None
    place.page.sample()
    (row,) = place.page._rows.rows
    assert row.limits == "goes last"


def test_several_sources_and_one_that_was_banned(place: Place) -> None:
    transfer = place.transfers.start(plan("Qwen/Qwen-GGUF", size=5 * 10**9))
    transfer.sources = {
        "huggingface": SourceCount(2 * 10**9, 12e6, 3),
        "mirror": SourceCount(10**9, 3e6, 1),
        "test": SourceCount(10**6, 0.0, 0, DigestMismatch("model.gguf", "a" * 64, "b" * 64, "test")),
    }
    row = place.row("Qwen/Qwen-GGUF")
    assert row.sources == "Hugging Face 12.0 MB/s · hf-mirror.com 3.00 MB/s"
    assert (row.foldable, row.open, row.delivery) == (True, False, None)
    place.page.fold(row.key)
    delivery = place.row("Qwen/Qwen-GGUF").delivery
    assert isinstance(delivery, Rows)
    QAbstractItemModelTester(delivery, QAbstractItemModelTester.FailureReportingMode.Fatal, delivery)
    first, second, third = delivery.rows
    assert (first.title, first.amount, first.speed, first.connections) == (
        "Hugging Face",
        "2.00 GB",
        "12.0 MB/s",
        "3 connections",
    )
    assert (second.connections, second.problem) == ("1 connection", "")
    assert (third.title, third.speed, third.connections) == ("Test hub", "", "")
    assert "model.gguf" in third.problem
    transfer.sources["mirror"].bytes = 2 * 10**9
    assert place.row("Qwen/Qwen-GGUF").delivery is delivery, "its rows change, they are not made anew"
    assert delivery.rows[1].amount == "2.00 GB"
    place.page.fold(row.key)
    assert place.row("Qwen/Qwen-GGUF").delivery is None


def test_the_speed_of_the_last_minute_as_parts_of_the_fastest(place: Place) -> None:
    transfer = place.transfers.start(plan("Qwen/Qwen-GGUF"))
    transfer.speeds = (5e6,)
    assert place.row("Qwen/Qwen-GGUF").curve == [], "one second is no line"
    transfer.speeds = (0.0, 5e6, 10e6)
    assert place.row("Qwen/Qwen-GGUF").curve == [0.0, 0.5, 1.0]
    transfer.speeds = (0.0, 0.0)
    assert place.row("Qwen/Qwen-GGUF").curve == []
    transfer.state, transfer.speeds = TransferState.PAUSED, (5e6, 10e6)
    assert place.row("Qwen/Qwen-GGUF").curve == [], "only one that runs has it"


def test_a_failure_says_what_happened_and_what_to_do(place: Place) -> None:
    transfer = place.transfers.start(plan("Qwen/Qwen-GGUF"))
    transfer.state, transfer.error = TransferState.FAILED, SourceStalled("model.gguf", "huggingface", "timed out")
    row = place.row("Qwen/Qwen-GGUF")
    assert "model.gguf" in row.problem
    assert "is kept" in row.advice
    assert "SourceStalled" in row.details
    assert "Qwen/Qwen-GGUF" in row.details
    transfer.state, transfer.error = TransferState.PAUSED, DiskFull("/models", 2 * 10**9, 10**9)
    assert "2.00 GB needed, 1.00 GB free" in place.row("Qwen/Qwen-GGUF").problem


@pytest.mark.parametrize(
    ("check", "status", "proven"),
    [
        (Check.VERIFIED, "Verified", True),
        (Check.MIRRORED, "Matches the mirror's digest", False),
        (Check.NO_DIGEST, "Downloaded without a digest", False),
    ],
)
def test_a_finished_one_says_how_it_was_proven_and_can_be_talked_to(
    place: Place, tmp_path: Path, qtbot: QtBot, check: Check, status: str, proven: bool
) -> None:
    file = Files(tmp_path).file("model.gguf", b"GGUF", repo="Qwen/Qwen-GGUF", check=check)
    model = place.library.add(
        hub="huggingface",
        repo="Qwen/Qwen-GGUF",
        commit="c" * 40,
        variant="Q4_K_M",
        licence="apache-2.0",
        files=[file],
    )
    place.transfers.start(plan("Qwen/Qwen-GGUF")).state = TransferState.DONE
    qtbot.waitUntil(lambda: place.row("Qwen/Qwen-GGUF").chat_model == model.id)
    row = place.row("Qwen/Qwen-GGUF")
    assert (row.status, row.proven, row.sound) == (status, proven, True)
    assert row.digest == model.files[0].sha256


def test_a_finished_one_whose_file_is_gone_offers_no_chat(place: Place, tmp_path: Path, qtbot: QtBot) -> None:
    model = Files(tmp_path).add(place.library, repo="Qwen/Qwen-GGUF")
    model.files[0].path.unlink()
    place.transfers.start(plan("Qwen/Qwen-GGUF")).state = TransferState.DONE
    qtbot.waitUntil(lambda: place.row("Qwen/Qwen-GGUF").digest == model.files[0].sha256)
    assert place.row("Qwen/Qwen-GGUF").chat_model == ""


def test_finished_ones_go_below_the_latest_first(place: Place) -> None:
    for name in ("a", "b", "c", "d"):
        place.transfers.start(plan(f"owner/{name}"))
    a, b, c, _ = place.transfers.running
    for state, transfer in ((TransferState.DONE, c), (TransferState.CANCELLED, b), (TransferState.DONE, a)):
        transfer.state = state
        place.page.sample()
    assert [row.title for row in place.page._rows.rows] == ["d", "a", "c"]
    assert [row.section for row in place.page._rows.rows] == ["", "done", "done"]


def test_figures_move_slower_than_the_bar(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(downloads.time, "monotonic", lambda: now)
    transfer = place.transfers.start(plan("Qwen/Qwen-GGUF"))
    transfer.speed = 1e6
    place.page.sample()
    now, transfer.speed, transfer.bytes_done = 100.1, 2e6, 500
    place.page.sample()
    (row,) = place.page._rows.rows
    assert (row.fraction, row.speed) == (0.5, "1.00 MB/s")
    assert place.page.property("summary").startswith("1.00 MB/s")
    now = 101.0
    place.page.sample()
    (row,) = place.page._rows.rows
    assert row.speed == "2.00 MB/s"
    assert place.page.property("summary").startswith("2.00 MB/s")


def test_a_change_of_what_it_does_is_said_at_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads.time, "monotonic", lambda: 100.0)
    transfer = place.transfers.start(plan("Qwen/Qwen-GGUF"))
    place.page.sample()
    transfer.state = TransferState.QUEUED
    place.page.sample()
    (row,) = place.page._rows.rows
    assert row.status == "Waiting for its turn"
    assert place.page.property("summary").startswith("1 waiting")


def test_the_queue_in_one_line(place: Place) -> None:
    states = (
        TransferState.RUNNING,
        TransferState.VERIFYING,
        TransferState.QUEUED,
        TransferState.PAUSED,
        TransferState.FAILED,
    )
    for number, state in enumerate(states):
        transfer = place.transfers.start(plan(f"owner/{number}", size=2 * 10**9))
        transfer.state = state
    running, verifying = place.transfers.running[:2]
    running.speed, running.bytes_done, verifying.bytes_done = 10e6, 10**9, 2 * 10**9
    place.page.sample()
    assert place.page.property("summary") == (
        "10.0 MB/s · 2 running · 1 waiting · 1 paused · 1 stopped · 3.00 GB to come · about 5 min 00 s"
    )
    assert place.page.property("pausable")
    assert place.page.property("resumable")
    place.transfers.running.clear()
    place.page.sample()
    assert place.page.property("summary") == ""
    assert not place.page.property("pausable")


def test_a_page_that_has_nothing_to_show(place: Place, qtbot: QtBot) -> None:
    assert place.page.property("phase") == DownloadsPage.Phase.LOADING
    place.page._shelf.refresh()
    qtbot.waitUntil(lambda: place.page.property("phase") == DownloadsPage.Phase.EMPTY)
    place.transfers.start(plan("Qwen/Qwen-GGUF"))
    place.page.sample()
    assert place.page.property("phase") == DownloadsPage.Phase.READY


def test_a_library_that_can_not_be_read_is_told_where_it_matters(
    place: Place, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise DatabaseDamaged("library.sqlite3", "malformed")

    transfer = place.transfers.start(plan("Qwen/Qwen-GGUF"))
    monkeypatch.setattr(place.library, "models", fail)
    place.page.retry()
    qtbot.waitUntil(lambda: place.page._shelf.error is not None)
    assert place.page.property("problem") == "", "nothing here needs it"
    transfer.state = TransferState.DONE
    place.page.sample()
    assert "damaged" in place.page.property("problem")
    assert place.page.property("advice")
    monkeypatch.undo()
    place.page.retry()
    qtbot.waitUntil(lambda: place.page.property("problem") == "")


def test_two_hundred_rows_are_cheap(place: Place) -> None:
    place.made.testers.clear()  # they look at each change, which costs more than the change
    for number in range(200):
        state = TransferState.RUNNING if number < 16 else TransferState.QUEUED
        transfer = ScriptedTransfer(plan(f"owner/{number}", size=10**9), state, speeds=(1e6,) * 60)
        transfer.sources = {"huggingface": SourceCount(1, 1.0, 1), "mirror": SourceCount(1, 1.0, 1)}
        place.transfers.running.append(transfer)
    place.page.sample()
    begun = time.thread_time()
    for count in range(20):
        for transfer in place.transfers.running[:16]:
            transfer.bytes_done = count
        place.page.sample()
    assert (time.thread_time() - begun) / 20 < 0.05, "a sample is to take a small part of its 100 ms"


def test_the_speed_limit_of_all_is_a_setting(
    place: Place, bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied = []
    monkeypatch.setattr(place.choices, "_apply", lambda: applied.append(place.choices.current.speed_limit))
    assert place.page.property("speedLimitText") == "No speed limit"
    place.page.setSpeedLimit(5e6)
    assert applied == [5_000_000]
    assert (place.page.property("speedLimit"), place.page.property("speedLimitText")) == (5e6, "At most 5 MB/s")
    place.choices.change(speed_limit=250_000)  # on the page Settings
    assert place.page.property("speedLimitText") == "At most 0.25 MB/s"

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied", "settings.json")

    failures: list[FireseedError] = []
    bridge.failed.connect(failures.append)
    monkeypatch.setattr(place.choices._settings, "change", refuse)
    place.page.setSpeedLimit(0)
    assert [type(failure).__name__ for failure in failures] == ["NotWritable"]
    assert place.page.property("speedLimit") == 250_000
