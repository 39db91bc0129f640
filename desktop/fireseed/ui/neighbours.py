"""Other Fireseeds on the local network: looking for them, downloading from them, sharing with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError, NotOnLocalNetwork
from fireseed.base.settings import Settings
from fireseed.hubs.discovery import Peer
from fireseed.hubs.local_network import url_of
from fireseed.hubs.peer import parse_peer
from fireseed.hubs.sharing import Sharing
from fireseed.hubs.visitors import Visitor
from fireseed.ui import phrases
from fireseed.ui.bridge import SAMPLE_MS, Bridge, Work
from fireseed.ui.choices import Choices
from fireseed.ui.rows import Rows

QML_IMPORT_NAME = "Fireseed.Settings"
QML_IMPORT_MAJOR_VERSION = 1

_LOOK_EVERY = 1000 // SAMPLE_MS
"""Samples: neighbours come and go by the second, and this computer's own addresses cost a system call."""

_MOST_VISITORS = 6


class Neighbourhood(Protocol):
    """The part of `app.neighbourhood.Neighbourhood` that this section needs."""

    sharing: Sharing | None

    def apply(self, settings: Settings) -> None: ...

    def found(self) -> Sequence[Peer]: ...


@dataclass(frozen=True)
class PeerRow:
    """Another Fireseed. `where` is its address; `used` when it is among those to download from."""

    key: str
    name: str
    about: str
    used: bool


@dataclass(frozen=True)
class UrlRow:
    """One address of this library, for a person to read out."""

    key: str


@dataclass(frozen=True)
class VisitorRow:
    """A computer that asked for something here."""

    key: str
    about: str


