"""What a repo offers, by whom a name is found, and what stops a download before any byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fireseed.base.errors import FolderMissing, HubError, HubUnreachable, NotFound, NothingToDownload
from fireseed.flows.downloads import Downloads
from fireseed.hubs.protocol import Address, FileSource, Hub, Listing, Repo, RepoFile, SearchPage, SearchQuery
from fireseed.hubs.references import Reference
from fireseed.transfer.transfers import Transfers


@dataclass
class Shelf:
    """A hub with one repo; or one that is down."""

    id: str
    error: HubError | None = None
    files: tuple[RepoFile, ...] = ()

    @property
    def title(self) -> str:
        return self.id

    def search(self, query: SearchQuery) -> SearchPage:  # noqa: ARG002 - the protocol
        return SearchPage(())

    def text(self, repo: str, commit: str, path: str) -> str | None:  # noqa: ARG002 - the protocol
        return None

    def card(self, repo: str, commit: str) -> str | None:  # noqa: ARG002 - the protocol
        return None

    def listing(self, repo: str, revision: str | None = None) -> Listing:  # noqa: ARG002 - the protocol
        if self.error is not None:
            raise self.error
        return Listing(Repo(self.id, repo), "c0", self.files)

    def address(self, source: FileSource) -> Address:  # noqa: ARG002 - the protocol
        raise HubUnreachable(self.id, "a shelf has no bytes")

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def transfers(tmp_path: Path) -> Iterator[Transfers]:
    made = Transfers(tmp_path / "records", tmp_path / "quarantine", lambda _: Address("http://127.0.0.1:9"))
    yield made
    made.close()


def _downloads(transfers: Transfers, *hubs: Shelf, folder: Path = Path("/nowhere")) -> Downloads:
    return Downloads({hub.id: hub for hub in hubs}, transfers, lambda: folder)


def test_a_repo_without_gguf_is_said_before_anything_starts(transfers: Transfers) -> None:
    shelf = Shelf("hub", files=(RepoFile("model.safetensors", 10), RepoFile("README.md", 5)))
    with pytest.raises(NothingToDownload):
        _downloads(transfers, shelf).offer("hub", "o/a")


def test_a_variant_is_found_by_name_in_any_case_or_by_one_of_its_files(transfers: Transfers) -> None:
    shelf = Shelf("hub", files=(RepoFile("m-Q8_0.gguf", 80), RepoFile("m-Q4_K_M.gguf", 40)))
    offer = _downloads(transfers, shelf).offer("hub", "o/m")
    assert offer.variant("q8_0").size == 80
    assert offer.holding("m-Q4_K_M.gguf").name == "Q4_K_M"
    with pytest.raises(NothingToDownload):
        offer.variant("Q5_K_M")
    with pytest.raises(NothingToDownload):
        offer.holding("m-Q5_K_M.gguf")


def test_a_name_without_a_hub_is_found_where_it_is(transfers: Transfers) -> None:
    def downloads(*hubs: Shelf) -> Downloads:
        made: dict[str, Hub] = {hub.id: hub for hub in hubs}
        return Downloads(made, transfers, lambda: Path("/nowhere"), alike=made.values)

    file = RepoFile("m-Q4_K_M.gguf", 40)
    without, holder = Shelf("without", error=NotFound("without", "o/m")), Shelf("holder", files=(file,))
    down = Shelf("down", error=HubUnreachable("down", "no answer"))
    wanted = Reference("o/m")
    assert downloads(without, down, holder).find(wanted).listing.repo.hub == "holder"
    with pytest.raises(NotFound):
        downloads(without).find(wanted)
    with pytest.raises(HubUnreachable):  # it might have had it
        downloads(down, without).find(wanted)
    with pytest.raises(NotFound):
        downloads(holder).find(Reference("o/m", "no-such-hub"))


def test_a_models_folder_that_is_gone_stops_it_before_any_byte(transfers: Transfers) -> None:
    shelf = Shelf("hub", files=(RepoFile("m-Q4_K_M.gguf", 40),))

    def gone() -> Path:
        raise FolderMissing("/media/stick")

    downloads = Downloads({"hub": shelf}, transfers, gone)
    offer = downloads.offer("hub", "o/m")
    with pytest.raises(FolderMissing):
        downloads.begin(offer, offer.variants[0])
    assert transfers.all() == ()
