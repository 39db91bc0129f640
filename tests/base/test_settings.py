"""What a person chose survives restarts, damage, and an older version in between."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from fireseed.base.settings import Language, Settings, SettingsFile, Theme


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_before_the_first_choice_there_are_defaults_and_no_file(path: Path) -> None:
    assert SettingsFile(path).current == Settings()
    assert not path.exists()


def test_a_choice_survives_a_restart(path: Path) -> None:
    changed = SettingsFile(path).change(language=Language.CHINESE, models_folder="/媒体/模型", connections=8)
    again = SettingsFile(path).current
    assert again == changed
    assert (again.language, again.models_folder, again.theme) == (Language.CHINESE, "/媒体/模型", Theme.SYSTEM)


def test_what_a_newer_version_wrote_is_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"theme": "dark", "holograms": {"depth": 3}}), encoding="utf-8")
    SettingsFile(path).change(connections=2)
    document = json.loads(path.read_bytes())
    assert document["holograms"] == {"depth": 3}
    assert (document["theme"], document["connections"]) == ("dark", 2)


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 500, b"{", b"[]", b"null", b'{"connections": "many"}', b'{"theme": "plaid"}', b"\xff\xfe{"],
)
def test_a_damaged_file_is_set_aside_and_never_fatal(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    settings = SettingsFile(path)
    assert settings.current == Settings()
    assert path.with_suffix(".damaged.json").read_bytes() == content
    settings.change(theme=Theme.DARK)
    assert SettingsFile(path).current.theme is Theme.DARK


def test_an_impossible_value_changes_nothing(path: Path) -> None:
    settings = SettingsFile(path)
    settings.change(connections=2)
    with pytest.raises(msgspec.ValidationError):
        settings.change(connections="many")
    assert settings.current.connections == 2
    assert SettingsFile(path).current.connections == 2


def test_a_place_that_cannot_be_written_leaves_the_choice_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way", encoding="utf-8")
    settings = SettingsFile(tmp_path / "elsewhere" / "settings.json")
    settings.change(connections=2)
    (tmp_path / "elsewhere").rename(tmp_path / "moved")
    (tmp_path / "elsewhere").write_text("in the way", encoding="utf-8")
    with pytest.raises(OSError, match="elsewhere"):
        settings.change(connections=3)
    assert settings.current.connections == 2
