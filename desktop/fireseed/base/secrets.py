"""Tokens and passwords: in the system's keyring, or where there is none in a file that only this user may read.

A keyring can be missing, locked, or waiting for a person who is not there; then its calls may block for ever. So
each call has a thread and a time limit, and what could not be kept there waits in the file until it can.
"""

from __future__ import annotations

import contextlib
import getpass
import logging
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

import msgspec

from fireseed.base.errors import NotWritable
from fireseed.base.files import sync_folder

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

LIMIT = 5.0
"""Seconds that a keyring is waited for: long enough to start its service, too short for a person to be annoyed."""

PAUSE = 600.0
"""Seconds in which a keyring that failed is left alone, so that a dismissed prompt does not come back at once."""

MAX_FILE = 1024 * 1024
"""Bytes of the file."""

_RECOMMENDED = 1
"""keyring's own bound (`keyring.core.recommended`): below are backends that forget, or write in the clear."""

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")


class Place(StrEnum):
    """Where secrets are kept."""

    SYSTEM_KEYRING = "system_keyring"
    FILE = "file"


class Secrets:
    """Named secrets of this user. Thread-safe; what was read or written once is answered from memory.

    `fallback` is the file for what no keyring takes. In it null stands for a secret that was deleted while the
    keyring, which may still have it, did not answer; an entry there is newer than the keyring's.
    """

    def __init__(self, fallback: Path, service: str = "fireseed", *, limit: float = LIMIT) -> None:
        self._keyring = _Keyring(service, limit)
        self._file = _PrivateFile(fallback)
        self._known: dict[str, str | None] = {}
        self._lock = threading.Lock()

    @property
    def place(self) -> Place:
        """Where secrets are now: the file, while it holds one or no keyring answers. May wait LIMIT seconds."""
        with self._lock:
            in_file = any(value is not None for value in self._file.read().values())
            return Place.FILE if in_file or not self._keyring.answers() else Place.SYSTEM_KEYRING

    def get(self, name: str) -> str | None:
        """The secret, or None where there is none or the keyring that has it does not answer (now)."""
        if name in self._known:
            return self._known[name]
        with self._lock:
            waiting = self._file.read()
            if name in waiting:
                self._known[name] = waiting[name]
                with contextlib.suppress(NotWritable):  # then they are in both places, and the same
                    self._bring_home(waiting)
            else:
                with contextlib.suppress(_NoKeyring):
                    self._known[name] = self._keyring.get(name)
            return self._known.get(name)

    def set(self, name: str, value: str) -> None:
        """Keeps the secret from now on; raises NotWritable when neither place takes it."""
        self._replace(name, value)

    def delete(self, name: str) -> None:
        """Forgets the secret, if there is one; raises NotWritable when that can't be noted."""
        self._replace(name, None)

    def _replace(self, name: str, value: str | None) -> None:
        with self._lock:
            self._keyring.try_again()
            self._bring_home(self._file.read() | {name: value})
            self._known[name] = value

    def _bring_home(self, wanted: Mapping[str, str | None]) -> None:
        """Moves all that the keyring takes into it; the file keeps the rest, or is no more."""
        left = dict(wanted)
        with contextlib.suppress(_NoKeyring):
            for name, value in wanted.items():
                self._keyring.put(name, value)
                del left[name]
        self._file.write(left)


class _NoKeyring(Exception):
    """There is none, or it does not answer."""


