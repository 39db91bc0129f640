"""Time to filter and sort 10,000 models that hubs answered, against the same number of tuples in the same run.

The repos are made up, of real families and invented ones, with the fields that hubs send, in pages of a hundred
from two hubs. `floor` sorts and filters plain tuples of the same length: what Python needs at the least. Prints
one JSON line a measurement, then a table. Milliseconds, medians of `ROUNDS`; each has to stay below `LIMIT_MS`.
`first rows` is the time from the moment at which a hub on loopback has its answer ready to 30 rows in order.

    python tests/benchmarks/search.py
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests")]

from fireseed.base.paths import resources  # noqa: E402 - the path comes first
from fireseed.flows.search import Filters, Results  # noqa: E402
from fireseed.flows.search_hubs import Search  # noqa: E402
from fireseed.flows.search_memory import SearchMemory  # noqa: E402
from fireseed.hubs.catalogue import Catalogue, Skill  # noqa: E402
from fireseed.hubs.huggingface import HuggingFaceHub  # noqa: E402
from fireseed.hubs.licences import Licences  # noqa: E402
from fireseed.hubs.protocol import Relation, Repo, SearchPage, SearchQuery, Sort  # noqa: E402
from hubs.scripted_hub import Answer, Request, json_answer, scripted_hub  # noqa: E402

ENTRIES = 10_000
PAGE = 100
FIRST = 30
ROUNDS = 21
LIMIT_MS = 50.0
SMALL = (0, 10_000_000_000)

FILTERS = {
    "nothing": Filters(),
    "commercial": Filters(commercial=True),
    "small, fits": Filters(fits=True, sizes=SMALL),
    "everything": Filters(True, True, True, frozenset({Skill.MULTILINGUAL}), SMALL),
}


@dataclass(frozen=True)
class Measured:
    """One kind of question to the list."""

    benchmark: str
    what: str
    entries: int
    shown: int
    median_ms: float
    worst_ms: float


def main() -> int:
    """Prints the table; returns 1 when a median is above the limit."""
    results, adding, listing = filled()
    entries = results.entries(Filters(), Sort.TRENDING)
    rows = [(entry.downloads or 0, entry.title, entry.parameters or 0) for entry in entries]
    found = [
        Measured("search", "adding 100 rows", len(entries), PAGE, *in_ms(adding)),
        Measured("search", "listing after that", len(entries), PAGE, *in_ms(listing)),
        Measured("search", "first rows", FIRST, FIRST, *in_ms(first_rows())),
        measured("floor: tuples", len(rows), lambda: sorted(row for row in rows if row[2] < SMALL[1])),
    ]
    found += [
        measured(f"{name}, by {sort}", len(rows), lambda f=filters, s=sort: results.entries(f, s))
        for name, filters in FILTERS.items()
        for sort in Sort
    ]
    for one in found:
        print(json.dumps(asdict(one)))
    print(f"\n{'':<28}{'shown':>8}{'median ms':>12}{'worst ms':>12}")
    for one in found:
        print(f"{one.what:<28}{one.shown:>8}{one.median_ms:>12.2f}{one.worst_ms:>12.2f}")
    slow = [one.what for one in found if one.median_ms > LIMIT_MS]
    if slow:
        print(f"More than {LIMIT_MS:.0f} ms: {', '.join(slow)}")
    return 1 if slow else 0


def filled() -> tuple[Results, list[float], list[float]]:
    """The list with every repo in it, the seconds that each page took, and those of the list with it."""
    results = Results(
        Catalogue.load(resources() / "catalogue"),
        Licences.load(resources() / "licences.toml"),
        lambda parameters, active: (active or parameters) < SMALL[1],
    )
    adding, listing = [], []
    repos = list(made_up(ENTRIES))
    for start in range(0, ENTRIES, PAGE):
        page = repos[start : start + PAGE]
        began = time.perf_counter()
        results.add(page[0].hub, SearchPage(tuple(page)), follows=True)
        adding.append(time.perf_counter() - began)
        results.entries(Filters(), Sort.TRENDING)
        listing.append(time.perf_counter() - began - adding[-1])
    return results, adding, listing


def first_rows() -> list[float]:
    """Seconds from a hub's answer to its rows, with the memory written as in the app."""
    rows = [
        {"id": repo.name, "downloads": repo.downloads, "tags": [*repo.tags, f"base_model:{repo.base_models[0]}"]}
        for repo in made_up(FIRST)
    ]
    catalogue = Catalogue.load(resources() / "catalogue")
    licences = Licences.load(resources() / "licences.toml")
    ready: list[float] = []

    def answer(_: Request) -> Answer:
        ready.append(time.perf_counter())
        return json_answer(rows)

    async def ask(search: Search, number: int) -> float:
        found = await search.ask("huggingface", SearchQuery(f"words {number}"))
        results = Results(catalogue, licences)
        results.add(found.hub, found.page)
        if len(results.entries(Filters(), Sort.TRENDING)) != FIRST:
            raise ValueError("rows are missing")
        return time.perf_counter() - ready[-1]

    with tempfile.TemporaryDirectory() as folder, scripted_hub() as site:
        site.answer = answer
        memory = SearchMemory(Path(folder) / "searches.sqlite3", resources() / "migrations" / "search")
        hub = HuggingFaceHub("huggingface", "Hugging Face", site.url)
        search = Search({hub.id: hub}, memory, catalogue)
        seconds = [asyncio.run(ask(search, number)) for number in range(ROUNDS)]
        hub.close()
        memory.close()
    return seconds


def made_up(count: int) -> Iterator[Repo]:
    """Every repo another model, as the hubs would send them."""
    chance = random.Random(5)
    owners = ["Qwen", "unsloth", "bartowski", "mradermacher", *(f"owner{number}" for number in range(500))]
    weights = [100] * 4 + [1] * 500
    licences = ["apache-2.0", "mit", "llama3.1", "other", "cc-by-nc-4.0", "gemma"]
    for number in range(count):
        (owner,), size = chance.choices(owners, weights), chance.choice((1, 3, 8, 14, 32, 70, 235))
        title = f"Model{number}-{size}B"
        yield Repo(
            hub=("huggingface", "modelscope")[number // PAGE % 2],
            name=f"{owner}/{title}-GGUF",
            downloads=chance.randrange(10**6),
            likes=chance.randrange(10**4),
            updated=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(20_000)),
            licence=chance.choice(licences),
            base_models=(f"base{number % 700}/{title}",),
            relation=Relation.QUANTIZED,
            languages=tuple(chance.sample(("en", "zh", "de", "fr", "ja"), chance.randrange(1, 5))),
            tags=("gguf", "text-generation", *chance.sample(("code", "reasoning", "vision", "conversational"), 2)),
            parameters=size * 10**9,
        )


def measured(what: str, entries: int, ask: Callable[[], object]) -> Measured:
    seconds, shown = [], 0
    for _ in range(ROUNDS):
        gc.collect()
        began = time.perf_counter()
        answer = ask()
        seconds.append(time.perf_counter() - began)
        shown = len(answer)  # type: ignore[arg-type] - each of them answers rows
    return Measured("search", what, entries, shown, *in_ms(seconds))


def in_ms(seconds: list[float]) -> tuple[float, float]:
    return round(statistics.median(seconds) * 1000, 3), round(max(seconds) * 1000, 3)


if __name__ == "__main__":
    sys.exit(main())
