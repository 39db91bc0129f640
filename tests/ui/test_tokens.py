"""Entering an access token: checked by a real hub, kept where secrets are, and never without a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from fireseed.base.paths import Paths
from fireseed.base.secrets import Place as SecretPlace
from fireseed.base.settings import SettingsFile
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.mirrors import Mirrored
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.tokens import SecretKeeper, TokenBox
from hubs.scripted_hub import Answer, ScriptedHub, json_answer, scripted_hub
from ui.scripted import ScriptedSecrets


@dataclass
class Place:
    """The box, the secrets behind it, and the hub that is asked."""

    box: TokenBox
    hub: Mirrored
    site: ScriptedHub
    secrets: ScriptedSecrets

    @property
    def kept(self) -> str:
        return self.secrets.kept.get(self.hub.token_name, "")

    def says(self, name: str) -> str:
        return str(self.box.property(name))

    def idle(self) -> bool:
        return not self.box.property("busy")


@pytest.fixture
def place(bridge: Bridge, home: Paths) -> Iterator[Place]:
    settings, secrets = SettingsFile(home.settings_file), ScriptedSecrets()
    with scripted_hub() as site:
        site.answer = lambda _: json_answer({"name": "ada"})
        hub = Mirrored([HuggingFaceHub("huggingface", "Hub", site.url, lambda: secrets.kept.get(hub.token_name))])
        keeper = SecretKeeper(
            lambda name, value: secrets.keep(settings, name, value),
            lambda: secrets.place,
            home.settings_file,
            home.secrets_file,
        )
        choices = Choices(bridge, home, settings, lambda: None, bridge)
        yield Place(TokenBox(bridge, choices, lambda: hub, keeper, bridge), hub, site, secrets)
        hub.close()


def test_a_token_is_kept_once_the_hub_knows_it(place: Place, qtbot: QtBot) -> None:
    assert not place.box.property("held")
    with qtbot.waitSignal(place.box.kept):
        place.box.enter("  hf_mine\n")
    assert place.site.requests[-1].headers["authorization"] == "Bearer hf_mine"
    assert place.kept == "hf_mine"
    assert place.box.property("held")
    assert place.says("owner") == "ada"
    assert "keyring" in place.says("place")
    assert place.says("problem") == ""


def test_where_there_is_no_keyring_the_file_is_named(place: Place, home: Paths, qtbot: QtBot) -> None:
    place.secrets.place = SecretPlace.FILE
    with qtbot.waitSignal(place.box.kept):
        place.box.enter("hf_mine")
    assert str(home.secrets_file) in place.says("place")


def test_one_that_the_hub_refuses_is_not_kept(place: Place, qtbot: QtBot) -> None:
    place.site.answer = lambda _: Answer(401, b"{}")
    place.box.enter("hf_typo")
    qtbot.waitUntil(lambda: place.says("problem") != "")
    assert "token" in place.says("problem")
    assert not place.box.property("unchecked")
    assert place.kept == ""
    place.box.keepUnchecked()
    assert place.idle()


def test_one_that_nobody_can_check_now_is_kept_when_a_person_says_so(place: Place, qtbot: QtBot) -> None:
    place.site.answer = lambda _: Answer(503, b"{}")
    place.box.enter("hf_mine")
    qtbot.waitUntil(lambda: place.box.property("unchecked"))
    assert place.kept == ""
    with qtbot.waitSignal(place.box.kept):
        place.box.keepUnchecked()
    assert place.kept == "hf_mine"
    assert place.says("owner") == ""
    assert place.says("problem") == ""

    place.site.answer = lambda _: json_answer({"name": "ada"})
    place.box.check()
    qtbot.waitUntil(lambda: place.says("owner") == "ada")
    assert place.site.requests[-1].headers["authorization"] == "Bearer hf_mine"


def test_one_that_was_given_up_while_it_was_checked_is_not_kept(
    place: Place, bridge: Bridge, qtbot: QtBot
) -> None:
    place.box.enter("hf_other")
    place.box.forgetProblem()
    assert place.idle()
    place.box.enter("hf_mine")
    with qtbot.waitSignal(place.box.kept):
        pass
    assert list(place.secrets.kept.values()) == ["hf_mine"]


def test_a_token_is_removed(place: Place, qtbot: QtBot) -> None:
    with qtbot.waitSignal(place.box.kept):
        place.box.enter("hf_mine")
    place.box.remove()
    qtbot.waitUntil(lambda: not place.box.property("held"))
    assert place.kept == ""
    assert (place.says("owner"), place.says("place")) == ("", "")


def test_a_secret_that_can_not_be_written_is_said(place: Place, qtbot: QtBot) -> None:
    place.secrets.broken = OSError(28, "No space left on device")
    place.box.enter("hf_mine")
    qtbot.waitUntil(lambda: place.says("problem") != "")
    assert "No space left on device" in place.says("problem")
    assert not place.box.property("held")


def test_nobody_is_asked_by_looking_at_the_page(place: Place, bridge: Bridge, qtbot: QtBot) -> None:
    with qtbot.waitSignal(place.box.kept):
        place.box.enter("hf_mine")
    asked = len(place.site.requests)
    place.box.start()
    with qtbot.waitSignal(bridge.sampled):
        pass
    assert len(place.site.requests) == asked
