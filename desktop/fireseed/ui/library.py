"""The page Library: the models on this machine, whether they are whole, and the room that they take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import Property, QCoreApplication, QEnum, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.settings import SettingsFile
from fireseed.flows.upstream import Upstreams
from fireseed.hubs import references
from fireseed.hubs.protocol import Hub
from fireseed.hubs.references import Reference
from fireseed.library.elsewhere.found import Origin
from fireseed.library.elsewhere.memory import Name
from fireseed.library.model import Model
from fireseed.library.store import Library
from fireseed.ui.adopting import Adoption, Reading, Unusable
from fireseed.ui.bin_list import LibraryBin
from fireseed.ui.bridge import Bridge
from fireseed.ui.conversations import Say
from fireseed.ui.disk_meters import DiskMeters
from fireseed.ui.errands import Lines
from fireseed.ui.library_checks import CheckAll, LookForNewer
from fireseed.ui.model_rows import Describer, FactRow, ModelRow, Standing, app_of, fits
from fireseed.ui.model_work import Activity, Kind, ModelWork, short_name
from fireseed.ui.move_question import MoveQuestion
from fireseed.ui.rows import Rows
from fireseed.ui.sharing_space import SharingSpace, SpaceQuestion
from fireseed.ui.shelf import Shelf
from fireseed.ui.unlisted import UnlistedFiles

QML_IMPORT_NAME = "Fireseed.Library"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class LibraryServices:
    """What is behind the page.

    `models_folder` is where new models go; `hubs` are all that are known; `open_offer` shows what a hub has now.
    """

    library: Library
    adoption: Adoption
    upstreams: Upstreams
    hubs: Mapping[str, Hub]
    models_folder: Callable[[], Path]
    settings: SettingsFile
    open_offer: Callable[[Reference], object]


@QmlElement
class LibraryPage(QObject):
    """The list, what surrounds it, and what can be done with a model or with all.

    `text` is what the names are filtered by. `summary` says how many models there are and how large they are.
    `problem`, `advice` and `details` tell why the library can't be read. `disks` are the meters, `lines` what else
    there is to say or to do, `bin`, `space` and `moving` the view models of the dialogs.
    """

    @QEnum
    class Phase(IntEnum):
        """What the page shows in the list's place. UNFIT: no model has a name like that."""

        LOADING = 0
        READY = 1
        EMPTY = 2
        FAILED = 3
        UNFIT = 4

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        services: LibraryServices,
        shelf: Shelf,
        say: Say,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._services = services
        self._shelf = shelf
        self._say = say
        self._text = ""
        self._started = False
        self._described: dict[str, tuple[tuple[object, ...], ModelRow]] = {}
        self._open: dict[str, Rows[FactRow]] = {}
        self._rows = Rows(ModelRow, self)
        self._disks = DiskMeters(bridge, services.models_folder, services.settings, self)
        self._describer = self._make_describer()
        library = services.library
        self._work = ModelWork(bridge, library, services.upstreams, say, self)
        self._bin = LibraryBin(bridge, library, shelf.refresh, self)
        self._moving = MoveQuestion(bridge, self)
        self._space_question = SpaceQuestion(bridge, self)
        self._space = SharingSpace(bridge, library, self._space_question, self._alter)
        self._unlisted = UnlistedFiles(bridge, library, self._alter)
        self._check_all = CheckAll(bridge, library, self._alter)
        self._newer = LookForNewer(bridge, services.upstreams, shelf, self._alter)
        reading, unusable = Reading(services.adoption), Unusable(bridge, services.adoption)
        topics = (self._check_all, self._newer, self._space, self._unlisted, reading, unusable)
        self._lines = Lines(topics, self)
        self._space_question.agreed.connect(self._join)
        self._moving.decided.connect(self._move)
        self._work.changed.connect(self._show)
        self._work.finished.connect(shelf.refresh)
        self._disks.changed.connect(self.changed)
        shelf.changed.connect(self._read)
        bridge.wordsChanged.connect(self._speak)
        bridge.sampled.connect(self.sample)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self.stop)

    @Slot()
    def start(self) -> None:
        """The page was opened: looks whether the files are still there, and what else is on their disks."""
        self._started = True
        self._show()  # what is known at once: nothing may have changed since
        self._shelf.refresh()
        self._look_around()

    @Slot()
    def sample(self) -> None:
        """Reads the counters of what is under way."""
        if self._work.is_busy:
            self._show_rows()
        self._lines.show()

    @Slot()
    def stop(self) -> None:
        """At the end of the program: no thread may go on reading files."""
        self._work.stop_all()
        for each in (self._space, self._unlisted, self._check_all, self._newer):
            each.stop()

    # One model

    @Slot(str)
    def verify(self, key: str) -> None:
        """Reads every byte of a model again and compares the digest."""
        self._with(key, self._work.check)

    @Slot(str)
    def fetch(self, key: str) -> None:
        """Shows what the model's hub offers now, where the newer version can be downloaded."""
        model = self._find(key)
        if model is not None:
            self._services.open_offer(references.of_variant(model.hub, model.repo, model.variant))

    @Slot(str)
    def lookForNewer(self, key: str) -> None:
        """Asks the model's hub whether it has a newer version."""
        self._with(key, self._work.ask)

    @Slot(str)
    def stopWork(self, key: str) -> None:
        """Gives up what is done with a model."""
        self._work.stop(key)

    @Slot(str)
    def dismiss(self, key: str) -> None:
        """What went wrong with a model was read."""
        self._work.dismiss(key)

    @Slot(str)
    def fold(self, key: str) -> None:
        """Shows the particulars of a model, or no more."""
        if self._open.pop(key, None) is None:
            self._open[key] = Rows(FactRow, self)
        self._show_rows()

    @Slot(str)
    def askToMove(self, key: str) -> None:
        """Asks where a model of ours should go."""
        model = self._find(key)
        if model is not None and not model.origin and self._disks.found is not None:
            self._moving.ask(model, self._disks.found.folders)

    @Slot(str)
    def delete(self, key: str) -> None:
        """Puts a model into the bin, or takes one of another app off the list; a note offers to take it back."""
        model, activity = self._find(key), self._work.of(key)
        if model is None or (activity is not None and activity.kind is Kind.MOVING):
            return
        self._work.stop(key)
        if model.origin:
            self._bridge.run(lambda: self._services.adoption.forget(key), lambda _: self._forgotten(model))
        else:
            self._bridge.run(lambda: self._services.library.delete(key), lambda _: self._binned(model))

    # All models

    @Slot()
    def checkAll(self) -> None:
        """Reads every byte of every model, in the background."""
        self._check_all.begin()
        self._settle()

    @Slot()
    def lookForNewerOnes(self) -> None:
        """Asks the hubs of all models."""
        self._newer.begin()
        self._settle()

    @Slot(str)
    def actOn(self, line: str) -> None:
        """The button of a line was pressed."""
        self._lines.act(line)
        self._settle()

    @Slot(str)
    def closeLine(self, line: str) -> None:
        """Takes a line away."""
        self._lines.close(line)

    @Slot(str)
    def foldLine(self, line: str) -> None:
        """Shows what is below a line, or no more."""
        self._lines.fold(line)

    def _find(self, key: str) -> Model | None:
        return next((model for model in self._shelf.models if model.id == key), None)

    def _with(self, key: str, work: Callable[[Model], None]) -> None:
        model = self._find(key)
        if model is not None:
            work(model)

    @Slot(str, str)
    def _move(self, key: str, folder: str) -> None:
        target = Path(folder)
        made = self._disks.is_made(target)
        self._with(key, lambda model: self._work.move(model, target, made=made))

    @Slot()
    def _join(self) -> None:
        self._space.join()
        self._settle()

    def _binned(self, model: Model) -> None:
        self._shelf.refresh()
        self._say(
            self.tr("Moved to the bin: {name}").format(name=short_name(model)),
            self.tr("Undo"),
            lambda: self._bridge.run(
                lambda: self._services.library.restore(model.id), lambda _: self._shelf.refresh()
            ),
        )

    def _forgotten(self, model: Model) -> None:
        self._shelf.refresh()
        text = self.tr("Removed from the list: {name}. Its files stay in {app}.")
        adoption = self._services.adoption

        def allow() -> None:
            adoption.allow(Name(Origin(model.origin), model.repo, model.variant))

        known = model.origin in tuple(Origin)
        self._say(
            text.format(name=short_name(model), app=app_of(model)),
            self.tr("Undo") if known else "",
            lambda: self._bridge.run(allow) if known else None,
        )

    # What the page says

    def _alter(self) -> None:
        """Something of the page's own came to its end."""
        self._shelf.refresh()
        self._settle()

    def _settle(self) -> None:
        self._lines.show()
        self.changed.emit()

    @Slot()
    def _read(self) -> None:
        self._work.keep(model.id for model in self._shelf.models)
        for key in self._open.keys() - {model.id for model in self._shelf.models}:
            del self._open[key]
        self._show()
        if self._started:
            self._look_around()

    def _look_around(self) -> None:
        """What the disks say besides: how full they are, what is there twice, unlisted or in the bin."""
        models = self._shelf.models
        self._disks.look(models)
        self._bin.refresh()
        if self._shelf.known:
            self._space.look()
            known = {file.path for model in models for file in model.all_files}
            self._unlisted.search(self._disks.folders(), known | self._shelf.arriving(), set(self._services.hubs))

    @Slot()
    def _speak(self) -> None:
        self._describer = self._make_describer()
        self._show()

    @Slot()
    def _show(self) -> None:
        self._show_rows()
        self._lines.show()
        self.changed.emit()

    def _show_rows(self) -> None:
        if self._describer.now.date() != datetime.now().astimezone().date():
            self._describer = self._make_describer()
        models = [model for model in self._shelf.models if fits(model, self._text)]
        self._rows.replace([self._row(model) for model in models])

    def _row(self, model: Model) -> ModelRow:
        """The row of now, made anew only when something in it is another."""
        activity, facts = self._work.of(model.id), self._open.get(model.id)
        standing = Standing(
            activity, self._work.error_of(model.id), self._services.upstreams.can_be_asked(model), facts
        )
        basis = (model, _moment(activity), standing.error, standing.askable, facts, self._describer)
        former = self._described.get(model.id)
        if former is not None and former[0] == basis:
            return former[1]
        if facts is not None:
            facts.replace(self._describer.facts(model))
        row = self._describer.row(model, standing)
        self._described[model.id] = basis, row
        return row

    def _make_describer(self) -> Describer:
        return Describer(self._bridge.words, self._hub_title, datetime.now().astimezone())

    def _hub_title(self, hub: str) -> str:
        known = self._services.hubs.get(hub)
        # A model may be older than today's choice of hubs.
        return known.title if known is not None else hub

    def _phase(self) -> Phase:
        if self._shelf.models:
            return self.Phase.READY if self._rows.rows else self.Phase.UNFIT
        if self._shelf.error is not None:
            return self.Phase.FAILED
        return self.Phase.EMPTY if self._shelf.known else self.Phase.LOADING

    def _summary(self) -> str:
        count = len(self._shelf.models)
        if not count:
            return ""
        text = self.tr("One model") if count == 1 else self.tr("{count} models").format(count=count)
        found = self._disks.found
        if found is None:
            return text
        return self.tr("{models} · {size}").format(models=text, size=self._bridge.words.size(found.size))

    def _set_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._show()

    def _said(self) -> tuple[str, str]:
        if self._shelf.error is None:
            return "", ""
        said = self._bridge.words.error(self._shelf.error)
        return said.title, said.advice

    text = Property(str, lambda self: self._text, _set_text, notify=changed)
    rows = Property(QObject, lambda self: self._rows, constant=True)
    disks = Property(QObject, lambda self: self._disks.rows, constant=True)
    lines = Property(QObject, lambda self: self._lines.rows, constant=True)
    bin = Property(QObject, lambda self: self._bin, constant=True)
    space = Property(QObject, lambda self: self._space_question, constant=True)
    moving = Property(QObject, lambda self: self._moving, constant=True)
    phase = Property(int, _phase, notify=changed)
    summary = Property(str, lambda self: self._summary(), notify=changed)
    checking = Property(bool, lambda self: self._check_all.is_busy, notify=changed)
    asking = Property(bool, lambda self: self._newer.is_busy, notify=changed)
    problem = Property(str, lambda self: self._said()[0], notify=changed)
    advice = Property(str, lambda self: self._said()[1], notify=changed)
    details = Property(str, lambda self: str(self._shelf.error or ""), notify=changed)


def _moment(activity: Activity | None) -> tuple[object, ...]:
    """How an activity stands now."""
    if activity is None:
        return ()
    return (
        activity.kind,
        activity.waits,
        activity.progress.stopped,
        activity.progress.done,
        activity.progress.total,
    )
