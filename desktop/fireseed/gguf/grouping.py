"""Which GGUF files of a repo or folder belong together: shards joined, the projector attached. Pure, by names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from fireseed.gguf.names import Shard, is_draft, is_model, is_projector, quantization_of, shard_of, title_of

File = TypeVar("File")

_ONE_FILE = 0
"""The count of a model without shards: `m-00001-of-00001.gguf` is another one than `m.gguf`."""
_PROJECTORS = ("F16", "BF16", "Q8_0", "F32")
"""Best first: F16 runs everywhere and loses nothing that can be seen; F32 only costs memory."""


@dataclass(frozen=True)
class Group(Generic[File]):
    """One model: `files` in shard order, and the projector that fits best.

    `name` is the one that was given for the first file, else the quantization that the file names spell, in
    capitals, or the stem of the file where they spell none; it is unique in the grouping, whatever the case.
    """

    name: str
    files: tuple[File, ...]
    projector: File | None


@dataclass(frozen=True)
class Gap(Generic[File]):
    """A set of `count` shards of which only `files` are there."""

    files: tuple[File, ...]
    count: int


@dataclass(frozen=True)
class Grouping(Generic[File]):
    """Whole models, and sets that lack a shard."""

    groups: tuple[Group[File], ...]
    gaps: tuple[Gap[File], ...]


def group(files: Mapping[str, File], names: Mapping[str, str]) -> Grouping[File]:
    """Groups files by their paths within one repo, with `/` between folders; what no engine opens is left out.

    `names` are those that a source itself gives to a model, by the path of its first file. Of several projectors
    the one in the model's own folder comes first, then the one that is called like it, then the one in F16. Drafts
    beside a model are left out; alone they are the models.
    """
    projectors = [path for path in files if is_projector(path)]
    models = [path for path in files if is_model(path)]
    sets: dict[tuple[str, int], dict[int, str]] = {}
    for path in [path for path in models if path in names or not is_draft(path)] or models:
        shard = shard_of(path) or Shard(_stem(path), 1, _ONE_FILE)
        sets.setdefault((shard.stem, shard.count), {})[shard.index] = path
    whole: dict[tuple[str, int], tuple[str, ...]] = {}
    gaps: list[Gap[File]] = []
    for (stem, count), parts in sets.items():
        paths = tuple(parts[number] for number in sorted(parts))
        if len(paths) == max(count, 1):
            whole[stem, count] = paths
        else:
            gaps.append(Gap(tuple(files[path] for path in paths), count))
    unique = _unique_names({key: paths[0] for key, paths in whole.items()}, names)
    groups: list[Group[File]] = []
    for key, paths in whole.items():
        projector = _projector(key[0], projectors)
        groups.append(
            Group(
                unique[key],
                tuple(files[path] for path in paths),
                None if projector is None else files[projector],
            )
        )
    return Grouping(tuple(groups), tuple(gaps))


def _projector(stem: str, projectors: list[str]) -> str | None:
    folder, _, name = stem.rpartition("/")
    title = title_of(f"{name}.gguf").casefold()

    def rank(path: str) -> tuple[bool, bool, int, str]:
        quantization = quantization_of(path)
        width = quantization.name if quantization else ""
        order = _PROJECTORS.index(width) if width in _PROJECTORS else len(_PROJECTORS)
        return path.rpartition("/")[0] != folder, title not in path.casefold(), order, path

    return min(projectors, key=rank, default=None)


def _stem(path: str) -> str:
    return path[: -len(".gguf")]


def _unique_names(firsts: Mapping[tuple[str, int], str], given: Mapping[str, str]) -> dict[tuple[str, int], str]:
    """The given name or the quantization where that is unique, else the stem, its path, the first file's path."""
    candidates: dict[tuple[str, int], tuple[str, ...]] = {}
    for (stem, count), first in firsts.items():
        quantization = quantization_of(first)
        name = stem.rpartition("/")[2]
        best = given.get(first) or (quantization.name if quantization else name)
        candidates[stem, count] = (best, name, stem, first)
    names: dict[tuple[str, int], str] = {}
    for level in range(4):
        open_ones = {key: choice[level] for key, choice in candidates.items() if key not in names}
        taken = Counter(name.casefold() for name in (*names.values(), *open_ones.values()))
        names |= {key: name for key, name in open_ones.items() if taken[name.casefold()] == 1}
    alike = [key for key in firsts if key not in names]  # but for the case
    return names | {key: f"{firsts[key]}#{number}" for number, key in enumerate(alike, 1)}
