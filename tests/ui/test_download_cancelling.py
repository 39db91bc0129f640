"""Pausing and cancelling on the page Downloads, over a real download from a slow hub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fireseed.base.paths import Paths
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfers
from fireseed.ui import downloads
from fireseed.ui.bridge import Bridge
from fireseed.ui.downloads import DownloadsPage
from hub.content import MIB, ServedRepo
from hub.server import LoopbackHub
from transfer.room import FILE, REPO, Room, served, the_plan
from ui.download_page import Made, download_page
from ui.notes import Notes

ACTIVE = frozenset({TransferState.QUEUED, TransferState.RUNNING, TransferState.VERIFYING})


@dataclass
class Real:
    """The page over the real transfers of a room."""

    made: Made
    transfers: Transfers
    room: Room
    key: str

    @property
    def page(self) -> DownloadsPage:
        return self.made.page

    @property
    def notes(self) -> Notes:
        return self.made.notes

    @property
    def state(self) -> TransferState:
        return self.transfers.get(self.key).state

    @property
    def shown(self) -> list[str]:
        return [row.key for row in self.made.rows]


@pytest.fixture
def real(bridge: Bridge, home: Paths, tmp_path: Path) -> Iterator[Real]:
    """A real download that is under way from a slow hub."""
    room = Room(tmp_path)
    with (
        LoopbackHub(ServedRepo(REPO, {FILE: served()}), rate=MIB) as hub,
        room.service() as transfers,
    ):
        room.hubs["test"] = hub
        with download_page(bridge, home, transfers) as made:
            yield Real(made, transfers, room, transfers.start(the_plan(hub, room)).id)


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
