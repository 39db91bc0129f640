"""Offer → variants → plan → transfer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fireseed.base.errors import HubError, NotFound, NothingToDownload
from fireseed.flows.agreement import listings_of, with_sources
from fireseed.hubs.protocol import Hub, Listing
from fireseed.hubs.references import OWN_NAMES, Reference
from fireseed.transfer.plan import Variant, plan, variants
from fireseed.transfer.transfers import Transfer, Transfers


@dataclass(frozen=True)
class Offer:
    """What one repo offers for download at one commit."""

    listing: Listing
    variants: tuple[Variant, ...]

    def variant(self, name: str) -> Variant:
        """The variant called `name`, whatever the case; raises NothingToDownload."""
        for variant in self.variants:
            if variant.name.casefold() == name.casefold():
                return variant
        raise NothingToDownload(f"{self.listing.repo.name}:{name}")

    def holding(self, path: str) -> Variant:
        """The variant that the file `path` is part of; raises NothingToDownload."""
        for variant in self.variants:
            if path in (file.path for file in variant.all_files):
                return variant
        raise NothingToDownload(f"{self.listing.repo.name}/{path}")


class Downloads:
    """A repo → variants → plan → transfer. All calls block and are thread-safe."""

    def __init__(
        self,
        hubs: Mapping[str, Hub],
        transfers: Transfers,
        models_folder: Callable[[], Path],
        *,
        alike: Callable[[], Iterable[Hub]] = tuple,
    ) -> None:
        """`hubs` are those that may be named. In `alike` the same `owner/name` is the same repo."""
        self._hubs = hubs
        self._transfers = transfers
        self._models_folder = models_folder
        self._alike = alike
        self._elsewhere: dict[tuple[str, str, str], tuple[Listing, ...]] = {}

    def offer(self, hub: str, repo: str, revision: str | None = None) -> Offer:
        """What `repo` offers; raises NothingToDownload where nothing in it can be run."""
        if hub not in self._hubs:
            raise NotFound(hub, repo)
        listing = self._hubs[hub].listing(repo, revision)
        found = variants(listing.files)
        if not found:
            raise NothingToDownload(repo)
        return Offer(listing, found)

    def find(self, reference: Reference) -> Offer:
        """What an address names: by its hub, or by the first hub that has it.

        Raises the last hub's error when none has it: a hub that was down might have had it.
        """
        if reference.hub is not None:
            return self.offer(reference.hub, reference.repo, reference.revision)
        asked = tuple(self._alike())
        failure: HubError = NotFound(", ".join(hub.title for hub in asked), reference.repo)
        for hub in asked:
            try:
                return self.offer(hub.id, reference.repo, reference.revision)
            except NotFound:
                continue
            except HubError as error:
                failure = error
        raise failure

    def look_elsewhere(self, offer: Offer, seconds: float = 5.0) -> tuple[Listing, ...]:
        """The other hubs' listings of the same repo; a download that begins later has them as sources, too."""
        hub = offer.listing.repo.hub
        others = [other for other in self._alike() if other.id != hub and hub not in OWN_NAMES]
        found = listings_of(offer.listing.repo.name, others, seconds)
        self._elsewhere[_place(offer.listing)] = found
        return found

    def begin(self, offer: Offer, variant: Variant) -> Transfer:
        """Starts the download; raises DiskFull, NotWritable, FolderMissing or NameUnsafe before any byte."""
        wanted = plan(offer.listing, variant, self._models_folder())
        wanted = with_sources(wanted, self._elsewhere.get(_place(offer.listing), ()))
        return self._transfers.start(wanted)


def _place(listing: Listing) -> tuple[str, str, str]:
    return listing.repo.hub, listing.repo.name, listing.commit
