"""What the catalogue says of a model and of a family of models. Values only; `hubs.catalogue` looks them up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Skill(StrEnum):
    """What a model was made for, beyond conversation."""

    REASONING = "reasoning"
    VISION = "vision"
    CODE = "code"
    MULTILINGUAL = "multilingual"


class Runs(StrEnum):
    """Whether the llama.cpp that we ship can run a model. `NOT_YET` always comes with a note."""

    YES = "yes"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Links:
    """Pages of what the publisher made open besides the weights; None where the catalogue knows of nothing."""

    paper: str | None = None
    inference_code: str | None = None
    training_code: str | None = None
    data: str | None = None


@dataclass(frozen=True)
class CatalogueModel:
    """One released model. Its numbers are the publisher's own, as rounded as they were stated."""

    id: str
    family: str
    """The id of its family."""
    title: str
    released: date
    parameters: int
    active_parameters: int | None
    """The weights of a mixture of experts that take part in one token; None for a dense model."""
    context_length: int
    """Tokens that the publisher says it was made for."""
    architecture: str | None
    """llama.cpp's name; None where llama.cpp has none."""
    runs: Runs
    repos: Mapping[str, str]
    """The publisher's own repo by hub kind."""
    gguf: Mapping[str, tuple[str, ...]]
    """Known repos with GGUF files by hub kind, best first. On Ollama a repo has a tag: `library/qwen3:8b`."""
    skills: frozenset[Skill]
    licence: str
    """An id of `resources/licences.toml`."""
    links: Links
    summary: Mapping[str, str]
    """One sentence by language: `en`, `zh`."""
    note: Mapping[str, str] | None = None
    """What to know before running it, by language."""
    names: tuple[str, ...] = ()
    """Other names that its repos have or had, without an owner."""
    general: bool = True
    """Whether it is an assistant for any talk; False where it is made for one kind of task, or not for talk."""

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True)
class Family:
    """The models of one publisher under one name."""

    id: str
    title: str
    aliases: tuple[str, ...]
    """What else people type when they look for it, in any language."""
    owners: Mapping[str, tuple[str, ...]]
    """The publisher's own organisations by hub kind."""
    page: str
    """Its home on the web."""
    models: tuple[CatalogueModel, ...]

    def __hash__(self) -> int:
        return hash(self.id)
