"""The page Discover over services that a test writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fireseed.base.paths import resources
from fireseed.flows.search_hubs import Search
from fireseed.flows.search_memory import SearchMemory
from fireseed.hardware.machine import Machine
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.licences import Licences
from fireseed.hubs.protocol import Hub
from fireseed.hubs.references import Reference, parse
from fireseed.ui.bridge import Bridge
from fireseed.ui.discover import Discover
from fireseed.ui.discover_services import DiscoverServices
from fireseed.ui.offer import OfferPane
from fireseed.ui.shelf import Shelf
from ui.fittings import machine


def discover_page(
    bridge: Bridge,
    memory: SearchMemory,
    hubs: Mapping[str, Hub],
    titles: Callable[[str], str],
    shelf: Shelf,
    offer: OfferPane,
    *,
    here: Callable[[], Machine] = machine,
    read_address: Callable[[str], Reference] = parse,
) -> Discover:
    """With the real catalogue and licences, on the machine `here`."""
    catalogue = Catalogue.load(resources() / "catalogue")
    services = DiscoverServices(
        hubs,
        Search(hubs, memory, catalogue),
        catalogue,
        Licences.load(resources() / "licences.toml"),
        lambda: (here(), 40 * 10**9),
        read_address,
        titles,
    )
    return Discover(bridge, services, shelf, offer, bridge)
