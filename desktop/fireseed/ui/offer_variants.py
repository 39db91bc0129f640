"""The variants of the chosen repo: how each fits this machine, which to begin with, and what its button does."""

from __future__ import annotations

from PySide6.QtCore import Property, QEnum, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.flows import choice
from fireseed.flows.downloads import Offer
from fireseed.hardware.fit import Fit
from fireseed.transfer.plan import Variant
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfer
from fireseed.ui import fit_words
from fireseed.ui.bridge import Bridge
from fireseed.ui.fit_words import Grade
from fireseed.ui.offer_fits import VariantFits
from fireseed.ui.offer_services import Transfers
from fireseed.ui.rows import Rows
from fireseed.ui.shelf import Shelf
from fireseed.ui.variant_rows import Action, FileRow, Standing, VariantRow, essential, file_rows, variant_row

QML_IMPORT_NAME = "Fireseed.Discover"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class OfferVariants(QObject):
    """The table.

    Properties: `rows` is a list; `memory` says what is free now; `others` counts the variants that are left out
    until `showAll`.
    """

    QEnum(Action)
    QEnum(Grade)

    changed = Signal()

    def __init__(
        self, bridge: Bridge, fits: VariantFits, transfers: Transfers, shelf: Shelf, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._fits = fits
        self._transfers = transfers
        self._shelf = shelf
        self._offer: Offer | None = None
        self._named = ""
        self._first = ""
        self._all = False
        self._open: dict[str, Rows[FileRow]] = {}
        self._rows = Rows(VariantRow, self)
        bridge.sampled.connect(self._show)
        bridge.wordsChanged.connect(self._adapt)
        shelf.changed.connect(self._show)
        fits.changed.connect(self._adapt)

    @property
    def best(self) -> str:
        """The name of the recommended one, empty while none is."""
        offered = self._offer.variants if self._offer is not None else ()
        return choice.best(offered, self._fits.fits) or ""

    @property
    def leading(self) -> str:
        """The one to begin with: what an address named, else the recommended one."""
        return self._named or self.best

    def show(self, offer: Offer, rough: dict[str, Fit], named: str) -> None:
        """Shows what `offer` has and how it fits roughly; `named` is what an address named, or empty."""
        self.forget()
        self._offer, self._named = offer, named
        self._fits.show(offer, rough)
        self._adapt()

    def forget(self) -> None:
        """Shows nothing."""
        self._offer, self._named, self._first, self._all = None, "", "", False
        self._fits.forget()
        self._open.clear()
        self._rows.replace([])
        self.changed.emit()

    @Slot()
    def showAll(self) -> None:
        """Shows those that were left out, too."""
        self._all = True
        self._adapt()

    @Slot(str)
    def fold(self, key: str) -> None:
        """Shows the files of a variant and what it needs, or no more."""
        if self._open.pop(key, None) is None:
            self._open[key] = Rows(FileRow, self)
        self._show()

    def _shown(self) -> tuple[Variant, ...]:
        offered = self._offer.variants if self._offer is not None else ()
        kept = (self._named, self.best, *self._open, *self._running())
        shown = offered if self._all else essential(offered, kept)
        # The first one stays where it is, also when a header tells that another is the better choice.
        self._first = self._first or self.leading
        return tuple(sorted(shown, key=lambda variant: variant.name != self._first))

    def _running(self) -> dict[str, Transfer]:
        repo = self._offer.listing.repo if self._offer is not None else None
        return {
            transfer.plan.variant: transfer
            for transfer in (self._transfers.all() if repo is not None else ())
            if repo is not None
            and (transfer.plan.hub, transfer.plan.repo) == (repo.hub, repo.name)
            and transfer.state not in (TransferState.DONE, TransferState.CANCELLED)
        }

    @Slot()
    def _adapt(self) -> None:
        """More is known, or the language is another one."""
        self._show()
        leading = self.leading
        self._fits.want(sorted((variant.name for variant in self._shown()), key=lambda name: name != leading))
        self.changed.emit()

    @Slot()
    def _show(self) -> None:
        offer = self._offer
        if offer is None:
            return
        repo, running, best, leading = offer.listing.repo, self._running(), self.best, self.leading
        rows = []
        for variant in self._shown():
            files = self._open.get(variant.name)
            if files is not None:
                files.replace(file_rows(variant, self._bridge.words))
            standing = Standing(
                best=variant.name == best,
                named=variant.name == self._named,
                leading=variant.name == leading,
                alone=len(offer.variants) == 1,
                fit=self._fits.fits.get(variant.name),
                problem=self._fits.errors.get(variant.name),
                model=self._shelf.find(repo.hub, repo.name, variant.name),
                transfer=running.get(variant.name),
                files=files,
            )
            rows.append(variant_row(variant, standing, self._bridge.words))
        self._rows.replace(rows)

    def _others(self) -> int:
        return len(self._offer.variants) - len(self._shown()) if self._offer is not None else 0

    def _memory(self) -> str:
        fits = tuple(self._fits.fits.values())
        return fit_words.free_now(fits[0], self._bridge.words) if fits else ""

    rows = Property(QObject, lambda self: self._rows, constant=True)
    memory = Property(str, _memory, notify=changed)
    others = Property(int, _others, notify=changed)