class _Keyring:
    """The system's keyring, with a time limit. One call at a time; the caller holds the lock."""

    def __init__(self, service: str, limit: float) -> None:
        self._service = service
        self._limit = limit
        self._at_work: threading.Thread | None = None
        self._quiet_until = 0.0

    def answers(self) -> bool:
        """Whether there is one. It may still be locked."""
        with contextlib.suppress(_NoKeyring):
            return self._ask(lambda _: True)
        return False

    def get(self, name: str) -> str | None:
        """Raises _NoKeyring."""
        return self._ask(lambda ring: ring.get_password(self._service, name))

    def put(self, name: str, value: str | None) -> None:
        """None deletes. Raises _NoKeyring."""

        def work(ring: KeyringBackend) -> None:
            if value is not None:
                ring.set_password(self._service, name, value)
            elif ring.get_password(self._service, name) is not None:
                ring.delete_password(self._service, name)

        self._ask(work)

    def try_again(self) -> None:
        """A person did something: a keyring that failed before is asked all the same."""
        self._quiet_until = 0.0

    def _ask(self, work: Callable[[KeyringBackend], _Answer]) -> _Answer:
        if time.monotonic() < self._quiet_until or (self._at_work is not None and self._at_work.is_alive()):
            raise _NoKeyring
        answers: SimpleQueue[tuple[_Answer] | None] = SimpleQueue()

        def run() -> None:
            try:
                answers.put((work(_system_keyring()),))
            except Exception as error:  # noqa: BLE001 - every desktop's keyring fails in its own types; all mean "none"
                self._quiet_until = time.monotonic() + PAUSE
                _log.info("no keyring: %s", type(error).__name__)
                answers.put(None)

        # A daemon: one that blocks for ever must not keep the program from ending.
        self._at_work = threading.Thread(target=run, name="keyring", daemon=True)
        self._at_work.start()
        try:
            answer = answers.get(timeout=self._limit)
        except Empty:
            _log.warning("the keyring did not answer within %.0f s", self._limit)
            raise _NoKeyring from None
        if answer is None:
            raise _NoKeyring
        return answer[0]


def _system_keyring() -> KeyringBackend:
    """Loads the library (0.1 s, and D-Bus on Linux); raises _NoKeyring for one that doesn't keep secrets."""
    import keyring

    ring = keyring.get_keyring()
    if ring.priority < _RECOMMENDED:
        raise _NoKeyring
    return ring


class _PrivateFile:
    """A few names and values in JSON, readable by this user only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, str | None]:
        """What is there; a damaged file is set aside, one that can't be read counts as empty."""
        try:
            with self._path.open("rb") as stream:
                content = stream.read(MAX_FILE)
            return msgspec.json.decode(content, type=dict[str, str | None])
        except FileNotFoundError:
            return {}
        except msgspec.DecodeError:
            aside = self._path.with_suffix(".damaged.json")
            _log.warning("secrets can't be read: kept as %s", aside.name)
            with contextlib.suppress(OSError):
                self._path.replace(aside)
        except OSError as error:
            _log.warning("secrets can't be read: %s", error.strerror)
        return {}

    def write(self, values: Mapping[str, str | None]) -> None:
        """Replaces the whole file, or removes it when there is nothing to keep; raises NotWritable."""
        staging = self._path.with_name(f".{self._path.name}.{os.getpid()}.new")
        try:
            if not values:
                self._path.unlink(missing_ok=True)
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            staging.unlink(missing_ok=True)
            with open(staging, "xb", opener=_for_this_user_only) as stream:
                _cut_access_list(staging)
                stream.write(msgspec.json.encode(values))
                stream.flush()
                os.fsync(stream.fileno())
            staging.replace(self._path)
            sync_folder(self._path.parent)
        except (OSError, subprocess.SubprocessError) as error:
            reason = error.strerror if isinstance(error, OSError) else None
            raise NotWritable(str(self._path), reason or type(error).__name__) from error


def _for_this_user_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _cut_access_list(path: Path) -> None:
    """Windows, which has no modes: nobody but this user may open the file. Elsewhere its mode says so already."""
    if os.name == "nt":
        icacls = Path(os.environ["SYSTEMROOT"], "System32", "icacls.exe")
        owner = f"{getpass.getuser()}:F"
        subprocess.run(
            [icacls, path, "/inheritance:r", "/grant:r", owner], check=True, capture_output=True, timeout=9
        )
