"""Chips, orders, answers of former days and the end of the list, as the page Discover has them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from pytestqt.qtbot import QtBot

from fireseed.base.paths import Paths, resources
from fireseed.flows.downloads import Downloads
from fireseed.flows.search_memory import SearchMemory
from fireseed.hardware.machine import Machine
from fireseed.hubs.protocol import Relation, Repo, Sort
from fireseed.library.store import Library
from fireseed.ui.bridge import Bridge
from fireseed.ui.discover import Discover
from fireseed.ui.discover_filters import SearchFilters
from fireseed.ui.discover_question import MOST_PAGES
from fireseed.ui.offer import OfferPane
from fireseed.ui.shelf import Shelf
from fireseed.words import Words
from ui.discovery import discover_page
from ui.fittings import machine
from ui.hubs import MemoryHub, repo
from ui.offers import offer_pane
from ui.scripted import ScriptedTransfers, token_box

B = 10**9


def model(name: str, hub: str = "huggingface", size: int = 7, **facts: object) -> Repo:
    return repo(hub, f"{name}-GGUF", parameters=size * B, **facts)


@dataclass
class Place:
    """The page over two hubs that tests fill."""

    page: Discover
    pane: OfferPane
    near: MemoryHub
    far: MemoryHub
    looking: threading.Event
    memory: SearchMemory

    @property
    def filters(self) -> SearchFilters:
        return self.page._filters

    @property
    def titles(self) -> list[str]:
        return [row.title for row in self.page._rows.rows]

    @property
    def phase(self) -> Discover.Phase:
        return Discover.Phase(self.page.property("phase"))

    def settled(self) -> bool:
        return not self.page.property("busy")

    def says(self, name: str) -> str:
        return str(self.page.property(name))


@pytest.fixture
def place(bridge: Bridge, home: Paths, memory: SearchMemory) -> Iterator[Place]:
    near, far = MemoryHub("modelscope", "ModelScope", []), MemoryHub("huggingface", "Hugging Face", [])
    hubs = {hub.id: hub for hub in (near, far)}
    library = Library(home.library_database, resources() / "migrations" / "library")
    transfers = ScriptedTransfers()
    shelf = Shelf(bridge, library, transfers, bridge)  # type: ignore[arg-type] # scripted
    downloads = Downloads(hubs, transfers, lambda: home.models)  # type: ignore[arg-type] # scripted
    titles = {hub.id: hub.title for hub in hubs.values()}
    offer = offer_pane(bridge, downloads, transfers, titles.__getitem__, shelf, token_box(bridge, home), hubs=hubs)
    looking = threading.Event()
    looking.set()

    def here() -> Machine:
        assert looking.wait(60)
        return machine()

    page = discover_page(bridge, memory, hubs, titles.__getitem__, shelf, offer, here=here)
    yield Place(page, offer, near, far, looking, memory)
    looking.set()
    for hub in hubs.values():
        hub.close()
    library.close()


def begin(place: Place, qtbot: QtBot) -> None:
    place.page.start()
    qtbot.waitUntil(place.settled)
    qtbot.waitUntil(lambda: place.page._fits.known)


def test_a_model_is_one_row_whoever_has_it(place: Place, qtbot: QtBot) -> None:
    made_of = {"base_models": ("Qwen/Qwen3-8B",), "relation": Relation.QUANTIZED}
    place.near.repos = [model("Qwen/Qwen3-8B", "modelscope", 8, **made_of)]
    place.far.repos = [model("unsloth/Qwen3-8B", size=8, **made_of), model("Qwen/Qwen3-8B", size=8, **made_of)]
    begin(place, qtbot)
    (row,) = place.page._rows.rows
    assert (row.title, row.badge) == ("Qwen3-8B", "Official")
    assert "ModelScope" in row.facts
    assert "Hugging Face" in row.facts
    place.page.open(row.key)
    assert place.says("chosen") == row.key
    assert place.pane.property("owner") == "Qwen"
    place.pane.close()
    assert place.says("chosen") == ""


def test_chips_pick_from_what_is_here_without_asking(place: Place, qtbot: QtBot) -> None:
    place.far.repos = [
        model("Qwen/Qwen3-8B", base_models=("Qwen/Qwen3-8B",), relation=Relation.QUANTIZED),
        model("a/Free", licence="mit"),
        model("a/Barred", licence="cc-by-nc-4.0"),
        model("a/Eyes", tags=("vision",)),
        model("a/Giant", size=671),
    ]
    begin(place, qtbot)
    assert len(place.titles) == 5
    asked = len(place.far.asked)

    def left(*chips: str) -> set[str]:
        place.filters.clear()
        for chip in chips:
            place.filters.toggle(chip)
        return set(place.titles)

    assert left("official") == {"Qwen3-8B"}
    assert left("commercial") == {"Qwen3-8B", "Free", "Eyes", "Giant"}
    assert left("vision") == {"Eyes"}
    assert left("vision", "official") == set()
    assert place.phase is Discover.Phase.FILTERED
    assert place.says("summary") == "0 of 5 models"
    qtbot.waitUntil(lambda: left("fits") == {"Qwen3-8B", "Free", "Barred", "Eyes"})
    place.filters.toggle("fits")
    place.filters.choose("huge")
    assert place.titles == ["Giant"]
    assert place.filters.property("sized")
    place.filters.clear()
    assert len(place.titles) == 5
    assert place.says("summary") == "5 models"
    assert len(place.far.asked) == asked


def test_what_fits_is_known_only_once_this_machine_is(place: Place, qtbot: QtBot) -> None:
    place.looking.clear()
    place.far.repos = [model("a/Small"), model("a/Giant", size=671)]
    place.page.start()
    qtbot.waitUntil(lambda: len(place.titles) == 2)
    assert [row.fit for row in place.page._rows.rows] == ["", ""]
    place.filters.toggle("fits")
    assert place.titles == []
    place.looking.set()
    qtbot.waitUntil(lambda: place.titles == ["Small"])
    assert place.page._rows.rows[0].fit


def test_more_is_asked_for_by_itself_while_little_passes(place: Place, qtbot: QtBot) -> None:
    place.far.page = 5
    place.far.repos = [model(f"a/M{number}", tags=("code",) if number == 22 else ()) for number in range(25)]
    place.filters.toggle("code")
    place.page.start()
    qtbot.waitUntil(lambda: place.titles == ["M22"])
    qtbot.waitUntil(place.settled)
    assert [query.cursor for query in place.far.asked] == [None, "5", "10", "15", "20"]
    assert not place.page.property("resting"), "that was all"


def test_nobody_is_asked_without_end(place: Place, qtbot: QtBot) -> None:
    place.far.page = 1
    place.far.repos = [model(f"a/M{number}") for number in range(40)]
    place.filters.toggle("vision")
    begin(place, qtbot)
    assert len(place.far.asked) == MOST_PAGES
    assert place.phase is Discover.Phase.FILTERED
    assert place.page.property("resting")
    place.page.more()
    assert place.settled(), "an empty list's end is no wish for more"
    place.page.further()
    qtbot.waitUntil(place.settled)
    assert len(place.far.asked) == 2 * MOST_PAGES
    place.filters.clear()
    qtbot.waitUntil(lambda: len(place.titles) >= 2 * MOST_PAGES and place.settled())


def test_another_order_is_shown_at_once_and_asked_for(place: Place, qtbot: QtBot) -> None:
    place.far.repos = [model("a/Few", downloads=3), model("a/Many", downloads=9)]
    begin(place, qtbot)
    assert place.titles == ["Few", "Many"]
    place.far.gate.clear()
    place.filters.order(Sort.DOWNLOADS.value)
    assert place.titles == ["Many", "Few"]
    place.far.gate.set()
    qtbot.waitUntil(place.settled)
    assert place.titles == ["Many", "Few"]
    assert place.far.asked[-1].sort is Sort.DOWNLOADS


def test_rows_that_are_read_do_not_move_for_an_answer(place: Place, qtbot: QtBot) -> None:
    place.far.repos = [model(f"a/M{number}", downloads=100 - number) for number in range(10)]
    place.near.repos = [model(f"b/N{number}", "modelscope", downloads=1000 - number) for number in range(3)]
    place.near.gate.clear()
    place.filters.order(Sort.DOWNLOADS.value)
    place.page.start()
    qtbot.waitUntil(lambda: len(place.titles) == 10)
    place.page.hold(4)
    place.near.gate.set()
    qtbot.waitUntil(place.settled)
    assert place.titles[:8] == ["M0", "M1", "M2", "M3", "M4", "N0", "N1", "N2"]
    place.filters.toggle("commercial")
    assert place.titles[:4] == ["N0", "N1", "N2", "M0"], "another list begins at its beginning, in its order"


def test_without_hubs_their_former_answers_stay_with_their_age(place: Place, bridge: Bridge, qtbot: QtBot) -> None:
    place.far.page = 25
    place.far.repos = [model(f"a/M{number}") for number in range(60)]
    begin(place, qtbot)
    place.page.more()
    qtbot.waitUntil(lambda: len(place.titles) == 50)
    qtbot.waitUntil(lambda: len(place.memory.known("huggingface")) == 50)
    place.far.down = place.near.down = True
    place.page.search()
    qtbot.waitUntil(place.settled)
    assert place.phase is Discover.Phase.READY
    assert [row.remembered.partition(" ")[0] for row in place.page._rows.rows] == ["Seen"] * 25
    assert place.says("trouble") == "No answer from ModelScope, Hugging Face"
    assert "from earlier" in place.says("troubleAdvice")
    asked = len(place.far.asked)
    place.page.more()
    qtbot.waitUntil(lambda: len(place.titles) == 50)
    assert len(place.far.asked) == asked, "a hub that is down is not asked for each page"

    place.far.down = place.near.down = False
    place.page.retryAll()
    qtbot.waitUntil(lambda: place.settled() and not any(row.remembered for row in place.page._rows.rows))
    assert place.says("trouble") == ""


def test_a_slow_hub_is_spoken_for_by_its_former_answer(place: Place, qtbot: QtBot) -> None:
    place.far.repos = [model("a/Old")]
    begin(place, qtbot)
    qtbot.waitUntil(lambda: len(place.memory.known("huggingface")) == 1)
    place.far.repos = [model("a/New")]
    place.far.gate.clear()
    place.page.search()
    qtbot.waitUntil(lambda: [bool(row.remembered) for row in place.page._rows.rows] == [True])
    assert not place.page.property("outdated")
    assert not place.settled()
    place.far.gate.set()
    qtbot.waitUntil(place.settled)
    assert place.titles == ["New"]


def test_typing_gives_up_what_is_under_way(place: Place, qtbot: QtBot) -> None:
    place.far.repos = [model("a/One"), model("a/Two")]
    place.far.gate.clear()
    place.page.start()
    qtbot.waitUntil(lambda: len(place.far.asked) == 1)
    place.page.setProperty("text", "two")
    assert place.phase is Discover.Phase.LOADING, "nothing has been found out yet"
    place.far.gate.set()
    qtbot.waitUntil(lambda: place.titles == ["Two"])


def test_chips_and_orders_speak_the_language_of_now(place: Place, bridge: Bridge) -> None:
    place.filters.choose("small")
    chips = [row.text for row in place.filters._chips.rows]
    assert place.filters.property("size") == "5B–10B"
    assert len(chips) == 7
    bridge.speak(Words(resources() / "words", "zh_CN"))
    assert place.filters.property("size") == "50 亿–100 亿"
    assert [row.key for row in place.filters._sizes.rows if row.chosen] == ["small"]


def test_a_look_alike_has_its_own_row_and_says_so(place: Place, qtbot: QtBot) -> None:
    facts = {"base_models": ("deepseek-ai/DeepSeek-R1",), "relation": Relation.QUANTIZED}
    place.far.repos = [
        replace(model("unsloth/DeepSeek-R1", **facts), downloads=5),
        replace(model("deepseek-a1/DeepSeek-R1", **facts), downloads=900_000),
    ]
    begin(place, qtbot)
    assert [row.badge for row in place.page._rows.rows] == ["Known publisher", "Not deepseek-ai"]
