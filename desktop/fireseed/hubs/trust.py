"""Who stands behind a repo: four levels, and the evidence for and against each of them as values.

A level is about the publisher only. Whether the bytes on a disk are those that were published is another question
(their digest), and what they do when they run is a third.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fireseed.hubs.catalogue import Catalogue, CatalogueModel, Family
from fireseed.hubs.catalogue_files import HUGGING_FACE, MODELSCOPE, OLLAMA
from fireseed.hubs.lookalikes import Lookalike, Lookalikes, Organisation
from fireseed.hubs.protocol import Relation, Repo


class Level(StrEnum):
    """From the best to the least that is known of a publisher."""

    OFFICIAL = "official"
    """The family's own organisation."""
    KNOWN = "known"
    """A quantizer that the catalogue lists, and what it quantized is official."""
    AGREED = "agreed"
    """Nobody that is known, but two hubs publish the same bytes independently."""
    UNKNOWN = "unknown"
    """None of these. An owner that imitates another is never more."""


class Ground(StrEnum):
    """What a piece of evidence is about; `name` and `title` of `Evidence` for each."""

    OWN_ORGANISATION = "own organisation"
    """The owner belongs to the family's publisher: the owner, the family's title."""
    LISTED_QUANTIZER = "listed quantizer"
    """The catalogue lists the owner: the owner, its title."""
    OFFICIAL_BASE = "official base"
    """The repo's card says that it was made from an official repo: that repo, the family's title."""
    LISTED_REPO = "listed repo"
    """The catalogue itself names this repo as one of a model's files: the repo, the model's title."""
    SAME_DIGEST = "same digest"
    """Another hub publishes the same SHA-256: that hub's id; no title."""

    UNLISTED_OWNER = "unlisted owner"
    """The catalogue doesn't know the owner: the owner; no title."""
    NAMESAKE = "namesake"
    """The owner is called as one of another hub, and nothing says that they are the same: the owner, its title."""
    UNPROVEN_NAME = "unproven name"
    """Whoever runs this hub (a folder, a neighbour) chose the names on it: the hub's id; no title."""
    UNSTATED_BASE = "unstated base"
    """A listed quantizer that does not say what it quantized: the repo; no title."""
    UNOFFICIAL_BASE = "unofficial base"
    """Made from a repo of somebody else: that repo; no title."""
    ALTERED = "altered"
    """Trained further, merged or an adapter: not what its base's publisher released: that repo; no title."""


_PUBLIC = (HUGGING_FACE, MODELSCOPE, OLLAMA)
"""Hubs where an owner's name belongs to one account."""

_SPEAKS_FOR = frozenset(
    {
        Ground.OWN_ORGANISATION,
        Ground.LISTED_QUANTIZER,
        Ground.OFFICIAL_BASE,
        Ground.LISTED_REPO,
        Ground.SAME_DIGEST,
    }
)


@dataclass(frozen=True)
class Evidence:
    """One fact; `ground` says what `name` and `title` are. `link` is where a person can see for themselves."""

    ground: Ground
    name: str
    title: str = ""
    link: str | None = None

    @property
    def speaks_for(self) -> bool:
        """Whether it supports the publisher; the others say what is missing."""
        return self.ground in _SPEAKS_FOR


@dataclass(frozen=True)
class Trust:
    """The judgement of one repo. `family` is the official one behind it, for OFFICIAL and KNOWN only."""

    level: Level
    family: Family | None
    evidence: tuple[Evidence, ...]
    lookalike: Lookalike | None = None


def judge(repo: Repo, catalogue: Catalogue, agreed_by: Sequence[str] = ()) -> Trust:
    """Pure. `agreed_by` are ids of hubs that publish the same SHA-256; mirrors of the same hub don't count."""
    kind = catalogue.hub_kind(repo.hub)
    agreed = tuple(
        Evidence(Ground.SAME_DIGEST, hub)
        for hub in dict.fromkeys(agreed_by)
        if (other := catalogue.hub_kind(hub)) in _PUBLIC and other != kind
    )
    family = catalogue.family_of_owner(repo.hub, repo.owner)
    if family is not None:
        own = Evidence(Ground.OWN_ORGANISATION, repo.owner, family.title, family.page)
        return Trust(Level.OFFICIAL, family, (own, *agreed))
    quantizer = catalogue.quantizer(repo.hub, repo.owner)
    if quantizer is not None:
        return _quantized(repo, catalogue, Evidence(Ground.LISTED_QUANTIZER, repo.owner, quantizer), agreed)
    known = _lookalikes(catalogue)
    lookalike = known.imitated(repo.owner)
    level = Level.AGREED if agreed and lookalike is None else Level.UNKNOWN
    return Trust(level, None, (*agreed, _unlisted(repo, kind, known)), lookalike)


