"""Extras that belong to a model, and models that lie in the folders of other apps."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fireseed.base.errors import ModelMissing, ModelUnknown
from fireseed.base.paths import resources
from fireseed.library.model import Check, Model, ModelState
from fireseed.library.store import Library, NewFile
from library.conftest import OpenLibrary
from library.shelf import REPO, Shelf


def adopt(library: Library, *files: NewFile, origin: str = "ollama", variant: str = "8b") -> Model:
    return library.adopt(origin=origin, repo=REPO, variant=variant, licence="mit", files=files)


class TestExtras:
    def test_they_are_kept_apart_from_what_an_engine_opens(self, open_library: OpenLibrary, shelf: Shelf) -> None:
        library = open_library()
        model = shelf.add(library, projector=b"eyes", extra=b"{{ template }}")
        assert [file.path.name for file in model.extras] == ["Q4_K_M.template"]
        assert model.extras[0] not in model.opened
        assert model.all_files == (*model.opened, *model.extras)
        assert model.size == sum(file.path.stat().st_size for file in model.all_files)
        library.close()
        assert open_library().models() == (model,)

    def test_they_go_to_the_bin_and_come_back(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library, extra=b"{{ template }}")
        before = shelf.contents()
        library.delete(model.id)
        assert len(shelf.contents()) == 2
        assert not any(path in before for path in shelf.contents())
        assert library.restore(model.id) == model
        assert shelf.contents() == before

    def test_they_are_verified(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library, extra=b"{{ template }}")
        model.extras[0].path.write_bytes(b"{{ backdoor }}")
        assert library.model(model.id).state is ModelState.CHANGED
        checks = library.verify(model.id, lambda _: None, lambda: False)
        assert [check for _, check in checks] == [Check.VERIFIED, Check.MISMATCH]
        assert library.model(model.id).state is ModelState.CHANGED

    def test_one_that_is_gone_keeps_nobody_from_using_the_model(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library, extra=b"licence")
        model.extras[0].path.unlink()
        assert library.model(model.id).state is ModelState.READY
        assert len(library.verify(model.id, lambda _: None, lambda: False)) == 1


class TestAdopted:
    def test_it_is_in_the_list_with_its_origin(self, open_library: OpenLibrary, shelf: Shelf) -> None:
        library = open_library()
        ours = shelf.add(library)
        theirs = adopt(library, shelf.file("blob", b"theirs", check=Check.MIRRORED))
        assert (theirs.origin, theirs.hub, theirs.commit, theirs.licence) == ("ollama", "", "", "mit")
        assert theirs.files[0].check is Check.MIRRORED
        library.close()
        library = open_library()
        assert library.models() == (theirs, ours)
        assert library.adopted() == library.adopted("ollama") == (theirs,)
        assert library.adopted("jan") == ()
        assert library.find(theirs.name) == theirs

    def test_the_same_of_two_apps_and_ours_are_three(self, library: Library, shelf: Shelf) -> None:
        ours = shelf.add(library, "8b", hub="")
        file = NewFile(ours.files[0].path, ours.files[0].sha256, Check.NO_DIGEST)
        adopt(library, file)
        adopt(library, file, origin="jan")
        assert len(library.models()) == 3
        assert {model.state for model in library.models()} == {ModelState.READY}

    def test_adopted_again_it_is_one(self, library: Library, shelf: Shelf) -> None:
        first = adopt(library, shelf.file("blob", b"old"))
        again = adopt(library, shelf.file("blob", b"new"))
        assert again.id == first.id
        assert again.files[0].sha256 != first.files[0].sha256

    def test_deleting_is_forgetting(self, library: Library, shelf: Shelf) -> None:
        theirs = adopt(library, shelf.file("blob", b"theirs"))
        before = shelf.contents()
        library.delete(theirs.id)
        assert library.models() == library.binned() == ()
        assert shelf.contents() == before

    def test_deleting_ours_leaves_a_file_that_they_use(self, library: Library, shelf: Shelf) -> None:
        ours = shelf.add(library)
        theirs = adopt(library, NewFile(ours.files[0].path, ours.files[0].sha256, Check.NO_DIGEST))
        library.delete(ours.id)
        library.empty_bin()
        assert library.model(theirs.id).state is ModelState.READY

    def test_a_file_that_vanished(self, library: Library, shelf: Shelf) -> None:
        file = shelf.file("blob", b"theirs")
        theirs = adopt(library, file)
        file.path.unlink()
        assert library.model(theirs.id).state is ModelState.MISSING
        with pytest.raises(ModelMissing):
            adopt(library, file)


class TestForgetting:
    def test_the_files_stay(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library)
        before = shelf.contents()
        library.forget(model.id)
        assert library.models() == library.binned() == ()
        assert shelf.contents() == before

    def test_what_is_unknown_or_in_the_bin_is_not_forgotten(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library)
        library.delete(model.id)
        for key in (model.id, "nothing"):
            with pytest.raises(ModelUnknown):
                library.forget(key)
        assert library.restore(model.id) == model


def test_a_library_of_the_first_version_is_taken_over(
    database: Path, open_library: OpenLibrary, shelf: Shelf
) -> None:
    """Models, projectors and the bin are what they were; the old database is kept as a backup."""
    shard, projector = shelf.file("m.gguf", b"weights"), shelf.file("mmproj.gguf", b"eyes")
    first = (resources() / "migrations" / "library" / "0001_models.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(first)
        connection.execute(
            "INSERT INTO model VALUES ('k', 'huggingface', ?, 'c', 'V', NULL, 1.0, 2.0, NULL)", (REPO,)
        )
        for position, file in enumerate((shard, projector)):
            stat = file.path.stat()
            connection.execute(
                "INSERT INTO file VALUES ('k', ?, ?, ?, ?, ?, 'verified', 1.0, ?)",
                (position, position, bytes(file.path), stat.st_size, file.sha256, stat.st_mtime_ns),
            )
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    library = open_library()
    (model,) = library.models()
    assert model.state is ModelState.READY
    assert [file.path for file in model.files] == [shard.path]
    assert model.projector is not None
    assert model.projector.path == projector.path
    assert (model.origin, model.extras, model.upstream) == ("", (), None)
    assert list(database.parent.glob("library.before-*.sqlite3"))
    assert library.move(model.id, shelf.folder, lambda _done, _total: None, lambda: False) == model
