"""“I want DeepSeek on this laptop”: from the first screen to an answer, with one click in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fireseed.base.paths import Paths
from fireseed.base.settings import SettingsFile
from fireseed.flows.fitting import Fitting
from fireseed.hardware.machine import Disk, DiskKind, Machine, Memory, Processor, Undetected, Why
from fireseed.library.model import Check
from hub.server import LoopbackHub
from journeys.answers import hears_out
from journeys.conftest import OpenWindow
from journeys.person import Person
from journeys.shelves import known_models

GB = 10**9
QUESTION = "Hello! Who are you?"
LAPTOP = Machine(
    system="Linux",
    memory=Memory(16 * GB, 11 * GB, limited=False),
    processor=Processor("A laptop's", 4, 8, 8, ("AVX2",)),
    disks=(Disk("/", 500 * GB, 200 * GB, "/dev/nvme0n1", DiskKind.SOLID_STATE),),
    devices=(),
    nvidia=Undetected(Why.ABSENT, "no driver"),
)


@pytest.fixture
def hub(starter: Path) -> Iterator[LoopbackHub]:
    with LoopbackHub(*known_models(starter)) as served:
        yield served


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever machine runs the tests."""
    monkeypatch.setattr(Fitting, "machine", lambda _: LAPTOP)
    monkeypatch.setattr(Fitting, "bandwidth", lambda _: 40 * GB)


def _button(person: Person) -> str:
    """The one of the first card that is a DeepSeek, as a screen reader would say it; empty before it is there."""
    return next((name for name in person.hears() if name.startswith("Download DeepSeek")), "")


@pytest.mark.usefixtures("laptop")
def test_from_the_first_screen_to_an_answer(open_window: OpenWindow, home: Paths, hub: LoopbackHub) -> None:
    SettingsFile(home.settings_file).change(hub_address=hub.url)
    person = open_window()
    person.waits_for("What would you like to run?")
    person.waits_until(lambda: bool(_button(person)))
    for fact in ("words a second", "free memory", "MIT License"):
        person.waits_for(fact)
    person.tabs_to(_button(person))
    person.presses(Qt.Key.Key_Return)
    person.waits_until(lambda: bool(person.app.library.models()))
    (model,) = person.app.library.models()
    assert "DeepSeek" in model.repo
    assert model.variant == "Q4_K_M"
    assert [file.check for file in model.files] == [Check.VERIFIED]
    person.waits_for("Ask anything")
    person.clicks("Your question")
    person.types(QUESTION)
    person.clicks("Send (Enter)")
    hears_out(person, QUESTION)
    person.waits_for("tokens/s")
