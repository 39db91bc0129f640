"""One window a home; the second start asks the first one to show itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from fireseed.ui.instance import Instance


def start(lock: Path, what: str) -> subprocess.Popen[str]:
    """Another process that makes an Instance and prints the outcome of `what`."""
    script = (
        "import os, sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication;"
        "from fireseed.ui.instance import Instance; application = QCoreApplication([]);"
        f"instance = Instance(Path(sys.argv[1])); print({what}); sys.stdout.flush(); os._exit(9)"
    )
    return subprocess.Popen([sys.executable, "-c", script, str(lock)], stdout=subprocess.PIPE, text=True)


def test_the_second_wakes_the_first(tmp_path: Path, qtbot: QtBot) -> None:
    first = Instance(tmp_path / "lock")
    assert first.claim()
    with qtbot.waitSignal(first.asked), start(tmp_path / "lock", "instance.claim(), instance.wake()") as second:
        qtbot.waitUntil(lambda: second.poll() is not None)
        assert second.stdout is not None
        assert second.stdout.read().strip() == "False True"
    first.close()
    following = Instance(tmp_path / "lock")
    assert following.claim()
    following.close()


def test_two_homes_have_two_windows(tmp_path: Path, qtbot: QtBot) -> None:
    first, second = Instance(tmp_path / "one"), Instance(tmp_path / "two")
    assert first.claim()
    assert second.claim()
    first.close()
    second.close()


def test_one_that_was_killed_blocks_nobody(tmp_path: Path, qtbot: QtBot) -> None:
    with start(tmp_path / "lock", "instance.claim()") as killed:
        assert killed.communicate(timeout=120)[0].strip() == "True"
    following = Instance(tmp_path / "lock")
    assert following.claim()
    following.close()
