"""The page Settings: every choice applies at once; there is nothing to save."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QEnum, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed import __version__
from fireseed.base.errors import FireseedError, FolderMissing, NotWritable
from fireseed.base.paths import Paths
from fireseed.base.settings import Language, SettingsFile, Theme
from fireseed.hubs.address import AddressProblem, parse_address
from fireseed.ui.bridge import Bridge

QML_IMPORT_NAME = "Fireseed.Settings"
QML_IMPORT_MAJOR_VERSION = 1

_LANGUAGES = tuple(Language)
_THEMES = tuple(Theme)
_TEXT_SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
_MOST_CONNECTIONS = 16  # more at once exhaust the tables of many home routers


def free_space(folder: Path) -> int:
    """Bytes free for models in `folder`; raises FolderMissing or NotWritable where none can be kept there.

    Permission bits say little on network drives and Windows, so a file is really made (and goes at once).
    """
    if not folder.is_dir():
        raise FolderMissing(str(folder))
    try:
        with tempfile.TemporaryFile(dir=folder):
            return shutil.disk_usage(folder).free
    except OSError as error:
        raise NotWritable(str(folder), error.strerror or str(error)) from error


@QmlElement
class SettingsPage(QObject):
    """The choices. Lists of choices are in QML, in the order of the enums; here they are indexes.

    `hubAddress` is what was typed last; `addressProblem` says why it was not taken, and `folderProblem` the same
    of a folder. `saveProblem` says why nothing can be kept at all.
    """

    @QEnum
    class Answer(IntEnum):
        """What is known about the hub at the chosen address."""

        UNASKED = 0
        WAITING = 1
        GOOD = 2
        BAD = 3

    changed = Signal()
    addressChanged = Signal()

    def __init__(
        self,
        bridge: Bridge,
        paths: Paths,
        settings: SettingsFile,
        apply: Callable[[], None],
        ask_hub: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        """`apply` rebuilds what depends on a setting; `ask_hub` blocks until the chosen hub has answered."""
        super().__init__(parent)
        self._bridge = bridge
        self._paths = paths
        self._settings = settings
        self._apply = apply
        self._ask_hub = ask_hub
        self._free: int | None = None
        self._folder_error: FireseedError | None = None
        self._save_error: FireseedError | None = None
        self._address = settings.current.hub_address
        self._address_problem: AddressProblem | None = None
        self._answer = self.Answer.UNASKED
        self._answer_seconds = 0.0
        self._answer_error: FireseedError | None = None
        bridge.wordsChanged.connect(self.changed)
        bridge.wordsChanged.connect(self.addressChanged)

    @Slot()
    def start(self) -> None:
        """The page was opened: measures the models folder."""
        self._bridge.run(self._measure, self._measured, self._folder_failed)

    @Slot(QUrl)
    def chooseFolder(self, chosen: QUrl) -> None:
        """Keeps new models in `chosen`, if models can be kept there. Models elsewhere stay where they are."""
        folder = Path(chosen.toLocalFile())
        self._bridge.run(
            lambda: free_space(folder), lambda free: self._take_folder(str(folder), free), self._folder_failed
        )

    @Slot()
    def defaultFolder(self) -> None:
        """Keeps new models in Fireseed's own folder."""
        self._change(models_folder="")
        self.start()

    @Slot(str)
    def setHubAddress(self, text: str) -> None:
        """Takes an address when it is one; else says what is wrong and keeps the former."""
        parsed = parse_address(text)
        if isinstance(parsed, AddressProblem):
            self._address, self._address_problem = text, parsed
        else:
            self._address, self._address_problem = parsed, None
            if parsed != self._settings.current.hub_address:
                self._answer = self.Answer.UNASKED
                self._change(hub_address=parsed)
        self.addressChanged.emit()

    @Slot()
    def checkHub(self) -> None:
        """Asks the hub one small question and measures how long it takes."""
        self._answer = self.Answer.WAITING
        self.changed.emit()
        begun = time.monotonic()
        self._bridge.run(self._ask_hub, lambda _: self._hub_answered(time.monotonic() - begun), self._hub_failed)

    def _measure(self) -> int:
        if self._settings.current.models_folder:
            return free_space(self._folder())
        try:
            self._paths.models.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotWritable(str(self._paths.models), error.strerror or str(error)) from error
        return free_space(self._paths.models)

    def _measured(self, free: int) -> None:
        self._free, self._folder_error = free, None
        self.changed.emit()

    def _take_folder(self, folder: str, free: int) -> None:
        self._change(models_folder=folder)
        self._measured(free)

    def _folder_failed(self, error: FireseedError) -> None:
        self._folder_error = error
        self.changed.emit()

    def _hub_answered(self, seconds: float) -> None:
        self._answer, self._answer_seconds, self._answer_error = self.Answer.GOOD, seconds, None
        self.changed.emit()

    def _hub_failed(self, error: FireseedError) -> None:
        self._answer, self._answer_error = self.Answer.BAD, error
        self.changed.emit()

    def _change(self, **values: Any) -> None:
        try:
            self._settings.change(**values)
        except OSError as error:
            self._save_error = NotWritable(str(self._paths.settings_file), error.strerror or str(error))
        else:
            self._save_error = None
            self._apply()
        self.changed.emit()

    def _folder(self) -> Path:
        chosen = self._settings.current.models_folder
        return Path(chosen) if chosen else self._paths.models

    def _title(self, error: FireseedError | None) -> str:
        return self._bridge.words.error(error).title if error is not None else ""

    def _advice(self, error: FireseedError | None) -> str:
        return self._bridge.words.error(error).advice if error is not None else ""

    def _free_text(self) -> str:
        return (
            self.tr("{size} free").format(size=self._bridge.words.size(self._free))
            if self._free is not None
            else ""
        )

    def _address_text(self) -> str:
        match self._address_problem:
            case None:
                return ""
            case AddressProblem.NOT_WEB:
                return self.tr("An address begins with https://")
            case AddressProblem.NO_HOST:
                return self.tr("This is not a web address. It looks like https://hf-mirror.com")
            case AddressProblem.TOO_MUCH:
                return self.tr("Leave out user names, passwords and anything after a ? or #")
            case AddressProblem.INSECURE:
                return self.tr("http:// is for your own network only. Use https:// here")

    def _answer_text(self) -> str:
        match self._answer:
            case self.Answer.GOOD:
                return self.tr("Answers in {count} ms").format(count=round(self._answer_seconds * 1000))
            case self.Answer.BAD:
                return self._title(self._answer_error)
            case self.Answer.WAITING:
                return self.tr("Asking …")
            case _:
                return ""

    def _set_language(self, index: int) -> None:
        self._change(language=_LANGUAGES[index])

    def _set_theme(self, index: int) -> None:
        self._change(theme=_THEMES[index])

    def _set_text_scale(self, index: int) -> None:
        self._change(text_scale=_TEXT_SCALES[index])

    def _set_connections(self, count: int) -> None:
        self._change(connections=max(1, min(_MOST_CONNECTIONS, count)))

    def _text_scale_index(self) -> int:
        wanted = self._settings.current.text_scale
        return min(range(len(_TEXT_SCALES)), key=lambda index: abs(_TEXT_SCALES[index] - wanted))

    language = Property(
        int, lambda self: _LANGUAGES.index(self._settings.current.language), _set_language, notify=changed
    )
    theme = Property(int, lambda self: _THEMES.index(self._settings.current.theme), _set_theme, notify=changed)
    textScale = Property(int, _text_scale_index, _set_text_scale, notify=changed)
    textScales = Property(list, lambda _: [f"{scale:.0%}" for scale in _TEXT_SCALES], constant=True)
    connections = Property(int, lambda self: self._settings.current.connections, _set_connections, notify=changed)
    mostConnections = Property(int, lambda _: _MOST_CONNECTIONS, constant=True)
    saveProblem = Property(str, lambda self: self._title(self._save_error), notify=changed)
    saveAdvice = Property(str, lambda self: self._advice(self._save_error), notify=changed)

    folder = Property(str, lambda self: str(self._folder()), notify=changed)
    folderUrl = Property(QUrl, lambda self: QUrl.fromLocalFile(str(self._folder())), notify=changed)
    folderIsDefault = Property(bool, lambda self: not self._settings.current.models_folder, notify=changed)
    folderFree = Property(str, _free_text, notify=changed)
    folderProblem = Property(str, lambda self: self._title(self._folder_error), notify=changed)
    folderAdvice = Property(str, lambda self: self._advice(self._folder_error), notify=changed)

    hubAddress = Property(str, lambda self: self._address, notify=addressChanged)
    addressProblem = Property(str, _address_text, notify=addressChanged)
    answer = Property(int, lambda self: self._answer, notify=changed)
    answerText = Property(str, _answer_text, notify=changed)
    answerAdvice = Property(str, lambda self: self._advice(self._answer_error), notify=changed)

    version = Property(str, lambda _: __version__, constant=True)
    dataFolder = Property(str, lambda self: str(self._paths.data), constant=True)
    dataUrl = Property(QUrl, lambda self: QUrl.fromLocalFile(str(self._paths.data)), constant=True)
    logsUrl = Property(QUrl, lambda self: QUrl.fromLocalFile(str(self._paths.logs)), constant=True)
