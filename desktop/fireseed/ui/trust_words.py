"""A publisher's standing in a word or two. Pure, but for the language."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QCoreApplication

from fireseed.hubs.trust import Level, Trust


class Standing(IntEnum):
    """The publisher, as QML knows it: the levels of `hubs.trust`, and an imitation as one of its own."""

    OFFICIAL = 0
    KNOWN = 1
    AGREED = 2
    UNKNOWN = 3
    IMITATION = 4


_STANDINGS = {
    Level.OFFICIAL: Standing.OFFICIAL,
    Level.KNOWN: Standing.KNOWN,
    Level.AGREED: Standing.AGREED,
    Level.UNKNOWN: Standing.UNKNOWN,
}


def standing_of(trust: Trust) -> Standing:
    """The level as QML knows it."""
    return Standing.IMITATION if trust.lookalike is not None else _STANDINGS[trust.level]


def badge(trust: Trust) -> str:
    """The standing in words."""
    if trust.lookalike is not None:
        return QCoreApplication.translate("Trust", "Not {owner}").format(owner=trust.lookalike.imitates.owner)
    match trust.level:
        case Level.OFFICIAL:
            return QCoreApplication.translate("Trust", "Official")
        case Level.KNOWN:
            return QCoreApplication.translate("Trust", "Known publisher")
        case Level.AGREED:
            return QCoreApplication.translate("Trust", "Same on two hubs")
        case Level.UNKNOWN:
            return QCoreApplication.translate("Trust", "Unknown publisher")
