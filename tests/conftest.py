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

GARBAGE = 5_000
"""Objects that were made and are still there, from which on a collection is worth its time."""

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

    From then on garbage is collected between tests and in this thread, as `ui.garbage` does it and for its reason.
    """
    from fireseed.ui.application import make_application

    gc.collect()
    gc.freeze()  # modules and their code: they need not be looked through each time
    gc.disable()
    return make_application()


@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish() -> None:
    """After all that a test had is gone."""
    if not gc.isenabled() and gc.get_count()[0] > GARBAGE:
        gc.collect()


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
