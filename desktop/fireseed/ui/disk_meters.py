"""The disks that hold models: how full each is, and how much of that models are."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from fireseed.base.disk import disk_of, existing_ancestor
from fireseed.base.errors import StorageError
from fireseed.base.settings import SettingsFile
from fireseed.library.folders import ModelFolder, look_at
from fireseed.library.layout import models_folder_of
from fireseed.library.model import Model
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.model_rows import app_of
from fireseed.ui.rows import Rows
from fireseed.words import Words

translate = QCoreApplication.translate


@dataclass(frozen=True)
class DiskRow:
    """One disk, or a models folder that is `absent`. `models` and `used` are parts of the disk, 0 to 1."""

    key: str
    title: str
    about: str
    absent: bool
    models: float
    used: float


@dataclass(frozen=True)
class DiskUse:
    """One disk in bytes. `folders` are models folders on it; `apps` have models of theirs there."""

    folders: tuple[Path, ...]
    apps: tuple[str, ...]
    models: int
    free: int | None
    total: int | None


@dataclass(frozen=True)
class Survey:
    """`folders` are all models folders, with their disks; the first is where new models go."""

    folders: tuple[ModelFolder, ...]
    disks: tuple[DiskUse, ...]

    @property
    def size(self) -> int:
        """Bytes of the models that are there."""
        return sum(disk.models for disk in self.disks)


@dataclass
class _Disk:
    """A disk while it is being looked at. `files` have each file once, whatever names it has."""

    folder: ModelFolder
    folders: list[Path] = field(default_factory=list)
    apps: list[str] = field(default_factory=list)
    files: dict[tuple[int, int], int] = field(default_factory=dict)


def survey(models: Sequence[Model], folders: Sequence[Path], *, first_is_made: bool) -> Survey:
    """Looks at the disks of the models folders and of the models; blocks as long as network drives do.

    `first_is_made`: the first folder is made when it is needed, so it isn't missed where it is not there yet.
    """
    looked: list[ModelFolder] = []
    disks: dict[Hashable, _Disk] = {}
    for number, path in enumerate(dict.fromkeys(folders)):
        found = _would_be(path) if first_is_made and number == 0 else look_at(path)
        looked.append(found)
        if found.present:
            with contextlib.suppress(StorageError, OSError):
                disks.setdefault(disk_of(path), _Disk(found)).folders.append(path)
    for model in models:
        for file in model.all_files:
            with contextlib.suppress(StorageError, OSError):
                _count(disks, model, file.path)
    return Survey(
        tuple(looked),
        tuple(
            DiskUse(
                folders=tuple(disk.folders),
                apps=tuple(disk.apps),
                models=sum(disk.files.values()),
                free=disk.folder.free,
                total=disk.folder.total,
            )
            for disk in disks.values()
        ),
    )


@dataclass(frozen=True)
class Destination:
    """A models folder that a model could be moved to. `fits`: there is room, or nothing has to be copied."""

    folder: ModelFolder
    is_here: bool
    fits: bool


def destinations(model: Model, folders: Sequence[ModelFolder]) -> tuple[Destination, ...]:
    """Where `model` could lie; blocks as `survey` does."""
    first = model.files[0].path
    here = models_folder_of(model, first)
    found = []
    for folder in folders:
        same_disk = False
        with contextlib.suppress(StorageError, OSError):
            same_disk = disk_of(folder.path) == disk_of(first)
        fits = folder.present and (same_disk or folder.free is None or folder.free >= model.size)
        found.append(Destination(folder, folder.path == here, fits))
    return tuple(found)


class DiskMeters(QObject):
    """The disks as they were last looked at; `changed` tells of another look. `found` is None before the first."""

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        models_folder: Callable[[], Path],
        settings: SettingsFile,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._models_folder = models_folder
        self._settings = settings
        self._work: Work | None = None
        self.found: Survey | None = None
        self.rows = Rows(DiskRow, self)
        bridge.wordsChanged.connect(self._show)

    def folders(self) -> tuple[Path, ...]:
        """Those that hold models, the one for new models first."""
        more = self._settings.current.more_folders
        return tuple(dict.fromkeys((self._models_folder(), *map(Path, more))))

    def is_made(self, folder: Path) -> bool:
        """Whether `folder` is made when it is needed; one that a person chose is on a drive that may be away."""
        return not self._settings.current.models_folder and folder == self._models_folder()

    def look(self, models: Sequence[Model]) -> None:
        """Looks again, in the background."""
        folders = self.folders()
        first_is_made = self.is_made(folders[0])
        if self._work is not None:
            self._work.cancel()
        self._work = self._bridge.run(lambda: survey(models, folders, first_is_made=first_is_made), self._looked)

    def _looked(self, found: Survey) -> None:
        self._work, self.found = None, found
        self._show()

    @Slot()
    def _show(self) -> None:
        if self.found is not None:
            self.rows.replace(disk_rows(self.found, self._bridge.words))
            self.changed.emit()


def disk_rows(found: Survey, words: Words) -> list[DiskRow]:
    """One row a disk, then the models folders that are not there."""
    rows = []
    for number, disk in enumerate(found.disks):
        names = [shown(folder) for folder in disk.folders] or list(disk.apps)
        title = translate("DiskRow", ", ", "between folders").join(names)
        used = 1.0 - disk.free / disk.total if disk.total and disk.free is not None else 0.0
        # Files that share their blocks are more bytes than the disk has to keep.
        models = min(used, disk.models / disk.total) if disk.total else 0.0
        rows.append(
            DiskRow(
                key=str(number),
                title=title,
                about=_about(disk, words),
                absent=False,
                models=models,
                used=used,
            )
        )
    rows += [
        DiskRow(shown(folder.path), shown(folder.path), translate("DiskRow", "not there now"), True, 0.0, 0.0)
        for folder in found.folders
        if not folder.present
    ]
    return rows


def shown(folder: Path) -> str:
    """A folder as people write it: `~` for their own."""
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(folder)


def _about(disk: DiskUse, words: Words) -> str:
    models = translate("DiskRow", "{size} of models").format(size=words.size(disk.models))
    if disk.free is None:
        return models
    return translate("DiskRow", "{models} · {free} free").format(models=models, free=words.size(disk.free))


def _would_be(path: Path) -> ModelFolder:
    """A folder that is made when it is needed: its disk is there."""
    try:
        found = look_at(existing_ancestor(path))
    except (StorageError, OSError):
        return look_at(path)
    return ModelFolder(path, found.present, found.free, found.total)


def _count(disks: dict[Hashable, _Disk], model: Model, file: Path) -> None:
    """Adds a file to its disk. Raises OSError where it is not there."""
    status = file.stat()
    identity = disk_of(file)
    if identity not in disks:
        disks[identity] = _Disk(look_at(file.parent))
    disk = disks[identity]
    disk.files[status.st_dev, status.st_ino] = status.st_size
    if model.origin and app_of(model) not in disk.apps:
        disk.apps.append(app_of(model))
