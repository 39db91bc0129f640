"""Searching over hubs that are slow, down, empty or endless, as the page Discover tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from fireseed.base.paths import Paths, resources
from fireseed.flows.downloads import Downloads
from fireseed.flows.search_memory import SearchMemory
from fireseed.hubs.protocol import Gate
from fireseed.library.store import Library
from fireseed.ui.bridge import Bridge
from fireseed.ui.discover import Discover
from fireseed.ui.discover_words import ModelRow
from fireseed.ui.shelf import Shelf
from fireseed.words import Words
from library.shelf import Shelf as Files
from ui.discovery import discover_page
from ui.hubs import LONG_NAME, MemoryHub, repo
from ui.offers import offer_pane
from ui.scripted import ScriptedTransfers, token_box


@dataclass
class Place:
    """The page, and the services behind it."""

    page: Discover
    near: MemoryHub
    far: MemoryHub
    hubs: dict[str, MemoryHub]
    library: Library
    shelf: Shelf

    @property
    def rows(self) -> tuple[ModelRow, ...]:
        return self.page._rows.rows

    @property
    def titles(self) -> list[str]:
        return [row.title for row in self.page._rows.rows]

    @property
    def phase(self) -> Discover.Phase:
        return Discover.Phase(self.page.property("phase"))

    def settled(self) -> bool:
        return not self.page.property("busy")


@pytest.fixture
def place(bridge: Bridge, home: Paths, memory: SearchMemory) -> Iterator[Place]:
    """Two hubs: one near with one repo, one far with 70."""
    near = MemoryHub("builtin", "Fireseed", [repo("builtin", "HuggingFaceTB/SmolLM2-GGUF")])
    far = MemoryHub("huggingface", "Hugging Face", [repo("huggingface", f"Qwen/Qwen{n}-GGUF") for n in range(70)])
    hubs = {hub.id: hub for hub in (near, far)}
    titles = {hub.id: hub.title for hub in (near, far)} | {"ollama": "Ollama", "": ""}
    library = Library(home.library_database, resources() / "migrations" / "library")
    transfers = ScriptedTransfers()
    shelf = Shelf(bridge, library, transfers, bridge)  # type: ignore[arg-type] # scripted
    downloads = Downloads(hubs, transfers, lambda: home.models)  # type: ignore[arg-type] # scripted
    tokens = token_box(bridge, home)
    offer = offer_pane(bridge, downloads, transfers, titles.__getitem__, shelf, tokens, hubs=hubs)
    page = discover_page(bridge, memory, hubs, titles.__getitem__, shelf, offer)
    testers = [
        QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for rows in (page._rows, page._failures)
    ]
    yield Place(page, near, far, hubs, library, shelf)
    for hub in hubs.values():
        hub.close()
    library.close()
    del testers


def test_the_first_list_needs_no_typing(place: Place, qtbot: QtBot) -> None:
    assert place.phase is Discover.Phase.LOADING
    place.page.start()
    assert place.phase is Discover.Phase.LOADING
    qtbot.waitUntil(place.settled)
    assert place.phase is Discover.Phase.READY
    assert "SmolLM2" in place.titles
    assert len(place.titles) == 31
    place.page.start()
    assert place.settled(), "coming back to the page does not ask again"


def test_a_slow_hub_holds_nobody_up(place: Place, qtbot: QtBot) -> None:
    place.far.gate.clear()
    place.page.start()
    qtbot.waitUntil(lambda: place.titles == ["SmolLM2"])
    assert place.phase is Discover.Phase.READY
    assert not place.settled()
    place.far.gate.set()
    qtbot.waitUntil(place.settled)
    assert place.titles[0] == "SmolLM2"
    assert len(place.titles) == 31


def test_a_hub_that_is_down_costs_a_notice_and_no_rows(place: Place, qtbot: QtBot) -> None:
    place.far.down = True
    place.page.start()
    qtbot.waitUntil(place.settled)
    assert place.phase is Discover.Phase.READY
    assert place.titles == ["SmolLM2"]
    (failure,) = place.page._failures.rows
    assert failure.key == "huggingface"
    assert "can't be reached" in failure.title
    assert failure.advice
    assert "HubUnreachable" in failure.details

    place.far.down = False
    place.page.retry("huggingface")
    assert place.page._failures.rows == ()
    qtbot.waitUntil(place.settled)
    assert len(place.titles) == 31
    assert len(place.near.asked) == 1, "the hub that answered is not asked again"


def test_no_hub_at_all_is_a_failure_with_a_way_out(place: Place, qtbot: QtBot) -> None:
    place.near.down = place.far.down = True
    place.page.start()
    qtbot.waitUntil(place.settled)
    assert place.phase is Discover.Phase.FAILED
    assert [failure.key for failure in place.page._failures.rows] == ["builtin", "huggingface"]
    place.far.down = False
    place.page.retry("huggingface")
    qtbot.waitUntil(lambda: place.phase is Discover.Phase.READY)


def test_nothing_found_is_said_only_when_every_hub_has_answered(place: Place, qtbot: QtBot) -> None:
    place.page.setProperty("text", "no such model")
    place.page.search()
    qtbot.waitUntil(lambda: place.phase is Discover.Phase.EMPTY)
    place.far.down = True
    place.page.search()
    qtbot.waitUntil(lambda: place.phase is Discover.Phase.FAILED)


def test_the_list_goes_on_until_its_end_without_repeats(place: Place, qtbot: QtBot) -> None:
    place.page.start()
    qtbot.waitUntil(place.settled)
    for expected in (61, 71):
        place.page.more()
        qtbot.waitUntil(place.settled)
        assert len(place.titles) == expected
    place.page.more()
    assert place.settled(), "at the end nobody is asked"
    assert len(set(place.titles)) == 71
    assert [query.cursor for query in place.far.asked] == [None, "30", "60"]


def test_a_person_who_types_asks_once_when_resting(place: Place, qtbot: QtBot) -> None:
    place.page.start()
    qtbot.waitUntil(place.settled)
    for typed in ("q", "qw", "qwe", "qwen1"):
        place.page.setProperty("text", typed)
    qtbot.waitUntil(lambda: len(place.far.asked) == 2)
    assert place.far.asked[-1].text == "qwen1"
    qtbot.waitUntil(place.settled)
    assert place.titles[0] == "Qwen1"


def test_a_late_answer_to_a_former_question_is_dropped(place: Place, qtbot: QtBot) -> None:
    place.far.gate.clear()
    place.page.start()
    qtbot.waitUntil(lambda: len(place.far.asked) == 1)
    place.page.setProperty("text", "smol")
    place.page.search()
    place.far.gate.set()
    qtbot.waitUntil(place.settled)
    assert place.titles == ["SmolLM2"]


def test_rows_stay_until_the_next_question_is_answered(place: Place, qtbot: QtBot) -> None:
    place.page.start()
    qtbot.waitUntil(place.settled)
    place.far.gate.clear()
    place.page.setProperty("text", "Qwen69")
    place.page.search()
    qtbot.waitUntil(lambda: len(place.far.asked) == 2)
    assert place.page.property("outdated")
    assert len(place.titles) == 31
    place.far.gate.set()
    qtbot.waitUntil(place.settled)
    assert place.titles == ["Qwen69"]
    assert not place.page.property("outdated")


def test_a_row_says_what_its_hub_said_and_no_more(place: Place, bridge: Bridge, qtbot: QtBot) -> None:
    bare = repo(
        "builtin", f"someone/{LONG_NAME}", downloads=None, updated=None, licence=None, parameters=None, page=None
    )
    place.near.repos = [bare]
    place.far.repos = [repo("huggingface", "somebody/Thing-GGUF", gate=Gate.MANUAL)]
    place.page.start()
    qtbot.waitUntil(place.settled)
    qtbot.waitUntil(lambda: any(row.fit for row in place.rows))
    thing, row = sorted(place.rows, key=lambda row: row.title, reverse=True)
    assert (row.title, row.facts) == (LONG_NAME.removesuffix("-GGUF"), "someone · Fireseed")
    assert (row.licence, row.fit, row.remembered) == ("Licence unknown", "", "")
    assert row.about == "Not in Fireseed's catalogue"
    assert not row.gated
    assert thing.facts == "somebody · 7.61B parameters · about 3.04–8.09 GB · 1.23M downloads · Hugging Face"
    assert (thing.licence, thing.barred) == ("Commercial use allowed", False)
    assert thing.gated

    bridge.speak(Words(resources() / "words", "zh_CN"))
    assert any("76.1 亿" in row.facts for row in place.rows)


def test_what_is_on_this_computer_is_marked(place: Place, tmp_path: Path, qtbot: QtBot) -> None:
    place.page.start()
    qtbot.waitUntil(place.settled)

    def installed() -> list[str]:
        return [row.title for row in place.rows if row.installed]

    assert installed() == []
    Files(tmp_path).add(place.library, repo="Qwen/Qwen3-GGUF")
    place.shelf.refresh()
    qtbot.waitUntil(lambda: installed() == ["Qwen3"])


def test_another_hub_address_asks_again(place: Place, bridge: Bridge, qtbot: QtBot) -> None:
    place.page.start()
    qtbot.waitUntil(place.settled)
    mirror = MemoryHub("huggingface", "Hugging Face", [repo("huggingface", "deepseek-ai/DeepSeek-GGUF")])
    place.hubs["huggingface"] = mirror
    bridge.speak(bridge.words)
    qtbot.waitUntil(lambda: "DeepSeek" in place.titles)
    assert len(place.titles) == 2
