"""From files in a foreign folder to models: joined by their names, proved by their headers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fireseed.base.errors import ModelIncomplete
from fireseed.gguf.grouping import group
from fireseed.gguf.names import is_projector, title_of
from fireseed.library.elsewhere.found import FoundFile, FoundModel, label
from fireseed.library.elsewhere.search import Search


def models_of(
    search: Search, repo: str, files: Mapping[str, FoundFile], *, hub: str = "", commit: str = ""
) -> Iterator[FoundModel]:
    """The models among one repo's files, by their paths in it. What lacks a shard or is unsound is noted."""
    grouping = group(files, {})
    for gap in grouping.gaps:
        first = gap.files[0].path
        search.note(first, ModelIncomplete(search.origin.app, label(str(first)), len(gap.files), gap.count))
    for each in grouping.groups:
        model = model_of(search, repo, each.name, each.files, each.projector, hub=hub, commit=commit)
        if model is not None:
            yield model


def loose_models(search: Search, owner: str, files: Iterable[FoundFile]) -> Iterator[FoundModel]:
    """The models among files of one folder that have nothing to do with each other: each is a repo of its own."""
    titles: dict[str, dict[str, FoundFile]] = {}
    for file in files:
        # Whose projector it is can't be told here.
        if not is_projector(file.path.name):
            titles.setdefault(title_of(file.path.name), {})[file.path.name] = file
    for title, alike in titles.items():
        yield from models_of(search, f"{owner}/{title}", alike)


def model_of(
    search: Search,
    repo: str,
    variant: str,
    files: tuple[FoundFile, ...],
    projector: FoundFile | None,
    *,
    extras: tuple[FoundFile, ...] = (),
    hub: str = "",
    commit: str = "",
) -> FoundModel | None:
    """One model whose headers are sound; None, with the reason noted, when they are not.

    A model whose projector is unsound is a model without one. Headers of files that are known are not read again.
    """
    licence: str | None = None
    everything = files if projector is None else (*files, projector)
    if not all(search.known(file) for file in everything):
        headers = search.headers(files)
        if headers is None:
            return None
        stated = headers[0].metadata.get("general.license")
        licence = label(stated) if isinstance(stated, str) and stated else None
        if projector is not None and search.header(projector) is None:
            projector = None
    return FoundModel(
        origin=search.origin,
        repo=label(repo),
        variant=label(variant),
        files=files,
        projector=projector,
        extras=extras,
        licence=licence,
        hub=hub,
        commit=commit,
    )
