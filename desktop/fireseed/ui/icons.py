"""The line set of symbols: `image://icons/<name>/<rrggbb>` is `resources/icons/<name>.svg` in that colour."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

PROVIDER = "icons"

_INK = b"currentColor"
_USUAL = QSize(24, 24)


class Icons(QQuickImageProvider):
    """Draws symbols on the processor, so that they look the same with and without a graphics card."""

    def __init__(self, folder: Path) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._folder = folder
        self._drawings: dict[str, bytes] = {}

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002 -- Qt's own signature
        name, _, colour = id.partition("/")
        if name not in self._drawings:
            self._drawings[name] = (self._folder / f"{name}.svg").read_bytes()
        wanted = requestedSize if requestedSize.isValid() else _USUAL
        return draw(self._drawings[name].replace(_INK, f"#{colour}".encode()), wanted)


def draw(svg: bytes, size: QSize) -> QImage:
    """`svg` in `size` pixels on a transparent ground."""
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(svg).render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return image
