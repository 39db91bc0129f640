"""An address in Discover's field: offered first, opened by Enter, and told to no hub as words to search for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fireseed.base.errors import FolderMissing
from fireseed.base.paths import Paths, resources
from fireseed.flows.downloads import Downloads
from fireseed.flows.search_memory import SearchMemory
from fireseed.hubs.folder import FolderHub
from fireseed.hubs.protocol import Hub, RepoFile
from fireseed.library.store import Library
from fireseed.ui.bridge import Bridge
from fireseed.ui.discover import Discover
from fireseed.ui.offer import OfferPane
from fireseed.ui.shelf import Shelf
from fireseed.words import Words
from ui.discovery import discover_page
from ui.hubs import GB, MemoryHub, repo
from ui.offers import offer_pane
from ui.scripted import ScriptedTransfers, token_box

QWEN = "Qwen/Qwen3-8B-GGUF"
LINK = "https://models.example.org/files/tiny-Q8_0.gguf"


@dataclass
class Place:
    """The page over one hub that is searched, and two that are only named."""

    page: Discover
    pane: OfferPane
    hugging_face: MemoryHub
    ollama: MemoryHub
    web: MemoryHub
    known: dict[str, Hub] = field(default_factory=dict)

    def type(self, text: str) -> None:
        self.page.setProperty("text", text)

    def says(self, name: str) -> str:
        return str(self.page.property(name))

    def ready(self) -> bool:
        return bool(self.pane.property("phase") == OfferPane.Phase.READY)


@pytest.fixture
def place(bridge: Bridge, home: Paths, memory: SearchMemory) -> Iterator[Place]:
    hugging_face = MemoryHub("huggingface", "Hugging Face", [repo("huggingface", QWEN)])
    ollama = MemoryHub("ollama", "Ollama", [repo("ollama", "library/qwen3", page=None)])
    ollama.files = (
        RepoFile("qwen3-8b.gguf", 5 * GB, "a" * 64, variant="8b"),
        RepoFile("template", 1000, "b" * 64, extra=True),
    )
    web = MemoryHub("web", "Web", [repo("web", LINK, licence=None)])
    web.files = (RepoFile("tiny-Q8_0.gguf", 3000),)
    searched: dict[str, Hub] = {hugging_face.id: hugging_face}
    known: dict[str, Hub] = {hub.id: hub for hub in (hugging_face, ollama, web)}
    library = Library(home.library_database, resources() / "migrations" / "library")
    transfers = ScriptedTransfers()
    shelf = Shelf(bridge, library, transfers, bridge)  # type: ignore[arg-type] # scripted
    downloads = Downloads(known, transfers, lambda: home.models, alike=searched.values)  # type: ignore[arg-type] # scripted

    def title(hub: str) -> str:
        return known[hub].title if hub in known else hub

    tokens = token_box(bridge, home)
    pane = offer_pane(bridge, downloads, transfers, title, shelf, tokens, hubs=known)
    page = discover_page(bridge, memory, searched, title, shelf, pane)
    yield Place(page, pane, hugging_face, ollama, web, searched)
    for hub in (hugging_face, ollama, web):
        hub.close()
    library.close()


@pytest.mark.parametrize(
    ("typed", "suggestion", "part"),
    [
        (f"https://huggingface.co/{QWEN}", f"Open {QWEN} on Hugging Face", ""),
        (
            f"https://huggingface.co/{QWEN}/blob/main/model-Q8_0.gguf",
            f"Open {QWEN} on Hugging Face",
            "model-Q8_0.gguf",
        ),
        (QWEN, f"Open {QWEN}", ""),
        (f"{QWEN}:Q4_K_M", f"Open {QWEN}", "Q4_K_M"),
        ("ollama run qwen3:8b", "Open qwen3 on Ollama", "8b"),
        (LINK, "Open tiny-Q8_0.gguf on models.example.org", ""),
    ],
)
def test_an_address_is_offered(place: Place, typed: str, suggestion: str, part: str) -> None:
    place.type(f"  {typed} ")
    assert place.says("suggestion") == suggestion
    assert place.says("suggested") == part
    assert place.says("addressProblem") == ""


@pytest.mark.parametrize("typed", ["", "qwen", "deep seek", "千问"])
def test_words_stay_a_search(place: Place, typed: str) -> None:
    place.type(typed)
    assert place.says("suggestion") == ""
    assert place.says("addressProblem") == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("https://huggingface.co/datasets/somebody/things", "isn't a model's"),
        ("http://models.example.org/m.gguf", "isn't protected"),
    ],
)
def test_what_can_not_be_opened_is_said_below_the_field(
    place: Place, bridge: Bridge, typed: str, said: str, qtbot: QtBot
) -> None:
    place.type(typed)
    assert place.says("suggestion") == ""
    assert said in place.says("addressProblem")
    place.page.accept()
    assert place.pane.property("phase") == OfferPane.Phase.NONE
    assert place.hugging_face.asked == [], "Enter asks nobody for it"
    english = place.says("addressProblem")
    bridge.speak(Words(resources() / "words", "zh_CN"))
    assert place.says("addressProblem") not in ("", english)


def test_no_hub_learns_of_an_address(place: Place, qtbot: QtBot) -> None:
    place.page.start()
    qtbot.waitUntil(lambda: len(place.hugging_face.asked) == 1)
    place.type("qwen")
    qtbot.waitUntil(lambda: len(place.hugging_face.asked) == 2)
    place.type(f"{LINK}?signature=secret")
    qtbot.waitUntil(lambda: len(place.hugging_face.asked) == 3)
    place.type(QWEN)
    qtbot.waitUntil(lambda: len(place.hugging_face.asked) == 4)
    assert [query.text for query in place.hugging_face.asked] == ["", "qwen", "", QWEN]


def test_enter_opens_it_and_the_file_is_pointed_out(place: Place, qtbot: QtBot) -> None:
    place.type(f"https://huggingface.co/{QWEN}/resolve/main/model-Q8_0.gguf?download=true")
    place.hugging_face.gate.clear()
    place.page.accept()
    assert place.pane.property("phase") == OfferPane.Phase.LOADING
    assert place.pane.property("title") == "Qwen3-8B-GGUF"
    place.hugging_face.gate.set()
    qtbot.waitUntil(place.ready)
    rows = place.pane._variants._rows.rows
    assert [row.key for row in rows] == ["Q8_0", "Q2_K", "Q4_K_M", "F16"]
    assert [row.key for row in rows if row.named] == ["Q8_0"]
    assert [row.key for row in rows if row.leading] == ["Q8_0"], "one next step"
    assert [row.key for row in rows if row.recommended] == ["Q4_K_M"]


def test_a_variant_is_pointed_out_whatever_its_case(place: Place, qtbot: QtBot) -> None:
    place.type(f"{QWEN}:q2_k")
    place.page.accept()
    qtbot.waitUntil(place.ready)
    assert [row.key for row in place.pane._variants._rows.rows if row.named] == ["Q2_K"]
    place.type(f"{QWEN}:F16")
    place.page.accept()
    qtbot.waitUntil(lambda: place.ready() and place.pane._variants._rows.rows[0].key == "F16")


def test_what_is_no_longer_there_is_said_above_what_is(place: Place, qtbot: QtBot) -> None:
    place.type(f"https://huggingface.co/{QWEN}/blob/main/old-Q3_K_S.gguf")
    place.page.accept()
    qtbot.waitUntil(place.ready)
    assert place.pane.property("absent") == "old-Q3_K_S.gguf"
    assert not any(row.named for row in place.pane._variants._rows.rows)
    assert [row.key for row in place.pane._variants._rows.rows if row.leading] == ["Q4_K_M"]
    place.pane.show(place.hugging_face.repos[0])
    assert place.pane.property("absent") == "", "another way to the same repo names no file"


def test_hubs_that_are_not_searched_are_opened_too(place: Place, qtbot: QtBot) -> None:
    place.type("ollama.com/library/qwen3:8b")
    place.page.accept()
    qtbot.waitUntil(place.ready)
    assert place.pane.property("hubTitle") == "Ollama"
    (row,) = place.pane._variants._rows.rows
    assert row.key == "8b", "a template is no variant"

    place.type(LINK)
    place.page.accept()
    assert (place.pane.property("owner"), place.pane.property("title")) == ("models.example.org", "tiny-Q8_0.gguf")
    qtbot.waitUntil(place.ready)
    assert [row.key for row in place.pane._variants._rows.rows] == ["Q8_0"]
    assert place.hugging_face.listed == [], "their names mean nothing to the others, and are nobody's business"


def test_a_folder_that_is_unplugged_has_advice_of_its_own(
    place: Place, bridge: Bridge, tmp_path: Path, qtbot: QtBot
) -> None:
    stick = tmp_path / "stick"
    place.known["folder-1"] = FolderHub("folder-1", "stick", stick, lambda _: None)
    place.page.start()
    qtbot.waitUntil(lambda: len(place.page._failures.rows) == 1)
    assert place.page._failures.rows[0].title == bridge.words.error(FolderMissing(str(stick))).title

    del place.known["folder-1"]
    bridge.speak(bridge.words)
    qtbot.waitUntil(lambda: place.page._failures.rows == ())
