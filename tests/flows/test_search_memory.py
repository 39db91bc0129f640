"""The memory of answers: it survives a restart, stays small, and whatever happens to its file, nobody notices."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from fireseed.base.paths import resources
from fireseed.flows import search_memory
from fireseed.flows.search_memory import SearchMemory
from fireseed.hubs.protocol import Gate, Relation, Repo, SearchPage, SearchQuery, Sort

MIGRATIONS = resources() / "migrations" / "search"
NOW = 1_793_000_000.5
FULL = Repo(
    hub="huggingface",
    name="unsloth/DeepSeek-R1-GGUF",
    downloads=2**62,
    likes=3,
    updated=datetime(2026, 11, 2, tzinfo=UTC),
    created=datetime(2026, 11, 1, tzinfo=UTC),
    gate=Gate.MANUAL,
    licence="other",
    licence_name="深度",
    base_models=("deepseek-ai/DeepSeek-R1",),
    relation=Relation.QUANTIZED,
    tags=("gguf",),
    parameters=671_000_000_000,
)
PAGE = SearchPage((FULL, Repo("huggingface", "a/b")), "https://hub.example/api/models?cursor=x")
QUERY = SearchQuery("DeepSeek  R1", Sort.DOWNLOADS)

Open = Callable[[], SearchMemory]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "searches.sqlite3"


@pytest.fixture
def opened(path: Path) -> Iterator[Open]:
    """Opens the same memory anew, each a second later than the one before."""
    made: list[SearchMemory] = []
    clock = count(NOW)

    def opened() -> SearchMemory:
        for former in made:
            former.close()
        made.append(SearchMemory(path, MIGRATIONS, lambda: next(clock)))
        return made[-1]

    yield opened
    for memory in made:
        memory.close()


def test_an_answer_is_recalled_after_a_restart_with_its_age(opened: Open) -> None:
    opened().remember("huggingface", QUERY, PAGE)
    memory = opened()
    assert memory.recall("huggingface", QUERY) == (PAGE, datetime.fromtimestamp(NOW, UTC))
    assert memory.recall("huggingface", SearchQuery(" deepseek r1 ", Sort.DOWNLOADS)) is not None
    for other in (SearchQuery("deepseek"), SearchQuery("DeepSeek R1"), SearchQuery("", cursor="x")):
        assert memory.recall("huggingface", other) is None
    assert memory.recall("modelscope", QUERY) is None


def test_the_latest_answer_counts_and_what_is_known_of_a_repo_with_it(opened: Open) -> None:
    memory = opened()
    memory.remember("huggingface", QUERY, PAGE)
    newer = Repo("huggingface", "a/b", downloads=9)
    memory.remember("huggingface", SearchQuery("b"), SearchPage((newer,)))
    found = memory.recall("huggingface", QUERY)
    assert found is not None
    assert found[0].repos == (FULL, newer)
    memory.remember("huggingface", QUERY, SearchPage(()))
    found = memory.recall("huggingface", QUERY)
    assert found is not None
    assert found[0] == SearchPage(())
    assert [(repo.name, seen.timestamp()) for repo, seen in memory.known("huggingface")] == [
        ("a/b", NOW + 1),
        (FULL.name, NOW),
    ]


def test_it_stays_small_and_the_longest_unseen_goes_first(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_memory, "MOST_REPOS", 10)
    monkeypatch.setattr(search_memory, "MOST_ANSWERS", 5)
    memory = opened()
    for number in range(30):
        memory.remember("h", SearchQuery(str(number)), SearchPage((Repo("h", f"a/{number}"),)))
    assert [repo.name for repo, _ in memory.known("h")] == [f"a/{number}" for number in range(29, 19, -1)]
    recalled = [number for number in range(30) if memory.recall("h", SearchQuery(str(number))) is not None]
    assert recalled == list(range(25, 30))


def test_what_is_too_long_is_cut_or_left_out(opened: Open) -> None:
    memory = opened()
    tagged = Repo("h", "a/tagged", tags=("x" * 5000,), downloads=1)
    endless = Repo("h", "a/endless", licence_name="x" * 5000)
    memory.remember("h", QUERY, SearchPage((tagged, endless)))
    found = memory.recall("h", QUERY)
    assert found is not None
    assert found[0].repos == (Repo("h", "a/tagged", downloads=1),)
    memory.remember("h", SearchQuery("x" * 5000), SearchPage((tagged,)))
    assert memory.recall("h", SearchQuery("x" * 5000)) is None


def test_a_page_of_thousands_is_kept_in_part(opened: Open) -> None:
    memory = opened()
    memory.remember("h", QUERY, SearchPage(tuple(Repo("h", f"a/{number}") for number in range(5000))))
    found = memory.recall("h", QUERY)
    assert found is not None
    assert len(found[0].repos) == 200


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_none_is_replaced(opened: Open, path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    memory = opened()
    assert memory.known("huggingface") == ()
    memory.remember("huggingface", QUERY, PAGE)
    assert memory.recall("huggingface", QUERY) is not None


def test_pages_torn_out_of_the_middle_are_replaced_too(opened: Open, path: Path) -> None:
    memory = opened()
    for number in range(200):
        memory.remember("h", SearchQuery(str(number)), SearchPage((Repo("h", f"a/{number}"),)))
    memory.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    memory = opened()
    memory.remember("huggingface", QUERY, PAGE)
    memory.remember("huggingface", QUERY, PAGE)
    assert memory.recall("huggingface", QUERY) is not None


def test_a_newer_versions_file_is_left_as_it_is(opened: Open, path: Path) -> None:
    opened().remember("huggingface", QUERY, PAGE)
    opened()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    memory = opened()
    memory.remember("huggingface", SearchQuery("x"), PAGE)
    assert memory.recall("huggingface", QUERY) is None
    assert memory.known("huggingface") == ()
    memory.close()
    assert path.read_bytes() == before


def test_rows_that_somebody_else_wrote_are_passed_over(
    opened: Open, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened().remember("huggingface", QUERY, PAGE)
    opened()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE repos SET facts = x'00', seen = 'never' WHERE name = 'a/b'")
    memory = opened()
    with caplog.at_level(logging.WARNING):
        found = memory.recall("huggingface", QUERY)
    assert found is not None
    assert found[0].repos == (FULL,)
    assert [repo for repo, _ in memory.known("huggingface")] == [FULL]
    assert "can't be read" in caplog.text
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE answers SET given = 'never'")
        connection.execute("UPDATE repos SET seen = 1e300")
    assert memory.recall("huggingface", QUERY) is None
    assert memory.known("huggingface") == ()


def test_other_tables_under_our_number_are_no_failure(opened: Open, path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE other (x)")
        connection.execute("PRAGMA user_version = 1")
    memory = opened()
    memory.remember("huggingface", QUERY, PAGE)
    assert memory.recall("huggingface", QUERY) is None


def test_a_place_that_takes_nothing_is_no_failure(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    memory = SearchMemory(blocked / "searches.sqlite3", MIGRATIONS)
    memory.remember("huggingface", QUERY, PAGE)
    assert memory.recall("huggingface", QUERY) is None
    memory.close()


def test_after_its_end_it_remembers_nothing(opened: Open, path: Path) -> None:
    memory = opened()
    memory.close()
    memory.remember("huggingface", QUERY, PAGE)
    assert memory.recall("huggingface", QUERY) is None
    assert not path.exists()


def test_several_threads_remember_at_once(opened: Open) -> None:
    memory = opened()

    def remember(hub: str) -> None:
        for number in range(20):
            memory.remember(hub, SearchQuery(str(number)), SearchPage((Repo(hub, f"a/{number}"),)))

    threads = [threading.Thread(target=remember, args=(f"hub-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(memory.known(f"hub-{number}")) for number in range(4)] == [20] * 4
