"""The real window, driven by keys and clicks: what a person does with the chat."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fireseed.base.errors import EngineCrashed, HubUnreachable
from fireseed.base.paths import Paths
from fireseed.base.settings import Language, Theme
from fireseed.chat.model import AnswerState
from fireseed.transfer.state import TransferState
from fireseed.ui.application import Window
from fireseed.ui.chat import ChatPage
from fireseed.ui.shell import Shell
from ui.scripted import Script, ScriptedApp, model, scripted_app


def items(root: QQuickItem) -> list[QQuickItem]:
    """`root` and everything in it that is shown."""
    if not root.isVisible():
        return []
    return [root, *(found for child in root.childItems() for found in items(child))]


def named(window: Window, text: str) -> QQuickItem:
    """The innermost shown item whose text is `text`."""
    found = [item for item in items(window.window.contentItem()) if item.property("text") == text]
    assert found, f"nothing says {text!r}"
    return found[0]


def says(window: Window, text: str) -> bool:
    """Whether something shown contains `text`; rich text is looked at as it was given."""
    shown = items(window.window.contentItem())
    return any(text in str(item.property("html") or item.property("text") or "") for item in shown)


def click(window: Window, text: str) -> None:
    """Clicks what says `text`, where it is once everything has found its place."""
    window.window.grabWindow()
    item = named(window, text)
    centre = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
    QTest.mouseClick(window.window, Qt.MouseButton.LeftButton, pos=QPoint(round(centre.x()), round(centre.y())))


def lies_still(window: Window, text: str) -> bool:
    """Whether what says `text` lies inside the window, and at the same place in two frames."""
    places = []
    for _ in range(2):
        window.window.grabWindow()
        item = named(window, text)
        places.append(item.mapToScene(QPointF(item.width() / 2, item.height() / 2)))
    return places[0] == places[1] and window.window.contentItem().contains(places[0])


def write(window: Window, text: str) -> None:
    """Types into what has the focus."""
    for letter in text:
        QTest.keyClick(window.window, letter)


def composer(window: Window) -> QQuickItem:
    item = window.window.activeFocusItem()
    assert item is not None
    assert item.property("placeholderText") == "Ask anything"
    return item


def texts(page: ChatPage) -> list[str]:
    """The text of every message that is shown."""
    rows = page.rows
    return [rows.text(row.key) for row in rows.rows]


def idle(page: ChatPage) -> Callable[[], bool]:
    """Whether an answer has come and nothing is under way."""
    return lambda: len(texts(page)) >= 2 and not page.answering and not page.rows.rows[-1].streaming


def test_a_question_by_keyboard_and_its_answer(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    app.answers.script = Script(["# Fine", "\n\nThe answer is **4", "2**."])
    write(window, "What is it?")
    QTest.keyClick(window.window, Qt.Key.Key_Return)
    page = window.pages.chat
    qtbot.waitUntil(idle(page))
    assert texts(page) == ["What is it?", "# Fine\n\nThe answer is **42**."]
    qtbot.waitUntil(lambda: says(window, "The answer is <b>42</b>."))
    qtbot.waitUntil(lambda: says(window, "42.4 tokens/s"))
    assert composer(window).property("text") == ""
    (conversation,) = app.chats.conversations()
    assert conversation.title == "What is it?"
    qtbot.waitUntil(lambda: named(window, "What is it?") is not None)


def test_shift_enter_breaks_the_line_and_spaces_are_no_question(window: Window, qtbot: QtBot) -> None:
    QTest.keyClick(window.window, Qt.Key.Key_Return)
    write(window, "  ")
    QTest.keyClick(window.window, Qt.Key.Key_Return)
    write(window, "a")
    QTest.keyClick(window.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    write(window, "b")
    assert composer(window).property("text") == "  a\nb"
    assert not window.pages.chat.answering


def test_enter_while_an_input_method_composes_sends_nothing(window: Window, qtbot: QtBot) -> None:
    field = composer(window)
    QGuiApplication.sendEvent(field, QInputMethodEvent("nihao", []))
    QTest.keyClick(window.window, Qt.Key.Key_Return)
    assert not window.pages.chat.answering
    chosen = QInputMethodEvent()
    chosen.setCommitString("你好")
    QGuiApplication.sendEvent(field, chosen)
    assert str(field.property("text")).strip() == "你好"
    QTest.keyClick(window.window, Qt.Key.Key_Return)
    qtbot.waitUntil(idle(window.pages.chat))
    assert texts(window.pages.chat)[0] == "你好"


def test_the_composer_grows_and_stops_growing(window: Window, qtbot: QtBot) -> None:
    field = composer(window)
    box = field.parentItem().parentItem().parentItem()
    heights = []
    for _ in range(30):
        QTest.keyClick(window.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        heights.append(box.height())
    assert heights[4] > heights[0]
    assert heights[-1] == heights[-5] <= 230


def test_escape_stops_and_what_came_is_kept(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    app.answers.script = Script(["Once ", "upon"], held=True)
    write(window, "Tell me")
    QTest.keyClick(window.window, Qt.Key.Key_Return)
    page = window.pages.chat
    qtbot.waitUntil(lambda: texts(page)[1:] == ["Once upon"])
    assert page.answering
    QTest.keyClick(window.window, Qt.Key.Key_Escape)
    qtbot.waitUntil(idle(page))
    (conversation,) = app.chats.conversations()
    answer = app.chats.branch(conversation.id)[-1]
    assert (answer.text, answer.state) == ("Once upon", AnswerState.STOPPED)


def test_a_crash_keeps_the_answer_and_offers_to_go_on(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    app.answers.script = Script(["Half an"], error=EngineCrashed("SmolLM2", -11, "abort"))
    page = window.pages.chat
    page.send("Tell me")
    qtbot.waitUntil(lambda: says(window, "The engine stopped unexpectedly"))
    qtbot.waitUntil(lambda: says(window, "Interrupted"))
    assert texts(page) == ["Tell me", "Half an"]
    app.answers.script = Script(["A whole answer."])
    click(window, "Reload and continue")
    qtbot.waitUntil(lambda: texts(page) == ["Tell me", "A whole answer."] and not page.answering)
    assert not says(window, "The engine stopped")
    qtbot.waitUntil(lambda: says(window, "2/2"))


def test_versions_of_an_answer(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    page = window.pages.chat
    app.answers.script = Script(["first"])
    page.send("Tell me")
    qtbot.waitUntil(idle(page))
    app.answers.script = Script(["second"])
    qtbot.waitUntil(lambda: says(window, "Answer again"))
    click(window, "Answer again")
    qtbot.waitUntil(lambda: texts(page)[1:] == ["second"] and not page.answering)
    qtbot.waitUntil(lambda: says(window, "2/2"))
    click(window, "Earlier answer")
    qtbot.waitUntil(lambda: texts(page)[1:] == ["first"])
    qtbot.waitUntil(lambda: says(window, "1/2"))
    click(window, "Later answer")
    qtbot.waitUntil(lambda: texts(page)[1:] == ["second"])


def test_copying_an_answer(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    app.answers.script = Script(["<think>Hm.</think>\n\nThe **answer**"])
    page = window.pages.chat
    page.send("Tell me")
    qtbot.waitUntil(idle(page))
    qtbot.waitUntil(lambda: says(window, "Copy the answer"))
    click(window, "Copy the answer")
    assert QGuiApplication.clipboard().text() == "The **answer**"
    assert says(window, "Thoughts")


def test_a_conversation_is_deleted_and_comes_back(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    page = window.pages.chat
    page.send("Keep me")
    qtbot.waitUntil(idle(page))
    (conversation,) = app.chats.conversations()
    page.conversations.delete(conversation.id)
    qtbot.waitUntil(lambda: says(window, "“Keep me” was deleted"))
    assert app.chats.conversations() == []
    qtbot.waitUntil(lambda: says(window, "What is on your mind?"))
    click(window, "Undo")
    qtbot.waitUntil(lambda: len(texts(page)) == 2)
    assert [found.id for found in app.chats.conversations()] == [conversation.id]


def test_a_conversation_is_renamed_by_keyboard(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    page = window.pages.chat
    page.send("First name")
    qtbot.waitUntil(idle(page))

    def entry() -> QQuickItem | None:
        shown = items(window.window.contentItem())
        return next((item for item in shown if item.property("title") == "First name"), None)

    qtbot.waitUntil(lambda: entry() is not None)
    found = entry()
    assert found is not None
    found.forceActiveFocus()
    QTest.keyClick(window.window, Qt.Key.Key_F2)
    write(window, "Second name")
    QTest.keyClick(window.window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: app.chats.conversations()[0].title == "Second name")


def test_a_link_is_shown_in_full_before_it_is_opened(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    app.answers.script = Script(["[here](https://a.example/b?c=d)"])
    page = window.pages.chat
    page.send("Where?")
    qtbot.waitUntil(idle(page))
    qtbot.waitUntil(lambda: says(window, "a.example"))
    links = [item for item in items(window.window.contentItem()) if hasattr(item, "linkActivated")]
    prose = next(item for item in links if "a.example" in str(item.property("html")))
    prose.linkActivated.emit("https://a.example/b?c=d")  # type: ignore[attr-defined] # a signal of QML's
    qtbot.waitUntil(lambda: says(window, "Open this page in the browser?"))
    assert named(window, "https://a.example/b?c=d")
    QTest.keyClick(window.window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not says(window, "Open this page in the browser?"))


def test_reading_above_is_not_disturbed_by_what_comes_below(
    window: Window, app: ScriptedApp, qtbot: QtBot
) -> None:
    page = window.pages.chat
    app.answers.script = Script(["word " * 400, *["\n\nmore " * 10] * 20], held=True)
    page.send("Tell me")
    qtbot.waitUntil(lambda: len(texts(page)) == 2 and texts(page)[1].count("more") == 200)
    view = next(item for item in items(window.window.contentItem()) if item.property("cacheBuffer") == 1200)
    qtbot.waitUntil(lambda: view.property("contentHeight") > 5_000 and bool(view.property("atYEnd")))
    view.scroll(-300.0)  # type: ignore[attr-defined] # a function of QML's
    place = view.property("contentY")
    page.rows.grow(page.rows.rows[1].key, texts(page)[1] + "\n\nand more" * 30)
    qtbot.wait(60)
    assert view.property("contentY") == pytest.approx(place, abs=1)
    qtbot.waitUntil(lambda: says(window, "To the end"))
    click(window, "To the end")
    qtbot.waitUntil(lambda: bool(view.property("atYEnd")))
    page.stop()
    qtbot.waitUntil(idle(page))


def test_pages_by_keyboard(window: Window, qtbot: QtBot) -> None:
    shell = window.shell
    QTest.keyClick(window.window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert shell.page == Shell.Page.SETTINGS
    QTest.keyClick(window.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert shell.page == Shell.Page.CHAT


def test_the_first_run_is_one_card_and_one_button(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    app.library.found = ()
    window.pages.begin()
    qtbot.waitUntil(lambda: says(window, "What would you like to run?"))
    qtbot.waitUntil(lambda: says(window, "98.4 MB"))
    click(window, "Download and chat")
    qtbot.waitUntil(lambda: len(app.transfers.running) == 1)
    (transfer,) = app.transfers.running
    transfer.bytes_done = 50_000_000
    qtbot.waitUntil(lambda: says(window, "50.0 MB of 98.4 MB"))
    app.library.found = (model(),)
    transfer.state = TransferState.DONE
    qtbot.waitUntil(lambda: says(window, "What is on your mind?"))
    qtbot.waitUntil(lambda: says(window, "SmolLM2-135M-Instruct-GGUF"))


def test_a_hub_that_is_down_on_the_first_run(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    app.hub.down = True
    app.library.found = ()
    window.pages.begin()
    qtbot.waitUntil(lambda: says(window, "can't be reached"))
    app.hub.down = False
    click(window, "Try again")
    qtbot.waitUntil(lambda: says(window, "Download and chat"))


def test_a_failure_that_nobody_took_is_seen(window: Window, qtbot: QtBot) -> None:
    window.bridge.failed.emit(HubUnreachable("Hugging Face", "timed out"))
    qtbot.waitUntil(lambda: says(window, "Hugging Face can't be reached"))


def test_language_and_theme_change_at_once(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    light = window.window.color()
    app.settings.change(language=Language.CHINESE, theme=Theme.DARK)
    window.apply_settings()
    qtbot.waitUntil(lambda: says(window, "新对话"))
    assert window.window.color() != light
    assert not says(window, "New chat")
    app.settings.change(language=Language.ENGLISH)
    window.apply_settings()
    qtbot.waitUntil(lambda: says(window, "New chat"))


def test_data_of_a_newer_version_is_read_and_said(home: Paths, app: ScriptedApp, qtbot: QtBot) -> None:
    conversation = app.chats.create("From the future")
    app.close()
    with contextlib.closing(sqlite3.connect(home.chat_database)) as database:
        database.execute("PRAGMA user_version = 9999")
    with scripted_app(home) as later:
        later.library.found = (model(),)
        window = Window(later)  # type: ignore[arg-type] # scripted services stand in for the real ones
        window.open()
        qtbot.waitUntil(lambda: says(window, "This data was written by a newer Fireseed"))
        qtbot.waitUntil(lambda: says(window, "From the future"))
        window.pages.chat.conversations.open(conversation.id)
        window.pages.chat.send("Hello?")
        qtbot.waitUntil(lambda: bool(window.pages.chat.problem))
        assert not window.pages.chat.answering
        window.close()


def test_large_text_leaves_everything_in_reach(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    page = window.pages.chat
    page.send("Where am I?")
    qtbot.waitUntil(idle(page))
    app.settings.change(text_scale=2.0)
    window.apply_settings()
    qtbot.waitUntil(lambda: not says(window, "New chat"))
    click(window, "Chats")
    qtbot.waitUntil(lambda: says(window, "New chat"))
    qtbot.waitUntil(lambda: lies_still(window, "New chat"))
    click(window, "New chat")
    qtbot.waitUntil(lambda: says(window, "What is on your mind?"))
    qtbot.waitUntil(lambda: not says(window, "New chat"))


def test_the_place_of_the_window_is_kept(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    window.window.resize(760, 560)
    window.close()
    again = Window(app)  # type: ignore[arg-type] # scripted services stand in for the real ones
    again.open()
    assert (again.window.width(), again.window.height()) == (760, 560)
    again.close()


def test_every_control_has_a_name(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    page = window.pages.chat
    app.answers.script = Script(["```py\nx = 1\n```"])
    page.send("Code?")
    qtbot.waitUntil(idle(page))
    nameless = [
        item
        for item in items(window.window.contentItem())
        if item.property("focusPolicy") not in (None, 0) and item.metaObject().indexOfProperty("checkable") >= 0
        if not item.property("text")
    ]
    assert nameless == []


def test_no_view_model_has_a_meta_object_of_its_own(window: Window) -> None:
    """QML remembers what an object is by the address of its meta-object; PySide makes one for a single object when
    a signal is connected to a method of it that is no Slot, and another object's may follow at the same address.
    """
    chat = window.pages.chat
    for made in (chat, chat.conversations, chat.picker, chat.welcome, chat.rows, window.shell):
        assert made.metaObject().methodCount() == type(made).staticMetaObject.methodCount(), type(made)


def test_an_exception_in_a_slot_is_seen(window: Window, qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    problem = ZeroDivisionError("division by zero")
    window.unexpected(ZeroDivisionError, problem, None)
    qtbot.waitUntil(lambda: says(window, "Something went wrong in Fireseed itself"))
    assert "division by zero" in caplog.text
