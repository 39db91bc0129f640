"""Pictures of a card: which ones may be fetched at all, and that they are the listed bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from fireseed.base.errors import FireseedError, SourceInvalid
from fireseed.base.http import Network
from fireseed.flows.pictures import MAX_PICTURE, Pictures, picture_of
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.protocol import Listing, Repo, RepoFile
from hub.content import ServedFile, ServedRepo
from hub.server import LoopbackHub

PAGE = "https://hub.example/owner/name"
LISTING = Listing(
    Repo("huggingface", "owner/name", page=PAGE),
    "c" * 40,
    (
        RepoFile("figures/a b.png", 500),
        RepoFile("photo.JPG", 500),
        RepoFile("drawing.svg", 500),
        RepoFile("huge.png", MAX_PICTURE + 1),
        RepoFile("model.gguf", 500),
    ),
)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("figures/a%20b.png", "figures/a b.png"),
        ("./figures/../figures/a b.png?raw=true#top", "figures/a b.png"),
        (f"{PAGE}/resolve/main/photo.JPG", "photo.JPG"),
        (f"{PAGE}/blob/main/figures/a%20b.png", "figures/a b.png"),
        ("photo.jpg", None),
        ("/photo.JPG", None),
        ("../photo.JPG", None),
        ("drawing.svg", None),
        ("huge.png", None),
        ("model.gguf", None),
        ("https://elsewhere.example/owner/name/resolve/main/photo.JPG", None),
        ("https://hub.example/owner/other/resolve/main/photo.JPG", None),
        ("http://hub.example/owner/name/resolve/main/photo.JPG", None),
        ("//hub.example/owner/name/resolve/main/photo.JPG", None),
        (f"{PAGE}/photo.JPG", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_only_pictures_of_the_repo_itself(address: str, path: str | None) -> None:
    found = picture_of(address, LISTING)
    assert (found.path if found is not None else None) == path


def test_a_repo_without_a_page_has_paths_only() -> None:
    listing = Listing(Repo("huggingface", "owner/name"), "c" * 40, LISTING.files)
    assert picture_of("photo.JPG", listing) is not None
    assert picture_of(f"{PAGE}/resolve/main/photo.JPG", listing) is None


REPO = "somebody/with-pictures"
GOOD, LIE = b"a picture" * 100, b"another one"


@pytest.fixture
def served() -> Iterator[LoopbackHub]:
    files = {
        "good.png": ServedFile(GOOD),
        "lie.png": ServedFile(LIE, published_sha256=hashlib.sha256(GOOD).hexdigest()),
        "longer.png": ServedFile(LIE, published_size=5),
    }
    with LoopbackHub(ServedRepo(REPO, files)) as hub:
        yield hub


def fetched(served: LoopbackHub, path: str) -> bytes:
    hub = HuggingFaceHub("huggingface", "Hugging Face", served.url)
    try:
        listing = hub.listing(REPO)
        file = picture_of(path, listing)
        assert file is not None
        return Pictures(hub.address, lambda: Network()).fetch(listing, file)
    finally:
        hub.close()


def test_the_listed_bytes_arrive(served: LoopbackHub) -> None:
    assert fetched(served, "good.png") == GOOD


def test_other_bytes_are_refused(served: LoopbackHub) -> None:
    with pytest.raises(SourceInvalid):
        fetched(served, "lie.png")


def test_another_size_is_refused(served: LoopbackHub) -> None:
    with pytest.raises(FireseedError):
        fetched(served, "longer.png")
