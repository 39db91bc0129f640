"""The library's models as the pages see them: read in the background, kept here, the same for all."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from fireseed.base.errors import FireseedError
from fireseed.library.elsewhere.adoption import Progress
from fireseed.library.model import Model
from fireseed.library.store import Library
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfers
from fireseed.ui.bridge import Bridge, Work


class Adoption(Protocol):
    """The part of `library.elsewhere.adoption.Adoption` that is watched."""

    @property
    def progress(self) -> Progress: ...


class Shelf(QObject):
    """The models on this machine. `changed` is emitted when `models`, `error` or `known` differ from before.

    It reads again when a download has finished, when a model of another app came or went, and whenever a page
    asks; a drive that comes or goes is noticed then.
    """

    changed = Signal()

    def __init__(
        self, bridge: Bridge, library: Library, transfers: Transfers, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._library = library
        self._transfers = transfers
        self._finished: frozenset[str] = frozenset()
        self._work: Work | None = None
        self._again = False
        self._adoption: Adoption | None = None
        self._adopted = 0
        self.models: tuple[Model, ...] = ()
        self.error: FireseedError | None = None
        self.known = False
        bridge.sampled.connect(self._watch)

    def watch(self, adoption: Adoption) -> None:
        """From now on models of other apps count too."""
        self._adoption = adoption

    @Slot()
    def refresh(self) -> None:
        """Reads the library, once more at the end if it is being read now."""
        if self._work is not None:
            self._again = True
            return
        self._work = self._bridge.run(self._library.models, self._read, self._failed)

    def find(self, hub: str, repo: str, variant: str) -> Model | None:
        """The model made of this variant."""
        for model in self.models:
            if (model.hub, model.repo, model.variant) == (hub, repo, variant):
                return model
        return None

    def holds(self, hub: str, repo: str) -> bool:
        """Whether any variant of `repo` is on this machine."""
        return any((model.hub, model.repo) == (hub, repo) for model in self.models)

    def arriving(self) -> frozenset[Path]:
        """The files that downloads put into the folders, some of them before their model is in the library."""
        return frozenset(
            Path(file.target)
            for transfer in self._transfers.all()
            if transfer.state is not TransferState.CANCELLED
            for file in transfer.plan.files
        )

    @Slot()
    def _watch(self) -> None:
        adopted = self._adoption.progress.adopted if self._adoption is not None else 0
        finished = frozenset(
            transfer.id for transfer in self._transfers.all() if transfer.state is TransferState.DONE
        )
        if (finished, adopted) != (self._finished, self._adopted):
            self._finished, self._adopted = finished, adopted
            self.refresh()

    def _read(self, models: tuple[Model, ...]) -> None:
        differs = (models, None, True) != (self.models, self.error, self.known)
        self.models, self.error, self.known = models, None, True
        self._settle(differs)

    def _failed(self, error: FireseedError) -> None:
        self.error, self.known = error, True
        self._settle(True)

    def _settle(self, differs: bool) -> None:
        self._work = None
        if differs:
            self.changed.emit()
        if self._again:
            self._again = False
            self.refresh()
