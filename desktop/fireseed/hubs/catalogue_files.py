"""Reads `resources/catalogue`: a TOML file for each family, `quantizers.toml` and `llama_cpp.toml`.

A family's file holds `id`, `title`, `page`, `order` (the place among the families), `[owners]` and `[[models]]`;
the keys of a model are the fields of `CatalogueModel`. Whatever is not as it has to be is a ResourceInvalid whose
reason begins with the key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from fireseed.base.errors import ResourceInvalid
from fireseed.hubs.families import CatalogueModel, Family, Links, Runs, Skill

HUGGING_FACE = "huggingface"
MODELSCOPE = "modelscope"
OLLAMA = "ollama"

_QUANTIZERS = "quantizers.toml"
_LLAMA_CPP = "llama_cpp.toml"
_LANGUAGES = ("en", "zh")
_PLACE = re.compile(r" - at `\$?\.?(.*)`\Z", re.DOTALL)
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
_MISSING = re.compile(r"missing required field `([^`]*)`")

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=r"^\S(.*\S)?\Z")]
_Id = Annotated[str, msgspec.Meta(max_length=80, pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*\Z")]
_Owner = Annotated[str, msgspec.Meta(max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*\Z")]
_Repo = Annotated[str, msgspec.Meta(max_length=160, pattern=r"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*\Z")]
_Tagged = Annotated[
    str, msgspec.Meta(max_length=160, pattern=r"^[a-z0-9][\w.-]*/[a-z0-9][\w.-]*:[a-z0-9][\w.-]*\Z")
]
_Url = Annotated[str, msgspec.Meta(max_length=300, pattern=r"^https://[a-z0-9.-]+\.[a-z]+(/\S*)?\Z")]
_Count = Annotated[int, msgspec.Meta(ge=1, le=10**14)]
_Shape = TypeVar("_Shape")


class _Sentences(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    en: _Text
    zh: _Text


class _Links(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    paper: _Url | None = None
    inference_code: _Url | None = None
    training_code: _Url | None = None
    data: _Url | None = None


class _Repos(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    huggingface: _Repo | None = None
    modelscope: _Repo | None = None


class _Conversions(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    huggingface: tuple[_Repo, ...] = ()
    modelscope: tuple[_Repo, ...] = ()
    ollama: tuple[_Tagged, ...] = ()


class _Owners(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    huggingface: tuple[_Owner, ...] = ()
    modelscope: tuple[_Owner, ...] = ()
    ollama: tuple[_Owner, ...] = ()


class _Model(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    id: _Id
    title: _Text
    released: date
    parameters: _Count
    context_length: Annotated[int, msgspec.Meta(ge=256, le=10**8)]
    runs: Runs
    repos: _Repos
    licence: _Id
    summary: _Sentences
    active_parameters: _Count | None = None
    architecture: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9._-]*\Z")] | None = None
    gguf: _Conversions = _Conversions()
    skills: frozenset[Skill] = frozenset()
    links: _Links = _Links()
    note: _Sentences | None = None
    names: tuple[_Owner, ...] = ()
    general: bool = True


class _Family(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    id: _Id
    title: _Text
    page: _Url
    order: int
    owners: _Owners
    models: Annotated[list[dict[str, Any]], msgspec.Meta(min_length=1)]
    aliases: tuple[_Text, ...] = ()


class _Quantizers(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    huggingface: dict[_Owner, _Text]
    modelscope: dict[_Owner, _Text]
    ollama: dict[_Owner, _Text]


class _LlamaCpp(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    version: _Text
    architectures: frozenset[_Text]


@dataclass(frozen=True)
class Contents:
    """What the folder holds."""

    families: tuple[Family, ...]
    quantizers: Mapping[str, Mapping[str, str]]
    architectures: frozenset[str]
    """What the llama.cpp of llama-cpp-python `version` knows."""
    version: str


def read(folder: Path) -> Contents:
    """Every file below `folder`, checked. Raises ResourceInvalid."""
    llama_cpp = _file(folder / _LLAMA_CPP, _LlamaCpp)
    quantizers: dict[str, dict[str, str]] = msgspec.to_builtins(_file(folder / _QUANTIZERS, _Quantizers))
    placed: list[tuple[int, Family]] = []
    check = _Check(llama_cpp.architectures, quantizers)
    for path in sorted(folder.glob("*.toml")):
        if path.name not in (_LLAMA_CPP, _QUANTIZERS):
            file = _file(path, _Family)
            family = _family(path, file)
            check.family(path, family)
            placed.append((file.order, family))
    if not placed:
        raise ResourceInvalid(str(folder), "no family")
    families = tuple(family for _, family in sorted(placed, key=lambda one: (one[0], one[1].id)))
    return Contents(families, quantizers, llama_cpp.architectures, llama_cpp.version)


def _file(path: Path, shape: type[_Shape]) -> _Shape:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ResourceInvalid(str(path), str(error)) from error
    return _shaped(path, "", tables, shape)


def _shaped(path: Path, prefix: str, value: object, shape: type[_Shape]) -> _Shape:
    """`value` in that shape; the reason names the key below `prefix`."""
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        text = str(error)
        place = _PLACE.search(text)
        what = text[: place.start()] if place else text
        named = _UNKNOWN.search(what) or _MISSING.search(what)
        key = ".".join(part for part in (prefix, place[1] if place else "", named[1] if named else "") if part)
        raise ResourceInvalid(str(path), f"{key}: {what}") from error


def _family(path: Path, file: _Family) -> Family:
    models = []
    for number, table in enumerate(file.models):
        name = table.get("id")
        prefix = f"models[{name if isinstance(name, str) else number}]"
        models.append(_model(file.id, _shaped(path, prefix, table, _Model)))
    owners = {kind: owners for kind, owners in msgspec.structs.asdict(file.owners).items() if owners}
    return Family(file.id, file.title, file.aliases, owners, file.page, tuple(models))


def _model(family: str, file: _Model) -> CatalogueModel:
    return CatalogueModel(
        id=file.id,
        family=family,
        title=file.title,
        released=file.released,
        parameters=file.parameters,
        active_parameters=file.active_parameters,
        context_length=file.context_length,
        architecture=file.architecture,
        runs=file.runs,
        repos={kind: name for kind, name in msgspec.structs.asdict(file.repos).items() if name},
        gguf={kind: names for kind, names in msgspec.structs.asdict(file.gguf).items() if names},
        skills=file.skills,
        licence=file.licence,
        links=Links(**msgspec.structs.asdict(file.links)),
        summary=msgspec.structs.asdict(file.summary),
        note=msgspec.structs.asdict(file.note) if file.note else None,
        names=file.names,
        general=file.general,
    )


class _Check:
    """What one file alone can't tell: everything is named once, and by whom it may be."""

    def __init__(self, architectures: frozenset[str], quantizers: Mapping[str, Mapping[str, str]]) -> None:
        self._architectures = architectures
        self._quantizers = quantizers
        self._seen: dict[tuple[str, str], str] = {}

    def family(self, path: Path, family: Family) -> None:
        self._once(path, "id", "family", family.id)
        for kind, owners in family.owners.items():
            for owner in owners:
                self._once(path, f"owners.{kind}", f"owner on {kind}", owner)
        for model in family.models:
            for key, problem in self._model(path, family, model):
                raise ResourceInvalid(str(path), f"models[{model.id}].{key}: {problem}")

    def _model(self, path: Path, family: Family, model: CatalogueModel) -> Iterator[tuple[str, str]]:
        prefix = f"models[{model.id}]"
        self._once(path, f"{prefix}.id", "model", model.id)
        if not model.repos:
            yield "repos", "the publisher's own repo is missing"
        for kind, name in model.repos.items():
            self._once(path, f"{prefix}.repos.{kind}", f"repo on {kind}", name)
            if name.partition("/")[0] not in family.owners.get(kind, ()):
                yield f"repos.{kind}", f"{name} is not of an owner of the family"
        for kind, names in model.gguf.items():
            for name in names:
                self._once(path, f"{prefix}.gguf.{kind}", f"repo on {kind}", name)
                owner = name.partition("/")[0]
                if owner not in family.owners.get(kind, ()) and owner not in self._quantizers[kind]:
                    yield f"gguf.{kind}", f"{owner} is neither an owner of the family nor a known quantizer"
        for name in {
            *(repo.partition("/")[2].lower() for repo in model.repos.values()),
            *map(str.lower, model.names),
        }:
            self._once(path, f"{prefix}.names", "name", name)
        if model.runs is Runs.YES and model.architecture not in self._architectures:
            yield "architecture", f"llama.cpp does not know {model.architecture}"
        if model.runs is Runs.NOT_YET and model.note is None:
            yield "note", "missing where runs is not_yet"
        if model.active_parameters is not None and model.active_parameters > model.parameters:
            yield "active_parameters", "more than there are"

    def _once(self, path: Path, key: str, what: str, name: str) -> None:
        known = (what, name.lower())
        if known in self._seen:
            raise ResourceInvalid(str(path), f"{key}: the {what} {name} is in {self._seen[known]} already")
        self._seen[known] = path.name
