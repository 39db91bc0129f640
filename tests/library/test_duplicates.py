"""Joining copies: the bytes are on the disk once, every name still has them, and no app reaches into another's."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from fireseed.base.errors import JoiningUnsupported, LibraryBusy, ModelChanged, NotWritable
from fireseed.library import duplicates
from fireseed.library.cloning import clone
from fireseed.library.duplicates import Duplicate
from fireseed.library.hashing import Stopped
from fireseed.library.model import Check, Model, ModelState
from fireseed.library.store import Library, NewFile
from library.conftest import Mount, OpenLibrary
from library.kills import work_until
from library.shelf import REPO, Shelf

CONTENT = b"the very same bytes" * 1000


def silent(_done: int, _total: int) -> None:
    pass


def never() -> bool:
    return False


def put(library: Library, shelf: Shelf, variant: str, content: bytes = CONTENT) -> Model:
    file = shelf.file(f"{variant}.gguf", content)
    return library.add(hub="huggingface", repo=REPO, commit="c", variant=variant, licence=None, files=[file])


def adopt(library: Library, folder: Path, content: bytes = CONTENT, origin: str = "ollama") -> Model:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{origin}-blob"
    path.write_bytes(content)
    file = NewFile(path, Shelf(folder / "aside").file("x", content).sha256, Check.MIRRORED)
    shutil.rmtree(folder / "aside")
    return library.adopt(origin=origin, repo=REPO, variant=origin, licence=None, files=[file])


def only(found: tuple[Duplicate, ...]) -> Duplicate:
    assert len(found) == 1
    return found[0]


def path(model: Model) -> Path:
    return model.files[0].path


def assert_sound(library: Library, *models: Model) -> None:
    for model in models:
        assert library.model(model.id).state is ModelState.READY
        checks = library.verify(model.id, lambda _: None, never)
        assert checks == tuple((file.path, file.check) for file in model.all_files)


def copying_clone(source: Path, target: Path) -> bool:
    """Stands for a file system that can clone, where there is none."""
    shutil.copyfile(source, target)
    return True


@pytest.fixture
def cloning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "clone", copying_clone)


class TestFinding:
    def test_same_bytes_under_two_names(self, library: Library, shelf: Shelf) -> None:
        first, second = put(library, shelf, "A"), put(library, shelf, "B")
        put(library, shelf, "C", b"others")
        found = only(library.duplicates())
        assert (found.sha256, found.size) == (first.files[0].sha256, len(CONTENT))
        assert [copy.file.path for copy in found.copies] == [path(first), path(second)]
        assert [copy.model for copy in found.copies] == [first.name, second.name]
        assert found.savings == len(CONTENT)

    def test_the_largest_savings_first(self, library: Library, shelf: Shelf) -> None:
        for variant in "AB":
            put(library, shelf, variant, b"small")
        for variant in "CDE":
            put(library, shelf, variant)
        assert [found.savings for found in library.duplicates()] == [2 * len(CONTENT), len(b"small")]

    def test_those_of_other_apps_stay_and_ours_gives_way(
        self, library: Library, shelf: Shelf, tmp_path: Path
    ) -> None:
        ours, theirs = put(library, shelf, "A"), adopt(library, tmp_path / "ollama")
        assert [copy.file.path for copy in only(library.duplicates()).copies] == [path(theirs), path(ours)]

    def test_one_file_with_two_names_or_in_two_models_is_none(self, library: Library, shelf: Shelf) -> None:
        first = put(library, shelf, "A")
        os.link(path(first), path(first).with_name("B.gguf"))
        file = NewFile(path(first).with_name("B.gguf"), first.files[0].sha256, Check.VERIFIED)
        library.add(hub="huggingface", repo=REPO, commit="c", variant="B", licence=None, files=[file])
        library.adopt(origin="jan", repo=REPO, variant="A", licence=None, files=[file])
        assert library.duplicates() == ()

    def test_not_across_disks(self, library: Library, shelf: Shelf, other_disk: Path) -> None:
        put(library, shelf, "A")
        adopt(library, other_disk)
        assert library.duplicates() == ()

    def test_only_what_is_as_it_was(self, library: Library, shelf: Shelf) -> None:
        first, second, third = (put(library, shelf, variant) for variant in "ABC")
        path(first).write_bytes(b"changed")
        path(second).unlink()
        library.delete(third.id)
        put(library, shelf, "D")
        assert library.duplicates() == ()


class TestHardLinks:
    """Where the file system can't clone."""

    @pytest.fixture(autouse=True)
    def no_cloning(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(duplicates, "clone", lambda _source, _target: False)

    def test_one_file_remains_and_all_names(self, open_library: OpenLibrary, shelf: Shelf) -> None:
        library = open_library()
        models = [put(library, shelf, variant) for variant in "ABC"]
        os.utime(path(models[1]), ns=(1, 1))
        library.verify(models[1].id, lambda _: None, never)
        before = shelf.contents()
        seen: list[tuple[int, int]] = []
        freed = library.join(only(library.duplicates()), lambda done, total: seen.append((done, total)), never)
        assert freed == 2 * len(CONTENT)
        assert seen[-1] == (3 * len(CONTENT), 3 * len(CONTENT))
        assert len({path(model).stat().st_ino for model in models}) == 1
        assert shelf.contents() == before
        assert library.duplicates() == ()
        library.close()
        assert_sound(open_library(), *models)

    def test_deleting_one_leaves_the_other(self, library: Library, shelf: Shelf) -> None:
        first, second = put(library, shelf, "A"), put(library, shelf, "B")
        library.join(only(library.duplicates()), silent, never)
        library.delete(first.id)
        library.empty_bin()
        assert_sound(library, second)

    def test_a_copy_that_comes_later_joins_the_many(self, library: Library, shelf: Shelf) -> None:
        models = [put(library, shelf, variant) for variant in "BC"]
        library.join(only(library.duplicates()), silent, never)
        models.append(put(library, shelf, "A"))
        found = only(library.duplicates())
        assert found.savings == len(CONTENT)
        library.join(found, silent, never)
        assert len({path(model).stat().st_ino for model in models}) == 1
        assert_sound(library, *models)

    def test_never_with_another_app(self, library: Library, shelf: Shelf, tmp_path: Path) -> None:
        ours, theirs = put(library, shelf, "A"), adopt(library, tmp_path / "ollama")
        with pytest.raises(JoiningUnsupported) as caught:
            library.join(only(library.duplicates()), silent, never)
        assert caught.value.path == str(path(ours))
        assert path(ours).stat().st_nlink == path(theirs).stat().st_nlink == 1
        assert_sound(library, ours, theirs)
        assert len(shelf.contents()) == 1


@pytest.mark.usefixtures("cloning")
class TestClones:
    """The steps around a clone, on any disk; a plain copy stands for the clone itself."""

    def test_both_apps_keep_a_file_of_their_own(self, library: Library, shelf: Shelf, tmp_path: Path) -> None:
        ours, theirs = put(library, shelf, "A"), adopt(library, tmp_path / "ollama")
        path(ours).chmod(0o640)
        before, theirs_before = path(ours).stat(), path(theirs).stat()
        library.join(only(library.duplicates()), silent, never)
        after, theirs_after = path(ours).stat(), path(theirs).stat()
        assert after.st_ino not in (before.st_ino, theirs_after.st_ino)
        assert (after.st_mtime_ns, after.st_mode) == (before.st_mtime_ns, before.st_mode)
        assert (theirs_after.st_ino, theirs_after.st_ctime_ns) == (theirs_before.st_ino, theirs_before.st_ctime_ns)
        assert_sound(library, ours, theirs)

    def test_joined_once_they_are_no_duplicates(
        self, open_library: OpenLibrary, shelf: Shelf, tmp_path: Path
    ) -> None:
        library = open_library()
        put(library, shelf, "A")
        adopt(library, tmp_path / "ollama")
        adopt(library, tmp_path / "jan", origin="jan")
        library.join(only(library.duplicates()), silent, never)
        assert library.duplicates() == ()
        library.close()
        library = open_library()
        assert library.duplicates() == ()
        late = put(library, shelf, "B")
        found = only(library.duplicates())
        assert [copy.file.path for copy in found.copies][1:] == [path(late)]

    def test_one_that_was_written_anew_is_a_duplicate_again(
        self, library: Library, shelf: Shelf, tmp_path: Path
    ) -> None:
        ours = put(library, shelf, "A")
        adopt(library, tmp_path / "ollama")
        library.join(only(library.duplicates()), silent, never)
        path(ours).write_bytes(CONTENT)
        library.verify(ours.id, lambda _: None, never)
        assert len(library.duplicates()) == 1

    def test_a_clone_with_other_bytes_never_takes_the_place(
        self, library: Library, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def bad(_source: Path, target: Path) -> bool:
            target.write_bytes(CONTENT[:-1] + b"!")
            return True

        monkeypatch.setattr(duplicates, "clone", bad)
        models = [put(library, shelf, variant) for variant in "AB"]
        with pytest.raises(ModelChanged):
            library.join(only(library.duplicates()), silent, never)
        assert len(shelf.contents()) == 2
        assert_sound(library, *models)


class TestRealClones:
    """On file systems that can: Btrfs and XFS in a file of their own."""

    @pytest.fixture(params=["btrfs", "xfs"])
    def disk(self, request: pytest.FixtureRequest, tmp_path: Path, mounted: Mount) -> Path:
        make = shutil.which(f"mkfs.{request.param}") or shutil.which(f"/usr/sbin/mkfs.{request.param}")
        if make is None:
            pytest.skip(f"no mkfs.{request.param} here")
        image = tmp_path / "image"
        with image.open("wb") as stream:
            stream.truncate(320 << 20)
        subprocess.run([make, "-q", image], check=True, capture_output=True)
        return mounted("-o", "loop", str(image))

    def test_blocks_are_shared_and_changes_are_not(self, library: Library, disk: Path) -> None:
        content = os.urandom(16 << 20)
        shelf = Shelf(disk / "models")
        ours, theirs = put(library, shelf, "A", content), adopt(library, disk / "ollama", content)
        os.sync()
        before = shutil.disk_usage(disk).free
        assert library.join(only(library.duplicates()), silent, never) == len(content)
        give_up = time.monotonic() + 60
        while shutil.disk_usage(disk).free - before < len(content) // 2:  # XFS frees in its own time
            assert time.monotonic() < give_up
            os.sync()
        assert_sound(library, ours, theirs)
        path(theirs).write_bytes(b"their app writes")
        assert_sound(library, ours)


class TestRefusals:
    @pytest.mark.parametrize("number", [0, 1])
    def test_a_copy_that_is_not_what_it_was(self, library: Library, shelf: Shelf, number: int) -> None:
        models = [put(library, shelf, variant) for variant in "AB"]
        stat = path(models[number]).stat()
        path(models[number]).write_bytes(b"\xff" * len(CONTENT))
        os.utime(path(models[number]), ns=(stat.st_atime_ns, stat.st_mtime_ns))
        before = shelf.contents()
        with pytest.raises(ModelChanged) as caught:
            library.join(only(library.duplicates()), silent, never)
        assert caught.value.path == str(path(models[number]))
        assert library.model(models[number].id).state is ModelState.CHANGED
        assert shelf.contents() == before

    def test_stopped(self, library: Library, shelf: Shelf) -> None:
        models = [put(library, shelf, variant, b"x" * (3 << 20)) for variant in "AB"]
        with pytest.raises(Stopped):
            library.join(only(library.duplicates()), silent, lambda: True)
        assert_sound(library, *models)
        assert len(library.duplicates()) == 1

    def test_a_file_in_use(self, library: Library, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
        models = [put(library, shelf, variant) for variant in "AB"]

        def stubborn(source: Path, target: Path) -> Path:
            raise PermissionError(13, "The process cannot access the file")

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", stubborn)
            with pytest.raises(NotWritable):
                library.join(only(library.duplicates()), silent, never)
        assert len(shelf.contents()) == 2
        assert_sound(library, *models)

    def test_one_work_at_a_time(self, open_library: OpenLibrary, shelf: Shelf) -> None:
        library = open_library()
        for variant in "AB":
            put(library, shelf, variant)
        refused: list[LibraryBusy] = []

        def meanwhile(_done: int, _total: int) -> None:
            with pytest.raises(LibraryBusy) as caught:
                other.join(only(other.duplicates()), silent, never)
            refused.append(caught.value)

        other = open_library()
        library.join(only(library.duplicates()), meanwhile, never)
        assert refused


def test_killed_at_any_moment_every_copy_is_whole(database: Path, open_library: OpenLibrary, shelf: Shelf) -> None:
    """kill -9 before each single file call of a join."""
    number, died = 1, True
    while died:
        library = open_library()
        models = [put(library, shelf, variant) for variant in "AB"]
        os.utime(path(models[1]), ns=(number, number))
        library.verify(models[1].id, lambda _: None, never)
        library.close()
        died = work_until(number, [shelf.folder], database, "join")
        library = open_library()
        assert sorted(shelf.contents().values()) == [CONTENT, CONTENT]
        assert_sound(library, *models)
        library.close()
        shutil.rmtree(shelf.folder)
        number += 1
    assert number > 4


def test_the_seam_says_where_it_can_not(tmp_path: Path, other_disk: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"bytes")
    assert not clone(source, other_disk / "target")
    assert not (other_disk / "target").exists()
    (tmp_path / "taken").write_bytes(b"a person's")
    with pytest.raises(FileExistsError):
        clone(source, tmp_path / "taken")
    assert (tmp_path / "taken").read_bytes() == b"a person's"
