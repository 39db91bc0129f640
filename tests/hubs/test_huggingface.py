"""Hugging Face's API as a hub: what is asked, what is believed, and what each failure becomes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from fireseed.base.errors import (
    FireseedError,
    Gated,
    HubAnswerInvalid,
    HubError,
    HubRefused,
    HubUnreachable,
    NotFound,
    RateLimited,
    TokenRefused,
)
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.protocol import MAX_TEXT, FileSource, Gate, Relation, SearchQuery, Sort
from fireseed.hubs.session import MAX_BODY, Patience, given_up_by
from hubs.scripted_hub import Answer, Request, ScriptedHub, json_answer, scripted_hub

COMMIT = "a" * 40
MODEL = {
    "id": "Qwen/Qwen3-0.6B-GGUF",
    "sha": COMMIT,
    "lastModified": "2026-05-21T08:09:10.000Z",
    "downloads": 12,
    "likes": 3,
    "gated": "manual",
    "tags": ["gguf", "base_model:Qwen/Qwen3-0.6B", "base_model:quantized:Qwen/Qwen3-0.6B"],
    "cardData": {"license": "apache-2.0", "language": ["en", False, "zh"]},
    "gguf": {"total": 596049920, "architecture": "qwen3", "context_length": 40960},
}
LFS_FILE = {
    "type": "file",
    "path": "q4/model-Q4_K_M.gguf",
    "size": 5000,
    "oid": "b" * 40,
    "lfs": {"oid": "c" * 64, "size": 5000, "pointerSize": 134},
}
SMALL_FILE = {"type": "file", "path": "README.md", "size": 7, "oid": "d" * 40}
FOLDER = {"type": "directory", "path": "q4", "size": 0, "oid": "e" * 40}


def hub_with(model: Any, *pages: Any, link_to: str = "") -> Callable[[Request], Answer]:
    """A hub with one repo whose tree has these pages."""

    def answer(request: Request) -> Answer:
        if "/tree/" not in request.path:
            return json_answer(model)
        number = int(request.path.partition("page=")[2] or 0)
        if number + 1 == len(pages):
            return json_answer(pages[number])
        path = request.path.partition("?")[0]
        return json_answer(pages[number], Link=f'<{link_to}{path}?page={number + 1}>; rel="next"')

    return answer


def test_search_reads_every_fact(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    scripted.answer = lambda _: json_answer([MODEL])
    page = hub.search(SearchQuery("qwen3 0.6b", Sort.NEWEST, limit=5))
    (repo,) = page.repos
    assert page.next_cursor is None
    assert (repo.hub, repo.name, repo.owner, repo.title) == ("mirror", MODEL["id"], "Qwen", "Qwen3-0.6B-GGUF")
    assert (repo.downloads, repo.likes, repo.commit, repo.gate) == (12, 3, COMMIT, Gate.MANUAL)
    assert repo.updated == datetime(2026, 5, 21, 8, 9, 10, tzinfo=UTC)
    assert (repo.licence, repo.base_models, repo.languages) == ("apache-2.0", ("Qwen/Qwen3-0.6B",), ("en", "zh"))
    assert (repo.architecture, repo.parameters, repo.context_length) == ("qwen3", 596049920, 40960)
    assert repo.page == f"{scripted.url}/Qwen/Qwen3-0.6B-GGUF"
    asked = scripted.requests[0].path
    for part in (
        "filter=gguf",
        "search=qwen3+0.6b",
        "sort=createdAt",
        "limit=5",
        "expand=gguf",
        "expand=cardData",
    ):
        assert part in asked.replace("%20", "+")


def test_facts_for_chips_sorts_and_licences(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    card = {"license": "other", "license_name": "deepseek", "license_link": "LICENSE", "base_model": "d/R1"}
    row = MODEL | {
        "createdAt": "2026-05-20T00:00:00.000Z",
        "pipeline_tag": "text-generation",
        "cardData": card,
        "tags": ["gguf", "base_model:d/R1", "base_model:quantized:d/R1", "x" * 5000, *(["t"] * 9000)],
    }
    scripted.answer = lambda _: json_answer([row])
    (repo,) = hub.search(SearchQuery()).repos
    assert (repo.licence, repo.licence_name, repo.licence_link) == ("other", "deepseek", "LICENSE")
    assert (repo.created, repo.pipeline) == (datetime(2026, 5, 20, tzinfo=UTC), "text-generation")
    assert repo.relation is Relation.QUANTIZED
    assert len(repo.tags) < 1000
    assert max(len(tag) for tag in repo.tags) < 1000
    scripted.answer = lambda _: json_answer([row | {"cardData": card | {"base_model_relation": "finetune"}}])
    assert hub.search(SearchQuery()).repos[0].relation is Relation.FINETUNE
    scripted.answer = lambda _: json_answer([MODEL | {"tags": ["base_model:odd:d/R1"]}])
    assert hub.search(SearchQuery()).repos[0].relation is None


def test_a_page_of_many_rows_and_long_words_is_cut(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    long = "x" * 300
    row = MODEL | {"pipeline_tag": long, "gguf": {"architecture": long}, "cardData": {"license": long}}
    scripted.answer = lambda _: json_answer([row | {"id": f"a/m{number}"} for number in range(150)])
    page = hub.search(SearchQuery(limit=500))
    assert len(page.repos) == 100
    assert {(repo.pipeline, repo.architecture, repo.licence) for repo in page.repos} == {(None, None, None)}


def test_quantizations_of_a_repo_are_asked_for(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    scripted.answer = lambda _: json_answer([MODEL])
    hub.search(SearchQuery(quantized_of="Qwen/Qwen3-0.6B"))
    asked = parse_qs(urlsplit(scripted.requests[0].path).query)
    assert asked["filter"] == ["gguf", "base_model:quantized:Qwen/Qwen3-0.6B"]


def test_a_card_and_a_text_come_from_the_pinned_commit(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    texts = {"README.md": b"# Card \xff", "dir/a b.jinja": "{{ 模板 }}".encode()}
    texts["big.json"] = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    paths = {f"/a/b/raw/{COMMIT}/{quote(path)}": text for path, text in texts.items()}
    scripted.answer = lambda asked: (
        Answer(body=paths[asked.path], kind="text/plain; charset=utf-8") if asked.path in paths else Answer(404)
    )
    assert hub.card("a/b", COMMIT) == "# Card \ufffd"
    assert hub.text("a/b", COMMIT, "dir/a b.jinja") == "{{ 模板 }}"
    assert hub.text("a/b", COMMIT, "big.json") is None
    assert hub.text("a/b", COMMIT, "none.json") is None
    assert hub.card("c/d", COMMIT) is None
    assert scripted.requests[0].headers["authorization"] == "Bearer hf_secret"
    before = len(scripted.requests)
    for repo, path in (("a/b", "../../api/models"), ("../x", "README.md"), ("a", "b")):
        assert hub.text(repo, COMMIT, path) is None
    assert len(scripted.requests) == before


def test_a_text_that_never_ends_or_leads_elsewhere_is_refused(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    scripted.answer = lambda _: Answer(body=b"x" * (MAX_TEXT + 1), kind="text/plain")
    with pytest.raises(HubAnswerInvalid):
        hub.card("a/b", COMMIT)
    scripted.answer = lambda _: Answer(body=b"<html>", kind="text/html")
    with pytest.raises(HubAnswerInvalid):
        hub.card("a/b", COMMIT)
    with scripted_hub() as other:
        other.answer = lambda _: Answer(body=b"evil", kind="text/plain")
        scripted.answer = lambda asked: Answer(302, b"", {"Location": other.url + asked.path})
        with pytest.raises(HubAnswerInvalid):
            hub.card("a/b", COMMIT)
        scripted.answer = lambda _: Answer(302, b"", {"Location": "/api/whoami-v2"})
        with pytest.raises(HubAnswerInvalid):
            hub.card("a/b", COMMIT)
        assert other.requests == []


def test_a_call_that_nobody_wants_ends(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    unwanted = threading.Event()

    def answer(_: Request) -> Answer:
        unwanted.set()
        return json_answer([])

    scripted.answer = answer
    with given_up_by(unwanted), pytest.raises(HubUnreachable):
        hub.search(SearchQuery("deep"))
    asked = len(scripted.requests)
    with given_up_by(unwanted), pytest.raises(HubUnreachable):
        hub.search(SearchQuery("deepseek"))
    assert len(scripted.requests) == asked
    scripted.answer = lambda _: json_answer([])
    assert hub.search(SearchQuery("deepseek")).repos == ()


def test_search_keeps_the_hubs_pages(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    def answer(request: Request) -> Answer:
        if "cursor=x" in request.path:
            return json_answer([MODEL | {"id": "b/second"}])
        return json_answer([MODEL | {"id": "a/first"}], Link=f'<{scripted.url}/api/models?cursor=x>; rel="next"')

    scripted.answer = answer
    first = hub.search(SearchQuery())
    second = hub.search(SearchQuery(cursor=first.next_cursor))
    assert [repo.name for repo in first.repos + second.repos] == ["a/first", "b/second"]
    assert second.next_cursor is None
    assert len(scripted.requests) == 2


def test_listing_joins_pages_and_pins_the_commit(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    others = [[SMALL_FILE | {"path": f"{page}/{row}"} for row in range(3)] for page in range(2)]
    scripted.answer = hub_with(MODEL, [FOLDER, LFS_FILE, SMALL_FILE], *others, link_to=scripted.url)
    listing = hub.listing("Qwen/Qwen3-0.6B-GGUF", "refs/pr/1")
    assert listing.commit == COMMIT
    assert len(listing.files) == 8
    large, small = listing.files[:2]
    assert (large.path, large.size, large.sha256, large.git_sha1) == ("q4/model-Q4_K_M.gguf", 5000, "c" * 64, None)
    assert (small.path, small.size, small.sha256, small.git_sha1) == ("README.md", 7, None, "d" * 40)
    assert scripted.paths == [
        "/api/models/Qwen/Qwen3-0.6B-GGUF/revision/refs%2Fpr%2F1",
        *[f"/api/models/Qwen/Qwen3-0.6B-GGUF/tree/{COMMIT}"] * 3,
    ]


def test_a_repo_of_some_thousand_files(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    pages = [[SMALL_FILE | {"path": f"{page}/{row}.bin"} for row in range(1000)] for page in range(3)]
    scripted.answer = hub_with(MODEL, *pages, [LFS_FILE], link_to=scripted.url)
    listing = hub.listing("a/b")
    assert len(listing.files) == 3001
    assert listing.files[-1].sha256 == "c" * 64
    assert listing.original


def test_pages_that_come_round_again_are_no_more_files(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    def answer(request: Request) -> Answer:
        if "/tree/" not in request.path:
            return json_answer(MODEL)
        path = request.path.partition("?")[0]
        return json_answer([LFS_FILE], Link=f'<{scripted.url}{path}?page=1>; rel="next"')

    scripted.answer = answer
    with pytest.raises(HubAnswerInvalid) as caught:
        hub.listing("a/b")
    assert "listed twice" in caught.value.reason
    assert len(scripted.requests) <= 3


def test_a_moved_branch_is_another_commit(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    """And a commit that is pinned stays what it was."""
    heads = {"/revision/main": COMMIT, f"/revision/{'1' * 40}": "1" * 40}

    def answer(request: Request) -> Answer:
        if "/tree/" in request.path:
            return json_answer([LFS_FILE])
        return json_answer(MODEL | {"sha": next(sha for end, sha in heads.items() if request.path.endswith(end))})

    scripted.answer = answer
    before = hub.listing("a/b", "main")
    heads["/revision/main"] = "1" * 40
    after = hub.listing("a/b", "main")
    assert (before.commit, after.commit) == (COMMIT, "1" * 40)
    assert hub.listing("a/b", after.commit) == after
    assert scripted.paths[1::2] == [
        f"/api/models/{MODEL['id']}/tree/{sha}" for sha in (COMMIT, "1" * 40, "1" * 40)
    ]


@pytest.mark.parametrize("offline", ["0", "1"])
def test_nothing_is_asked_that_nobody_asked_for(scripted: ScriptedHub, offline: str) -> None:
    """In a process of its own, where the library is loaded for the first time and the environment lures it."""
    scripted.answer = lambda request: json_answer([] if "?" in request.path else MODEL)
    program = (
        "import sys; from fireseed.hubs.huggingface import HuggingFaceHub; from fireseed.hubs.protocol import *\n"
        "assert 'huggingface_hub' not in sys.modules, 'loaded at import'\n"
        f"hub = HuggingFaceHub('mirror', 'Mirror', {scripted.url!r})\n"
        "hub.search(SearchQuery('qwen')); hub.listing('a/b')\n"
        "hub.address(FileSource('mirror', 'a/b', 'c', 'd')); hub.close()"
    )
    lures = {"HF_ENDPOINT": scripted.url, "HF_TOKEN": "hf_stored", "AI_AGENT": "x", "HF_HUB_OFFLINE": offline}
    paths = {"PYTHONPATH": os.pathsep.join(sys.path), "HOME": "/nonexistent", "SYSTEMROOT": "C:\\Windows"}
    subprocess.run([sys.executable, "-c", program], env=paths | lures, check=True, timeout=300)
    name = MODEL["id"]
    assert scripted.paths == ["/api/models", "/api/models/a/b", f"/api/models/{name}/tree/{COMMIT}"]
    for request in scripted.requests:
        assert "authorization" not in request.headers
        assert "agent/" not in request.headers["user-agent"]


def test_address_carries_the_token_only_where_there_is_one(hub: HuggingFaceHub) -> None:
    source = FileSource("mirror", "a/b", COMMIT, "q4/ä ?.gguf")
    address = hub.address(source)
    assert address.url.endswith(f"/a/b/resolve/{COMMIT}/q4/%C3%A4%20%3F.gguf")
    assert address.headers == {"Authorization": "Bearer hf_secret"}
    assert HuggingFaceHub("x", "X", "https://hub.example/").address(source).headers == {}


def test_a_token_reaches_no_other_host(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    with scripted_hub() as thief:
        scripted.answer = lambda _: Answer(307, headers={"Location": f"{thief.url}/api/models/a/b"})
        with pytest.raises(HubAnswerInvalid):
            hub.listing("a/b")
        scripted.answer = hub_with(MODEL, [LFS_FILE], [], link_to=thief.url)
        with pytest.raises(HubAnswerInvalid):
            hub.listing("a/b")
        scripted.answer = lambda _: json_answer([], Link=f'<{thief.url}/api/models?cursor=2>; rel="next"')
        with pytest.raises(HubAnswerInvalid):
            hub.search(SearchQuery())
        for cursor in (f"{thief.url}/api/models", "/api/models", f"{scripted.url}@evil.example/api/models", "::"):
            with pytest.raises(HubError):
                hub.search(SearchQuery(cursor=cursor))
        assert thief.requests == []
    assert all(request.headers["authorization"] == "Bearer hf_secret" for request in scripted.requests)


def test_a_renamed_repo_is_followed_on_its_own_host(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    def answer(request: Request) -> Answer:
        if request.path == "/api/models/old/name":
            return Answer(307, headers={"Location": "/api/models/Qwen/Qwen3-0.6B-GGUF"})
        return hub_with(MODEL, [LFS_FILE])(request)

    scripted.answer = answer
    assert hub.listing("old/name").repo.name == "Qwen/Qwen3-0.6B-GGUF"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(404, b"{}"), NotFound("Mirror", "a/b")),
        (Answer(401, b"{}", {"X-Error-Code": "RepoNotFound"}), NotFound("Mirror", "a/b")),
        (Answer(401, b"{}", {"X-Error-Code": "GatedRepo"}), Gated("a/b", "URL/a/b")),
        (Answer(403, b"{}", {"X-Error-Code": "GatedRepo"}), Gated("a/b", "URL/a/b")),
        (
            Answer(401, b"{}", {"X-Error-Message": "Invalid credentials in Authorization header"}),
            TokenRefused("Mirror"),
        ),
        (Answer(500, b"oops", kind="text/plain"), HubRefused("Mirror", 500, "URL/api/models/a/b")),
        (Answer(503, b"<html>", kind="text/html"), HubRefused("Mirror", 503, "URL/api/models/a/b")),
        (Answer(429, b"{}", {"Retry-After": "17"}), RateLimited("Mirror", 17.0)),
        (Answer(429, b"{}", {"RateLimit": '"api";r=0;t=55'}), RateLimited("Mirror", 55.0)),
        (Answer(429, b"{}"), RateLimited("Mirror", 60.0)),
        (Answer(429, b"{}", {"Retry-After": "9" * 400}), RateLimited("Mirror", 86400.0)),
        (Answer(429, b"{}", {"Retry-After": "-5"}), RateLimited("Mirror", 60.0)),
    ],
)
def test_refusals(scripted: ScriptedHub, hub: HuggingFaceHub, answer: Answer, expected: FireseedError) -> None:
    scripted.answer = lambda _: answer
    with pytest.raises(type(expected)) as caught:
        hub.listing("a/b")
    facts = {key: value.replace(scripted.url, "URL") if isinstance(value, str) else value
             for key, value in caught.value.facts.items()}  # fmt: skip
    assert facts == expected.facts
    assert len(scripted.requests) == 1, "a refusal is told at once, not retried"


def asking_for_a_pause(seconds: int) -> Answer:
    return Answer(429, headers={"RateLimit": f'"api";r=0;t={seconds}', "RateLimit-Policy": '"api";q=5'})


def test_a_hub_that_asked_for_a_pause_is_left_alone(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    scripted.answer = lambda _: asking_for_a_pause(600)
    with pytest.raises(RateLimited) as first:
        hub.search(SearchQuery())
    scripted.answer = lambda _: json_answer([MODEL])
    for ask in (lambda: hub.search(SearchQuery()), lambda: hub.listing("a/b"), hub.who_am_i):
        with pytest.raises(RateLimited) as caught:
            ask()
        assert 0 < caught.value.seconds < first.value.seconds == 600
    assert len(scripted.requests) == 1


def test_a_hub_is_asked_again_when_its_pause_is_over(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    scripted.answer = lambda _: asking_for_a_pause(1)
    with pytest.raises(RateLimited):
        hub.search(SearchQuery())
    scripted.answer = lambda _: json_answer([MODEL])
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            assert hub.search(SearchQuery()).repos
            break
        except RateLimited as error:
            time.sleep(error.seconds)
    assert len(scripted.requests) == 2


def test_a_date_to_retry_after(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=1000), usegmt=True)
    scripted.answer = lambda _: Answer(429, headers={"Retry-After": date})
    with pytest.raises(RateLimited) as caught:
        hub.search(SearchQuery())
    assert 900 < caught.value.seconds <= 1000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"7",
        b"[1]",
        b'"text"',
        b"[" * 100_000,
        b"{}",
        b'[{"id": 5}]',
        b'[{"id": "a/b", "self": 1}]',
        b'[{"id": "a/b", "downloads": -1}]',
        b'[{"id": "a/b", "likes": 1e300}]',
        b'[{"id": "a/b", "tags": {"gguf": 1}}]',
        b'[{"id": "a/b", "tags": [1]}]',
        b'[{"id": "a/b", "lastModified": "yesterday"}]',
        b'[{"id": "a/b", "lastModified": 5}]',
        b'[{"id": "a/b", "sha": "../../etc"}]',
        b'[{"id": "a/b", "gguf": "yes"}]',
        b'[{"id": "a/b", "siblings": [{}]}]',
    ],
)
def test_a_search_answer_that_is_not_the_protocol(scripted: ScriptedHub, hub: HuggingFaceHub, body: bytes) -> None:
    scripted.answer = lambda _: Answer(body=body)
    with pytest.raises(HubAnswerInvalid):
        hub.search(SearchQuery())


def test_a_captive_portal(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    scripted.answer = lambda _: Answer(body=b"<html>Please log in</html>", kind="text/html; charset=utf-8")
    with pytest.raises(HubAnswerInvalid) as caught:
        hub.search(SearchQuery())
    assert caught.value.reason == "HTML instead of JSON"


@pytest.mark.parametrize(
    "file",
    [
        5,
        {},
        SMALL_FILE | {"size": -1},
        SMALL_FILE | {"size": 2**50 + 1},
        SMALL_FILE | {"size": 1.5},
        SMALL_FILE | {"size": "7"},
        SMALL_FILE | {"size": True},
        SMALL_FILE | {"path": 7},
        SMALL_FILE | {"path": ""},
        SMALL_FILE | {"oid": "nonsense"},
        LFS_FILE | {"lfs": {"oid": "../../x", "size": 5000, "pointerSize": 1}},
        LFS_FILE | {"lfs": {"oid": "c" * 64, "size": 4999, "pointerSize": 1}},
        LFS_FILE | {"lfs": {}},
        SMALL_FILE | {"path": "twice"},
    ],
)
def test_a_file_that_can_not_be(scripted: ScriptedHub, hub: HuggingFaceHub, file: Any) -> None:
    scripted.answer = hub_with(MODEL, [SMALL_FILE | {"path": "twice"}, file])
    with pytest.raises(HubAnswerInvalid):
        hub.listing("a/b")


@pytest.mark.parametrize(
    "model", [MODEL | {"sha": None}, MODEL | {"sha": "main"}, MODEL | {"id": "../x"}, [MODEL]]
)
def test_a_repo_that_can_not_be(scripted: ScriptedHub, hub: HuggingFaceHub, model: Any) -> None:
    scripted.answer = hub_with(model, [])
    with pytest.raises(HubAnswerInvalid):
        hub.listing("a/b")


@pytest.mark.parametrize("name", ["", "a", "a/b/c", "../b", "a/..", "a b/c", "a/b?x=1", "模型/甲"])
def test_a_name_that_no_repo_has_is_not_sent(scripted: ScriptedHub, hub: HuggingFaceHub, name: str) -> None:
    with pytest.raises(NotFound):
        hub.listing(name)
    assert scripted.requests == []


def test_facts_that_a_publisher_wrote_badly_are_left_out(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    card = {"license": ["mit", 5], "base_model": {"a": 1}, "language": None}
    gguf = {"total": -1, "architecture": 7, "context_length": "long"}
    scripted.answer = lambda _: json_answer([MODEL | {"cardData": card, "gguf": gguf, "gated": False}])
    (repo,) = hub.search(SearchQuery()).repos
    assert (repo.licence, repo.base_models, repo.languages) == ("mit", ("Qwen/Qwen3-0.6B",), ())
    assert (repo.parameters, repo.architecture, repo.context_length, repo.gate) == (None, None, None, Gate.OPEN)


@pytest.fixture
def hasty(scripted: ScriptedHub) -> Iterator[HuggingFaceHub]:
    """As `hub`, with little patience."""
    hub = HuggingFaceHub("mirror", "Mirror", scripted.url, patience=Patience(silence=0.5, whole=1.5))
    yield hub
    hub.close()


def test_a_body_without_end_is_bounded_in_size(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    def flood(stream: Any) -> None:
        for _ in range(MAX_BODY // 2**20 + 8):
            stream.write(b" " * 2**20)

    scripted.answer = lambda _: Answer(body=flood)
    with pytest.raises(HubAnswerInvalid) as caught:
        hub.search(SearchQuery())
    assert str(MAX_BODY) in caught.value.reason


def test_a_body_without_end_is_bounded_in_time(scripted: ScriptedHub, hasty: HuggingFaceHub) -> None:
    def drip(stream: Any) -> None:
        while True:
            stream.write(b" ")
            time.sleep(0.05)

    scripted.answer = lambda _: Answer(body=drip)
    with pytest.raises(HubUnreachable) as caught:
        hasty.search(SearchQuery())
    assert caught.value.reason == "timed out"


def test_pages_without_end(scripted: ScriptedHub) -> None:
    hub = HuggingFaceHub("mirror", "Mirror", scripted.url)
    scripted.answer = lambda request: (
        json_answer([], Link=f'<{scripted.url}{request.path}>; rel="next"')
        if "/tree/" in request.path
        else json_answer(MODEL)
    )
    with pytest.raises(HubAnswerInvalid):
        hub.listing("a/b")
    hub.close()


def test_redirects_without_end(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    scripted.answer = lambda request: Answer(302, headers={"Location": request.path})
    with pytest.raises(HubAnswerInvalid):
        hub.search(SearchQuery())


def test_a_hub_that_does_not_answer(scripted: ScriptedHub, hasty: HuggingFaceHub) -> None:
    answering = threading.Event()

    def silent(_: Request) -> Answer:
        answering.wait(60)
        return Answer()

    scripted.answer = silent
    with pytest.raises(HubUnreachable) as caught:
        hasty.search(SearchQuery())
    answering.set()
    assert caught.value.reason == "timed out"


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:9",  # the discard port
        "http://no-such-host.invalid",
        "not an address",
        "ftp://x",
        "http://[",
        "",
    ],
)
def test_an_address_where_no_hub_is(endpoint: str) -> None:
    hub = HuggingFaceHub("mirror", "Mirror", endpoint, patience=Patience(1, 2))
    for call in (lambda: hub.search(SearchQuery()), lambda: hub.listing("a/b")):
        with pytest.raises(HubUnreachable) as caught:
            call()
        assert caught.value.reason
    hub.close()


def test_tls_is_never_skipped(scripted: ScriptedHub) -> None:
    hub = HuggingFaceHub("mirror", "Mirror", scripted.url.replace("http:", "https:"), patience=Patience(30, 60))
    with pytest.raises(HubUnreachable) as caught:
        hub.search(SearchQuery())
    assert "SSL" in caught.value.reason
    hub.close()


def test_an_error_never_quotes_the_token(scripted: ScriptedHub) -> None:
    hub = HuggingFaceHub("mirror", "Mirror", scripted.url, "hf_se\ncret")
    with pytest.raises(HubError) as caught:
        hub.search(SearchQuery())
    assert "cret" not in str(caught.value)
    hub.close()


def test_a_closed_hub_says_so(hub: HuggingFaceHub) -> None:
    hub.close()
    with pytest.raises(HubUnreachable):
        hub.search(SearchQuery())
