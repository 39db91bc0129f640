"""Hugging Face and its mirrors as one hub: who is asked, who is believed, and who gets the token."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from fireseed.base.errors import (
    FireseedError,
    HubAnswerInvalid,
    HubRefused,
    HubUnreachable,
    NotFound,
    RateLimited,
    TokenNeeded,
    TokenRefused,
)
from fireseed.hubs import mirrors
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.mirrors import ORIGINAL, Mirrored, contradiction, hugging_face, mirror_id, token_name
from fireseed.hubs.protocol import FileSource, Listing, Repo, RepoFile, SearchQuery
from fireseed.hubs.session import Patience
from hub.content import ServedFile, ServedRepo, seeded
from hub.server import LoopbackHub
from hubs.scripted_hub import Answer, Request, ScriptedHub, closed_port, json_answer, scripted_hub

COMMIT, OTHER_COMMIT = "a" * 40, "b" * 40
NAME = "Qwen/Qwen3-GGUF"
MODEL: dict[str, Any] = {"id": NAME, "sha": COMMIT, "tags": ["gguf"], "gated": False}
FILE = {
    "type": "file",
    "path": "m-Q4_K_M.gguf",
    "size": 5000,
    "oid": "b" * 40,
    "lfs": {"oid": "c" * 64, "size": 5000, "pointerSize": 134},
}
LIE = FILE | {"lfs": {"oid": "d" * 64, "size": 5000, "pointerSize": 134}}
ASKED_LATENCY = "/api/models?filter=gguf&limit=1"
PATIENCE = Patience(silence=30, whole=60)


def serving(*files: dict[str, Any], model: dict[str, Any] = MODEL) -> Callable[[Request], Answer]:
    def answer(request: Request) -> Answer:
        if "/tree/" in request.path:
            return json_answer(list(files))
        return json_answer(model if request.path.startswith(f"/api/models/{NAME}") else [model])

    return answer


def refusing(answer: Answer) -> Callable[[Request], Answer]:
    """Answers a measurement, and fails everything else."""
    return lambda request: json_answer([]) if request.path == ASKED_LATENCY else answer


class Silence:
    """Keeps requests waiting until it is over (`once`: only the first), then gives `answer`'s answers."""

    def __init__(self, answer: Callable[[Request], Answer], once: bool = False) -> None:
        self._answer, self._once = answer, once
        self.met = threading.Event()
        self.over = threading.Event()

    def __call__(self, request: Request) -> Answer:
        if not (self._once and self.met.is_set()):
            self.met.set()
            self.over.wait(60)
        return self._answer(request)


class Place:
    """An original and two mirrors; each answers what it is told to, the first at once."""

    def __init__(self, hubs: list[ScriptedHub]) -> None:
        self.original, self.one, self.two = hubs
        self.chosen: str | None = None
        self.token: str | None = "hf_secret"
        self.patience = PATIENCE
        self.silences: list[Silence] = []
        for scripted in hubs:
            scripted.answer = serving(FILE)

    def hub(self) -> Mirrored:
        def mirror(name: str, scripted: ScriptedHub) -> HuggingFaceHub:
            return HuggingFaceHub(
                name, name.title(), scripted.url, mirror_of=self.original.url, patience=self.patience
            )

        original = HuggingFaceHub(
            "huggingface", "Original", self.original.url, lambda: self.token, patience=self.patience
        )
        return Mirrored([original, mirror("one", self.one), mirror("two", self.two)], self.chosen)

    def silent(self, scripted: ScriptedHub) -> None:
        """Nothing comes from it until the test is over."""
        self.silences.append(Silence(scripted.answer))
        scripted.answer = self.silences[-1]

    def fastest(self, scripted: ScriptedHub) -> None:
        """The next measurement of the others gets no answer until the test is over."""
        silences = [Silence(lambda _: json_answer([]), once=True) for _ in range(2)]
        self.silences += silences
        others = (other for other in (self.original, self.one, self.two) if other is not scripted)
        for other, silence in zip(others, silences, strict=True):
            other.answer = _only(ASKED_LATENCY, silence, other.answer)
        answer = scripted.answer

        def last(request: Request) -> Answer:
            for silence in silences:  # else a later measurement could overtake one of these
                silence.met.wait(30)
            return answer(request)

        scripted.answer = _only(ASKED_LATENCY, last, answer)


