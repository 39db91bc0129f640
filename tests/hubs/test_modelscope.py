"""ModelScope as a hub: search to its last page, lists that are cut, commits, refusals, and a real download."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from fireseed.base.errors import (
    FireseedError,
    Gated,
    HubAnswerInvalid,
    HubRefused,
    HubUnreachable,
    NotFound,
    RateLimited,
)
from fireseed.hubs.modelscope import ModelScopeHub
from fireseed.hubs.protocol import MAX_TEXT, FileSource, Gate, SearchQuery, Sort
from fireseed.hubs.session import Patience
from fireseed.transfer.digest import Outcome
from hub.content import MIB, ServedFile, ServedRepo, seeded
from hub.server import LoopbackHub
from hubs.download import downloaded
from hubs.modelscope_site import CUT, HEAD, OLDER, ModelScopeSite, refused
from hubs.scripted_hub import Answer, Request, ScriptedHub, closed_port

NAME = "Qwen/Qwen2.5-0.5B-Instruct-GGUF"
MODEL = "qwen2.5-0.5b-instruct-q4_k_m.gguf"
SMALL = ServedFile(b"GGUF", large=True)


def site(*paths: str, **facts: Any) -> ModelScopeSite:
    return ModelScopeSite(ServedRepo(NAME, dict.fromkeys(paths or (MODEL,), SMALL)), **facts)


@pytest.fixture
def hub(scripted: ScriptedHub) -> Iterator[ModelScopeHub]:
    hub = ModelScopeHub("modelscope", "ModelScope", scripted.url, patience=Patience(silence=30, whole=90))
    yield hub
    hub.close()


def test_search_asks_for_gguf_and_reads_every_fact(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    scripted.answer = site().answer
    page = hub.search(SearchQuery("qwen 2.5", Sort.NEWEST, limit=2))
    repo = page.repos[0]
    assert (repo.hub, repo.name, repo.downloads, repo.likes) == ("modelscope", "Qwen/model-1-0", 69964, 26)
    assert (repo.licence, repo.parameters, repo.gate) == ("apache-2.0", 630167424, Gate.OPEN)
    assert repo.base_models == ("Qwen/Qwen2.5-0.5B-Instruct",)
    assert repo.updated == datetime(2025, 2, 26, 17, 40, 28, tzinfo=UTC)
    assert repo.page == f"{scripted.url}/models/Qwen/model-1-0"
    asked = parse_qs(urlsplit(scripted.requests[0].path).query)
    assert asked == {
        "search": ["qwen 2.5"],
        "filter.library": ["gguf"],
        "sort": ["created_at"],
        "page_number": ["1"],
        "page_size": ["2"],
    }


def test_when_it_came_and_what_it_is_for(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    scripted.answer = site().answer
    repo = hub.search(SearchQuery("qwen", limit=1)).repos[0]
    assert (repo.created, repo.pipeline) == (datetime(2024, 9, 18, 3, 17, 31, tzinfo=UTC), "text-generation")
    scripted.answer = site(row={"created_at": 7, "tasks": [None, 3], "tags": ["x" * 999] * 999}).answer
    repo = hub.search(SearchQuery("qwen", limit=1)).repos[0]
    assert (repo.created, repo.pipeline, repo.tags) == (None, None, ())


def test_quantizations_are_rows_of_the_models_name_that_say_so(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    scripted.answer = site().answer
    found = hub.search(SearchQuery(quantized_of="qwen/Qwen2.5-0.5B-Instruct", limit=2))
    assert len(found.repos) == 2
    assert parse_qs(urlsplit(scripted.requests[0].path).query)["search"] == ["Qwen2.5-0.5B-Instruct"]
    assert hub.search(SearchQuery(quantized_of="other/Qwen2.5-0.5B-Instruct", limit=2)).repos == ()


def test_a_card_is_what_the_file_api_sends(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    sent = {"README.md": Answer(body="# 模型".encode(), kind="text/markdown")}
    sent["weights.json"] = Answer(302, b"", {"Location": "https://oss.example/weights.json"})
    sent["long.txt"] = Answer(body=b"x" * (MAX_TEXT + 1), kind="text/plain")

    def answer(request: Request) -> Answer:
        parts = urlsplit(request.path)
        asked = parse_qs(parts.query)
        assert parts.path == f"/api/v1/models/{NAME}/repo"
        assert asked["Revision"] == [HEAD]
        return sent.get(asked["FilePath"][0], Answer(404, b'{"Code":10990101007,"Success":false}'))

    scripted.answer = answer
    assert hub.card(NAME, HEAD) == "# 模型"
    assert hub.text(NAME, HEAD, "weights.json") is None
    assert hub.text(NAME, HEAD, "none.txt") is None
    assert hub.text("../etc", HEAD, "passwd") is None
    with pytest.raises(HubAnswerInvalid):
        hub.text(NAME, HEAD, "long.txt")


def test_search_ends_before_the_row_that_the_hub_refuses(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    scripted.answer = site().answer
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = hub.search(SearchQuery("", Sort.TRENDING, limit=1000, cursor=cursor))
        seen += [repo.name for repo in page.repos]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == CUT


def test_a_page_keeps_its_size_when_the_limit_changes(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    scripted.answer = site().answer
    first = hub.search(SearchQuery("q", limit=3))
    second = hub.search(SearchQuery("q", limit=40, cursor=first.next_cursor))
    assert [repo.name for repo in second.repos] == [f"Qwen/model-2-{number}" for number in range(3)]
    for cursor in ("", "0x3", "1x0", "-1x3", "1x3&sort=likes", "9" * 5000 + "x1"):
        with pytest.raises(HubAnswerInvalid):
            hub.search(SearchQuery("q", cursor=cursor))


def test_facts_that_are_not_there_or_not_sound_are_unknown(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    odd = {"downloads": -1, "likes": "9", "license": None, "last_modified": "yesterday", "tags": None, "params": 0}
    scripted.answer = site(row=odd | {"gated": True}).answer
    repo = hub.listing(NAME).repo
    assert (repo.downloads, repo.likes, repo.licence, repo.updated, repo.tags) == (None, None, None, None, ())
    assert (repo.parameters, repo.gate) == (None, Gate.MANUAL)


def test_listing_has_files_in_folders_with_their_digests(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    scripted.answer = site("Q4_K_M/a-00001-of-00002.gguf", "Q4_K_M/a-00002-of-00002.gguf", "README.md").answer
    listing = hub.listing(NAME)
    assert listing.commit == HEAD
    assert listing.original
    assert [(file.path, file.size, file.sha256) for file in listing.files] == [
        (path, 4, SMALL.sha256)
        for path in ("Q4_K_M/a-00001-of-00002.gguf", "Q4_K_M/a-00002-of-00002.gguf", "README.md")
    ]
    assert len(scripted.requests) == 2


def test_each_file_is_pinned_to_the_commit_that_changed_it(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    scripted.answer = site("a b&c.gguf", "new.gguf", changed={"a b&c.gguf": OLDER}).answer
    listing = hub.listing(NAME)
    old, new = listing.files
    assert old.key == f"{OLDER}/a b&c.gguf"
    assert new.key == f"{HEAD}/new.gguf"
    address = hub.address(FileSource("modelscope", NAME, listing.commit, old.key))
    assert address.url == f"{scripted.url}/api/v1/models/{NAME}/repo?Revision={OLDER}&FilePath=a%20b%26c.gguf"
    assert address.headers == {}


@pytest.mark.parametrize("path", ["a.gguf", f"{HEAD}", f"{HEAD}/", "", f"{HEAD.upper()}/a.gguf"])
def test_no_address_without_a_commit(hub: ModelScopeHub, path: str) -> None:
    with pytest.raises(NotFound):
        hub.address(FileSource("modelscope", NAME, HEAD, path))


@pytest.mark.parametrize(
    ("head", "commit"),
    [
        ({"Id": OLDER, "ShortId": HEAD[:8]}, OLDER),
        ({"Id": "", "ShortId": OLDER[:8]}, OLDER),
        ({"Id": "", "ShortId": "0" * 8}, HEAD),
        ({"Id": "master", "ShortId": ""}, HEAD),
        ({}, HEAD),
        (None, HEAD),
    ],
)
def test_the_commit_is_the_head_or_the_newest_of_the_files(
    scripted: ScriptedHub, hub: ModelScopeHub, head: dict[str, str] | None, commit: str
) -> None:
    scripted.answer = site("old.gguf", "new.gguf", changed={"old.gguf": OLDER}, head=head).answer
    assert hub.listing(NAME).commit == commit


def test_a_commit_that_was_asked_for_stays(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    scripted.answer = site().answer
    assert hub.listing(NAME, OLDER).commit == OLDER


def test_a_revision_that_is_not_there_answers_success_without_files(
    scripted: ScriptedHub, hub: ModelScopeHub
) -> None:
    scripted.answer = site().answer
    with pytest.raises(NotFound) as caught:
        hub.listing(NAME, "main")
    assert caught.value.name == f"{NAME}@main"


def test_a_list_that_was_cut_is_walked(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    paths = [f"{folder}/{half}/{number}.bin" for folder in "ab" for half in "xy" for number in range(1600)]
    scripted.answer = site(*paths, "z/model-Q4_0.gguf").answer
    listing = hub.listing(NAME)
    assert sorted(file.path for file in listing.files) == sorted([*paths, "z/model-Q4_0.gguf"])
    # The description, the whole list, the root, its three folders; then the two large ones and what is in them.
    assert len(scripted.requests) == 1 + 1 + 1 + 3 + 2 * (1 + 2)


def test_a_folder_that_can_not_be_listed_whole_is_said(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    scripted.answer = site(*(f"{number}.bin" for number in range(CUT + 1))).answer
    with pytest.raises(HubAnswerInvalid):
        hub.listing(NAME)


def test_a_walk_is_bounded(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    """A hub that ignores `Root`, and one whose folders never end."""
    full = [{"Path": f"d{number}", "Type": "tree"} for number in range(CUT - 1)]
    description = site().answer

    def same(request: Any) -> Answer:
        asked = parse_qs(urlsplit(request.path).query)
        if "Recursive" not in asked:
            return description(request)
        files = [*full, {"Path": "d0/a", "Type": "blob", "Revision": HEAD}]
        return _listed(files if asked["Recursive"] == ["True"] else full)

    def endless(request: Any) -> Answer:
        asked = parse_qs(urlsplit(request.path).query)
        if "Recursive" not in asked:
            return description(request)
        root = asked.get("Root", [""])[0]
        below = [{"Path": f"{root}/{number}".lstrip("/"), "Type": "tree"} for number in range(CUT)]
        return _listed(below if asked["Recursive"] == ["True"] else below[:5])

    for answer in (same, endless):
        scripted.answer = answer
        scripted.requests.clear()
        with pytest.raises(HubAnswerInvalid):
            hub.listing(NAME)
        assert len(scripted.requests) <= 201


def _listed(files: list[dict[str, Any]]) -> Answer:
    return Answer(body=json.dumps({"Code": 200, "Success": True, "Data": {"Files": files}}).encode())


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refused(404, 10010205001), NotFound("ModelScope", NAME)),
        (refused(200, 404), NotFound("ModelScope", NAME)),
        (refused(200, "ResourceNotFound"), NotFound("ModelScope", NAME)),
        (refused(200, 10010201001), HubRefused("ModelScope", 10010201001, "URL")),
        (refused(200, None), HubRefused("ModelScope", 0, "URL")),
        (refused(200, "RateLimitExceed"), RateLimited("ModelScope", 60.0)),
        (refused(500, 500), HubRefused("ModelScope", 500, "URL")),
        (refused(403, 10010404), Gated(NAME, "PAGE")),
        (Answer(429, b"{}", {"Retry-After": "9"}), RateLimited("ModelScope", 9.0)),
    ],
)
def test_refusals(scripted: ScriptedHub, hub: ModelScopeHub, answer: Answer, expected: FireseedError) -> None:
    scripted.answer = lambda _: answer
    with pytest.raises(type(expected)) as caught:
        hub.listing(NAME)
    shown = caught.value.facts
    if "url" in shown:
        shown["url"] = {f"{scripted.url}/models/{NAME}": "PAGE"}.get(shown["url"], "URL")
    assert shown == expected.facts


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b'{"success":true}',
        b'{"success":true,"data":[]}',
        b'{"success":true,"data":{"id":"../evil"}}',
        b'{"success":true,"data":{"id":"other/repo"}}',
        b'{"success":true,"data":{"id":7}}',
        b'{"Success":false,"Code":[[]]}',
        b"[" * 100_000,
    ],
)
def test_answers_that_are_not_the_protocols(scripted: ScriptedHub, hub: ModelScopeHub, body: bytes) -> None:
    scripted.answer = lambda _: Answer(body=body)
    with pytest.raises(HubAnswerInvalid):
        hub.listing(NAME)


@pytest.mark.parametrize(
    "lie",
    [
        {"Size": -1},
        {"Size": 2**60},
        {"Size": "4"},
        {"Sha256": "abc"},
        {"Sha256": "G" * 64},
        {"Path": ""},
        {"Path": "p" * 5000},
        {"Path": None},
        {"Revision": "master"},
    ],
)
def test_entries_that_can_not_be_believed(scripted: ScriptedHub, hub: ModelScopeHub, lie: dict[str, Any]) -> None:
    entry = {"Path": MODEL, "Type": "blob", "Size": 4, "Sha256": SMALL.sha256, "Revision": HEAD} | lie
    described = site().answer
    scripted.answer = lambda request: described(request) if "openapi" in request.path else _listed([entry])
    with pytest.raises(HubAnswerInvalid):
        hub.listing(NAME)


@pytest.mark.parametrize("stated", ["", None])
def test_a_file_without_a_digest_is_listed_without_one(
    scripted: ScriptedHub, hub: ModelScopeHub, stated: str | None
) -> None:
    described = site().answer
    listed = _listed([{"Path": MODEL, "Type": "blob", "Size": 4, "Sha256": stated, "Revision": HEAD}])
    scripted.answer = lambda request: described(request) if "openapi" in request.path else listed
    (file,) = hub.listing(NAME).files
    assert file.sha256 is None


@pytest.mark.parametrize("name", ["", "qwen", "a/b/c", "../b", "a/..", "a/b?x", "a/b#", "a b/c"])
def test_names_that_no_repo_has_are_not_asked_for(scripted: ScriptedHub, hub: ModelScopeHub, name: str) -> None:
    with pytest.raises(NotFound):
        hub.listing(name)
    assert scripted.requests == []


def test_a_redirect_of_the_api_is_not_followed(scripted: ScriptedHub, hub: ModelScopeHub) -> None:
    scripted.answer = lambda _: Answer(302, b"", {"Location": "http://127.0.0.1:1/openapi/v1/models"})
    with pytest.raises(HubAnswerInvalid):
        hub.search(SearchQuery("x"))


def test_nobody_there_and_closed() -> None:
    hub = ModelScopeHub("modelscope", "ModelScope", f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(HubUnreachable):
        hub.search(SearchQuery("x"))
    hub.close()
    with pytest.raises(HubUnreachable):
        hub.listing(NAME)


def test_a_download_is_verified_with_the_listed_digest(
    scripted: ScriptedHub, hub: ModelScopeHub, tmp_path: Path
) -> None:
    repo = ServedRepo(NAME, {f"q4/{MODEL}": ServedFile(seeded(9 * MIB + 1)), "README.md": SMALL})
    with LoopbackHub(repo) as storage:
        scripted.answer = ModelScopeSite(repo, storage, changed={f"q4/{MODEL}": OLDER}).answer
        (file,) = downloaded(hub, NAME, None, tmp_path)
    assert file.outcome is Outcome.VERIFIED
    assert file.path == tmp_path / "models" / "modelscope" / NAME / "q4" / MODEL
    assert file.path.read_bytes() == repo.files[f"q4/{MODEL}"].content
