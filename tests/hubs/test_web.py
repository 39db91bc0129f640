"""A model file by its address: what one byte tells, sets of shards, where a redirect may lead, real downloads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fireseed.base.errors import (
    FireseedError,
    HubAnswerInvalid,
    HubRefused,
    HubUnreachable,
    NotFound,
    RateLimited,
)
from fireseed.hubs.protocol import FileSource, Listing, SearchQuery
from fireseed.hubs.session import Patience
from fireseed.hubs.web import WebHub
from fireseed.transfer.digest import Outcome
from fireseed.transfer.plan import variants
from hub.content import MIB, ServedFile, ServedRepo, seeded
from hub.server import LoopbackHub
from hubs.download import downloaded
from hubs.scripted_hub import Answer, Request, ScriptedHub, closed_port

SHA256 = "5" * 64


@pytest.fixture
def hub() -> Iterator[WebHub]:
    hub = WebHub("web", "Web", patience=Patience(silence=30, whole=90))
    yield hub
    hub.close()


def first_byte(size: int | str, **headers: str) -> Answer:
    return Answer(206, b"G", {"Content_Range": f"bytes 0-0/{size}"} | headers, kind="application/octet-stream")


def listed(scripted: ScriptedHub, hub: WebHub, answer: Answer, path: str = "/m/model-Q4_0.gguf") -> Listing:
    scripted.answer = lambda _: answer
    return hub.listing(f"{scripted.url}{path}")


def test_one_byte_tells_the_size(scripted: ScriptedHub, hub: WebHub) -> None:
    listing = listed(scripted, hub, first_byte(7_000_000_000, ETag='"v1"'), "/m/%E6%B7%B1 b-Q4_0.gguf?key=1#top")
    (file,) = listing.files
    assert (file.path, file.size, file.sha256) == ("深 b-Q4_0.gguf", 7_000_000_000, None)
    assert file.key == f"{scripted.url}/m/%E6%B7%B1%20b-Q4_0.gguf?key=1"
    owner, name = listing.repo.name.split("/")
    assert owner == scripted.url.removeprefix("http://").replace(":", "-")
    assert name.startswith("b-Q4_0-")
    assert not listing.original
    assert [variant.name for variant in variants(listing.files)] == ["Q4_0"]
    (request,) = scripted.requests
    assert request.headers["range"] == "bytes=0-0"
    assert hub.address(FileSource("web", listing.repo.name, listing.commit, file.key)).url == file.key


def test_a_server_without_ranges_tells_it_too(scripted: ScriptedHub, hub: WebHub) -> None:
    whole = Answer(200, b"GGUF", kind="application/octet-stream")
    assert listed(scripted, hub, whole).files[0].size == 4


def test_the_commit_changes_with_the_file(scripted: ScriptedHub, hub: WebHub) -> None:
    answers = [
        first_byte(10, ETag='"v1"'),
        first_byte(10, ETag='"v2"'),
        first_byte(11, ETag='"v1"'),
        first_byte(10, Last_Modified="Mon, 02 Nov 2026 00:00:00 GMT"),
        first_byte(10),
    ]
    commits = [listed(scripted, hub, answer).commit for answer in answers]
    assert len(set(commits)) == 5
    assert listed(scripted, hub, answers[0]).commit == commits[0]


def test_two_files_of_one_name_have_two_places(scripted: ScriptedHub, hub: WebHub) -> None:
    names = {
        listed(scripted, hub, first_byte(10), path).repo.name
        for path in ("/a/m.gguf", "/b/m.gguf", "/b/m.gguf?again")
    }
    assert len(names) == 2


@pytest.mark.parametrize(
    ("etag", "digest"),
    [
        (f'"{SHA256}"', SHA256),
        (SHA256, SHA256),
        (f'W/"{SHA256}"', SHA256),
        (f'"{SHA256}-5"', None),
        ('"5f"', None),
        (f'"{SHA256.replace("5", "A")}"', None),
    ],
)
def test_only_a_digest_that_is_called_one_is_believed(
    scripted: ScriptedHub, hub: WebHub, etag: str, digest: str | None
) -> None:
    assert listed(scripted, hub, first_byte(10, X_Linked_Etag=etag)).files[0].sha256 == digest
    assert listed(scripted, hub, first_byte(10, ETag=etag)).files[0].sha256 is None


def test_a_set_of_shards_is_listed_whole(scripted: ScriptedHub, hub: WebHub) -> None:
    scripted.answer = lambda request: first_byte(1000 + int(request.path.partition("-0000")[2][0]))
    url = f"{scripted.url}/m/big-Q8_0-00002-of-00003.gguf?key=1"
    listing = hub.listing(url)
    assert [(file.path, file.size) for file in listing.files] == [
        (f"big-Q8_0-0000{number}-of-00003.gguf", 1000 + number) for number in (1, 2, 3)
    ]
    assert all(request.path.endswith("?key=1") for request in scripted.requests)
    assert hub.listing(url.replace("00002-of", "00001-of")).repo.name == listing.repo.name
    (variant,) = variants(listing.files)
    assert len(variant.files) == 3


def test_a_set_that_lacks_a_shard_is_not_found(scripted: ScriptedHub, hub: WebHub) -> None:
    scripted.answer = lambda request: Answer(404) if "00003-of" in request.path else first_byte(10)
    with pytest.raises(NotFound) as caught:
        hub.listing(f"{scripted.url}/m/big-00001-of-00003.gguf")
    assert caught.value.name.endswith("/big-00003-of-00003.gguf")


@pytest.mark.parametrize("count", ["00000", "00301", "99999"])
def test_a_set_of_too_many_shards_is_not_asked_for(scripted: ScriptedHub, hub: WebHub, count: str) -> None:
    with pytest.raises(HubAnswerInvalid):
        hub.listing(f"{scripted.url}/big-00001-of-{count}.gguf")
    assert scripted.requests == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(404), NotFound("127.0.0.1", "URL")),
        (Answer(410), NotFound("127.0.0.1", "URL")),
        (Answer(403), HubRefused("127.0.0.1", 403, "URL")),
        (Answer(500), HubRefused("127.0.0.1", 500, "URL")),
        (Answer(304), HubRefused("127.0.0.1", 304, "URL")),
        (Answer(416, headers={"Content_Range": "bytes */0"}), HubRefused("127.0.0.1", 416, "URL")),
        (Answer(429, headers={"Retry-After": "7"}), RateLimited("127.0.0.1", 7.0)),
        (Answer(200, b"<html>", kind="text/html"), HubAnswerInvalid("127.0.0.1", "URL", "WHY")),
        (Answer(200, lambda _: None, kind="a/b"), HubAnswerInvalid("127.0.0.1", "URL", "WHY")),
        (Answer(200, b"x", {"Content_Encoding": "gzip"}), HubAnswerInvalid("127.0.0.1", "URL", "WHY")),
        (first_byte("*"), HubAnswerInvalid("127.0.0.1", "URL", "WHY")),
        (first_byte(2**51), HubAnswerInvalid("127.0.0.1", "URL", "WHY")),
        (first_byte("9" * 30), HubAnswerInvalid("127.0.0.1", "URL", "WHY")),
        (Answer(206, b"G"), HubAnswerInvalid("127.0.0.1", "URL", "WHY")),
    ],
)
def test_refusals(scripted: ScriptedHub, hub: WebHub, answer: Answer, expected: FireseedError) -> None:
    with pytest.raises(type(expected)) as caught:
        listed(scripted, hub, answer, "/m/model.gguf?signature=secret")
    said = {f"{scripted.url}/m/model.gguf": "URL"}
    facts = {key: said.get(value, value) for key, value in caught.value.facts.items()}
    assert facts | ({"reason": "WHY"} if "reason" in facts else {}) == expected.facts


def test_redirects_are_followed_and_bounded(scripted: ScriptedHub, hub: WebHub) -> None:
    def answer(request: Request) -> Answer:
        step = int(request.path.rpartition("=")[2])
        if step == 5:
            return first_byte(10)
        return Answer(302, b"", {"Location": f"/m/model.gguf?step={step + 1}"})

    scripted.answer = answer
    assert hub.listing(f"{scripted.url}/m/model.gguf?step=0").files[0].size == 10
    with pytest.raises(HubAnswerInvalid):
        hub.listing(f"{scripted.url}/m/model.gguf?step=-1")


@pytest.mark.parametrize(
    "place",
    [
        "http://models.example/a.gguf",
        "ftp://127.0.0.1/a.gguf",
        "file:///etc/passwd",
        "http://me:secret@127.0.0.1/a.gguf",
        "http://[::1/a.gguf",
        "",
    ],
)
def test_a_redirect_leads_nowhere_unsafe(scripted: ScriptedHub, hub: WebHub, place: str) -> None:
    with pytest.raises((HubAnswerInvalid, HubRefused)):
        listed(scripted, hub, Answer(302, b"", {"Location": place}))


def test_another_hosts_word_on_the_digest_is_not_taken(scripted: ScriptedHub, hub: WebHub) -> None:
    scripted.answer = lambda request: (
        first_byte(10, X_Linked_Etag=f'"{SHA256}"')
        if request.headers["host"].startswith("localhost")
        else Answer(302, b"", {"Location": scripted.url.replace("127.0.0.1", "localhost") + request.path})
    )
    assert hub.listing(f"{scripted.url}/m.gguf").files[0].sha256 is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "model.gguf",
        "https://models.example/model.bin",
        "https://models.example/",
        "http://models.example/model.gguf",
        "ftp://models.example/model.gguf",
        "file:///model.gguf",
        "https://me:secret@models.example/model.gguf",
        "https:///model.gguf",
        "https://[::1/model.gguf",
        "https://models.example/" + "x" * 5000 + ".gguf",
    ],
)
def test_what_is_no_files_address(hub: WebHub, address: str) -> None:
    with pytest.raises(NotFound):
        hub.listing(address)
    with pytest.raises(NotFound):
        hub.address(FileSource("web", "models.example/model", "c", address))


def test_a_search_asks_nobody(hub: WebHub) -> None:
    assert hub.search(SearchQuery("https://models.example/model.gguf")).repos == ()


def test_nobody_there_and_closed() -> None:
    hub = WebHub("web", "Web")
    url = f"http://127.0.0.1:{closed_port()}/model.gguf"
    with pytest.raises(HubUnreachable):
        hub.listing(url)
    hub.close()
    with pytest.raises(HubUnreachable):
        hub.listing(url)


def test_a_download_without_a_digest_says_so(hub: WebHub, tmp_path: Path) -> None:
    content = seeded(9 * MIB + 1)
    with LoopbackHub(ServedRepo("owner/name", {"model-Q4_0.gguf": ServedFile(content)})) as server:
        (file,) = downloaded(hub, server.sign("owner/name", "model-Q4_0.gguf"), None, tmp_path)
    assert file.outcome is Outcome.NO_DIGEST
    assert file.path.read_bytes() == content


def test_a_download_from_a_mirror_has_the_mirrors_digest(hub: WebHub, tmp_path: Path) -> None:
    shards = {f"m-Q4_0-0000{number}-of-00002.gguf": ServedFile(seeded(MIB + number, number)) for number in (1, 2)}
    with LoopbackHub(ServedRepo("owner/name", shards)) as server:
        url = f"{server.url}/owner/name/resolve/main/m-Q4_0-00001-of-00002.gguf?download=true"
        files = downloaded(hub, url, None, tmp_path)
    assert [file.path.name for file in files] == list(shards)
    assert {file.outcome for file in files} == {Outcome.MIRRORED}
