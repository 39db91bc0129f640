"""Deleting is moving to the bin, and whatever happens on the way, a model's bytes are in exactly one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from fireseed.base.errors import ModelUnknown, NotWritable
from fireseed.library.bin import FOLDER, Place, place_of
from fireseed.library.model import ModelState
from fireseed.library.store import Library, NewFile
from library.conftest import OpenLibrary
from library.shelf import REPO, Shelf


def homes(shelf: Shelf) -> set[str]:
    return {path for path in shelf.contents() if not path.startswith(FOLDER)}


def binned(shelf: Shelf) -> list[str]:
    return sorted(path.rpartition("/")[2] for path in shelf.contents() if path.startswith(FOLDER))


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of files that can't be moved, as on Windows while an engine has them open."""
    names: set[str] = set()
    replace = Path.replace

    def stubborn(source: Path, target: Path) -> Path:
        if source.name in names:
            raise PermissionError(13, "The process cannot access the file")
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", stubborn)
    return names


class TestThereAndBack:
    def test_a_deleted_model_leaves_the_list_and_its_folder(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library, shards=2, projector=b"eyes")
        library.delete(model.id)
        assert library.models() == ()
        assert [(found.id, found.state) for found in library.binned()] == [(model.id, ModelState.READY)]
        assert homes(shelf) == set()
        assert [entry.name for entry in shelf.folder.iterdir()] == [FOLDER]
        assert len(shelf.contents()) == 3

    def test_restored_it_is_what_it_was(self, open_library: OpenLibrary, shelf: Shelf) -> None:
        library = open_library()
        model = shelf.add(library, shards=2, projector=b"eyes")
        before = shelf.contents()
        library.delete(model.id)
        library.close()
        library = open_library()
        assert library.restore(model.id) == model
        assert shelf.contents() == before
        assert [entry.name for entry in shelf.folder.iterdir()] == ["huggingface"]
        assert library.binned() == ()

    def test_emptied_it_is_gone(self, library: Library, shelf: Shelf) -> None:
        kept, gone = shelf.add(library, "A"), shelf.add(library, "B")
        library.delete(gone.id)
        assert library.empty_bin() == 1
        assert library.empty_bin() == 0
        assert library.models() == (kept,)
        assert len(shelf.contents()) == 1
        assert not (shelf.folder / FOLDER).exists()
        with pytest.raises(ModelUnknown):
            library.restore(gone.id)

    def test_the_last_deleted_is_first(self, library: Library, shelf: Shelf) -> None:
        models = [shelf.add(library, variant) for variant in ("A", "B", "C")]
        for model in models:
            library.delete(model.id)
        assert [found.variant for found in library.binned()] == ["C", "B", "A"]

    def test_a_file_outside_the_usual_layout_stays_in_its_folder(self, library: Library, tmp_path: Path) -> None:
        folder = tmp_path / "my own"
        folder.mkdir()
        path = folder / "m.gguf"
        path.write_bytes(b"bytes")
        file = NewFile(path, "0" * 64, Shelf(folder).file("x", b"").check)
        model = library.add(hub="folder", repo=REPO, commit="c", variant="V", licence=None, files=[file])
        library.delete(model.id)
        assert not path.exists()
        assert folder.is_dir()
        library.restore(model.id)
        assert path.read_bytes() == b"bytes"

    def test_a_changed_model_can_be_deleted_and_comes_back_changed(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library)
        model.files[0].path.write_bytes(b"something else")
        library.delete(model.id)
        assert homes(shelf) == set()
        assert library.restore(model.id).state is ModelState.CHANGED


class TestFetchedAgain:
    def test_the_one_fetched_again_stands(self, library: Library, shelf: Shelf) -> None:
        old = shelf.add(library)
        library.delete(old.id)
        new = shelf.add(library)
        assert new.id != old.id
        assert library.restore(old.id) == new
        library.delete(new.id)
        assert len(binned(shelf)) == 2
        assert library.restore(old.id).state is ModelState.READY

    def test_another_file_in_its_place_is_not_overwritten(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library)
        path = model.files[0].path
        library.delete(model.id)
        path.parent.mkdir(parents=True)
        path.write_bytes(b"a person put this here")
        with pytest.raises(NotWritable) as caught:
            library.restore(model.id)
        assert caught.value.path == str(path)
        assert path.read_bytes() == b"a person put this here"
        assert [found.id for found in library.binned()] == [model.id]
        path.unlink()
        assert library.restore(model.id) == model

    def test_a_kept_restart_does_not_take_the_new_file_for_the_deleted_one(
        self, open_library: OpenLibrary, shelf: Shelf
    ) -> None:
        library = open_library()
        model = shelf.add(library)
        library.delete(model.id)
        library.close()
        again = shelf.file("Q4_K_M-0.gguf", b"downloaded, and killed before it was added")
        library = open_library()
        assert again.path.exists()
        library.empty_bin()
        assert again.path.exists()

    def test_deleting_twice_touches_nothing_that_came_since(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library)
        library.delete(model.id)
        again = shelf.file("Q4_K_M-0.gguf", b"finished, and about to be added")
        library.delete(model.id)
        assert again.path.read_bytes() == b"finished, and about to be added"
        again.path.unlink()
        assert library.restore(model.id) == model


