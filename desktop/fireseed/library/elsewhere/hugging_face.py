"""The cache of the Hugging Face client, which llama.cpp and others use too.

Layout: huggingface.co/docs/huggingface_hub, "Understand caching": `models--<owner>--<name>/` with `refs/<branch>`
(a file with a commit), `snapshots/<commit>/<path>` and `blobs/<etag>`. A file of a snapshot is a link to its blob,
or on systems without links the file itself. The etag of a large file is its SHA-256, of a small one its git SHA-1.
In newer clients a blob may itself be a link into a store that all repos share (`utils/_shared_blobs.py`).
Downloads that did not finish are `blobs/….incomplete` and in no snapshot. Where the cache is: its `constants.py`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from fireseed.gguf.names import is_gguf
from fireseed.library.elsewhere.found import FoundFile, FoundModel
from fireseed.library.elsewhere.joining import models_of
from fireseed.library.elsewhere.search import Search
from fireseed.library.elsewhere.surroundings import Surroundings

_HUB = "huggingface"
_PREFIX = "models--"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_DEPTH = 4


def folders(surroundings: Surroundings, search: Search) -> list[Path]:  # noqa: ARG001 - one signature for all apps
    """Every place that a variable names, then the default one: a variable may be set for some programs only."""
    home = surroundings.variable("HF_HOME")
    system = surroundings.variable("XDG_CACHE_HOME")
    found = [
        surroundings.variable("HF_HUB_CACHE"),
        surroundings.variable("HUGGINGFACE_HUB_CACHE"),
        None if home is None else home / "hub",
        None if system is None else system / "huggingface" / "hub",
        surroundings.home / ".cache" / "huggingface" / "hub",
    ]
    return [folder for folder in found if folder is not None]


def models(folder: Path, search: Search) -> Iterator[FoundModel]:
    """The models in one cache; of a path that several snapshots have, the one of the main branch or the newest."""
    for repo in search.folders(folder):
        if repo.name.startswith(_PREFIX):
            yield from _repo_models(repo, search)


def _repo_models(repo: Path, search: Search) -> Iterator[FoundModel]:
    name = repo.name.removeprefix(_PREFIX).replace("--", "/", 1)
    if "/" not in name:  # of the first repos, without an owner
        name = f"{_HUB}/{name}"
    snapshots = [found for found in search.folders(repo / "snapshots") if _COMMIT.fullmatch(found.name)]
    main = (search.text(repo / "refs" / "main") or "").strip()
    taken: set[str] = set()
    for snapshot in sorted(snapshots, key=lambda found: (found.name == main, _changed(found)), reverse=True):
        files: dict[str, FoundFile] = {}
        for path in search.files(snapshot, _DEPTH, is_gguf):
            inside = path.relative_to(snapshot).as_posix()
            file = search.file(path, _stated(path))
            if file is not None and inside not in taken:
                files[inside] = file
        taken.update(files)
        yield from models_of(search, name, files, hub=_HUB, commit=snapshot.name)


def _stated(path: Path) -> str | None:
    """The SHA-256 that the name of a blob states."""
    try:
        blob = os.path.basename(os.readlink(path))  # noqa: PTH115, PTH119 - a link's text, that need not be a path
    except OSError:
        return None
    return blob if _SHA256.fullmatch(blob) else None


def _changed(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0
