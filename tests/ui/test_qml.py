"""All QML is clean for Qt's own linter, with the types of the view models known to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import fireseed.ui
from ui import qml_types


def test_qmllint_has_nothing_to_say(tmp_path: Path) -> None:
    qml_types.main(tmp_path)
    folder = Path(fireseed.ui.__file__).parent / "qml"
    files = sorted(str(file) for file in folder.rglob("*.qml"))
    linter = Path(sys.executable).with_name("pyside6-qmllint")
    result = subprocess.run(
        [str(linter), "-I", str(tmp_path), "--max-warnings", "0", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout + result.stderr) == (0, "")


def test_no_file_is_long() -> None:
    folder = Path(fireseed.ui.__file__).parent / "qml"
    for file in folder.rglob("*.qml"):
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 250, file
