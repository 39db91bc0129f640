"""One planned file on its way to its final name: the partial file, its journal, and the rename at the end.

<name>.part                 full size from the start, holes where nothing has come yet
<name>.part.journal         what of it is durable
<name>                      appears by rename, whole and verified
<name>.replaced-<n>         a file that held the final name before with other bytes: it is never overwritten
"""

from __future__ import annotations

import os
import threading
from io import FileIO
from pathlib import Path
from typing import Literal

from fireseed.base.disk import datasync, storage_error
from fireseed.base.errors import DigestMismatch, FireseedError
from fireseed.base.files import sync_folder
from fireseed.transfer.journal import Delivered, Journal, journaled
from fireseed.transfer.names import PART
from fireseed.transfer.plan import Plan, PlannedFile
from fireseed.transfer.quarantine import set_aside


class Partial:
    """The disk side of one planned file. Calls raise StorageError and TransferBusy only.

    `journal.have` is what is there; reading and writing go through handles of the caller's own, one a thread, so
    that no thread can write through a descriptor that another one closed.
    """

    def __init__(self, plan: Plan, file: PlannedFile) -> None:
        self.file = file
        self.final = Path(file.target)
        self._part = self.final.with_name(self.final.name + PART)
        self._plan = plan
        self._journal_lock = threading.Lock()
        try:
            self.final.parent.mkdir(parents=True, exist_ok=True)
            self.journal = Journal.open(file, plan.commit)
            try:
                self._sync_handle = self._prepare()
            except BaseException:
                self.journal.close()
                raise
        except OSError as error:
            raise self.storage_error(error) from error

    def _prepare(self) -> FileIO:
        """Trusts the journal only when the partial file is there in full length."""
        if not self._part.is_file() or self._part.stat().st_size != self.file.size:
            self.journal.start_anew()
            with self._part.open("wb") as stream:
                # Sparse: real preallocation writes every block on file systems that can't do it (exFAT, network).
                stream.truncate(self.file.size)
        return FileIO(self._part, "r+")

    def open_part(self, mode: Literal["r", "r+"]) -> FileIO:
        """An unbuffered handle of the caller's own; raises OSError."""
        return FileIO(self._part, mode)

    def commit(self, spans: list[Delivered]) -> None:
        """Makes written bytes durable and only then records them."""
        try:
            datasync(self._sync_handle.fileno())
            with self._journal_lock:
                self.journal.append(spans)
        except OSError as error:
            raise self.storage_error(error) from error

    def note_etag(self, hub: str, host: str, etag: str) -> bool:
        """Notes what `host` calls its version of the file; False when it called it something else before."""
        try:
            with self._journal_lock:
                return self.journal.note_etag(hub, host, etag)
        except OSError as error:
            raise self.storage_error(error) from error

    def finish(self) -> None:
        """Gives the verified file its final name; afterwards nothing of the partial is left."""
        try:
            os.fsync(self._sync_handle.fileno())
            self._sync_handle.close()
            self._keep_former()
            self._part.replace(self.final)
            sync_folder(self.final.parent)
            self.journal.delete()
        except OSError as error:
            raise self.storage_error(error) from error

    def quarantine(self, folder: Path, mismatch: DigestMismatch) -> None:
        """Moves the wrong bytes away; `restart` or `close` comes next."""
        try:
            self._sync_handle.close()
            set_aside(self._part, folder, self._plan, self.file, mismatch)
            self.journal.start_anew()
        except OSError as error:
            raise self.storage_error(error) from error

    def restart(self) -> None:
        """An empty partial file in place of one that is gone."""
        try:
            self._sync_handle = self._prepare()
        except OSError as error:
            raise self.storage_error(error) from error

    def close(self) -> None:
        """Gives back handles and the lock; what is there stays for the next time."""
        self._sync_handle.close()
        self.journal.close()

    def storage_error(self, error: OSError) -> FireseedError:
        """The typed error for a failed call on this file."""
        return storage_error(error, self._part, self.file.size - self.journal.have.total)

    def _keep_former(self) -> None:
        """Something else under the final name is moved beside it: it may be a verified file of another version."""
        if not self.final.exists():
            return
        number = 1
        while (kept := self.final.with_name(f"{self.final.name}.replaced-{number}")).exists():
            number += 1
        self.final.replace(kept)


def discard(plan: Plan, file: PlannedFile) -> None:
    """Removes a file's partial and journal, and folders that this leaves empty; those of another version stay.

    Raises StorageError and TransferBusy.
    """
    if journaled(file, plan.commit) is not None:
        part = Path(file.target + PART)
        try:
            journal = Journal.open(file, plan.commit)
            try:
                part.unlink(missing_ok=True)
            except BaseException:
                journal.close()
                raise
            journal.delete()
        except OSError as error:
            raise storage_error(error, part) from error
    # From the file's folder up to its hub's: what is empty goes.
    depth = len(file.path.split("/")) + len(plan.repo.split("/"))
    for folder in list(Path(file.target).parents)[:depth]:
        try:
            folder.rmdir()
        except OSError:
            return  # not empty, or not ours to remove
