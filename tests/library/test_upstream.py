"""What the hub has now against what is here: bytes decide."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fireseed.base.errors import ModelUnknown
from fireseed.library.model import Model, Upstream, UpstreamState
from fireseed.library.store import Library
from fireseed.library.upstream import Published, is_newer
from library.conftest import OpenLibrary
from library.shelf import Shelf

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
OTHER = "0" * 64


def published(model: Model) -> dict[str, Published]:
    """What the hub lists where nothing has changed."""
    return {file.path.name: Published(file.size, file.sha256) for file in model.opened}


@pytest.fixture
def model(library: Library, shelf: Shelf) -> Model:
    return shelf.add(library, shards=2, projector=b"eyes", extra=b"{{ template }}")


class TestIsNewer:
    def test_the_same_bytes_are_not(self, model: Model) -> None:
        assert not is_newer(model, published(model))

    def test_digests_in_capitals_are_the_same(self, model: Model) -> None:
        files = {
            path: Published(file.size, (file.sha256 or "").upper()) for path, file in published(model).items()
        }
        assert not is_newer(model, files)

    @pytest.mark.parametrize("path", ["Q4_K_M-0.gguf", "Q4_K_M-1.gguf", "mmproj.gguf"])
    def test_one_other_file_is(self, model: Model, path: str) -> None:
        files = published(model)
        assert is_newer(model, files | {path: Published(files[path].size, OTHER)})

    def test_other_files_beside_it_are_not(self, model: Model) -> None:
        others = {path: Published(5, OTHER) for path in ("README.md", "8b.template", "LICENSE", "imatrix.gguf")}
        assert not is_newer(model, published(model) | others)

    def test_a_renamed_file_is_not(self, model: Model) -> None:
        assert not is_newer(model, {f"moved/{path}": file for path, file in published(model).items()})

    def test_another_number_of_shards_is(self, model: Model) -> None:
        assert is_newer(model, {**published(model), "Q4_K_M-2.gguf": Published(5, OTHER)})

    def test_one_that_was_taken_down_is_not(self, model: Model) -> None:
        assert not is_newer(model, {})

    def test_a_projector_that_it_never_had_makes_none(self, library: Library, shelf: Shelf) -> None:
        blind = shelf.add(library, "Q8_0")
        assert not is_newer(blind, {**published(blind), "mmproj.gguf": Published(5, OTHER)})

    def test_without_digests_the_size_decides(self, model: Model) -> None:
        same = {path: Published(file.size, None) for path, file in published(model).items()}
        assert not is_newer(model, same)
        assert is_newer(model, same | {"Q4_K_M-0.gguf": Published(model.size + 1, None)})


class TestNoted:
    def test_nobody_has_asked_yet(self, model: Model) -> None:
        assert model.upstream is None

    def test_it_is_remembered(self, open_library: OpenLibrary, shelf: Shelf) -> None:
        library = open_library()
        model = shelf.add(library)
        library.note_upstream(model.id, "decade", newer=True, checked_at=NOW)
        library.close()
        library = open_library()
        assert library.model(model.id).upstream == Upstream(UpstreamState.NEWER, "decade", NOW)
        library.note_upstream(model.id, "facade", newer=False, checked_at=NOW)
        assert library.model(model.id).upstream == Upstream(UpstreamState.SAME, "facade", NOW)

    def test_fetched_again_it_is_forgotten(self, library: Library, shelf: Shelf, model: Model) -> None:
        library.note_upstream(model.id, "decade", newer=True, checked_at=NOW)
        assert shelf.add(library).upstream is None

    def test_an_unknown_model(self, library: Library) -> None:
        with pytest.raises(ModelUnknown):
            library.note_upstream("nothing", "c", newer=True, checked_at=NOW)
