"""The pane for one repo: its facts, its variants in plain words, and the one button that downloads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Protocol
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import Property, QEnum, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError, Gated, NothingToDownload, TokenNeeded, TokenRefused
from fireseed.flows.choice import recommended
from fireseed.flows.downloads import Offer
from fireseed.hubs.protocol import Gate, Listing, Repo
from fireseed.hubs.references import HUGGING_FACE, WEB, Reference
from fireseed.transfer.plan import Variant
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfer
from fireseed.ui import elsewhere, phrases
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.rows import Rows
from fireseed.ui.shelf import Shelf
from fireseed.ui.tokens import TokenBox
from fireseed.ui.variant_rows import Action, Standing, VariantRow, variant_row

QML_IMPORT_NAME = "Fireseed.Discover"
QML_IMPORT_MAJOR_VERSION = 1


class Downloads(Protocol):
    """The part of `flows.downloads.Downloads` that this pane needs."""

    def offer(self, hub: str, repo: str) -> Offer: ...

    def find(self, reference: Reference) -> Offer: ...

    def look_elsewhere(self, offer: Offer) -> tuple[Listing, ...]: ...

    def begin(self, offer: Offer, variant: Variant) -> Transfer: ...


class Transfers(Protocol):
    """The part of `transfer.Transfers` that this pane samples."""

    def all(self) -> Sequence[Transfer]: ...


@QmlElement
class OfferPane(QObject):
    """What is known about the chosen repo, and what can be done with it.

    Texts are empty where the hub did not say. `problem`, `advice` and `details` tell why the pane could not be
    filled (phase FAILED) or why a download could not begin (phase READY). `barred`: what is in the way is a
    matter of terms (`termsPage` is where) and of the access token. `sources` says who else has the same files,
    `digests` whose word they are compared with where that isn't the publisher's hub, and `absent` is what an
    address named and the repo does not offer.
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
        tokens: TokenBox,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._downloads = downloads
        self._transfers = transfers
        self._hub_titles = hub_titles
        self._free_memory = free_memory
        self._shelf = shelf
        self._tokens = tokens
        self._repo: Repo | None = None
        self._reference: Reference | None = None
        self._offer: Offer | None = None
        self._named = ""
        self._absent = ""
        self._others: tuple[Listing, ...] | None = None
        self._free = 0
        self._error: FireseedError | None = None
        self._work: Work | None = None
        self._variants = Rows(VariantRow, self)
        bridge.sampled.connect(self._show_variants)
        bridge.wordsChanged.connect(self._show)
        shelf.changed.connect(self._show_variants)
        tokens.kept.connect(self._token_kept)
        tokens.changed.connect(self.changed)

    def show(self, repo: Repo) -> None:
        """Turns to `repo`: what the row knew is shown at once, the variants when the hub has answered."""
        known = self._repo
        if known is not None and self._reference is None and (known.hub, known.name) == (repo.hub, repo.name):
            return
        self._repo, self._reference = repo, None
        self.retry()

    def find(self, reference: Reference) -> None:
        """Turns to what an address names; a file or variant in it is pointed out."""
        if reference == self._reference and self._error is None:
            return
        self._repo, self._reference = Repo(reference.hub or "", named_repo(reference)), reference
        self.retry()

    @Slot()
    def retry(self) -> None:
        """Asks the hub for the chosen repo, again if need be."""
        repo, reference = self._repo, self._reference
        if repo is None:
            return
        self._forget()

        def ask() -> tuple[Offer, int]:
            found = (
                self._downloads.offer(repo.hub, repo.name)
                if reference is None
                else self._downloads.find(reference)
            )
            return found, self._free_memory()

        self._work = self._bridge.run(ask, self._answered, self._failed)
        self.changed.emit()

    @Slot()
    def close(self) -> None:
        """Shows nothing."""
        self._forget()
        self._repo = self._reference = None
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

    def _forget(self) -> None:
        """What was asked for a repo is not wanted any more."""
        if self._work is not None:
            self._work.cancel()
        self._offer = self._error = self._work = self._others = None
        self._named = self._absent = ""
        self._variants.replace([])

    def _answered(self, answer: tuple[Offer, int]) -> None:
        self._offer, self._free = offer, _ = answer
        self._repo = offer.listing.repo
        if self._reference is not None:
            self._point_out(offer, self._reference)
        # Quietly: a download that begins before the others have answered only has fewer sources.
        self._work = self._bridge.run(lambda: self._downloads.look_elsewhere(offer), self._looked)
        self._show()

    def _point_out(self, offer: Offer, reference: Reference) -> None:
        try:
            if reference.file is not None:
                self._named = offer.holding(reference.file).name
            elif reference.variant is not None:
                self._named = offer.variant(reference.variant).name
        except NothingToDownload:
            self._absent = reference.file or reference.variant or ""

    def _looked(self, others: tuple[Listing, ...]) -> None:
        self._work, self._others = None, others
        self.changed.emit()

    @Slot()
    def _token_kept(self) -> None:
        if self._barred() and self._offer is None:
            self.retry()

    def _begun(self, _: Transfer) -> None:
        self._show_variants()

    def _failed(self, error: FireseedError) -> None:
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
        offered = self._offer.variants
        best = recommended(offered, self._free)
        self._variants.replace(
            [
                variant_row(
                    variant,
                    Standing(
                        best=variant.name == best,
                        named=variant.name == self._named,
                        leading=variant.name == (self._named or best),
                        alone=len(offered) == 1,
                        free=self._free,
                        model=self._shelf.find(repo.hub, repo.name, variant.name),
                        transfer=running.get(variant.name),
                    ),
                    self._bridge.words,
                )
                for variant in sorted(offered, key=lambda variant: variant.name != self._named)
            ]
        )

    def _memory(self) -> str:
        return self.tr("Each needs at least its size in memory, and {free} is free now.").format(
            free=self._bridge.words.size(self._free)
        )

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

    def _barred(self) -> bool:
        return isinstance(self._error, Gated | TokenNeeded | TokenRefused)

    def _gated(self) -> bool:
        asked = self._repo is not None and self._repo.gate is not Gate.OPEN
        return asked or isinstance(self._error, Gated | TokenNeeded)

    def _terms_page(self) -> str:
        if isinstance(self._error, Gated | TokenNeeded):
            return self._error.url
        return self._of("page")

    def _takes_token(self) -> bool:
        """Only Hugging Face, or the hub that was chosen in its place, is told who is there."""
        return self._of("hub") in ("", HUGGING_FACE)

    def _sources(self) -> str:
        if self._offer is None or self._others is None:
            return ""
        names = elsewhere.also_at(self._offer.listing, self._others, self._hub_titles)
        if not names:
            return ""
        return self.tr("The same files are on {hubs}.").format(hubs=elsewhere.enumerated(names))

    def _digests(self) -> str:
        if self._offer is None or elsewhere.vouched(self._offer.listing, self._others or ()):
            return ""
        return self.tr(
            "The digests are those of {hub}, which has a copy. The publisher's own hub has not confirmed them."
        ).format(hub=elsewhere.said_by(self._offer.listing, self._hub_titles))

    phase = Property(int, _phase, notify=changed)
    key = Property(str, lambda self: f"{self._of('hub')}/{self._of('name')}" if self._repo else "", notify=changed)
    title = Property(str, lambda self: self._of("title"), notify=changed)
    owner = Property(str, lambda self: self._of("owner"), notify=changed)
    hubTitle = Property(str, lambda self: self._hub_titles(self._of("hub")) if self._repo else "", notify=changed)
    page = Property(str, lambda self: self._of("page"), notify=changed)
    gated = Property(bool, _gated, notify=changed)
    barred = Property(bool, _barred, notify=changed)
    termsPage = Property(str, _terms_page, notify=changed)
    takesToken = Property(bool, _takes_token, notify=changed)
    tokens = Property(QObject, lambda self: self._tokens, constant=True)
    sources = Property(str, _sources, notify=changed)
    digests = Property(str, _digests, notify=changed)
    absent = Property(str, lambda self: self._absent, notify=changed)
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


def named_repo(reference: Reference) -> str:
    """What to call the repo before its hub has answered, as `owner/name`. On the web: the host and the file."""
    if reference.hub != WEB:
        return reference.repo
    parts = urlsplit(reference.repo)
    return f"{parts.hostname}/{unquote(parts.path).rpartition('/')[2]}"
