"""What the repos of one model say about it together, where hub, card and catalogue tell in part. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fireseed.gguf import names
from fireseed.hardware.fit.architectures import ARCHITECTURES
from fireseed.hubs.catalogue import CatalogueModel, Runs, Skill
from fireseed.hubs.protocol import Relation, Repo

MULTILINGUAL_FROM = 3
"""Languages that a card names from which on a model counts as multilingual."""

_CONVERSION = re.compile(r"(?:[-_.](?:gguf|imatrix|i1|ud|128k|1m))+\Z", re.IGNORECASE)
"""What publishers put behind a model's name when they convert it: the same weights, more context perhaps."""
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


def base_of(repo: Repo, *, believed: bool) -> str | None:
    """The repo whose weights these are in another form; None where it holds weights of its own.

    What was trained further or merged is a model of its own. Hugging Face takes every GGUF repo with a base model
    for a quantization of it, fine-tunes too: unless the publisher is `believed`, the repo has to be called as the
    model is, too (`Qwen3-8B-GGUF`, `Qwen_Qwen3-8B-Q4_K_M-GGUF`; not `Qwen3-8B-Pirate-GGUF`).
    """
    if len(repo.base_models) != 1 or repo.relation not in (None, Relation.QUANTIZED):
        return None
    base = repo.base_models[0]
    return base if believed or plain_title(repo.title) in _spellings(base) else None


def plain_title(title: str) -> str:
    """A repo's title in lower case without what says that it is a conversion, and of which quantization."""
    bare = _CONVERSION.sub("", title)
    return (_CONVERSION.sub("", names.title_of(f"{bare}.gguf")) or title).casefold()


def title_of(repo: Repo, base: str | None, model: CatalogueModel | None) -> str:
    """The model's name: the catalogue's, the base model's, or the repo's without what says that it is GGUF."""
    if model is not None:
        return model.title
    if base is not None:
        return base.partition("/")[2] or base
    return _CONVERSION.sub("", repo.title) or repo.title


def _spellings(base: str) -> tuple[str, ...]:
    """How quantizers call `owner/name`, in lower case."""
    owner, _, name = base.casefold().partition("/")
    return name, f"{owner}_{name}", f"{owner}-{name}", f"{owner}.{name}"


def parameters_of(repos: Sequence[Repo], model: CatalogueModel | None) -> int | None:
    """Weights: the catalogue's number, else what a hub counted, else what a name claims (`-8B`)."""
    if model is not None:
        return model.parameters
    counted = [repo.parameters for repo in repos if repo.parameters]
    if counted:
        return counted[0]
    named = (names.parameters_in(title) for repo in repos for title in (*repo.base_models[:1], repo.title))
    return next((count for count in named if count), None)


def runs(repos: Sequence[Repo], model: CatalogueModel | None) -> bool:
    """Whether our llama.cpp has the architecture: the catalogue says so, else the hub that read the header.

    Nobody's word against it is taken for yes; `clip` is what a hub reads in a projector.
    """
    if model is not None:
        return model.runs is Runs.YES
    stated = {repo.architecture for repo in repos} - {None, "clip"}
    return not stated or not stated.isdisjoint(ARCHITECTURES)


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
