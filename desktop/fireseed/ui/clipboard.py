"""The system's clipboard, for QML."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QmlElement, QmlSingleton

QML_IMPORT_NAME = "Fireseed.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Clipboard(QObject):
    """Write only: nothing here ever looks at what a person has copied."""

    @Slot(str)
    def copy(self, text: str) -> None:
        """Replaces what the clipboard holds."""
        QGuiApplication.clipboard().setText(text)