def _only(
    path: str, here: Callable[[Request], Answer], elsewhere: Callable[[Request], Answer]
) -> Callable[[Request], Answer]:
    return lambda request: here(request) if request.path == path else elsewhere(request)


@contextmanager
def closing(hub: Mirrored) -> Iterator[Mirrored]:
    try:
        yield hub
    finally:
        hub.close()


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(mirrors, "MEASURING_SECONDS", 60.0)  # a busy machine is no silent hub
    monkeypatch.setattr(mirrors, "CONFIRMING_SECONDS", 60.0)
    with ExitStack() as stack:
        made = Place([stack.enter_context(scripted_hub()) for _ in range(3)])
        yield made
        for silence in made.silences:
            silence.over.set()


def asked(scripted: ScriptedHub, path: str) -> int:
    return sum(request.path.startswith(path) for request in scripted.requests)


def test_measured_all_at_once(place: Place) -> None:
    together = threading.Barrier(3)

    def meet(_: Request) -> Answer:
        together.wait(30)  # breaks when they are asked one after the other
        return json_answer([])

    for scripted in (place.original, place.one, place.two):
        scripted.answer = meet
    with closing(place.hub()) as hub:
        found = hub.measure()
        assert [(one.hub, one.title, one.error) for one in found] == [
            ("huggingface", "Original", None),
            ("one", "One", None),
            ("two", "Two", None),
        ]
        assert all(one.seconds is not None and one.seconds > 0 for one in found)
        assert place.original.paths == ["/api/models"]


def test_a_measurement_says_why(place: Place) -> None:
    place.original.answer = lambda _: Answer(503, b"")
    place.one.answer = lambda _: Answer(429, headers={"Retry-After": "9"})
    place.two.answer = lambda _: Answer(body=b"<html>", kind="text/html")
    with closing(place.hub()) as hub:
        errors = [one.error for one in hub.measure()]
    assert [type(error) for error in errors] == [HubRefused, RateLimited, HubAnswerInvalid]


def test_a_measurement_is_bounded(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirrors, "MEASURING_SECONDS", 0.5)
    place.silent(place.original)
    with closing(place.hub()) as hub:
        (silent, *_) = hub.measure()
    assert isinstance(silent.error, HubUnreachable)


def test_the_fastest_is_asked_and_remembered(place: Place) -> None:
    place.fastest(place.two)
    with closing(place.hub()) as hub:
        for _ in range(3):
            (repo,) = hub.search(SearchQuery("qwen")).repos
        assert (repo.hub, repo.name) == ("huggingface", NAME)
        assert repo.page == f"{place.original.url}/{NAME}", "where people read about it, and accept terms"
        assert (asked(place.two, "/api/models?filter=gguf&search"), asked(place.two, ASKED_LATENCY)) == (3, 1)
        assert asked(place.original, "/api/models?filter=gguf&search") == 0


def test_a_card_comes_from_who_answers(place: Place) -> None:
    place.fastest(place.one)
    place.one.answer = place.two.answer = refusing(Answer(503))
    place.original.answer = lambda asked: (
        Answer(body=b"# Card", kind="text/plain") if asked.path == f"/{NAME}/raw/{COMMIT}/README.md" else Answer()
    )
    with closing(place.hub()) as hub:
        assert hub.card(NAME, COMMIT) == "# Card"
        assert hub.text(NAME, COMMIT, "README.md") == "# Card"


def test_what_was_remembered_for_some_minutes_is_measured_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirrors, "REMEMBERED_SECONDS", 0.0)
    place.fastest(place.two)
    with closing(place.hub()) as hub:
        hub.search(SearchQuery("qwen"))
        place.fastest(place.one)
        hub.search(SearchQuery("llama"))
    assert asked(place.one, "/api/models?filter=gguf&search=llama") == 1


