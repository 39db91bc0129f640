"""Whom to ask for Hugging Face's models when nobody answers: all who could be, each with a measured latency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.hubs.mirrors import KNOWN_MIRRORS, ORIGINAL, Latency, Mirrored, mirror_id
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.choices import Choices
from fireseed.ui.rows import Rows

QML_IMPORT_NAME = "Fireseed.Chat"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class MirrorRow:
    """One address. `latency` is how soon it answered, empty where it did not: `problem` then says why."""

    key: str
    title: str
    latency: str
    problem: str
    fastest: bool


@QmlElement
class MirrorChoice(QObject):
    """The list, empty until `measure` was called and all have answered or given up. `chosen`: one was taken."""

    changed = Signal()
    chosen = Signal()

    def __init__(
        self,
        bridge: Bridge,
        choices: Choices,
        hub_of: Callable[[Sequence[str]], Mirrored],
        parent: QObject | None = None,
    ) -> None:
        """`hub_of` makes a hub of the original and these mirrors; it is closed when they were measured."""
        super().__init__(parent)
        self._bridge = bridge
        self._choices = choices
        self._hub_of = hub_of
        self._work: Work | None = None
        self._measured: tuple[tuple[str, Latency], ...] = ()
        self._rows = Rows(MirrorRow, self)
        bridge.wordsChanged.connect(self._show)

    @Slot()
    def measure(self) -> None:
        """Asks everybody one small question, at once; takes some seconds where one does not answer."""
        if self._work is None:
            mirrors = self._mirrors()
            self._work = self._bridge.run(lambda: self._ask(mirrors), self._answered)
            self.changed.emit()

    @Slot(str)
    def choose(self, key: str) -> None:
        """Asks the hub at the address `key` from now on."""
        if self._choices.change(hub_address=key):
            self.chosen.emit()

    def _mirrors(self) -> tuple[str, ...]:
        """Those of the settings, and the public ones that everybody may use."""
        own = self._choices.current.mirrors
        known = {mirror_id(address) for address in own}
        return (*own, *(f"https://{host}" for host, name in KNOWN_MIRRORS.items() if name not in known))

    def _ask(self, mirrors: Sequence[str]) -> tuple[tuple[str, Latency], ...]:
        hub = self._hub_of(mirrors)
        addresses = {mirror_id(address): address for address in mirrors}
        try:
            return tuple((addresses.get(one.hub, ORIGINAL), one) for one in hub.measure())
        finally:
            hub.close()

    def _answered(self, measured: tuple[tuple[str, Latency], ...]) -> None:
        self._work = None
        self._measured = measured
        self._show()

    @Slot()
    def _show(self) -> None:
        answered = [one.seconds for _, one in self._measured if one.seconds is not None]
        self._rows.replace(
            [self._row(address, one, min(answered, default=None)) for address, one in self._measured]
        )
        self.changed.emit()

    def _row(self, address: str, measured: Latency, soonest: float | None) -> MirrorRow:
        latency = problem = ""
        if measured.seconds is not None:
            latency = self.tr("{count} ms").format(count=max(1, round(measured.seconds * 1000)))
        else:
            problem = self.tr("does not answer")
        return MirrorRow(
            key=address,
            title=measured.title,
            latency=latency,
            problem=problem,
            fastest=measured.seconds is not None and measured.seconds == soonest,
        )

    rows = Property(QObject, lambda self: self._rows, constant=True)
    measuring = Property(bool, lambda self: self._work is not None, notify=changed)
