"""What a model was made from: base model → fine-tune → quantization, as the repos' cards state it.

Cards are written by anybody: a repo can name itself, a circle, a thousand parents or a text as its base. So the
tree is bounded in depth and size, each repo stands in a branch once, and names that no hub can have are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
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

    @property
    def origins(self) -> tuple[str, ...]:
        """The names at the far ends, nearest first in the order of the parents; itself where it is one."""
        return tuple(dict.fromkeys(name for parent in self.parents for name in parent.origins)) or (self.name,)


def lineage(repo: Repo, parents: Callable[[str], Repo | None]) -> Ancestry:
    """The tree above `repo`. `parents` answers the repo of a name, or None for one that can't be asked about.

    It is called once for each name, MAX_LOOKUPS times at most, nearest ancestors first.
    """
    known = _looked_up(repo, parents)
    return _branch(repo.name, known, ())


def _looked_up(repo: Repo, parents: Callable[[str], Repo | None]) -> dict[str, Repo | None]:
    """Every ancestor within the limits by its name in lower case, level by level."""
    known: dict[str, Repo | None] = {repo.name.lower(): repo}
    level = [repo]
    for _ in range(MAX_DEPTH):
        names = [name for one in level for name in _bases(one)[0] if name.lower() not in known]
        level = []
        for name in dict.fromkeys(name.lower() for name in names):
            if len(known) > MAX_LOOKUPS:
                return known
            spelled = next(one for one in names if one.lower() == name)
            known[name] = parents(spelled)
            found = known[name]
            if found is not None:
                level.append(found)
    return known


def _branch(name: str, known: dict[str, Repo | None], above: tuple[str, ...]) -> Ancestry:
    key = name.lower()
    if key in above:
        return Ancestry(name, end=End.CIRCLE)
    if key not in known or len(above) > MAX_DEPTH:
        return Ancestry(name, end=End.LIMIT)
    repo = known[key]
    if repo is None:
        return Ancestry(name, end=End.UNREACHED)
    bases, left_out = _bases(repo)
    if not bases:
        return Ancestry(name, repo.relation, end=End.ORIGIN if not left_out else End.UNREACHED, left_out=left_out)
    parents = tuple(_branch(base, known, (*above, key)) for base in bases)
    return Ancestry(name, repo.relation, parents, left_out=left_out)


def _bases(repo: Repo) -> tuple[tuple[str, ...], int]:
    """The base models that can be asked about, and how many can't."""
    stated = dict.fromkeys(repo.base_models)
    usable = [base for base in stated if _NAME.fullmatch(base)][:MAX_PARENTS]
    return tuple(usable), len(stated) - len(usable)