@pytest.mark.parametrize(
    "failure",
    [
        Answer(429, headers={"Retry-After": "600"}),
        Answer(503, b"", kind="text/plain"),
        Answer(body=b"<html>sign in</html>", kind="text/html"),
        Answer(404, b"{}"),
        Answer(401, b"{}", {"X-Error-Code": "GatedRepo"}),
    ],
    ids=["rate limit", "broken", "portal", "not there", "gated"],
)
def test_another_is_asked_in_the_same_call_when_a_mirror_fails(place: Place, failure: Answer) -> None:
    place.one.answer = refusing(failure)
    place.fastest(place.one)
    with closing(place.hub()) as hub:
        assert hub.search(SearchQuery("qwen")).repos[0].name == NAME
        assert hub.listing(NAME).files[0].sha256 == "c" * 64


def test_the_fastest_is_looked_for_again_when_it_fails(place: Place) -> None:
    place.fastest(place.one)
    with closing(place.hub()) as hub:
        hub.search(SearchQuery("a"))
        place.one.answer = lambda _: Answer(500, b"", kind="text/plain")
        hub.search(SearchQuery("b"))
        hub.search(SearchQuery("c"))
        assert asked(place.one, "/api/models?filter=gguf&search=c") == 0
        deadline = time.monotonic() + 60
        while asked(place.one, ASKED_LATENCY) < 2:  # it may come after the one that won
            assert time.monotonic() < deadline
            time.sleep(0.005)


def test_what_the_original_says_for_certain_is_final(place: Place) -> None:
    place.original.answer = refusing(Answer(404, b"{}"))
    place.fastest(place.original)
    with closing(place.hub()) as hub, pytest.raises(NotFound) as caught:
        hub.listing(NAME)
    assert caught.value.hub == "Original"
    assert asked(place.one, f"/api/models/{NAME}") == 0


def test_a_refused_token_is_said_and_not_hidden_by_a_mirror(place: Place) -> None:
    place.original.answer = lambda _: Answer(401, b"{}", {"X-Error-Message": "Invalid credentials"})
    place.fastest(place.one)
    with closing(place.hub()) as hub, pytest.raises(TokenRefused):
        hub.listing(NAME)


def test_nobody_answers() -> None:
    endpoints = [f"http://127.0.0.1:{closed_port()}" for _ in range(2)]
    members = [HuggingFaceHub(name, name, at) for name, at in zip(("original", "mirror"), endpoints, strict=True)]
    with closing(Mirrored(members)) as hub:
        for call in (lambda: hub.search(SearchQuery()), lambda: hub.listing(NAME)):
            with pytest.raises(HubUnreachable) as caught:
                call()
            assert caught.value.hub == "original"


def test_a_listing_of_the_original_lends_the_mirrors_for_its_bytes(place: Place) -> None:
    place.fastest(place.original)
    with closing(place.hub()) as hub:
        listing = hub.listing(NAME)
        assert (listing.repo.hub, listing.original, listing.also_at) == ("huggingface", True, ("one", "two"))
        assert asked(place.one, f"/api/models/{NAME}") == 0


def test_a_mirrors_listing_is_replaced_by_the_originals(place: Place) -> None:
    place.fastest(place.one)
    with closing(place.hub()) as hub:
        listing = hub.listing(NAME)
    assert (listing.repo.hub, listing.original, listing.also_at) == ("huggingface", True, ("one", "two"))
    assert asked(place.one, f"/api/models/{NAME}") == asked(place.original, f"/api/models/{NAME}") == 2


