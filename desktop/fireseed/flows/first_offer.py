"""Whether a hub really has a model that is proposed for this machine, and which variant of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fireseed.base.errors import Gated, NotFound, NothingToDownload, TokenNeeded
from fireseed.flows.choice import best
from fireseed.flows.downloads import Downloads, Offer
from fireseed.hardware.fit import Fit
from fireseed.hubs.catalogue import CatalogueModel
from fireseed.hubs.protocol import Gate
from fireseed.transfer.plan import Variant


@dataclass(frozen=True)
class FirstOffer:
    """A repo that answered, the variant of it for this machine, and how that fits."""

    offer: Offer
    variant: Variant
    fit: Fit


def first_offer(
    downloads: Downloads, hub: str, kind: str, model: CatalogueModel, fit: Callable[[Variant], Fit]
) -> FirstOffer | None:
    """Asks `hub` for the known repos of `model`, the best first; None where it has none that fits and is open.

    Raises HubError where the hub doesn't answer.
    """
    for repo in model.gguf.get(kind, ()):
        try:
            offer = downloads.offer(hub, repo)
        except (NotFound, NothingToDownload, Gated, TokenNeeded):
            continue
        if offer.listing.repo.gate is not Gate.OPEN:
            continue
        fits = {variant.name: fit(variant) for variant in offer.variants}
        name = best(offer.variants, fits)
        if name is not None:
            return FirstOffer(offer, offer.variant(name), fits[name])
    return None
