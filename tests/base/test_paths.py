"""Where state lies, and that all of it moves together."""

from __future__ import annotations

from pathlib import Path

import pytest

from fireseed.base.paths import Paths, resources


def every_place(paths: Paths) -> list[Path]:
    names = [name for name, value in vars(Paths).items() if isinstance(value, property)]
    return [paths.data, paths.config, paths.cache, *(getattr(paths, name) for name in names)]


def test_one_variable_moves_everything(tmp_path: Path) -> None:
    paths = Paths.discover({"FIRESEED_HOME": str(tmp_path / "elsewhere")})
    assert all(place.is_relative_to(tmp_path / "elsewhere") for place in every_place(paths))


def test_no_two_things_share_a_place(tmp_path: Path) -> None:
    places = every_place(Paths.under(tmp_path))
    assert len(set(places)) == len(places)


def test_a_relative_or_home_folder_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert Paths.discover({"FIRESEED_HOME": "here"}).data == tmp_path / "here" / "data"
    assert Paths.discover({"FIRESEED_HOME": "~/here"}).data == tmp_path / "here" / "data"


@pytest.mark.parametrize("environment", [{}, {"FIRESEED_HOME": ""}])
def test_without_it_the_systems_own_folders_are_used(environment: dict[str, str]) -> None:
    paths = Paths.discover(environment)
    assert all(place.is_absolute() for place in every_place(paths))
    assert "fireseed" in str(paths.data)


def test_nothing_is_created_before_it_is_asked_for(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path / "home")
    assert list(tmp_path.iterdir()) == []
    assert paths.ensure() == paths.ensure() == paths
    assert paths.data.is_dir()
    assert paths.config.is_dir()
    assert paths.logs.is_dir()


def test_the_shipped_data_is_found() -> None:
    assert (resources() / "migrations" / "chat" / "0001_conversations.sql").is_file()
