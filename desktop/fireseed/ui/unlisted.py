"""Models in the models folders that the library doesn't know: found by name, added when a person says so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from fireseed.base.errors import FireseedError, FolderMissing
from fireseed.library import folders
from fireseed.library.folders import Scan, Unlisted
from fireseed.library.hashing import Stopped
from fireseed.library.store import Library
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.errands import ErrandTopic, Line, Particular, particulars_of
from fireseed.ui.progress import Progress

translate = QCoreApplication.translate


@dataclass(frozen=True)
class _Added:
    count: int
    failures: tuple[FireseedError, ...]


class UnlistedFiles(ErrandTopic[_Added]):
    """What `search` found."""

    key = "unlisted"

    def __init__(self, bridge: Bridge, library: Library, ended: Callable[[], object]) -> None:
        """`ended` is called when there is something else to say."""
        super().__init__(bridge, ended)
        self._library = library
        self._ended = ended
        self._search: Work | None = None
        self._stop_search: Progress | None = None
        self._scans: tuple[Scan, ...] = ()
        self._passed_over: frozenset[tuple[Path, ...]] = frozenset()

    def search(self, places: Sequence[Path], known: Collection[Path], hubs: Collection[str]) -> None:
        """Looks through the models folders `places`, once more where it is looking already."""
        if self._search is not None and self._stop_search is not None:
            self._search.cancel()
            self._stop_search.stop()
        stop = self._stop_search = Progress()

        def look() -> tuple[Scan, ...]:
            found = []
            for place in places:
                try:
                    found.append(folders.scan(place, known, hubs, lambda: stop.stopped))
                except FolderMissing:
                    continue  # unplugged, or not made yet
                except Stopped:
                    break
            return tuple(found)

        self._search = self._bridge.run(look, self._found)

    def stop(self) -> None:
        """At the end of the program."""
        self._errand.stop()
        if self._stop_search is not None:
            self._stop_search.stop()

    def act(self) -> None:
        if self._errand.progress is not None:
            self._errand.stop()
        else:
            wanted = self._wanted()
            self._errand.begin(lambda progress: self._add(wanted, progress))

    def close(self) -> None:
        if self._errand.outcome is not None or self._errand.error is not None:
            self._errand.close()
            return
        self._passed_over = frozenset(each.files for scan in self._scans for each in scan.models) | frozenset(
            files for scan in self._scans for files in scan.incomplete
        )

    def line(self) -> Line | None:
        progress, outcome, error = self._errand.progress, self._errand.outcome, self._errand.error
        if progress is not None:
            return _working(progress)
        if error is not None:
            return self._over(0, (error,))
        if outcome is not None and (outcome.count or outcome.failures):
            return self._over(outcome.count, outcome.failures)
        return self._offer()

    def _offer(self) -> Line | None:
        wanted, gaps = self._wanted(), self._gaps()
        if len(wanted) == 1:
            text = translate("LibraryLine", "A model in the models folder is not in the list")
        elif wanted:
            text = translate("LibraryLine", "{count} models in the models folders are not in the list")
        elif gaps:
            text = translate("LibraryLine", "Parts of a model are missing in the models folder")
        else:
            return None
        return Line(
            text.format(count=len(wanted)),
            translate("LibraryLine", "Add") if wanted else "",
            closable=True,
            particulars=lambda: self._particulars(wanted, gaps),
        )

    def _over(self, count: int, failures: Sequence[FireseedError]) -> Line:
        if count == 1:
            text = translate("LibraryLine", "One model was added")
        elif count:
            text = translate("LibraryLine", "{count} models were added").format(count=count)
        else:
            text = translate("LibraryLine", "No model was added")
        return Line(
            text,
            closable=True,
            trouble=bool(failures),
            particulars=particulars_of(failures, self._bridge.words),
        )

    def _particulars(self, wanted: Sequence[Unlisted], gaps: Sequence[tuple[Path, ...]]) -> Sequence[Particular]:
        size = self._bridge.words.size
        found = [
            Particular(f"{each.repo}:{each.variant}", f"{size(each.size)} · {each.files[0].parent}")
            for each in wanted
        ]
        lacking = translate("LibraryLine", "Some of its parts are missing. Download them again.")
        found += [Particular(files[0].name, f"{lacking} ({files[0].parent})") for files in gaps]
        if any(scan.cut_short for scan in self._scans):
            found.append(
                Particular(
                    translate("LibraryLine", "The models folder is very large"),
                    translate("LibraryLine", "Not all of it was searched."),
                )
            )
        return found

    def _wanted(self) -> tuple[Unlisted, ...]:
        """Once, although one models folder may lie in another."""
        found = {each.files: each for scan in self._scans for each in scan.models}
        return tuple(each for files, each in found.items() if files not in self._passed_over)

    def _gaps(self) -> tuple[tuple[Path, ...], ...]:
        found = dict.fromkeys(files for scan in self._scans for files in scan.incomplete)
        return tuple(files for files in found if files not in self._passed_over)

    def _add(self, wanted: Sequence[Unlisted], progress: Progress) -> _Added:
        progress.total = sum(each.size for each in wanted)
        begun = count = 0
        failures: list[FireseedError] = []
        for each in wanted:
            progress.name, progress.done = f"{each.repo}:{each.variant}", begun
            try:
                folders.add(self._library, each, progress.advance, lambda: progress.stopped)
                count += 1
            except Stopped:
                break
            except FireseedError as error:
                failures.append(error)
            begun += each.size
        return _Added(count, tuple(failures))

    def _found(self, scans: tuple[Scan, ...]) -> None:
        self._search, self._scans = None, scans
        self._ended()


def _working(progress: Progress) -> Line:
    if progress.stopped:
        return Line(translate("LibraryLine", "Stopping"), part=progress.part)
    text = translate("LibraryLine", "Reading {name} once, to know its digest").format(name=progress.name)
    return Line(text, translate("LibraryLine", "Stop"), progress.part)
