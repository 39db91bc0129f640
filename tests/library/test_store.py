"""What is on this machine: remembered by the library, decided by the disk."""

from __future__ import annotations

import dataclasses
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from fireseed.base.errors import DatabaseDamaged, DatabaseTooNew, ModelMissing, ModelUnknown
from fireseed.library.model import Check, ModelState
from fireseed.library.store import Library, NewFile
from library.conftest import OpenLibrary
from library.shelf import REPO, Shelf, sha256


def never() -> bool:
    return False


def silent(_: int) -> None:
    return None


def touch(path: Path, seconds: int = 60) -> None:
    """The same bytes with another time of change."""
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + seconds * 10**9))


class TestAdding:
    def test_a_model_has_what_was_said_and_what_the_disk_says(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library, shards=2, projector=b"eyes")
        assert (model.hub, model.repo, model.commit, model.variant, model.licence) == (
            "huggingface", REPO, "c0ffee", "Q4_K_M", "apache-2.0",
        )  # fmt: skip
        assert model.name == "owner/Model-GGUF:Q4_K_M"
        assert [file.path.name for file in model.files] == ["Q4_K_M-0.gguf", "Q4_K_M-1.gguf"]
        assert model.projector is not None
        assert (model.projector.sha256, model.projector.size) == (sha256(b"eyes"), 4)
        assert model.state is ModelState.READY
        assert model.size == sum(path.stat().st_size for path in shelf.folder.rglob("*.gguf"))
        assert library.models() == (model,)

    def test_a_restart_forgets_nothing(self, open_library: OpenLibrary, shelf: Shelf) -> None:
        library = open_library()
        model = shelf.add(library, projector=b"eyes")
        library.close()
        assert open_library().models() == (model,)

    def test_adding_again_is_one_model(self, library: Library, shelf: Shelf) -> None:
        first = shelf.add(library)
        again = shelf.add(library)
        assert again.id == first.id
        assert len(library.models()) == 1

    def test_a_newer_commit_takes_the_place_of_the_older(self, library: Library, shelf: Shelf) -> None:
        old = shelf.add(library)
        library.used(old.id)
        new = library.add(
            hub=old.hub,
            repo=old.repo,
            commit="decade",
            variant=old.variant,
            licence="mit",
            files=[shelf.file("Q4_K_M-0.gguf", b"newer bytes")],
        )
        assert (new.id, new.commit, new.licence) == (old.id, "decade", "mit")
        assert new.files[0].sha256 == sha256(b"newer bytes")
        assert new.last_used_at is not None
        assert library.models() == (new,)

    def test_the_same_variant_of_another_hub_is_another_model(self, library: Library, shelf: Shelf) -> None:
        shelf.add(library, hub="builtin")
        shelf.add(library, hub="huggingface")
        assert len(library.models()) == 2

    def test_a_file_that_is_not_there_is_not_added(self, library: Library, shelf: Shelf) -> None:
        gone = NewFile(shelf.folder / "gone.gguf", sha256(b""), Check.VERIFIED)
        with pytest.raises(ModelMissing) as caught:
            library.add(hub="h", repo=REPO, commit="c", variant="V", licence=None, files=[gone])
        assert caught.value.path == str(gone.path)
        assert library.models() == ()

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are not Unicode")
    def test_a_folder_whose_name_is_not_unicode(self, library: Library, tmp_path: Path) -> None:
        folder = tmp_path / os.fsdecode("模型".encode("gbk"))
        assert shelf_roundtrip(library, Shelf(folder)) is ModelState.READY

    def test_a_folder_whose_name_is_chinese(self, library: Library, tmp_path: Path) -> None:
        assert shelf_roundtrip(library, Shelf(tmp_path / "我的 模型")) is ModelState.READY

    def test_the_last_used_is_first(self, library: Library, shelf: Shelf) -> None:
        one, two, three = (shelf.add(library, variant) for variant in ("A", "B", "C"))
        assert [model.id for model in library.models()] == [three.id, two.id, one.id]
        library.used(two.id)
        assert [model.id for model in library.models()] == [two.id, three.id, one.id]
        assert library.model(two.id).last_used_at is not None


def shelf_roundtrip(library: Library, shelf: Shelf) -> ModelState:
    model = shelf.add(library)
    library.delete(model.id)
    library.restore(model.id)
    assert library.verify(model.id, silent, never) == ((model.files[0].path, Check.VERIFIED),)
    return library.model(model.id).state


