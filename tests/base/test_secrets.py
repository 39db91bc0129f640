"""Secrets in the system's keyring, in the file where there is none, and on their way from the one to the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoneAtAll
from keyring.backends.null import Keyring as Forgetful
from keyring.errors import KeyringLocked, PasswordDeleteError

from fireseed.base.errors import NotWritable
from fireseed.base.secrets import Place, Secrets

SOON = 0.2
"""Seconds for a keyring that hangs; one that answers gets time enough on any machine."""


class MemoryKeyring(KeyringBackend):
    """A keyring as the systems have them. `locked` refuses; `blocked` waits, as for a prompt that nobody sees."""

    priority: ClassVar[float] = 5

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.blocked = threading.Event()
        self.blocked.set()
        self.calls = 0

    def get_password(self, service: str, username: str) -> str | None:
        self._enter()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._enter()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._enter()
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]

    def _enter(self) -> None:
        self.calls += 1
        self.blocked.wait(600)
        if self.locked:
            raise KeyringLocked


# Nobody else's search for a keyring in this process may find it.
KeyringBackend._classes.discard(MemoryKeyring)


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryKeyring]:
    made = MemoryKeyring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", made)
    yield made
    made.blocked.set()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "secrets.json"


def secrets(path: Path, limit: float = 30) -> Secrets:
    """As after a start of the program."""
    return Secrets(path, limit=limit)


def test_a_keyring_that_works_keeps_the_secret_and_nothing_is_on_disk(ring: MemoryKeyring, path: Path) -> None:
    kept = secrets(path)
    assert kept.get("token") is None
    kept.set("token", "hf_ä")
    assert (kept.get("token"), kept.place) == ("hf_ä", Place.SYSTEM_KEYRING)
    assert ring.kept == {("fireseed", "token"): "hf_ä"}
    assert secrets(path).get("token") == "hf_ä"
    kept.delete("token")
    kept.delete("token")
    assert (kept.get("token"), secrets(path).get("token"), ring.kept) == (None, None, {})
    assert not path.exists()


def test_a_secret_is_asked_for_once(ring: MemoryKeyring, path: Path) -> None:
    kept = secrets(path)
    for _ in range(5):
        assert kept.get("token") is None
    assert ring.calls == 1


@pytest.mark.parametrize("backend", [NoneAtAll, Forgetful])
def test_without_a_keyring_it_is_a_file_of_this_user(
    monkeypatch: pytest.MonkeyPatch, path: Path, backend: type[KeyringBackend]
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", backend())
    kept = secrets(path)
    assert kept.get("token") is None
    kept.set("token", "hf_x")
    kept.set("proxy", "pass")
    assert kept.place is Place.FILE
    assert secrets(path).get("token") == "hf_x"
    assert list(path.parent.iterdir()) == [path]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    kept.delete("token")
    assert b"hf_x" not in path.read_bytes()
    assert (secrets(path).get("token"), secrets(path).get("proxy")) == (None, "pass")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_file_is_never_readable_by_others(
    ring: MemoryKeyring, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither at its first moment, under a name of its own, nor where an older file was open to all."""
    ring.locked = True
    path.parent.mkdir()
    path.write_text('{"old": "secret"}')
    path.chmod(0o644)
    modes = []
    replace = Path.replace

    def watched(staging: Path, target: Path) -> Path:
        modes.append(staging.stat().st_mode & 0o777)
        return replace(staging, target)

    monkeypatch.setattr(Path, "replace", watched)
    old = os.umask(0)
    try:
        secrets(path).set("token", "hf_x")
    finally:
        os.umask(old)
    assert (modes, path.stat().st_mode & 0o777) == ([0o600], 0o600)
    assert json.loads(path.read_bytes()) == {"old": "secret", "token": "hf_x"}


def test_a_keyring_that_hangs_costs_its_limit_once(ring: MemoryKeyring, path: Path) -> None:
    ring.blocked.clear()
    kept = secrets(path, 1.0)
    started = time.monotonic()
    for _ in range(60):
        assert kept.get("token") is None
    kept.set("token", "hf_x")
    assert (kept.get("token"), kept.place) == ("hf_x", Place.FILE)
    assert time.monotonic() - started < 30, "far less than 60 times the limit"
    assert ring.calls == 1, "one thread waits, not one for each question"


