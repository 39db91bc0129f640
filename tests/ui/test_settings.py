"""The page Settings: every choice is on disk and in force at once, and what can't be is said."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from fireseed.base.errors import FolderMissing, NotWritable
from fireseed.base.paths import Paths
from fireseed.base.settings import Language, ModelScopeRegion, Settings, SettingsFile, Theme
from fireseed.library.elsewhere.found import Found, Origin
from fireseed.ui.adopted_apps import AdoptedApps
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.download_settings import DownloadSettings, free_space
from fireseed.ui.folder_list import FolderList
from fireseed.ui.settings import Sections, SettingsPage
from ui.scripted import ScriptedAdoption


@dataclass
class Place:
    """The settings; `applied` holds them at each time they were put into force."""

    paths: Paths
    settings: SettingsFile
    choices: Choices = field(init=False)
    applied: list[Settings] = field(default_factory=list)

    def apply(self) -> None:
        self.applied.append(self.settings.current)

    def on_disk(self, name: str) -> object:
        return json.loads(self.paths.settings_file.read_bytes())[name]


@pytest.fixture
def place(bridge: Bridge, home: Paths) -> Place:
    made = Place(home, SettingsFile(home.settings_file))
    made.choices = Choices(bridge, home, made.settings, made.apply, bridge)
    return made


@pytest.fixture
def page(bridge: Bridge, place: Place) -> SettingsPage:
    """The page's own choices; its sections have tests of their own."""
    sections: Sections = None  # type: ignore[assignment] # nobody asks for them here
    return SettingsPage(bridge, place.paths, place.choices, sections, bridge)


@pytest.fixture
def downloads(bridge: Bridge, place: Place) -> DownloadSettings:
    return DownloadSettings(bridge, place.paths, place.choices, bridge)


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


def test_a_scale_from_elsewhere_shows_as_the_nearest(page: SettingsPage, place: Place) -> None:
    place.settings.change(text_scale=1.3)
    assert page.property("textScales")[page.property("textScale")] == "125%"


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


@pytest.mark.parametrize(("asked", "kept"), [(1, 1), (16, 16), (0, 1), (99, 16)])
def test_counts_stay_within_what_routers_bear(
    downloads: DownloadSettings, place: Place, asked: int, kept: int
) -> None:
    downloads.setProperty("connections", asked)
    downloads.setProperty("atOnce", asked)
    assert (place.settings.current.connections, place.settings.current.downloads_at_once) == (kept, kept)


def test_a_models_folder_is_taken_when_models_can_be_kept_there(
    downloads: DownloadSettings, place: Place, tmp_path: Path, qtbot: QtBot
) -> None:
    downloads.start()
    qtbot.waitUntil(lambda: downloads.property("folderFree") != "")
    assert downloads.property("folder") == str(place.paths.models)
    assert downloads.property("folderIsDefault")
    chosen = tmp_path / "模型 folder"
    chosen.mkdir()
    downloads.chooseFolder(QUrl.fromLocalFile(str(chosen)))
    qtbot.waitUntil(lambda: downloads.property("folder") == str(chosen))
    assert place.on_disk("models_folder") == str(chosen)
    assert list(chosen.iterdir()) == [], "the trial leaves nothing behind"
    downloads.defaultFolder()
    assert downloads.property("folder") == str(place.paths.models)


def test_a_folder_that_is_not_there_is_refused_and_the_former_kept(
    downloads: DownloadSettings, place: Place, tmp_path: Path, qtbot: QtBot
) -> None:
    downloads.chooseFolder(QUrl.fromLocalFile(str(tmp_path / "unplugged")))
    qtbot.waitUntil(lambda: downloads.property("folderProblem") != "")
    assert "unplugged" in downloads.property("folderProblem")
    assert downloads.property("folderAdvice")
    assert place.settings.current.models_folder == ""
    assert not place.applied


def test_a_folder_that_takes_no_file_is_not_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise OSError(30, "Read-only file system")

    # Whoever runs the tests may be root, who can write anywhere: only the system's answer is made up.
    monkeypatch.setattr("fireseed.ui.download_settings.tempfile.TemporaryFile", refuse)
    with pytest.raises(NotWritable) as caught:
        free_space(tmp_path)
    assert caught.value.reason == "Read-only file system"
    with pytest.raises(FolderMissing):
        free_space(tmp_path / "missing")


