"""Asking hubs over real HTTP: nobody waits for another, typing gives up what was asked, memory stands in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from fireseed.base.errors import HubRefused, HubUnreachable
from fireseed.base.paths import resources
from fireseed.flows import search_hubs
from fireseed.flows.search_hubs import Search
from fireseed.flows.search_memory import SearchMemory
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.modelscope import ModelScopeHub
from fireseed.hubs.ollama import OllamaHub
from fireseed.hubs.protocol import Hub, Repo, SearchPage, SearchQuery, Sort
from fireseed.hubs.session import Patience
from hub.content import ServedFile, ServedRepo
from hub.server import LoopbackHub
from hubs.modelscope_site import ModelScopeSite
from hubs.scripted_hub import Answer, Request, ScriptedHub, closed_port, json_answer, scripted_hub
from hubs.shared_library import eventually

CATALOGUE = Catalogue.load(resources() / "catalogue")
PATIENCE = Patience(silence=30, whole=90)
R1_8B = "deepseek-ai/DeepSeek-R1-0528-Qwen3-8B"


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def memory(tmp_path: Path, stack: ExitStack) -> SearchMemory:
    memory = SearchMemory(tmp_path / "searches.sqlite3", resources() / "migrations" / "search")
    stack.callback(memory.close)
    return memory


@pytest.fixture
def place(memory: SearchMemory, stack: ExitStack) -> Callable[..., Search]:
    """A search over hubs at these addresses, of the kind that their names say."""

    def place(**urls: str) -> Search:
        hubs: dict[str, Hub] = {}
        for name, url in urls.items():
            if name.startswith("modelscope"):
                hubs[name] = ModelScopeHub(name, name.title(), url, patience=PATIENCE)
            elif name == "ollama":
                hubs[name] = OllamaHub(name, name.title(), url, "https://ollama.example", patience=PATIENCE)
            else:
                hubs[name] = HuggingFaceHub(name, name.title(), url, patience=PATIENCE)
            stack.callback(hubs[name].close)
        return Search(hubs, memory, CATALOGUE)

    return place


def served(name: str, base: str = "", downloads: int = 1, gguf: bool = True) -> ServedRepo:
    return ServedRepo(
        name,
        {"m-Q4_0.gguf": ServedFile(b"GGUF")} if gguf else {"m.safetensors": ServedFile(b"weights")},
        base_models=[base] if base else [],
        tags=["gguf"] if gguf else ["safetensors"],
        downloads=downloads,
    )


def names(page: SearchPage) -> list[str]:
    return [repo.name for repo in page.repos]


def nowhere() -> str:
    return f"http://127.0.0.1:{closed_port()}"


def test_rows_of_one_hub_are_there_while_another_is_silent(place: Callable[..., Search], stack: ExitStack) -> None:
    over = threading.Event()
    silent = stack.enter_context(scripted_hub())
    stack.callback(over.set)

    def wait(_: Request) -> Answer:
        over.wait(60)
        return json_answer([])

    silent.answer = wait
    quick = stack.enter_context(LoopbackHub(served("a/One-GGUF")))
    search = place(huggingface=silent.url, mirror=quick.url)

    async def ask() -> list[str]:
        slow = asyncio.create_task(search.ask("huggingface", SearchQuery("one")))
        answer = await search.ask("mirror", SearchQuery("one"))
        assert not slow.done()
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        return names(answer.page)

    assert asyncio.run(ask()) == ["a/One-GGUF"]


def test_who_types_on_gives_up_what_was_asked(place: Callable[..., Search], stack: ExitStack) -> None:
    """More questions than a pool has threads or connections, to a hub that is silent: the last is answered."""
    over, asked = threading.Event(), threading.Semaphore(0)
    scripted = stack.enter_context(scripted_hub())
    stack.callback(over.set)

    def answer(request: Request) -> Answer:
        typed = parse_qs(urlsplit(request.path).query).get("search", [""])[0]
        if typed == "deepseek r1":
            return json_answer([{"id": "a/One-GGUF", "tags": ["gguf"]}])
        asked.release()
        over.wait(60)
        return json_answer([])

    scripted.answer = answer
    search = place(huggingface=scripted.url)

    async def type_on() -> list[str]:
        for number in range(30):
            task = asyncio.create_task(search.ask("huggingface", SearchQuery(f"d{number}")))
            assert await asyncio.to_thread(asked.acquire, timeout=60)
            task.cancel()
        return names((await search.ask("huggingface", SearchQuery("deepseek r1"))).page)

    assert asyncio.run(type_on()) == ["a/One-GGUF"]


def test_what_was_answered_is_there_when_the_hub_is_not(place: Callable[..., Search]) -> None:
    query = SearchQuery("one", Sort.DOWNLOADS)
    with LoopbackHub(served("a/One-GGUF"), served("a/Two-GGUF")) as hub:
        online = place(huggingface=hub.url)
        assert online.recall("huggingface", query) is None
        answer = online.ask_now("huggingface", query)
        assert (names(answer.page), answer.remembered, answer.error) == (["a/One-GGUF"], None, None)
        online.ask_now("huggingface", SearchQuery())
    offline = place(huggingface=nowhere())
    answer = offline.ask_now("huggingface", query)
    assert isinstance(answer.error, HubUnreachable)
    assert (names(answer.page), answer.remembered is not None) == (["a/One-GGUF"], True)
    # Never asked, but it has been seen.
    answer = offline.ask_now("huggingface", SearchQuery("TWO gguf"))
    assert (names(answer.page), answer.remembered is not None) == (["a/Two-GGUF"], True)
    answer = offline.ask_now("huggingface", SearchQuery("three"))
    assert (names(answer.page), answer.remembered) == ([], None)
    assert isinstance(answer.error, HubUnreachable)


def test_a_hub_that_fails_otherwise_leaves_its_error_beside_the_memory(
    place: Callable[..., Search], stack: ExitStack
) -> None:
    scripted = stack.enter_context(scripted_hub())
    search = place(huggingface=scripted.url)
    scripted.answer = lambda _: json_answer([{"id": "a/One-GGUF", "tags": ["gguf"]}])
    search.ask_now("huggingface", SearchQuery("one"))
    scripted.answer = lambda _: Answer(500)
    answer = search.ask_now("huggingface", SearchQuery("one"))
    assert isinstance(answer.error, HubRefused)
    assert names(answer.page) == ["a/One-GGUF"]


def test_a_defect_of_ours_is_raised_where_the_answer_is_waited_for(memory: SearchMemory) -> None:
    class Broken(HuggingFaceHub):
        def search(self, query: SearchQuery) -> SearchPage:
            raise ZeroDivisionError(query)

    search = Search({"broken": Broken("broken", "Broken", nowhere())}, memory, CATALOGUE)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(search.ask("broken", SearchQuery()))


def test_a_hub_that_is_no_longer_chosen_is_out_of_reach(memory: SearchMemory) -> None:
    answer = asyncio.run(Search({}, memory, CATALOGUE).ask("gone", SearchQuery()))
    assert isinstance(answer.error, HubUnreachable)


def test_what_was_shown_is_remembered_soon_after(place: Callable[..., Search], memory: SearchMemory) -> None:
    with LoopbackHub(served("a/One-GGUF")) as hub:
        search = place(huggingface=hub.url)
        answer = asyncio.run(search.ask("huggingface", SearchQuery("one")))
        assert names(answer.page) == ["a/One-GGUF"]
        eventually(lambda: memory.known("huggingface") != ())


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("深度求索", "DeepSeek"),
        ("千问3", "Qwen 3"),
        ("通义千问 8b", "Qwen 8b"),
        ("智谱清言", "GLM"),
        ("月之暗面大模型", "Kimi"),
        ("深度求索 推理 r1", "DeepSeek r1"),
        ("书生浦语", "书生浦语"),
        ("deepseek r1", "deepseek r1"),
    ],
)
def test_chinese_names_are_asked_for_as_the_hubs_spell_them(
    place: Callable[..., Search], stack: ExitStack, typed: str, asked: str
) -> None:
    scripted = stack.enter_context(scripted_hub())
    place(huggingface=scripted.url).ask_now("huggingface", SearchQuery(typed))
    assert parse_qs(urlsplit(scripted.requests[0].path).query)["search"] == [asked]


def test_a_chinese_query_finds_a_chinese_model_with_and_without_a_hub(place: Callable[..., Search]) -> None:
    with LoopbackHub(served("unsloth/DeepSeek-R1-GGUF"), served("Qwen/Qwen3-8B-GGUF")) as hub:
        answer = place(huggingface=hub.url).ask_now("huggingface", SearchQuery("深度求索"))
        assert names(answer.page) == ["unsloth/DeepSeek-R1-GGUF"]
    answer = place(huggingface=nowhere()).ask_now("huggingface", SearchQuery("深度求索"))
    assert names(answer.page) == ["unsloth/DeepSeek-R1-GGUF"]


def test_a_registry_without_a_search_offers_well_known_names_and_is_not_asked(
    place: Callable[..., Search], stack: ExitStack
) -> None:
    scripted = stack.enter_context(scripted_hub())
    search = place(ollama=scripted.url)
    page = search.ask_now("ollama", SearchQuery("深度求索 r1")).page
    assert "library/deepseek-r1:8b" in names(page)
    assert len(set(names(page))) == len(page.repos)
    assert all(repo.hub == "ollama" and repo.base_models and repo.parameters for repo in page.repos)
    assert names(search.ask_now("ollama", SearchQuery("")).page) == []
    assert scripted.requests == []
    scripted.answer = lambda _: Answer(404)
    assert names(search.ask_now("ollama", SearchQuery("nobody-knows-this")).page) == []
    assert scripted.paths == ["/v2/library/nobody-knows-this/manifests/latest"]


def test_weights_lead_to_their_conversions_the_well_known_first(
    place: Callable[..., Search], stack: ExitStack
) -> None:
    known, other = "unsloth/DeepSeek-R1-0528-Qwen3-8B-GGUF", "x/DeepSeek-R1-0528-Qwen3-8B-GGUF"
    hub = stack.enter_context(
        LoopbackHub(
            served(other, R1_8B, downloads=900),
            served("y/R1-8B-GGUF", R1_8B, downloads=5000),
            served(known, R1_8B, downloads=7),
            served("x/Unrelated-GGUF", "x/Unrelated"),
            served(R1_8B, gguf=False),
        )
    )
    search = place(huggingface=hub.url, modelscope=nowhere(), builtin=stack.enter_context(LoopbackHub()).url)
    found = search.conversions(Repo("huggingface", R1_8B))
    assert {repo.hub for repo in found} == {"huggingface", "modelscope"}
    assert next(repo.name for repo in found if repo.hub == "huggingface") == known
    assert found[0].downloads == 7, "what the hub says of it, not only its name"
    assert [repo.name for repo in found][-2:] == ["y/R1-8B-GGUF", other]
    assert "x/Unrelated-GGUF" not in [repo.name for repo in found]
    assert len({(repo.hub, repo.name.casefold()) for repo in found}) == len(found)


def test_each_hub_is_asked_for_the_weights_as_they_are_called_there(
    place: Callable[..., Search], stack: ExitStack
) -> None:
    model = next(one for one in CATALOGUE.models if one.repos.get("modelscope", "").startswith("ZhipuAI/"))
    hub, site = stack.enter_context(scripted_hub()), stack.enter_context(scripted_hub())
    place(huggingface=hub.url, modelscope=site.url).conversions(Repo("modelscope", model.repos["modelscope"]))
    asked = parse_qs(urlsplit(hub.requests[0].path).query)
    assert f"base_model:quantized:{model.repos['huggingface']}" in asked["filter"]


def test_weights_that_no_catalogue_knows_lead_to_what_hubs_say(
    place: Callable[..., Search], stack: ExitStack
) -> None:
    hub = stack.enter_context(LoopbackHub(served("b/Nova-9B-GGUF", "nova-lab/Nova-9B")))
    site = stack.enter_context(scripted_hub())
    row = {"tags": ["base_model:nova-lab/Nova-9B"]}
    site.answer = ModelScopeSite(served("a/Nova-9B-GGUF"), row=row).answer
    search = place(huggingface=hub.url, modelscope=site.url)
    found = search.conversions(Repo("huggingface", "nova-lab/Nova-9B"))
    assert {repo.hub for repo in found} == {"huggingface", "modelscope"}
    assert search.conversions(Repo("huggingface", "nova-lab/Other-9B")) == ()


def test_no_hub_at_all_leaves_what_is_known_or_the_reason(place: Callable[..., Search]) -> None:
    search = place(huggingface=nowhere(), modelscope=nowhere())
    assert search.conversions(Repo("huggingface", R1_8B))[0].owner == "unsloth"
    with pytest.raises(HubUnreachable):
        search.conversions(Repo("huggingface", "nova-lab/Nova-9B"))


def test_a_silent_hub_does_not_keep_the_conversions_of_another(
    place: Callable[..., Search], stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    silent: ScriptedHub = stack.enter_context(scripted_hub())
    stack.callback(over.set)

    def wait(_: Request) -> Answer:
        over.wait(60)
        return json_answer([])

    silent.answer = wait
    search = place(mirror=silent.url)
    monkeypatch.setattr(search_hubs, "CONVERSIONS_SECONDS", 0.1)
    with pytest.raises(HubUnreachable):
        search.conversions(Repo("mirror", "nova-lab/Nova-9B"))
