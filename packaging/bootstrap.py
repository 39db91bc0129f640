"""From a bare checkout to a running Fireseed: `bootstrap.py run [words]` or `bootstrap.py test [selection]`.

Standard library only, any system. All steps are skipped when a stamp says that they were done for the same lock
files; the compiled engine and the starter model are kept in the user's cache, outside the checkout.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import checks
import system_packages
from engine_wheel import EngineWheel
from environment import Environment, SetupFailed, say
from starter import Starter

PACKAGING = Path(__file__).resolve().parent
ROOT = PACKAGING.parent


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code of what was asked for; 1 when the set-up failed."""
    purpose, words = arguments[0], list(arguments[1:])
    environment = Environment(ROOT / ".venv", PACKAGING / "locks")
    starter = Starter(environment)
    try:
        _prepare(environment, starter, purpose)
    except SetupFailed as failure:
        say(f"\nThe set-up stopped: {failure}")
        return 1
    os.environ["FIRESEED_STARTER"] = str(starter.path)
    if purpose == "test":
        return checks.main(environment, ROOT, words)
    return _open(environment, words)


def _prepare(environment: Environment, starter: Starter, purpose: str) -> None:
    wanted = _fingerprint(purpose)
    if wanted in environment.stamps() and starter.path.is_file():
        return
    say("Setting up Fireseed. The first time takes a while: the engine is compiled for this computer.")
    system_packages.ensure(purpose)
    environment.create()
    environment.install("runtime.txt" if purpose == "run" else "development.txt")
    environment.install_wheel(EngineWheel(environment).ensure())
    starter.ensure()
    environment.install_project(ROOT)
    _compile_translations(environment)
    environment.stamp(wanted)


def _fingerprint(purpose: str) -> str:
    """Changes with anything that this environment was made from."""
    digest = hashlib.sha256()
    parts = [*PACKAGING.glob("*.py"), *(PACKAGING / "locks").iterdir(), *ROOT.glob("resources/translations/*.ts")]
    for path in sorted([*parts, ROOT / "pyproject.toml"]):
        digest.update(path.read_bytes())
    return f"{purpose}:{digest.hexdigest()[:32]}"


def _compile_translations(environment: Environment) -> None:
    for source in (ROOT / "resources" / "translations").glob("*.ts"):
        environment.run(
            "pyside6-lrelease", "-silent", str(source), "-qm", str(source.with_suffix(".qm")), what="translations"
        )


def _open(environment: Environment, words: list[str]) -> int:
    """Opens the window, or walks the same way in the terminal where there is no display."""
    has_display = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if not words and not has_display:
        say("No display here, so this goes on in the terminal.")
        words = ["demo"]
    command = [str(environment.python), "-m", "fireseed", *words]
    if sys.platform != "win32":  # there, exec returns to the shell before the program ends
        os.execv(command[0], command)
    return subprocess.call(command)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
