"""The proxy and the certificate authority: taken when they can be, and the password never in the settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from base.wires import make_authority
from fireseed.app.network import PROXY_PASSWORD, network_of
from fireseed.base.http import DIRECT, Network
from fireseed.base.paths import Paths
from fireseed.base.secrets import Place as SecretPlace
from fireseed.base.settings import Settings, SettingsFile
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.network_settings import NetworkSettings, with_name, without_name
from fireseed.ui.tokens import SecretKeeper
from ui.scripted import ScriptedSecrets

Mode = NetworkSettings.Mode


@dataclass
class Place:
    """The section; `applied` counts how often the settings were put into force."""

    network: NetworkSettings
    settings: SettingsFile
    secrets: ScriptedSecrets
    applied: list[Settings]

    @property
    def now(self) -> Network:
        """What requests are made with."""
        held = self.settings.current.secrets
        return network_of(self.settings.current, lambda name: self.secrets.kept[name] if name in held else None)

    def says(self, name: str) -> str:
        return str(self.network.property(name))


@pytest.fixture
def place(bridge: Bridge, home: Paths) -> Place:
    settings, secrets = SettingsFile(home.settings_file), ScriptedSecrets()
    applied: list[Settings] = []
    choices = Choices(bridge, home, settings, lambda: applied.append(settings.current), bridge)
    keeper = SecretKeeper(
        lambda name, value: secrets.keep(settings, name, value),
        lambda: secrets.place,
        home.settings_file,
        home.secrets_file,
    )
    return Place(NetworkSettings(bridge, choices, keeper, bridge), settings, secrets, applied)


@pytest.mark.parametrize(
    ("address", "name", "stored"),
    [
        ("http://proxy:3128", "", "http://proxy:3128"),
        ("proxy:3128", "me", "http://me@proxy:3128"),
        ("socks5://[fd00::1]:1080", "a b@c", "socks5://a%20b%40c@[fd00::1]:1080"),
    ],
)
def test_a_name_finds_its_place_and_back(address: str, name: str, stored: str) -> None:
    assert with_name(address, name) == stored
    back, named = without_name(stored)
    assert named == name
    assert back.removeprefix("http://") == address.removeprefix("http://")


def test_what_was_stored_by_another_hand_is_shown_as_it_is() -> None:
    assert without_name("http://[broken") == ("http://[broken", "")


def test_the_three_ways(place: Place) -> None:
    assert place.network.property("mode") == Mode.SYSTEM
    place.network.setProperty("mode", Mode.NONE)
    assert place.now.proxy == DIRECT
    place.network.setProperty("mode", Mode.OWN)
    assert place.network.property("mode") == Mode.OWN
    assert place.now.proxy == DIRECT, "until there is an address"
    place.network.setProxy(" proxy.example:3128 ", "")
    assert place.now.proxy == "proxy.example:3128"
    place.network.setProperty("mode", Mode.SYSTEM)
    assert place.now.proxy == ""
    assert place.network.property("mode") == Mode.SYSTEM
    place.network.setProperty("mode", Mode.OWN)
    assert place.now.proxy == "proxy.example:3128", "what was typed comes back"


@pytest.mark.parametrize("typed", ["ftp://proxy", "http://", "http://proxy:port"])
def test_what_can_be_no_proxy_is_said_and_not_taken(place: Place, typed: str) -> None:
    place.network.setProxy("http://proxy:1", "")
    place.network.setProxy(typed, "")
    assert place.says("proxyProblem")
    assert place.says("address") == typed
    assert place.now.proxy == "http://proxy:1"
    place.network.setProxy("http://proxy:2", "")
    assert place.says("proxyProblem") == ""


def test_the_password_is_a_secret(place: Place, home: Paths, qtbot: QtBot) -> None:
    place.network.setProxy("http://proxy:3128", "me")
    place.network.setPassword("p@ss word")
    qtbot.waitUntil(lambda: place.applied[-1].secrets == (PROXY_PASSWORD,))
    assert place.now.proxy == "http://me:p%40ss%20word@proxy:3128"
    assert b"ss word" not in home.settings_file.read_bytes()
    assert place.network.property("passwordHeld")
    qtbot.waitUntil(lambda: "keyring" in place.says("passwordPlace"))
    place.network.setPassword("")
    qtbot.waitUntil(lambda: place.applied[-1].secrets == ())
    assert place.now.proxy == "http://me@proxy:3128"
    assert place.says("passwordPlace") == ""


def test_a_pasted_address_with_everything_in_it_is_taken_apart(place: Place, home: Paths, qtbot: QtBot) -> None:
    place.secrets.place = SecretPlace.FILE
    place.network.setProxy("socks5://me:hush@proxy:1080", "")
    assert (place.says("address"), place.says("name")) == ("socks5://proxy:1080", "me")
    qtbot.waitUntil(lambda: place.network.property("passwordHeld"))
    assert place.now.proxy == "socks5://me:hush@proxy:1080"
    assert b"hush" not in home.settings_file.read_bytes()
    qtbot.waitUntil(lambda: str(home.secrets_file) in place.says("passwordPlace"))


def test_without_the_proxy_its_password_goes(place: Place, qtbot: QtBot) -> None:
    place.network.setProxy("http://me:hush@proxy:1", "")
    qtbot.waitUntil(lambda: place.network.property("passwordHeld"))
    place.network.setProperty("mode", Mode.NONE)
    qtbot.waitUntil(lambda: not place.network.property("passwordHeld"))
    assert place.secrets.kept[PROXY_PASSWORD] == ""


def test_a_file_without_a_certificate_is_refused(place: Place, tmp_path: Path, qtbot: QtBot) -> None:
    nonsense = tmp_path / "holiday.pem"
    nonsense.write_bytes(b"\x89PNG not a certificate")
    place.network.chooseCa(QUrl.fromLocalFile(str(nonsense)))
    qtbot.waitUntil(lambda: place.says("caProblem") != "")
    assert "holiday.pem" in place.says("caProblem")
    assert place.now.extra_ca == ""
    place.network.chooseCa(QUrl.fromLocalFile(str(tmp_path / "missing.pem")))
    qtbot.waitUntil(lambda: "missing.pem" in place.says("caProblem"))


def test_an_authority_is_trusted_until_it_is_taken_back(place: Place, tmp_path: Path, qtbot: QtBot) -> None:
    file = make_authority(tmp_path, "server.example").pem
    place.network.chooseCa(QUrl.fromLocalFile(str(file)))
    qtbot.waitUntil(lambda: place.now.extra_ca == str(file))
    assert (place.says("ca"), place.says("caProblem")) == (str(file), "")
    place.network.forgetCa()
    assert place.now.extra_ca == ""
