"""One download from every hub that has the same bytes, and a digest that more than one publisher states."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fireseed.base.errors import HubUnreachable, NotFound
from fireseed.flows.agreement import listings_of, with_sources
from fireseed.flows.downloads import Downloads
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.protocol import Address, FileSource, Listing, Repo, RepoFile, SearchPage, SearchQuery
from fireseed.transfer.plan import Plan, plan, variants
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfers
from hub.content import ServedFile, ServedRepo
from hub.server import LoopbackHub

REPO = "deepseek-ai/DeepSeek-R1-GGUF"
SHA, OTHER = "a" * 64, "b" * 64


def listing(hub: str, *files: RepoFile, original: bool = True, also_at: tuple[str, ...] = ()) -> Listing:
    return Listing(Repo(hub, REPO), f"commit-of-{hub}", files, also_at, original)


def planned(tmp_path: Path, found: Listing) -> Plan:
    return plan(found, variants(found.files)[0], tmp_path)


class Asked:
    """A hub that only lists; `answer` may be an error, `gate` holds it back."""

    def __init__(self, hub: str, answer: Listing | Exception, gate: threading.Event | None = None) -> None:
        self.id = self.title = hub
        self._answer = answer
        self._gate = gate

    def listing(self, repo: str, revision: str | None = None) -> Listing:
        assert (repo, revision) == (REPO, None)
        if self._gate is not None:
            self._gate.wait(600)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    def search(self, query: SearchQuery) -> SearchPage:
        raise AssertionError(f"nobody searches here: {query}")

    def address(self, source: FileSource) -> Address:
        raise AssertionError(f"nobody fetches here: {source}")

    def close(self) -> None:
        pass


def test_the_same_digest_elsewhere_is_a_source_more(tmp_path: Path) -> None:
    file = RepoFile("model-Q4_K_M.gguf", 100, SHA)
    wanted = planned(tmp_path, listing("huggingface", file, also_at=("hf-mirror",)))
    twin = listing("modelscope", RepoFile("gguf/renamed.gguf", 100, SHA.upper(), key="blob-7"))
    sources = with_sources(wanted, [twin]).files[0].sources
    assert [(source.hub, source.commit, source.path) for source in sources] == [
        ("huggingface", "commit-of-huggingface", "model-Q4_K_M.gguf"),
        ("hf-mirror", "commit-of-huggingface", "model-Q4_K_M.gguf"),
        ("modelscope", "commit-of-modelscope", "blob-7"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        RepoFile("model-Q4_K_M.gguf", 100, OTHER),
        RepoFile("model-Q4_K_M.gguf", 101, SHA),
        RepoFile("model-Q4_K_M.gguf", 100),
    ],
    ids=["another digest", "another size", "no digest"],
)
def test_a_name_alone_makes_no_source(tmp_path: Path, other: RepoFile) -> None:
    wanted = planned(tmp_path, listing("huggingface", RepoFile("model-Q4_K_M.gguf", 100, SHA)))
    assert with_sources(wanted, [listing("modelscope", other)]) == wanted


def test_files_without_a_digest_are_never_joined(tmp_path: Path) -> None:
    wanted = planned(tmp_path, listing("huggingface", RepoFile("model-Q4_K_M.gguf", 100)))
    assert with_sources(wanted, [listing("modelscope", RepoFile("model-Q4_K_M.gguf", 100))]) == wanted


@pytest.mark.parametrize(("original", "vouched"), [(True, True), (False, False)])
def test_what_a_mirror_states_is_vouched_for_by_another_publishers_hub(
    tmp_path: Path, original: bool, vouched: bool
) -> None:
    file = RepoFile("model-Q4_K_M.gguf", 100, SHA)
    wanted = planned(tmp_path, listing("huggingface", file, original=False))
    assert not wanted.files[0].vouched
    assert with_sources(wanted, [listing("other", file, original=original)]).files[0].vouched is vouched


def test_who_is_down_or_has_nothing_is_left_out() -> None:
    good = listing("good", RepoFile("a.gguf", 1, SHA))
    hubs = [
        Asked("down", HubUnreachable("down", "no answer")),
        Asked("without", NotFound("without", REPO)),
        Asked("good", good),
    ]
    assert listings_of(REPO, hubs, seconds=60) == (good,)


def test_who_is_slow_is_left_out() -> None:
    never = threading.Event()
    slow, good = listing("slow", RepoFile("a.gguf", 1, SHA)), listing("good", RepoFile("a.gguf", 1, SHA))
    try:
        found = listings_of(REPO, [Asked("slow", slow, never), Asked("good", good)], seconds=0.5)
        assert slow not in found
    finally:
        never.set()


@pytest.fixture
def two_hubs() -> Iterator[tuple[LoopbackHub, LoopbackHub]]:
    content = ServedFile(bytes(range(256)) * 4096)
    with (
        LoopbackHub(ServedRepo(REPO, {"model-Q4_K_M.gguf": content})) as first,
        LoopbackHub(ServedRepo(REPO, {"model-Q4_K_M.gguf": content})) as second,
    ):
        yield first, second


def test_a_download_ends_when_the_hub_that_offered_it_goes_away(
    tmp_path: Path, two_hubs: tuple[LoopbackHub, LoopbackHub]
) -> None:
    first, second = two_hubs
    hubs = {
        "huggingface": HuggingFaceHub("huggingface", "Hugging Face", first.url),
        "company": HuggingFaceHub("company", "Company", second.url),
    }
    transfers = Transfers(
        tmp_path / "records", tmp_path / "quarantine", lambda source: hubs[source.hub].address(source)
    )
    downloads = Downloads(hubs, transfers, lambda: tmp_path / "models", alike=hubs.values)
    try:
        offer = downloads.offer("huggingface", REPO)
        assert [found.repo.hub for found in downloads.look_elsewhere(offer)] == ["company"]
        first.close()
        transfer = downloads.begin(offer, offer.variants[0])
        assert transfers.wait(transfer.id, 60) is TransferState.DONE
    finally:
        transfers.close()
        for hub in hubs.values():
            hub.close()
