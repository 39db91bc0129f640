"""Other apps whose models are used where they lie: which of them, and what they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Property, QObject, Slot
from PySide6.QtQml import QmlElement

from fireseed.library.elsewhere.found import Found, Origin
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.rows import Rows

QML_IMPORT_NAME = "Fireseed.Settings"
QML_IMPORT_MAJOR_VERSION = 1


class Adoption(Protocol):
    """The part of `library.elsewhere.adoption.Adoption` that this section needs."""

    @property
    def found(self) -> Sequence[Found]: ...

    def look_again(self) -> None: ...


@dataclass(frozen=True)
class AppRow:
    """One app. `about` says what it has here, empty while that is not known."""

    key: str
    title: str
    about: str
    used: bool


@QmlElement
class AdoptedApps(QObject):
    """One row an app, in the order of `Origin`."""

    def __init__(
        self,
        bridge: Bridge,
        choices: Choices,
        adoption: Adoption,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._choices = choices
        self._adoption = adoption
        self._found: Sequence[Found] = ()
        self._rows = Rows(AppRow, self)
        choices.changed.connect(self._show)
        bridge.sampled.connect(self._look)
        self._show()

    @Slot(str, bool)
    def use(self, key: str, used: bool) -> None:
        """Uses the models of an app, or no longer; its own files stay as they are either way."""
        ignored = [app for app in self._choices.current.ignored_apps if app != key]
        if not used:
            ignored.append(key)
        if self._choices.change(ignored_apps=tuple(ignored)):
            self._adoption.look_again()

    @Slot()
    def _look(self) -> None:
        if self._adoption.found is not self._found:
            self._show()

    @Slot()
    def _show(self) -> None:
        self._found = self._adoption.found
        found = {each.origin: each for each in self._found}
        ignored = self._choices.current.ignored_apps
        self._rows.replace(
            [
                AppRow(
                    origin.value, self._title(origin), self._about(found.get(origin)), origin.value not in ignored
                )
                for origin in Origin
            ]
        )

    def _title(self, origin: Origin) -> str:
        if origin is Origin.HUGGING_FACE:  # not an app, but what its tools leave behind
            return self.tr("Hugging Face cache")
        return origin.app

    def _about(self, found: Found | None) -> str:
        if found is None:
            return ""
        if not found.folders:
            return self.tr("Not on this computer")
        match len(found.models):
            case 0:
                return self.tr("No models that can be used")
            case 1:
                return self.tr("One model")
            case count:
                return self.tr("{count} models").format(count=count)

    rows = Property(QObject, lambda self: self._rows, constant=True)
