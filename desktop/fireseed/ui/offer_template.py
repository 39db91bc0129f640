"""The chat template of the chosen repo, beside the official one: whoever passes on a model can change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import Property, QEnum, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.flows.official import OfficialTemplate
from fireseed.gguf.templates import Comparison, Construct, Finding, Likeness, Side, compare
from fireseed.hubs.protocol import Repo
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.rows import Rows

QML_IMPORT_NAME = "Fireseed.Discover"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class LineRow:
    """One line of the comparison; `side` is an `OfferTemplate.Side`, `number` its place where it stands."""

    key: str
    text: str
    side: int
    number: str


@dataclass(frozen=True)
class FindingRow:
    """Something that the template does and the official one does not; `quote` is from the template."""

    key: str
    text: str
    quote: str


@QmlElement
class OfferTemplate(QObject):
    """One template.

    Properties: `phase`; `text` is the template; `sentence` says how it compares, `summary` in a word or two;
    `warning` is what has to be seen before a first use, empty for nothing; `lines` and `findings` are lists.
    """

    @QEnum
    class Phase(IntEnum):
        """How far the comparison is. WAITING: no header was read yet; ABSENT: the file has no template."""

        WAITING = 0
        COMPARING = 1
        READY = 2
        ABSENT = 3

    @QEnum
    class Side(IntEnum):
        """Where a line stands."""

        BOTH = 0
        HERE = 1
        OFFICIAL = 2
        GAP = 3

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        official: Callable[[Repo], OfficialTemplate | None],
        parent: QObject | None = None,
    ) -> None:
        """`official` finds the makers' own template; it blocks."""
        super().__init__(parent)
        self._bridge = bridge
        self._official = official
        self._phase = self.Phase.WAITING
        self._text = ""
        self._source: OfficialTemplate | None = None
        self._comparison: Comparison | None = None
        self._work: Work | None = None
        self._lines = Rows(LineRow, self)
        self._findings = Rows(FindingRow, self)
        bridge.wordsChanged.connect(self._show)

    def show(self, repo: Repo, template: str | None) -> None:
        """Compares the template of a header of `repo`; the same one is not compared twice."""
        if template is not None and template == self._text:
            return
        self.forget()
        if not template:
            self._phase = self.Phase.ABSENT
            self.changed.emit()
            return
        self._text, self._phase = template, self.Phase.COMPARING

        def ask() -> tuple[OfficialTemplate | None, Comparison]:
            source = self._official(repo)
            return source, compare(template, source.text if source is not None else None)

        self._work = self._bridge.run(ask, self._compared)
        self.changed.emit()

    def forget(self) -> None:
        """Shows nothing."""
        if self._work is not None:
            self._work.cancel()
        self._work = self._source = self._comparison = None
        self._text, self._phase = "", self.Phase.WAITING
        self._lines.replace([])
        self._findings.replace([])
        self.changed.emit()

    def _compared(self, answer: tuple[OfficialTemplate | None, Comparison]) -> None:
        self._source, self._comparison = answer
        self._work, self._phase = None, self.Phase.READY
        self._show()

    @Slot()
    def _show(self) -> None:
        found = self._comparison
        if found is not None:
            self._lines.replace(
                [
                    LineRow(str(place), line.text, _SIDES[line.side], str(line.here or line.official or ""))
                    for place, line in enumerate(found.lines)
                ]
            )
            self._findings.replace(
                [
                    FindingRow(str(place), self._does(finding), finding.text)
                    for place, finding in enumerate(found.findings)
                ]
            )
        self.changed.emit()

    def _does(self, finding: Finding) -> str:
        match finding.construct:
            case Construct.INSTRUCTION:
                said = self.tr("Line {line} tells the model a sentence of its own:")
            case Construct.TRIGGER:
                said = self.tr("Line {line} looks for a word in the conversation:")
            case Construct.REPLACEMENT:
                said = self.tr("Line {line} replaces words of the conversation:")
            case Construct.INVISIBLE:
                said = self.tr("Line {line} has characters that can't be seen:")
        return said.format(line=finding.line)

    def _sentence(self) -> str:
        match self._phase:
            case self.Phase.WAITING:
                return self.tr("It is read together with the model's header.")
            case self.Phase.COMPARING:
                return self.tr("Comparing it with the official one …")
            case self.Phase.ABSENT:
                return self.tr("The file has none. Fireseed then uses a common one.")
        official = self._source.repo if self._source is not None else ""
        match self._comparison.likeness if self._comparison is not None else None:
            case Likeness.EQUAL:
                return self.tr("The same as in {repo}.").format(repo=official)
            case Likeness.WHITE_SPACE:
                return self.tr("The same as in {repo}, but for white space.").format(repo=official)
            case Likeness.DIFFERENT:
                return self.tr("It differs from the official one in {repo}.").format(repo=official)
        return self.tr("There is no official one to compare it with.")

    def _warning(self) -> str:
        """What has to be seen before a first use. A sentence for the model alone is usual in templates."""
        found = self._comparison
        if found is None:
            return ""
        if found.likeness is Likeness.DIFFERENT:
            return self.tr("Its chat template is not the official one")
        if any(finding.construct is not Construct.INSTRUCTION for finding in found.findings):
            return self.tr("Its chat template does more than to lay out a conversation")
        return ""

    def _summary(self) -> str:
        """The state in a word or two, for the section's head."""
        match self._comparison.likeness if self._comparison is not None else None:
            case Likeness.EQUAL | Likeness.WHITE_SPACE:
                return self.tr("as official")
            case Likeness.DIFFERENT:
                return self.tr("differs from the official one")
            case Likeness.UNKNOWN:
                return self.tr("nothing to compare with")
        return ""

    phase = Property(int, lambda self: self._phase, notify=changed)
    text = Property(str, lambda self: self._text, notify=changed)
    sentence = Property(str, _sentence, notify=changed)
    summary = Property(str, _summary, notify=changed)
    warning = Property(str, _warning, notify=changed)
    different = Property(bool, lambda self: self._lines.rowCount() > 0, notify=changed)
    lines = Property(QObject, lambda self: self._lines, constant=True)
    findings = Property(QObject, lambda self: self._findings, constant=True)


_SIDES = {
    Side.BOTH: OfferTemplate.Side.BOTH,
    Side.ONLY_HERE: OfferTemplate.Side.HERE,
    Side.ONLY_OFFICIAL: OfferTemplate.Side.OFFICIAL,
    Side.GAP: OfferTemplate.Side.GAP,
}
