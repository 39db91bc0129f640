"""The models on this machine: one SQLite file that remembers, and the disk that decides what is there now.

Calls block, are thread-safe and raise LibraryError or StorageError types. Identity of a file is its SHA-256,
measured when it was verified.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fireseed.base.database import Database
from fireseed.base.errors import DatabaseTooNew, LibraryBusy, ModelMissing, ModelUnknown
from fireseed.library import duplicates, verifying
from fireseed.library.deletion import Deletion
from fireseed.library.duplicates import Duplicate, Joining
from fireseed.library.hashing import Stopped
from fireseed.library.measurements import Measurements
from fireseed.library.model import Check, Model, ModelFile, Role
from fireseed.library.moving import Moving
from fireseed.library.records import Entry, Records
from fireseed.library.unfinished import Unfinished
from fireseed.library.worklock import exclusive


@dataclass(frozen=True)
class NewFile:
    """A verified file that is about to become part of a model; size and time are read from the disk."""

    path: Path
    sha256: str
    check: Check


class Library:
    """What is on this machine. A model whose drive is unplugged is remembered as missing.

    Deleted files wait in the bin on their own disk (see `library.bin`).

    Attributes:
        measurements: what models took when they were loaded.
    """

    def __init__(self, database: Path, migrations: Path) -> None:
        """Opens or creates `database`, bringing it up to date with the SQL files in `migrations`.

        Ends deletions, moves and joins that were broken off.
        """
        self._database = Database(database, migrations)
        self._lock_file = database.with_name(f"{database.name}.lock")
        self._unfinished = Unfinished(self._database)
        self._records = Records(self._database)
        self.measurements = Measurements(self._database)
        self._deletion = Deletion(self._records)
        self._moving = Moving(self._records, self._unfinished)
        self._joining = Joining(self._records, self._unfinished)
        try:
            if self.newer is None:
                self._finish()
        except BaseException:
            self.close()
            raise

    @property
    def newer(self) -> DatabaseTooNew | None:
        """Set when a newer Fireseed wrote this file: it can be read, and every change raises this."""
        return self._records.newer

    def close(self) -> None:
        self._database.close()

    def add(
        self,
        *,
        hub: str,
        repo: str,
        commit: str,
        variant: str,
        licence: str | None,
        files: Sequence[NewFile],
        projector: NewFile | None = None,
        extras: Sequence[NewFile] = (),
    ) -> Model:
        """Adds a model of ours, or replaces what was known of the same variant (a newer commit, fetched again).

        Raises ModelMissing when a file is not there.
        """
        return self._put(Entry("", hub, repo, commit, variant, licence), files, projector, extras)

    def adopt(
        self,
        *,
        origin: str,
        repo: str,
        variant: str,
        licence: str | None,
        files: Sequence[NewFile],
        projector: NewFile | None = None,
        extras: Sequence[NewFile] = (),
        hub: str = "",
        commit: str = "",
    ) -> Model:
        """Adds a model that lies in the folders of another app (`origin`) and is used there.

        Its files are never moved, replaced or deleted; deleting it is forgetting it. What the app's own records
        say is not the publisher's word: a file that has the digest stated there is MIRRORED at best, any other is
        NO_DIGEST. The same variant of that app again is replaced. Raises ModelMissing when a file is not there.
        """
        return self._put(Entry(origin, hub, repo, commit, variant, licence), files, projector, extras)

    def models(self) -> tuple[Model, ...]:
        """All but those in the bin, the last used or added first, each with its state as the disk says now."""
        return self._records.in_use()

    def adopted(self, origin: str | None = None) -> tuple[Model, ...]:
        """Those that lie in the folders of other apps, or of the app `origin` alone."""
        return tuple(model for model in self.models() if model.origin and origin in (None, model.origin))

    def binned(self) -> tuple[Model, ...]:
        """What `restore` can bring back, the last deleted first. `state` is that of the files that would come."""
        return self._records.binned()

    def model(self, key: str) -> Model:
        """One model, also from the bin; raises ModelUnknown."""
        return self._records.model(key)

    def find(self, name: str) -> Model:
        """By what a person types: `owner/name:variant`, `owner/name`, `name`, or a beginning that only one has.

        Raises ModelUnknown where none or several fit. The same name from two hubs is the one used last.
        """
        wanted = name.casefold()
        ways: tuple[Callable[[Model], bool], ...] = (
            lambda model: model.name.casefold() == wanted,
            lambda model: wanted in (model.repo.casefold(), _short(model.repo)),
            lambda model: model.name.casefold().startswith(wanted) or _short(model.name).startswith(wanted),
        )
        models = self.models() if wanted else ()
        for fits in ways:
            fitting = [model for model in models if fits(model)]
            if len({model.name for model in fitting}) == 1:
                return fitting[0]
        raise ModelUnknown(name)

    def used(self, key: str) -> None:
        """Notes that it was just loaded."""
        self._records.used(key)

    def note_upstream(self, key: str, commit: str, *, newer: bool, checked_at: datetime) -> None:
        """Notes what the model's hub had: the repo's commit, and whether the bytes are others (`upstream`)."""
        self._records.note_upstream(key, commit, newer=newer, checked_at=checked_at)

    def verify(
        self, key: str, progress: Callable[[int], None], cancelled: Callable[[], bool]
    ) -> tuple[tuple[Path, Check], ...]:
        """Reads every byte again. `progress` gets the bytes read so far of the whole model.

        A file that is as it was is noted as verified now; one that is not stays CHANGED. Cancelled, it returns
        what it had. Raises ModelMissing when a file is not there or can't be read.
        """
        read = 0

        def advance(count: int) -> None:
            nonlocal read
            read += count
            progress(read)

        checks: list[tuple[Path, Check]] = []
        try:
            for check in verifying.verify(self._records, self.model(key), advance, cancelled):
                checks.append(check)  # noqa: PERF402 - what was read before it was cancelled counts
        except Stopped:
            pass
        return tuple(checks)

    def verify_all(
        self, progress: Callable[[int, int, Model], None], cancelled: Callable[[], bool]
    ) -> tuple[verifying.Verification, ...]:
        """Reads every model in use again; one that is not there stops nobody else.

        `progress` gets the bytes done, the bytes in all and the model that is being read. Cancelled, it returns
        the models that it had finished. Call it through `base.priority.in_background` where nobody waits for it.
        """
        return verifying.verify_all(self._records, self.models(), progress, cancelled)

    def delete(self, key: str) -> None:
        """Moves the files to their disk's bin, but for those that another model uses too (a projector).

        Raises NotWritable, and then the model is where it was. Killed half-way, the next start ends it. Nothing
        happens to one that is in the bin already. A model of another app is only forgotten, with no way back.
        """
        model = self.model(key)
        if model.origin:
            self.forget(key)
        else:
            self._deletion.delete(model)

    def forget(self, key: str) -> None:
        """Takes a model in use off the list and leaves its files where they are; raises ModelUnknown."""
        if not any(model.id == key for model in self.models()):
            raise ModelUnknown(key)
        self._records.remove(key)

    def restore(self, key: str) -> Model:
        """Back from the bin. Where the same variant was fetched again meanwhile, that one is returned.

        Raises NotWritable, also where other files have taken the place; the model stays in the bin then.
        """
        return self._deletion.restore(self.model(key))

    def empty_bin(self) -> int:
        """Deletes for good what is in the bin; returns how many models. Raises NotWritable, keeping the rest."""
        return self._deletion.empty()

    def move(
        self, key: str, folder: Path, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> Model:
        """Moves a model of ours to the models folder `folder`, into the same folders below it; returns it there.

        On the same disk it is a rename. To another disk each file is copied, read back and proved before the model
        is switched over, and only then removed; `progress` gets the bytes done and in all, copied and read back.
        A file that another model uses, too, is copied and stays. Killed at any moment the model is whole in one
        place, and the next start removes what is left at the other.

        Raises Stopped when cancelled; FolderMissing, DiskFull, NotWritable, FileInTheWay and CopyDamaged about the
        new place; ModelUnknown, ModelMissing, ModelChanged and ModelInPlace about the model; LibraryBusy.
        """
        self._records.refuse_newer()
        with exclusive(self._lock_file):
            self._moving.finish()
            moved = self._moving.move(key, folder, progress, cancelled)
            self._deletion.finish()  # what it shared with one in the bin can follow that one now
        return moved

    def duplicates(self) -> tuple[Duplicate, ...]:
        """Files with the same bytes on one disk, of other apps too, the largest savings first."""
        return duplicates.find(self.models(), self._records.extents())

    def join(
        self, duplicate: Duplicate, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> int:
        """Lets the copies share the bytes of the first; returns the bytes that were freed.

        Every copy is read again before; `progress` gets the bytes read and in all. Copies become clones where the
        file system can, else hard links where both are ours. Each keeps its name and is replaced in one step: what
        stops it (Stopped, ModelChanged, JoiningUnsupported, NotWritable, LibraryBusy) leaves every copy whole.
        """
        self._records.refuse_newer()
        with exclusive(self._lock_file):
            self._joining.finish()
            return self._joining.join(duplicate, progress, cancelled)

    def _finish(self) -> None:
        """Ends what a killed process left; what another process is at work on is left to it."""
        if self._unfinished.exists:
            with contextlib.suppress(LibraryBusy), exclusive(self._lock_file):
                self._moving.finish()
                self._joining.finish()
        self._deletion.finish()

    def _put(
        self, entry: Entry, files: Sequence[NewFile], projector: NewFile | None, extras: Sequence[NewFile]
    ) -> Model:
        roles = [
            *((Role.WEIGHTS, file) for file in files),
            *([(Role.PROJECTOR, projector)] if projector else []),
            *((Role.EXTRA, file) for file in extras),
        ]
        now = datetime.now(UTC)
        name = f"{entry.repo}:{entry.variant}"
        return self.model(self._records.put(entry, [(role, _measured(name, file, now)) for role, file in roles]))


def _short(name: str) -> str:
    """Without the owner."""
    return name.casefold().partition("/")[2]


def _measured(model: str, file: NewFile, now: datetime) -> ModelFile:
    try:
        found = file.path.stat()
    except OSError as error:
        raise ModelMissing(model, str(file.path)) from error
    return ModelFile(file.path, found.st_size, file.sha256, file.check, now, found.st_mtime_ns)