def test_a_mirror_that_lies_is_no_source(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    place.one.answer = serving(LIE)
    place.fastest(place.one)
    with closing(place.hub()) as hub, caplog.at_level(logging.WARNING):
        listing = hub.listing(NAME)
    assert (listing.files[0].sha256, listing.original, listing.also_at) == ("c" * 64, True, ("two",))
    (warning,) = [record.getMessage() for record in caplog.records if record.name == mirrors.__name__]
    assert "HubAnswerInvalid" in warning
    assert "m-Q4_K_M.gguf" in warning
    assert "One" in warning


def test_a_mirror_that_is_behind_gives_way_to_the_newer_commit(place: Place) -> None:
    place.one.answer = serving(LIE, model=MODEL | {"sha": OTHER_COMMIT})
    place.fastest(place.one)
    with closing(place.hub()) as hub:
        listing = hub.listing(NAME)
    assert (listing.commit, listing.original, listing.also_at) == (COMMIT, True, ("one", "two"))


@pytest.mark.parametrize("way", ["refuses", "silent", "gone"])
def test_without_the_original_a_mirrors_word_is_only_a_mirrors(
    place: Place, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(mirrors, "CONFIRMING_SECONDS", 0.3)
    if way == "silent":
        place.silent(place.original)
    else:
        place.original.answer = lambda _: Answer(503 if way == "refuses" else 429, b"", kind="text/plain")
    with closing(place.hub()) as hub:
        listing = hub.listing(NAME)
    assert (listing.repo.hub, listing.original) == ("huggingface", False)
    assert sorted(listing.also_at) == ["one", "two"]


def test_an_original_that_is_out_of_reach_costs_its_time_once(place: Place) -> None:
    """Else each repo that a person opens would take these seconds where the original is blocked."""
    place.silent(place.original)
    with closing(place.hub()) as hub:
        hub._confirming = 0.2
        hub.listing(NAME)
        assert hub._confirming == mirrors.HASTY_SECONDS
        place.silences[-1].over.set()
        place.original.answer = serving(FILE)
        hub._confirming = 30
        assert hub.listing(NAME).original
        assert hub._confirming == mirrors.CONFIRMING_SECONDS


def test_a_gated_repo_comes_from_the_original_alone(place: Place) -> None:
    for scripted in (place.original, place.one, place.two):
        scripted.answer = serving(FILE, model=MODEL | {"gated": "manual"})
    with closing(place.hub()) as hub:
        assert hub.listing(NAME).also_at == ()


def test_terms_are_at_the_original_even_when_a_mirror_asks_for_them(place: Place) -> None:
    place.one.answer = place.two.answer = lambda _: Answer(401, b"{}", {"X-Error-Code": "GatedRepo"})
    place.chosen = "one"
    with closing(place.hub()) as hub, pytest.raises(TokenNeeded) as caught:
        hub.listing(NAME)
    assert caught.value.url == f"{place.original.url}/{NAME}"


def test_the_token_is_the_originals_alone(place: Place) -> None:
    place.one.answer = serving(LIE)
    for scripted in (place.one, place.two, place.original):
        place.fastest(scripted)
        with closing(place.hub()) as hub:
            hub.search(SearchQuery())
            hub.listing(NAME)
            hub.measure()
            for source in hub.members:
                headers = hub.members[source].address(FileSource(source, NAME, COMMIT, "m.gguf")).headers
                assert bool(headers) is (source == "huggingface")
        for answering in (place.one, place.two, place.original):
            answering.answer = serving(FILE)
    assert all(
        "authorization" not in request.headers for hub in (place.one, place.two) for request in hub.requests
    )
    assert all(request.headers["authorization"] == "Bearer hf_secret" for request in place.original.requests)


def test_pages_stay_with_whom_they_began(place: Place) -> None:
    def paged(request: Request) -> Answer:
        if "cursor=x" in request.path:
            return json_answer([MODEL | {"id": "b/second"}])
        return json_answer([MODEL], Link=f'<{place.one.url}/api/models?cursor=x>; rel="next"')

    place.one.answer = _only(ASKED_LATENCY, lambda _: json_answer([]), paged)
    place.fastest(place.one)
    with closing(place.hub()) as hub:
        first = hub.search(SearchQuery())
        second = hub.search(SearchQuery(cursor=first.next_cursor))
        assert [repo.name for repo in (*first.repos, *second.repos)] == [NAME, "b/second"]
        assert second.next_cursor is None
        for cursor in (
            "nobody http://x/",
            "",
            f"two {place.one.url}/api/models?cursor=x",
            "one http://evil.example/",
        ):
            with pytest.raises(FireseedError):
                hub.search(SearchQuery(cursor=cursor))


@pytest.mark.parametrize("status", [302, 307, 308])
def test_a_mirror_may_lead_to_the_original_and_nowhere_else(place: Place, status: int) -> None:
    """As hf-mirror.com does for who asks from abroad: an absolute redirect to the original."""
    place.chosen = "one"

    def leads_to(base: str) -> Callable[[Request], Answer]:
        return lambda request: Answer(status, headers={"Location": base + request.path})

    place.one.answer = leads_to(place.original.url)
    with closing(place.hub()) as hub:
        assert hub.search(SearchQuery()).repos[0].name == NAME
        assert hub.listing(NAME).files[0].sha256 == "c" * 64
        assert all("authorization" not in request.headers for request in place.original.requests)
        seen = len(place.two.requests)
        for base in (place.two.url, f"{place.original.url}@evil.example", f"{place.original.url}/login"):
            place.one.answer = leads_to(base)
            with pytest.raises(HubAnswerInvalid):
                hub.listing(NAME)
        assert len(place.two.requests) == seen


def test_a_chosen_mirror_is_the_only_one_asked(place: Place) -> None:
    place.chosen = "two"
    with closing(place.hub()) as hub:
        listing = hub.listing(NAME)
        assert (listing.repo.hub, listing.original, listing.also_at) == ("huggingface", False, ())
        source = FileSource("huggingface", NAME, COMMIT, "m.gguf")
        assert hub.address(source).url.startswith(place.two.url)
        place.two.answer = lambda _: Answer(500, b"", kind="text/plain")
        with pytest.raises(HubRefused):
            hub.search(SearchQuery())
    assert place.original.requests == place.one.requests == []


def test_a_file_comes_from_the_member_that_its_source_names(place: Place) -> None:
    with closing(place.hub()) as hub:
        for name, scripted in (("huggingface", place.original), ("one", place.one), ("two", place.two)):
            address = hub.members[name].address(FileSource(name, NAME, COMMIT, "q4/m.gguf"))
            assert address.url == f"{scripted.url}/{NAME}/resolve/{COMMIT}/q4/m.gguf"
            assert hub.address(FileSource(name, NAME, COMMIT, "q4/m.gguf")) == address
        with pytest.raises(NotFound):
            hub.address(FileSource("former mirror", NAME, COMMIT, "m.gguf"))


def test_a_token_is_checked_by_the_original(place: Place) -> None:
    place.original.answer = lambda _: json_answer({"name": "ada"})
    place.chosen = "one"
    with closing(place.hub()) as hub:
        assert (hub.who_am_i("hf_new"), hub.token_name) == ("ada", token_name(place.original.url))
    assert place.original.requests[0].headers["authorization"] == "Bearer hf_new"


def test_real_hubs_behind_one_name() -> None:
    repo = ServedRepo("a/b-GGUF", {"m-Q4_0.gguf": ServedFile(seeded(1000)), "README.md": ServedFile(b"hi", False)})
    with LoopbackHub(repo) as original, LoopbackHub(repo) as mirror:
        members = [
            HuggingFaceHub("huggingface", "Original", original.url),
            HuggingFaceHub("one", "One", mirror.url, mirror_of=original.url),
        ]
        with closing(Mirrored(members)) as hub:
            listing = hub.listing("a/b-GGUF")
            assert (listing.original, listing.also_at) == (True, ("one",))
            assert [found.repos[0].hub for found in (hub.search(SearchQuery()),)] == ["huggingface"]


# What the settings make of it


def made(address: str, *others: str) -> Mirrored:
    return hugging_face(address, others, {token_name(ORIGINAL): "hf_original"}.get)


LISTED = ["huggingface", "hf-mirror", "mirror-hf.corp.cn"]


@pytest.mark.parametrize(
    ("address", "ids", "chosen", "original", "token"),
    [
        ("", LISTED, ORIGINAL, True, True),
        ("https://huggingface.co/", LISTED, ORIGINAL, True, True),
        ("hf-mirror.com", LISTED, "https://hf-mirror.com", False, False),
        ("HTTPS://HF.corp.cn:443", LISTED, "https://hf.corp.cn", False, False),
        # typed as the hub itself: an authority, with a token of its own or none
        ("https://models.corp.cn", ["huggingface"], "https://models.corp.cn", True, False),
        ("http://127.0.0.1:8080", ["huggingface"], "http://127.0.0.1:8080", True, False),
    ],
)
def test_what_a_person_set(address: str, ids: list[str], chosen: str, original: bool, token: bool) -> None:
    with closing(made(address, "https://hf-mirror.com", "https://hf.corp.cn/")) as hub:
        assert list(hub.members) == ids
        assert hub.id == "huggingface"
        found = hub.address(FileSource("huggingface", NAME, COMMIT, "m.gguf"))
        assert found.url.startswith(f"{chosen}/{NAME}/")
        assert bool(found.headers) is token
        asked_first = hub._chosen or hub._original
        assert (not asked_first._mirror_of) is original


def test_a_known_mirror_is_one_even_where_the_list_does_not_name_it() -> None:
    with closing(made("https://hf-mirror.com")) as hub:
        assert list(hub.members) == ["huggingface", "hf-mirror"]
        assert hub._chosen is not None
        assert hub._chosen._mirror_of == ORIGINAL


def test_a_token_belongs_to_one_host() -> None:
    hub = hugging_face("https://models.corp.cn:8443/hf", (), {token_name(ORIGINAL): "hf_original"}.get)
    with closing(hub):
        assert hub.address(FileSource("huggingface", NAME, COMMIT, "m.gguf")).headers == {}
        assert hub.token_name == "token@models.corp.cn:8443"
    assert token_name("https://huggingface.co:443/") == token_name("HuggingFace.co") == "token@huggingface.co"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://hf-mirror.com", "hf-mirror"),
        ("http://HF-Mirror.com/", "hf-mirror"),
        ("https://models.corp.cn", "mirror-models.corp.cn"),
        ("models.corp.cn:8443/", "mirror-models.corp.cn-8443"),
        ("http://[fd00::7]:80", "mirror-fd00-7"),
        ("https://me:secret@models.corp.cn", "mirror-models.corp.cn"),
    ],
)
def test_ids_are_stable_and_fit_for_a_folder(address: str, name: str) -> None:
    assert mirror_id(address) == name


