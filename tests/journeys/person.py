"""A person in front of the window: sees what is shown, presses keys, clicks. Knows no view model."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QInputMethodEvent
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.exceptions import TimeoutError as PytestQtTimeoutError
from pytestqt.qtbot import QtBot

from fireseed.app import App
from fireseed.ui.application import Window

PATIENCE_MS = 120_000


class Person:
    """`app` is there for what a person can't see: what is on disk."""

    def __init__(self, app: App, window: Window, qtbot: QtBot) -> None:
        self.app = app
        self.window = window
        self._qtbot = qtbot

    # Seeing.

    def items(self) -> list[QQuickItem]:
        """Everything shown, in the order of the scene."""
        found: list[QQuickItem] = []
        waiting = [self.window.window.contentItem()]
        while waiting:
            item = waiting.pop()
            if item.isVisible() and item.opacity() > 0:
                found.append(item)
                waiting.extend(reversed(item.childItems()))
        return found

    def hears(self) -> list[str]:
        """What a screen reader would say of all that is shown."""
        return [_spoken(item) for item in self.items()]

    def sees(self, text: str) -> bool:
        return any(text in _spoken(item) for item in self.items())

    def waits_for(self, text: str) -> None:
        self._qtbot.waitUntil(lambda: self.sees(text), timeout=PATIENCE_MS)

    def waits_until(self, condition: Callable[[], bool], seconds: float = PATIENCE_MS / 1000) -> None:
        """Raises TimeoutError."""
        try:
            self._qtbot.waitUntil(condition, timeout=round(seconds * 1000))
        except PytestQtTimeoutError as error:
            raise TimeoutError(f"not within {seconds:.0f} s") from error

    # The keyboard.

    def presses(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.window, key, modifiers)

    def types(self, text: str) -> None:
        for letter in text:
            QTest.keyClick(self.window.window, letter)

    def enters(self, text: str) -> None:
        """As an input method gives what was composed, Chinese for example."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        field = self.window.window.activeFocusItem()
        assert field is not None
        QGuiApplication.sendEvent(field, event)
        assert event.isAccepted(), f"{_spoken(field)!r} takes no text"

    def tabs_to(self, name: str) -> None:
        """Presses Tab until what has the focus is called `name`, as a screen reader would say it."""
        seen: list[str] = []
        for _ in range(60):
            focused = self.window.window.activeFocusItem()
            if focused is not None and _spoken(focused) == name:
                return
            seen.append(_spoken(focused) if focused is not None else "nothing")
            self.presses(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {name!r}; it went {seen}")

    # The mouse.

    def clicks(self, name: str) -> None:
        """Clicks in the middle of what is called exactly `name`, once it is there and lies inside the window."""
        self.waits_until(lambda: self._clickable(name) is not None)
        self.window.window.grabWindow()  # what has just come finds its place when it is drawn
        item = self._clickable(name)
        assert item is not None
        centre = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
        assert self.window.window.contentItem().contains(centre), f"{name!r} lies outside the window"
        place = QPoint(round(centre.x()), round(centre.y()))
        QTest.mouseClick(self.window.window, Qt.MouseButton.LeftButton, pos=place)

    def _clickable(self, name: str) -> QQuickItem | None:
        """Buttons before texts: a row and its title are called the same."""
        called = [item for item in self.items() if _spoken(item) == name and item.isEnabled()]
        return next((item for item in called if _takes_clicks(item)), called[0] if called else None)


def _spoken(item: QQuickItem) -> str:
    """What a screen reader would say, else the text that is drawn."""
    interface = QAccessible.queryAccessibleInterface(item)
    name = interface.text(QAccessible.Text.Name) if interface is not None else ""
    return name or str(item.property("text") or "")


def _takes_clicks(item: QQuickItem) -> bool:
    return item.metaObject().indexOfSignal("clicked()") >= 0
