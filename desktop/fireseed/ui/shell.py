"""The frame around the pages: which one is shown, what this machine is, and the notes at the window's foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from PySide6.QtCore import Property, QEnum, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError
from fireseed.base.settings import SettingsFile, Theme
from fireseed.transfer.state import TransferState
from fireseed.ui.bridge import Bridge
from fireseed.ui.rows import Rows

QML_IMPORT_NAME = "Fireseed.Shell"
QML_IMPORT_MAJOR_VERSION = 1

TOAST_MS = 8000
"""How long a note stays: long enough to read it and to reach its button."""

_MOST_TOASTS = 3

_BUSY = frozenset({TransferState.QUEUED, TransferState.RUNNING, TransferState.VERIFYING})


class Transfer(Protocol):
    """What the rail needs to know about a download."""

    @property
    def state(self) -> TransferState: ...


class Transfers(Protocol):
    """The part of `transfer.Transfers` that the rail samples."""

    def all(self) -> Sequence[Transfer]: ...


@dataclass(frozen=True)
class ToastRow:
    """One note. `action` is the label of its button, empty for none."""

    key: str
    text: str
    action: str


@QmlElement
class Shell(QObject):
    """The frame.

    Properties: `page` is the shown one; `machine` is one line about this computer; `theme` and `textScale` are the
    settings; `busyDownloads` counts what is under way; `toasts` is a list; `warning` and `warningAdvice` are about
    data that can't be written, empty when all is well.
    """

    @QEnum
    class Page(IntEnum):
        """In the order of the rail, and of Ctrl+1 to Ctrl+5."""

        CHAT = 0
        DISCOVER = 1
        LIBRARY = 2
        DOWNLOADS = 3
        SETTINGS = 4

    pageChanged = Signal()
    machineChanged = Signal()
    settingsChanged = Signal()
    downloadsChanged = Signal()
    warningChanged = Signal()

    def __init__(
        self,
        bridge: Bridge,
        settings: SettingsFile,
        transfers: Transfers,
        page_of: Callable[[int], QObject],
        parent: QObject | None = None,
    ) -> None:
        """`page_of` makes the view model of a page when the page is opened for the first time."""
        super().__init__(parent)
        self._bridge = bridge
        self._settings = settings
        self._transfers = transfers
        self._page_of = page_of
        self._page = self.Page.CHAT
        self._machine = ""
        self._busy = 0
        self._warning: FireseedError | None = None
        self._toasts = Rows(ToastRow, self)
        self._undo: dict[str, Callable[[], object]] = {}
        self._numbered = 0
        bridge.sampled.connect(self._sample)
        bridge.failed.connect(self.tell)
        bridge.wordsChanged.connect(self.warningChanged)

    def describe(self, machine: str) -> None:
        """Puts `machine` at the foot of the rail."""
        self._machine = machine
        self.machineChanged.emit()

    def warn(self, error: FireseedError) -> None:
        """Keeps `error` in sight on every page."""
        self._warning = error
        self.warningChanged.emit()

    def settle(self) -> None:
        """The settings were changed: shows the window as they say."""
        self.settingsChanged.emit()

    @Slot(object)
    def tell(self, error: FireseedError) -> None:
        """Says in passing what went wrong."""
        said = self._bridge.words.error(error)
        self.say(f"{said.title}. {said.advice}")

    def say(self, text: str, action: str = "", undo: Callable[[], object] | None = None) -> None:
        """Shows a note for a while, with a button that calls `undo` where there is one."""
        self._numbered += 1
        key = str(self._numbered)
        if undo is not None:
            self._undo[key] = undo
        for old in self._toasts.rows[: 1 - _MOST_TOASTS]:
            self.dismiss(old.key)
        self._toasts.append([ToastRow(key, text, action)])
        QTimer.singleShot(TOAST_MS, self, lambda: self.dismiss(key))

    @Slot(str)
    def act(self, key: str) -> None:
        """The button of a note was pressed."""
        undo = self._undo.get(key)
        self.dismiss(key)
        if undo is not None:
            undo()

    @Slot(str)
    def dismiss(self, key: str) -> None:
        """Takes a note away."""
        self._undo.pop(key, None)
        self._toasts.replace([toast for toast in self._toasts.rows if toast.key != key])

    @Slot(int, result=QObject)
    def modelOf(self, page: int) -> QObject:
        """The view model of `page`."""
        return self._page_of(page)

    @Slot()
    def _sample(self) -> None:
        busy = sum(transfer.state in _BUSY for transfer in self._transfers.all())
        if busy != self._busy:
            self._busy = busy
            self.downloadsChanged.emit()

    def _set_page(self, page: int) -> None:
        if page != self._page:
            self._page = self.Page(page)
            self.pageChanged.emit()

    def _warned(self) -> tuple[str, str]:
        if self._warning is None:
            return "", ""
        said = self._bridge.words.error(self._warning)
        return said.title, said.advice

    page = Property(int, lambda self: self._page, _set_page, notify=pageChanged)
    machine = Property(str, lambda self: self._machine, notify=machineChanged)
    theme = Property(int, lambda self: list(Theme).index(self._settings.current.theme), notify=settingsChanged)
    textScale = Property(float, lambda self: self._settings.current.text_scale, notify=settingsChanged)
    busyDownloads = Property(int, lambda self: self._busy, notify=downloadsChanged)
    toasts = Property(QObject, lambda self: self._toasts, constant=True)
    warning = Property(str, lambda self: self._warned()[0], notify=warningChanged)
    warningAdvice = Property(str, lambda self: self._warned()[1], notify=warningChanged)
