"""What a window shows and how it is touched, the way a person sees and does it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest


def items(root: QQuickItem) -> list[QQuickItem]:
    """`root` and everything in it that is shown."""
    if not root.isVisible():
        return []
    return [root, *(found for child in root.childItems() for found in items(child))]


def shown(window: QQuickWindow) -> list[str]:
    """Every text that is shown."""
    return [str(item.property("text") or "") for item in items(window.contentItem())]


def controls(window: QQuickWindow) -> list[QQuickItem]:
    """Everything shown that can be pressed."""
    found = items(window.contentItem())
    return [item for item in found if item.metaObject().indexOfProperty("checkable") >= 0]


def says(window: QQuickWindow, text: str) -> bool:
    """Whether something shown contains `text`."""
    return any(text in found for found in shown(window))


def click(window: QQuickWindow, text: str) -> None:
    """Clicks the first thing that says exactly `text`, where it is once everything has found its place."""
    window.grabWindow()
    item = next(item for item in items(window.contentItem()) if item.property("text") == text)
    centre = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(round(centre.x()), round(centre.y())))


def write(window: QQuickWindow, text: str) -> None:
    """Types into what has the focus."""
    for letter in text:
        QTest.keyClick(window, letter)
