"""Folders that a person added: more places for models, or folders (a USB stick) to download from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError, FolderMissing
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.rows import Rows

QML_IMPORT_NAME = "Fireseed.Settings"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class FolderRow:
    """One folder; `key` is its path. `absent` when it was looked for and is not there: its drive is unplugged."""

    key: str
    name: str
    absent: bool


@QmlElement
class FolderList(QObject):
    """The folders of one setting. `problem` tells why the last one was not added."""

    changed = Signal()

    def __init__(self, bridge: Bridge, choices: Choices, setting: str, parent: QObject | None = None) -> None:
        """`setting` is the name of a tuple of paths in `base.settings.Settings`."""
        super().__init__(parent)
        self._bridge = bridge
        self._choices = choices
        self._setting = setting
        self._absent: frozenset[str] = frozenset()
        self._error: FireseedError | None = None
        self._rows = Rows(FolderRow, self)
        choices.changed.connect(self._show)
        self._show()

    @Slot()
    def look(self) -> None:
        """The page was opened: looks which of the folders are there now."""
        folders = self._folders()
        if folders:
            self._bridge.run(lambda: _absent(folders), self._looked)

    @Slot(QUrl)
    def add(self, chosen: QUrl) -> None:
        """Adds `chosen`, if it is there."""
        folder = Path(chosen.toLocalFile())

        def there() -> str:
            if not folder.is_dir():
                raise FolderMissing(str(folder))
            return str(folder)

        self._bridge.run(there, self._add, self._failed)

    @Slot(str)
    def remove(self, key: str) -> None:
        """Takes a folder from the list; nothing in it changes."""
        self._error = None
        self._choices.change(**{self._setting: tuple(one for one in self._folders() if one != key)})

    def _folders(self) -> tuple[str, ...]:
        folders: tuple[str, ...] = getattr(self._choices.current, self._setting)
        return folders

    def _looked(self, absent: frozenset[str]) -> None:
        self._absent = absent
        self._show()

    def _add(self, folder: str) -> None:
        self._error = None
        if folder not in self._folders():
            self._choices.change(**{self._setting: (*self._folders(), folder)})
        self._absent -= {folder}
        self._show()

    def _failed(self, error: FireseedError) -> None:
        self._error = error
        self.changed.emit()

    @Slot()
    def _show(self) -> None:
        self._rows.replace(
            [FolderRow(one, Path(one).name or one, one in self._absent) for one in dict.fromkeys(self._folders())]
        )
        self.changed.emit()

    def _problem(self) -> str:
        return phrases.told(self._bridge.words.error(self._error)) if self._error is not None else ""

    rows = Property(QObject, lambda self: self._rows, constant=True)
    problem = Property(str, _problem, notify=changed)


def _absent(folders: Collection[str]) -> frozenset[str]:
    return frozenset(one for one in folders if not Path(one).is_dir())
