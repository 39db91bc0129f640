"""What the repos of one model say about it together, where hub, card and catalogue tell in part. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fireseed.gguf.names import parameters_in
from fireseed.hubs.catalogue import CatalogueModel, Skill
from fireseed.hubs.protocol import Repo

MULTILINGUAL_FROM = 3
"""Languages that a card names from which on a model counts as multilingual."""

_ENDING = re.compile(r"[-_.](?:i\d-)?gguf$", re.IGNORECASE)
_SEES = frozenset({"image-text-to-text", "video-text-to-text", "any-to-any", "visual-question-answering"})
_TAGGED = {
    "code": Skill.CODE,
    "code-generation": Skill.CODE,
    "coding": Skill.CODE,
    "reasoning": Skill.REASONING,
    "thinking": Skill.REASONING,
    "vision": Skill.VISION,
    "multimodal": Skill.VISION,
    "multilingual": Skill.MULTILINGUAL,
}
"""Tags that publishers give their repos, in lower case."""


def key_of(repo: Repo, model: CatalogueModel | None, *, alone: bool) -> str:
    """What repos of one model share. One that stands `alone` (a look-alike) never hides in another's row.

    Repos with several base models are merges: models of their own. The same `owner/name` is the same repo on hubs
    of one kind, and `owner/name-GGUF` is the owner's own conversion of `owner/name`.
    """
    if alone:
        return f"repo:{repo.hub}/{repo.name}".casefold()
    if model is not None:
        return f"model:{model.id}"
    if len(repo.base_models) == 1:
        return f"base:{repo.base_models[0]}".casefold()
    return f"base:{_ENDING.sub('', repo.name)}".casefold()


def title_of(repos: Sequence[Repo], model: CatalogueModel | None) -> str:
    """The model's name: the catalogue's, the base model's, the first repo's without what says that it is GGUF."""
    if model is not None:
        return model.title
    base = next((repo.base_models[0] for repo in repos if len(repo.base_models) == 1), repos[0].name)
    return _ENDING.sub("", base.partition("/")[2] or base) or base


def parameters_of(repos: Sequence[Repo], model: CatalogueModel | None) -> int | None:
    """Weights: the catalogue's number, else what a hub counted, else what a name claims (`-8B`)."""
    if model is not None:
        return model.parameters
    counted = [repo.parameters for repo in repos if repo.parameters]
    if counted:
        return counted[0]
    named = (parameters_in(name) for repo in repos for name in (*repo.base_models[:1], repo.name))
    return next((count for count in named if count), None)


def skills_of(repos: Sequence[Repo], model: CatalogueModel | None) -> frozenset[Skill]:
    """The catalogue's for a model that it has, else what the first repo's publisher states."""
    if model is not None:
        return model.skills
    found = {_TAGGED[tag] for tag in (tag.casefold() for tag in repos[0].tags) if tag in _TAGGED}
    if any(repo.pipeline in _SEES for repo in repos):
        found.add(Skill.VISION)
    if any(len(repo.languages) >= MULTILINGUAL_FROM for repo in repos):
        found.add(Skill.MULTILINGUAL)
    return frozenset(found)
