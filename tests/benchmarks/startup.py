"""Time from the start of the process to the window's first frame, and memory, against an empty QML window.

Both run under the same virtual screen with software rendering, in turn, from an empty and from a used home.
Prints one JSON line a measurement, then a table of medians. Seconds and megabytes (10^6 bytes).
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

ROUNDS = 5
SETTLE = 2.0
"""Seconds after the first frame at which memory is read: what is loaded behind the first frame counts."""

FLOOR = """
import sys
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
app = QGuiApplication(sys.argv)
engine = QQmlApplicationEngine()
engine.loadData(b'import QtQuick\\nimport QtQuick.Controls.Basic\\nApplicationWindow { visible: true; '
                b'width: 1280; height: 800; Button { text: "x" } }')
window = engine.rootObjects()[0]
window.frameSwapped.connect(lambda: open(sys.argv[1], "a").write("first frame\\n"))
app.exec()
"""


@dataclass(frozen=True)
class Measurement:
    """One start. `what` is `floor` (an empty window), `empty home` or `used home`."""

    benchmark: str
    what: str
    first_frame_s: float
    rss_mb: float


@contextmanager
def virtual_screen() -> Iterator[str]:
    """An Xvfb of our own; yields its DISPLAY."""
    read, write = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as numbers:
            yield f":{numbers.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


def measure(what: str, command: Sequence[str], marker: Path, environment: dict[str, str]) -> Measurement:
    """Starts `command`, waits for a line that says `first frame` in `marker`, then reads its memory."""
    marker.unlink(missing_ok=True)
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    try:
        while not (marker.is_file() and "first frame" in marker.read_text(encoding="utf-8")):
            if process.poll() is not None or time.perf_counter() - started > 60:
                raise SystemExit(f"{what}: no first frame (exit code {process.poll()})")
            time.sleep(0.005)
        seconds = time.perf_counter() - started
        time.sleep(SETTLE)
        memory = psutil.Process(process.pid).memory_info().rss
    finally:
        process.terminate()
        process.wait(timeout=20)
    return Measurement("startup", what, round(seconds, 3), round(memory / 1e6, 1))


def main() -> int:
    """Interleaves the three kinds of start, so that a drifting machine hits all of them."""
    found: list[Measurement] = []
    with tempfile.TemporaryDirectory() as work, virtual_screen() as display:
        root = Path(work)
        shared = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_QUICK_BACKEND": "software"}
        floor = root / "floor"
        app = [sys.executable, "-m", "fireseed"]
        log = root / "home" / "cache" / "logs" / "fireseed.log"
        environment = {**shared, "FIRESEED_HOME": str(root / "home")}
        for _ in range(ROUNDS):
            shutil.rmtree(root / "home", ignore_errors=True)
            found.append(measure("floor", [sys.executable, "-c", FLOOR, str(floor)], floor, shared))
            found.append(measure("empty home", app, log, environment))
            found.append(measure("used home", app, log, environment))
            for measurement in found[-3:]:
                print(json.dumps(asdict(measurement)), flush=True)
    report(found)
    return 0


def report(found: Sequence[Measurement]) -> None:
    """Medians, and each as a ratio of the floor's."""

    def medians(what: str) -> tuple[float, float]:
        rows = [row for row in found if row.what == what]
        return statistics.median(r.first_frame_s for r in rows), statistics.median(r.rss_mb for r in rows)

    floor = medians("floor")
    print(f"{'start':12} {'first frame':>12} {'ratio':>6} {'RSS':>9} {'ratio':>6}")
    for what in ("floor", "empty home", "used home"):
        seconds, memory = medians(what)
        print(f"{what:12} {seconds:10.2f} s {seconds / floor[0]:6.2f} {memory:6.0f} MB {memory / floor[1]:6.2f}")


if __name__ == "__main__":
    sys.exit(main())