@QmlElement
class Neighbours(QObject):
    """The two switches, and what comes of them.

    `found` are those that announce themselves, `peers` those that are downloaded from, `visitors` those that asked
    here. `urls` are the addresses of this library, none while it is not shared.
    `problem` and `advice` tell why the switches have no effect; `unannounced` why others don't see this one by
    themselves; `addressProblem` what is wrong with `typed`.
    """

    changed = Signal()

    def __init__(
        self, bridge: Bridge, choices: Choices, neighbourhood: Neighbourhood, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._choices = choices
        self._neighbourhood = neighbourhood
        self._work: Work | None = None
        self._error: FireseedError | None = None
        self._typed = ""
        self._address_error: NotOnLocalNetwork | None = None
        self._samples = 0
        self._urls = Rows(UrlRow, self)
        self._found = Rows(PeerRow, self)
        self._peers = Rows(PeerRow, self)
        self._visitors = Rows(VisitorRow, self)
        choices.changed.connect(self._show)
        bridge.sampled.connect(self._sample)
        self._show()

    @Slot()
    def start(self) -> None:
        """The page was opened: what should be on and is not gets another try."""
        if True in _switches(self._choices.current):
            self.settle()

    @Slot()
    def settle(self) -> None:
        """Puts the two switches into force, once more after a failure. One after the other: each takes seconds."""
        if self._work is not None:
            return
        settings = self._choices.current
        self._error = None
        self._work = self._bridge.run(
            lambda: self._neighbourhood.apply(settings),
            lambda _: self._settled(settings, None),
            lambda error: self._settled(settings, error),
        )
        self.changed.emit()

    @Slot(str, result=bool)
    def add(self, text: str) -> bool:
        """Downloads from the Fireseed at an address, too, or says what is wrong with it."""
        self._typed, self._address_error = "", None
        if not text.strip():
            return False
        try:
            where = parse_peer(text)
        except NotOnLocalNetwork as error:
            self._typed, self._address_error = text, error
            self.changed.emit()
            return False
        address = url_of(where.host, where.port)
        if address not in self._choices.current.peers:
            self._choices.change(peers=(*self._choices.current.peers, address))
        self.changed.emit()
        return True

    @Slot(str)
    def remove(self, key: str) -> None:
        """Downloads from it no longer."""
        self._choices.change(peers=tuple(one for one in self._choices.current.peers if one != key))

    def _settled(self, applied: Settings, error: FireseedError | None) -> None:
        self._work, self._error = None, error
        if _switches(applied) != _switches(self._choices.current):
            self.settle()
        self._show()

    @Slot()
    def _sample(self) -> None:
        self._samples += 1
        if self._samples % _LOOK_EVERY == 0:
            self._look()

    @Slot()
    def _show(self) -> None:
        self._look()
        self.changed.emit()

    def _look(self) -> None:
        used = self._choices.current.peers
        found = {url_of(peer.address, peer.port): peer for peer in self._neighbourhood.found()}
        self._found.replace(
            [PeerRow(key, peer.name, self._about(peer), key in used) for key, peer in found.items()]
        )
        self._peers.replace([self._peer(key, found.get(key)) for key in dict.fromkeys(used)])
        sharing = self._neighbourhood.sharing
        visitors = sharing.served().visitors[:_MOST_VISITORS] if sharing is not None else ()
        now = datetime.now().astimezone()
        self._visitors.replace([VisitorRow(one.address, self._visit(one, now)) for one in visitors])
        self._urls.replace([UrlRow(url) for url in sharing.urls] if sharing is not None else [])

    def _about(self, peer: Peer) -> str:
        where = f"{peer.address}:{peer.port}"
        match peer.models:
            case None:
                return where
            case 1:
                return self.tr("One model · {where}").format(where=where)
            case count:
                return self.tr("{count} models · {where}").format(count=count, where=where)

    def _peer(self, key: str, found: Peer | None) -> PeerRow:
        shown = key.removeprefix("http://")
        return PeerRow(key, found.name, self._about(found), True) if found else PeerRow(key, shown, "", True)

    def _visit(self, visitor: Visitor, now: datetime) -> str:
        language = self._bridge.words.language
        day = phrases.day(visitor.last_at, now, language)
        if not visitor.sent:
            return self.tr("looked around, {day}").format(day=day)
        return self.tr("fetched {size}, {day}").format(size=self._bridge.words.size(visitor.sent), day=day)

    def _said(self, error: FireseedError | None) -> tuple[str, str]:
        if error is None:
            return "", ""
        said = self._bridge.words.error(error)
        return said.title, said.advice

    def _address_text(self) -> str:
        error = self._address_error
        return phrases.told(self._bridge.words.error(error)) if error is not None else ""

    def _unannounced(self) -> str:
        sharing = self._neighbourhood.sharing
        if sharing is None or sharing.unannounced is None:
            return ""
        return self.tr("Others don't see it by themselves here ({reason}). Read the address out to them.").format(
            reason=sharing.unannounced.reason
        )

    def _set_find(self, on: bool) -> None:
        if self._choices.change(find_peers=on):
            self.settle()

    def _set_share(self, on: bool) -> None:
        if self._choices.change(share=on):
            self.settle()

    find = Property(bool, lambda self: self._choices.current.find_peers, _set_find, notify=changed)
    share = Property(bool, lambda self: self._choices.current.share, _set_share, notify=changed)
    busy = Property(bool, lambda self: self._work is not None, notify=changed)
    problem = Property(str, lambda self: self._said(self._error)[0], notify=changed)
    advice = Property(str, lambda self: self._said(self._error)[1], notify=changed)
    found = Property(QObject, lambda self: self._found, constant=True)
    peers = Property(QObject, lambda self: self._peers, constant=True)
    typed = Property(str, lambda self: self._typed, notify=changed)
    addressProblem = Property(str, _address_text, notify=changed)
    urls = Property(QObject, lambda self: self._urls, constant=True)
    unannounced = Property(str, _unannounced, notify=changed)
    visitors = Property(QObject, lambda self: self._visitors, constant=True)


def _switches(settings: Settings) -> tuple[bool, bool]:
    return settings.find_peers, settings.share
