"""One look at all apps."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from fireseed.library.elsewhere import gpt4all, hugging_face, jan, lm_studio, ollama
from fireseed.library.elsewhere.found import Found, FoundModel, Origin
from fireseed.library.elsewhere.search import BudgetSpent, Known, Search
from fireseed.library.elsewhere.surroundings import Surroundings

_Folders = Callable[[Surroundings, Search], list[Path]]
_Models = Callable[[Path, Search], Iterator[FoundModel]]
_APPS: dict[Origin, tuple[_Folders, _Models]] = {
    Origin.LM_STUDIO: (lm_studio.folders, lm_studio.models),
    Origin.OLLAMA: (ollama.folders, ollama.models),
    Origin.JAN: (jan.folders, jan.models),
    Origin.GPT4ALL: (gpt4all.folders, gpt4all.models),
    Origin.HUGGING_FACE: (hugging_face.folders, hugging_face.models),
}


def look(
    surroundings: Surroundings,
    origins: Collection[Origin] = tuple(Origin),
    *,
    known: Known = lambda _: False,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[Found, ...]:
    """What each of the apps has, in bounded time and memory. Nothing is hashed and nothing written.

    Headers of files that are `known` are not read again. Raises hashing.Stopped soon after `stopped` says so.
    """
    return tuple(_look_at(origin, surroundings, known, stopped) for origin in Origin if origin in origins)


def _look_at(origin: Origin, surroundings: Surroundings, known: Known, stopped: Callable[[], bool]) -> Found:
    find_folders, find_models = _APPS[origin]
    search = Search(origin, known, stopped)
    searched: list[Path] = []
    models: list[FoundModel] = []
    try:
        for folder in dict.fromkeys(find_folders(surroundings, search)):
            if search.is_folder(folder):
                searched.append(folder)
                models.extend(find_models(folder, search))
    except BudgetSpent:
        pass  # noted where it ended
    return Found(origin, tuple(searched), _with_unique_names(models), tuple(search.problems))


def _with_unique_names(models: list[FoundModel]) -> tuple[FoundModel, ...]:
    """Two folders may have a model of one name each: the second is `<variant>#2`."""
    counts: dict[tuple[str, str], int] = {}
    found: list[FoundModel] = []
    for model in models:
        name = model.repo.casefold(), model.variant.casefold()
        count = counts[name] = counts.get(name, 0) + 1
        found.append(model if count == 1 else dataclasses.replace(model, variant=f"{model.variant}#{count}"))
    return tuple(found)
