"""The checkout's virtual environment: made once, filled from the lock files."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

_STAMPS = "fireseed-ready"
_KEPT_LINES = 40


class SetupFailed(Exception):
    """A step of the set-up ended with an error; the message says which and shows its last lines."""


def say(text: str) -> None:
    """One line for the person who waits."""
    print(text, flush=True)


def cache_folder() -> Path:
    """Where compiled engines and the starter are kept, shared by all checkouts of this user."""
    if sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        root = Path.home() / "Library" / "Caches"
    else:
        root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return root / "fireseed-build"


class Environment:
    """`folder` is the virtual environment, `locks` the folder of lock files."""

    def __init__(self, folder: Path, locks: Path) -> None:
        self.folder = folder
        self.locks = locks
        self._programs = folder / ("Scripts" if sys.platform == "win32" else "bin")

    @property
    def python(self) -> Path:
        return self._programs / ("python.exe" if sys.platform == "win32" else "python")

    def program(self, name: str) -> str:
        """The path of a program that a package installed here."""
        return str(self._programs / (f"{name}.exe" if sys.platform == "win32" else name))

    def stamps(self) -> list[str]:
        """What this environment has been made ready for."""
        path = self.folder / _STAMPS
        return path.read_text(encoding="utf-8").split() if path.is_file() else []

    def stamp(self, done: str) -> None:
        """Notes that it is ready for `done`. Installing the test tools leaves it ready to run, too."""
        same_inputs = done.partition(":")[2]
        kept = [old for old in self.stamps() if old.endswith(same_inputs) and old != done]
        also = [f"run:{same_inputs}"] if done.startswith("test:") else []
        (self.folder / _STAMPS).write_text("\n".join({*kept, *also, done}), encoding="utf-8")

    def create(self) -> None:
        if not self.python.is_file():
            say("· Making the virtual environment")
            venv.create(self.folder, with_pip=True)

    def install(self, lock: str) -> None:
        """Installs a lock file: every package pinned, every archive checked against its hash."""
        say(f"· Installing the Python packages of {lock}")
        self.pip("install", "--require-hashes", "--only-binary", ":all:", "-r", str(self.locks / lock))

    def install_wheel(self, wheel: Path) -> None:
        self.pip("install", "--no-deps", "--no-index", "--force-reinstall", str(wheel))

    def install_project(self, root: Path) -> None:
        """Makes `fireseed` importable from the checkout itself; edits take effect at once."""
        site = subprocess.check_output(
            [self.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
        )
        (Path(site.strip()) / "fireseed.pth").write_text(f"{root / 'desktop'}\n", encoding="utf-8")

    def pip(self, *arguments: str, on_line: Callable[[str], None] | None = None) -> None:
        self._run([str(self.python), "-m", "pip", "--disable-pip-version-check", *arguments], "pip", on_line)

    def run(self, program: str, *arguments: str, what: str) -> None:
        """Runs an installed program quietly; raises SetupFailed with its last lines."""
        self._run([self.program(program), *arguments], what, None)

    def _run(self, command: Sequence[str], what: str, on_line: Callable[[str], None] | None) -> None:
        lines: list[str] = []
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line.rstrip())
                del lines[:-_KEPT_LINES]
                if on_line is not None:
                    on_line(line)
        if process.returncode:
            shown = "\n".join(lines)
            raise SetupFailed(f"{what} failed with exit code {process.returncode}:\n{shown}")


class Progress:
    """A bar that redraws in place on a terminal, and prints every tenth otherwise."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._started = time.monotonic()
        self._shown = -1

    def show(self, done: int, total: int) -> None:
        """`done` of `total` steps are finished."""
        percent = 100 * done // max(total, 1)
        live = sys.stdout.isatty()
        if percent == self._shown or (not live and percent // 10 == self._shown // 10):
            return
        self._shown = percent
        elapsed = time.monotonic() - self._started
        bar = "█" * (percent // 4) + "░" * (25 - percent // 4)
        text = f"· {self._title} {bar} {percent:3} %  {elapsed / 60:.0f} min"
        print(f"\r{text}" if live else text, end="" if live and percent < 100 else "\n", flush=True)
