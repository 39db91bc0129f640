"""The first screen: what it proposes, when that can be clicked, and what is left where no hub answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fireseed.base.errors import DiskFull
from fireseed.base.paths import Paths
from fireseed.base.settings import Language
from fireseed.flows.first_choice import FirstChoice, first_choices
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.mirrors import Mirrored
from fireseed.hubs.protocol import Gate, Repo
from fireseed.transfer.state import TransferState
from fireseed.ui.application import Window
from fireseed.ui.first_cards import CardRow, Stage
from fireseed.ui.welcome import Welcome
from hub.server import LoopbackHub
from hubs.scripted_hub import closed_port
from ui.hubs import MemoryHub, repo
from ui.screen import click, items, says
from ui.scripted import ScriptedApp, model

WAIT = 60_000
"""Milliseconds."""
HUGGING_FACE, MODELSCOPE = "huggingface", "modelscope"


def proposed(app: ScriptedApp, *kinds: str) -> tuple[FirstChoice, ...]:
    """What the screen will propose on this machine."""
    fitting = app.fitting
    asked = kinds or (HUGGING_FACE,)
    return first_choices(app.catalogue, app.licences, fitting.machine(), asked, bandwidth=fitting.bandwidth())


def has(hub: str, choices: Sequence[FirstChoice], **facts: object) -> list[Repo]:
    """The best repo of each, on `hub`."""
    return [repo(hub, choice.model.gguf[hub][0], **facts) for choice in choices if choice.model.gguf.get(hub)]


class FirstRun:
    """An empty home, its window, and a hub called Hugging Face."""

    def __init__(self, app: ScriptedApp, qtbot: QtBot) -> None:
        self.app = app
        self.hub = MemoryHub(HUGGING_FACE, "Hugging Face", has(HUGGING_FACE, proposed(app)))
        app.hubs[HUGGING_FACE] = self.hub
        self.qtbot = qtbot
        self._window: Window | None = None

    @property
    def window(self) -> Window:
        assert self._window is not None
        return self._window

    @property
    def welcome(self) -> Welcome:
        return self.window.pages.chat.welcome

    @property
    def cards(self) -> tuple[CardRow, ...]:
        rows: tuple[CardRow, ...] = self.welcome.cards.rows
        return rows

    def open(self) -> None:
        self._window = Window(self.app)  # type: ignore[arg-type] # scripted services stand in for the real ones
        self.window.open()
        self.window.window.resize(1200, 1000)
        self.sees("What would you like to run?")

    def close(self) -> None:
        self.hub.gate.set()
        if self._window is not None:
            self._window.close()

    def sees(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: says(self.window.window, text), timeout=WAIT)

    def offered(self) -> None:
        """All three can be clicked."""
        self.qtbot.waitUntil(lambda: [card.stage for card in self.cards] == [Stage.OFFERED] * 3, timeout=WAIT)

    def buttons(self) -> list[QQuickItem]:
        """Those of the cards, as they stand."""
        found = [item for item in items(self.window.window.contentItem()) if item.property("symbol") is not None]
        return [item for item in found if item.property("text") in ("Download and chat", "Asking the hubs …")]


@pytest.fixture
def first(qtbot: QtBot, home: Paths, app: ScriptedApp) -> Iterator[FirstRun]:
    app.library.found = ()
    made = FirstRun(app, qtbot)
    yield made
    made.close()


def test_a_card_can_be_clicked_once_its_repo_has_answered(first: FirstRun) -> None:
    first.hub.gate.clear()
    first.open()
    first.qtbot.waitUntil(lambda: len(first.cards) == 3, timeout=WAIT)
    first.sees("Asking the hubs …")
    asking = [button for button in first.buttons() if button.property("text") == "Asking the hubs …"]
    assert [button.isEnabled() for button in asking] == [False] * 3
    first.welcome.download(first.cards[0].key)
    first.hub.gate.set()
    first.offered()
    assert first.app.transfers.running == []
    assert {card.source for card in first.cards} == {
        f"from {choice.model.gguf[HUGGING_FACE][0].partition('/')[0]} on Hugging Face"
        for choice in proposed(first.app)
    }


def test_one_click_downloads_the_recommended_variant_and_opens_the_chat(first: FirstRun) -> None:
    first.open()
    first.offered()
    leading = next(card for card in first.cards if card.leading)
    button = next(item for item in items(first.window.window.contentItem()) if item.property("leading") is True)
    assert button.property("title") == leading.title
    first.welcome.download(leading.key)
    first.qtbot.waitUntil(lambda: len(first.app.transfers.running) == 1, timeout=WAIT)
    (transfer,) = first.app.transfers.running
    assert transfer.plan.variant == "Q4_K_M"
    assert transfer.plan.repo in {
        name for choice in proposed(first.app) for name in choice.model.gguf[HUGGING_FACE]
    }
    transfer.bytes_done = 1_000_000_000
    first.sees("1.00 GB of 5.00 GB")
    first.app.library.found = (model(),)
    transfer.state = TransferState.DONE
    first.sees("What is on your mind?")


def test_each_card_says_what_it_costs(first: FirstRun) -> None:
    first.open()
    first.offered()
    for card, choice in zip(first.cards, proposed(first.app), strict=True):
        assert card.size == "5.00 GB"
        assert "words a second" in card.speed
        assert card.weights + card.context + card.working < card.free
        assert "free memory" in card.memory
        assert card.licence == choice.licence.name
        assert card.licence_sentence == choice.licence.sentence["en"]
    first.app.settings.change(language=Language.CHINESE)
    first.window.apply_settings()
    first.sees("每秒")
    assert [card.summary for card in first.cards] == [choice.model.summary["zh"] for choice in proposed(first.app)]


def test_a_model_that_no_hub_has_is_replaced(first: FirstRun) -> None:
    missing, *others = proposed(first.app)
    spare = [name for choice in others for name in choice.model.gguf[HUGGING_FACE]]
    everything = {name for one in first.app.catalogue.models for name in one.gguf.get(HUGGING_FACE, ())}
    gone = set(missing.model.gguf[HUGGING_FACE]) - set(spare)
    first.hub.repos = [repo(HUGGING_FACE, name) for name in sorted(everything - gone)]
    first.open()
    first.offered()
    assert missing.model.id not in {card.key for card in first.cards}


def test_a_hub_that_has_none_of_them_is_not_asked_for_all(first: FirstRun) -> None:
    first.hub.repos = []
    first.open()
    first.qtbot.waitUntil(
        lambda: bool(first.hub.listed) and first.welcome.property("phase") == Welcome.Phase.ALONE, timeout=WAIT
    )
    assert first.cards == ()
    assert len(first.hub.listed) < 100
    assert not first.welcome.property("unanswered")
    first.sees("Download and chat")


def test_the_next_repo_is_taken_where_the_first_asks_for_terms(first: FirstRun) -> None:
    choices = proposed(first.app)
    choice = next(choice for choice in choices if len(choice.model.gguf[HUGGING_FACE]) > 1)
    closed, open_one, *_ = choice.model.gguf[HUGGING_FACE]
    first.hub.repos = [
        replace(one, gate=Gate.MANUAL) if one.name == closed else one for one in first.hub.repos
    ] + [repo(HUGGING_FACE, open_one)]
    first.open()
    first.offered()
    card = next(card for card in first.cards if card.key == choice.model.id)
    assert card.source == f"from {open_one.partition('/')[0]} on Hugging Face"


def test_one_hub_is_enough(first: FirstRun) -> None:
    choices = proposed(first.app, HUGGING_FACE, MODELSCOPE)
    first.app.hubs[MODELSCOPE] = MemoryHub(MODELSCOPE, "ModelScope", has(MODELSCOPE, choices))
    first.hub.down = True
    first.open()
    first.qtbot.waitUntil(lambda: any(card.stage == Stage.OFFERED for card in first.cards), timeout=WAIT)
    assert "ModelScope" in next(card.source for card in first.cards if card.stage == Stage.OFFERED)
    assert not first.welcome.property("unanswered")


def test_what_is_wrong_with_a_download_is_said_on_its_card(first: FirstRun) -> None:
    first.open()
    first.offered()
    first.welcome.download(first.cards[1].key)
    first.qtbot.waitUntil(lambda: len(first.app.transfers.running) == 1, timeout=WAIT)
    (transfer,) = first.app.transfers.running
    transfer.error = DiskFull("/models", 5_000_000_000, 1_000_000)
    transfer.state = TransferState.FAILED
    first.qtbot.waitUntil(lambda: first.cards[1].stage == Stage.FAILED, timeout=WAIT)
    said = first.window.bridge.words.error(transfer.error)
    first.sees(said.title)
    assert [card.stage for card in first.cards if card.key != first.cards[1].key] == [Stage.OFFERED] * 2


def test_a_download_that_an_earlier_run_began_is_shown_as_one(first: FirstRun) -> None:
    first.open()
    first.offered()
    key = first.cards[0].key
    first.welcome.download(key)
    first.qtbot.waitUntil(lambda: first.cards[0].stage == Stage.DOWNLOADING, timeout=WAIT)
    first.window.close()
    first.open()
    first.qtbot.waitUntil(
        lambda: [card.stage for card in first.cards if card.key == key] == [Stage.DOWNLOADING], timeout=WAIT
    )
    assert len(first.app.transfers.running) == 1


def test_no_hub_answers(first: FirstRun, qtbot: QtBot) -> None:
    """The starter is one click away, and a mirror that answers brings the cards."""
    first.hub.down = True
    nobody = f"http://127.0.0.1:{closed_port()}"
    with LoopbackHub() as mirror:

        def hub_of(_: Sequence[str]) -> Mirrored:
            original = HuggingFaceHub(HUGGING_FACE, "Hugging Face", nobody)
            return Mirrored([original, HuggingFaceHub("hf-mirror", "hf-mirror.com", mirror.url, mirror_of=nobody)])

        first.app.hub_of_mirrors = hub_of  # type: ignore[method-assign] # nobody outside is asked by a test
        first.open()
        first.sees("No hub answers from here")
        assert first.cards == ()
        first.qtbot.waitUntil(
            lambda: [button.property("text") for button in first.buttons()] == ["Download and chat"], timeout=WAIT
        )
        click(first.window.window, "Choose a mirror")
        first.sees(" ms")
        first.sees("does not answer")
        first.hub.down = False
        click(first.window.window, "Use it")
        first.offered()
    assert first.app.settings.current.hub_address == "https://hf-mirror.com"
    assert not says(first.window.window, "No hub answers from here")


def test_the_starter_needs_no_other_hub(first: FirstRun) -> None:
    first.hub.down = True
    first.open()
    first.sees("98.4 MB")
    first.sees("No hub answers from here")
    click(first.window.window, "Download and chat")
    first.qtbot.waitUntil(lambda: len(first.app.transfers.running) == 1, timeout=WAIT)
    assert first.app.transfers.running[0].plan.hub == "builtin"


def test_asking_again_once_the_network_is_back(first: FirstRun) -> None:
    first.hub.down = True
    first.open()
    first.sees("No hub answers from here")
    first.hub.down = False
    click(first.window.window, "Ask again")
    first.offered()


def test_what_the_keyboard_goes_to_comes_into_sight(first: FirstRun) -> None:
    """In a narrow window the cards stand below one another, most of them outside."""
    first.open()
    first.window.window.resize(720, 520)
    first.window.window.requestActivate()
    first.qtbot.waitUntil(first.window.window.isActive, timeout=WAIT)
    first.offered()
    last = first.cards[-1].title

    def on_the_last() -> bool:
        interface = QAccessible.queryAccessibleInterface(first.window.window.activeFocusItem())
        if interface is not None and last in interface.text(QAccessible.Text.Name):
            return True
        QTest.keyClick(first.window.window, Qt.Key.Key_Tab)
        return False

    first.qtbot.waitUntil(on_the_last, timeout=WAIT)

    def is_seen() -> bool:
        focused = first.window.window.activeFocusItem()
        place = focused.mapToScene(QPointF(0, 0)).y() if focused is not None else -1
        return focused is not None and 0 <= place <= first.window.window.height() - focused.height()

    first.qtbot.waitUntil(is_seen, timeout=WAIT)


def test_who_has_a_model_asks_nobody(first: FirstRun) -> None:
    first.app.library.found = (model(),)
    first._window = Window(first.app)  # type: ignore[arg-type] # scripted services stand in for the real ones
    first.window.open()
    first.sees("What is on your mind?")
    assert first.hub.listed == []
