"""Models of other apps: how far their reading is, and what of theirs can't be used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from fireseed.base.errors import FireseedError
from fireseed.library.elsewhere.adoption import Phase, Progress
from fireseed.library.elsewhere.found import Problem
from fireseed.library.elsewhere.memory import Name
from fireseed.ui.bridge import Bridge
from fireseed.ui.errands import Line, Topic, particulars_of

translate = QCoreApplication.translate


class Adoption(Protocol):
    """The part of `library.elsewhere.adoption.Adoption` that the page needs."""

    @property
    def progress(self) -> Progress: ...

    @property
    def problems(self) -> Sequence[Problem]: ...

    @property
    def failure(self) -> FireseedError | None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def look_again(self) -> None: ...

    def forget(self, key: str) -> None: ...

    def allow(self, name: Name) -> None: ...


class Reading(Topic):
    """A model of another app is read once before it is used; that can wait."""

    key = "reading"

    def __init__(self, adoption: Adoption) -> None:
        self._adoption = adoption

    def act(self) -> None:
        if self._adoption.progress.phase is Phase.PAUSED:
            self._adoption.resume()
        else:
            self._adoption.pause()

    def close(self) -> None:
        """It ends by itself."""

    def line(self) -> Line | None:
        progress = self._adoption.progress
        part = progress.done / progress.total if progress.total else -1.0
        if progress.phase is Phase.PAUSED:
            text = translate("LibraryLine", "Models of other apps wait to be read")
            return Line(text, translate("LibraryLine", "Go on"), part if progress.total else 0.0)
        if progress.phase is not Phase.MEASURING:
            return None
        text = translate("LibraryLine", "Found in another app, being read once: {name}")
        text = text.format(name=progress.model)
        if progress.waiting:
            more = translate("LibraryLine", "{count} more to come").format(count=progress.waiting)
            text = f"{text} · {more}"
        return Line(text, translate("LibraryLine", "Pause"), part)


class Unusable(Topic):
    """What the search for models of other apps met; the same is not told twice."""

    key = "unusable"

    def __init__(self, bridge: Bridge, adoption: Adoption) -> None:
        self._bridge = bridge
        self._adoption = adoption
        self._known: tuple[FireseedError, ...] = ()
        self._read: frozenset[str] = frozenset()
        self._news = False

    def act(self) -> None:
        self._adoption.look_again()

    def close(self) -> None:
        self._read = frozenset(str(error) for error in self._known)
        self._news = False

    def line(self) -> Line | None:
        errors = self._errors()
        if errors != self._known:
            self._known = errors
            self._news = not self._read.issuperset(str(error) for error in errors)
        if not self._news:
            return None
        failure = self._adoption.failure
        if failure is not None:
            text = translate("LibraryLine", "Looking for models of other apps ended early")
        elif len(errors) == 1:
            text = translate("LibraryLine", "One model of another app can't be used")
        else:
            text = translate("LibraryLine", "{count} models of other apps can't be used").format(count=len(errors))
        return Line(
            text,
            translate("LibraryLine", "Look again"),
            closable=True,
            trouble=True,
            particulars=particulars_of(errors, self._bridge.words),
        )

    def _errors(self) -> tuple[FireseedError, ...]:
        failure = self._adoption.failure
        found = tuple(problem.error for problem in self._adoption.problems)
        return found if failure is None else (failure, *found)
