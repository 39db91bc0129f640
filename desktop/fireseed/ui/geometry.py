"""Where the window was, remembered between two runs."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
from PySide6.QtCore import QRect

from fireseed.base.files import write_whole

_log = logging.getLogger(__name__)

DEFAULT_WIDTH, DEFAULT_HEIGHT = 1280, 800
MINIMUM_WIDTH, MINIMUM_HEIGHT = 720, 520


class Geometry(msgspec.Struct, frozen=True):
    """In device-independent pixels. Without `x` and `y` the window system chooses the place."""

    width: int = DEFAULT_WIDTH
    height: int = DEFAULT_HEIGHT
    x: int | None = None
    y: int | None = None
    maximized: bool = False

    def on(self, screens: list[QRect]) -> Geometry:
        """The same, made to fit: a screen that is gone must not keep the window with it."""
        width, height = max(MINIMUM_WIDTH, self.width), max(MINIMUM_HEIGHT, self.height)
        if self.x is not None and self.y is not None:
            title_bar = QRect(self.x, self.y, width, 40)
            for screen in screens:
                seen = screen.intersected(title_bar)
                if seen.width() >= MINIMUM_WIDTH // 4 and seen.height() >= 20:
                    return Geometry(width, height, self.x, self.y, self.maximized)
        first = screens[0] if screens else QRect(0, 0, width, height)
        return Geometry(min(width, first.width()), min(height, first.height()), maximized=self.maximized)


def read(path: Path) -> Geometry:
    """What was written last; the usual size where nothing, or nothing sensible, was."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Geometry)
    except (OSError, msgspec.MsgspecError):
        return Geometry()


def write(path: Path, geometry: Geometry) -> None:
    """Keeps it for the next run. A disk that refuses costs only the place of the window."""
    try:
        write_whole(path, msgspec.json.encode(geometry))
    except OSError as error:
        _log.warning("the window's place can't be kept: %s", error)
