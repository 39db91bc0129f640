"""Models folders: one may be away, and what lies in them is found wherever it lies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from fireseed.base.errors import FolderMissing, GgufTruncated, ModelMissing, NotGguf
from fireseed.library import folders
from fireseed.library.folders import Scan, Unlisted, add, look_at, scan
from fireseed.library.hashing import Stopped
from fireseed.library.model import Check, Model, ModelState
from fireseed.library.store import Library
from library.elsewhere.computer import gguf, sha256
from library.shelf import Shelf

HUBS = ("huggingface", "modelscope")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "drive" / "models"
    made.mkdir(parents=True)
    return made


def put(folder: Path, *paths: str) -> None:
    for path in paths:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(gguf(ascii(path)))


def found(folder: Path, library: Library | None = None) -> dict[str, Unlisted]:
    """By what a person reads, the hub before it."""
    models = library.models() if library else ()
    known = [file.path for model in models for file in model.all_files]
    return {f"{each.hub}|{each.repo}:{each.variant}": each for each in scan(folder, known, HUBS).models}


def shelve(library: Library, each: Unlisted) -> Model:
    return add(library, each, lambda _: None, lambda: False)


class TestLooking:
    def test_one_that_is_there(self, folder: Path) -> None:
        seen = look_at(folder)
        assert seen.present
        assert seen.free is not None
        assert seen.total is not None
        assert 0 < seen.free <= seen.total

    def test_one_that_is_away(self, folder: Path) -> None:
        seen = look_at(folder / "unplugged")
        assert (seen.present, seen.free, seen.total) == (False, None, None)

    def test_a_file_is_no_folder(self, folder: Path) -> None:
        put(folder, "m.gguf")
        assert not look_at(folder / "m.gguf").present

    def test_an_unplugged_one_takes_no_model_with_it(self, library: Library, tmp_path: Path) -> None:
        here, away = Shelf(tmp_path / "here"), Shelf(tmp_path / "away")
        kept, gone = here.add(library, "A"), away.add(library, "B")
        away.folder.rename(tmp_path / "unplugged")
        assert library.model(kept.id).state is ModelState.READY
        assert library.model(gone.id).state is ModelState.MISSING
        (tmp_path / "unplugged").rename(away.folder)
        assert library.model(gone.id) == gone


class TestScan:
    def test_files_in_the_root(self, folder: Path) -> None:
        put(folder, "Qwen3-8B-Q4_K_M.gguf", "Qwen3-8B-Q8_0.gguf", "gemma-3-4b-it-Q4_0.gguf")
        models = found(folder)
        assert set(models) == {
            "|local/Qwen3-8B:Q4_K_M",
            "|local/Qwen3-8B:Q8_0",
            "|local/gemma-3-4b-it:Q4_0",
        }
        one = models["|local/gemma-3-4b-it:Q4_0"]
        assert one.files == (folder / "gemma-3-4b-it-Q4_0.gguf",)
        assert one.size == one.files[0].stat().st_size

    def test_our_own_layout_names_the_hub(self, folder: Path) -> None:
        put(folder, "huggingface/Qwen/Qwen3-8B-GGUF/Qwen3-8B-Q8_0.gguf", "modelscope/a/b/sub/m-Q4_0.gguf")
        assert set(found(folder)) == {"huggingface|Qwen/Qwen3-8B-GGUF:Q8_0", "modelscope|a/b:Q4_0"}

    def test_owner_and_repo_as_others_lay_them_out(self, folder: Path) -> None:
        put(folder, "unsloth/Qwen3-GGUF/Qwen3-Q4_0.gguf", "unsloth/Qwen3-GGUF/BF16/Qwen3-BF16.gguf")
        assert set(found(folder)) == {"|unsloth/Qwen3-GGUF:Q4_0", "|unsloth/Qwen3-GGUF:BF16"}

    def test_a_folder_of_loose_files(self, folder: Path) -> None:
        put(folder, "old/llama-Q4_0.gguf", "old/phi-Q4_0.gguf")
        assert set(found(folder)) == {"|local/llama:Q4_0", "|local/phi:Q4_0"}

    def test_shards_are_joined_and_a_set_with_a_gap_is_told(self, folder: Path) -> None:
        put(folder, *(f"a/b/m-Q8_0-0000{number}-of-00003.gguf" for number in (2, 1, 3)))
        put(folder, "a/b/m-Q4_0-00001-of-00002.gguf")
        result = scan(folder, (), HUBS)
        assert [[path.name for path in each.files] for each in result.models] == [
            [f"m-Q8_0-0000{number}-of-00003.gguf" for number in (1, 2, 3)]
        ]
        assert result.incomplete == ((folder / "a/b/m-Q4_0-00001-of-00002.gguf",),)
        assert not result.cut_short

    def test_a_projector_goes_with_its_model(self, folder: Path) -> None:
        put(folder, "a/b/m-Q8_0.gguf", "a/b/mmproj-F16.gguf", "one-Q4_0.gguf", "mmproj-one-F16.gguf")
        models = found(folder)
        assert models["|a/b:Q8_0"].projector == folder / "a/b/mmproj-F16.gguf"
        assert models["|local/one:Q4_0"].projector == folder / "mmproj-one-F16.gguf"
        assert models["|a/b:Q8_0"].size == sum(path.stat().st_size for path in (folder / "a/b").iterdir())

    def test_among_strangers_nobody_can_tell_whose_it_is(self, folder: Path) -> None:
        put(folder, "one-Q4_0.gguf", "two-Q4_0.gguf", "mmproj-F16.gguf")
        assert all(each.projector is None for each in found(folder).values())

    def test_what_is_known_is_not_offered_again(self, library: Library, folder: Path) -> None:
        Shelf(folder).add(library, shards=2, projector=b"eyes")
        put(folder, "new-Q4_0.gguf")
        assert set(found(folder, library)) == {"|local/new:Q4_0"}

    @pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
    def test_not_under_another_name_either(
        self, library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        model = Shelf(folder).add(library)
        (folder / "link-Q4_0.gguf").symlink_to(model.files[0].path)
        (folder / "around").symlink_to(folder)
        (folder / "nowhere.gguf").symlink_to(folder / "gone.gguf")
        (folder / "circle").symlink_to(folder / "circle")
        monkeypatch.setattr(folders, "MOST_ENTRIES", 20)  # no folder is entered twice
        assert scan(folder, [model.files[0].path], HUBS) == Scan((), (), cut_short=False)

    def test_the_bin_partial_files_and_other_files_are_no_models(self, library: Library, folder: Path) -> None:
        library.delete(Shelf(folder).add(library).id)
        put(folder, "a/b/m-Q4_0.gguf.part", ".cache/m-Q4_0.gguf", ".fireseed-1.moving", "a/b/README.md")
        put(folder, "a/b/imatrix.gguf", "a/b/vocab.gguf")
        (folder / "folder.gguf").mkdir()
        assert found(folder, library) == {}

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are not Unicode")
    def test_names_that_are_not_unicode(self, library: Library, folder: Path) -> None:
        name = os.fsdecode("模型".encode("gbk"))
        put(folder, f"{name}/{name}/{name}-Q4_0.gguf", "line\nbreak-Q8_0.gguf")
        for each in found(folder, library).values():
            assert shelve(library, each).state is ModelState.READY
        assert found(folder, library) == {}

    def test_a_folder_that_is_away(self, folder: Path) -> None:
        with pytest.raises(FolderMissing):
            scan(folder / "unplugged", (), HUBS)

    def test_it_ends_in_a_folder_without_end(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        put(folder, *(f"m{number}-Q4_0.gguf" for number in range(30)))
        monkeypatch.setattr(folders, "MOST_ENTRIES", 10)
        result = scan(folder, (), HUBS)
        assert result.cut_short
        assert len(result.models) == 10

    def test_it_can_be_stopped(self, folder: Path) -> None:
        put(folder, "m-Q4_0.gguf")
        with pytest.raises(Stopped):
            scan(folder, (), HUBS, lambda: True)


class TestAdding:
    def test_it_becomes_one_of_ours_for_which_nobody_vouches(self, library: Library, folder: Path) -> None:
        (folder / "m-Q4_0.gguf").write_bytes(gguf("m", licence="apache-2.0"))
        seen: list[int] = []
        model = add(library, found(folder)["|local/m:Q4_0"], seen.append, lambda: False)
        assert (model.name, model.origin, model.licence) == ("local/m:Q4_0", "", "apache-2.0")
        assert [(file.sha256, file.check) for file in model.files] == [
            (sha256(gguf("m", licence="apache-2.0")), Check.NO_DIGEST)
        ]
        assert sum(seen) == model.size
        library.delete(model.id)
        assert library.restore(model.id).state is ModelState.READY

    def test_projector_and_shards_have_their_places(self, library: Library, folder: Path) -> None:
        put(folder, "a/b/m-Q8_0-00001-of-00002.gguf", "a/b/m-Q8_0-00002-of-00002.gguf", "a/b/mmproj.gguf")
        model = shelve(library, found(folder)["|a/b:Q8_0"])
        assert [file.path.name for file in model.all_files] == [
            "m-Q8_0-00001-of-00002.gguf",
            "m-Q8_0-00002-of-00002.gguf",
            "mmproj.gguf",
        ]
        assert model.projector is not None

    def test_a_second_copy_does_not_take_the_place_of_the_first(
        self, library: Library, folder: Path, tmp_path: Path
    ) -> None:
        put(folder, "a/b/m-Q4_0.gguf")
        put(tmp_path / "second", "a/b/m-Q4_0.gguf")
        first = shelve(library, found(folder)["|a/b:Q4_0"])
        second = shelve(library, found(tmp_path / "second")["|a/b:Q4_0"])
        assert second.variant == "Q4_0#2"
        assert library.model(first.id) == first
        assert shelve(library, found(folder)["|a/b:Q4_0"]).id == first.id
        assert len(library.models()) == 2

    def test_what_is_no_model_is_not_added(self, library: Library, folder: Path) -> None:
        put(folder, "a/b/m-Q4_0.gguf", "a/b/n-Q4_1.gguf", "a/b/o-Q8_0.gguf")
        (folder / "a/b/m-Q4_0.gguf").write_bytes(b"<html>")
        (folder / "a/b/n-Q4_1.gguf").write_bytes(gguf()[:30])
        models = found(folder)
        (folder / "a/b/o-Q8_0.gguf").unlink()
        for name, error in (("Q4_0", NotGguf), ("Q4_1", GgufTruncated), ("Q8_0", ModelMissing)):
            with pytest.raises(error):
                shelve(library, models[f"|a/b:{name}"])
        assert library.models() == ()

    def test_stopped_nothing_is_added(self, library: Library, folder: Path) -> None:
        put(folder, "m-Q4_0.gguf")
        with pytest.raises(Stopped):
            add(library, found(folder)["|local/m:Q4_0"], lambda _: None, lambda: True)
        assert library.models() == ()
