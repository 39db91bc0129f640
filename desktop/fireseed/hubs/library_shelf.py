"""Models that are on this computer, as a shelf to be served to others. Pure but for the question what there is.

Names must suit every client of the Hugging Face API: `owner/name` in ASCII, at most 96 signs, neither `--` nor
`..` (`huggingface_hub.utils.validate_repo_id`). A name that doesn't is rewritten, with a few digits of a hash.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fireseed.hubs.shelf import RepoCard, ShelfFile, ShelfRepo, shelf_repo

_LONGEST = 96
_COMPONENT = re.compile(r"\w+(?:[-.]\w+)*", re.ASCII)
_WORDS = re.compile(r"\w+", re.ASCII)


@dataclass(frozen=True)
class SharedFile:
    """One verified file: where it lies, bytes, digest, and modification time (ns) when it was verified."""

    location: Path
    size: int
    sha256: str
    changed_ns: int


@dataclass(frozen=True)
class SharedModel:
    """One model to share: where it came from, and all of its files."""

    hub: str
    repo: str
    variant: str
    licence: str | None
    files: tuple[SharedFile, ...]


class LibraryShelf:
    """What `models` answers, as repos; asked anew at each question. As thread-safe as `models` is.

    The variants of one repo are one repo again, even when they came from several hubs. A file that is no longer as
    it was verified is not sent: see `ShelfFile.open`.
    """

    def __init__(self, models: Callable[[], Sequence[SharedModel]]) -> None:
        self._models = models

    def repos(self) -> tuple[ShelfRepo, ...]:
        """Every repo, by name."""
        shared: defaultdict[str, list[SharedModel]] = defaultdict(list)
        for model in self._models():
            if model.files:
                shared[public_name(model.repo)].append(model)
        return tuple(_repo(name, shared[name]) for name in sorted(shared))

    def repo(self, name: str) -> ShelfRepo | None:
        """One repo by its exact `owner/name`."""
        models = [model for model in self._models() if model.files and public_name(model.repo) == name]
        return _repo(name, models) if models else None


def public_name(repo: str) -> str:
    """`repo` where every client takes it, else something like it."""
    owner, _, name = repo.partition("/")
    if len(repo) <= _LONGEST and _COMPONENT.fullmatch(owner) and _COMPONENT.fullmatch(name):
        return repo
    mark = hashlib.sha256(repo.encode(errors="replace")).hexdigest()[:8]
    plain_owner, plain_name = ("-".join(_WORDS.findall(part))[:40].strip("-") for part in (owner, name))
    return f"{plain_owner or 'library'}/{plain_name or 'model'}-{mark}"


def _repo(name: str, models: Sequence[SharedModel]) -> ShelfRepo:
    files: dict[str, ShelfFile] = {}
    for model in sorted(models, key=lambda model: (model.hub, model.variant)):
        for number, file in enumerate(model.files, 1):
            path = _path(model, file, number)
            if path in files and files[path].sha256 != file.sha256:
                path = f"{'-'.join(_WORDS.findall(model.hub))}-{file.sha256[:8]}/{path}"
            files[path] = ShelfFile(path, file.location, file.size, file.changed_ns, file.sha256, git_sha1=None)
    licences = {model.licence for model in models}
    return shelf_repo(name, files.values(), RepoCard(license=licences.pop() if len(licences) == 1 else None))


def _path(model: SharedModel, file: SharedFile, number: int) -> str:
    """The path that the file has below its repo's folder, its name where it lies elsewhere.

    Other apps keep models under names that don't say GGUF (`sha256-…`): those get one.
    """
    parts = file.location.parts
    home = tuple(model.repo.split("/"))
    for start in range(len(parts) - len(home) - 1, 0, -1):
        if parts[start : start + len(home)] == home:
            path = "/".join(parts[start + len(home) :])
            break
    else:
        path = file.location.name
    if path.lower().endswith(".gguf"):
        return path
    words = "-".join(_WORDS.findall(f"{home[-1]} {model.variant}"))
    return f"{words}-{number}.gguf" if len(model.files) > 1 else f"{words}.gguf"
