"""What the publisher wrote about the chosen repo: its card, as blocks that load nothing by themselves."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from enum import IntEnum
from typing import Protocol

from PySide6.QtCore import Property, QEnum, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError
from fireseed.flows.pictures import MAX_PICTURES, picture_of
from fireseed.hubs.protocol import Hub, Listing, RepoFile
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.card_images import CardImages
from fireseed.ui.card_text import plain_markdown
from fireseed.ui.markdown import MAX_SHOWN, NO_PICTURES, Block, Document, Picture, Pictures, images_of
from fireseed.ui.rows import Rows

QML_IMPORT_NAME = "Fireseed.Discover"
QML_IMPORT_MAJOR_VERSION = 1

_log = logging.getLogger(__name__)


class PictureSource(Protocol):
    """The part of `flows.pictures.Pictures` that a card needs."""

    def fetch(self, listing: Listing, file: RepoFile) -> bytes: ...


@QmlElement
class OfferCard(QObject):
    """The card of one repo.

    Properties: `phase`; `blocks` is a list of `markdown.Block`; `pictures` counts those that the repo holds and
    that are not shown, because nobody has asked for them or (`fetching`) they are on their way.
    """

    @QEnum
    class Phase(IntEnum):
        """What there is to show."""

        NONE = 0
        LOADING = 1
        READY = 2
        ABSENT = 3
        FAILED = 4

    changed = Signal()
    arrived = Signal()
    """The card's source is here: `text` has changed."""

    def __init__(
        self,
        bridge: Bridge,
        hubs: Mapping[str, Hub],
        source: PictureSource,
        images: CardImages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._hubs = hubs
        self._source = source
        self._images = images
        self._listing: Listing | None = None
        self._phase = self.Phase.NONE
        self._error: FireseedError | None = None
        self._plain = ""
        self._wanted: dict[str, RepoFile] = {}
        self._work: Work | None = None
        self._fetching = False
        self._blocks = Rows(Block, self)
        self.text: str | None = None
        bridge.wordsChanged.connect(self.changed)

    def show(self, listing: Listing) -> None:
        """Asks for the card of `listing`."""
        self.forget()
        self._listing = listing
        self.retry()

    @Slot()
    def retry(self) -> None:
        """Asks for the card, again if need be."""
        listing = self._listing
        hub = self._hubs.get(listing.repo.hub) if listing is not None else None
        if listing is None or hub is None:
            return
        self._phase, self._error = self.Phase.LOADING, None

        def read() -> tuple[str | None, str, dict[str, RepoFile], tuple[Block, ...]]:
            text = hub.card(listing.repo.name, listing.commit)
            plain = plain_markdown(text[:MAX_SHOWN]) if text else ""
            return text, plain, _pictures_in(plain, listing), Document(plain).blocks

        self._work = self._bridge.run(read, self._read, self._failed)
        self.changed.emit()

    def forget(self) -> None:
        """Shows nothing."""
        if self._work is not None:
            self._work.cancel()
        self._listing = self._work = self._error = self.text = None
        self._phase, self._plain, self._wanted, self._fetching = self.Phase.NONE, "", {}, False
        self._blocks.replace([])
        self._images.clear()
        self.changed.emit()

    @Slot()
    def showPictures(self) -> None:
        """A person wants to see the pictures that the repo holds."""
        listing, wanted, plain = self._listing, self._wanted, self._plain
        if listing is None or self._fetching:
            return
        self._fetching = True

        def fetch() -> tuple[Block, ...]:
            return Document(plain, self._fetched(listing, wanted)).blocks

        self._work = self._bridge.run(fetch, self._fetched_all, self._failed)
        self.changed.emit()

    def _fetched(self, listing: Listing, wanted: Mapping[str, RepoFile]) -> Pictures:
        """What of `wanted` could be had; on a worker."""
        found: dict[str, Picture] = {}
        for address, file in wanted.items():
            try:
                picture = self._images.keep(self._source.fetch(listing, file))
            except FireseedError as error:
                _log.info("a card's picture %s: %s", file.path, error)
                continue
            if picture is not None:
                found[address] = picture
        return found or NO_PICTURES

    def _read(self, answer: tuple[str | None, str, dict[str, RepoFile], tuple[Block, ...]]) -> None:
        self.text, self._plain, self._wanted, blocks = answer
        self._work = None
        self._phase = self.Phase.READY if blocks else self.Phase.ABSENT
        self._blocks.replace(blocks)
        self.changed.emit()
        self.arrived.emit()

    def _fetched_all(self, blocks: tuple[Block, ...]) -> None:
        self._work, self._fetching, self._wanted = None, False, {}
        self._blocks.replace(blocks)
        self.changed.emit()

    def _failed(self, error: FireseedError) -> None:
        self._work, self._error, self._phase = None, error, self.Phase.FAILED
        self.changed.emit()

    def _problem(self) -> str:
        return self._bridge.words.error(self._error).title if self._error is not None else ""

    phase = Property(int, lambda self: self._phase, notify=changed)
    blocks = Property(QObject, lambda self: self._blocks, constant=True)
    pictures = Property(int, lambda self: len(self._wanted), notify=changed)
    fetching = Property(bool, lambda self: self._fetching, notify=changed)
    problem = Property(str, _problem, notify=changed)


def _pictures_in(plain: str, listing: Listing) -> dict[str, RepoFile]:
    """The files that the card shows and that are in its own repo, by the address that it gives."""
    found: dict[str, RepoFile] = {}
    for address in images_of(plain):
        file = picture_of(address, listing)
        if file is not None and len(found) < MAX_PICTURES:
            found[address] = file
    return found