def test_a_keyring_that_hangs_does_not_keep_the_program_from_ending(path: Path) -> None:
    program = (
        "import sys, time, keyring.core, keyring.backend\n"
        "class Hangs(keyring.backend.KeyringBackend):\n"
        "    priority = 5\n"
        "    def get_password(self, service, name): time.sleep(600)\n"
        "    def set_password(self, service, name, password): time.sleep(600)\n"
        "keyring.core.set_keyring(Hangs())\n"
        "from pathlib import Path; from fireseed.base.secrets import Secrets\n"
        "assert Secrets(Path(sys.argv[1]), limit=0.1).get('token') is None\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", program, str(path)], env=environment, check=True, timeout=300)


def test_a_dismissed_prompt_does_not_come_back_at_once(ring: MemoryKeyring, path: Path) -> None:
    ring.locked = True
    kept = secrets(path)
    for _ in range(5):
        assert kept.get("token") is None
    assert ring.calls == 1
    ring.locked = False
    kept.set("token", "hf_x")  # a person is there, so it is asked again
    assert (kept.place, ring.kept) == (Place.SYSTEM_KEYRING, {("fireseed", "token"): "hf_x"})


def test_secrets_move_into_the_keyring_when_it_comes_back(ring: MemoryKeyring, path: Path) -> None:
    ring.kept["fireseed", "gone"] = "old"
    ring.locked = True
    kept = secrets(path)
    kept.set("token", "hf_new")
    kept.delete("gone")
    assert (kept.place, kept.get("gone")) == (Place.FILE, None)
    ring.locked = False
    again = secrets(path)
    assert again.get("token") == "hf_new"
    assert ring.kept == {("fireseed", "token"): "hf_new"}, "what was deleted meanwhile is gone there, too"
    assert (again.place, again.get("gone")) == (Place.SYSTEM_KEYRING, None)
    assert not path.exists()


def test_what_a_hanging_keyring_does_late_does_not_undo_what_came_after(ring: MemoryKeyring, path: Path) -> None:
    ring.blocked.clear()
    kept = secrets(path, SOON)
    kept.set("token", "first")
    kept.set("token", "second")
    ring.blocked.set()
    deadline = time.monotonic() + 60
    while not ring.kept and time.monotonic() < deadline:
        time.sleep(0.005)
    assert ring.kept == {("fireseed", "token"): "first"}
    assert kept.get("token") == "second"
    assert secrets(path).get("token") == "second"
    assert ring.kept == {("fireseed", "token"): "second"}


def test_a_keyring_that_breaks_half_way_loses_nothing(ring: MemoryKeyring, path: Path) -> None:
    ring.locked = True
    kept = secrets(path)
    for name in ("a", "b", "c"):
        kept.set(name, name * 2)
    ring.locked = False
    take = ring.set_password

    def breaks(service: str, username: str, password: str) -> None:
        ring.locked = username == "b"
        take(service, username, password)

    ring.set_password = breaks  # type: ignore[method-assign]
    again = secrets(path)
    assert [again.get(name) for name in ("a", "b", "c")] == ["aa", "bb", "cc"]
    assert ring.kept == {("fireseed", "a"): "aa"}
    assert json.loads(path.read_bytes()) == {"b": "bb", "c": "cc"}


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"token": 5}', b"\xff"])
def test_a_damaged_file_is_set_aside(ring: MemoryKeyring, path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert secrets(path).get("token") is None
    assert path.with_suffix(".damaged.json").read_bytes() == content


def test_a_secret_that_can_be_kept_nowhere_is_said(ring: MemoryKeyring, tmp_path: Path) -> None:
    ring.locked = True
    (tmp_path / "file").touch()
    kept = secrets(tmp_path / "file" / "secrets.json")
    with pytest.raises(NotWritable):
        kept.set("token", "hf_x")
    assert kept.get("token") is None, "it is not pretended"


def test_the_library_is_loaded_when_it_is_needed() -> None:
    program = "import sys; from fireseed.base.secrets import Secrets; sys.exit('keyring' in sys.modules)"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=300)
