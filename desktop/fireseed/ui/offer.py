"""The pane for one repo: its facts, its variants in plain words, and the one button that downloads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol

from PySide6.QtCore import Property, QEnum, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError, Gated
from fireseed.flows.choice import fits, recommended
from fireseed.flows.downloads import Offer
from fireseed.hubs.protocol import Gate, Repo
from fireseed.library.model import Model
from fireseed.transfer.plan import Variant
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfer
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.rows import Rows
from fireseed.ui.shelf import Shelf

QML_IMPORT_NAME = "Fireseed.Discover"
QML_IMPORT_MAJOR_VERSION = 1


class Downloads(Protocol):
    """The part of `flows.downloads.Downloads` that this pane needs."""

    def offer(self, hub: str, repo: str) -> Offer: ...

    def begin(self, offer: Offer, variant: Variant) -> Transfer: ...


class Transfers(Protocol):
    """The part of `transfer.Transfers` that this pane samples."""

    def all(self) -> Sequence[Transfer]: ...


class Action(IntEnum):
    """What the button of a variant does now."""

    DOWNLOAD = 0
    PROGRESS = 1  # bytes are coming or being checked
    ATTENTION = 2  # paused or failed: the page Downloads says more
    CHAT = 3


@dataclass(frozen=True)
class VariantRow:
    """One variant, in plain `words`; `name` is its quantization where they leave it out.

    `leading` is the one to begin with; it is `recommended` where there is another to choose. `fraction` and
    `verified` are parts of the whole, 0 to 1.
    """

    key: str
    words: str
    name: str
    leading: bool
    recommended: bool
    size: str
    warning: str
    action: int
    fraction: float
    verified: float
    progress: str
    chat_model: str


@QmlElement
class OfferPane(QObject):
    """What is known about the chosen repo, and what can be done with it.

    Texts are empty where the hub did not say. `problem`, `advice` and `details` tell why the pane could not be
    filled (phase FAILED) or why a download could not begin (phase READY).
    """

    @QEnum
    class Phase(IntEnum):
        """What the pane shows."""

        NONE = 0
        LOADING = 1
        READY = 2
        FAILED = 3

    QEnum(Action)

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        downloads: Downloads,
        transfers: Transfers,
        hub_titles: Callable[[str], str],
        free_memory: Callable[[], int],
        shelf: Shelf,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._downloads = downloads
        self._transfers = transfers
        self._hub_titles = hub_titles
        self._free_memory = free_memory
        self._shelf = shelf
        self._repo: Repo | None = None
        self._offer: Offer | None = None
        self._free = 0
        self._error: FireseedError | None = None
        self._work: Work | None = None
        self._variants = Rows(VariantRow, self)
        bridge.sampled.connect(self._show_variants)
        bridge.wordsChanged.connect(self._show)
        shelf.changed.connect(self._show_variants)

    def show(self, repo: Repo) -> None:
        """Turns to `repo`: what the row knew is shown at once, the variants when the hub has answered."""
        if self._repo is not None and (self._repo.hub, self._repo.name) == (repo.hub, repo.name):
            return
        self._repo = repo
        self.retry()

    @Slot()
    def retry(self) -> None:
        """Asks the hub for the chosen repo, again if need be."""
        repo = self._repo
        if repo is None:
            return
        if self._work is not None:
            self._work.cancel()
        self._offer = self._error = None
        self._variants.replace([])
        self._work = self._bridge.run(
            lambda: (self._downloads.offer(repo.hub, repo.name), self._free_memory()),
            self._answered,
            self._failed,
        )
        self.changed.emit()

    @Slot()
    def close(self) -> None:
        """Shows nothing."""
        if self._work is not None:
            self._work.cancel()
        self._repo = self._offer = self._error = self._work = None
        self._variants.replace([])
        self.changed.emit()

    @Slot(str)
    def download(self, key: str) -> None:
        """Begins the download of the variant `key`."""
        offer = self._offer
        if offer is None:
            return
        variant = offer.variant(key)
        self._error = None
        self._bridge.run(lambda: self._downloads.begin(offer, variant), self._begun, self._failed)
        self.changed.emit()

    def _answered(self, answer: tuple[Offer, int]) -> None:
        self._work = None
        self._offer, self._free = answer
        self._repo = self._offer.listing.repo
        self._show()

    def _begun(self, _: Transfer) -> None:
        self._show_variants()

    def _failed(self, error: FireseedError) -> None:
        self._work = None
        self._error = error
        self.changed.emit()

    @Slot()
    def _show(self) -> None:
        self._show_variants()
        self.changed.emit()

    @Slot()
    def _show_variants(self) -> None:
        if self._offer is None:
            return
        repo = self._offer.listing.repo
        running = {
            transfer.plan.variant: transfer
            for transfer in self._transfers.all()
            if (transfer.plan.hub, transfer.plan.repo) == (repo.hub, repo.name)
            and transfer.state not in (TransferState.DONE, TransferState.CANCELLED)
        }
        best = recommended(self._offer.variants, self._free)
        self._variants.replace(
            [
                self._row(variant, variant.name == best, running.get(variant.name))
                for variant in self._offer.variants
            ]
        )

    def _row(self, variant: Variant, best: bool, transfer: Transfer | None) -> VariantRow:
        assert self._offer is not None
        words, repo = self._bridge.words, self._offer.listing.repo
        model = self._shelf.find(repo.hub, repo.name, variant.name)
        action = action_of(model, transfer)
        total = transfer.bytes_total if transfer is not None else 0
        return VariantRow(
            key=variant.name,
            words=self._words(variant.name),
            name=variant.name if phrases.bits(variant.name) else "",
            leading=best,
            recommended=best and len(self._offer.variants) > 1,
            size=words.size(variant.size),
            warning="" if fits(variant, self._free) else self.tr("More than the memory that is free now"),
            action=action,
            fraction=transfer.bytes_done / total if transfer is not None and total else 0.0,
            verified=transfer.bytes_verified / total if transfer is not None and total else 0.0,
            progress=self._progress(action, transfer),
            chat_model=model.id if model is not None else "",
        )

    def _words(self, name: str) -> str:
        width = phrases.bits(name)
        if not width:
            return name
        return self.tr("{width}, {quality}").format(width=width, quality=phrases.quality(name))

    def _memory(self) -> str:
        return self.tr("Each needs at least its size in memory, and {free} is free now.").format(
            free=self._bridge.words.size(self._free)
        )

    def _progress(self, action: Action, transfer: Transfer | None) -> str:
        if transfer is None:
            return ""
        if action is Action.ATTENTION:
            return self.tr("Paused") if transfer.state is TransferState.PAUSED else self.tr("Stopped")
        if transfer.state is TransferState.RUNNING and transfer.bytes_total:
            return f"{transfer.bytes_done / transfer.bytes_total:.0%}"
        return self.tr("Waiting") if transfer.state is TransferState.QUEUED else self.tr("Checking")

    def _phase(self) -> Phase:
        if self._repo is None:
            return self.Phase.NONE
        if self._offer is not None:
            return self.Phase.READY
        return self.Phase.FAILED if self._error is not None else self.Phase.LOADING

    def _said(self) -> tuple[str, str]:
        if self._error is None:
            return "", ""
        said = self._bridge.words.error(self._error)
        return said.title, said.advice

    def _of(self, attribute: str) -> str:
        return str(getattr(self._repo, attribute) or "") if self._repo is not None else ""

    def _counted(self, attribute: str) -> str:
        value = getattr(self._repo, attribute) if self._repo is not None else None
        return self._bridge.words.count(value) if value is not None else ""

    def _updated(self) -> str:
        if self._repo is None or self._repo.updated is None:
            return ""
        return phrases.day(self._repo.updated, datetime.now().astimezone(), self._bridge.words.language)

    def _licence(self) -> phrases.Licence:
        return phrases.licence(self._repo.licence if self._repo is not None else None)

    def _gated(self) -> bool:
        return isinstance(self._error, Gated) or (self._repo is not None and self._repo.gate is not Gate.OPEN)

    phase = Property(int, _phase, notify=changed)
    key = Property(str, lambda self: f"{self._of('hub')}/{self._of('name')}" if self._repo else "", notify=changed)
    title = Property(str, lambda self: self._of("title"), notify=changed)
    owner = Property(str, lambda self: self._of("owner"), notify=changed)
    hubTitle = Property(str, lambda self: self._hub_titles(self._of("hub")) if self._repo else "", notify=changed)
    page = Property(str, lambda self: self._of("page"), notify=changed)
    gated = Property(bool, _gated, notify=changed)
    parameters = Property(str, lambda self: self._counted("parameters"), notify=changed)
    contextLength = Property(str, lambda self: self._counted("context_length"), notify=changed)
    downloads = Property(str, lambda self: self._counted("downloads"), notify=changed)
    updated = Property(str, _updated, notify=changed)
    licence = Property(str, lambda self: self._licence().name, notify=changed)
    licenceSentence = Property(str, lambda self: self._licence().sentence, notify=changed)
    memory = Property(str, _memory, notify=changed)
    variants = Property(QObject, lambda self: self._variants, constant=True)
    problem = Property(str, lambda self: self._said()[0], notify=changed)
    advice = Property(str, lambda self: self._said()[1], notify=changed)
    details = Property(str, lambda self: str(self._error or ""), notify=changed)


def action_of(model: Model | None, transfer: Transfer | None) -> Action:
    """What the button of a variant does, from what is on this machine and what is under way."""
    if transfer is not None:
        idle = transfer.state in (TransferState.PAUSED, TransferState.FAILED)
        return Action.ATTENTION if idle else Action.PROGRESS
    return Action.CHAT if model is not None else Action.DOWNLOAD
