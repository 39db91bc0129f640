"""Reading models again, byte by byte, and noting what was found."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fireseed.base.errors import ModelMissing
from fireseed.library.hashing import Stopped, sha256_of
from fireseed.library.model import Check, Model, ModelFile
from fireseed.library.presence import NEVER
from fireseed.library.records import Records


@dataclass(frozen=True)
class Verification:
    """What the reading of one model found: a check for each file that was read.

    `missing` is set where a file was not there or could not be read; the files after it were not read.
    """

    model: Model
    checks: tuple[tuple[Path, Check], ...]
    missing: ModelMissing | None = None

    @property
    def sound(self) -> bool:
        """Whether every byte of the model is as it was."""
        return self.missing is None and all(check is not Check.MISMATCH for _, check in self.checks)


def verify(
    records: Records, model: Model, progress: Callable[[int], None], cancelled: Callable[[], bool]
) -> Iterator[tuple[Path, Check]]:
    """Reads each file in turn and notes what it found; `progress` gets the bytes of each piece.

    Raises ModelMissing, and Stopped when cancelled. Extras that are not there are left out.
    """
    for file in model.all_files:
        if file in model.extras and not file.path.exists():
            continue
        try:
            # Before the reading: whoever writes while we read leaves a later time, and the file counts as changed.
            changed_ns = file.path.stat().st_mtime_ns
            same = sha256_of(file.path, progress, cancelled) == file.sha256
        except OSError as error:
            raise ModelMissing(model.name, str(file.path)) from error
        if records.newer is None:
            records.note(_as_found(file, changed_ns) if same else dataclasses.replace(file, changed_ns=NEVER))
        yield file.path, file.check if same else Check.MISMATCH


def verify_all(
    records: Records,
    models: tuple[Model, ...],
    progress: Callable[[int, int, Model], None],
    cancelled: Callable[[], bool],
) -> tuple[Verification, ...]:
    """Reads every model in turn; one that is not there stops nobody else.

    `progress` gets the bytes done and the bytes in all, and the model that is being read; what a model lacks
    counts as done when it is left. Cancelled, it returns the models that it had finished.
    """
    total = sum(model.size for model in models)
    begun = 0
    found: list[Verification] = []
    for model in models:
        done = begun

        def advance(count: int, model: Model = model) -> None:
            nonlocal done
            done += count
            progress(min(done, total), total, model)  # a file that has grown is read to its end

        checks: list[tuple[Path, Check]] = []
        missing = None
        progress(begun, total, model)
        try:
            for check in verify(records, model, advance, cancelled):
                checks.append(check)  # noqa: PERF402 - what was read before an error counts
        except ModelMissing as error:
            missing = error
        except Stopped:
            break
        begun += model.size
        progress(begun, total, model)
        found.append(Verification(model, tuple(checks), missing))
    return tuple(found)


def _as_found(file: ModelFile, changed_ns: int) -> ModelFile:
    return dataclasses.replace(file, verified_at=datetime.now(UTC), changed_ns=changed_ns)
