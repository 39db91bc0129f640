"""Long work for a whole page, and the quiet lines that tell of it and of what else a person may want to do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

from fireseed.base.errors import FireseedError
from fireseed.ui.bridge import Bridge
from fireseed.ui.progress import Progress
from fireseed.ui.rows import Rows
from fireseed.words import Words

T = TypeVar("T")


class Errand(Generic[T]):
    """One kind of work that runs once at a time. `ended` is called when it is over, whichever way.

    `progress` is set while it is under way; then `outcome` or `error` is, until `close`.
    """

    def __init__(self, bridge: Bridge, ended: Callable[[], object]) -> None:
        self._bridge = bridge
        self._ended = ended
        self.progress: Progress | None = None
        self.outcome: T | None = None
        self.error: FireseedError | None = None

    def begin(self, run: Callable[[Progress], T]) -> None:
        """Starts `run`, which blocks and looks whether it was stopped; nothing happens while it is under way."""
        if self.progress is None:
            self.close()
            progress = self.progress = Progress()
            self._bridge.run(lambda: run(progress), self._succeeded, self._failed)

    def stop(self) -> None:
        if self.progress is not None:
            self.progress.stop()

    def close(self) -> None:
        """Nobody needs the outcome any more."""
        self.outcome = self.error = None

    def _succeeded(self, outcome: T) -> None:
        self.outcome, self.progress = outcome, None
        self._ended()

    def _failed(self, error: FireseedError) -> None:
        self.error, self.progress = error, None
        self._ended()


@dataclass(frozen=True)
class ParticularRow:
    """Something below a line: what, and why or where. `details` are for a report."""

    key: str
    title: str
    advice: str
    details: str


@dataclass(frozen=True)
class Particular:
    """The same before it has its place in a list."""

    title: str
    advice: str
    details: str = ""

    @classmethod
    def of(cls, error: FireseedError, words: Words) -> Particular:
        said = words.error(error)
        return cls(said.title, said.advice, str(error))


@dataclass(frozen=True)
class Line:
    """What is said. `part` is set while something is under way: 0 to 1, or -1 where nobody knows.

    `action` is the label of its button, empty for none. `particulars` are made when somebody unfolds them.
    """

    text: str
    action: str = ""
    part: float | None = None
    closable: bool = False
    trouble: bool = False
    particulars: Callable[[], Sequence[Particular]] | None = None


@dataclass(frozen=True)
class LineRow:
    """A line as QML shows it; `particulars` is a list while `open`."""

    key: str
    text: str
    action: str
    working: bool
    part: float
    closable: bool
    trouble: bool
    foldable: bool
    open: bool
    particulars: QObject | None


def particulars_of(errors: Iterable[FireseedError], words: Words) -> Callable[[], Sequence[Particular]] | None:
    """The words for each, once where several say the same; None where there are none."""
    found = tuple(errors)
    return (lambda: tuple(dict.fromkeys(Particular.of(error, words) for error in found))) if found else None


class Topic(ABC):
    """What one line is about. All calls come on Qt's thread and return at once."""

    key: str

    @abstractmethod
    def line(self) -> Line | None:
        """What there is to say now."""

    @abstractmethod
    def act(self) -> None:
        """The line's button was pressed."""

    @abstractmethod
    def close(self) -> None:
        """The line was closed: it stays away until there is something else to say."""


class ErrandTopic(Topic, Generic[T]):
    """A topic with long work of its own: its button stops that while it runs."""

    def __init__(self, bridge: Bridge, ended: Callable[[], object]) -> None:
        """`ended` is called when there is something else to say."""
        self._bridge = bridge
        self._errand: Errand[T] = Errand(bridge, ended)

    @property
    def is_busy(self) -> bool:
        return self._errand.progress is not None

    def act(self) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the work soon; at the end of the program, too."""
        self._errand.stop()

    def close(self) -> None:
        self._errand.close()


class Lines(QObject):
    """The lines of a page, one for each of `topics` that has something to say."""

    def __init__(self, topics: Sequence[Topic], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._topics = {topic.key: topic for topic in topics}
        self._open: dict[str, Rows[ParticularRow]] = {}
        self.rows = Rows(LineRow, self)

    def show(self) -> None:
        """Asks every topic what it has to say."""
        said = ((key, topic.line()) for key, topic in self._topics.items())
        self.rows.replace([self._row(key, line) for key, line in said if line is not None])

    def act(self, key: str) -> None:
        self._topics[key].act()
        self.show()

    def close(self, key: str) -> None:
        self._topics[key].close()
        self._open.pop(key, None)
        self.show()

    def fold(self, key: str) -> None:
        """Shows the particulars, or no more."""
        if self._open.pop(key, None) is None:
            self._open[key] = Rows(ParticularRow, self)
        self.show()

    def _row(self, key: str, line: Line) -> LineRow:
        below = self._open.get(key) if line.particulars is not None else None
        if below is not None and line.particulars is not None:
            below.replace(
                [
                    ParticularRow(str(number), one.title, one.advice, one.details)
                    for number, one in enumerate(line.particulars())
                ]
            )
        return LineRow(
            key=key,
            text=line.text,
            action=line.action,
            working=line.part is not None,
            part=0.0 if line.part is None else line.part,
            closable=line.closable,
            trouble=line.trouble,
            foldable=line.particulars is not None,
            open=below is not None,
            particulars=below,
        )
