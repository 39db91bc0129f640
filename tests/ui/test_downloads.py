"""The page Downloads: what a row says in each state, and a cancellation that can be taken back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from fireseed.base.errors import DiskFull, SourceStalled
from fireseed.base.paths import Paths, resources
from fireseed.library.store import Library
from fireseed.transfer.plan import Plan, PlannedFile
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfers
from fireseed.ui import downloads
from fireseed.ui.bridge import Bridge
from fireseed.ui.downloads import DownloadsPage, TransferRow
from fireseed.ui.shelf import Shelf
from hub.content import MIB, ServedRepo
from hub.server import LoopbackHub
from library.shelf import Shelf as Files
from transfer.room import FILE, REPO, Room, only_repo, plan_of, served
from ui.notes import Notes
from ui.scripted import ScriptedTransfer, ScriptedTransfers

ACTIVE = frozenset({TransferState.QUEUED, TransferState.RUNNING, TransferState.VERIFYING})


def plan(repo: str, variant: str = "Q4_K_M", size: int = 1000) -> Plan:
    file = PlannedFile("model.gguf", size, "0" * 64, None, "/models/model.gguf", ())
    return Plan("huggingface", repo, "c" * 40, variant, "apache-2.0", (file,))


@dataclass
class Place:
    """The page over scripted transfers."""

    page: DownloadsPage
    transfers: ScriptedTransfers
    library: Library

    def row(self, repo: str) -> TransferRow:
        self.page._described.clear()
        self.page.sample()
        (row,) = (row for row in self.page._rows.rows if row.title == repo.partition("/")[2])
        return row


MakePage = Callable[[Transfers | ScriptedTransfers], tuple[DownloadsPage, Notes]]


@pytest.fixture
def library(home: Paths) -> Iterator[Library]:
    made = Library(home.library_database, resources() / "migrations" / "library")
    yield made
    made.close()


@pytest.fixture
def make_page(bridge: Bridge, library: Library) -> Iterator[MakePage]:
    testers: list[QAbstractItemModelTester] = []

    def make(transfers: Transfers | ScriptedTransfers) -> tuple[DownloadsPage, Notes]:
        notes = Notes()
        shelf = Shelf(bridge, library, transfers, bridge)  # type: ignore[arg-type] # scripted in some tests
        titles = {"builtin": "Fireseed", "huggingface": "Hugging Face", "test": "Test hub"}
        page = DownloadsPage(bridge, transfers, titles.__getitem__, shelf, notes.say, bridge)  # type: ignore[arg-type] # scripted in some tests
        testers.append(QAbstractItemModelTester(page._rows, QAbstractItemModelTester.FailureReportingMode.Fatal))
        return page, notes

    yield make
    testers.clear()


@pytest.fixture
def place(make_page: MakePage, library: Library) -> Place:
    transfers = ScriptedTransfers()
    page, _ = make_page(transfers)
    return Place(page, transfers, library)


def test_a_running_download_in_figures(place: Place) -> None:
    transfer = place.transfers.start(plan("Qwen/Qwen-GGUF", size=5 * 10**9))
    transfer.bytes_done, transfer.bytes_verified = 3 * 10**9, 2 * 10**9
    transfer.speed, transfer.seconds_left, transfer.source = 11.3e6, 177.0, "huggingface"
    row = place.row("Qwen/Qwen-GGUF")
    assert (row.status, row.amount, row.speed, row.remaining) == (
        "Downloading",
        "3.00 GB of 5.00 GB",
        "11.3 MB/s",
        "2 min 57 s left",
    )
    assert (row.fraction, row.verified) == (0.6, 0.4)
    assert (row.variant, row.source) == ("4-bit · Q4_K_M", "Hugging Face")
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


def test_a_failure_says_what_happened_and_what_to_do(place: Place) -> None:
    transfer = place.transfers.start(plan("Qwen/Qwen-GGUF"))
    transfer.state, transfer.error = TransferState.FAILED, SourceStalled("model.gguf", "huggingface", "timed out")
    row = place.row("Qwen/Qwen-GGUF")
    assert "model.gguf" in row.problem
    assert "is kept" in row.advice
    assert "SourceStalled" in row.details
    transfer.state, transfer.error = TransferState.PAUSED, DiskFull("/models", 2 * 10**9, 10**9)
    assert "2.00 GB needed, 1.00 GB free" in place.row("Qwen/Qwen-GGUF").problem


def test_a_finished_one_is_verified_with_its_digest_and_can_be_talked_to(
    place: Place, tmp_path: Path, qtbot: QtBot
) -> None:
    model = Files(tmp_path).add(place.library, repo="Qwen/Qwen-GGUF")
    place.transfers.start(plan("Qwen/Qwen-GGUF")).state = TransferState.DONE
    qtbot.waitUntil(lambda: place.row("Qwen/Qwen-GGUF").chat_model == model.id)
    row = place.row("Qwen/Qwen-GGUF")
    assert row.status == "Verified"
    assert row.digest == model.files[0].sha256


def test_finished_ones_go_below(place: Place) -> None:
    for name in ("a", "b", "c"):
        place.transfers.start(plan(f"owner/{name}"))
    place.transfers.running[0].state = TransferState.DONE
    place.transfers.running[1].state = TransferState.CANCELLED
    place.page.sample()
    assert [row.title for row in place.page._rows.rows] == ["c", "a"]


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
    now = 101.0
    place.page.sample()
    (row,) = place.page._rows.rows
    assert row.speed == "2.00 MB/s"


def test_two_hundred_rows_are_cheap(place: Place) -> None:
    for number in range(200):
        place.transfers.running.append(ScriptedTransfer(plan(f"owner/{number}"), TransferState.PAUSED))
    place.transfers.running[0].state = TransferState.RUNNING
    place.page.sample()
    begun = time.process_time()
    for count in range(20):
        place.transfers.running[0].bytes_done = count
        place.page.sample()
    assert (time.process_time() - begun) / 20 < 0.02, "a sample is to take a small part of its 100 ms"


@pytest.fixture
def real(make_page: MakePage, tmp_path: Path) -> Iterator[Real]:
    """A real download that is under way from a slow hub."""
    room = Room(tmp_path)
    with (
        LoopbackHub(ServedRepo(REPO, {FILE: served()}), rate=4 * MIB) as hub,
        room.service() as transfers,
    ):
        room.hubs["test"] = hub
        page, notes = make_page(transfers)
        transfer = transfers.start(plan_of(only_repo(hub), room.models))
        yield Real(page, notes, transfers, room, transfer.id)


@dataclass
class Real:
    """The page over the real transfers of a room."""

    page: DownloadsPage
    notes: Notes
    transfers: Transfers
    room: Room
    key: str

    @property
    def state(self) -> TransferState:
        return self.transfers.get(self.key).state

    @property
    def shown(self) -> list[str]:
        self.page.sample()
        return [row.key for row in self.page._rows.rows]


def test_pause_and_resume(real: Real, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: real.transfers.get(real.key).bytes_done > 0)
    real.page.pause(real.key)
    qtbot.waitUntil(lambda: real.state is TransferState.PAUSED)
    real.page.resume(real.key)
    qtbot.waitUntil(lambda: real.state in ACTIVE)


def test_a_cancelled_download_goes_for_good_when_nobody_minds(
    real: Real, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "TOAST_MS", 100)
    qtbot.waitUntil(lambda: real.transfers.get(real.key).bytes_done > 0)
    real.page.cancel(real.key)
    assert real.shown == []
    (note,) = real.notes.said
    assert "model-GGUF" in note.text
    assert note.action == "Undo"
    qtbot.waitUntil(lambda: real.state is TransferState.CANCELLED)
    assert real.shown == []
    assert real.room.on_disk() == {}
    note.undo()
    assert real.state is TransferState.CANCELLED, "too late"


def test_a_cancellation_is_taken_back_with_every_byte(real: Real, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: real.transfers.get(real.key).bytes_done > 0)
    real.page.cancel(real.key)
    qtbot.waitUntil(lambda: real.state is TransferState.PAUSED)
    assert real.shown == []
    done = real.transfers.get(real.key).bytes_done
    real.notes.said[0].undo()
    assert real.shown == [real.key]
    qtbot.waitUntil(lambda: real.state in ACTIVE)
    assert real.transfers.get(real.key).bytes_done >= done


def test_asking_for_it_again_takes_the_cancellation_back_too(real: Real, qtbot: QtBot) -> None:
    real.page.cancel(real.key)
    qtbot.waitUntil(lambda: real.page._leaving[real.key].rests)
    (leaving,) = real.page._leaving.values()
    real.transfers.start(real.transfers.get(real.key).plan)
    qtbot.waitUntil(lambda: real.shown == [real.key])
    real.page._discard(real.key, leaving)
    assert real.state in ACTIVE, "the time for taking it back ends without harm"