class TestState:
    def test_an_unplugged_drive_is_missing_and_comes_back(self, open_library: OpenLibrary, shelf: Shelf) -> None:
        library = open_library()
        model = shelf.add(library)
        drive = shelf.folder.parent
        drive.rename(drive.with_name("unplugged"))
        assert library.model(model.id).state is ModelState.MISSING
        library.close()
        library = open_library()
        assert [found.state for found in library.models()] == [ModelState.MISSING]
        drive.with_name("unplugged").rename(drive)
        assert library.model(model.id) == model

    def test_one_missing_shard_is_missing(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library, shards=3)
        model.files[1].path.unlink()
        touch(model.files[0].path)
        assert library.model(model.id).state is ModelState.MISSING

    def test_another_size_is_changed(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library)
        stat = model.files[0].path.stat()
        with model.files[0].path.open("ab") as stream:
            stream.write(b"x")
        os.utime(model.files[0].path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        assert library.model(model.id).state is ModelState.CHANGED

    def test_another_time_is_changed_also_for_a_projector(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library, projector=b"eyes")
        assert model.projector is not None
        touch(model.projector.path)
        assert library.model(model.id).state is ModelState.CHANGED


class TestVerify:
    def test_untouched_files_are_verified_with_progress(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library, shards=2, projector=b"eyes")
        seen: list[int] = []
        outcomes = library.verify(model.id, seen.append, never)
        assert outcomes == tuple((file.path, Check.VERIFIED) for file in model.all_files)
        assert seen == sorted(seen)
        assert seen[-1] == model.size
        again = library.model(model.id)
        assert all(
            new.verified_at > old.verified_at for new, old in zip(again.all_files, model.all_files, strict=True)
        )

    def test_a_file_without_a_published_digest_stays_one(self, library: Library, shelf: Shelf) -> None:
        file = shelf.file("m.gguf", b"bytes", check=Check.NO_DIGEST)
        model = library.add(hub="h", repo=REPO, commit="c", variant="V", licence=None, files=[file])
        assert library.verify(model.id, silent, never) == ((file.path, Check.NO_DIGEST),)

    def test_flipped_bits_under_the_same_size_and_time_are_found(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library, shards=2)
        path = model.files[1].path
        stat = path.stat()
        path.write_bytes(b"\xff" * stat.st_size)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        assert library.model(model.id).state is ModelState.READY  # a look at the disk can't know
        outcomes = library.verify(model.id, silent, never)
        assert [check for _, check in outcomes] == [Check.VERIFIED, Check.MISMATCH]
        found = library.model(model.id)
        assert found.state is ModelState.CHANGED
        assert found.files[1].verified_at == model.files[1].verified_at

    def test_a_file_that_was_only_touched_is_ready_again(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library)
        touch(model.files[0].path)
        assert library.model(model.id).state is ModelState.CHANGED
        library.verify(model.id, silent, never)
        assert library.model(model.id).state is ModelState.READY

    def test_the_right_bytes_put_back_are_ready_again(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library)
        path = model.files[0].path
        content = path.read_bytes()
        path.write_bytes(b"wrong")
        library.verify(model.id, silent, never)
        assert library.model(model.id).state is ModelState.CHANGED
        path.write_bytes(content)
        assert library.model(model.id).state is ModelState.CHANGED  # nobody has read it yet
        library.verify(model.id, silent, never)
        assert library.model(model.id).state is ModelState.READY

    def test_a_shared_projector_is_verified_for_all_that_use_it(self, library: Library, shelf: Shelf) -> None:
        small, large = shelf.add(library, "Q4", projector=b"eyes"), shelf.add(library, "Q8", projector=b"eyes")
        assert small.projector is not None
        touch(small.projector.path)
        assert [found.state for found in library.models()] == [ModelState.CHANGED] * 2
        library.verify(large.id, silent, never)
        assert [found.state for found in library.models()] == [ModelState.READY] * 2
        small.projector.path.write_bytes(b"EYES")
        library.verify(small.id, silent, never)
        assert [found.state for found in library.models()] == [ModelState.CHANGED] * 2

    def test_a_missing_file_is_said(self, library: Library, shelf: Shelf) -> None:
        model = shelf.add(library, shards=2)
        model.files[1].path.unlink()
        with pytest.raises(ModelMissing) as caught:
            library.verify(model.id, silent, never)
        assert caught.value.facts == {"name": model.name, "path": str(model.files[1].path)}

    def test_cancelled_it_stops_and_changes_nothing(self, library: Library, shelf: Shelf) -> None:
        file = shelf.file("m.gguf", b"x" * (3 << 20))
        model = library.add(hub="h", repo=REPO, commit="c", variant="V", licence=None, files=[file])
        seen: list[int] = []
        assert library.verify(model.id, seen.append, lambda: bool(seen)) == ()
        assert seen == [1 << 20]
        assert library.model(model.id) == model

    def test_the_real_starter(self, library: Library, starter: Path) -> None:
        digest = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
        file = NewFile(starter, digest, Check.VERIFIED)
        model = library.add(hub="h", repo=REPO, commit="c", variant="Q4_1", licence=None, files=[file])
        seen: list[int] = []
        assert library.verify(model.id, seen.append, never) == ((starter, Check.VERIFIED),)
        assert seen[-1] == 98_362_432
        assert len(seen) > 90


class TestFinding:
    @pytest.fixture(autouse=True)
    def models(self, library: Library, shelf: Shelf) -> None:
        for repo, variant in (
            ("Qwen/Qwen3-8B", "Q4_K_M"),
            ("Qwen/Qwen3-8B", "Q8_0"),
            ("Qwen/Qwen3-8B-Coder", "Q4_K_M"),
            ("llm/SmolLM2-135M", "Q4_1"),
            ("other/Qwen3-8B", "Q2_K"),
        ):
            shelf.add(library, variant, repo=repo)

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("Qwen/Qwen3-8B:Q8_0", "Qwen/Qwen3-8B:Q8_0"),
            ("qwen/qwen3-8b:q8_0", "Qwen/Qwen3-8B:Q8_0"),
            ("llm/SmolLM2-135M", "llm/SmolLM2-135M:Q4_1"),
            ("other/Qwen3-8B", "other/Qwen3-8B:Q2_K"),
            ("SmolLM2-135M", "llm/SmolLM2-135M:Q4_1"),
            ("smol", "llm/SmolLM2-135M:Q4_1"),
            ("llm/", "llm/SmolLM2-135M:Q4_1"),
            ("Qwen3-8B-Coder", "Qwen/Qwen3-8B-Coder:Q4_K_M"),
            ("qwen3-8b:q8", "Qwen/Qwen3-8B:Q8_0"),
            ("Qwen/Qwen3-8B-", "Qwen/Qwen3-8B-Coder:Q4_K_M"),
        ],
    )
    def test_found(self, library: Library, typed: str, found: str) -> None:
        assert library.find(typed).name == found

    @pytest.mark.parametrize("typed", ["", "nothing", "Qwen/Qwen3-8B", "Qwen3-8B", "qwen", "135M", "/", ":"])
    def test_none_or_several(self, library: Library, typed: str) -> None:
        with pytest.raises(ModelUnknown) as caught:
            library.find(typed)
        assert caught.value.name == typed

    def test_the_same_name_of_two_hubs_is_the_one_used_last(self, library: Library, shelf: Shelf) -> None:
        first = library.find("smol")
        second = shelf.add(library, first.variant, repo=first.repo, hub="mirror")
        assert library.find(first.name).id == second.id
        library.used(first.id)
        assert library.find(first.name).id == library.find(first.repo).id == first.id

    def test_what_is_in_the_bin_is_not_found(self, library: Library) -> None:
        library.delete(library.find("smol").id)
        with pytest.raises(ModelUnknown):
            library.find("smol")

    def test_an_unknown_identifier(self, library: Library) -> None:
        for call in (library.model, library.used, library.delete, library.restore):
            with pytest.raises(ModelUnknown):
                call("nothing")
        with pytest.raises(ModelUnknown):
            library.verify("nothing", silent, never)


