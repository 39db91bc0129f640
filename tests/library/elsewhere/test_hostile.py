"""Folders that are made to hurt: bounded time and memory, and what is good is found all the same."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from fireseed.base.errors import NotReadable, SearchCutShort
from fireseed.library.elsewhere import search
from fireseed.library.elsewhere.found import Origin, label
from fireseed.library.elsewhere.scan import look
from fireseed.library.hashing import Stopped
from library.elsewhere.computer import Computer, gguf

REPO = ".lmstudio/models/pub/repo"
needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
as_root = hasattr(os, "geteuid") and os.geteuid() == 0


@needs_links
def test_links_that_lead_in_circles(computer: Computer) -> None:
    computer.put(f"{REPO}/m-Q4_0.gguf", gguf())
    models = computer.home / ".lmstudio/models"
    (models / "pub/again").symlink_to(models)
    (models / "pub/repo/up").symlink_to(models / "pub")
    (models / "pub/repo/self-Q4_0.gguf").symlink_to("self-Q4_0.gguf")
    (models / "pub/repo/nowhere-Q4_0.gguf").symlink_to("/nowhere/at all")
    (computer.home / ".cache").mkdir()
    (computer.home / ".cache/lm-studio").symlink_to(computer.home / ".lmstudio")
    found = computer.look(Origin.LM_STUDIO)
    assert [model.repo for model in found.models] == ["pub/repo"]
    assert found.problems == ()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes in folders")
def test_a_pipe_blocks_nothing(computer: Computer) -> None:
    computer.put(f"{REPO}/m-Q4_0.gguf", gguf())
    os.mkfifo(computer.home / REPO / "pipe-Q8_0.gguf")
    os.mkfifo(computer.home / ".lmstudio-home-pointer")
    os.mkfifo(computer.home / ".lmstudio/settings.json")
    assert len(computer.look(Origin.LM_STUDIO).models) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows takes no such names")
def test_names_that_would_break_a_line_or_a_database(computer: Computer) -> None:
    folder = computer.home / ".lmstudio/models/pu\nb\u202e/re\x1b[31mpo"
    folder.mkdir(parents=True)
    (folder / "m-Q4_0.gguf").write_bytes(gguf("a"))
    raw = os.fsencode(computer.home / ".lmstudio/models") + b"/\xff\xfe/repo"
    os.makedirs(raw)  # noqa: PTH103 - a name in bytes
    path = Path(os.fsdecode(raw + b"/n\xff-Q4_0.gguf"))
    path.write_bytes(gguf("b"))
    found = computer.look(Origin.LM_STUDIO).models
    assert {model.repo for model in found} == {"pu\ufffdb\ufffd/re\ufffd[31mpo", "\ufffd\ufffd/repo"}
    assert path in [model.files[0].path for model in found]
    for model in found:
        f"{model.repo}:{model.variant}".encode()


def test_labels_are_one_short_line() -> None:
    assert label("x" * 5000) == "x" * 199 + "…"
    assert label("火种 a-b_c.d") == "火种 a-b_c.d"
    assert label("a\r\n\t\u2028\u200b\ud800b") == "a" + "\ufffd" * 6 + "b"


@pytest.mark.skipif(as_root or os.name == "nt", reason="may read everything")
def test_a_folder_that_may_not_be_read(computer: Computer) -> None:
    computer.put(f"{REPO}/m-Q4_0.gguf", gguf())
    closed = computer.put(".lmstudio/models/closed/repo/m-Q4_0.gguf", gguf()).parent
    closed.chmod(0)
    try:
        found = computer.look(Origin.LM_STUDIO)
    finally:
        closed.chmod(0o700)
    assert [model.repo for model in found.models] == ["pub/repo"]
    assert [type(problem.error) for problem in found.problems] == [NotReadable]


def test_fifty_thousand_files_end_in_time(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits are made small; that they are counted is what matters."""
    monkeypatch.setattr(search, "MOST_ENTRIES", 300)
    monkeypatch.setattr(search, "MOST_HEADERS", 20)
    computer.put(f"{REPO}/a-Q4_0.gguf", gguf())
    for number in range(50):
        computer.put(f".lmstudio/models/pub/repo/{number:02}/m-Q{number % 8}_0.gguf", gguf(str(number)))
    found = computer.look(Origin.LM_STUDIO)
    assert len(found.models) == 20
    assert [type(problem.error) for problem in found.problems] == [SearchCutShort]
    monkeypatch.setattr(search, "MOST_ENTRIES", 30)
    assert isinstance(computer.look(Origin.LM_STUDIO).problems[-1].error, SearchCutShort)
    monkeypatch.setattr(search, "MOST_SECONDS", -1.0)
    assert isinstance(computer.look(Origin.LM_STUDIO).problems[-1].error, SearchCutShort)


def test_fifty_thousand_empty_files_cost_little(computer: Computer) -> None:
    folder = computer.home / REPO
    folder.mkdir(parents=True)
    for number in range(50_000):
        os.close(os.open(folder / f"{number}.gguf", os.O_CREAT | os.O_WRONLY))
    begun = time.process_time()
    found = computer.look(Origin.LM_STUDIO)
    assert time.process_time() - begun < 30
    assert len(found.problems) <= search.MOST_PROBLEMS + 1
    assert isinstance(found.problems[-1].error, SearchCutShort)


def test_it_stops_when_it_is_told_to(computer: Computer) -> None:
    for number in range(20):
        computer.put(f"{REPO}/m{number}-Q4_0.gguf", gguf(str(number)))
    stop = threading.Event()
    asked = 0

    def stopped() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    with pytest.raises(Stopped):
        look(computer.surroundings, stopped=stopped)
    stop.set()
    with pytest.raises(Stopped):
        look(computer.surroundings, stopped=stop.is_set)


def test_headers_of_known_files_are_not_read_again(computer: Computer) -> None:
    path = computer.put(f"{REPO}/m-Q4_0.gguf", gguf())
    (found,) = look(computer.surroundings, [Origin.LM_STUDIO], known=lambda file: file.path == path)
    path.write_bytes(b"x" * path.stat().st_size)
    (again,) = look(computer.surroundings, [Origin.LM_STUDIO], known=lambda file: file.path == path)
    assert [model.variant for model in (*found.models, *again.models)] == ["Q4_0", "Q4_0"]
    assert computer.look(Origin.LM_STUDIO).models == ()


def test_all_apps_in_one_look(computer: Computer) -> None:
    computer.put(f"{REPO}/m-Q4_0.gguf", gguf("a"))
    computer.pulled("registry.ollama.ai/library/m/1b", {"model": gguf("b")})
    computer.put(".local/share/Jan/data/models/m/m-Q4_0.gguf", gguf("c"))
    computer.put(".local/share/nomic.ai/GPT4All/m.Q4_0.gguf", gguf("d"))
    computer.cached("a/b", "m-Q4_0.gguf", gguf("e"))
    found = look(computer.surroundings)
    assert [(each.origin, len(each.models)) for each in found] == [(origin, 1) for origin in Origin]
