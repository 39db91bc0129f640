"""Headers of variants on a hub: few requests, never the file, once, and typed errors for whatever goes wrong."""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fireseed.base.errors import Cancelled, FireseedError, GgufInvalid, HubRefused, NotGguf, SourceInvalid
from fireseed.base.http import Network
from fireseed.flows.header_cache import HeaderCache
from fireseed.flows.headers import Headers, RemoteHeaders
from fireseed.gguf.header import read_header
from fireseed.gguf.metadata import ValueType
from fireseed.gguf.source import FileBytes
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.transfer.patience import Patience
from fireseed.transfer.plan import Variant, variants
from gguf.builder import Gguf, Memory
from hub.content import ServedFile, ServedRepo, mapped
from hub.faults import Fault, Kind
from hub.server import LoopbackHub

REPO = "someone/large-GGUF"


def large() -> bytes:
    """600 tensors behind a vocabulary with merges as today's models have them: a header of 5 MB."""
    tokens = ["seventh"] * 150_000
    merges = ["sev enth out"] * 150_000
    return Gguf(
        metadata=[
            ("general.architecture", ValueType.STRING, "llama"),
            ("llama.block_count", ValueType.UINT32, 66),
            ("tokenizer.ggml.tokens", ValueType.ARRAY, (ValueType.STRING, tokens)),
            ("tokenizer.ggml.merges", ValueType.ARRAY, (ValueType.STRING, merges)),
        ],
        tensors=[(f"blk.{index}.weight", (32, 512)) for index in range(600)],
    ).bytes()


def small(index: int = 0, count: int = 0, padding: int = 64) -> bytes:
    """One shard, where `count` says of how many, or a whole file; `padding` makes files differ."""
    metadata = [("general.architecture", ValueType.STRING, "llama"), ("pad", ValueType.UINT32, padding)]
    if count:
        metadata += [("split.no", ValueType.UINT16, index), ("split.count", ValueType.UINT16, count)]
    return Gguf(metadata=metadata, tensors=[(f"blk.{index}.weight", (32, padding))]).bytes()


class Place:
    """A hub with files, and what reads their headers."""

    def __init__(self, folder: Path, files: dict[str, bytes | memoryview]) -> None:
        self.hub = LoopbackHub(ServedRepo(REPO, {name: ServedFile(content) for name, content in files.items()}))
        self.client = HuggingFaceHub("huggingface", "Hugging Face", self.hub.url)
        self.folder = folder
        self.headers = self.reader()

    def reader(self) -> RemoteHeaders:
        """Another one on the same cache, as after a restart."""
        patience = Patience(silence=20.0)
        return RemoteHeaders(HeaderCache(self.folder), self.client.address, Network, patience)

    def variant(self, name: str) -> Variant:
        return next(each for each in variants(self.client.listing(REPO).files) if each.name == name)

    def read(self, name: str, cancelled: Callable[[], bool] = lambda: False) -> Headers:
        return self.headers.read(self.client.listing(REPO), self.variant(name), cancelled)

    def asked(self) -> int:
        """Requests for bytes of files, redirects included."""
        return sum("/resolve/" in seen.path or seen.where == "cdn" for seen in self.hub.seen)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Callable[..., Place]]:
    made: list[Place] = []

    def make(**files: bytes | memoryview) -> Place:
        named = {name.replace("__", ".").replace("_of_", "-of-"): content for name, content in files.items()}
        found = Place(tmp_path / "headers", named)
        found.hub.__enter__()
        made.append(found)
        return found

    yield make
    for each in made:
        each.client.close()
        each.hub.__exit__(None, None, None)


def test_a_file_of_600_tensors_costs_four_requests_and_not_the_file(place: Callable[..., Place]) -> None:
    content = large()
    there = place(**{"model-Q8_0__gguf": content})
    found = there.read("Q8_0")
    assert len(found.weights[0].tensors) == 600
    assert found.weights[0] == read_header(Memory(content), "model")
    assert there.asked() <= 4
    assert sum(there.hub.served.values()) < len(content) // 2


def test_the_second_time_costs_nothing_even_after_a_restart(place: Callable[..., Place], starter: Path) -> None:
    there = place(**{"model-Q4_1__gguf": mapped(starter)})
    first = there.read("Q4_1")
    assert first.weights[0] == read_header(FileBytes(starter), "starter")
    asked = there.asked()
    there.headers = there.reader()
    assert there.read("Q4_1") == first
    assert there.asked() == asked


@pytest.mark.parametrize("damage", [b"", b"\x00" * 40, b"\xc1nothing", b"\x95\x03\x80\x90\x20\x20"[:4]])
def test_a_damaged_memory_is_read_again_from_the_hub(place: Callable[..., Place], damage: bytes) -> None:
    there = place(**{"model-Q8_0__gguf": small()})
    first = there.read("Q8_0")
    for kept in there.folder.iterdir():
        kept.write_bytes(damage)
    asked = there.asked()
    assert there.read("Q8_0") == first
    assert there.asked() > asked


