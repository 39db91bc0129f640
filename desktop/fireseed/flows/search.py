"""What a search found: the answers of all hubs as one list of models, filtered and sorted. Pure, no I/O.

Repos of the same base model are one entry, whichever hub they are on. What costs time (whose repo it is, what its
licence allows) is found out once, when a repo is added: another filter or order only picks from what is known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fireseed.flows.search_facts import base_of, parameters_of, plain_title, runs, skills_of, title_of
from fireseed.hubs.catalogue import Catalogue, CatalogueModel, Skill
from fireseed.hubs.licences import Allowed, LicenceFacts, Licences
from fireseed.hubs.protocol import Repo, SearchPage, Sort
from fireseed.hubs.references import HUGGING_FACE
from fireseed.hubs.trust import Level, Trust, judge

Fits = Callable[[int, int | None], bool]
"""Whether a model of so many parameters, of which so many are active, runs on this machine in about 4 bits."""

_MAY = (Allowed.YES, Allowed.CONDITIONS)
_LEVELS = {level: number for number, level in enumerate(Level)}


@dataclass(frozen=True)
class Entry:
    """One model. None means that no hub and no catalogue says it.

    `repos` hold its GGUF files, best publisher first; `owner` and `trust` are the first one's. `key` stays the
    same while answers come in, and `base` is the model's own repo where it is known. `downloads` and `likes` are
    the most that any of them has; `released` is the catalogue's date, else that of its oldest repo. `fits` is
    false for what our llama.cpp can't run, too. `remembered` is the time of the answer that this comes from, None
    for one of now.
    """

    key: str
    title: str
    owner: str
    repos: tuple[Repo, ...]
    base: str | None
    model: CatalogueModel | None
    trust: Trust
    licence: LicenceFacts | None
    licence_tag: str | None
    skills: frozenset[Skill]
    parameters: int | None
    downloads: int | None
    likes: int | None
    released: datetime | None
    updated: datetime | None
    fits: bool | None
    remembered: datetime | None


@dataclass(frozen=True)
class Filters:
    """What an entry has to be to be shown; the defaults let everything through.

    What isn't known doesn't pass: a chip promises something. `official`: the family's own repo. `commercial`: the
    licence allows it, with or without conditions. `skills`: all of them. `sizes`: parameters, both ends included.
    """

    fits: bool = False
    official: bool = False
    commercial: bool = False
    skills: frozenset[Skill] = frozenset()
    sizes: tuple[int, int] | None = None

    def admitted(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those that are shown, in their order."""
        shown = list(entries)
        # One after the other, because most of the time all but one are switched off.
        if self.fits:
            shown = [entry for entry in shown if entry.fits]
        if self.official:
            shown = [entry for entry in shown if entry.trust.level is Level.OFFICIAL]
        if self.commercial:
            shown = [entry for entry in shown if entry.licence and entry.licence.commercial in _MAY]
        if self.skills:
            shown = [entry for entry in shown if self.skills <= entry.skills]
        if self.sizes is not None:
            low, high = self.sizes
            shown = [entry for entry in shown if entry.parameters is not None and low <= entry.parameters <= high]
        return shown


@dataclass
class _Place:
    """One repo as one hub's answer has it: `rank` is its place in that answer, `order` that of the answers."""

    repo: Repo
    trust: Trust
    base: str | None
    model: CatalogueModel | None
    key: str
    rank: int
    order: int
    remembered: datetime | None


