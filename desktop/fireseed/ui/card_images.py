"""The pictures of the card that is shown: decoded here with limits, kept in memory, drawn by QML from there.

Qt itself fetches nothing: it knows these pictures by addresses that only this provider answers.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtQuick import QQuickImageProvider

from fireseed.ui.markdown import Picture

PROVIDER = "card"

_WIDEST, _HIGHEST = 480, 640
"""Pixels on the page: the pane's width where it is at its narrowest."""
_SHARP = 2
"""Pixels of a screen for one of the page, at most."""
_MOST_PIXELS = 32_000_000
"""Of the picture as it comes; a small file can claim to be a wall."""
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": b"png", b"\xff\xd8\xff": b"jpeg", b"GIF8": b"gif", b"RIFF": b"webp"}


class CardImages:
    """Pictures by number. Thread-safe: a worker decodes, the scene asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, QImage] = {}
        self._count = 0

    def keep(self, data: bytes) -> Picture | None:
        """Decodes `data`; None where it is no picture of a known kind, or too large a one."""
        image = decoded(data)
        if image is None:
            return None
        shown = _within(image.size(), _WIDEST, _HIGHEST)
        with self._lock:
            self._count += 1
            self._kept[str(self._count)] = image
            return Picture(f"image://{PROVIDER}/{self._count}", shown.width(), shown.height())

    def clear(self) -> None:
        """Nothing of the former card is needed any more."""
        with self._lock:
            self._kept.clear()

    def find(self, number: str) -> QImage:
        """The picture of that number, an empty one where it is gone."""
        with self._lock:
            return self._kept.get(number, QImage())


class CardImageProvider(QQuickImageProvider):
    """Answers `image://card/<number>` from `images`. Belongs to the QML engine."""

    def __init__(self, images: CardImages) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._images = images

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002 -- Qt's own signature
        return self._images.find(id)


def decoded(data: bytes) -> QImage | None:
    """The first frame of a PNG, JPEG, GIF or WebP, no larger than a page can show; None for anything else."""
    kind = next((kind for signature, kind in _SIGNATURES.items() if data.startswith(signature)), None)
    if kind is None:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind))
    size = reader.size()
    if not size.isValid() or size.isEmpty() or size.width() * size.height() > _MOST_PIXELS:
        return None
    reader.setScaledSize(_within(size, _WIDEST * _SHARP, _HIGHEST * _SHARP))
    image = reader.read()
    return None if image.isNull() else image


def _within(size: QSize, width: int, height: int) -> QSize:
    if size.width() <= width and size.height() <= height:
        return size
    return size.scaled(width, height, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