class TestOtherVersions:
    def test_a_newer_library_is_read_and_verified_but_never_changed(
        self, open_library: OpenLibrary, database: Path, shelf: Shelf
    ) -> None:
        library = open_library()
        kept, binned = shelf.add(library, "A"), shelf.add(library, "B")
        library.delete(binned.id)
        library.close()
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA user_version = 99")
        files = shelf.contents()

        library = open_library()
        assert library.newer is not None
        assert library.models() == (kept,)
        assert library.verify(kept.id, silent, never) == ((kept.files[0].path, Check.VERIFIED),)
        for change in (
            lambda: library.used(kept.id),
            lambda: library.delete(kept.id),
            lambda: library.restore(binned.id),
            lambda: library.empty_bin(),
            lambda: shelf.add(library),
        ):
            with pytest.raises(DatabaseTooNew):
                change()
        assert {path: content for path, content in shelf.contents().items() if path in files} == files
        assert library.models() == (kept,)

    def test_a_damaged_library_is_named_and_left_alone(self, open_library: OpenLibrary, database: Path) -> None:
        database.write_bytes(b"\0" * 4096)
        with pytest.raises(DatabaseDamaged):
            open_library()
        assert database.read_bytes() == b"\0" * 4096


def test_two_processes_share_one_library(open_library: OpenLibrary, shelf: Shelf) -> None:
    window, terminal = open_library(), open_library()
    model = shelf.add(terminal)
    assert window.models() == (model,)
    window.delete(model.id)
    assert terminal.models() == ()
    assert [found.id for found in terminal.binned()] == [model.id]


def test_a_whole_folder_deleted_outside_can_still_be_taken_off_the_list(library: Library, shelf: Shelf) -> None:
    model = shelf.add(library)
    shutil.rmtree(shelf.folder)
    library.delete(model.id)
    assert library.models() == ()
    assert not shelf.folder.exists()
    assert dataclasses.replace(library.restore(model.id), state=ModelState.READY) == model
