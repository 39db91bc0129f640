"""Discover, Downloads, Library and Settings in the real window; a warning of Qt or QML fails a test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fireseed.base.errors import DatabaseDamaged, DiskFull, SourceStalled
from fireseed.base.settings import Language
from fireseed.hubs.protocol import Gate, SearchQuery
from fireseed.library.model import Check, ModelFile, ModelState
from fireseed.transfer.plan import Plan, PlannedFile
from fireseed.transfer.state import TransferState
from fireseed.ui.application import Window
from fireseed.ui.discover import Discover
from fireseed.ui.shell import Shell
from ui.hubs import LONG_NAME, MemoryHub, repo
from ui.screen import click, controls, items, says, shown, write
from ui.scripted import ScriptedApp, ScriptedTransfer, model

SIZES = ((1280, 800), (900, 600), (760, 560))


def plan(name: str) -> Plan:
    file = PlannedFile("model.gguf", 1000, "0" * 64, None, "/models/model.gguf", ())
    return Plan("builtin", name, "c" * 40, "Q4_K_M", "apache-2.0", (file,))


def turn(window: Window, page: Shell.Page) -> QQuickWindow:
    window.shell.setProperty("page", page)
    return window.window


def in_every_look(window: Window, app: ScriptedApp, expected: dict[Language, str], qtbot: QtBot) -> None:
    """Draws what is shown at each size, in both languages and with large text."""
    for language in (Language.ENGLISH, Language.CHINESE):
        for scale in (1.0, 2.0):
            app.settings.change(language=language, text_scale=scale)
            window.apply_settings()
            for width, height in SIZES:
                window.window.resize(width, height)
                qtbot.waitUntil(lambda: says(window.window, expected[language]))  # noqa: B023 -- called at once
                assert not window.window.grabWindow().isNull()
    app.settings.change(language=Language.ENGLISH, text_scale=1.0)
    window.apply_settings()


LONG_TITLE = LONG_NAME.removesuffix("-GGUF")
"""As a row has it."""


@pytest.fixture
def far(app: ScriptedApp) -> MemoryHub:
    """A second hub, with what is hard to show."""
    hub = MemoryHub(
        "huggingface",
        "Hugging Face",
        [
            repo("huggingface", f"an-owner-with-a-long-name/{LONG_NAME}", gate=Gate.MANUAL),
            repo(
                "huggingface", "bare/model", downloads=None, updated=None, licence=None, parameters=None, page=None
            ),
        ],
    )
    app.hubs["huggingface"] = hub
    return hub


def test_discover_in_each_state(window: Window, app: ScriptedApp, far: MemoryHub, qtbot: QtBot) -> None:
    app.hub.gate.clear()
    far.gate.clear()
    screen = turn(window, Shell.Page.DISCOVER)
    page = window.pages.page(Shell.Page.DISCOVER)
    assert isinstance(page, Discover)
    qtbot.waitUntil(lambda: says(screen, "Search, or paste an address"))
    assert page.property("phase") == Discover.Phase.LOADING
    screen.grabWindow()
    app.hub.gate.set()
    far.gate.set()
    qtbot.waitUntil(lambda: says(screen, LONG_TITLE))
    both = {Language.ENGLISH: "SmolLM2-135M-Instruct", Language.CHINESE: "SmolLM2-135M-Instruct"}
    in_every_look(window, app, both, qtbot)

    for hub in app.hubs:
        qtbot.waitUntil(lambda: app.search.recall(hub, SearchQuery()) is not None)  # noqa: B023 -- called at once
    far.down = True
    page.search()
    qtbot.waitUntil(lambda: says(screen, "can't be reached"))
    assert says(screen, "SmolLM2-135M-Instruct")
    assert says(screen, "Try again")
    app.hub.down = True
    page.search()
    qtbot.waitUntil(lambda: says(screen, "No answer from Fireseed, Hugging Face"))
    assert says(screen, "Seen "), "what they answered before, with its age"
    both = {Language.ENGLISH: "from earlier", Language.CHINESE: "结果取自"}
    in_every_look(window, app, both, qtbot)
    page.setProperty("text", "never asked for")
    qtbot.waitUntil(lambda: [control.property("text") for control in controls(screen)].count("Copy details") == 2)
    app.hub.down = far.down = False
    page.setProperty("text", "nothing like it")
    qtbot.waitUntil(lambda: says(screen, "Nothing found for “nothing like it”"))
    in_every_look(window, app, {Language.ENGLISH: "Nothing found for", Language.CHINESE: "nothing like it"}, qtbot)


def test_the_pane_in_each_state(window: Window, app: ScriptedApp, far: MemoryHub, qtbot: QtBot) -> None:
    screen = turn(window, Shell.Page.DISCOVER)
    qtbot.waitUntil(lambda: says(screen, LONG_TITLE))
    far.gate.clear()
    click(screen, LONG_TITLE)
    qtbot.waitUntil(lambda: says(screen, "by an-owner-with-a-long-name"))
    assert says(screen, "accept terms first")
    screen.grabWindow()
    far.gate.set()
    qtbot.waitUntil(lambda: says(screen, "Choose a size"))
    assert says(screen, "Recommended")
    assert says(screen, "4-bit, good and compact")
    in_every_look(window, app, {Language.ENGLISH: "Choose a size", Language.CHINESE: "Q4_K_M"}, qtbot)

    window.window.resize(1280, 800)
    far.down = True
    qtbot.waitUntil(lambda: "model" in shown(screen))
    click(screen, "model")
    qtbot.waitUntil(lambda: says(screen, "can't be reached"))
    assert says(screen, "by bare")


def test_discover_by_keyboard_and_in_little_room(
    window: Window, app: ScriptedApp, far: MemoryHub, qtbot: QtBot
) -> None:
    window.window.resize(900, 600)
    screen = turn(window, Shell.Page.DISCOVER)
    qtbot.waitUntil(lambda: says(screen, LONG_TITLE))
    page = window.pages.page(Shell.Page.DISCOVER)
    assert isinstance(page, Discover)
    write(screen, "smol")
    qtbot.waitUntil(lambda: page.property("rows").property("count") == 1 and not page.property("busy"))
    QTest.keyClick(screen, Qt.Key.Key_Down)
    QTest.keyClick(screen, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: says(screen, "Choose a size"))
    assert not says(screen, "Search, or paste an address"), "the pane has the whole place"
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not says(screen, "Choose a size"))
    assert "smol" in shown(screen)


def test_from_discover_to_downloads_to_chat(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    app.library.found = ()
    window.pages.begin()
    screen = turn(window, Shell.Page.DISCOVER)
    qtbot.waitUntil(lambda: says(screen, "SmolLM2-135M-Instruct"))
    click(screen, "SmolLM2-135M-Instruct")
    qtbot.waitUntil(lambda: "Download" in shown(screen))
    click(screen, "Download")
    qtbot.waitUntil(lambda: says(screen, "0%"))
    (transfer,) = app.transfers.running

    turn(window, Shell.Page.DOWNLOADS)
    qtbot.waitUntil(lambda: "Downloading" in shown(screen))
    app.library.found = (model(variant="Q4_1"),)
    transfer.state = TransferState.DONE
    qtbot.waitUntil(lambda: "Verified" in shown(screen))
    turn(window, Shell.Page.DISCOVER)
    qtbot.waitUntil(lambda: not says(screen, "Downloading"))
    chat = [control for control in controls(screen) if control.property("text") == "Chat"][-1]
    chat.forceActiveFocus()
    QTest.keyClick(screen, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell.property("page") == Shell.Page.CHAT)
    assert window.pages.chat.picker.property("key") == app.library.found[0].id


def test_downloads_in_each_state(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    screen = turn(window, Shell.Page.DOWNLOADS)
    qtbot.waitUntil(lambda: says(screen, "No downloads"))
    click(screen, "Find a model")
    assert window.shell.property("page") == Shell.Page.DISCOVER
    turn(window, Shell.Page.DOWNLOADS)
    errors = {
        TransferState.PAUSED: DiskFull("/models", 2 * 10**9, 10**9),
        TransferState.FAILED: SourceStalled("model.gguf", "Hugging Face", "timed out"),
    }
    app.transfers.running = [
        ScriptedTransfer(plan(f"owner/{state}-{LONG_NAME}"), state, 600, 400, 1e6, 400.0, error=errors.get(state))
        for state in TransferState
    ]
    qtbot.waitUntil(lambda: says(screen, "Downloading"))
    for words in ("Waiting for its turn", "Paused", "Checking", "1.00 MB/s"):
        assert says(screen, words)
    qtbot.waitUntil(lambda: says(screen, "2.00 GB needed, 1.00 GB free"))
    in_every_look(window, app, {Language.ENGLISH: "Downloading", Language.CHINESE: "下载中"}, qtbot)


def test_library_in_each_state(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    now = datetime.now(UTC)
    file = ModelFile(Path("/models/m.gguf"), 10**9, "b1" * 32, Check.NO_DIGEST, now, 0)
    app.library.found = (
        model(),
        model(f"owner/{LONG_NAME}", state=ModelState.MISSING, last_used_at=None),
        model("owner/changed", state=ModelState.CHANGED),
        model("owner/unpublished", variant="finetune", files=(file,), licence=None),
    )
    screen = turn(window, Shell.Page.LIBRARY)
    for words in ("Verified", "Not there now", "Changed since it was verified", "No digest published"):
        qtbot.waitUntil(lambda: says(screen, words))  # noqa: B023 -- called at once
    chats = [control for control in controls(screen) if control.property("text") == "Chat"]
    assert len(chats) == 3, "in the rail, and for the two that can be used"
    in_every_look(window, app, {Language.ENGLISH: "Not there now", Language.CHINESE: "文件不在"}, qtbot)

    app.library.found = ()
    window.pages.begin()
    qtbot.waitUntil(lambda: says(screen, "No models yet"))
    screen.grabWindow()
    heading = [item for item in items(screen.contentItem()) if item.property("text") == "Library"][-1]
    assert heading.mapToScene(QPointF()).y() < 100, "an empty page keeps its heading at the top"
    click(screen, "Find a model")
    assert window.shell.property("page") == Shell.Page.DISCOVER


def test_a_library_that_can_not_be_read(
    window: Window, app: ScriptedApp, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise DatabaseDamaged("library.sqlite3", "malformed")

    app.library.found = ()
    window.pages.begin()
    screen = turn(window, Shell.Page.LIBRARY)
    qtbot.waitUntil(lambda: says(screen, "No models yet"))
    monkeypatch.setattr(app.library, "models", fail)
    window.pages.begin()
    qtbot.waitUntil(lambda: says(screen, "A data file is damaged"))
    monkeypatch.undo()
    click(screen, "Try again")
    qtbot.waitUntil(lambda: says(screen, "No models yet"))


def test_every_control_has_a_name_and_no_view_model_a_meta_object_of_its_own(
    window: Window, app: ScriptedApp, far: MemoryHub, qtbot: QtBot
) -> None:
    app.transfers.running = [
        ScriptedTransfer(plan("owner/one")),
        ScriptedTransfer(plan("owner/2"), TransferState.PAUSED),
    ]
    for page in (Shell.Page.DISCOVER, Shell.Page.DOWNLOADS, Shell.Page.LIBRARY, Shell.Page.SETTINGS):
        screen = turn(window, page)
        made = window.pages.page(page)
        if isinstance(made, Discover):
            qtbot.waitUntil(lambda: says(screen, LONG_TITLE))  # noqa: B023 -- called at once
            click(screen, LONG_TITLE)
            qtbot.waitUntil(lambda: says(screen, "Choose a size"))  # noqa: B023 -- called at once
        screen.grabWindow()
        nameless = [
            item
            for item in items(screen.contentItem())
            if item.property("focusPolicy") not in (None, 0)
            and item.metaObject().indexOfProperty("checkable") >= 0
            if not QAccessible.queryAccessibleInterface(item).text(QAccessible.Text.Name)
        ]
        assert nameless == []
        assert made.metaObject().methodCount() == type(made).staticMetaObject.methodCount(), page
