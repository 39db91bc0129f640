"""Scrolling through 10,000 found models in the real page, against a list with nothing in its rows.

Both run on the same virtual screen with software rendering, in windows of the same size: what the empty list needs
is what Qt and this computer need at the least. An animation moves each list through `PIXELS` in `SECONDS`; the gap
between two frames is what a person sees of it. The 95th percentile of the gaps is to stay below 16.7 ms, a frame
of 60 Hz, or near that of the empty list where this one needs more by itself. Also measured: from a chip that is
pressed to its rows being ready to draw. Prints one JSON line a measurement, then a table. Milliseconds.

    python tests/benchmarks/scroll.py
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests")]

from PySide6.QtCore import QByteArray, QObject, QPropertyAnimation, Qt, Slot  # noqa: E402 - the path comes first
from PySide6.QtGui import QGuiApplication  # noqa: E402
from PySide6.QtQml import QQmlApplicationEngine  # noqa: E402
from PySide6.QtQuick import QQuickItem, QQuickWindow  # noqa: E402

from benchmarks.search import ENTRIES, made_up  # noqa: E402
from benchmarks.startup import virtual_screen  # noqa: E402
from fireseed.base.paths import Paths  # noqa: E402
from fireseed.base.settings import Language, SettingsFile  # noqa: E402
from fireseed.ui.application import Window, make_application  # noqa: E402
from fireseed.ui.discover import Discover  # noqa: E402
from fireseed.ui.shell import Shell  # noqa: E402
from ui.hubs import MemoryHub  # noqa: E402
from ui.screen import items  # noqa: E402
from ui.scripted import scripted_app  # noqa: E402

WIDTH, HEIGHT = 1280, 800
SECONDS = 6.0
PIXELS = 12_000
ROUNDS = 3
CHIPS = ("commercial", "reasoning", "fits", "official")
PATIENCE = 120.0

FLOOR = b"""
import QtQuick
Window {
    visible: true; width: %d; height: %d
    ListView { objectName: "list"; anchors.fill: parent; model: %d; cacheBuffer: 0; reuseItems: true
               delegate: Item { width: 400; height: 105 } }
}
""" % (WIDTH, HEIGHT, ENTRIES)


@dataclass(frozen=True)
class Measured:
    """`what` is `floor` (rows without anything), `models`, or one chip. Of all rounds together."""

    benchmark: str
    what: str
    count: int
    median_ms: float
    p95_ms: float
    worst_ms: float


class Frames(QObject):
    """When each frame of a window was there."""

    def __init__(self, window: QQuickWindow) -> None:
        super().__init__()
        self.times: list[float] = []
        window.frameSwapped.connect(self.note, Qt.ConnectionType.DirectConnection)

    @Slot()
    def note(self) -> None:
        self.times.append(time.perf_counter())


def wait(application: QGuiApplication, condition: Callable[[], bool]) -> None:
    """Lets Qt work until `condition` holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit("what was waited for never came")
        application.processEvents()
        time.sleep(0.001)


def gaps(application: QGuiApplication, window: QQuickWindow, view: QQuickItem, frames: Frames) -> list[float]:
    """Seconds between the frames of one way through the list."""
    view.setProperty("contentY", 0.0)
    wait(application, lambda: True)
    moving = QPropertyAnimation(view, QByteArray(b"contentY"))
    moving.setDuration(round(SECONDS * 1000))
    moving.setStartValue(0.0)
    moving.setEndValue(float(PIXELS))
    frames.times.clear()
    moving.start()
    while moving.state() is QPropertyAnimation.State.Running:
        application.processEvents()
    assert window.isVisible()
    return [later - former for former, later in zip(frames.times, frames.times[1:], strict=False)]


def measured(what: str, seconds: Sequence[float]) -> Measured:
    ms = sorted(one * 1000 for one in seconds)
    p95 = ms[min(len(ms) - 1, round(len(ms) * 0.95))]
    return Measured("scroll", what, len(ms), round(statistics.median(ms), 2), round(p95, 2), round(ms[-1], 2))


def scroll_nothing(application: QGuiApplication) -> Measured:
    """A list whose rows are empty."""
    engine = QQmlApplicationEngine()
    engine.loadData(QByteArray(FLOOR))
    (window,) = engine.rootObjects()
    assert isinstance(window, QQuickWindow)
    view = window.findChild(QQuickItem, "list")
    assert view is not None
    frames = Frames(window)
    wait(application, lambda: bool(frames.times))
    found = [gap for _ in range(ROUNDS) for gap in gaps(application, window, view, frames)]
    window.close()
    return measured("floor", found)


def scroll_models(application: QGuiApplication, home: Paths) -> list[Measured]:
    """The page Discover with `ENTRIES` models, then its chips."""
    SettingsFile(home.settings_file).change(language=Language.ENGLISH)
    with scripted_app(home) as app:
        repos = [replace(repo, hub="huggingface") for repo in made_up(ENTRIES)]
        app.hubs["huggingface"] = MemoryHub("huggingface", "Hugging Face", repos, page=ENTRIES)
        window = Window(app)  # type: ignore[arg-type] # scripted services stand in for the real ones
        window.open()
        window.window.resize(WIDTH, HEIGHT)
        window.shell.setProperty("page", Shell.Page.DISCOVER)
        page = window.pages.page(Shell.Page.DISCOVER)
        assert isinstance(page, Discover)
        rows = page.property("rows")
        wait(application, lambda: rows.property("count") >= ENTRIES - 1000 and not page.property("busy"))
        view = next(item for item in items(window.window.contentItem()) if item.property("nearEnd") is not None)
        frames = Frames(window.window)
        wait(application, lambda: bool(frames.times) or window.window.isVisible())
        found = [gap for _ in range(ROUNDS) for gap in gaps(application, window.window, view, frames)]
        measurements = [measured("models", found)]
        filters = page.property("filters")
        for chip in CHIPS:
            seconds = []
            for _ in range(2 * ROUNDS):
                began = time.perf_counter()
                filters.toggle(chip)
                seconds.append(time.perf_counter() - began)
                wait(application, lambda: not page.property("busy"))
            measurements.append(measured(f"chip: {chip}", seconds))
        window.close()
    return measurements


def main() -> int:
    """Prints the table."""
    with ExitStack() as stack:
        display = stack.enter_context(virtual_screen())
        work = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ.update(DISPLAY=display, QT_QPA_PLATFORM="xcb", QT_QUICK_BACKEND="software", HOME=work)
        application = make_application()
        found = [scroll_nothing(application), *scroll_models(application, Paths.under(Path(work)).ensure())]
    for one in found:
        print(json.dumps(asdict(one)))
    print(f"\n{'':<20}{'count':>8}{'median ms':>12}{'p95 ms':>10}{'worst ms':>10}")
    for one in found:
        print(f"{one.what:<20}{one.count:>8}{one.median_ms:>12.2f}{one.p95_ms:>10.2f}{one.worst_ms:>10.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
