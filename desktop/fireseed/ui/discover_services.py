"""What the page Discover is built on: services of `app.App`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fireseed.flows.search_hubs import Search
from fireseed.hardware.machine import Machine
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.licences import Licences
from fireseed.hubs.protocol import Hub
from fireseed.hubs.references import Reference


@dataclass(frozen=True)
class DiscoverServices:
    """`hubs` are those that are searched, by id. `look` tells of this machine as it is now and how fast its memory
    is in bytes/s, where that is known; it blocks. `read_address` answers what a text names, or raises AddressError
    types.
    """

    hubs: Mapping[str, Hub]
    search: Search
    catalogue: Catalogue
    licences: Licences
    look: Callable[[], tuple[Machine, int | None]]
    read_address: Callable[[str], Reference]
    hub_titles: Callable[[str], str]
