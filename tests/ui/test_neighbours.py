"""Other Fireseeds on the page Settings: who is around, who is used, and what it means to share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from fireseed.base.errors import LocalNetworkUnavailable
from fireseed.base.paths import Paths
from fireseed.base.settings import Settings, SettingsFile
from fireseed.hubs.discovery import Peer
from fireseed.hubs.library_shelf import LibraryShelf
from fireseed.hubs.shelf_server import ShelfServer
from fireseed.hubs.visitors import Served
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.neighbours import Neighbours
from hubs.shared_library import REPO, shared_models

STUDY = Peer("study", "192.168.1.20", 17317, 3)


class LoopbackSharing:
    """A real server of a real shelf, at loopback and without an announcement."""

    def __init__(self, folder: Path) -> None:
        models = shared_models(folder)
        self._server = ShelfServer(LibraryShelf(lambda: models))
        self.unannounced: LocalNetworkUnavailable | None = None

    @property
    def urls(self) -> tuple[str, ...]:
        return (self._server.url,)

    def served(self) -> Served:
        return self._server.visitors.served()

    def close(self) -> None:
        self._server.close()


@dataclass
class Around:
    """Stands for the neighbourhood: no test speaks to whatever network it runs on."""

    folder: Path
    peers: tuple[Peer, ...] = ()
    sharing: LoopbackSharing | None = None
    error: LocalNetworkUnavailable | None = None
    applied: list[tuple[bool, bool]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)

    def apply(self, settings: Settings) -> None:
        assert self.gate.wait(60)
        self.applied.append((settings.find_peers, settings.share))
        if self.error is not None:
            raise self.error
        if settings.share and self.sharing is None:
            self.sharing = LoopbackSharing(self.folder)
        if not settings.share:
            self.end()

    def end(self) -> None:
        if self.sharing is not None:
            self.sharing.close()
            self.sharing = None

    def found(self) -> tuple[Peer, ...]:
        return self.peers


@dataclass
class Place:
    """The section and what is behind it."""

    neighbours: Neighbours
    settings: SettingsFile
    around: Around

    def idle(self) -> bool:
        return not self.neighbours.property("busy")

    def says(self, name: str) -> str:
        return str(self.neighbours.property(name))


@pytest.fixture
def place(bridge: Bridge, home: Paths, tmp_path: Path) -> Iterator[Place]:
    settings, around = SettingsFile(home.settings_file), Around(tmp_path)
    around.gate.set()
    choices = Choices(bridge, home, settings, lambda: None, bridge)
    neighbours = Neighbours(bridge, choices, around, bridge)  # type: ignore[arg-type] # not a real network
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    models = (neighbours._found, neighbours._peers, neighbours._urls, neighbours._visitors)
    testers = [QAbstractItemModelTester(rows, fatal) for rows in models]
    yield Place(neighbours, settings, around)
    around.gate.set()
    bridge.close()
    around.end()
    del testers


def test_both_are_off_until_a_person_switches_them_on(place: Place, qtbot: QtBot) -> None:
    place.neighbours.start()
    assert place.idle()
    place.neighbours.setProperty("find", True)
    qtbot.waitUntil(lambda: place.around.applied == [(True, False)])
    place.neighbours.setProperty("find", False)
    qtbot.waitUntil(lambda: place.around.applied[-1] == (False, False))


def test_one_that_is_around_is_used_by_a_press(place: Place, qtbot: QtBot) -> None:
    place.around.peers = (STUDY, Peer("old", "192.168.1.21", 17317, None))
    qtbot.waitUntil(lambda: len(place.neighbours._found.rows) == 2)
    row, other = place.neighbours._found.rows
    assert (row.name, row.about, row.used) == ("study", "3 models · 192.168.1.20:17317", False)
    assert other.about == "192.168.1.21:17317"
    assert place.neighbours.add(row.key)
    assert place.settings.current.peers == ("http://192.168.1.20:17317",)
    assert place.neighbours._found.rows[0].used
    assert [peer.name for peer in place.neighbours._peers.rows] == ["study"]

    place.around.peers = ()
    qtbot.waitUntil(lambda: place.neighbours._found.rows == ())
    assert [peer.name for peer in place.neighbours._peers.rows] == ["192.168.1.20:17317"], "it is only away"
    place.neighbours.remove(row.key)
    assert place.settings.current.peers == ()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("192.168.1.20", "http://192.168.1.20:17317"),
        (" http://study.local:4000/ ", "http://study.local:4000"),
        ("fd00::2", "http://[fd00::2]:17317"),
    ],
)
def test_one_is_added_by_its_address(place: Place, typed: str, stored: str) -> None:
    for _ in range(2):
        assert place.neighbours.add(typed)
    assert place.settings.current.peers == (stored,)


@pytest.mark.parametrize("typed", ["8.8.8.8", "https://example.com/x", "a b"])
def test_what_is_not_on_this_network_stays_to_be_mended(place: Place, typed: str) -> None:
    assert not place.neighbours.add(typed)
    assert place.says("typed") == typed
    assert typed.strip() in place.says("addressProblem")
    assert place.settings.current.peers == ()
    assert place.neighbours.add("192.168.1.20")
    assert place.says("addressProblem") == ""
    assert not place.neighbours.add(" ")


def test_sharing_says_where_and_who_was_here(place: Place, qtbot: QtBot) -> None:
    place.neighbours.setProperty("share", True)
    qtbot.waitUntil(lambda: len(place.neighbours._urls.rows) == 1)
    assert place.settings.current.share
    (url,) = (row.key for row in place.neighbours._urls.rows)
    with httpx2.Client(base_url=url, trust_env=False, timeout=60) as client:
        assert REPO in client.get("/api/models").text
        qtbot.waitUntil(lambda: "looked around" in "".join(row.about for row in place.neighbours._visitors.rows))
        assert client.get(f"/{REPO}/resolve/main/Qwen3-8B-Q4_K_M.gguf").is_success
    qtbot.waitUntil(lambda: "fetched 1.28 MB, today" in [row.about for row in place.neighbours._visitors.rows])
    place.neighbours.setProperty("share", False)
    qtbot.waitUntil(lambda: place.neighbours._urls.rows == ())
    assert place.neighbours._visitors.rows == ()


def test_a_network_that_does_not_carry_it_is_said_and_tried_again(place: Place, qtbot: QtBot) -> None:
    place.around.error = LocalNetworkUnavailable("port 5353 is taken")
    place.neighbours.setProperty("share", True)
    qtbot.waitUntil(lambda: place.says("problem") != "")
    assert "port 5353 is taken" in place.says("advice")
    assert place.settings.current.share, "the choice stands"
    place.around.error = None
    place.neighbours.settle()
    qtbot.waitUntil(lambda: len(place.neighbours._urls.rows) == 1)
    assert place.says("problem") == ""

    assert place.around.sharing is not None
    place.around.sharing.unannounced = LocalNetworkUnavailable("no multicast")
    assert "no multicast" in place.says("unannounced")


def test_the_last_of_many_presses_holds(place: Place, qtbot: QtBot) -> None:
    place.around.gate.clear()
    for on in (True, False, True, False):
        place.neighbours.setProperty("share", on)
    place.neighbours.setProperty("find", True)
    place.around.gate.set()
    qtbot.waitUntil(place.idle)
    assert place.around.applied == [(False, True), (True, False)], "one after the other, and none for nothing"
    assert place.around.sharing is None
