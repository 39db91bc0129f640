"""What a person chose, as the sections of the page Settings change it: on disk and in force at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from fireseed.base.errors import FireseedError, NotWritable
from fireseed.base.paths import Paths
from fireseed.base.settings import Settings, SettingsFile
from fireseed.ui.bridge import Bridge


class Choices(QObject):
    """The settings, and the way to change them.

    Signals: `changed` after every change of a setting or of the language, whoever made it, and after one that
    could not be kept; `error` then says why.
    """

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        paths: Paths,
        settings: SettingsFile,
        apply: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        """`apply` rebuilds what depends on a setting; the bridge tells of it, as of a change by another page."""
        super().__init__(parent)
        self._paths = paths
        self._settings = settings
        self._apply = apply
        self.error: FireseedError | None = None
        bridge.wordsChanged.connect(self.changed)

    @property
    def current(self) -> Settings:
        return self._settings.current

    def change(self, **values: Any) -> bool:
        """Keeps the named values and puts them into force; False when they can't be kept."""
        try:
            self._settings.change(**values)
        except OSError as error:
            self.error = NotWritable(str(self._paths.settings_file), error.strerror or str(error))
        else:
            self.error = None
            self._apply()
        self.changed.emit()
        return self.error is None

    def settle(self) -> None:
        """Puts into force what was changed behind the settings: a secret that they name."""
        self._apply()
        self.changed.emit()
