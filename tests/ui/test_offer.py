"""The pane of one repo: what is recommended, what the one button does, and what is said when it can't."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from fireseed.base.errors import FolderMissing, Gated, HubError, NothingToDownload, TokenNeeded, TokenRefused
from fireseed.base.paths import Paths, resources
from fireseed.flows.downloads import Downloads
from fireseed.hubs.protocol import Gate, Repo, RepoFile
from fireseed.library.store import Library
from fireseed.transfer.state import TransferState
from fireseed.ui.bridge import Bridge
from fireseed.ui.offer import OfferPane
from fireseed.ui.shelf import Shelf
from fireseed.ui.tokens import TokenBox
from fireseed.ui.variant_rows import Action, VariantRow
from fireseed.words import Words
from library.shelf import Shelf as Files
from ui.fittings import ScriptedFitting, ScriptedPictures, machine
from ui.hubs import LONG_NAME, MemoryHub, repo
from ui.offers import offer_pane
from ui.scripted import ScriptedTransfers, token_box

QWEN = "Qwen/Qwen-GGUF"


@dataclass
class Place:
    """The pane, and the services behind it. `other` is a hub that has nothing at first."""

    hub: MemoryHub
    transfers: ScriptedTransfers
    library: Library
    shelf: Shelf
    folder: Path
    unplugged: bool = False
    conversions: tuple[Repo, ...] = ()
    fitting: ScriptedFitting = field(default_factory=lambda: ScriptedFitting(machine()))
    pictures: ScriptedPictures = field(default_factory=ScriptedPictures)
    other: MemoryHub = field(init=False)
    tokens: TokenBox = field(init=False)
    pane: OfferPane = field(init=False)

    def models_folder(self) -> Path:
        if self.unplugged:
            raise FolderMissing(str(self.folder))
        return self.folder

    @property
    def rows(self) -> dict[str, VariantRow]:
        return {row.key: row for row in self.pane._variants._rows.rows}

    @property
    def phase(self) -> OfferPane.Phase:
        return OfferPane.Phase(self.pane.property("phase"))

    def says(self, name: str) -> str:
        """A text of the pane, or with a point in it of one of its parts."""
        part, _, rest = name.rpartition(".")
        said = self.pane.property(part) if part else self.pane
        return str(said.property(rest))


@pytest.fixture
def place(bridge: Bridge, home: Paths) -> Iterator[Place]:
    hub = MemoryHub("huggingface", "Hugging Face", [repo("huggingface", QWEN)])
    # Small: a plan looks for real free space, so that gigabytes would not fit everywhere that tests run.
    hub.files = tuple(
        RepoFile(f"model-{name}.gguf", n, "0" * 64) for name, n in (("Q2_K", 3000), ("Q4_K_M", 5000))
    )
    library = Library(home.library_database, resources() / "migrations" / "library")
    transfers = ScriptedTransfers()
    shelf = Shelf(bridge, library, transfers, bridge)  # type: ignore[arg-type] # scripted
    made = Place(hub, transfers, library, shelf, home.models)
    other = MemoryHub("modelscope", "ModelScope", [])
    hubs = {hub.id: hub, other.id: other}
    made.other = other
    downloads = Downloads(hubs, transfers, made.models_folder, alike=hubs.values)  # type: ignore[arg-type] # scripted
    made.tokens = token_box(bridge, home)
    titles = {hub.id: hub.title, other.id: other.title, "hf-mirror": "hf-mirror.com"}
    made.pane = offer_pane(
        bridge,
        downloads,
        transfers,
        titles.__getitem__,
        shelf,
        made.tokens,
        hubs=hubs,
        fitting=made.fitting,
        pictures=made.pictures,
        conversions=lambda _: made.conversions,
    )
    testers = [
        QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for rows in (
            made.pane._variants._rows,
            made.pane._trust._evidence,
            made.pane._licence._terms,
            made.pane._publishers._rows,
            made.pane._origins._layers,
            made.pane._origins._ancestors,
            made.pane._template._lines,
            made.pane._card._blocks,
        )
    ]
    yield made
    hub.close()
    other.close()
    library.close()
    del testers


def show(place: Place, qtbot: QtBot) -> None:
    place.pane.show(place.hub.repos[0])
    qtbot.waitUntil(lambda: place.phase is OfferPane.Phase.READY)


def test_what_the_row_knew_is_there_before_the_hub_answers(place: Place, qtbot: QtBot) -> None:
    assert place.phase is OfferPane.Phase.NONE
    place.hub.gate.clear()
    place.pane.show(place.hub.repos[0])
    assert place.phase is OfferPane.Phase.LOADING
    assert (place.says("title"), place.says("owner"), place.says("hubTitle")) == (
        "Qwen-GGUF",
        "Qwen",
        "Hugging Face",
    )
    assert place.says("licence.name") == "Apache License 2.0"
    assert place.rows == {}
    place.hub.gate.set()
    qtbot.waitUntil(lambda: place.phase is OfferPane.Phase.READY)
    assert list(place.rows) == ["Q4_K_M", "Q2_K"], "the one to begin with comes first"


def test_variants_in_plain_words(place: Place, bridge: Bridge, qtbot: QtBot) -> None:
    show(place, qtbot)
    row = place.rows["Q2_K"]
    assert (row.words, row.name, row.size) == ("2-bit, noticeably weaker", "Q2_K", "3.00 KB")
    assert place.rows["Q4_K_M"].words == "4-bit, good and compact"


def test_the_only_variant_needs_no_recommendation(place: Place, qtbot: QtBot) -> None:
    place.hub.files = (RepoFile(f"{LONG_NAME}.gguf", 3000, "0" * 64),)
    show(place, qtbot)
    (row,) = place.rows.values()
    assert row.leading
    assert not row.recommended
    assert (row.words, row.name) == (row.key, "")


def test_from_download_to_chat(place: Place, tmp_path: Path, qtbot: QtBot) -> None:
    show(place, qtbot)
    assert place.rows["Q4_K_M"].action == Action.DOWNLOAD
    place.pane.download("Q4_K_M")
    qtbot.waitUntil(lambda: place.rows["Q4_K_M"].action == Action.PROGRESS)
    assert place.rows["Q2_K"].action == Action.DOWNLOAD
    (transfer,) = place.transfers.running
    transfer.bytes_done, transfer.bytes_verified = 2500, 1000
    qtbot.waitUntil(lambda: place.rows["Q4_K_M"].fraction == 0.5)
    assert place.rows["Q4_K_M"].verified == 0.2
    assert place.rows["Q4_K_M"].progress == "50%"

    transfer.state = TransferState.PAUSED
    qtbot.waitUntil(lambda: place.rows["Q4_K_M"].action == Action.ATTENTION)
    assert place.rows["Q4_K_M"].progress == "Paused"

    model = Files(tmp_path).add(place.library, "Q4_K_M", repo=QWEN)
    transfer.state = TransferState.DONE
    qtbot.waitUntil(lambda: place.rows["Q4_K_M"].action == Action.CHAT)
    assert place.rows["Q4_K_M"].chat_model == model.id


def test_a_download_that_can_not_begin_says_why_and_keeps_the_pane(place: Place, qtbot: QtBot) -> None:
    show(place, qtbot)
    place.unplugged = True
    place.pane.download("Q2_K")
    qtbot.waitUntil(lambda: place.says("problem") != "")
    assert str(place.folder) in place.says("problem")
    assert place.says("advice")
    assert place.phase is OfferPane.Phase.READY
    place.unplugged = False
    place.pane.download("Q2_K")
    qtbot.waitUntil(lambda: place.rows["Q2_K"].action == Action.PROGRESS)
    assert place.says("problem") == ""


def test_a_hub_that_is_down_can_be_asked_again(place: Place, qtbot: QtBot) -> None:
    place.hub.down = True
    place.pane.show(place.hub.repos[0])
    qtbot.waitUntil(lambda: place.phase is OfferPane.Phase.FAILED)
    assert "can't be reached" in place.says("problem")
    assert place.says("title") == "Qwen-GGUF"
    place.hub.down = False
    place.pane.retry()
    qtbot.waitUntil(lambda: place.phase is OfferPane.Phase.READY)


def test_a_repo_with_nothing_to_run_says_so(place: Place, qtbot: QtBot) -> None:
    place.hub.files = (RepoFile("model.safetensors", 3000),)
    place.pane.show(place.hub.repos[0])
    qtbot.waitUntil(lambda: place.phase is OfferPane.Phase.FAILED)
    assert NothingToDownload.__name__ in place.says("details")


def test_an_answer_for_a_pane_that_was_closed_is_dropped(place: Place, qtbot: QtBot) -> None:
    place.hub.gate.clear()
    place.pane.show(place.hub.repos[0])
    place.pane.close()
    place.hub.gate.set()
    other = repo("huggingface", "Qwen/Other-GGUF")
    place.hub.repos.append(other)
    place.pane.show(other)
    qtbot.waitUntil(lambda: place.phase is OfferPane.Phase.READY)
    assert place.says("title") == "Other-GGUF"


def test_terms_to_accept_are_told_before_the_download(place: Place, qtbot: QtBot) -> None:
    place.hub.repos = [repo("huggingface", QWEN, gate=Gate.MANUAL, licence="llama3.2")]
    show(place, qtbot)
    assert place.pane.property("gated")
    assert place.says("page") == f"https://hub.example/{QWEN}"


def test_who_else_has_the_same_files_is_said_when_they_have_answered(
    place: Place, bridge: Bridge, qtbot: QtBot
) -> None:
    place.hub.also_at = ("hf-mirror",)
    place.other.repos = [repo("modelscope", QWEN)]
    place.other.files = (place.hub.files[0], RepoFile("readme.md", 10))
    place.other.gate.clear()
    show(place, qtbot)
    assert place.says("sources") == ""
    place.other.gate.set()
    qtbot.waitUntil(lambda: place.says("sources") != "")
    assert place.says("sources") == "The same files are on ModelScope and hf-mirror.com."
    assert place.says("digests") == ""
    bridge.speak(Words(resources() / "words", "zh_CN"))
    assert "ModelScope" in place.says("sources")


def test_a_repo_of_the_same_name_with_other_files_is_not_the_same(place: Place, qtbot: QtBot) -> None:
    place.other.repos = [repo("modelscope", QWEN)]
    place.other.files = tuple(RepoFile(file.path, file.size, "f" * 64) for file in place.hub.files)
    show(place, qtbot)
    qtbot.waitUntil(lambda: place.other.listed == [QWEN])
    place.pane.download("Q2_K")
    qtbot.waitUntil(lambda: place.rows["Q2_K"].action == Action.PROGRESS)
    assert place.says("sources") == ""


def test_digests_in_a_mirrors_word_only_are_called_that(place: Place, qtbot: QtBot) -> None:
    place.hub.original = False
    place.hub.also_at = ("hf-mirror",)
    show(place, qtbot)
    assert "hf-mirror.com" in place.says("digests")
    place.pane.close()
    assert place.says("digests") == ""
    place.other.repos = [repo("modelscope", QWEN)]
    place.other.files = place.hub.files
    show(place, qtbot)
    qtbot.waitUntil(lambda: place.says("sources") != "")
    assert place.says("digests") == "", "a second publisher's hub states the same"


@pytest.mark.parametrize(
    ("error", "terms"),
    [
        (Gated(QWEN, "https://hub.example/terms"), "https://hub.example/terms"),
        (TokenNeeded(QWEN, "https://hub.example/terms"), "https://hub.example/terms"),
        (TokenRefused("Hugging Face"), f"https://hub.example/{QWEN}"),
    ],
)
def test_what_bars_the_way_is_a_matter_of_terms_and_a_token(
    place: Place, error: HubError, terms: str, qtbot: QtBot
) -> None:
    place.hub.refusal = error
    place.pane.show(place.hub.repos[0])
    qtbot.waitUntil(lambda: place.phase is OfferPane.Phase.FAILED)
    assert place.pane.property("barred")
    assert place.pane.property("takesToken")
    assert place.pane.property("gated") == (not isinstance(error, TokenRefused))
    assert place.says("termsPage") == terms

    place.hub.refusal = None
    place.tokens.kept.emit()
    qtbot.waitUntil(lambda: place.phase is OfferPane.Phase.READY)
    assert not place.pane.property("barred")


def test_a_hub_without_tokens_asks_for_none(place: Place, qtbot: QtBot) -> None:
    place.pane.show(repo("modelscope", QWEN, gate=Gate.MANUAL))
    assert place.pane.property("gated")
    assert not place.pane.property("takesToken")


def test_another_language_at_once(place: Place, bridge: Bridge, qtbot: QtBot) -> None:
    show(place, qtbot)
    assert place.says("parameters") == "7.61B"
    bridge.speak(Words(resources() / "words", "zh_CN"))
    assert place.says("parameters") == "76.1 亿"
