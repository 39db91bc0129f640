"""Moving a model: whatever happens on the way, it is whole in one place and nothing is left in the other."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from io import FileIO
from pathlib import Path

import pytest

from fireseed.base.errors import (
    CopyDamaged,
    DatabaseTooNew,
    DiskFull,
    FileInTheWay,
    FolderMissing,
    LibraryBusy,
    ModelChanged,
    ModelInPlace,
    ModelMissing,
    ModelUnknown,
    NotWritable,
)
from fireseed.library import copying, moving
from fireseed.library.bin import FOLDER
from fireseed.library.hashing import Stopped
from fireseed.library.model import Check, Model, ModelState
from fireseed.library.store import Library, NewFile
from library.conftest import Mount, OpenLibrary
from library.kills import work_until
from library.shelf import REPO, Shelf


def silent(_done: int, _total: int) -> None:
    pass


def never() -> bool:
    return False


@pytest.fixture
def other(other_disk: Path) -> Shelf:
    """An empty models folder on another disk."""
    folder = other_disk / "models"
    folder.mkdir()
    return Shelf(folder)


@pytest.fixture
def near(tmp_path: Path) -> Shelf:
    """An empty models folder on the same disk."""
    folder = tmp_path / "near" / "models"
    folder.mkdir(parents=True)
    return Shelf(folder)


def move(library: Library, model: Model, to: Shelf) -> Model:
    return library.move(model.id, to.folder, silent, never)


def assert_whole(library: Library, model: Model, shelf: Shelf) -> None:
    """Everything of it is on that shelf and is what it was."""
    found = library.model(model.id)
    assert found.state is ModelState.READY
    assert all(file.path.is_relative_to(shelf.folder) for file in found.all_files)
    checks = [check for _, check in library.verify(model.id, lambda _: None, never)]
    assert checks == [file.check for file in model.all_files]


class TestToAnotherDisk:
    def test_it_is_there_and_no_longer_here(self, open_library: OpenLibrary, shelf: Shelf, other: Shelf) -> None:
        library = open_library()
        model = shelf.add(library, shards=2, projector=b"eyes", extra=b"{{ template }}")
        before = shelf.contents()
        moved = move(library, model, other)
        assert moved.state is ModelState.READY
        assert moved.files[0].path == other.folder / "huggingface" / REPO / "Q4_K_M-0.gguf"
        assert other.contents() == before
        assert list(shelf.folder.iterdir()) == []
        library.close()
        assert_whole(open_library(), model, other)

    def test_progress_counts_copying_and_reading_back(self, library: Library, shelf: Shelf, other: Shelf) -> None:
        model = shelf.add(library, shards=3)
        seen: list[tuple[int, int]] = []
        library.move(model.id, other.folder, lambda done, total: seen.append((done, total)), never)
        assert seen == sorted(seen)
        assert (seen[0], seen[-1]) == ((0, 2 * model.size), (2 * model.size, 2 * model.size))

    def test_and_back_again(self, library: Library, shelf: Shelf, other: Shelf) -> None:
        model = shelf.add(library, shards=2)
        before = shelf.contents()
        move(library, model, other)
        back = move(library, model, shelf)
        assert [file.path for file in back.files] == [file.path for file in model.files]
        assert shelf.contents() == before
        assert other.contents() == {}

    def test_its_bin_is_on_its_new_disk(self, library: Library, shelf: Shelf, other: Shelf) -> None:
        model = shelf.add(library)
        move(library, model, other)
        library.delete(model.id)
        assert [path.partition("/")[0] for path in other.contents()] == [FOLDER]
        library.restore(model.id)
        assert_whole(library, model, other)

    def test_an_extra_that_is_gone_stops_nothing(self, library: Library, shelf: Shelf, other: Shelf) -> None:
        model = shelf.add(library, extra=b"{{ template }}")
        model.extras[0].path.unlink()
        assert move(library, model, other).state is ModelState.READY
        assert len(other.contents()) == 1


class TestOnTheSameDisk:
    def test_it_is_a_rename(self, library: Library, shelf: Shelf, near: Shelf) -> None:
        model = shelf.add(library, shards=2, extra=b"licence")
        before = shelf.contents()
        inodes = [file.path.stat().st_ino for file in model.all_files]
        seen: list[tuple[int, int]] = []
        moved = library.move(model.id, near.folder, lambda done, total: seen.append((done, total)), never)
        assert [file.path.stat().st_ino for file in moved.all_files] == inodes
        assert seen == [(0, 0)]
        assert near.contents() == before
        assert list(shelf.folder.iterdir()) == []
        assert_whole(library, model, near)

    def test_into_its_own_folder_nothing_happens(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library)
        before = shelf.contents()
        assert move(library, model, shelf) == model
        assert shelf.contents() == before

    def test_two_disks_that_look_like_one_are_copied_between(
        self, library: Library, shelf: Shelf, near: Shelf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rename = Path.rename

        def refused(source: Path, target: Path) -> Path:
            if source.name == "Q4_K_M-1.gguf":
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            return rename(source, target)

        monkeypatch.setattr(Path, "rename", refused)
        model = shelf.add(library, shards=3)
        before = shelf.contents()
        move(library, model, near)
        assert_whole(library, model, near)
        assert near.contents() == before
        assert shelf.contents() == {}

    def test_a_file_outside_the_usual_layout_keeps_its_name(
        self, library: Library, tmp_path: Path, near: Shelf
    ) -> None:
        path = tmp_path / "loose" / "m.gguf"
        path.parent.mkdir()
        path.write_bytes(b"bytes")
        file = NewFile(path, near.file("x", b"bytes").sha256, Check.NO_DIGEST)
        model = library.add(hub="", repo="local/m", commit="", variant="m", licence=None, files=[file])
        assert move(library, model, near).files[0].path == near.folder / "m.gguf"
        assert path.parent.is_dir()


class TestShared:
    def test_a_projector_is_copied_and_stays(self, library: Library, shelf: Shelf, other: Shelf) -> None:
        small, large = shelf.add(library, "Q4", projector=b"eyes"), shelf.add(library, "Q8", projector=b"eyes")
        move(library, small, other)
        assert_whole(library, small, other)
        assert_whole(library, large, shelf)

    def test_on_the_same_disk_too(self, library: Library, shelf: Shelf, near: Shelf) -> None:
        small, large = shelf.add(library, "Q4", projector=b"eyes"), shelf.add(library, "Q8", projector=b"eyes")
        move(library, small, near)
        assert_whole(library, small, near)
        assert_whole(library, large, shelf)

    def test_the_last_takes_it_along_and_uses_the_one_there(
        self, library: Library, shelf: Shelf, other: Shelf
    ) -> None:
        small, large = shelf.add(library, "Q4", projector=b"eyes"), shelf.add(library, "Q8", projector=b"eyes")
        before = shelf.contents()
        move(library, small, other)
        move(library, large, other)
        assert_whole(library, small, other)
        assert_whole(library, large, other)
        assert other.contents() == before
        assert list(shelf.folder.iterdir()) == []

    def test_one_in_the_bin_gets_its_projector(self, library: Library, shelf: Shelf, other: Shelf) -> None:
        small, large = shelf.add(library, "Q4", projector=b"eyes"), shelf.add(library, "Q8", projector=b"eyes")
        library.delete(small.id)
        move(library, large, other)
        assert all(path.startswith(FOLDER) for path in shelf.contents())
        library.restore(small.id)
        assert_whole(library, small, shelf)
        assert_whole(library, large, other)

    def test_a_file_that_another_app_has_too_stays(self, library: Library, shelf: Shelf, other: Shelf) -> None:
        model = shelf.add(library)
        file = NewFile(model.files[0].path, model.files[0].sha256, Check.MIRRORED)
        theirs = library.adopt(origin="lm_studio", repo=REPO, variant="V", licence=None, files=[file])
        move(library, model, other)
        assert library.model(theirs.id).state is ModelState.READY
        assert_whole(library, model, other)


class TestRefusals:
    def test_a_model_of_another_app_stays(self, library: Library, shelf: Shelf, near: Shelf) -> None:
        file = shelf.file("m.gguf", b"theirs")
        model = library.adopt(origin="ollama", repo=REPO, variant="V", licence=None, files=[file])
        with pytest.raises(ModelInPlace) as caught:
            move(library, model, near)
        assert caught.value.facts == {"name": model.name, "path": str(file.path)}
        assert file.path.exists()

    def test_another_file_in_the_way(self, library: Library, shelf: Shelf, other: Shelf) -> None:
        model = shelf.add(library, shards=2)
        before = shelf.contents()
        blocking = other.file("Q4_K_M-1.gguf", b"a person put this here")
        with pytest.raises(FileInTheWay) as caught:
            move(library, model, other)
        assert caught.value.path == str(blocking.path)
        assert list(other.contents().values()) == [b"a person put this here"]
        assert shelf.contents() == before
        assert library.models() == (model,)

    def test_not_enough_space(
        self, library: Library, shelf: Shelf, other: Shelf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        model = shelf.add(library, shards=2)
        monkeypatch.setattr(moving, "free_space", lambda _: model.size - 1)
        with pytest.raises(DiskFull) as caught:
            move(library, model, other)
        assert caught.value.facts == {"path": str(other.folder), "needed": model.size, "free": model.size - 1}
        assert list(other.folder.iterdir()) == []

    def test_a_folder_that_is_not_there_is_not_made(self, library: Library, shelf: Shelf, tmp_path: Path) -> None:
        model = shelf.add(library)
        with pytest.raises(FolderMissing):
            move(library, model, Shelf(tmp_path / "unplugged"))
        assert not (tmp_path / "unplugged").exists()

    def test_a_model_that_is_not_whole(self, library: Library, shelf: Shelf, near: Shelf) -> None:
        model = shelf.add(library, shards=2)
        content = model.files[1].path.read_bytes()
        model.files[1].path.write_bytes(b"changed")
        with pytest.raises(ModelChanged):
            move(library, model, near)
        model.files[1].path.unlink()
        with pytest.raises(ModelMissing):
            move(library, model, near)
        assert near.contents() == {}
        assert content not in near.contents().values()

    def test_one_in_the_bin_or_unknown(self, library: Library, shelf: Shelf, near: Shelf) -> None:
        model = shelf.add(library)
        library.delete(model.id)
        for key in (model.id, "nothing"):
            with pytest.raises(ModelUnknown):
                library.move(key, near.folder, silent, never)

    def test_a_newer_library(self, open_library: OpenLibrary, database: Path, shelf: Shelf, near: Shelf) -> None:
        library = open_library()
        model = shelf.add(library)
        library.close()
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA user_version = 99")
        with pytest.raises(DatabaseTooNew):
            move(open_library(), model, near)
        assert near.contents() == {}


class TestFailuresOnTheWay:
    def assert_as_before(self, library: Library, model: Model, shelf: Shelf, other: Shelf) -> None:
        assert_whole(library, model, shelf)
        assert list(other.folder.iterdir()) == []

    def test_cancelled(self, library: Library, shelf: Shelf, other: Shelf) -> None:
        model = shelf.add(library, shards=2)
        seen: list[int] = []
        with pytest.raises(Stopped):
            library.move(model.id, other.folder, lambda done, _: seen.append(done), lambda: len(seen) == 3)
        assert 0 < seen[-1] < 2 * model.size
        self.assert_as_before(library, model, shelf, other)

    def test_bits_that_flipped_before_are_not_carried_on(
        self, library: Library, shelf: Shelf, other: Shelf
    ) -> None:
        model = shelf.add(library, shards=2)
        path = model.files[1].path
        stat = path.stat()
        path.write_bytes(b"\xff" * stat.st_size)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        with pytest.raises(ModelChanged) as caught:
            move(library, model, other)
        assert caught.value.path == str(path)
        assert library.model(model.id).state is ModelState.CHANGED
        assert list(other.folder.iterdir()) == []

    def test_a_disk_that_keeps_other_bytes(
        self, library: Library, shelf: Shelf, other: Shelf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def careless(stream: FileIO, content: memoryview) -> None:
            stream.write(bytes(content[:-1]) + b"\0")

        monkeypatch.setattr(copying, "write_all", careless)
        model = shelf.add(library)
        with pytest.raises(CopyDamaged) as caught:
            move(library, model, other)
        assert caught.value.path.endswith("Q4_K_M-0.gguf")
        self.assert_as_before(library, model, shelf, other)

    def test_a_disk_that_runs_full(
        self, library: Library, shelf: Shelf, mounted: Mount, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        small = Shelf(mounted("-t", "tmpfs", "-o", "size=1m", "tmpfs"))
        file = shelf.file("big.gguf", b"x" * (3 << 20))
        model = library.add(hub="huggingface", repo=REPO, commit="c", variant="V", licence=None, files=[file])
        with pytest.raises(DiskFull):
            move(library, model, small)
        monkeypatch.setattr(moving, "free_space", lambda _: 1 << 40)  # somebody else fills it meanwhile
        with pytest.raises(DiskFull):
            move(library, model, small)
        self.assert_as_before(library, model, shelf, small)

    def test_a_disk_that_is_read_only(self, library: Library, shelf: Shelf, mounted: Mount) -> None:
        model = shelf.add(library)
        with pytest.raises(NotWritable):
            move(library, model, Shelf(mounted("-t", "tmpfs", "-o", "ro", "tmpfs")))
        assert_whole(library, model, shelf)

    def test_deleted_meanwhile_by_another_process(
        self, open_library: OpenLibrary, shelf: Shelf, other: Shelf
    ) -> None:
        library, terminal = open_library(), open_library()
        model = shelf.add(library)

        def delete(done: int, _total: int) -> None:
            if done == model.size:
                terminal.delete(model.id)

        with pytest.raises(ModelUnknown):
            library.move(model.id, other.folder, delete, never)
        assert list(other.folder.iterdir()) == []
        terminal.restore(model.id)
        assert_whole(library, model, shelf)

    def test_another_process_that_starts_or_moves_disturbs_nothing(
        self, open_library: OpenLibrary, shelf: Shelf, other: Shelf, near: Shelf
    ) -> None:
        library = open_library()
        model, second = shelf.add(library, "A"), shelf.add(library, "B")

        def start(done: int, _total: int) -> None:
            if done == model.size:
                terminal = open_library()
                with pytest.raises(LibraryBusy):
                    move(terminal, second, near)

        library.move(model.id, other.folder, start, never)
        assert_whole(library, model, other)
        assert move(library, second, near).state is ModelState.READY

    def test_an_old_file_in_use_goes_at_the_next_start(
        self, open_library: OpenLibrary, shelf: Shelf, other: Shelf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        library = open_library()
        model = shelf.add(library, shards=2)
        unlink = Path.unlink

        def stubborn(path: Path, missing_ok: bool = False) -> None:
            if path == model.files[0].path:
                raise PermissionError(13, "The process cannot access the file")
            unlink(path, missing_ok=missing_ok)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "unlink", stubborn)
            assert move(library, model, other).state is ModelState.READY
        assert len(shelf.contents()) == 1
        library.close()
        assert_whole(open_library(), model, other)
        assert list(shelf.folder.iterdir()) == []

    def test_an_old_file_that_was_fetched_again_meanwhile_stays(
        self, open_library: OpenLibrary, shelf: Shelf, other: Shelf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        library = open_library()
        model = shelf.add(library)

        def stubborn(path: Path, missing_ok: bool = False) -> None:
            raise PermissionError(13, "The process cannot access the file")

        with monkeypatch.context() as patch:
            patch.setattr(Path, "unlink", stubborn)
            move(library, model, other)
        again = shelf.add(library)
        assert again.files[0].path.is_relative_to(shelf.folder)
        library.close()
        assert_whole(open_library(), again, shelf)


class TestKilled:
    """kill -9 before each single file call of a move."""

    @pytest.fixture
    def target(self, request: pytest.FixtureRequest) -> Shelf:
        found = request.getfixturevalue(request.param)
        assert isinstance(found, Shelf)
        return found

    @pytest.mark.parametrize("target", ["other", "near"], indirect=True)
    def test_at_any_moment_it_is_whole_in_one_place(
        self, database: Path, open_library: OpenLibrary, shelf: Shelf, target: Shelf
    ) -> None:
        library = open_library()
        small = shelf.add(library, "Q4", projector=b"eyes")
        large = shelf.add(library, "Q8", projector=b"eyes")
        library.close()
        bytes_of = {
            model.id: sorted(file.path.read_bytes() for file in model.all_files) for model in (small, large)
        }
        number, ended_there, died = 1, 0, True
        while died:
            died = work_until(
                number, [shelf.folder, target.folder], database, "move", small.id, str(target.folder)
            )
            library = open_library()
            place = shelf if library.model(small.id).files[0].path.is_relative_to(shelf.folder) else target
            assert_whole(library, small, place)
            assert_whole(library, large, shelf)
            ended_there += place is target
            if place is target:
                assert sorted(target.contents().values()) == bytes_of[small.id]
                assert sorted(shelf.contents().values()) == bytes_of[large.id]
                move(library, small, shelf)
            assert list(target.folder.iterdir()) == []
            assert len(shelf.contents()) == 3
            library.close()
            number += 1
        assert number > 8
        assert 1 < ended_there < number - 2, "no kill met one of the two phases"

    def test_another_file_took_the_place_meanwhile(
        self, database: Path, open_library: OpenLibrary, shelf: Shelf, other: Shelf
    ) -> None:
        """The model goes back to where it was: neither file is lost."""
        library = open_library()
        model = shelf.add(library, shards=2)
        library.close()
        for number, taken in ((1, "Q4_K_M-0.gguf"), (2, "Q4_K_M-1.gguf")):
            assert work_until(
                number, [other.folder], database, "move", model.id, str(other.folder), calls="os.rename"
            )
            waiting = next(other.folder.rglob("*.moving"))
            waiting.with_name(taken).write_bytes(b"a person put this here")
            library = open_library()
            assert_whole(library, model, shelf)
            assert list(other.contents().values()) == [b"a person put this here"]
            waiting.with_name(taken).unlink()
            library.close()
        assert not work_until(3, [other.folder], database, "move", model.id, str(other.folder), calls="os.rename")
        assert_whole(open_library(), model, other)

    def test_with_the_new_disk_away_at_the_next_start(
        self, database: Path, open_library: OpenLibrary, shelf: Shelf, other: Shelf
    ) -> None:
        """What was copied is removed when the disk is back."""
        library = open_library()
        model = shelf.add(library, shards=2)
        library.close()
        assert work_until(1, [other.folder], database, "move", model.id, str(other.folder), calls="os.utime")
        away = other.folder.with_name("away")
        other.folder.rename(away)
        library = open_library()
        assert_whole(library, model, shelf)
        library.close()
        away.rename(other.folder)
        assert list(other.folder.rglob("*.moving"))
        library = open_library()
        assert list(other.folder.iterdir()) == []
        assert_whole(library, model, shelf)
