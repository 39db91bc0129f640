"""What may be done with the chosen model: its licence in one sentence, point by point, and its own text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import Property, QEnum, QObject, Signal
from PySide6.QtQml import QmlElement

from fireseed.hubs.licences import Allowed, LicenceFacts, Then, Threshold
from fireseed.ui.bridge import Bridge
from fireseed.ui.rows import Rows
from fireseed.words import CHINESE

QML_IMPORT_NAME = "Fireseed.Discover"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class TermRow:
    """One point of a licence; `answer` is an `OfferLicence.Answer`."""

    key: str
    text: str
    answer: int


@QmlElement
class OfferLicence(QObject):
    """One licence.

    Properties: `name` and `sentence`; `known` is false where nobody named one or Fireseed knows nothing about it;
    `url` is its own text, empty for none; `terms` is a list; `forbids` says that business is not allowed, which
    has to be seen before a download.
    """

    @QEnum
    class Answer(IntEnum):
        """Whether something is allowed."""

        YES = 0
        CONDITIONS = 1
        NO = 2
        UNKNOWN = 3

    changed = Signal()

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._facts: LicenceFacts | None = None
        self._tag = ""
        self._link = ""
        self._terms = Rows(TermRow, self)

    def show(self, facts: LicenceFacts | None, tag: str | None, link: str | None) -> None:
        """Shows `facts`, else what the hub calls the licence and where the publisher says its text is."""
        self._facts, self._tag, self._link = facts, tag or "", link or ""
        self._terms.replace(self._rows(facts) if facts is not None else [])
        self.changed.emit()

    def _rows(self, facts: LicenceFacts) -> list[TermRow]:
        commercial = {
            Allowed.YES: self.tr("Commercial use allowed"),
            Allowed.CONDITIONS: self.tr("Commercial use with conditions"),
            Allowed.NO: self.tr("No commercial use"),
            Allowed.UNKNOWN: self.tr("Commercial use: not known"),
        }
        changes = {
            Allowed.YES: self.tr("Changed versions may be passed on"),
            Allowed.CONDITIONS: self.tr("Changed versions with conditions"),
            Allowed.NO: self.tr("No changed versions"),
            Allowed.UNKNOWN: self.tr("Changed versions: not known"),
        }
        rows = [
            TermRow("commercial", commercial[facts.commercial], _ANSWERS[facts.commercial]),
            TermRow("changes", changes[facts.changes], _ANSWERS[facts.changes]),
        ]
        if facts.notice is not None:
            text = self.tr("Keep its notice with copies") if facts.notice else self.tr("No notice needed")
            rows.append(TermRow("notice", text, self.Answer.CONDITIONS if facts.notice else self.Answer.YES))
        if facts.threshold is not None:
            rows.append(TermRow("threshold", self._threshold(facts.threshold), self.Answer.CONDITIONS))
        return rows

    def _threshold(self, threshold: Threshold) -> str:
        count = self._bridge.words.count
        limits: list[str] = []
        if threshold.monthly_users is not None:
            limits.append(self.tr("{count} users a month").format(count=count(threshold.monthly_users)))
        if threshold.monthly_revenue is not None:
            limits.append(self.tr("US${count} of revenue a month").format(count=count(threshold.monthly_revenue)))
        if threshold.yearly_revenue is not None:
            limits.append(self.tr("US${count} of revenue a year").format(count=count(threshold.yearly_revenue)))
        beyond = self.tr(" or ", "between two limits").join(limits)
        match threshold.then:
            case Then.ASK:
                return self.tr("Beyond {limit}: ask the publisher").format(limit=beyond)
            case Then.SHOW_NAME:
                return self.tr("Beyond {limit}: show the model's name").format(limit=beyond)

    def _name(self) -> str:
        if self._facts is not None:
            return self._facts.name
        if self._tag.lower() in ("", "unknown"):
            return self.tr("No licence named")
        return self.tr("Own licence") if self._tag.lower() == "other" else self._tag

    def _sentence(self) -> str:
        if self._facts is not None:
            return self._facts.sentence["zh" if self._bridge.words.language == CHINESE else "en"]
        if self._tag.lower() in ("", "unknown"):
            return self.tr("What you may do with it is unknown: nobody says. Ask before using it for business.")
        return self.tr("What it allows is unknown to Fireseed. Read it before using the model for business.")

    def _url(self) -> str:
        return self._facts.url if self._facts is not None else self._link

    name = Property(str, _name, notify=changed)
    sentence = Property(str, _sentence, notify=changed)
    known = Property(bool, lambda self: self._facts is not None, notify=changed)
    url = Property(str, _url, notify=changed)
    terms = Property(QObject, lambda self: self._terms, constant=True)
    forbids = Property(
        bool, lambda self: self._facts is not None and self._facts.commercial is Allowed.NO, notify=changed
    )


_ANSWERS: dict[Allowed, OfferLicence.Answer] = {
    Allowed.YES: OfferLicence.Answer.YES,
    Allowed.CONDITIONS: OfferLicence.Answer.CONDITIONS,
    Allowed.NO: OfferLicence.Answer.NO,
    Allowed.UNKNOWN: OfferLicence.Answer.UNKNOWN,
}
