"""What tests of several rooms share."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from fireseed.base.paths import Paths

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

    from patience import PatientBot

# A busy machine is no failure: examples have no time limit.
settings.register_profile("fireseed", deadline=None)
settings.load_profile("fireseed")

# A real window without a screen, drawn by the processor.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"


@pytest.fixture(scope="session")
def starter() -> Path:
    """The real starter model. `./test` fetches it and names it in FIRESEED_STARTER."""
    path = Path(os.environ["FIRESEED_STARTER"])
    assert path.stat().st_size == 98_362_432
    return path


@pytest.fixture(scope="session")
def qapp() -> QGuiApplication:
    """The application as `fireseed` makes it, in place of pytest-qt's; a process can have only one.

    From then on no garbage is collected. The program has one window for all of its life; tests leave hundreds of
    them in cycles, and a collection takes such trees of QObjects apart in an order that Qt does not survive.
    """
    from fireseed.ui.application import make_application

    gc.disable()
    return make_application()


def pytest_sessionfinish() -> None:
    """At its end Python collects whatever the settings are: nothing is left to it."""
    if not gc.isenabled():
        gc.freeze()


@pytest.fixture
def qtbot(qapp: QGuiApplication, request: pytest.FixtureRequest) -> PatientBot:
    """pytest-qt's, which waits longer."""
    from patience import PatientBot

    return PatientBot(request)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """An empty home of its own for one test, for other apps' folders, too."""
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    return Paths.under(tmp_path / "home").ensure()
