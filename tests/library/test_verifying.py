"""Verifying everything: one total, and one bad or absent model stops nobody else."""

from __future__ import annotations

from fireseed.base.errors import ModelMissing
from fireseed.base.priority import in_background
from fireseed.library.model import Check, Model, ModelState
from fireseed.library.store import Library
from library.conftest import OpenLibrary
from library.shelf import Shelf


def silent(_done: int, _total: int, _model: Model) -> None:
    pass


def never() -> bool:
    return False


def test_every_model_with_one_total(library: Library, shelf: Shelf) -> None:
    models = [
        shelf.add(library, "A", shards=2),
        shelf.add(library, "B", projector=b"eyes"),
        shelf.add(library, "C"),
    ]
    library.delete(shelf.add(library, "D").id)
    seen: list[tuple[int, int, str]] = []
    found = library.verify_all(lambda done, total, model: seen.append((done, total, model.id)), never)
    total = sum(model.size for model in models)
    assert {each.model.id for each in found} == {model.id for model in models}
    assert all(each.sound for each in found)
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)
    assert {whole for _, whole, _ in seen} == {total}
    assert seen[-1][0] == total


def test_one_bad_and_one_absent_stop_nobody(open_library: OpenLibrary, shelf: Shelf) -> None:
    library = open_library()
    bad, absent, good = (shelf.add(library, variant) for variant in "ABC")
    bad.files[0].path.write_bytes(b"x" * 5000)
    absent.files[0].path.unlink()
    seen: list[tuple[int, int]] = []
    found = library.verify_all(lambda done, total, _: seen.append((done, total)), never)
    by_key = {each.model.id: each for each in found}
    assert by_key[good.id].sound
    assert [check for _, check in by_key[bad.id].checks] == [Check.MISMATCH]
    assert isinstance(by_key[absent.id].missing, ModelMissing)
    assert not by_key[bad.id].sound
    assert not by_key[absent.id].sound
    assert seen[-1][0] == seen[-1][1]
    assert all(done <= total for done, total in seen)
    library.close()
    library = open_library()
    states = [library.model(model.id).state for model in (bad, absent, good)]
    assert states == [ModelState.CHANGED, ModelState.MISSING, ModelState.READY]


def test_what_was_read_of_a_model_before_a_gap_counts(library: Library, shelf: Shelf) -> None:
    model = shelf.add(library, shards=3)
    model.files[1].path.unlink()
    (found,) = library.verify_all(silent, never)
    assert found.checks == ((model.files[0].path, Check.VERIFIED),)
    assert found.missing is not None


def test_cancelled_it_returns_what_it_had_finished(library: Library, shelf: Shelf) -> None:
    models = [shelf.add(library, variant) for variant in "ABC"]
    read: list[str] = []

    def progress(done: int, _total: int, model: Model) -> None:
        if done and model.id not in read:
            read.append(model.id)

    found = library.verify_all(progress, lambda: len(read) == 2)
    assert [each.model.id for each in found] == [models[2].id]


def test_in_the_background(library: Library, shelf: Shelf) -> None:
    shelf.add(library)
    assert [each.sound for each in in_background(lambda: library.verify_all(silent, never))] == [True]


def test_an_empty_library(library: Library) -> None:
    assert library.verify_all(silent, never) == ()
