"""The commands as a person runs them: real processes, the real starter, an empty home."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fireseed.base.paths import Paths, resources
from fireseed.chat.model import Role
from fireseed.chat.store import ChatStore
from fireseed.hubs.starter import STARTER_REPO
from hub.content import ServedFile, ServedRepo, seeded
from hub.server import LoopbackHub

Fireseed = Callable[..., "subprocess.CompletedProcess[str]"]
STARTER = STARTER_REPO
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def _environment(home: Path, starter: Path) -> dict[str, str]:
    return {
        **os.environ,
        "FIRESEED_HOME": str(home),
        "FIRESEED_STARTER": str(starter),
        "LANG": "en_US.UTF-8",
        "PYTHONUTF8": "1",
    }


def _no_hub_but_the_built_in(home: Path) -> None:
    """Nothing listens on the discard port: a hub that is down, at once."""
    settings = home / "config" / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"hub_address": "http://127.0.0.1:9"}))


def _runner(home: Path, starter: Path) -> Fireseed:
    _no_hub_but_the_built_in(home)

    def run(*words: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "fireseed", *words],
            input=typed, capture_output=True, text=True, encoding="utf-8", timeout=600, check=False,
            env=_environment(home, starter) | environment,
        )  # fmt: skip

    return run


@pytest.fixture
def fireseed(tmp_path: Path, starter: Path) -> Fireseed:
    return _runner(tmp_path, starter)


@pytest.fixture(scope="module")
def stocked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def stocked(stocked_home: Path, starter: Path) -> Fireseed:
    """A home in which the starter has been downloaded through `get`."""
    run = _runner(stocked_home, starter)
    got = run("get", STARTER, "--hub", "builtin")
    assert got.returncode == 0, got.stderr
    assert f"SHA-256 {SHA256}" in got.stdout
    return run


def _document(answer: subprocess.CompletedProcess[str]) -> Any:
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return json.loads(answer.stdout)


def test_demo_walks_the_whole_way(fireseed: Fireseed) -> None:
    told = fireseed("demo")
    assert told.returncode == 0, told.stderr
    assert f"✓ SmolLM2-135M-Instruct.Q4_1.gguf is what its publisher released: SHA-256 {SHA256}" in told.stdout
    _, _, answer = told.stdout.partition(SHA256)
    assert answer.strip()


def test_demo_in_chinese(fireseed: Fireseed) -> None:
    told = fireseed("demo", LANG="zh_CN.UTF-8")
    assert told.returncode == 0, told.stderr
    assert "与发布者公布的一致" in told.stdout


def test_search_names_the_hub_that_is_down_beside_the_rows(fireseed: Fireseed) -> None:
    told = fireseed("search", "smollm2")
    assert told.returncode == 0
    assert STARTER in told.stdout
    assert "can't be reached" in told.stderr
    assert [row["name"] for row in _document(fireseed("search", "smollm2", "--json"))] == [STARTER]


def test_nothing_is_known_before_anything_is_downloaded(fireseed: Fireseed) -> None:
    assert "No models yet" in fireseed("list").stderr
    assert _document(fireseed("list", "--json")) == []
    asked = fireseed("ask", "Hello?")
    assert asked.returncode == 1
    assert "No model is chosen" in asked.stderr
    unknown = fireseed("verify", "nobody/nothing", "--json")
    assert unknown.returncode == 1
    assert json.loads(unknown.stdout)["error"]["code"] == "ModelUnknown"


def test_get_of_what_is_not_there(fireseed: Fireseed) -> None:
    told = fireseed("get", "nobody/nothing", "--hub", "builtin", "--json")
    assert told.returncode == 1
    assert json.loads(told.stdout)["error"]["code"] == "NotFound"


@pytest.mark.parametrize(
    "address",
    [
        ["someone/tiny-GGUF:q8_0"],
        ["hf:someone/tiny-GGUF:Q8_0"],
        ["{hub}/someone/tiny-GGUF/blob/main/tiny-Q8_0.gguf"],
        ["{hub}/someone/tiny-GGUF/resolve/main/tiny-Q8_0.gguf?download=true"],
        ["hf", "download", "someone/tiny-GGUF", "tiny-Q8_0.gguf"],
        ["{web}"],
    ],
    ids=lambda words: words[0],
)
def test_get_takes_any_address(tmp_path: Path, fireseed: Fireseed, address: list[str]) -> None:
    files = {
        f"tiny-{name}.gguf": ServedFile(seeded(300_000, seed)) for seed, name in enumerate(("Q8_0", "F16"), 1)
    }
    with LoopbackHub(ServedRepo("someone/tiny-GGUF", files)) as hub:
        # The same bytes on a server of which only the file's address is known.
        with LoopbackHub(ServedRepo("someone/tiny-GGUF", files)) as elsewhere:
            web = f"{elsewhere.url}/someone/tiny-GGUF/resolve/main/tiny-Q8_0.gguf"
            (tmp_path / "config" / "settings.json").write_text(json.dumps({"hub_address": hub.url}))
            told = fireseed("get", *(word.format(hub=hub.url, web=web) for word in address), "--json")
        (file,) = _document(told)["files"]
        assert file["sha256"] == files["tiny-Q8_0.gguf"].sha256
        assert Path(file["path"]).read_bytes() == files["tiny-Q8_0.gguf"].content


def test_get_of_what_is_no_address_says_so(fireseed: Fireseed) -> None:
    told = fireseed("get", "https://huggingface.co/spaces/someone/thing", "--json")
    assert told.returncode == 1
    assert json.loads(told.stdout)["error"]["code"] == "AddressNotModel"


def test_wrong_usage_is_exit_code_2(fireseed: Fireseed) -> None:
    assert fireseed("frobnicate").returncode == 2
    assert fireseed("get").returncode == 2


def test_list_verify_ask(stocked: Fireseed) -> None:
    (model,) = _document(stocked("list", "--json"))
    assert (model["repo"], model["state"]) == (STARTER, "ready")
    (checked,) = _document(stocked("verify", "--json"))
    assert checked["check"] == "verified"
    answer = _document(stocked("ask", "--json", "--temperature", "0", "Hello! Who are you?"))
    assert "help" in answer["text"]
    assert answer["stats"]["answer_tokens"] > 3
    piped = stocked("ask", "--temperature", "0", typed="Hello! Who are you?")
    assert answer["text"].strip() == piped.stdout.strip()


def test_chat_sends_the_turns_before(stocked: Fireseed, stocked_home: Path) -> None:
    told = stocked("chat", "--temperature", "0", typed="Hello! My name is Ada.\nWhat is my name?\n")
    assert told.returncode == 0, told.stderr
    store = ChatStore(Paths.under(stocked_home).chat_database, resources() / "migrations" / "chat")
    branch = store.branch(store.conversations()[0].id)
    store.close()
    assert [message.role for message in branch] == [Role.USER, Role.ASSISTANT] * 2
    first, second = (message.stats for message in branch if message.stats is not None)
    assert second.prompt_tokens > first.prompt_tokens + first.answer_tokens


def test_verify_tells_a_changed_file(tmp_path: Path, starter: Path) -> None:
    run = _runner(tmp_path, starter)
    assert run("get", STARTER, "--hub", "builtin").returncode == 0
    (path,) = (Path(file["path"]) for file in _document(run("list", "--json"))[0]["files"])
    with path.open("r+b") as stream:
        stream.seek(50_000_000)
        stream.write(b"tampered")
    checked = run("verify")
    assert checked.returncode == 1
    assert "not what was released" in checked.stdout
    refused = run("ask", "--json", "Hello?")
    assert json.loads(refused.stdout)["error"]["code"] == "ModelChanged"


def test_remove_leaves_nothing_in_the_list_and_a_second_get_brings_it_back(tmp_path: Path, starter: Path) -> None:
    run = _runner(tmp_path, starter)
    assert run("get", STARTER, "--hub", "builtin").returncode == 0
    assert run("remove", STARTER).returncode == 0
    assert _document(run("list", "--json")) == []
    assert run("get", STARTER, "--hub", "builtin").returncode == 0
    assert len(_document(run("list", "--json"))) == 1


def test_hardware_tells_memory_and_processor(fireseed: Fireseed) -> None:
    machine = _document(fireseed("hardware", "--json"))
    assert machine["memory"]["total"] > 10**8
    assert "CPU" in fireseed("hardware").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to another process is a POSIX idea")
def test_ctrl_c_in_chat_ends_in_order(stocked: Fireseed, starter: Path, tmp_path: Path) -> None:
    _no_hub_but_the_built_in(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "fireseed", "chat"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=_environment(tmp_path, starter),
    )  # fmt: skip
    assert process.stderr is not None
    assert "No model is chosen" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