class TestSharedProjector:
    def test_it_stays_while_another_model_uses_it(self, library: Library, shelf: Shelf) -> None:
        small, large = shelf.add(library, "Q4", projector=b"eyes"), shelf.add(library, "Q8", projector=b"eyes")
        library.delete(small.id)
        assert library.model(large.id).state is ModelState.READY
        assert binned(shelf) == ["Q4-0.gguf"]
        assert library.empty_bin() == 1
        assert library.model(large.id).state is ModelState.READY

    def test_it_comes_back_with_either(self, library: Library, shelf: Shelf) -> None:
        small, large = shelf.add(library, "Q4", projector=b"eyes"), shelf.add(library, "Q8", projector=b"eyes")
        before = shelf.contents()
        library.delete(small.id)
        library.delete(large.id)
        assert homes(shelf) == set()
        assert library.restore(small.id).state is ModelState.READY
        assert library.restore(large.id).state is ModelState.READY
        assert shelf.contents() == before

    def test_one_that_was_fetched_again_meanwhile_is_enough(self, library: Library, shelf: Shelf) -> None:
        small = shelf.add(library, "Q4", projector=b"eyes")
        library.delete(small.id)
        large = shelf.add(library, "Q8", projector=b"eyes")
        assert library.restore(small.id).state is ModelState.READY
        assert binned(shelf) == []
        assert library.model(large.id).state is ModelState.READY


class TestFailures:
    def test_a_file_in_use_leaves_the_model_where_it_was(
        self, library: Library, shelf: Shelf, stuck: set[str]
    ) -> None:
        model = shelf.add(library, shards=3)
        before = shelf.contents()
        stuck.add("Q4_K_M-1.gguf")
        with pytest.raises(NotWritable) as caught:
            library.delete(model.id)
        assert caught.value.path == str(model.files[1].path)
        assert library.models() == (model,)
        assert shelf.contents() == before

    def test_a_restore_that_fails_half_way_can_be_done_again(
        self, library: Library, shelf: Shelf, stuck: set[str]
    ) -> None:
        model = shelf.add(library, shards=3)
        before = shelf.contents()
        library.delete(model.id)
        stuck.add("Q4_K_M-1.gguf")
        with pytest.raises(NotWritable):
            library.restore(model.id)
        assert [found.state for found in library.binned()] == [ModelState.READY]
        stuck.clear()
        assert library.restore(model.id) == model
        assert shelf.contents() == before

    def test_a_deletion_that_was_killed_is_ended_by_the_next_start(
        self, open_library: OpenLibrary, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        library = open_library()
        model = shelf.add(library, shards=3)

        def killed(place: Place) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Place, "to_bin", killed)
            with pytest.raises(KeyboardInterrupt):
                library.delete(model.id)
        library.close()
        assert len(homes(shelf)) == 3
        library = open_library()
        assert homes(shelf) == set()
        assert library.restore(model.id) == model

    def test_a_start_goes_on_where_a_file_still_cannot_be_moved(
        self, open_library: OpenLibrary, shelf: Shelf, stuck: set[str]
    ) -> None:
        library = open_library()
        model = shelf.add(library)
        library.delete(model.id)
        place = place_of(model, model.files[0])
        place.to_home()
        library.close()
        stuck.add(model.files[0].path.name)
        library = open_library()
        assert [found.state for found in library.binned()] == [ModelState.READY]
        assert model.files[0].path.exists()

    def test_an_unplugged_drive_gets_no_folders_at_its_place(
        self, open_library: OpenLibrary, shelf: Shelf
    ) -> None:
        library = open_library()
        model = shelf.add(library)
        drive = shelf.folder.parent
        drive.rename(drive.with_name("unplugged"))
        library.delete(model.id)
        assert not drive.exists()
        library.close()
        drive.with_name("unplugged").rename(drive)
        library = open_library()
        assert homes(shelf) == set()
        assert library.restore(model.id) == model

    def test_an_emptying_that_fails_keeps_the_rest(
        self, library: Library, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = shelf.add(library, "A"), shelf.add(library, "B")
        library.delete(first.id)
        library.delete(second.id)
        unlink = Path.unlink

        def stubborn(path: Path, missing_ok: bool = False) -> None:
            if path.name == "A-0.gguf":
                raise PermissionError(13, "in use")
            unlink(path, missing_ok=missing_ok)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "unlink", stubborn)
            with pytest.raises(NotWritable):
                library.empty_bin()
        assert [found.id for found in library.binned()] == [first.id]
        assert library.restore(first.id) == first
