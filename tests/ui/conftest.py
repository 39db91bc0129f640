"""A real window without a screen, drawn by the processor; warnings of Qt and QML fail a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from fireseed.base.paths import Paths, resources
from fireseed.base.settings import Language, SettingsFile
from fireseed.flows.search_memory import SearchMemory
from fireseed.ui.application import Window
from fireseed.ui.bridge import Bridge
from fireseed.words import Words
from ui.scripted import ScriptedApp, model, scripted_app


@pytest.fixture
def bridge(qtbot: QtBot) -> Iterator[Bridge]:
    """A bridge that speaks English."""
    made = Bridge(Words(resources() / "words", "en"))
    yield made
    made.close()
    Shiboken.delete(made)


@pytest.fixture
def memory(home: Paths) -> Iterator[SearchMemory]:
    """What hubs answered, on a real disk."""
    made = SearchMemory(home.searches_database, resources() / "migrations" / "search")
    yield made
    made.close()


@pytest.fixture
def app(home: Paths) -> Iterator[ScriptedApp]:
    """Scripted services in an empty home, in English, with one model."""
    SettingsFile(home.settings_file).change(language=Language.ENGLISH)
    with scripted_app(home) as made:
        made.library.found = (model(),)
        yield made


@pytest.fixture
def window(qtbot: QtBot, app: ScriptedApp) -> Iterator[Window]:
    """An open window; the library has been read."""
    made = Window(app)  # type: ignore[arg-type] # scripted services stand in for the real ones
    made.open()
    made.window.requestActivate()
    qtbot.waitUntil(made.window.isActive)
    qtbot.waitUntil(lambda: made.pages.chat.known)
    yield made
    made.close()
