"""What survives a restart."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fireseed.base.errors import NotWritable
from fireseed.library.elsewhere import memory
from fireseed.library.elsewhere.found import FoundFile, Origin
from fireseed.library.elsewhere.memory import Memory, Name

NAME = Name(Origin.OLLAMA, "library/m", "1b")
FILE = FoundFile(Path("/models/模型-Q4_0.gguf"), 10, 123456789012345678)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "elsewhere.json"


def test_a_measurement_counts_while_the_file_is_as_it_was(path: Path) -> None:
    Memory(path).note(FILE, "a" * 64)
    again = Memory(path)
    assert again.sha256_of(FILE) == "a" * 64
    assert again.sha256_of(FoundFile(FILE.path, 11, FILE.changed_ns)) is None
    assert again.sha256_of(FoundFile(FILE.path, 10, FILE.changed_ns + 1)) is None
    assert again.sha256_of(FoundFile(Path("/models/other.gguf"), 10, FILE.changed_ns)) is None


def test_what_a_person_removed_stays_away_until_it_is_allowed(path: Path) -> None:
    Memory(path).ignore(NAME)
    assert Memory(path).ignored == (NAME,)
    Memory(path).allow(NAME)
    Memory(path).allow(NAME)
    assert Memory(path).ignored == ()


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_name_that_is_not_unicode(path: Path) -> None:
    file = FoundFile(Path(os.fsdecode(b"/models/\xff.gguf")), 1, 2)
    Memory(path).note(file, "b" * 64)
    assert Memory(path).sha256_of(file) == "b" * 64


def test_only_the_last_measurements_are_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_MOST_MEASURED", 3)
    known = Memory(path)
    files = [FoundFile(Path(f"/{number}.gguf"), 1, 1) for number in range(5)]
    for file in (*files, files[3]):
        known.note(file, "c" * 64)
    assert [Memory(path).sha256_of(file) is not None for file in files] == [False, False, True, True, True]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"measured": [["a", 1]], "ignored": []}', b'{"ignored": [["x", "a", "b"]]}', b"\xff"],
)
def test_a_damaged_file_is_set_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    known = Memory(path)
    assert known.ignored == ()
    known.ignore(NAME)
    assert Memory(path).ignored == (NAME,)
    assert path.with_suffix(".damaged.json").read_bytes() == content


def test_a_change_that_can_not_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotWritable):
        Memory(tmp_path / "file" / "elsewhere.json").ignore(NAME)
