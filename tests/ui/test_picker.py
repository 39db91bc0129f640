"""The loaded model says what memory it takes, beside what was expected before."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from fireseed.engine.protocol import EngineState
from fireseed.flows.fitting import Taken
from fireseed.library.measurements import Parts
from fireseed.ui.application import Window
from ui.scripted import MB, ScriptedApp, ScriptedEngine, model
from ui.test_window import says

TAKEN = Taken(1, Parts(100 * MB, 80 * MB, 40 * MB), Parts(100 * MB, 80 * MB, 34 * MB))


def test_what_the_loaded_model_takes_and_nothing_before(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    app.answers.taken = TAKEN
    assert not says(window, "expected)")
    app.engines.current = engine = ScriptedEngine(model().name)
    qtbot.waitUntil(lambda: says(window, "214 MB of memory (220 MB expected)"))
    engine.state = EngineState.GONE
    qtbot.waitUntil(lambda: not says(window, "expected)"))


def test_nothing_where_nobody_could_say(window: Window, app: ScriptedApp, qtbot: QtBot) -> None:
    app.engines.current = ScriptedEngine(model().name)
    qtbot.waitUntil(lambda: says(window, "ready"))
    assert not says(window, "expected)")