class Results:
    """The answers of several hubs to one question, page by page. Belongs to one thread."""

    def __init__(self, catalogue: Catalogue, licences: Licences, fits: Fits | None = None) -> None:
        self._catalogue = catalogue
        self._licences = licences
        self._fits = fits
        self._places: dict[tuple[str, str], _Place] = {}
        self._groups: dict[str, dict[tuple[str, str], _Place]] = {}
        self._first: dict[str, tuple[int, int]] = {}
        self._made: dict[str, Entry] = {}
        self._listed: list[Entry] | None = None
        self._ranks: dict[str, int] = {}
        self._seen = 0

    def add(
        self, hub: str, page: SearchPage, remembered: datetime | None = None, *, follows: bool = False
    ) -> None:
        """One page of one hub, in its order; `remembered` is the time of an answer that is not of now.

        An answer of now takes the place of whatever was remembered of that hub, unless it `follows` a page.
        """
        if remembered is None and not follows:
            old = [known for known in self._places.values() if known.remembered and known.repo.hub == hub]
            for known in old:
                self._remove(known)
            if old:
                self._ranks[hub] = 0
        for repo in page.repos:
            if (repo.hub, repo.name) not in self._places:
                self._place(hub, repo, remembered)

    def __len__(self) -> int:
        """The models before any filter."""
        return len(self._groups)

    def entries(self, filters: Filters, sort: Sort) -> tuple[Entry, ...]:
        """What passes the filters, in order; equal ones in the order of the hubs' answers."""
        shown = filters.admitted(self._entries())
        if sort is Sort.DOWNLOADS:
            shown.sort(key=_downloads, reverse=True)
        elif sort is Sort.NEWEST:
            shown.sort(key=_released, reverse=True)
        return tuple(shown)

    def _place(self, hub: str, repo: Repo, remembered: datetime | None) -> None:
        rank = self._ranks.get(hub, 0)
        self._ranks[hub] = rank + 1
        trust = judge(repo, self._catalogue)
        base, model = self._origin(repo, trust)
        self._seen += 1
        place = _Place(repo, trust, base, model, _key(repo, trust, base, model), rank, self._seen, remembered)
        self._places[repo.hub, repo.name] = place
        self._groups.setdefault(place.key, {})[repo.hub, repo.name] = place
        self._changed(place.key)

    def _origin(self, repo: Repo, trust: Trust) -> tuple[str | None, CatalogueModel | None]:
        """The repo and the catalogue's model whose weights these are; neither is known for a look-alike."""
        if trust.lookalike is not None:
            return None, None
        believed = trust.level in (Level.OFFICIAL, Level.KNOWN)
        base = base_of(repo, believed=believed)
        if base is None and repo.base_models and not believed:
            return None, None
        model = self._catalogue.model_of(repo.hub, repo.name, () if base is None else (base,))
        return base, model

    def _remove(self, place: _Place) -> None:
        name = (place.repo.hub, place.repo.name)
        del self._places[name]
        group = self._groups[place.key]
        del group[name]
        if not group:
            del self._groups[place.key]
        self._changed(place.key)

    def _changed(self, key: str) -> None:
        group = self._groups.get(key)
        if group is None:
            del self._first[key]
        else:
            self._first[key] = min((place.rank, place.order) for place in group.values())
        self._made.pop(key, None)
        self._listed = None

    def _entries(self) -> list[Entry]:
        """All in the order of the hubs' answers: the first of every hub come before the second."""
        if self._listed is not None:
            return self._listed
        for key in self._groups.keys() - self._made.keys():
            self._made[key] = self._entry(key, tuple(self._groups[key].values()))
        self._listed = [self._made[key] for key in sorted(self._first, key=self._first.__getitem__)]
        return self._listed

    def _entry(self, key: str, places: Sequence[_Place]) -> Entry:
        best = sorted(places, key=self._worth)
        repos = tuple(place.repo for place in best)
        first, trust = repos[0], best[0].trust
        model = best[0].model
        base = next((place.base for place in best if place.base), model.repos.get(HUGGING_FACE) if model else None)
        tag = next((repo.licence for repo in repos if repo.licence), None)
        parameters = parameters_of(repos, model)
        created = [repo.created or repo.updated for repo in repos]
        live = any(place.remembered is None for place in places)
        return Entry(
            key=key,
            title=title_of(first, base, model),
            owner=first.owner,
            repos=repos,
            base=base,
            model=model,
            trust=trust,
            licence=self._licence(repos, model),
            licence_tag=tag,
            skills=skills_of(repos, model),
            parameters=parameters,
            downloads=max((repo.downloads for repo in repos if repo.downloads is not None), default=None),
            likes=max((repo.likes for repo in repos if repo.likes is not None), default=None),
            released=_midnight(model) or min((date for date in created if date), default=None),
            updated=max((repo.updated for repo in repos if repo.updated), default=None),
            fits=self._fitting(repos, model, parameters),
            remembered=None if live else max(place.remembered for place in places if place.remembered),
        )

    def _fitting(self, repos: Sequence[Repo], model: CatalogueModel | None, parameters: int | None) -> bool | None:
        if not runs(repos, model):
            return False
        if parameters is None or self._fits is None:
            return None
        return self._fits(parameters, model.active_parameters if model else None)

    def _licence(self, repos: Sequence[Repo], model: CatalogueModel | None) -> LicenceFacts | None:
        if model is not None:
            return self._licences.of(model.licence)
        stated = next((repo for repo in repos if repo.licence), None)
        return None if stated is None else self._licences.of(stated.licence, stated.licence_name)

    def _worth(self, place: _Place) -> tuple[int, int, int, int]:
        """Smaller is better: trust, the catalogue's order of known repos, downloads, order of arrival."""
        kind = self._catalogue.hub_kind(place.repo.hub)
        known = place.model.gguf.get(kind, ()) if place.model else ()
        listed = known.index(place.repo.name) if place.repo.name in known else len(known)
        return _LEVELS[place.trust.level], listed, -(place.repo.downloads or 0), place.order


def _key(repo: Repo, trust: Trust, base: str | None, model: CatalogueModel | None) -> str:
    """What repos of one model share. A look-alike never hides in the row of whom it imitates.

    The same `owner/name` is the same repo on every hub, and `owner/name-GGUF` the owner's conversion of it.
    """
    if trust.lookalike is not None:
        return f"repo:{repo.hub}/{repo.name}".casefold()
    if model is not None:
        return f"model:{model.id}"
    return f"base:{base or f'{repo.owner}/{plain_title(repo.title)}'}".casefold()


def _downloads(entry: Entry) -> int:
    return -1 if entry.downloads is None else entry.downloads


def _released(entry: Entry) -> float:
    # Numbers compare many times faster than dates.
    return entry.released.timestamp() if entry.released else -math.inf


def _midnight(model: CatalogueModel | None) -> datetime | None:
    return (
        None
        if model is None
        else datetime(model.released.year, model.released.month, model.released.day, tzinfo=UTC)
    )
