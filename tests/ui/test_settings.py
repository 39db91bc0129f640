"""The page Settings: every choice is on disk and in force at once, and what can't be is said."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from fireseed.base.errors import FolderMissing, HubUnreachable, NotWritable
from fireseed.base.paths import Paths
from fireseed.base.settings import Language, Settings, SettingsFile, Theme
from fireseed.ui.bridge import Bridge
from fireseed.ui.settings import SettingsPage, free_space


@dataclass
class Place:
    """The page; `applied` holds the settings at each time they were put into force."""

    settings: SettingsFile
    paths: Paths
    applied: list[Settings] = field(default_factory=list)
    down: bool = False

    def apply(self) -> None:
        self.applied.append(self.settings.current)

    def ask_hub(self) -> None:
        if self.down:
            raise HubUnreachable("huggingface", "name resolution failed")

    def on_disk(self, name: str) -> object:
        return json.loads(self.paths.settings_file.read_bytes())[name]


@pytest.fixture
def place(home: Paths) -> Place:
    return Place(SettingsFile(home.settings_file), home)


@pytest.fixture
def page(bridge: Bridge, place: Place) -> SettingsPage:
    return SettingsPage(bridge, place.paths, place.settings, place.apply, place.ask_hub, bridge)


def test_a_choice_holds_at_once(page: SettingsPage, place: Place, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.changed):
        page.setProperty("language", list(Language).index(Language.CHINESE))
    assert place.applied[-1].language is Language.CHINESE
    assert place.on_disk("language") == "zh_CN"
    page.setProperty("theme", list(Theme).index(Theme.DARK))
    assert place.applied[-1].theme is Theme.DARK
    page.setProperty("textScale", page.property("textScales").index("150%"))
    assert place.applied[-1].text_scale == 1.5
    assert len(place.applied) == 3


@pytest.mark.parametrize(("asked", "kept"), [(1, 1), (16, 16), (0, 1), (99, 16)])
def test_connections_stay_within_what_routers_bear(
    page: SettingsPage, place: Place, asked: int, kept: int
) -> None:
    page.setProperty("connections", asked)
    assert place.settings.current.connections == kept


def test_a_scale_from_elsewhere_shows_as_the_nearest(page: SettingsPage, place: Place) -> None:
    place.settings.change(text_scale=1.3)
    assert page.property("textScales")[page.property("textScale")] == "125%"


def test_a_models_folder_is_taken_when_models_can_be_kept_there(
    page: SettingsPage, place: Place, tmp_path: Path, qtbot: QtBot
) -> None:
    page.start()
    qtbot.waitUntil(lambda: page.property("folderFree") != "")
    assert page.property("folder") == str(place.paths.models)
    assert page.property("folderIsDefault")
    chosen = tmp_path / "模型 folder"
    chosen.mkdir()
    page.chooseFolder(QUrl.fromLocalFile(str(chosen)))
    qtbot.waitUntil(lambda: page.property("folder") == str(chosen))
    assert place.on_disk("models_folder") == str(chosen)
    assert list(chosen.iterdir()) == [], "the trial leaves nothing behind"
    page.defaultFolder()
    assert page.property("folder") == str(place.paths.models)


def test_a_folder_that_is_not_there_is_refused_and_the_former_kept(
    page: SettingsPage, place: Place, tmp_path: Path, qtbot: QtBot
) -> None:
    page.chooseFolder(QUrl.fromLocalFile(str(tmp_path / "unplugged")))
    qtbot.waitUntil(lambda: page.property("folderProblem") != "")
    assert "unplugged" in page.property("folderProblem")
    assert page.property("folderAdvice")
    assert place.settings.current.models_folder == ""
    assert not place.applied


def test_a_folder_that_takes_no_file_is_not_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise OSError(30, "Read-only file system")

    # Whoever runs the tests may be root, who can write anywhere: only the system's answer is made up.
    monkeypatch.setattr("fireseed.ui.settings.tempfile.TemporaryFile", refuse)
    with pytest.raises(NotWritable) as caught:
        free_space(tmp_path)
    assert caught.value.reason == "Read-only file system"
    with pytest.raises(FolderMissing):
        free_space(tmp_path / "missing")


def test_settings_that_can_not_be_kept_are_said_and_not_applied(page: SettingsPage, place: Place) -> None:
    place.paths.settings_file.mkdir()
    page.setProperty("theme", list(Theme).index(Theme.DARK))
    assert "settings.json" in page.property("saveProblem")
    assert page.property("saveAdvice")
    assert not place.applied
    assert page.property("theme") == list(Theme).index(Theme.SYSTEM)
    place.paths.settings_file.rmdir()
    page.setProperty("theme", list(Theme).index(Theme.DARK))
    assert page.property("saveProblem") == ""


def test_an_address_is_taken_in_one_spelling(page: SettingsPage, place: Place) -> None:
    page.setHubAddress(" HF-mirror.com/ ")
    assert page.property("hubAddress") == "https://hf-mirror.com"
    assert place.applied[-1].hub_address == "https://hf-mirror.com"
    page.setHubAddress("https://hf-mirror.com")
    assert len(place.applied) == 1, "the same address changes nothing"
    page.setHubAddress("")
    assert place.applied[-1].hub_address == ""


@pytest.mark.parametrize("typed", ["ftp://x.example", "https://", "https://me:pw@x.example", "http://x.example"])
def test_what_is_no_address_stays_to_be_mended(page: SettingsPage, place: Place, typed: str) -> None:
    page.setHubAddress("hf-mirror.com")
    page.setHubAddress(typed)
    assert page.property("hubAddress") == typed
    assert page.property("addressProblem")
    assert place.settings.current.hub_address == "https://hf-mirror.com"
    page.setHubAddress("hf-mirror.com")
    assert page.property("addressProblem") == ""


def test_whether_the_hub_answers(page: SettingsPage, place: Place, qtbot: QtBot) -> None:
    page.checkHub()
    assert page.property("answer") == SettingsPage.Answer.WAITING
    qtbot.waitUntil(lambda: page.property("answer") == SettingsPage.Answer.GOOD)
    assert page.property("answerText").endswith(" ms")
    place.down = True
    page.checkHub()
    qtbot.waitUntil(lambda: page.property("answer") == SettingsPage.Answer.BAD)
    assert "can't be reached" in page.property("answerText")
    assert "name resolution failed" in page.property("answerAdvice")
    page.setHubAddress("hf-mirror.com")
    assert page.property("answer") == SettingsPage.Answer.UNASKED
