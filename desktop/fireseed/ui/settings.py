"""The page Settings: every choice applies at once; there is nothing to save."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed import __version__
from fireseed.base.paths import Paths
from fireseed.base.settings import Language, Theme
from fireseed.ui.adopted_apps import AdoptedApps
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.download_settings import DownloadSettings
from fireseed.ui.folder_list import FolderList
from fireseed.ui.hub_settings import HubSettings
from fireseed.ui.neighbours import Neighbours
from fireseed.ui.network_settings import NetworkSettings
from fireseed.ui.tokens import TokenBox

QML_IMPORT_NAME = "Fireseed.Settings"
QML_IMPORT_MAJOR_VERSION = 1

_LANGUAGES = tuple(Language)
_THEMES = tuple(Theme)
_TEXT_SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


@dataclass(frozen=True)
class Sections:
    """The view models of the page's parts."""

    downloads: DownloadSettings
    model_folders: FolderList
    apps: AdoptedApps
    hubs: HubSettings
    tokens: TokenBox
    folder_hubs: FolderList
    neighbours: Neighbours
    network: NetworkSettings


@QmlElement
class SettingsPage(QObject):
    """The page: how the window looks, and the sections.

    Lists of choices are in QML, in the order of the enums; here they are indexes. `saveProblem` says why nothing
    can be kept at all.
    """

    changed = Signal()

    def __init__(
        self, bridge: Bridge, paths: Paths, choices: Choices, sections: Sections, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._paths = paths
        self._choices = choices
        self._sections = sections
        choices.changed.connect(self.changed)

    @Slot()
    def start(self) -> None:
        """The page is shown: looks at what a setting does not say, as the space in the models folder."""
        sections = self._sections
        sections.downloads.start()
        sections.model_folders.look()
        sections.folder_hubs.look()
        sections.tokens.start()
        sections.neighbours.start()
        sections.network.start()

    def _said(self) -> tuple[str, str]:
        if self._choices.error is None:
            return "", ""
        said = self._bridge.words.error(self._choices.error)
        return said.title, said.advice

    def _set_language(self, index: int) -> None:
        self._choices.change(language=_LANGUAGES[index])

    def _set_theme(self, index: int) -> None:
        self._choices.change(theme=_THEMES[index])

    def _set_text_scale(self, index: int) -> None:
        self._choices.change(text_scale=_TEXT_SCALES[index])

    def _text_scale_index(self) -> int:
        wanted = self._choices.current.text_scale
        return min(range(len(_TEXT_SCALES)), key=lambda index: abs(_TEXT_SCALES[index] - wanted))

    language = Property(
        int, lambda self: _LANGUAGES.index(self._choices.current.language), _set_language, notify=changed
    )
    theme = Property(int, lambda self: _THEMES.index(self._choices.current.theme), _set_theme, notify=changed)
    textScale = Property(int, _text_scale_index, _set_text_scale, notify=changed)
    textScales = Property(list, lambda _: [f"{scale:.0%}" for scale in _TEXT_SCALES], constant=True)
    saveProblem = Property(str, lambda self: self._said()[0], notify=changed)
    saveAdvice = Property(str, lambda self: self._said()[1], notify=changed)

    downloads = Property(QObject, lambda self: self._sections.downloads, constant=True)
    modelFolders = Property(QObject, lambda self: self._sections.model_folders, constant=True)
    apps = Property(QObject, lambda self: self._sections.apps, constant=True)
    hubs = Property(QObject, lambda self: self._sections.hubs, constant=True)
    tokens = Property(QObject, lambda self: self._sections.tokens, constant=True)
    folderHubs = Property(QObject, lambda self: self._sections.folder_hubs, constant=True)
    neighbours = Property(QObject, lambda self: self._sections.neighbours, constant=True)
    network = Property(QObject, lambda self: self._sections.network, constant=True)

    version = Property(str, lambda _: __version__, constant=True)
    dataFolder = Property(str, lambda self: str(self._paths.data), constant=True)
    dataUrl = Property(QUrl, lambda self: QUrl.fromLocalFile(str(self._paths.data)), constant=True)
    logsUrl = Property(QUrl, lambda self: QUrl.fromLocalFile(str(self._paths.logs)), constant=True)
