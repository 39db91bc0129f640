"""The two things that are done with every model: reading all bytes again, and asking the hubs for newer ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from fireseed.base.errors import FireseedError, HubError, ModelChanged
from fireseed.base.priority import in_background
from fireseed.flows.upstream import Upstreams
from fireseed.library.model import Check, Model, UpstreamState
from fireseed.library.store import Library
from fireseed.library.verifying import Verification
from fireseed.ui.bridge import Bridge
from fireseed.ui.errands import ErrandTopic, Line, particulars_of
from fireseed.ui.progress import Progress
from fireseed.ui.shelf import Shelf

translate = QCoreApplication.translate


@dataclass(frozen=True)
class _Checked:
    found: tuple[Verification, ...]
    stopped: bool


class CheckAll(ErrandTopic[_Checked]):
    """Every model is read, at the lowest priority."""

    key = "check"

    def __init__(self, bridge: Bridge, library: Library, ended: Callable[[], object]) -> None:
        super().__init__(bridge, ended)
        self._library = library

    def begin(self) -> None:
        self._errand.begin(self._read)

    def line(self) -> Line | None:
        progress, outcome, error = self._errand.progress, self._errand.outcome, self._errand.error
        if progress is not None:
            return self._working(progress)
        if error is not None:
            text = translate("LibraryLine", "The check was broken off")
            return _broken_off(text, error, self._bridge)
        return self._done(outcome) if outcome is not None and outcome.found else None

    def _read(self, progress: Progress) -> _Checked:
        def reach(done: int, total: int, model: Model) -> None:
            progress.reach(done, total)
            progress.name = model.name

        found = in_background(lambda: self._library.verify_all(reach, lambda: progress.stopped))
        return _Checked(found, progress.stopped)

    def _working(self, progress: Progress) -> Line:
        if progress.stopped:
            return Line(translate("LibraryLine", "Stopping"), part=progress.part)
        size = self._bridge.words.size
        text = translate("LibraryLine", "Checking {name} · {done} of {total}").format(
            name=progress.name, done=size(progress.done), total=size(progress.total)
        )
        return Line(text, translate("LibraryLine", "Stop"), progress.part)

    def _done(self, outcome: _Checked) -> Line:
        unsound = [each for each in outcome.found if not each.sound]
        sound, count = len(outcome.found) - len(unsound), len(outcome.found)
        if unsound:
            text = translate("LibraryLine", "{sound} of {count} models are as they were")
        elif outcome.stopped:
            text = translate("LibraryLine", "Stopped; what was read until then is as it was")
        elif count == 1:
            text = translate("LibraryLine", "Every byte of the model is as it was")
        else:
            text = translate("LibraryLine", "Every byte of all {count} models is as it was")
        return Line(
            text.format(sound=sound, count=count),
            closable=True,
            trouble=bool(unsound),
            particulars=particulars_of((_reason(each) for each in unsound), self._bridge.words),
        )


class LookForNewer(ErrandTopic[tuple[HubError, ...]]):
    """Every hub is asked for the models that came from it."""

    key = "newer"

    def __init__(self, bridge: Bridge, upstreams: Upstreams, shelf: Shelf, ended: Callable[[], object]) -> None:
        super().__init__(bridge, ended)
        self._upstreams = upstreams
        self._shelf = shelf
        self._asked = 0

    def begin(self) -> None:
        self._errand.begin(self._ask)

    def line(self) -> Line | None:
        progress, failures, error = self._errand.progress, self._errand.outcome, self._errand.error
        if progress is not None and progress.stopped:
            return Line(translate("LibraryLine", "Stopping"), part=progress.part)
        if progress is not None:
            text = translate("LibraryLine", "Looking for newer versions · {done} of {total}").format(
                done=progress.done, total=progress.total
            )
            return Line(text, translate("LibraryLine", "Stop"), progress.part if progress.total else -1.0)
        if error is not None:
            text = translate("LibraryLine", "Looking for newer versions was broken off")
            return _broken_off(text, error, self._bridge)
        return self._done(failures) if failures is not None else None

    def _ask(self, progress: Progress) -> tuple[HubError, ...]:
        failures = self._upstreams.check_all(progress.reach, lambda: progress.stopped)
        self._asked = progress.total
        return failures

    def _done(self, failures: tuple[HubError, ...]) -> Line:
        newer = sum(
            model.upstream is not None and model.upstream.state is UpstreamState.NEWER
            for model in self._shelf.models
        )
        if not self._asked:
            text = translate("LibraryLine", "None of these models came from a hub that can be asked")
        elif newer == 1:
            text = translate("LibraryLine", "One model has a newer version")
        elif newer:
            text = translate("LibraryLine", "{count} models have a newer version").format(count=newer)
        elif failures:
            text = translate("LibraryLine", "Nothing newer was found")
        else:
            text = translate("LibraryLine", "There is nothing newer than these models")
        if failures:
            missed = translate("LibraryLine", "{count} could not be asked about").format(count=len(failures))
            text = f"{text} · {missed}"
        return Line(
            text,
            closable=True,
            trouble=bool(failures),
            particulars=particulars_of(failures, self._bridge.words),
        )


def _broken_off(text: str, error: FireseedError, bridge: Bridge) -> Line:
    return Line(text, closable=True, trouble=True, particulars=particulars_of([error], bridge.words))


def _reason(verification: Verification) -> FireseedError:
    if verification.missing is not None:
        return verification.missing
    changed = next(path for path, check in verification.checks if check is Check.MISMATCH)
    return ModelChanged(verification.model.name, str(changed))
