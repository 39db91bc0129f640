"""The built-in hub through its two clients: our own, and the `hf` command, which knows nothing of Fireseed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from fireseed.base.errors import HubUnreachable, NotFound
from fireseed.hubs.builtin import BuiltinHub
from fireseed.hubs.protocol import FileSource, Gate, Hub, Relation, SearchQuery, Sort
from fireseed.hubs.starter import STARTER_FILE, STARTER_REPO
from hubs.shared_library import eventually

STARTER_SIZE = 98_362_432
STARTER_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def test_the_starter_is_found_with_its_facts(builtin: BuiltinHub) -> None:
    page = builtin.search(SearchQuery("smollm2 135m"))
    (repo,) = page.repos
    assert page.next_cursor is None
    assert (repo.hub, repo.name, repo.gate) == ("builtin", STARTER_REPO, Gate.OPEN)
    assert (repo.licence, repo.languages) == ("apache-2.0", ("en",))
    assert repo.base_models == ("HuggingFaceTB/SmolLM2-135M-Instruct",)
    assert (repo.architecture, repo.parameters, repo.context_length) == ("llama", 134_515_008, 8192)
    assert repo.page is None
    assert "gguf" in repo.tags
    assert builtin.search(SearchQuery("deepseek")).repos == ()
    assert [found.name for found in builtin.search(SearchQuery(sort=Sort.NEWEST)).repos] == [STARTER_REPO]


def test_it_has_its_card_and_leads_from_the_base_model_to_it(builtin: BuiltinHub, shelf_folder: Path) -> None:
    commit = builtin.listing(STARTER_REPO).commit
    assert builtin.card(STARTER_REPO, commit) == (shelf_folder / STARTER_REPO / "README.md").read_text("utf-8")
    assert builtin.text(STARTER_REPO, commit, "tokenizer_config.json") is None
    assert builtin.text(STARTER_REPO, commit, STARTER_FILE) is None
    base = SearchQuery(quantized_of="HuggingFaceTB/SmolLM2-135M-Instruct")
    assert [(repo.name, repo.relation) for repo in builtin.search(base).repos] == [
        (STARTER_REPO, Relation.QUANTIZED)
    ]


def test_its_listing_has_sizes_and_digests(builtin: BuiltinHub, shelf_folder: Path) -> None:
    listing = builtin.listing(STARTER_REPO)
    files = {file.path: file for file in listing.files}
    assert set(files) == {STARTER_FILE, "README.md"}
    starter, readme = files[STARTER_FILE], files["README.md"]
    assert (starter.size, starter.sha256, starter.git_sha1) == (STARTER_SIZE, STARTER_SHA256, None)
    content = (shelf_folder / STARTER_REPO / "README.md").read_bytes()
    assert readme.git_sha1 == hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()
    assert readme.sha256 is None
    assert builtin.listing(STARTER_REPO, listing.commit) == listing
    assert builtin.listing(STARTER_REPO, "main") == listing


def test_its_bytes(builtin: BuiltinHub, starter: Path) -> None:
    commit = builtin.listing(STARTER_REPO).commit
    address = builtin.address(FileSource("builtin", STARTER_REPO, commit, STARTER_FILE))
    answer = httpx2.get(address.url, headers={"Range": "bytes=1000-1999"}, trust_env=False, timeout=60)
    with starter.open("rb") as stream:
        stream.seek(1000)
        assert answer.content == stream.read(1000)


@pytest.mark.parametrize(("repo", "revision"), [("no/such", None), (STARTER_REPO, "v2"), (STARTER_REPO, "0" * 40)])
def test_what_it_does_not_have(builtin: BuiltinHub, repo: str, revision: str | None) -> None:
    with pytest.raises(NotFound):
        builtin.listing(repo, revision)


def test_it_can_be_asked_from_many_threads_at_once(shelf_folder: Path, tmp_path: Path) -> None:
    hub: Hub = BuiltinHub(shelf_folder, tmp_path)
    with ThreadPoolExecutor(8) as pool:
        listings = list(pool.map(lambda _: hub.listing(STARTER_REPO), range(16)))
    hub.close()
    assert len(set(listings)) == 1


def test_a_folder_that_is_not_there_is_an_empty_hub(tmp_path: Path) -> None:
    hub = BuiltinHub(tmp_path / "absent", tmp_path)
    assert hub.search(SearchQuery()).repos == ()
    hub.close()


def test_nothing_runs_before_the_first_call_nor_after_close(tmp_path: Path) -> None:
    before = set(threading.enumerate())

    def servers() -> list[threading.Thread]:
        started = (thread for thread in threading.enumerate() if thread not in before)
        return [thread for thread in started if thread.name == "shelf-server"]

    hub = BuiltinHub(tmp_path, tmp_path)
    assert servers() == []
    hub.search(SearchQuery())
    assert len(servers()) == 1
    hub.close()
    hub.close()
    eventually(lambda: servers() == [])
    with pytest.raises(HubUnreachable):
        hub.search(SearchQuery())


def test_it_is_reached_when_the_system_has_a_proxy(
    shelf_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    hub = BuiltinHub(shelf_folder, tmp_path)
    assert len(hub.search(SearchQuery()).repos) == 1
    hub.close()


def test_the_hf_command_downloads_the_starter(builtin: BuiltinHub, tmp_path: Path) -> None:
    commit = builtin.listing(STARTER_REPO).commit
    url = httpx2.URL(builtin.address(FileSource("builtin", STARTER_REPO, commit, STARTER_FILE)).url)
    command = Path(sys.executable).with_name("hf.exe" if os.name == "nt" else "hf")
    environment = os.environ | {
        "HF_ENDPOINT": f"http://{url.host}:{url.port}",
        "HF_HOME": str(tmp_path / "hf"),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "NO_PROXY": "127.0.0.1",
    }
    folder = tmp_path / "downloaded"
    subprocess.run(
        [command, "download", STARTER_REPO, "--local-dir", folder, "--max-workers", "1"],
        env=environment,
        check=True,
        timeout=300,
        capture_output=True,
    )
    with (folder / STARTER_FILE).open("rb") as stream:
        assert hashlib.file_digest(stream, "sha256").hexdigest() == STARTER_SHA256
    assert (folder / "README.md").read_text().startswith("---\nlicense: apache-2.0")
