"""The token of a hub: where it goes, and what is said when it is missing, wrong, or not enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fireseed.base.errors import (
    FireseedError,
    Gated,
    HubAnswerInvalid,
    HubError,
    HubRefused,
    NotFound,
    RateLimited,
    TokenNeeded,
    TokenRefused,
)
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.protocol import FileSource, Gate, SearchQuery
from hub.content import ServedFile, ServedRepo, seeded
from hub.server import LoopbackHub
from hubs.scripted_hub import Answer, Request, ScriptedHub, json_answer, scripted_hub

EXPIRED = {"X-Error-Message": 'User Access Token "mine" is expired'}
INVALID = {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Invalid credentials in Authorization header"}
GATED = {"X-Error-Code": "GatedRepo"}
MISSING = {"X-Error-Code": "RepoNotFound"}


def test_a_token_entered_later_counts_at_once(scripted: ScriptedHub) -> None:
    tokens: list[str | None] = [None]
    hub = HuggingFaceHub("hub", "Hub", scripted.url, lambda: tokens[-1])
    source = FileSource("hub", "a/b", "c" * 40, "m.gguf")
    hub.search(SearchQuery())
    assert hub.address(source).headers == {}
    tokens.append("  hf_new\n")
    hub.search(SearchQuery())
    assert hub.address(source).headers == {"Authorization": "Bearer hf_new"}
    tokens.append("")
    hub.search(SearchQuery())
    hub.close()
    assert [request.headers.get("authorization") for request in scripted.requests] == [None, "Bearer hf_new", None]


def test_who_am_i(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    scripted.answer = lambda _: json_answer({"type": "user", "name": "ada", "auth": {}})
    assert hub.who_am_i() == "ada"
    assert hub.who_am_i(" hf_pasted ") == "ada"
    assert scripted.paths == ["/api/whoami-v2"] * 2
    assert [request.headers["authorization"] for request in scripted.requests] == [
        "Bearer hf_secret",
        "Bearer hf_pasted",
    ]


@pytest.mark.parametrize("pasted", ["", "  ", "hf_\u4f60\u597d", "hf_two\nlines", "hf_\x00"])
def test_what_is_no_token_is_not_sent(scripted: ScriptedHub, hub: HuggingFaceHub, pasted: str) -> None:
    with pytest.raises(TokenRefused):
        hub.who_am_i(pasted)
    assert scripted.requests == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(401, b"{}", {"X-Error-Message": "Invalid username or password."}), TokenRefused),
        (Answer(401, b"{}", EXPIRED), TokenRefused),
        (Answer(403, b"{}"), HubRefused),
        (Answer(429, b"{}", {"RateLimit": '"api";r=0;t=7'}), RateLimited),
        (json_answer({"name": ""}), HubAnswerInvalid),
        (json_answer({"name": 7}), HubAnswerInvalid),
        (json_answer([]), HubAnswerInvalid),
        (Answer(302, b"", {"Location": "http://elsewhere.invalid/"}), HubAnswerInvalid),
    ],
)
def test_who_am_i_fails(
    scripted: ScriptedHub, hub: HuggingFaceHub, answer: Answer, expected: type[FireseedError]
) -> None:
    scripted.answer = lambda _: answer
    with pytest.raises(expected) as caught:
        hub.who_am_i()
    assert "hf_secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "headers", "without", "with_one"),
    [
        # no token, and one that did not accept the terms
        (401, GATED, TokenNeeded("a/b", "URL/a/b"), Gated("a/b", "URL/a/b")),
        (403, GATED, TokenNeeded("a/b", "URL/a/b"), Gated("a/b", "URL/a/b")),
        # a token that the hub doesn't know; it says so even for what is open to all
        (401, EXPIRED, TokenNeeded("a/b", "URL/a/b"), TokenRefused("Hub")),
        (401, INVALID, NotFound("Hub", "a/b"), TokenRefused("Hub")),
        (401, {}, TokenNeeded("a/b", "URL/a/b"), TokenRefused("Hub")),
        # nothing there, or hidden: no token would be blamed for it
        (401, MISSING, NotFound("Hub", "a/b"), NotFound("Hub", "a/b")),
        (404, MISSING, NotFound("Hub", "a/b"), NotFound("Hub", "a/b")),
    ],
)
@pytest.mark.parametrize("token", [None, "hf_secret"])
def test_missing_wrong_and_not_enough_are_told_apart(
    scripted: ScriptedHub,
    token: str | None,
    status: int,
    headers: dict[str, str],
    without: FireseedError,
    with_one: FireseedError,
) -> None:
    scripted.answer = lambda _: Answer(status, b"{}", headers)
    hub = HuggingFaceHub("hub", "Hub", scripted.url, token)
    expected = with_one if token else without
    with pytest.raises(type(expected)) as caught:
        hub.listing("a/b")
    hub.close()
    found = {name: str(value).replace(scripted.url, "URL") for name, value in caught.value.facts.items()}
    assert found == expected.facts


def test_a_search_with_an_expired_token_says_so(scripted: ScriptedHub, hub: HuggingFaceHub) -> None:
    scripted.answer = lambda _: Answer(401, b"{}", EXPIRED)
    with pytest.raises(TokenRefused):
        hub.search(SearchQuery())


def test_a_gated_repo_is_listed_with_the_token_and_its_file_has_an_address_with_it() -> None:
    repo = ServedRepo("meta/Gated-GGUF", {"m.gguf": ServedFile(seeded(1000))}, gated="manual")
    with LoopbackHub(repo) as served:
        hub = HuggingFaceHub("hub", "Hub", served.url, "hf_secret")
        assert hub.listing(repo.name).repo.gate is Gate.MANUAL
        address = hub.address(FileSource("hub", repo.name, repo.commit, "m.gguf"))
        hub.close()
        assert address.url.startswith(served.url)
        assert address.headers == {"Authorization": "Bearer hf_secret"}
        for seen in served.requests("api"):
            assert {name.lower(): value for name, value in seen.headers.items()}[
                "authorization"
            ] == "Bearer hf_secret"
        assert served.requests("cdn") == []


def following(location: str) -> Callable[[Request], Answer]:
    return lambda _: Answer(308, b"", {"Location": location})


def test_a_redirect_to_another_host_gets_no_token_and_no_request(
    hub: HuggingFaceHub, scripted: ScriptedHub
) -> None:
    with scripted_hub() as thief:
        for path in ("/api/models", "/api/whoami-v2", "/login"):
            scripted.answer = following(thief.url + path)
            for call in (lambda: hub.search(SearchQuery()), lambda: hub.listing("a/b"), hub.who_am_i):
                with pytest.raises(HubError):
                    call()
        assert thief.requests == []
