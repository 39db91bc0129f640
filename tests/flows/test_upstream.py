"""A replaced upstream file is seen; a changed README, or a hub that is down, is no newer model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from fireseed.base.errors import HubUnreachable, NotFound
from fireseed.base.paths import resources
from fireseed.flows.upstream import Upstreams
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.library.model import Check, Model, UpstreamState
from fireseed.library.store import Library, NewFile
from hub.content import ServedFile, ServedRepo
from hub.server import LoopbackHub

REPO, FILE = "someone/tiny-GGUF", "tiny-Q8_0.gguf"
BYTES = bytes(range(256)) * 64


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "library.sqlite3", resources() / "migrations" / "library")
    yield made
    made.close()


@pytest.fixture
def hub() -> Iterator[LoopbackHub]:
    with LoopbackHub(ServedRepo(REPO, {FILE: ServedFile(BYTES)})) as made:
        yield made


@pytest.fixture
def upstreams(library: Library, hub: LoopbackHub) -> Iterator[Upstreams]:
    client = HuggingFaceHub("huggingface", "Hugging Face", hub.url)
    yield Upstreams({"huggingface": client}, library)
    client.close()


@pytest.fixture
def model(library: Library, hub: LoopbackHub, tmp_path: Path) -> Model:
    return kept(library, tmp_path, "huggingface", hub.repos[REPO].commit)


def kept(library: Library, folder: Path, hub: str, commit: str = "c0") -> Model:
    path = folder / FILE
    path.write_bytes(BYTES)
    file = NewFile(path, hashlib.sha256(BYTES).hexdigest(), Check.VERIFIED)
    return library.add(hub=hub, repo=REPO, commit=commit, variant="Q8_0", licence=None, files=[file])


def publish(hub: LoopbackHub, files: dict[str, ServedFile]) -> str:
    commit = "c0ffee0000000000000000000000000000000002"
    hub.repos[REPO] = ServedRepo(REPO, files, commit=commit)
    return commit


def test_the_same_bytes_are_the_same_model(upstreams: Upstreams, model: Model, hub: LoopbackHub) -> None:
    commit = publish(hub, {FILE: ServedFile(BYTES), "README.md": ServedFile(b"new words", large=False)})
    checked = upstreams.check(model).upstream
    assert checked is not None
    assert (checked.state, checked.commit) == (UpstreamState.SAME, commit)


def test_a_replaced_file_is_newer_and_stays_so_after_a_restart(
    upstreams: Upstreams, library: Library, model: Model, hub: LoopbackHub
) -> None:
    publish(hub, {FILE: ServedFile(BYTES[::-1])})
    upstreams.check(model)
    upstream = library.model(model.id).upstream
    assert upstream is not None
    assert upstream.state is UpstreamState.NEWER


def test_one_hub_that_is_down_hides_nothing_of_the_others(
    upstreams: Upstreams, library: Library, model: Model, hub: LoopbackHub
) -> None:
    hub.close()
    seen: list[tuple[int, int]] = []
    (failure,) = upstreams.check_all(lambda done, total: seen.append((done, total)), lambda: False)
    assert isinstance(failure, HubUnreachable)
    assert seen == [(0, 1)]
    assert library.model(model.id).upstream is None


def test_a_model_whose_hub_is_not_chosen_any_more_is_passed_over(
    upstreams: Upstreams, library: Library, tmp_path: Path
) -> None:
    orphan = kept(library, tmp_path, "peer-192.168.1.9-17317")
    assert upstreams.check_all(lambda *_: None, lambda: False) == ()
    with pytest.raises(NotFound):
        upstreams.check(orphan)
