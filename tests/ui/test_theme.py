"""The colours can be read: 4.5:1 for text, 3:1 for the edges of fields (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtQml import QQmlComponent, QQmlEngine
from pytestqt.qtbot import QtBot

import fireseed.ui

_QML = Path(fireseed.ui.__file__).parent / "qml"

INKS = ("text", "muted", "accent", "good", "caution", "bad")
TINT_INKS = ("tintMuted", "tintAccent", "tintGood", "tintCaution", "tintBad")
TINTS = {"Accent": "accentTint", "Good": "goodTint", "Caution": "cautionTint", "Bad": "badTint"}


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG defines it, 0 to 1."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    """1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def over(front: QColor, back: QColor) -> QColor:
    """What a colour that lets light through looks like on `back`."""
    alpha = front.alphaF()
    pairs = ((front.redF(), back.redF()), (front.greenF(), back.greenF()), (front.blueF(), back.blueF()))
    return QColor.fromRgbF(*(a * alpha + b * (1 - alpha) for a, b in pairs))


@pytest.fixture(params=[1, 2], ids=["light", "dark"])
def theme(request: pytest.FixtureRequest, qapp: QGuiApplication, qtbot: QtBot) -> Iterator[QObject]:
    """The theme in one of its modes."""
    engine = QQmlEngine(qapp)
    component = QQmlComponent(engine)
    component.setData(
        b"import QtQuick; QtObject { property QtObject theme: Theme }", QUrl.fromLocalFile(str(_QML / "Probe.qml"))
    )
    probe = component.create()
    found = probe.property("theme")
    assert isinstance(found, QObject)
    found.setProperty("mode", request.param)
    yield found
    engine.deleteLater()


def test_text_can_be_read(theme: QObject) -> None:
    def colour(name: str) -> QColor:
        found = theme.property(name)
        assert isinstance(found, QColor), name
        return found

    for ground in ("window", "raised"):
        for ink in INKS:
            assert contrast(colour(ink), colour(ground)) >= 4.5, (ink, ground)
        for tone, tint in TINTS.items():
            shown = over(colour(tint), colour(ground))
            for ink in (f"tint{tone}", "tintMuted", "text"):
                assert contrast(colour(ink), shown) >= 4.5, (ink, tint, ground)
        assert contrast(colour("edge"), colour(ground)) >= 3, ground
    for ground in ("rail", "tint"):
        for ink in (*TINT_INKS, "text"):
            assert contrast(colour(ink), colour(ground)) >= 4.5, (ink, ground)
    assert contrast(colour("muted"), colour("tint")) >= 4.5
    assert contrast(colour("accentInk"), colour("accent")) >= 4.5
    assert contrast(colour("accentInk"), colour("accentHover")) >= 4.5
