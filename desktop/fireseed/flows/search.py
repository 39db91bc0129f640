"""What a search found: the answers of all hubs as one list of models, filtered and sorted. Pure, no I/O.

Repos of the same base model are one entry, whichever hub they are on. What costs time (whose repo it is, what its
licence allows) is found out once, when a repo is added: another filter or order only picks from what is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fireseed.flows.search_facts import base_of, parameters_of, plain_title, skills_of, title_of
from fireseed.hubs.catalogue import Catalogue, CatalogueModel, Skill
from fireseed.hubs.licences import Allowed, LicenceFacts, Licences
from fireseed.hubs.protocol import Repo, SearchPage, Sort
from fireseed.hubs.trust import Level, Trust, judge

Fits = Callable[[int, int | None], bool]
"""Whether a model of so many parameters, of which so many are active, runs on this machine in about 4 bits."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_LEVELS = {level: number for number, level in enumerate(Level)}


@dataclass(frozen=True)
class Entry:
    """One model. None means that no hub and no catalogue says it.

    `repos` hold its GGUF files, best publisher first; `owner` and `trust` are the first one's. `key` stays the
    same while answers come in, and `base` is the model's own repo where it is known. `downloads` and `likes` are
    the most that any of them has; `released` is the catalogue's date, else that of its oldest repo. `remembered`
    is the time of the answer that this comes from, None for one of now.
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

    def admit(self, entry: Entry) -> bool:
        """Whether `entry` is shown."""
        if self.fits and not entry.fits:
            return False
        if self.official and entry.trust.level is not Level.OFFICIAL:
            return False
        if self.commercial and not _commercial(entry.licence):
            return False
        if not self.skills <= entry.skills:
            return False
        if self.sizes is None:
            return True
        lowest, highest = self.sizes
        return entry.parameters is not None and lowest <= entry.parameters <= highest


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
        self._made: dict[str, Entry] = {}
        self._ranks: dict[str, int] = {}
        self._seen = 0

    def add(self, hub: str, page: SearchPage, remembered: datetime | None = None) -> None:
        """One page of one hub, in its order; `remembered` is the time of an answer that is not of now.

        An answer of now takes the place of whatever was remembered of that hub.
        """
        if remembered is None:
            for known in [known for known in self._places.values() if known.remembered and known.repo.hub == hub]:
                self._remove(known)
        for repo in page.repos:
            known_place = self._places.get((repo.hub, repo.name))
            if known_place is None:
                self._place(hub, repo, remembered)

    def entries(self, filters: Filters, sort: Sort) -> tuple[Entry, ...]:
        """What passes the filters, in order; equal ones in the order of the hubs' answers."""
        shown = [entry for entry in self._entries() if filters.admit(entry)]
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
        key = place.key
        self._places[repo.hub, repo.name] = place
        self._groups.setdefault(key, {})[repo.hub, repo.name] = place
        self._made.pop(key, None)

    def _origin(self, repo: Repo, trust: Trust) -> tuple[str | None, CatalogueModel | None]:
        """The repo and the catalogue's model whose weights these are; neither is known for a look-alike."""
        if trust.lookalike is not None:
            return None, None
        base = base_of(repo, believed=trust.level in (Level.OFFICIAL, Level.KNOWN))
        if base is None and repo.base_models:
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
        self._made.pop(place.key, None)

    def _entries(self) -> list[Entry]:
        ordered = sorted(self._groups.items(), key=lambda item: min((p.rank, p.order) for p in item[1].values()))
        found: list[Entry] = []
        for key, group in ordered:
            entry = self._made.get(key)
            if entry is None:
                entry = self._made[key] = self._entry(key, tuple(group.values()))
            found.append(entry)
        return found

    def _entry(self, key: str, places: Sequence[_Place]) -> Entry:
        best = sorted(places, key=self._worth)
        repos = tuple(place.repo for place in best)
        first, trust = repos[0], best[0].trust
        model = best[0].model
        base = next((place.base for place in best if place.base), None)
        tag = next((repo.licence for repo in repos if repo.licence), None)
        parameters = parameters_of(repos, model)
        active = model.active_parameters if model else None
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
            fits=None if parameters is None or self._fits is None else self._fits(parameters, active),
            remembered=None if live else max(place.remembered for place in places if place.remembered),
        )

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


def _commercial(licence: LicenceFacts | None) -> bool:
    return licence is not None and licence.commercial in (Allowed.YES, Allowed.CONDITIONS)


def _downloads(entry: Entry) -> int:
    return -1 if entry.downloads is None else entry.downloads


def _released(entry: Entry) -> datetime:
    return entry.released or _LONG_AGO


def _midnight(model: CatalogueModel | None) -> datetime | None:
    return (
        None
        if model is None
        else datetime(model.released.year, model.released.month, model.released.day, tzinfo=UTC)
    )
