"""Deleting and bringing back: the rows first or the files first, such that the next start can end either."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from fireseed.base.errors import NotWritable
from fireseed.library.bin import place_of
from fireseed.library.model import Model, ModelFile, ModelState
from fireseed.library.presence import state_at
from fireseed.library.records import Records


class Deletion:
    """Moves models of ours to the bin of their disk and back. A file that several use goes with the last."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def delete(self, model: Model) -> None:
        """Raises NotWritable, and then the model is where it was. One that is in the bin already is left alone."""
        if not self._records.put_into_bin(model.id):
            return
        try:
            for file in self._unshared(model):
                place_of(model, file).to_bin()
        except NotWritable:
            self._bring_back(model)
            raise

    def restore(self, model: Model) -> Model:
        """The model, or the one that was fetched again meanwhile. Raises NotWritable; it stays in the bin then."""
        self._records.refuse_newer()
        for standing in self._records.in_use():
            if _place_in_library(standing) == _place_in_library(model):
                return standing
        self._bring_back(model)
        return self._records.model(model.id)

    def empty(self) -> int:
        """Deletes for good what is in the bin; returns how many models. Raises NotWritable, keeping the rest."""
        self._records.refuse_newer()
        self.finish()
        binned = self._records.binned()
        for model in binned:
            for file in model.all_files:
                place_of(model, file).destroy()
            self._records.remove(model.id)
        return len(binned)

    def finish(self) -> None:
        """Puts into the bin what a killed deletion, or one on a drive that was away, left at its place.

        Only the very same file: another one may have been downloaded there since.
        """
        for model in self._records.binned():
            for file in self._unshared(model):
                if state_at(file.path, file) is ModelState.READY:
                    with contextlib.suppress(NotWritable):  # it stays where it is, and the next start tries again
                        place_of(model, file).to_bin()

    def _bring_back(self, model: Model) -> None:
        """The files first: killed in between, the next start puts them into the bin again.

        A file that `model` shares may be at home for another model, or have gone to the bin with the last of those
        that used it; what was known of it there holds here too.
        """
        in_use = {
            _identity(file): file
            for file in _files(self._records.in_use())
            if state_at(file.path, file) is ModelState.READY
        }
        known: list[ModelFile] = []
        for file in model.all_files:
            if _identity(file) in in_use:
                place_of(model, file).destroy()  # fetched again meanwhile
                known.append(in_use[_identity(file)])
                continue
            place_of(model, file).to_home()
            for other in self._records.binned():
                for same in other.all_files:
                    place = place_of(other, same)
                    if _identity(same) == _identity(file) and place.binned.exists() and not place.home.exists():
                        place.to_home()
                        known.append(same)
        self._records.take_from_bin(model.id, known)

    def _unshared(self, model: Model) -> list[ModelFile]:
        """The files of `model` that no other model in use has too, another app's included."""
        shared = {file.path for file in _files(other for other in self._records.in_use() if other.id != model.id)}
        return [file for file in model.all_files if file.path not in shared]


def _files(models: Iterable[Model]) -> Iterator[ModelFile]:
    return (file for model in models for file in model.all_files)


def _identity(file: ModelFile) -> tuple[Path, str]:
    """Which bytes, and where they belong."""
    return file.path, file.sha256


def _place_in_library(model: Model) -> tuple[str, str, str, str]:
    """What only one model in use may have."""
    return model.origin, model.hub, model.repo, model.variant
