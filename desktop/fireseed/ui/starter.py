"""The starter: the one model that came with Fireseed. A machine that reaches no hub gets to a chat, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum

from PySide6.QtCore import Property, QEnum, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError, NothingToDownload
from fireseed.flows.downloads import Downloads, Offer
from fireseed.hubs.licences import LicenceFacts, Licences
from fireseed.hubs.protocol import Hub, SearchQuery
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfer
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.first_cards import part, status
from fireseed.words import CHINESE

QML_IMPORT_NAME = "Fireseed.Chat"
QML_IMPORT_MAJOR_VERSION = 1

BUILTIN = "builtin"


@QmlElement
class Starter(QObject):
    """The first repo of the built-in hub, as a card.

    `progress` and `verified` are parts of the download, 0 to 1. Once it is here the library has a model, and the
    chat takes this screen's place.
    """

    @QEnum
    class Phase(IntEnum):
        """What the card shows."""

        LOADING = 0
        OFFERED = 1
        DOWNLOADING = 2
        FAILED = 3

    changed = Signal()
    progressed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        hubs: Mapping[str, Hub],
        downloads: Downloads,
        licences: Callable[[], Licences],
        parent: QObject | None = None,
    ) -> None:
        """`licences` blocks at first."""
        super().__init__(parent)
        self._bridge = bridge
        self._hubs = hubs
        self._downloads = downloads
        self._licences = licences
        self._offer: Offer | None = None
        self._licence: LicenceFacts | None = None
        self._transfer: Transfer | None = None
        self._error: FireseedError | None = None
        self._work: Work | None = None
        self._seen: tuple[object, ...] = ()
        bridge.sampled.connect(self._sample)
        bridge.wordsChanged.connect(self.changed)

    @Slot()
    def start(self) -> None:
        """The screen is shown: looks into the built-in hub, once or again after a failure."""
        if self._transfer is not None and self._transfer.state is TransferState.DONE:
            self._transfer = None  # it was here and was deleted since
        if self._work is None and self._offer is None:
            self._error = None
            self._work = self._bridge.run(self._look, self._found, self._failed)
            self.changed.emit()

    @Slot()
    def download(self) -> None:
        """Begins the download, or goes on with it."""
        offer = self._offer
        if offer is not None:
            self._error = None
            self._bridge.run(lambda: self._downloads.begin(offer, offer.variants[0]), self._begun, self._failed)
            self.changed.emit()

    def _look(self) -> tuple[Offer, LicenceFacts | None]:
        hub = self._hubs[BUILTIN]
        for repo in hub.search(SearchQuery(limit=1)).repos:
            return self._downloads.offer(hub.id, repo.name), self._licences().of(repo.licence)
        raise NothingToDownload(hub.title)

    def _found(self, found: tuple[Offer, LicenceFacts | None]) -> None:
        self._work = None
        self._offer, self._licence = found
        self.changed.emit()

    def _begun(self, transfer: Transfer) -> None:
        self._transfer = transfer
        self.changed.emit()

    def _failed(self, error: FireseedError) -> None:
        self._work = None
        self._error = error
        self.changed.emit()

    @Slot()
    def _sample(self) -> None:
        if self._transfer is None:
            return
        seen = (self._transfer.state, self._transfer.bytes_done, self._transfer.bytes_verified)
        if seen != self._seen:
            self._seen = seen
            if self._transfer.state is TransferState.FAILED:
                self._error = self._transfer.error
            self.progressed.emit()
            self.changed.emit()

    def _phase(self) -> Phase:
        if self._error is not None:
            return self.Phase.FAILED
        if self._transfer is not None and self._transfer.state is not TransferState.CANCELLED:
            return self.Phase.DOWNLOADING
        return self.Phase.OFFERED if self._offer is not None else self.Phase.LOADING

    def _title(self) -> str:
        return self._offer.listing.repo.title if self._offer is not None else ""

    def _size(self) -> str:
        return self._bridge.words.size(self._offer.variants[0].size) if self._offer is not None else ""

    def _licence_name(self) -> str:
        return self._licence.name if self._licence is not None else phrases.licence(None).name

    def _licence_sentence(self) -> str:
        if self._licence is None:
            return phrases.licence(None).sentence
        return self._licence.sentence["zh" if self._bridge.words.language == CHINESE else "en"]

    def _said(self) -> tuple[str, str]:
        if self._error is None:
            return "", ""
        said = self._bridge.words.error(self._error)
        return said.title, said.advice

    phase = Property(int, _phase, notify=changed)
    title = Property(str, _title, notify=changed)
    size = Property(str, _size, notify=changed)
    licence = Property(str, _licence_name, notify=changed)
    licenceSentence = Property(str, _licence_sentence, notify=changed)
    status = Property(str, lambda self: status(self._transfer, self._bridge.words), notify=changed)
    progress = Property(float, lambda self: part(self._transfer, "bytes_done"), notify=progressed)
    verified = Property(float, lambda self: part(self._transfer, "bytes_verified"), notify=progressed)
    problem = Property(str, lambda self: self._said()[0], notify=changed)
    advice = Property(str, lambda self: self._said()[1], notify=changed)
    details = Property(str, lambda self: str(self._error or ""), notify=changed)
