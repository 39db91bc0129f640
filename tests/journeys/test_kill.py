"""kill -9 of the whole app at random moments of a download: it always goes on, and always ends verified."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fireseed.base.paths import Paths, resources
from fireseed.base.settings import Language, SettingsFile
from fireseed.library.model import Check, ModelState
from fireseed.library.store import Library
from hub.content import ServedFile, ServedRepo, mapped
from hub.server import LoopbackHub

KILLS = 20
MIB = 1024 * 1024
TWICE = 32 * MIB
"""Bytes that one kill may cost: four workers, each in the middle of a chunk of 8 MiB."""
RATE = 20 * MIB
"""Bytes per second: what comes between a moment and its kill is little, also on a busy machine."""
SECONDS = 300.0
"""A time limit that only a defect reaches."""
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
REPO = "someone/SmolLM2-GGUF"


def _start(home: Paths, *words: str) -> subprocess.Popen[bytes]:
    """The app: the window without a screen, or a command."""
    return subprocess.Popen(
        [sys.executable, "-m", "fireseed", *words],
        env={**os.environ, "FIRESEED_HOME": str(home.data.parent), "QT_QPA_PLATFORM": "offscreen",
             "QT_QUICK_BACKEND": "software", "FIRESEED_STARTER": ""},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _final(home: Paths) -> Path:
    return home.models / "huggingface" / REPO / FILE


def test_twenty_kills_and_it_ends_verified(home: Paths, starter: Path) -> None:
    served = ServedFile(mapped(starter))
    with LoopbackHub(ServedRepo(REPO, {FILE: served}), rate=RATE) as hub:
        SettingsFile(home.settings_file).change(language=Language.ENGLISH, hub_address=hub.url)
        dice = random.Random(20)
        process = _start(home, "get", REPO, "--hub", "huggingface")
        kills = 0
        try:
            while kills < KILLS and not _final(home).exists():
                before = sum(hub.served.values())
                # Some die before the first byte, some in the middle of a chunk, some after several.
                wanted = before + round(dice.random() ** 2 * 12 * MIB)
                deadline = time.monotonic() + SECONDS
                while sum(hub.served.values()) <= wanted and not _final(home).exists():
                    assert process.poll() is None or _final(home).exists(), "the app ended by itself"
                    assert time.monotonic() < deadline, "it does not go on"
                    time.sleep(0.003)
                process.kill()
                process.wait()
                kills += 1
                if _final(home).exists():
                    assert hashlib.sha256(_final(home).read_bytes()).hexdigest() == served.sha256
                process = _start(home)
            hub.rate = None
            _wait_for_the_model(home)
        finally:
            process.kill()
            process.wait()
        assert kills > KILLS // 2
        fetched = sum(hub.served.values())
    assert fetched <= served.size + kills * TWICE
    assert _models(home) == [(ModelState.READY, served.sha256, Check.VERIFIED)]
    assert [path.name for path in _final(home).parent.iterdir()] == [FILE]
    assert not list(home.transfers.glob("*.json"))


def _models(home: Paths) -> list[tuple[ModelState, str, Check]]:
    library = Library(home.library_database, resources() / "migrations" / "library")
    try:
        return [(model.state, file.sha256, file.check) for model in library.models() for file in model.files]
    finally:
        library.close()


def _wait_for_the_model(home: Paths) -> None:
    """Until it is in the library, and the download of it is no longer noted."""
    deadline = time.monotonic() + SECONDS
    while not _models(home) or list(home.transfers.glob("*.json")):
        assert time.monotonic() < deadline, "the download never ended"
        time.sleep(0.1)


@pytest.fixture
def terminal_signals() -> Iterator[None]:
    """Ctrl+C as in a terminal, also where these tests run in the background, which is deaf to it."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, former)


@pytest.mark.usefixtures("terminal_signals")
@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to another process is a POSIX idea")
def test_ctrl_c_leaves_a_download_that_goes_on(home: Paths, starter: Path) -> None:
    served = ServedFile(mapped(starter))
    with LoopbackHub(ServedRepo(REPO, {FILE: served}), rate=RATE) as hub:
        SettingsFile(home.settings_file).change(language=Language.ENGLISH, hub_address=hub.url)
        process = _start(home, "get", REPO, "--hub", "huggingface")
        deadline = time.monotonic() + SECONDS
        while sum(hub.served.values()) < 20 * MIB:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=SECONDS) == 130
        hub.rate = None
        assert _start(home, "get", REPO, "--hub", "huggingface").wait(timeout=SECONDS) == 0
        assert sum(hub.served.values()) <= served.size + TWICE
    assert [state for state, _, _ in _models(home)] == [ModelState.READY]