@pytest.mark.parametrize(
    ("typed", "rate"), [("2.5", 2_500_000), ("0,5 MB/s", 500_000), ("", 0), (" 0 ", 0), ("7", 7_000_000)]
)
def test_a_speed_limit(downloads: DownloadSettings, place: Place, typed: str, rate: int) -> None:
    place.settings.change(speed_limit=1)
    downloads.setSpeed(typed)
    assert place.applied[-1].speed_limit == rate
    assert downloads.property("speedProblem") == ""


def test_a_speed_that_is_none_stays_to_be_mended(downloads: DownloadSettings, place: Place) -> None:
    downloads.setSpeed("5")
    downloads.setSpeed("fast")
    assert (downloads.property("speed"), place.settings.current.speed_limit) == ("fast", 5_000_000)
    assert "2.5" in downloads.property("speedProblem")
    downloads.setSpeed("")
    assert (downloads.property("speed"), place.settings.current.speed_limit) == ("", 0)
    downloads.setSpeed("123456.789")
    assert downloads.property("speed") == "123456.789", "what was taken is what is shown"


def test_hours_in_one_spelling(downloads: DownloadSettings, place: Place) -> None:
    downloads.setHours(" 22:00 - 7:00 ")
    assert place.on_disk("schedule") == downloads.property("hours") == "22:00-07:00"
    downloads.setHours("22:00-07:00")
    assert len(place.applied) == 1, "the same hours change nothing"
    downloads.setHours("25:00-07:00")
    assert downloads.property("hours") == "25:00-07:00"
    assert "25:00-07:00" in downloads.property("hoursProblem")
    assert place.settings.current.schedule == "22:00-07:00"
    downloads.setHours("")
    assert downloads.property("hoursProblem") == ""
    assert place.settings.current.schedule == ""


@pytest.mark.parametrize("setting", ["more_folders", "folder_hubs"])
def test_a_folder_is_added_once_and_taken_away_again(
    bridge: Bridge, place: Place, tmp_path: Path, qtbot: QtBot, setting: str
) -> None:
    folders = FolderList(bridge, place.choices, setting, bridge)
    stick = tmp_path / "USB stick"
    stick.mkdir()
    for _ in range(2):
        with qtbot.waitSignal(folders.changed):
            folders.add(QUrl.fromLocalFile(str(stick)))
    assert folders._rows.rows[0].name == "USB stick"
    assert place.on_disk(setting) == [str(stick)]
    assert not folders._rows.rows[0].absent

    stick.rmdir()
    folders.look()
    qtbot.waitUntil(lambda: folders._rows.rows[0].absent)
    assert place.on_disk(setting) == [str(stick)], "a folder that is unplugged is not forgotten"
    folders.add(QUrl.fromLocalFile(str(tmp_path / "typo")))
    qtbot.waitUntil(lambda: folders.property("problem") != "")
    assert "typo" in folders.property("problem")

    folders.remove(str(stick))
    assert folders._rows.rows == ()
    assert folders.property("problem") == ""
    assert place.on_disk(setting) == []


@pytest.fixture
def adoption() -> ScriptedAdoption:
    return ScriptedAdoption()


def test_one_switch_for_each_app(bridge: Bridge, place: Place, adoption: ScriptedAdoption, qtbot: QtBot) -> None:
    apps = AdoptedApps(bridge, place.choices, adoption, bridge)
    assert [row.title for row in apps._rows.rows] == [
        "LM Studio",
        "Ollama",
        "Jan",
        "GPT4All",
        "Hugging Face cache",
    ]
    assert all(row.used for row in apps._rows.rows)
    assert {row.about for row in apps._rows.rows} == {""}, "not yet looked for"

    adoption.found = (Found(Origin.OLLAMA, (Path("/ollama"),), (), ()), Found(Origin.JAN, (), (), ()))
    qtbot.waitUntil(lambda: apps._rows.rows[1].about == "No models that can be used")
    assert apps._rows.rows[2].about == "Not on this computer"

    apps.use("ollama", False)
    assert place.applied[-1].ignored_apps == ("ollama",)
    assert not apps._rows.rows[1].used
    assert adoption.looked == 1
    apps.use("ollama", True)
    assert place.on_disk("ignored_apps") == []
    assert adoption.looked == 2


def test_a_change_by_another_page_shows(
    downloads: DownloadSettings, place: Place, bridge: Bridge, qtbot: QtBot
) -> None:
    place.settings.change(speed_limit=20_000_000, modelscope=ModelScopeRegion.OFF)
    with qtbot.waitSignal(downloads.changed):
        bridge.speak(bridge.words)
    assert downloads.property("speed") == "20"
