"""Placing the starter: whole, once, and again without harm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fireseed.hubs.starter import STARTER_FILE, STARTER_REPO, place_starter


def test_placing_twice_changes_nothing(starter: Path, tmp_path: Path) -> None:
    place_starter(starter, tmp_path)
    folder = tmp_path / STARTER_REPO
    before = {path.name: path.stat() for path in folder.iterdir()}
    assert set(before) == {STARTER_FILE, "README.md", "fireseed-repo.json"}
    assert before[STARTER_FILE].st_size == starter.stat().st_size
    place_starter(starter, tmp_path)
    after = {path.name: path.stat() for path in folder.iterdir()}
    assert {name: (status.st_ino, status.st_mtime_ns) for name, status in after.items()} == {
        name: (status.st_ino, status.st_mtime_ns) for name, status in before.items()
    }


def test_a_disk_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    source = tmp_path / "source.gguf"
    source.write_bytes(b"GGUF")
    place_starter(source, tmp_path / "hub")
    placed = tmp_path / "hub" / STARTER_REPO / STARTER_FILE
    assert placed.read_bytes() == b"GGUF"
    assert placed.stat().st_mtime_ns == source.stat().st_mtime_ns


def test_half_a_file_is_replaced(tmp_path: Path) -> None:
    source = tmp_path / "source.gguf"
    source.write_bytes(b"GGUF")
    placed = tmp_path / "hub" / STARTER_REPO / STARTER_FILE
    placed.parent.mkdir(parents=True)
    placed.write_bytes(b"GG")
    place_starter(source, tmp_path / "hub")
    assert placed.read_bytes() == b"GGUF"


def test_no_source_no_trace(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        place_starter(tmp_path / "absent.gguf", tmp_path / "hub")
    assert list((tmp_path / "hub" / STARTER_REPO).iterdir()) == []
