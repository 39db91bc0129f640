"""The same bytes more than once on a disk: what joining them would free, and joining them when a person agrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Property, QCoreApplication, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError
from fireseed.library.duplicates import Copy, Duplicate
from fireseed.library.elsewhere.found import Origin
from fireseed.library.hashing import Stopped
from fireseed.library.store import Library
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.errands import ErrandTopic, Line, particulars_of
from fireseed.ui.progress import Progress
from fireseed.ui.rows import Rows

QML_IMPORT_NAME = "Fireseed.Library"
QML_IMPORT_MAJOR_VERSION = 1

translate = QCoreApplication.translate


@dataclass(frozen=True)
class DuplicateRow:
    """Files with the same bytes: how large each is, and where they are, one a line."""

    key: str
    size: str
    copies: str


@dataclass(frozen=True)
class _Joined:
    freed: int
    failures: tuple[FireseedError, ...]
    stopped: bool


@QmlElement
class SpaceQuestion(QObject):
    """The question that comes before joining. `asked` opens it; `rows` say what would be joined."""

    asked = Signal()
    changed = Signal()
    agreed = Signal()

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._savings = 0
        self._rows = Rows(DuplicateRow, self)

    def ask(self, duplicates: Sequence[Duplicate]) -> None:
        """About these."""
        size = self._bridge.words.size
        self._savings = sum(each.savings for each in duplicates)
        self._rows.replace(
            [
                DuplicateRow(each.sha256, size(each.size), "\n".join(map(_named, each.copies)))
                for each in duplicates
            ]
        )
        self.changed.emit()
        self.asked.emit()

    @Slot()
    def agree(self) -> None:
        """A person wants it."""
        self.agreed.emit()

    rows = Property(QObject, lambda self: self._rows, constant=True)
    savings = Property(str, lambda self: self._bridge.words.size(self._savings), notify=changed)


class SharingSpace(ErrandTopic[_Joined]):
    """What `look` found. What could not be joined is not offered again."""

    key = "space"

    def __init__(
        self, bridge: Bridge, library: Library, question: SpaceQuestion, ended: Callable[[], object]
    ) -> None:
        """`ended` is called when there is something else to say."""
        super().__init__(bridge, ended)
        self._library = library
        self._question = question
        self._ended = ended
        self._search: Work | None = None
        self._found: tuple[Duplicate, ...] = ()
        self._passed_over: set[str] = set()

    def look(self) -> None:
        """Compares what the library knows; nothing is read."""
        if self._search is not None:
            self._search.cancel()
        self._search = self._bridge.run(self._library.duplicates, self._looked)

    def act(self) -> None:
        if self.is_busy:
            self.stop()
        else:
            self._question.ask(self._wanted())

    def join(self) -> None:
        """A person agreed."""
        wanted = self._wanted()
        self._errand.begin(lambda progress: self._join(wanted, progress))

    def close(self) -> None:
        if self._errand.outcome is not None or self._errand.error is not None:
            self._errand.close()
        else:
            self._passed_over.update(each.sha256 for each in self._found)

    def line(self) -> Line | None:
        progress, outcome, error = self._errand.progress, self._errand.outcome, self._errand.error
        if progress is not None:
            return _working(progress)
        if error is not None:
            return self._over(_Joined(0, (error,), stopped=False))
        if outcome is not None and not (outcome.stopped and not outcome.freed and not outcome.failures):
            return self._over(outcome)
        return self._offer()

    def _offer(self) -> Line | None:
        wanted = self._wanted()
        if not wanted:
            return None
        if len(wanted) == 1:
            count = len(wanted[0].copies)
            text = translate("LibraryLine", "{count} models have the same {size} each")
            text = text.format(count=count, size=self._bridge.words.size(wanted[0].size))
        else:
            savings = sum(each.savings for each in wanted)
            text = translate("LibraryLine", "{size} of these models are here more than once")
            text = text.format(size=self._bridge.words.size(savings))
        return Line(text, translate("LibraryLine", "Share the space …"), closable=True)

    def _over(self, outcome: _Joined) -> Line:
        if outcome.freed:
            text = translate("LibraryLine", "{size} are free now").format(
                size=self._bridge.words.size(outcome.freed)
            )
        else:
            text = translate("LibraryLine", "No space was freed; every model is as it was")
        return Line(
            text,
            closable=True,
            trouble=bool(outcome.failures),
            particulars=particulars_of(outcome.failures, self._bridge.words),
        )

    def _wanted(self) -> tuple[Duplicate, ...]:
        return tuple(each for each in self._found if each.sha256 not in self._passed_over)

    def _join(self, wanted: Sequence[Duplicate], progress: Progress) -> _Joined:
        total = sum(each.size * len(each.copies) for each in wanted)
        begun = freed = 0
        failures: list[FireseedError] = []
        for each in wanted:
            before = begun

            def reach(done: int, _: int, before: int = before) -> None:
                progress.reach(before + done, total)

            progress.name = each.copies[0].model
            try:
                freed += self._library.join(each, reach, lambda: progress.stopped)
            except Stopped:
                break
            except FireseedError as error:
                failures.append(error)
                self._passed_over.add(each.sha256)
            begun += each.size * len(each.copies)
        return _Joined(freed, tuple(failures), progress.stopped)

    def _looked(self, found: tuple[Duplicate, ...]) -> None:
        self._search, self._found = None, found
        self._ended()


def _working(progress: Progress) -> Line:
    if progress.stopped:
        return Line(translate("LibraryLine", "Stopping"), part=progress.part)
    text = translate("LibraryLine", "Comparing every byte of {name}, then sharing the space").format(
        name=progress.name
    )
    return Line(text, translate("LibraryLine", "Stop"), progress.part)


def _named(copy: Copy) -> str:
    if not copy.origin:
        return copy.model
    app = Origin(copy.origin).app if copy.origin in tuple(Origin) else copy.origin
    return translate("LibraryLine", "{name}, of {app}").format(name=copy.model, app=app)
