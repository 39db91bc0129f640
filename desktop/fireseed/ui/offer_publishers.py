"""Who else offers the chosen model: repos of the same base model, on all hubs, with what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.protocol import Repo
from fireseed.hubs.trust import judge
from fireseed.ui.bridge import Bridge
from fireseed.ui.rows import Rows
from fireseed.ui.trust_words import badge, standing_of

QML_IMPORT_NAME = "Fireseed.Discover"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True)
class PublisherRow:
    """One repo. `text` names publisher, hub and standing in a line; `standing` is an `OfferTrust.Standing`."""

    key: str
    text: str
    title: str
    owner: str
    hub_title: str
    badge: str
    standing: int
    downloads: str


@QmlElement
class OfferPublishers(QObject):
    """Properties: `rows` is a list; `chosen` is the index of the repo that is shown, -1 while none of them is."""

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        catalogue: Catalogue,
        hub_titles: Callable[[str], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._catalogue = catalogue
        self._hub_titles = hub_titles
        self._repos: dict[str, Repo] = {}
        self._chosen = -1
        self._rows = Rows(PublisherRow, self)

    def show(self, repos: Sequence[Repo], chosen: Repo | None) -> None:
        """Offers `repos`, in their order and in the language of now."""
        self._repos = {_key(repo): repo for repo in repos}
        keys = list(self._repos)
        key = _key(chosen) if chosen is not None else ""
        self._rows.replace([self._row(name, repo) for name, repo in self._repos.items()])
        self._chosen = keys.index(key) if key in keys else -1
        self.changed.emit()

    def find(self, key: str) -> Repo | None:
        """The repo of a row."""
        return self._repos.get(key)

    def _row(self, key: str, repo: Repo) -> PublisherRow:
        trust = judge(repo, self._catalogue)
        said, hub = badge(trust), self._hub_titles(repo.hub)
        return PublisherRow(
            key=key,
            text=" · ".join((repo.owner, said, hub)),
            title=repo.title,
            owner=repo.owner,
            hub_title=hub,
            badge=said,
            standing=standing_of(trust),
            downloads=self._bridge.words.count(repo.downloads) if repo.downloads is not None else "",
        )

    rows = Property(QObject, lambda self: self._rows, constant=True)
    count = Property(int, lambda self: len(self._repos), notify=changed)
    chosen = Property(int, lambda self: self._chosen, notify=changed)


def _key(repo: Repo) -> str:
    return f"{repo.hub}/{repo.name}"
