"""The page Settings in the real window: every look, by keyboard alone, and the same dialog on both pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fireseed.base.errors import NotWritable
from fireseed.base.settings import Language, Settings, Theme
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.mirrors import Mirrored
from fireseed.hubs.protocol import Gate
from fireseed.ui.application import Window
from fireseed.ui.discover import Discover
from fireseed.ui.settings import SettingsPage
from fireseed.ui.shell import Shell
from hubs.scripted_hub import ScriptedHub, json_answer, scripted_hub
from ui.hubs import LONG_NAME, MemoryHub, repo
from ui.screen import click, items, says, shown, write
from ui.scripted import ScriptedApp

Key = Qt.Key
SIZES = ((1280, 800), (900, 600), (760, 560))


@pytest.fixture
def screen(window: Window, qtbot: QtBot) -> QQuickWindow:
    """The open page."""
    window.shell.setProperty("page", Shell.Page.SETTINGS)
    qtbot.waitUntil(lambda: says(window.window, "Where models come from"))
    return window.window


def page_of(window: Window) -> SettingsPage:
    made = window.pages.page(Shell.Page.SETTINGS)
    assert isinstance(made, SettingsPage)
    return made


def focused(screen: QQuickWindow) -> QQuickItem:
    item = screen.activeFocusItem()
    assert item is not None
    return item


def name_of(item: QQuickItem) -> str:
    return QAccessible.queryAccessibleInterface(item).text(QAccessible.Text.Name)


def tab_to(screen: QQuickWindow, name: str, most: int = 80) -> QQuickItem:
    """Presses Tab until what is called `name` has the focus."""
    met: list[str] = []
    for _ in range(most):
        QTest.keyClick(screen, Key.Key_Tab)
        met.append(name_of(focused(screen)))
        if met[-1] == name:
            return focused(screen)
    raise AssertionError(f"{name} is not among {met}")


def replace_text(screen: QQuickWindow, text: str) -> None:
    QTest.keyClick(screen, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    write(screen, text)
    QTest.keyClick(screen, Key.Key_Return)


def test_every_look_of_a_full_page(window: Window, app: ScriptedApp, screen: QQuickWindow, qtbot: QtBot) -> None:
    long = f"/media/somebody/{LONG_NAME}"
    app.settings.change(
        mirrors=("https://hf-mirror.com", f"https://{'mirror-' * 8}.example/{LONG_NAME}"),
        more_folders=(long,),
        folder_hubs=(long, "/"),
        peers=("http://192.168.1.20:17317",),
        proxy="http://somebody@proxy.example:3128",
        extra_ca=f"{long}/company.pem",
    )
    page_of(window).property("downloads")._folder_failed(NotWritable(long, "Read-only file system"))
    for theme in (Theme.LIGHT, Theme.DARK):
        for language in (Language.ENGLISH, Language.CHINESE):
            for scale in (1.0, 2.0):
                app.settings.change(language=language, text_scale=scale, theme=theme)
                window.apply_settings()
                for width, height in SIZES:
                    window.window.resize(width, height)
                    qtbot.waitUntil(lambda: says(screen, "hf-mirror.com"))
                    assert not screen.grabWindow().isNull()


def test_the_index_leads_to_each_section_where_there_is_room(
    window: Window, screen: QQuickWindow, qtbot: QtBot
) -> None:
    window.window.resize(1280, 800)
    qtbot.waitUntil(lambda: shown(screen).count("Network") > 1)
    click(screen, "Network")
    headings = [item for item in items(screen.contentItem()) if item.property("text") == "Network"]
    qtbot.waitUntil(lambda: max(item.mapToScene(QPointF()).y() for item in headings) < 600)
    window.window.resize(900, 600)
    qtbot.waitUntil(lambda: shown(screen).count("Network") == 1)


def test_what_the_keyboard_reaches_is_in_sight(window: Window, screen: QQuickWindow, qtbot: QtBot) -> None:
    window.window.resize(900, 600)
    for name in ("Connections", "Measure", "Address of another Fireseed", "Proxy", "Show the log"):
        item = tab_to(screen, name)

        def in_sight() -> bool:
            top = item.mapToScene(QPointF()).y()  # noqa: B023 -- called at once
            return top >= 0 and top + item.height() <= 600  # noqa: B023 -- called at once

        qtbot.waitUntil(in_sight)


def test_a_mirror_by_keyboard_alone(window: Window, app: ScriptedApp, screen: QQuickWindow, qtbot: QtBot) -> None:
    tab_to(screen, "Address of a mirror or hub")
    replace_text(screen, "ftp://x")
    qtbot.waitUntil(lambda: says(screen, "An address begins with https://"))
    assert "ftp://x" in shown(screen), "what was typed stays to be mended"
    assert app.settings.current.mirrors == ()

    replace_text(screen, "hf-mirror.com")
    assert app.settings.current.mirrors == ("https://hf-mirror.com",)
    qtbot.waitUntil(lambda: not says(screen, "An address begins with https://"))
    assert focused(screen).property("text") == "", "ready for another one"
    for _ in range(40):
        QTest.keyClick(screen, Key.Key_Backtab)
        if name_of(focused(screen)) == "hf-mirror.com":
            break
    QTest.keyClick(screen, Key.Key_Space)
    assert app.settings.current.hub_address == "https://hf-mirror.com"
    QTest.keyClick(screen, Key.Key_Tab)
    assert name_of(focused(screen)) == "Take hf-mirror.com from the list"
    QTest.keyClick(screen, Key.Key_Return)
    assert (app.settings.current.hub_address, app.settings.current.mirrors) == ("", ())


def test_limits_by_keyboard_alone(window: Window, app: ScriptedApp, screen: QQuickWindow, qtbot: QtBot) -> None:
    tab_to(screen, "Speed limit in megabytes a second")
    replace_text(screen, "2.5")
    assert app.settings.current.speed_limit == 2_500_000
    tab_to(screen, "Hours of downloads")
    replace_text(screen, "night")
    qtbot.waitUntil(lambda: says(screen, "“night” are no hours of a day"))
    replace_text(screen, "22:00-07:00")
    assert app.settings.current.schedule == "22:00-07:00"
    qtbot.waitUntil(lambda: not says(screen, "“night”"))


def test_a_switch_by_keyboard_alone(app: ScriptedApp, screen: QQuickWindow) -> None:
    tab_to(screen, "Ollama")
    QTest.keyClick(screen, Key.Key_Space)
    assert app.settings.current.ignored_apps == ("ollama",)
    assert app.adoption.looked == 1


def test_what_is_switched_on_goes_on_at_the_next_start(
    app: ScriptedApp, window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied: list[Settings] = []
    monkeypatch.setattr(app.neighbourhood, "apply", applied.append)
    window.pages.begin()
    app.settings.change(share=True)
    window.pages.begin()
    qtbot.waitUntil(lambda: [settings.share for settings in applied] == [True])


@pytest.fixture
def site(app: ScriptedApp) -> Iterator[ScriptedHub]:
    """What stands for Hugging Face: it knows every token."""
    with scripted_hub() as site:
        site.answer = lambda _: json_answer({"name": "ada"})
        real = app.hugging_face
        app.hugging_face = Mirrored([HuggingFaceHub("huggingface", "Hugging Face", site.url)])
        yield site
        app.hugging_face.close()
        real.close()


def test_a_token_on_the_page_and_in_the_pane(
    app: ScriptedApp, site: ScriptedHub, window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = app.hugging_face
    monkeypatch.setattr(app, "settings_changed", lambda: None)
    app.hubs["huggingface"] = MemoryHub(
        "huggingface", "Hugging Face", [repo("huggingface", "meta-llama/Llama-GGUF", gate=Gate.MANUAL)]
    )
    screen = window.window
    window.shell.setProperty("page", Shell.Page.DISCOVER)
    discover = window.pages.page(Shell.Page.DISCOVER)
    assert isinstance(discover, Discover)
    qtbot.waitUntil(lambda: "Llama" in shown(screen))
    click(screen, "Llama")
    qtbot.waitUntil(lambda: says(screen, "Its publisher asks you to accept terms first"))
    assert says(screen, "Accept the terms")
    click(screen, "Enter …")
    qtbot.waitUntil(lambda: name_of(focused(screen)) == "Access token")
    write(screen, "hf_mine")
    QTest.keyClick(screen, Key.Key_Return)
    qtbot.waitUntil(lambda: says(screen, "It belongs to ada."))
    assert app.secrets.kept == {fake.token_name: "hf_mine"}
    assert not says(screen, "Check and keep"), "the dialog is gone"

    window.shell.setProperty("page", Shell.Page.SETTINGS)
    qtbot.waitUntil(lambda: says(screen, "It belongs to ada. Kept in this system's keyring."))
    tab_to(screen, "Remove the access token")
    QTest.keyClick(screen, Key.Key_Return)
    qtbot.waitUntil(lambda: says(screen, "None is entered."))
    tab_to(screen, "Enter an access token")
    QTest.keyClick(screen, Key.Key_Return)
    qtbot.waitUntil(lambda: says(screen, "Check and keep"))
    screen.grabWindow()
    QTest.keyClick(screen, Key.Key_Escape)
    qtbot.waitUntil(lambda: not says(screen, "Check and keep"))
