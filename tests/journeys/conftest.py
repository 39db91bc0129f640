"""The whole program without a screen: the real window, hubs, downloads, library, engine, and an empty home."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fireseed.app import App
from fireseed.base.paths import Paths
from fireseed.base.settings import Language, SettingsFile
from fireseed.ui.application import Window
from journeys.person import Person

NOBODY = "http://127.0.0.1:9"
"""The discard port of this computer: a hub that is down, at once."""

OpenWindow = Callable[[], Person]


@pytest.fixture
def open_window(qtbot: QtBot, home: Paths, starter: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenWindow]:
    """Opens the window on the same home, as often as it is called; English, with no hub but the built-in one."""
    monkeypatch.setenv("FIRESEED_STARTER", str(starter))
    SettingsFile(home.settings_file).change(language=Language.ENGLISH, hub_address=NOBODY)
    with ExitStack() as closing:

        def open_one() -> Person:
            app = closing.enter_context(App.open(home))
            window = Window(app)
            closing.callback(window.close)
            window.open()
            window.window.requestActivate()
            qtbot.waitUntil(window.window.isActive)
            return Person(app, window, qtbot)

        yield open_one
