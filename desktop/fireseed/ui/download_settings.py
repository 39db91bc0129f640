"""Settings of downloads: where they go, how many at once, how fast and when."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError, FolderMissing, NotWritable, ScheduleInvalid
from fireseed.base.paths import Paths
from fireseed.transfer.schedule import Schedule
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.rates import parse_rate, rate_text

QML_IMPORT_NAME = "Fireseed.Settings"
QML_IMPORT_MAJOR_VERSION = 1

_MOST = 16  # more at once exhaust the tables of many home routers


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
class DownloadSettings(QObject):
    """`folder` is where downloads go, `folderFree` what is free there, `folderProblem` why one was not taken.

    `speed` (in MB/s) and `hours` are what was typed last; `speedProblem` and `hoursProblem` say why that was not
    taken. Both are empty for no limit.
    """

    changed = Signal()

    def __init__(self, bridge: Bridge, paths: Paths, choices: Choices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._paths = paths
        self._choices = choices
        self._free: int | None = None
        self._folder_error: FireseedError | None = None
        self._typed_speed: str | None = None
        self._typed_hours: str | None = None
        self._hours_error: ScheduleInvalid | None = None
        choices.changed.connect(self.changed)

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
        self._choices.change(models_folder="")
        self.start()

    @Slot(str)
    def setSpeed(self, text: str) -> None:
        """Takes megabytes a second, or nothing for no limit; else says what is wrong and keeps the former."""
        rate = 0 if text.strip() in ("", "0") else parse_rate(text)
        self._typed_speed = text if rate is None else None
        if rate is not None and rate != self._choices.current.speed_limit:
            self._choices.change(speed_limit=rate)
        self.changed.emit()

    @Slot(str)
    def setHours(self, text: str) -> None:
        """Takes hours of a day, or nothing for any time; else says what is wrong and keeps the former."""
        try:
            hours = str(Schedule.parse(text)) if text.strip() else ""
        except ScheduleInvalid as error:
            self._typed_hours, self._hours_error = text, error
        else:
            self._typed_hours = self._hours_error = None
            if hours != self._choices.current.schedule:
                self._choices.change(schedule=hours)
        self.changed.emit()

    def _measure(self) -> int:
        if self._choices.current.models_folder:
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
        self._choices.change(models_folder=folder)
        self._measured(free)

    def _folder_failed(self, error: FireseedError) -> None:
        self._folder_error = error
        self.changed.emit()

    def _folder(self) -> Path:
        chosen = self._choices.current.models_folder
        return Path(chosen) if chosen else self._paths.models

    def _said(self, error: FireseedError | None) -> tuple[str, str]:
        if error is None:
            return "", ""
        said = self._bridge.words.error(error)
        return said.title, said.advice

    def _free_text(self) -> str:
        if self._free is None or self._folder_error is not None:
            return ""
        return self.tr("{size} free").format(size=self._bridge.words.size(self._free))

    def _speed(self) -> str:
        if self._typed_speed is not None:
            return self._typed_speed
        limit = self._choices.current.speed_limit
        return rate_text(limit).removesuffix(" MB/s") if limit else ""

    def _speed_text(self) -> str:
        return self.tr("Write megabytes a second as a number, like 2.5") if self._typed_speed is not None else ""

    def _hours(self) -> str:
        return self._choices.current.schedule if self._typed_hours is None else self._typed_hours

    def _hours_text(self) -> str:
        error = self._hours_error
        return phrases.told(self._bridge.words.error(error)) if error is not None else ""

    def _set_connections(self, count: int) -> None:
        self._choices.change(connections=max(1, min(_MOST, count)))

    def _set_at_once(self, count: int) -> None:
        self._choices.change(downloads_at_once=max(1, min(_MOST, count)))

    folder = Property(str, lambda self: str(self._folder()), notify=changed)
    folderUrl = Property(QUrl, lambda self: QUrl.fromLocalFile(str(self._folder())), notify=changed)
    folderIsDefault = Property(bool, lambda self: not self._choices.current.models_folder, notify=changed)
    folderFree = Property(str, _free_text, notify=changed)
    folderProblem = Property(str, lambda self: self._said(self._folder_error)[0], notify=changed)
    folderAdvice = Property(str, lambda self: self._said(self._folder_error)[1], notify=changed)

    most = Property(int, lambda _: _MOST, constant=True)
    connections = Property(int, lambda self: self._choices.current.connections, _set_connections, notify=changed)
    atOnce = Property(int, lambda self: self._choices.current.downloads_at_once, _set_at_once, notify=changed)
    speed = Property(str, _speed, notify=changed)
    speedProblem = Property(str, _speed_text, notify=changed)
    hours = Property(str, _hours, notify=changed)
    hoursProblem = Property(str, _hours_text, notify=changed)
