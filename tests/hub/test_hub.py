"""The test hub speaks to real clients: our own hub module, and as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2

from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.protocol import FileSource, Relation, SearchQuery, Sort
from fireseed.transfer.plan import Variant, plan
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfers
from hub.content import MIB, ServedFile, ServedRepo, seeded
from hub.server import LoopbackHub

REPO = "owner/model-GGUF"


def repo() -> ServedRepo:
    readme = ServedFile(b"# Model\n", large=False)
    return ServedRepo(REPO, {"Q4_0/model-Q4_0.gguf": ServedFile(seeded(9 * MIB + 1)), "README.md": readme})


def test_our_hub_module_finds_lists_and_downloads_from_it(tmp_path: Path) -> None:
    with LoopbackHub(repo()) as served:
        hub = HuggingFaceHub("test", "Test", served.url)
        (row,) = hub.search(SearchQuery("model")).repos
        assert row.name == REPO
        listing = hub.listing(REPO)
        truth = served.repos[REPO]
        assert listing.commit == truth.commit
        assert {file.path: file.size for file in listing.files} == {
            path: file.size for path, file in truth.files.items()
        }
        wanted = plan(listing, Variant("Q4_0", listing.files), tmp_path / "models")
        transfers = Transfers(tmp_path / "records", tmp_path / "quarantine", hub.address)
        transfer = transfers.start(wanted)
        state = transfers.wait(transfer.id, 60)
        transfers.close()
        hub.close()
        assert state is TransferState.DONE, transfer.error
        for file in wanted.files:
            assert Path(file.target).read_bytes() == truth.files[file.path].content


def served(name: str, **facts: Any) -> ServedRepo:
    files = {"README.md": ServedFile(f"# {name}\n".encode(), large=False), "m-Q4_0.gguf": ServedFile(b"GGUF")}
    return ServedRepo(name, files, **facts)


def test_it_searches_filters_sorts_and_pages_as_hugging_face_does() -> None:
    repos = [
        served("a/DeepSeek-R1-GGUF", downloads=1, created="2026-11-03T00:00:00.000Z", base_models=["d/R1"]),
        served("b/DeepSeek-R1-Distill-GGUF", downloads=3, created="2026-11-02T00:00:00.000Z"),
        served("c/Qwen3-GGUF", downloads=2, pipeline="image-text-to-text", gguf={"total": 8}),
        served("d/R1", tags=["safetensors"], base_models=["d/R1-Base"]),
    ]
    with LoopbackHub(*repos) as site:
        hub = HuggingFaceHub("test", "Test", site.url)

        def names(**facts: Any) -> list[str]:
            return [repo.name[0] for repo in hub.search(SearchQuery(**facts)).repos]

        assert names(text="r1 deepseek", sort=Sort.DOWNLOADS) == ["b", "a"]
        assert names(text="DEEPSEEK", sort=Sort.NEWEST) == ["a", "b"]
        assert names(quantized_of="d/R1") == ["a"]
        first = hub.search(SearchQuery(sort=Sort.DOWNLOADS, limit=2))
        second = hub.search(SearchQuery(sort=Sort.DOWNLOADS, limit=2, cursor=first.next_cursor))
        assert [[repo.name[0] for repo in page.repos] for page in (first, second)] == [["b", "c"], ["a"]]
        assert second.next_cursor is None
        (qwen,) = hub.search(SearchQuery("qwen3")).repos
        assert (qwen.pipeline, qwen.parameters) == ("image-text-to-text", 8)
        assert hub.listing("d/R1").repo.relation is Relation.FINETUNE
        assert hub.card("c/Qwen3-GGUF", repos[2].commit) == "# c/Qwen3-GGUF\n"
        hub.close()


def test_it_runs_as_a_process(tmp_path: Path) -> None:
    model = tmp_path / "owner" / "real" / "a.gguf"
    model.parent.mkdir(parents=True)
    model.write_bytes(b"GGUF and so on")
    process = subprocess.Popen(
        [sys.executable, "-m", "hub", "--folder", str(tmp_path), "--seeded", "owner/seeded/b.gguf=1000"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        with httpx2.Client(follow_redirects=True, trust_env=False, timeout=60) as client:
            assert client.get(f"{url}/owner/real/resolve/main/a.gguf").content == b"GGUF and so on"
            assert client.get(f"{url}/owner/seeded/resolve/main/b.gguf").content == seeded(1000)
            assert client.get(f"{url}/owner/none/resolve/main/b.gguf").status_code == 404
    finally:
        process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_signed_address_runs_out() -> None:
    with LoopbackHub(repo(), signature_seconds=0.0) as served:
        source = FileSource("test", REPO, "main", "Q4_0/model-Q4_0.gguf")
        url = f"{served.url}/{REPO}/resolve/main/{source.path}"
        assert httpx2.get(url, follow_redirects=True, timeout=60).status_code == 403
