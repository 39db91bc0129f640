"""Who is asked for Hugging Face's models: the list, the choice, and what a measurement says of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from fireseed.app.hubs import HF_MIRROR
from fireseed.base.paths import Paths, resources
from fireseed.base.settings import ModelScopeRegion, Settings, SettingsFile
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.mirrors import ORIGINAL, Mirrored, mirror_id
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.hub_settings import EndpointRow, HubSettings
from fireseed.words import Words
from hub.server import LoopbackHub
from hubs.scripted_hub import closed_port


@dataclass
class Place:
    """The section. `original` stands for huggingface.co: a real hub on this computer."""

    settings: SettingsFile
    original: LoopbackHub
    made: list[Mirrored] = field(default_factory=list)
    hubs: HubSettings = field(init=False)

    @property
    def now(self) -> Settings:
        return self.settings.current

    @property
    def rows(self) -> dict[str, EndpointRow]:
        return {row.key: row for row in self.hubs._rows.rows}

    def hugging_face(self) -> Mirrored:
        """As `hubs.mirrors.hugging_face`, but for where the original is."""
        members = [HuggingFaceHub("huggingface", "Hugging Face", self.original.url)]
        members += [HuggingFaceHub(mirror_id(one), one, one, mirror_of=ORIGINAL) for one in self.now.mirrors]
        self.made.append(Mirrored(members))
        return self.made[-1]


@pytest.fixture
def place(bridge: Bridge, home: Paths) -> Iterator[Place]:
    settings = SettingsFile(home.settings_file)
    with LoopbackHub() as original:
        made = Place(settings, original)
        choices = Choices(bridge, home, settings, lambda: None, bridge)
        made.hubs = HubSettings(bridge, choices, made.hugging_face, bridge)
        tester = QAbstractItemModelTester(made.hubs._rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
        yield made
        for hub in made.made:
            hub.close()
        del tester


def chosen(place: Place) -> list[str]:
    return [row.key for row in place.rows.values() if row.chosen]


def test_the_choice_is_automatic_until_a_person_makes_one(place: Place) -> None:
    assert list(place.rows) == ["", ORIGINAL]
    assert chosen(place) == [""]
    place.hubs.choose(ORIGINAL)
    assert chosen(place) == [ORIGINAL]
    assert place.now.hub_address == ORIGINAL
    place.hubs.choose("")
    assert place.now.hub_address == ""


def test_a_mirror_is_added_in_one_spelling_and_once(place: Place) -> None:
    assert place.hubs.property("offersPreset")
    assert place.hubs.addMirror(" HF-mirror.com/ ")
    assert place.hubs.addMirror("https://hf-mirror.com")
    assert place.hubs.addMirror("huggingface.co")
    assert place.now.mirrors == (HF_MIRROR,)
    assert [row.title for row in place.rows.values()] == ["Automatic", "Hugging Face", "hf-mirror.com"]
    assert not place.hubs.property("offersPreset")
    assert not place.hubs.addMirror("")


def test_a_chosen_mirror_that_is_removed_leaves_the_choice_automatic(place: Place) -> None:
    place.hubs.addMirror(HF_MIRROR)
    place.hubs.addMirror("https://mirror.example")
    place.hubs.choose("https://mirror.example")
    place.hubs.remove("https://mirror.example")
    assert place.now.mirrors == (HF_MIRROR,)
    assert place.now.hub_address == ""
    assert chosen(place) == [""]
    assert not place.rows[ORIGINAL].removable


def test_a_hub_of_its_own_takes_hugging_faces_place(place: Place) -> None:
    place.hubs.addMirror(HF_MIRROR)
    assert place.hubs.useInstead("models.company.example/hf")
    own = "https://models.company.example/hf"
    assert place.now.hub_address == own
    assert chosen(place) == [own]
    assert list(place.rows) == ["", ORIGINAL, HF_MIRROR, own]
    place.hubs.remove(own)
    assert list(place.rows) == ["", ORIGINAL, HF_MIRROR]
    assert chosen(place) == [""]


def test_a_public_mirror_that_was_chosen_as_the_hub_is_a_mirror(place: Place) -> None:
    place.hubs.choose(HF_MIRROR)
    assert place.rows[HF_MIRROR].about == "Mirror"
    assert place.rows[HF_MIRROR].removable


def test_people_who_read_chinese_have_a_mirror_by_itself(place: Place, bridge: Bridge) -> None:
    bridge.speak(Words(resources() / "words", "zh_CN"))
    assert list(place.rows) == ["", ORIGINAL, HF_MIRROR]
    assert not place.rows[HF_MIRROR].removable, "it would come back"
    place.hubs.addMirror("https://mirror.example")
    assert place.now.mirrors == (HF_MIRROR, "https://mirror.example")
    assert place.rows[HF_MIRROR].removable
    place.hubs.remove(HF_MIRROR)
    assert list(place.rows) == ["", ORIGINAL, "https://mirror.example"]


@pytest.mark.parametrize("typed", ["ftp://x.example", "https://", "https://me:pw@x.example", "http://x.example"])
def test_what_is_no_address_stays_to_be_mended(place: Place, typed: str) -> None:
    for take in (place.hubs.addMirror, place.hubs.useInstead):
        assert not take(typed)
        assert place.hubs.property("typed") == typed
        assert place.hubs.property("addressProblem")
    assert (place.now.hub_address, place.now.mirrors) == ("", ())
    assert place.hubs.addMirror("hf-mirror.com")
    assert place.hubs.property("addressProblem") == ""


def test_a_measurement_says_how_soon_each_answers_and_who_is_taken(
    place: Place, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fireseed.hubs.mirrors.MEASURING_SECONDS", 60.0)  # a busy machine is no silent hub
    with LoopbackHub() as mirror:
        nobody = f"http://127.0.0.1:{closed_port()}"
        place.hubs.addMirror(mirror.url)
        place.hubs.addMirror(nobody)
        assert {row.latency for row in place.rows.values()} == {""}
        place.hubs.measure()
        assert place.hubs.property("measuring")
        qtbot.waitUntil(lambda: not place.hubs.property("measuring"), timeout=90_000)
    for address in (ORIGINAL, mirror.url):
        assert place.rows[address].latency.endswith(" ms")
        assert place.rows[address].problem == ""
    assert place.rows[nobody].latency == ""
    assert "can't be reached" in place.rows[nobody].problem
    assert [row.key for row in place.rows.values() if row.in_use] in ([ORIGINAL], [mirror.url])

    place.hubs.choose(ORIGINAL)
    assert not any(row.in_use for row in place.rows.values()), "the choice says it already"


def test_modelscope_says_what_its_choice_means_now(place: Place, bridge: Bridge) -> None:
    hints = set()
    for index, region in enumerate(ModelScopeRegion):
        place.hubs.setProperty("region", index)
        assert place.now.modelscope is region
        hints.add(place.hubs.property("regionHint"))
    assert len(hints) == len(ModelScopeRegion)
    place.hubs.setProperty("region", 0)
    before = place.hubs.property("regionHint")
    bridge.speak(Words(resources() / "words", "zh_CN"))
    assert place.hubs.property("regionHint") != before
