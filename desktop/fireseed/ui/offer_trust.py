"""Who stands behind the chosen repo: a badge, the sentence behind it, and the evidence, one click away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Property, QEnum, QObject, Signal
from PySide6.QtQml import QmlElement

from fireseed.hubs.lookalikes import Imitation, Lookalike
from fireseed.hubs.trust import Evidence, Ground, Trust
from fireseed.ui.rows import Rows
from fireseed.ui.trust_words import Standing, badge, standing_of

QML_IMPORT_NAME = "Fireseed.Discover"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class EvidenceRow:
    """One fact for or against; `link` is where a person can see for themselves, empty for none."""

    key: str
    text: str
    supports: bool
    link: str


@QmlElement
class OfferTrust(QObject):
    """What is known of the publisher.

    Properties: `standing`, its `badge` in a word or two (empty while nothing is shown) and its `sentence`;
    `evidence` is a list; `warning` and `warningAdvice` call a look-alike what it is, empty where there is none.
    """

    QEnum(Standing)

    changed = Signal()

    def __init__(self, hub_titles: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub_titles = hub_titles
        self._trust: Trust | None = None
        self._evidence = Rows(EvidenceRow, self)

    @property
    def trust(self) -> Trust | None:
        return self._trust

    def show(self, trust: Trust | None) -> None:
        """Shows `trust`, in the language of now."""
        self._trust = trust
        found = trust.evidence if trust is not None else ()
        self._evidence.replace(
            [
                EvidenceRow(f"{number}", self._said(fact), fact.speaks_for, fact.link or "")
                for number, fact in enumerate(found)
            ]
        )
        self.changed.emit()

    def _standing(self) -> Standing:
        return Standing.UNKNOWN if self._trust is None else standing_of(self._trust)

    def _sentence(self) -> str:
        trust = self._trust
        if trust is None:
            return ""
        match standing_of(trust):
            case Standing.OFFICIAL if trust.family is not None:
                return self.tr("Published by the makers of {family} themselves.").format(family=trust.family.title)
            case Standing.KNOWN:
                return self.tr("Made smaller by a publisher that many people rely on, from the makers' own model.")
            case Standing.AGREED:
                return self.tr("Nobody that Fireseed knows, but two hubs publish exactly the same bytes.")
            case Standing.IMITATION:
                return self.tr("Nobody that Fireseed knows, with a name like somebody else's.")
        return self.tr("Fireseed knows nothing about this publisher. That is no judgement, only a gap.")

    def _said(self, fact: Evidence) -> str:
        name, title = fact.name, fact.title
        match fact.ground:
            case Ground.OWN_ORGANISATION:
                return self.tr("{name} is the organisation that makes {title}.").format(name=name, title=title)
            case Ground.LISTED_QUANTIZER:
                known = name if name.casefold() == title.casefold() else f"{title} ({name})"
                return self.tr("{name} is on Fireseed's list of known publishers.").format(name=known)
            case Ground.OFFICIAL_BASE:
                return self.tr("Made from {name}, a repo of the makers of {title}, as its card says.").format(
                    name=name, title=title
                )
            case Ground.LISTED_REPO:
                return self.tr("Fireseed's catalogue names this repo for {title}.").format(title=title)
            case Ground.SAME_DIGEST:
                return self.tr("{hub} publishes files with the same SHA-256.").format(hub=self._hub_titles(name))
            case Ground.UNLISTED_OWNER:
                return self.tr("{name} is on none of Fireseed's lists.").format(name=name)
            case Ground.NAMESAKE:
                return self.tr(
                    "{name} is called like {title} elsewhere. Nothing shows that they are the same."
                ).format(name=name, title=title)
            case Ground.UNPROVEN_NAME:
                return self.tr("Whoever keeps {hub} chose the names in it.").format(hub=self._hub_titles(name))
            case Ground.UNSTATED_BASE:
                return self.tr("It does not say which model it was made from.")
            case Ground.UNOFFICIAL_BASE:
                return self.tr("Made from {name}, which is not a repo of the model's makers.").format(name=name)
            case Ground.ALTERED:
                return self.tr("Changed from {name}: trained further, merged or adapted by somebody else.").format(
                    name=name
                )

    def _lookalike(self) -> Lookalike | None:
        return self._trust.lookalike if self._trust is not None else None

    def _warning(self) -> str:
        found = self._lookalike()
        return self.tr("This is not {owner}").format(owner=found.imitates.owner) if found is not None else ""

    def _warning_advice(self) -> str:
        found = self._lookalike()
        if found is None:
            return ""
        return self.tr(
            "The publisher is called {name}. {how} {title} has nothing to do with it, as far as is known."
        ).format(name=found.owner, how=self._how(found.how), title=found.imitates.title)

    def _how(self, how: Imitation) -> str:
        match how:
            case Imitation.ALPHABET:
                return self.tr("That name uses letters of another alphabet that look the same.")
            case Imitation.LOOKS:
                return self.tr("That name uses characters that look alike.")
            case Imitation.SEPARATORS:
                return self.tr("That name differs in a dash, a point or an underscore only.")
            case Imitation.WORDS:
                return self.tr("That name adds or leaves out a word only.")
            case Imitation.NEAR:
                return self.tr("That name differs in one letter only.")

    standing = Property(int, _standing, notify=changed)
    badge = Property(str, lambda self: badge(self._trust) if self._trust is not None else "", notify=changed)
    sentence = Property(str, _sentence, notify=changed)
    evidence = Property(QObject, lambda self: self._evidence, constant=True)
    warning = Property(str, _warning, notify=changed)
    warningAdvice = Property(str, _warning_advice, notify=changed)