def test_all_shards_and_the_projector_are_read(place: Callable[..., Place]) -> None:
    there = place(
        **{
            "model-Q8_0-00001_of_00002__gguf": small(0, 2),
            "model-Q8_0-00002_of_00002__gguf": small(1, 2),
            "mmproj-F16__gguf": small(padding=32),
        }
    )
    found = there.read("Q8_0")
    assert [header.tensors[0].name for header in found.weights] == ["blk.0.weight", "blk.1.weight"]
    assert found.projector is not None
    assert found.projector.metadata["pad"] == 32


def test_shards_that_say_they_are_others_are_refused(place: Callable[..., Place]) -> None:
    there = place(
        **{
            "model-Q8_0-00001_of_00002__gguf": small(0, 2),
            "model-Q8_0-00002_of_00002__gguf": small(0, 2, padding=96),
        }
    )
    with pytest.raises(GgufInvalid) as raised:
        there.read("Q8_0")
    assert raised.value.field == "split.no"


@pytest.mark.parametrize(
    ("kind", "error"), [(Kind.IGNORE_RANGE, SourceInvalid), (Kind.HTML, SourceInvalid), (Kind.STATUS, HubRefused)]
)
def test_a_hub_that_does_not_give_the_bytes_is_a_typed_error(
    place: Callable[..., Place], kind: Kind, error: type[FireseedError]
) -> None:
    there = place(**{"model-Q8_0__gguf": small(padding=1 << 16)})
    there.hub.faults.append(Fault(kind, status=500))
    with pytest.raises(error):
        there.read("Q8_0")


@pytest.mark.parametrize(
    "fault",
    [Fault(Kind.STATUS, status=403, times=1), Fault(Kind.RESET_BODY, after=10, times=1)],
    ids=["expired", "reset"],
)
def test_what_passes_by_itself_is_asked_again(place: Callable[..., Place], fault: Fault) -> None:
    there = place(**{"model-Q8_0__gguf": small(padding=1 << 16)})
    there.hub.faults.append(fault)
    assert there.read("Q8_0").weights[0].tensors


def test_what_is_no_model_is_said_to_be_none_and_not_remembered(place: Callable[..., Place]) -> None:
    there = place(**{"model-Q8_0__gguf": struct.pack("<Q", 7) * 4096})
    for _ in range(2):
        with pytest.raises(NotGguf):
            there.read("Q8_0")
    assert not there.folder.exists()


def test_cancelled_it_asks_nobody(place: Callable[..., Place]) -> None:
    there = place(**{"model-Q8_0__gguf": small()})
    with pytest.raises(Cancelled):
        there.read("Q8_0", lambda: True)
    assert there.asked() == 0


def test_cancelled_while_it_waits_for_its_turn(place: Callable[..., Place]) -> None:
    """Four readers hold all turns: they ask whether they are wanted, and are told so only at the end."""
    there = place(**{f"model-Q{bits}_0__gguf": small(padding=32 * bits) for bits in range(2, 7)})
    release, asking = threading.Event(), threading.Semaphore(0)

    def hold() -> bool:
        asking.release()
        return not release.wait(60)

    with ThreadPoolExecutor() as pool:
        held = [pool.submit(there.read, f"Q{bits}_0", hold) for bits in range(2, 6)]
        for _ in held:
            assert asking.acquire(timeout=60)
        with pytest.raises(Cancelled):
            there.read("Q6_0", lambda: True)
        release.set()
        assert all(future.result(60).weights for future in held)


def test_many_variants_are_read_a_few_at_a_time(place: Callable[..., Place]) -> None:
    names = [f"model-Q{bits}_{kind}" for bits in range(2, 7) for kind in "01"]
    there = place(**{f"{name}__gguf": small(padding=32 * place) for place, name in enumerate(names, 1)})
    with ThreadPoolExecutor(len(names)) as pool:
        found = list(pool.map(there.read, [name.removeprefix("model-") for name in names]))
    assert len(found) == len(names)
    assert there.hub.busiest <= 4


def test_two_that_ask_for_the_same_at_once_cost_one_reading(place: Callable[..., Place]) -> None:
    there = place(**{"model-Q8_0__gguf": small()})
    listing, variant = there.client.listing(REPO), there.variant("Q8_0")
    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(there.headers.read, listing, variant, lambda: False) for _ in range(8)]
        assert len({id(future.result(60)) for future in asking}) == 8
    assert there.asked() == 2  # the redirect, and the bytes


def test_the_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fireseed.flows.header_cache._MOST_FILES", 3)
    cache = HeaderCache(tmp_path / "headers")
    header = read_header(Memory(small()), "m")
    for number in range(6):
        cache.put(str(number), header)
    assert len(list((tmp_path / "headers").iterdir())) == 3
    assert cache.get("5") == header


def test_a_folder_that_takes_nothing_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "headers").write_text("a file where the folder should be")
    cache = HeaderCache(tmp_path / "headers")
    cache.put("one", read_header(Memory(small()), "m"))
    assert cache.get("one") is None