def test_two_mirrors_on_one_host_have_two_ids() -> None:
    one, two = mirror_id("https://nexus.corp/hf"), mirror_id("https://nexus.corp/other")
    assert one != two
    assert one.startswith("mirror-nexus.corp-")
    for nonsense in ("", "http://[", "://", "../..", "a b/c?d"):
        assert not set(mirror_id(nonsense)) & set('/\\:*?"<>| ')


def listing_of(*files: RepoFile, commit: str = COMMIT) -> Listing:
    return Listing(Repo("h", NAME), commit, files)


@pytest.mark.parametrize(
    ("mirrored", "path"),
    [
        (listing_of(RepoFile("a", 1, "c" * 64)), None),
        (listing_of(RepoFile("a", 1)), None),
        (listing_of(), None),
        (listing_of(RepoFile("a", 1, "c" * 64), RepoFile("more", 5)), None),
        (listing_of(RepoFile("a", 2, "d" * 64), commit=OTHER_COMMIT), None),
        (listing_of(RepoFile("a", 2, "c" * 64)), "a"),
        (listing_of(RepoFile("a", 1, "d" * 64)), "a"),
        (listing_of(RepoFile("a", 1, "c" * 64), RepoFile("b", 3, git_sha1="f" * 40)), "b"),
    ],
)
def test_what_contradicts(mirrored: Listing, path: str | None) -> None:
    original = listing_of(RepoFile("a", 1, "c" * 64), RepoFile("b", 3, git_sha1="e" * 40))
    assert contradiction(mirrored, original) == path
