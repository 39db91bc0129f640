"""What the pane of one repo is built on: services of `app.App`, and what the window itself has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from fireseed.flows.downloads import Offer
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.licences import Licences
from fireseed.hubs.protocol import Hub, Listing, Repo
from fireseed.hubs.references import Reference
from fireseed.transfer.plan import Variant
from fireseed.transfer.transfers import Transfer
from fireseed.ui.card_images import CardImages
from fireseed.ui.offer_card import PictureSource
from fireseed.ui.offer_fits import Fitting
from fireseed.ui.shelf import Shelf
from fireseed.ui.tokens import TokenBox


class Downloads(Protocol):
    """The part of `flows.downloads.Downloads` that the pane needs."""

    def offer(self, hub: str, repo: str) -> Offer: ...

    def find(self, reference: Reference) -> Offer: ...

    def look_elsewhere(self, offer: Offer) -> tuple[Listing, ...]: ...

    def begin(self, offer: Offer, variant: Variant) -> Transfer: ...


class Transfers(Protocol):
    """The part of `transfer.Transfers` that the pane samples."""

    def all(self) -> Sequence[Transfer]: ...


@dataclass(frozen=True)
class OfferServices:
    """`hubs` are all that are known, by id; `conversions` finds repos with GGUF files of one that has none."""

    downloads: Downloads
    transfers: Transfers
    hubs: Mapping[str, Hub]
    hub_titles: Callable[[str], str]
    catalogue: Catalogue
    licences: Licences
    fitting: Fitting
    pictures: PictureSource
    conversions: Callable[[Repo], Sequence[Repo]]
    shelf: Shelf
    tokens: TokenBox
    images: CardImages
