"""The window comes back where it was, and never where nobody can reach it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect

from fireseed.ui import geometry
from fireseed.ui.geometry import Geometry

SCREEN = QRect(0, 0, 1920, 1080)


def test_it_is_kept(tmp_path: Path) -> None:
    place = Geometry(900, 700, 30, 40, maximized=True)
    geometry.write(tmp_path / "window.json", place)
    assert geometry.read(tmp_path / "window.json") == place


def test_nothing_sensible_means_the_usual_size(tmp_path: Path) -> None:
    assert geometry.read(tmp_path / "window.json") == Geometry()
    for content in (b"", b"\xff\x00", b"[]", b'{"width": "wide"}'):
        (tmp_path / "window.json").write_bytes(content)
        assert geometry.read(tmp_path / "window.json") == Geometry()


def test_a_disk_that_refuses_costs_only_the_place(tmp_path: Path) -> None:
    geometry.write(tmp_path / "no such folder" / "window.json", Geometry())
    assert geometry.read(tmp_path / "no such folder" / "window.json") == Geometry()


def test_it_stays_on_a_screen_that_is_there() -> None:
    assert Geometry(900, 700, 30, 40).on([SCREEN]) == Geometry(900, 700, 30, 40)
    second = QRect(1920, 0, 1920, 1080)
    assert Geometry(900, 700, 2000, 40).on([SCREEN, second]).x == 2000


def test_a_screen_that_is_gone_does_not_keep_it() -> None:
    back = Geometry(900, 700, 2000, 40, maximized=True).on([SCREEN])
    assert (back.x, back.y, back.maximized) == (None, None, True)
    assert Geometry(900, 700, 30, -500).on([SCREEN]).y is None


def test_it_is_never_larger_than_the_screen_nor_too_small_to_use() -> None:
    small = Geometry(10, 10).on([SCREEN])
    assert (small.width, small.height) == (geometry.MINIMUM_WIDTH, geometry.MINIMUM_HEIGHT)
    large = Geometry(9_000, 9_000).on([SCREEN])
    assert (large.width, large.height) == (1920, 1080)
