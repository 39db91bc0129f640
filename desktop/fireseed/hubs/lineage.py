"""What a model was made from: base model → fine-tune → quantization, as the repos' cards state it.

Cards are written by anybody: a repo can name itself, a circle, a thousand parents or a text as its base. So the
tree is bounded in depth and size, the parents of each repo stand in it once, and names that no hub can have don't.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from fireseed.hubs.protocol import Relation, Repo

MAX_DEPTH = 6
"""Steps from the repo to its furthest ancestor that is looked up; real chains have up to four."""
MAX_PARENTS = 6
"""Of one repo: merges have more than one, and sometimes a dozen."""
MAX_LOOKUPS = 24
"""Repos that are asked for in all."""

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}/[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}", re.ASCII)


class End(StrEnum):
    """Why a branch ends at a node."""

    ORIGIN = "origin"
    """Its card names no base: as far as anybody stated, it was trained from the start."""
    UNREACHED = "unreached"
    """Nobody could say: not found, or no answer."""
    CIRCLE = "circle"
    """It is among its own descendants already."""
    ELSEWHERE = "elsewhere"
    """Its parents stand in another branch of the tree."""
    LIMIT = "limit"
    """Further than is looked."""


@dataclass(frozen=True)
class Ancestry:
    """One repo and what it was made from. `relation` is what it is to its `parents`, None where it doesn't say.

    `end` is None exactly where there are parents. `left_out` counts those that are not among them: names that
    can't be a repo's, and those beyond the limit.
    """

    name: str
    relation: Relation | None = None
    parents: tuple[Ancestry, ...] = ()
    end: End | None = None
    left_out: int = 0


def lineage(repo: Repo, parents: Callable[[str], Repo | None]) -> Ancestry:
    """The tree above `repo`. `parents` answers the repo of a name, or None for one that can't be asked about.

    It is called once for each name, MAX_LOOKUPS times at most, nearest ancestors first.
    """
    known = _looked_up(repo, parents)
    return _branch(repo.name, known, ())


@dataclass(frozen=True)
class _Found:
    """What was answered for a name, and the key of the descendant whose parent it was first seen as."""

    repo: Repo | None
    under: str


def _looked_up(repo: Repo, parents: Callable[[str], Repo | None]) -> dict[str, _Found]:
    """Every ancestor within the limits by its name in lower case, level by level."""
    known = {repo.name.lower(): _Found(repo, "")}
    level = [repo]
    for _ in range(MAX_DEPTH):
        above = []
        for one in level:
            for name in _bases(one)[0]:
                if name.lower() in known:
                    continue
                if len(known) > MAX_LOOKUPS:
                    return known
                found = parents(name)
                known[name.lower()] = _Found(found, one.name.lower())
                if found is not None:
                    above.append(replace(found, name=name))
        level = above
    return known


def _branch(name: str, known: dict[str, _Found], below: tuple[str, ...]) -> Ancestry:
    key = name.lower()
    if key in below:
        return Ancestry(name, end=End.CIRCLE)
    if key not in known:
        return Ancestry(name, end=End.LIMIT)
    repo = known[key].repo
    if repo is None:
        return Ancestry(name, end=End.UNREACHED)
    bases, left_out = _bases(repo)
    if not bases:
        end = End.ORIGIN if not left_out else End.UNREACHED
        return Ancestry(name, repo.relation, end=end, left_out=left_out)
    if known[key].under != (below[-1] if below else ""):
        return Ancestry(name, repo.relation, end=End.ELSEWHERE)
    parents = tuple(_branch(base, known, (*below, key)) for base in bases)
    return Ancestry(name, repo.relation, parents, left_out=left_out)


def _bases(repo: Repo) -> tuple[tuple[str, ...], int]:
    """The base models that can be asked about, and how many can't."""
    stated = dict.fromkeys(repo.base_models)
    usable = [base for base in stated if _NAME.fullmatch(base)][:MAX_PARENTS]
    return tuple(usable), len(stated) - len(usable)
