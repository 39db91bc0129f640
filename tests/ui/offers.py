"""A pane for one repo over services that a test writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from fireseed.base.paths import resources
from fireseed.flows.downloads import Downloads
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.licences import Licences
from fireseed.hubs.protocol import Hub, Repo
from fireseed.ui.bridge import Bridge
from fireseed.ui.card_images import CardImages
from fireseed.ui.offer import OfferPane
from fireseed.ui.offer_services import OfferServices
from fireseed.ui.shelf import Shelf
from fireseed.ui.tokens import TokenBox
from ui.fittings import ScriptedFitting, ScriptedPictures, machine
from ui.scripted import ScriptedTransfers


def offer_pane(
    bridge: Bridge,
    downloads: Downloads,
    transfers: ScriptedTransfers,
    titles: Callable[[str], str],
    shelf: Shelf,
    tokens: TokenBox,
    *,
    hubs: Mapping[str, Hub] | None = None,
    fitting: ScriptedFitting | None = None,
    pictures: ScriptedPictures | None = None,
    conversions: Callable[[Repo], Sequence[Repo]] = lambda _: (),
) -> OfferPane:
    """With the real catalogue and licences; `hubs` answer cards and texts."""
    services = OfferServices(
        downloads,
        transfers,  # type: ignore[arg-type] # scripted
        hubs or {},
        titles,
        Catalogue.load(resources() / "catalogue"),
        Licences.load(resources() / "licences.toml"),
        fitting or ScriptedFitting(machine()),
        pictures or ScriptedPictures(),
        conversions,
        shelf,
        tokens,
        CardImages(),
    )
    return OfferPane(bridge, services, bridge)
