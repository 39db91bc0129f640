"""The page Library in the real window: by keyboard alone, its dialogs, and 200 names that fill the width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fireseed.base.errors import DiskFull, ModelDamaged
from fireseed.base.paths import Paths, resources
from fireseed.base.settings import Language, SettingsFile
from fireseed.library.elsewhere.adoption import Phase, Progress
from fireseed.library.elsewhere.found import Origin, Problem
from fireseed.library.model import Check, Model, ModelFile, ModelState, Upstream, UpstreamState
from fireseed.library.store import Library
from fireseed.ui.application import Window
from fireseed.ui.library import LibraryPage
from fireseed.ui.shell import Shell
from library.shelf import Shelf as Files
from ui.screen import click, controls, items, says, shown, write
from ui.scripted import ScriptedApp, model, scripted_app

LONG = "A-Name-As-Long-As-Hugging-Face-Allows-" + "70B-Instruct-v2.1-imatrix-abliterated-" * 2 + "GGUF"
Key = Qt.Key


@pytest.fixture
def library(home: Paths) -> Iterator[Library]:
    """A real one with the models a, b and c, the last added first."""
    made = Library(home.library_database, resources() / "migrations" / "library")
    files = Files(home.models)
    for name in "cba":
        files.add(made, "Q4_K_M", repo=f"owner/{name}")
    yield made
    made.close()


@pytest.fixture
def app(home: Paths, request: pytest.FixtureRequest) -> Iterator[ScriptedApp]:
    """As everywhere, but for the tests that want a real library."""
    SettingsFile(home.settings_file).change(language=Language.ENGLISH)
    with scripted_app(home) as made:
        if "library" in request.fixturenames:
            made.library = request.getfixturevalue("library")
        yield made


@pytest.fixture
def screen(window: Window, qtbot: QtBot) -> QQuickWindow:
    """The window, on the page Library."""
    window.window.resize(1280, 800)
    window.shell.setProperty("page", Shell.Page.LIBRARY)
    qtbot.waitUntil(lambda: page_of(window)._disks.found is not None)
    return window.window


def page_of(window: Window) -> LibraryPage:
    page = window.pages.page(Shell.Page.LIBRARY)
    assert isinstance(page, LibraryPage)
    return page


def titles(window: Window) -> str:
    return "".join(row.title for row in page_of(window)._rows.rows)


def focused(screen: QQuickWindow) -> str:
    """The row that has the keyboard, or the control in it."""
    item = screen.activeFocusItem()
    row = item
    while row is not None and row.property("proof") is None:
        row = row.parentItem()
    if item is None or row is None:
        return ""
    control = item.property("symbol")
    return f"{row.property('title')} {control}" if control else str(row.property("title"))


def rings(screen: QQuickWindow) -> int:
    """Focus rings that are drawn."""
    return sum(item.metaObject().className().startswith("FocusRing") for item in items(screen.contentItem()))


def press(screen: QQuickWindow, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(screen, key)


def test_arrows_choose_a_row_and_the_ring_shows_it(screen: QQuickWindow, library: Library, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused(screen) == "a")
    assert rings(screen) == 0, "nobody has used a key yet"
    press(screen, Key.Key_Down)
    assert (focused(screen), rings(screen)) == ("b", 1)
    press(screen, Key.Key_End)
    assert focused(screen) == "c"
    press(screen, Key.Key_Home)
    assert focused(screen) == "a"
    click(screen, "b")
    assert (focused(screen), rings(screen)) == ("b", 0)


def test_enter_chats(window: Window, screen: QQuickWindow, library: Library, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused(screen) == "a")
    press(screen, Key.Key_Down, Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell.property("page") == Shell.Page.CHAT)
    assert window.pages.chat.picker.property("key") == library.models()[1].id


def test_delete_moves_to_the_bin_and_can_be_taken_back(
    window: Window, screen: QQuickWindow, library: Library, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: focused(screen) == "a")
    press(screen, Key.Key_Down, Key.Key_Delete)
    qtbot.waitUntil(lambda: titles(window) == "ac")
    qtbot.waitUntil(lambda: says(screen, "Moved to the bin: b"))
    qtbot.waitUntil(lambda: focused(screen) in ("a", "c"))  # a neighbour has the keyboard now
    qtbot.waitUntil(lambda: "Bin (1)" in shown(screen))
    click(screen, "Undo")
    qtbot.waitUntil(lambda: titles(window) == "abc")


def test_tab_reaches_the_buttons_of_one_row_only(screen: QQuickWindow, library: Library, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused(screen) == "a")
    press(screen, Key.Key_Down)
    found = []
    for _ in range(3):
        press(screen, Key.Key_Tab)
        found.append(focused(screen))
    assert found == ["b chat", "b more", ""]
    QTest.keyClick(screen, Key.Key_Backtab)
    press(screen, Key.Key_Down)
    assert focused(screen) == "c", "from a button an arrow leads on to the next row"


def test_the_menu_by_keyboard(window: Window, screen: QQuickWindow, library: Library, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused(screen) == "a")
    press(screen, Key.Key_Menu)
    qtbot.waitUntil(lambda: says(screen, "Copy SHA-256"))
    assert "Move to …" in shown(screen)
    assert "Look for a newer version" not in shown(screen), "its hub is not among those of this test"
    press(screen, Key.Key_Down, Key.Key_Down)
    qtbot.waitUntil(lambda: screen.activeFocusItem().property("text") == "Check again")
    press(screen, Key.Key_Return)
    qtbot.waitUntil(lambda: says(screen, "Every byte of a is as it was"))
    qtbot.waitUntil(lambda: focused(screen) == "a")
    press(screen, Key.Key_Menu)
    qtbot.waitUntil(lambda: says(screen, "Copy SHA-256"))
    click(screen, "Copy SHA-256")
    assert QGuiApplication.clipboard().text() == library.models()[0].files[0].sha256


def test_space_shows_the_details(screen: QQuickWindow, library: Library, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused(screen) == "a")
    press(screen, Key.Key_Space)
    qtbot.waitUntil(lambda: says(screen, "The bytes are those that the publisher released."))
    assert library.models()[0].files[0].sha256 in shown(screen)
    press(screen, Key.Key_Space)
    qtbot.waitUntil(lambda: not says(screen, "The bytes are those that the publisher released."))


def test_a_key_in_a_line_above_means_no_model(
    window: Window,
    app: ScriptedApp,
    screen: QQuickWindow,
    library: Library,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app.adoption.progress = Progress(Phase.MEASURING, "owner/model:Q4", 1, 2, 0, 0)
    qtbot.waitUntil(lambda: "Pause" in shown(screen))
    pause = next(item for item in controls(screen) if item.property("text") == "Pause")
    pause.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    begun: list[object] = []
    with monkeypatch.context() as patch:
        patch.setattr(window.bridge, "run", begun.append)
        press(screen, Key.Key_Delete)
    assert begun == []
    press(screen, Key.Key_Down)
    qtbot.waitUntil(lambda: focused(screen) == "b")


def test_the_filter_by_keyboard(window: Window, screen: QQuickWindow, library: Library, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused(screen) == "a")
    QTest.keyClick(screen, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    write(screen, "er/c")
    qtbot.waitUntil(lambda: titles(window) == "c")
    press(screen, Key.Key_Down)
    qtbot.waitUntil(lambda: focused(screen) == "c")
    QTest.keyClick(screen, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    write(screen, "nobody")
    qtbot.waitUntil(lambda: says(screen, "No model here is called that"))
    press(screen, Key.Key_Escape)
    qtbot.waitUntil(lambda: titles(window) == "abc")


def test_the_bin_by_hand(window: Window, screen: QQuickWindow, library: Library, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused(screen) == "a")
    press(screen, Key.Key_Delete)
    qtbot.waitUntil(lambda: titles(window) == "bc")
    qtbot.waitUntil(lambda: focused(screen) in ("b", "c"))
    press(screen, Key.Key_Delete)
    qtbot.waitUntil(lambda: "Bin (2)" in shown(screen))
    click(screen, "Bin (2)")
    qtbot.waitUntil(lambda: says(screen, "2 models, "))
    click(screen, "Put back")
    qtbot.waitUntil(lambda: len(titles(window)) == 2)
    qtbot.waitUntil(lambda: says(screen, "One model, "))
    click(screen, "Empty the bin …")
    qtbot.waitUntil(lambda: "Delete for good" in shown(screen))
    press(screen, Key.Key_Escape)
    qtbot.waitUntil(lambda: "Delete for good" not in shown(screen))
    assert len(library.binned()) == 1, "that was no yes"
    click(screen, "Empty the bin …")
    qtbot.waitUntil(lambda: "Delete for good" in shown(screen))
    click(screen, "Delete for good")
    qtbot.waitUntil(lambda: says(screen, "The bin is empty."))
    assert library.binned() == ()
    press(screen, Key.Key_Escape)
    qtbot.waitUntil(lambda: not says(screen, "The bin is empty."))


def test_a_model_is_moved_by_keyboard(
    window: Window, app: ScriptedApp, screen: QQuickWindow, library: Library, qtbot: QtBot, tmp_path: Path
) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    app.settings.change(more_folders=tuple(map(str, folders)))
    page_of(window).start()
    qtbot.waitUntil(lambda: len(page_of(window)._disks.found.folders) == 3)  # type: ignore[union-attr] # the page was opened
    qtbot.waitUntil(lambda: focused(screen) == "a")
    press(screen, Key.Key_Menu)
    qtbot.waitUntil(lambda: says(screen, "Move to …"))
    click(screen, "Move to …")
    qtbot.waitUntil(lambda: says(screen, "Move a") and "Move" in shown(screen))
    qtbot.waitUntil(lambda: str(screen.activeFocusItem().property("text")).endswith("/one"))
    press(screen, Key.Key_Up)
    assert str(screen.activeFocusItem().property("text")).endswith("/one"), "it can't go where it is"
    press(screen, Key.Key_Down, Key.Key_Return)
    qtbot.waitUntil(lambda: says(screen, f"a is in {folders[1]} now"))
    assert library.models()[0].files[0].path.is_relative_to(folders[1])


def test_without_another_folder_the_dialog_says_where_to_add_one(
    window: Window, screen: QQuickWindow, library: Library, qtbot: QtBot
) -> None:
    page_of(window).askToMove(library.models()[0].id)
    qtbot.waitUntil(lambda: says(screen, "There is no other models folder"))
    click(screen, "Close")
    qtbot.waitUntil(lambda: not says(screen, "There is no other models folder"))


def test_space_is_shared_after_a_question(
    window: Window, screen: QQuickWindow, library: Library, qtbot: QtBot
) -> None:
    first = library.models()[0]
    files = Files(first.files[0].path.parents[3])
    same = files.file("twin.gguf", first.files[0].path.read_bytes(), repo="owner/twin")
    library.add(hub="huggingface", repo="owner/twin", commit="c", variant="twin", licence=None, files=[same])
    page_of(window).start()
    qtbot.waitUntil(lambda: says(screen, "2 models have the same"))
    click(screen, "Share the space …")
    qtbot.waitUntil(lambda: says(screen, "Keep the same bytes once?"))
    (free,) = {text for text in shown(screen) if text.startswith("Free ")}
    click(screen, free)
    qtbot.waitUntil(lambda: says(screen, "are free now"))


def test_a_newer_version_leads_to_its_repo(
    window: Window, app: ScriptedApp, screen: QQuickWindow, qtbot: QtBot
) -> None:
    found = Upstream(UpstreamState.NEWER, "d", datetime.now(UTC))
    app.library.found = (model("owner/model", upstream=found),)
    page_of(window).start()
    qtbot.waitUntil(lambda: says(screen, "Fireseed has a newer version"))
    click(screen, "Download the newer one")
    qtbot.waitUntil(lambda: window.shell.property("page") == Shell.Page.DISCOVER)
    offer = window.pages.page(Shell.Page.DISCOVER).property("offer")
    assert (offer.property("key"), offer.property("title")) == ("builtin/owner/model", "model")


# At full width


def crowd(count: int) -> tuple[Model, ...]:
    """Names of 120 characters, in every state that a model can be in."""
    made = []
    now = datetime.now(UTC)
    for number in range(count):
        check = list(Check)[number % 4] if number % 4 != 2 else Check.NO_DIGEST
        file = ModelFile(Path(f"/models/{number}.gguf"), 10**9 * (number + 1), f"{number:064}", check, now, 0)
        made.append(model(f"owner/{number:03}-{LONG}"[:126], files=(file,)))
    made[1] = replace(made[1], state=ModelState.MISSING)
    made[2] = replace(made[2], state=ModelState.CHANGED)
    made[3] = replace(made[3], upstream=Upstream(UpstreamState.NEWER, "d", now))
    made[4] = replace(made[4], origin="lm_studio")
    return tuple(made)


def right(item: QQuickItem) -> float:
    return item.mapToScene(QPointF(item.width(), 0)).x()


def rows_of(screen: QQuickWindow) -> list[QQuickItem]:
    return [
        item for item in items(screen.contentItem()) if item.metaObject().className().startswith("ModelDelegate")
    ]


def outgrown(screen: QQuickWindow) -> list[str]:
    """Texts that stick out of the window or of their place."""
    screen.grabWindow()
    texts = [
        item
        for item in items(screen.contentItem())
        if item.metaObject().indexOfProperty("elide") >= 0 and item.width() > 0
    ]
    return [
        str(item.property("text"))
        for item in texts
        if right(item) > screen.width() or item.property("paintedWidth") > item.width() + 1
    ]


def test_two_hundred_long_names_in_every_look(
    window: Window, app: ScriptedApp, screen: QQuickWindow, qtbot: QtBot
) -> None:
    app.library.found = crowd(200)
    path = "/home/somebody/.ollama/models/blobs/sha256-" + "a" * 64
    app.adoption.progress = Progress(Phase.MEASURING, f"owner/{LONG}:Q4", 1, 2, 3, 0)
    app.adoption.problems = (Problem(Origin.OLLAMA, Path(path), ModelDamaged("Ollama", path, "a", "b")),)
    page = page_of(window)
    page.start()
    qtbot.waitUntil(lambda: len(rows_of(screen)) > 3)
    page._work._errors[app.library.found[0].id] = DiskFull("/media/" + "long" * 30, 2 * 10**9, 10**9)
    page.fold(app.library.found[0].id)
    page.foldLine("unusable")
    for language, words in ((Language.ENGLISH, "Look for newer versions"), (Language.CHINESE, "查找新版本")):
        for scale in (1.0, 2.0):
            app.settings.change(language=language, text_scale=scale)
            window.apply_settings()
            for width, height in ((1280, 800), (900, 600), (760, 560)):
                screen.resize(width, height)
                qtbot.waitUntil(lambda: says(screen, words))  # noqa: B023 -- called at once
                assert not screen.grabWindow().isNull()
                qtbot.waitUntil(lambda: outgrown(screen) == [])


def places(screen: QQuickWindow) -> dict[QObject, float]:
    """The rows that are in sight, and where."""
    found = {row: row.mapToScene(QPointF()).y() for row in rows_of(screen)}
    return {row: y for row, y in found.items() if 130 < y < screen.height()}


def test_nothing_jumps_or_is_made_anew_while_a_check_goes_on(
    window: Window, app: ScriptedApp, screen: QQuickWindow, qtbot: QtBot
) -> None:
    app.library.found = crowd(40)
    page = page_of(window)
    page.start()
    qtbot.waitUntil(lambda: len(rows_of(screen)) > 3)
    screen.grabWindow()
    (view,) = [
        item for item in items(screen.contentItem()) if item.metaObject().className().startswith("ModelList")
    ]
    view.setProperty("contentY", 700.0)
    screen.grabWindow()
    before = places(screen)
    assert len(before) > 5
    app.adoption.progress = Progress(Phase.MEASURING, "owner/model:Q4", 1, 2, 0, 0)
    qtbot.waitUntil(lambda: page._lines.rows.rows != ())
    page.sample()
    screen.grabWindow()
    assert places(screen) == before, "a line above moves no row"


def test_what_stands_above_is_seen_from_the_start(
    window: Window, app: ScriptedApp, screen: QQuickWindow, qtbot: QtBot
) -> None:
    app.library.found = crowd(40)
    app.adoption.progress = Progress(Phase.MEASURING, "owner/model:Q4", 1, 2, 0, 0)
    page_of(window).start()
    qtbot.waitUntil(lambda: len(rows_of(screen)) > 3)
    qtbot.waitUntil(lambda: says(screen, "being read once"))
    (view,) = [
        item for item in items(screen.contentItem()) if item.metaObject().className().startswith("ModelList")
    ]
    qtbot.waitUntil(lambda: view.property("atYBeginning"))
    assert says(screen, "of models · "), "the disks are in sight"
    for language, scale, words in (
        (Language.CHINESE, 1.0, "查找新版本"),
        (Language.CHINESE, 1.5, "查找新版本"),
        (Language.ENGLISH, 1.0, "Look for newer versions"),
    ):
        app.settings.change(language=language, text_scale=scale)
        window.apply_settings()
        qtbot.waitUntil(lambda: says(screen, words))  # noqa: B023 -- called at once
        screen.grabWindow()
        qtbot.waitUntil(lambda: view.property("atYBeginning"))


def test_every_control_has_a_name(window: Window, app: ScriptedApp, screen: QQuickWindow, qtbot: QtBot) -> None:
    app.library.found = crowd(8)
    app.adoption.problems = (Problem(Origin.JAN, Path("/x"), ModelDamaged("Jan", "/x", "a", "b")),)
    page = page_of(window)
    page.start()
    qtbot.waitUntil(lambda: len(rows_of(screen)) > 3)
    page.foldLine("unusable")
    screen.grabWindow()
    named = [QAccessible.queryAccessibleInterface(item).text(QAccessible.Text.Name) for item in controls(screen)]
    assert named
    assert all(named)
    row = QAccessible.queryAccessibleInterface(rows_of(screen)[1].childItems()[0])
    assert row.text(QAccessible.Text.Name).startswith("001-A-Name")
    assert row.text(QAccessible.Text.Description).startswith("Not there now, ")
