"""The program as a whole: one window a home, a clean end, and words when nothing can be opened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow
from pytestqt.qtbot import QtBot

from fireseed.base.errors import DatabaseDamaged
from fireseed.base.paths import Paths
from fireseed.ui.application import give_up

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start(home: Paths) -> Iterator[Start]:
    """Starts the program on this home; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[bytes]] = []
    root = home.data.parent
    environment = {**os.environ, "FIRESEED_HOME": str(root), "QT_QPA_PLATFORM": "offscreen"}

    def begin() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "fireseed"]
        started.append(subprocess.Popen(command, env=environment, stderr=subprocess.PIPE))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def log_of(home: Paths) -> str:
    """What the program has logged."""
    file: Path = home.logs / "fireseed.log"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def test_a_second_start_shows_the_first_and_ends(home: Paths, start: Start, qtbot: QtBot) -> None:
    first = start()
    qtbot.waitUntil(lambda: "first frame" in log_of(home))
    second = start()
    assert second.wait(120) == 0
    assert first.poll() is None
    assert ".qml" not in log_of(home)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that asks a program to end")
def test_asked_to_end_it_ends_cleanly(home: Paths, start: Start, qtbot: QtBot) -> None:
    process = start()
    qtbot.waitUntil(lambda: "first frame" in log_of(home))
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=120)
    assert (process.returncode, said) == (0, b"")
    assert (home.config / "window.json").is_file()
    following = start()
    qtbot.waitUntil(lambda: log_of(home).count("first frame") == 2)
    assert following.poll() is None


def test_what_can_not_be_opened_is_explained(home: Paths, qapp: QGuiApplication, qtbot: QtBot) -> None:
    seen: list[list[str]] = []
    before = QGuiApplication.topLevelWindows()

    def look() -> None:
        window = next((one for one in QGuiApplication.topLevelWindows() if one not in before), None)
        if window is None or not window.isVisible():
            QTimer.singleShot(50, look)
            return
        assert isinstance(window, QQuickWindow)
        waiting, texts = [window.contentItem()], []
        while waiting:
            item = waiting.pop()
            waiting.extend(item.childItems())
            texts.append(str(item.property("text")))
        seen.append(texts)
        window.close()

    QTimer.singleShot(50, look)
    assert give_up(qapp, home, DatabaseDamaged(str(home.chat_database), "not a database")) == 1
    assert any("is damaged" in text or "损坏" in text for text in seen[0])