@functools.lru_cache(maxsize=2)
def _lookalikes(catalogue: Catalogue) -> Lookalikes:
    """Everybody whom an owner might imitate: families' own organisations, then quantizers, of all hubs."""
    return Lookalikes(_organisations(catalogue))


def _organisations(catalogue: Catalogue) -> Iterator[Organisation]:
    for family in catalogue.families:
        for owners in family.owners.values():
            yield from (Organisation(owner, family.title) for owner in owners)
    for titles in catalogue.quantizers.values():
        yield from (Organisation(owner, title) for owner, title in titles.items())


def _quantized(repo: Repo, catalogue: Catalogue, listed: Evidence, agreed: tuple[Evidence, ...]) -> Trust:
    """A listed quantizer's repo: KNOWN where the catalogue or the card leads to an official one, unaltered."""
    grounds, family = _behind(repo, catalogue)
    if family is not None:
        return Trust(Level.KNOWN, family, (listed, *grounds, *agreed))
    return Trust(Level.AGREED if agreed else Level.UNKNOWN, None, (listed, *agreed, *grounds))


def _behind(repo: Repo, catalogue: Catalogue) -> tuple[tuple[Evidence, ...], Family | None]:
    """What speaks for an official model behind the repo, and its family; or what speaks against."""
    model = _listed_model(repo, catalogue)
    if model is not None:
        return (Evidence(Ground.LISTED_REPO, repo.name, model.title),), catalogue.family(model.family)
    if not repo.base_models:
        return (Evidence(Ground.UNSTATED_BASE, repo.name),), None
    if repo.relation not in (None, Relation.QUANTIZED):
        return tuple(Evidence(Ground.ALTERED, base) for base in repo.base_models), None
    families = [_official(base, catalogue) for base in repo.base_models]
    strangers = tuple(
        Evidence(Ground.UNOFFICIAL_BASE, base)
        for base, family in zip(repo.base_models, families, strict=True)
        if family is None
    )
    if strangers:
        return strangers, None
    proofs = (
        Evidence(Ground.OFFICIAL_BASE, base, family.title, family.page)
        for base, family in zip(repo.base_models, families, strict=True)
        if family is not None
    )
    return tuple(proofs), families[0]


def _listed_model(repo: Repo, catalogue: Catalogue) -> CatalogueModel | None:
    """The model whose files the catalogue says this repo has. A registry's names have a tag there."""
    kind = catalogue.hub_kind(repo.hub)
    name = _untagged(repo.name)
    model = catalogue.model_of(repo.hub, repo.name)
    candidates = (model,) if model is not None else catalogue.models if kind == OLLAMA else ()
    return next(
        (one for one in candidates if any(_untagged(listed) == name for listed in one.gguf.get(kind, ()))), None
    )


def _untagged(name: str) -> str:
    return name.partition(":")[0].lower()


def _unlisted(repo: Repo, kind: str, known: Lookalikes) -> Evidence:
    if kind not in _PUBLIC:
        return Evidence(Ground.UNPROVEN_NAME, repo.hub)
    namesake = known.listed(repo.owner)
    if namesake is not None:
        return Evidence(Ground.NAMESAKE, repo.owner, namesake.title)
    return Evidence(Ground.UNLISTED_OWNER, repo.owner)


def _official(base: str, catalogue: Catalogue) -> Family | None:
    """The family whose own repo `base` is, on any hub: cards are copied from one hub to another as they are."""
    owner, _, title = base.partition("/")
    if not title:
        return None
    return next((family for kind in _PUBLIC if (family := catalogue.family_of_owner(kind, owner))), None)
