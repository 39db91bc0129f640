"""LM Studio: `models/<publisher>/<repo>/<file>.gguf`, the projector beside its models.

Layout: lmstudio.ai/docs/basics/import-model. The home is `~/.lmstudio`, in older versions `~/.cache/lm-studio`
(lmstudio-ai/lms#50), or what the one line of `~/.lmstudio-home-pointer` says. A folder that a person chose is
`downloadsFolder` in `settings.json`, in the home or in the system's folder for settings. The pointer and that key
are not documented: both are from programs and reports of people who use them (v1ckxy/LMSPLS#2,
lmstudio-ai/lmstudio-bug-tracker#1601).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fireseed.gguf.names import is_gguf
from fireseed.library.elsewhere.found import FoundFile, FoundModel
from fireseed.library.elsewhere.joining import loose_models, models_of
from fireseed.library.elsewhere.search import Search
from fireseed.library.elsewhere.surroundings import Surroundings

_OWNER = "lm-studio"
"""Of files that lie in no publisher's folder. LM Studio itself passes over those in the root."""
_DEPTH = 5
"""Folders below the models folder: publisher, repo, and those that a repo has itself."""


def folders(surroundings: Surroundings, search: Search) -> list[Path]:
    """Where models may lie, the chosen folder first."""
    pointer = search.text(surroundings.home / ".lmstudio-home-pointer") or ""
    pointed = surroundings.path(pointer.partition("\n")[0])
    usual = [surroundings.home / ".lmstudio", surroundings.home / ".cache" / "lm-studio"]
    homes = usual if pointed is None else [pointed, *usual]
    found: list[Path] = []
    for place in (*homes, surroundings.config / "LM Studio"):
        settings = search.json(place / "settings.json") or {}
        chosen = settings.get("downloadsFolder")
        folder = surroundings.path(chosen) if isinstance(chosen, str) else None
        if folder is not None:
            found.append(folder)
    return [*found, *(home / "models" for home in homes)]


def models(folder: Path, search: Search) -> Iterator[FoundModel]:
    """The models in one of the folders."""
    repos: dict[tuple[str, ...], dict[str, FoundFile]] = {}
    for path in search.files(folder, _DEPTH, is_gguf):
        file = search.file(path)
        if file is not None:
            parts = path.relative_to(folder).parts
            above = parts[:-1][:2]
            repos.setdefault(above, {})["/".join(parts[len(above) :])] = file
    for above, files in repos.items():
        if not above:
            yield from loose_models(search, _OWNER, files.values())
        elif len(above) == 1:
            yield from models_of(search, f"{_OWNER}/{above[0]}", files)
        else:
            yield from models_of(search, "/".join(above), files)
