"""Reading a folder as repos, and the digests that are kept."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from fireseed.hubs import shelf as shelf_module
from fireseed.hubs.shelf import FolderShelf, RepoCard


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    repo = tmp_path / "shelf" / "owner" / "repo"
    repo.mkdir(parents=True)
    (repo / "model.gguf").write_bytes(b"GGUF")
    (repo / "README.md").write_bytes(b"# Card")
    return repo


@pytest.fixture
def sidecar(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "digests.json"


def read(repo: Path, sidecar: Path) -> shelf_module.ShelfRepo:
    (found,) = FolderShelf(repo.parents[1], sidecar).repos()
    return found


def test_a_small_file_has_gits_digest_and_a_model_has_sha256(repo: Path, sidecar: Path) -> None:
    found = read(repo, sidecar)
    readme, model = found.files
    assert readme.git_sha1 == hashlib.sha1(b"blob 6\0# Card").hexdigest()
    assert (model.git_sha1, model.sha256) == (None, hashlib.sha256(b"GGUF").hexdigest())
    assert found == FolderShelf(repo.parents[1], sidecar).repo("owner/repo")


def test_digests_are_computed_once(repo: Path, sidecar: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(repo, sidecar)
    monkeypatch.delattr(hashlib, "sha256")
    # The commit is a SHA-1, so only a file's digest could miss it.
    assert read(repo, sidecar) == first


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"owner/repo/model.gguf": {"size": "x"}}'])
def test_a_damaged_sidecar_is_made_again(repo: Path, sidecar: Path, damage: bytes) -> None:
    first = read(repo, sidecar)
    whole = sidecar.read_bytes()
    sidecar.write_bytes(damage)
    assert read(repo, sidecar) == first
    assert sidecar.read_bytes() == whole


def test_a_sidecar_that_can_not_be_written_costs_only_time(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert read(repo, tmp_path / "file" / "digests.json").name == "owner/repo"


def test_the_commit_follows_the_content_and_nothing_else(repo: Path, sidecar: Path) -> None:
    first = read(repo, sidecar)
    os.utime(repo / "model.gguf", ns=(1, 1))
    (repo / "fireseed-repo.json").write_text("{}")
    assert read(repo, sidecar).commit == first.commit
    (repo / "model.gguf").write_bytes(b"GGUG")
    assert read(repo, sidecar).commit != first.commit


def test_a_file_replaced_after_it_was_listed_is_not_opened(repo: Path, sidecar: Path) -> None:
    _, model = read(repo, sidecar).files
    stream = model.open()
    assert stream is not None
    stream.close()
    (repo / "model.gguf").write_bytes(b"another")
    assert model.open() is None
    (repo / "model.gguf").unlink()
    assert model.open() is None


def test_a_card(repo: Path, sidecar: Path) -> None:
    (repo / "fireseed-repo.json").write_text('{"license": "mit", "language": ["en", "zh"], "later": 1}')
    assert read(repo, sidecar).card == RepoCard(license="mit", language=("en", "zh"))
    (repo / "fireseed-repo.json").write_text('{"license": 5}')
    found = read(repo, sidecar)
    assert found.card == RepoCard()
    assert [file.path for file in found.files] == ["README.md", "model.gguf"]


def test_what_is_passed_over(repo: Path, sidecar: Path) -> None:
    (repo / ".model.gguf.1.new").write_bytes(b"half")
    (repo / "link.gguf").symlink_to(repo / "model.gguf")
    (repo / "line\nbreak").touch()
    (repo.parent / "empty").mkdir()
    (repo.parent / "not a name").mkdir()
    (repo.parent / "not a name" / "x.gguf").touch()
    (repo.parents[1] / "loose.gguf").touch()
    (repo / "deep").mkdir()
    (repo / "deep" / "loop").symlink_to(repo, target_is_directory=True)
    if hasattr(os, "mkfifo"):
        os.mkfifo(repo / "pipe")
    assert [file.path for file in read(repo, sidecar).files] == ["README.md", "model.gguf"]
