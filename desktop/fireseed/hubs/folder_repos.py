"""Which repos a folder of GGUF files holds, whatever its layout. Pure: paths in, names out.

The rule, for a file below the hub's folder:

1. A folder that is named after the variant in it (`Q4_K_M/model-Q4_K_M.gguf`, or the common name of its shards) is
   part of the repo above it.
2. Two folders or more above the file: the nearest one is the repo, the one above it the owner. That is how
   Fireseed (`models/<hub>/<owner>/<repo>`), LM Studio and the hubs' own tools lay files out.
3. Fewer: every model is a repo by its own name, without quantization and shard number; the owner is the one folder
   above, or the hub's folder itself. A projector goes with the model of its name, or with the only one there.

Names are made safe for every file system, and are told apart by the folder further above where two are the same.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

Quantization = Callable[[str], str | None]
"""The quantization that a file's name spells (`gguf.names`), as far as it does."""

_LONGEST = 100
"""Bytes of UTF-8 of a name made here: with what tells it apart it stays below what any file system holds."""

# As llama.cpp's gguf-split names them.
_SHARD = re.compile(r"(.+)-\d{5}-of-\d{5}", re.ASCII | re.DOTALL)
_PROJECTOR = re.compile(r"(?<![a-z0-9])mmproj(?![a-z0-9])", re.IGNORECASE | re.ASCII)
_SEPARATORS = "-_. "
# Microsoft, "Naming Files, Paths, and Namespaces".
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class FoundFile:
    """One GGUF file: its path from the hub's folder, bytes, and modification time (ns since 1970)."""

    path: PurePosixPath
    size: int
    changed_ns: int


@dataclass(frozen=True)
class FolderRepo:
    """One repo. `home` is the folder of its files, from the hub's folder; `card` where it may have a card."""

    name: str
    home: PurePosixPath
    files: tuple[FoundFile, ...]
    own_folder: bool

    def path_of(self, file: FoundFile) -> str:
        """The file's path within the repo."""
        return file.path.relative_to(self.home).as_posix()


def repos_of(files: Iterable[FoundFile], title: str, quantization: Quantization) -> tuple[FolderRepo, ...]:
    """The repos by name. `title` is the owner of models that lie in the hub's folder itself."""
    by_folder: defaultdict[PurePosixPath, list[FoundFile]] = defaultdict(list)
    for file in sorted(files, key=lambda file: file.path.parts):
        by_folder[file.path.parent].append(file)
    by_home: defaultdict[PurePosixPath, list[FoundFile]] = defaultdict(list)
    for folder, inside in by_folder.items():
        by_home[folder.parent if _is_variant(folder.name, inside) else folder].extend(inside)
    found: list[FolderRepo] = []
    taken: set[str] = set()
    for home in sorted(by_home):
        if len(home.parts) >= 2:
            owner = home.parts[-2]
            models: Mapping[str, list[FoundFile]] = {home.name: by_home[home]}
        else:
            owner = home.name or title
            models = _models(by_home[home], quantization)
        for model, inside in models.items():
            name = next(name for name in _names(owner, model, home) if name.casefold() not in taken)
            taken.add(name.casefold())
            found.append(FolderRepo(name, home, tuple(inside), own_folder=len(home.parts) >= 2))
    return tuple(sorted(found, key=lambda repo: repo.name))


def safe_name(text: str) -> str:
    """`text` as one component of a path on Linux, macOS and Windows: letters, digits and `-_.` of any script."""
    signs = unicodedata.normalize("NFC", text)
    kept = "".join(sign if unicodedata.category(sign)[0] in "LMN" or sign in "-_." else "-" for sign in signs)
    name = kept.encode()[:_LONGEST].decode(errors="ignore").strip("-.")
    if not name:
        return "unnamed"
    return f"_{name}" if _DEVICE.fullmatch(name) else name


def _is_variant(folder: str, files: Sequence[FoundFile]) -> bool:
    """Whether every file in `folder` is a variant of that name, or one of its shards."""
    ending = folder.casefold()
    for file in files:
        shard = _SHARD.fullmatch(file.path.stem)
        name = (shard[1] if shard else file.path.stem).casefold()
        whole_name = shard is not None and name == ending
        if not whole_name and not name.endswith(tuple(sign + ending for sign in _SEPARATORS)):
            return False
    return bool(folder)


def _models(files: Sequence[FoundFile], quantization: Quantization) -> Mapping[str, list[FoundFile]]:
    """Files of one folder by the name of their model, as the first one spells it."""
    spelled: dict[str, str] = {}
    models: defaultdict[str, list[FoundFile]] = defaultdict(list)
    projectors: list[FoundFile] = []
    for file in files:
        if _PROJECTOR.search(file.path.name):
            projectors.append(file)
            continue
        name = _model_name(file.path.stem, quantization)
        models[spelled.setdefault(name.casefold(), name)].append(file)
    only = next(iter(models)) if len(models) == 1 else None
    for file in projectors:
        name = _model_name(_PROJECTOR.sub("", file.path.stem), quantization)
        models[spelled.get(name.casefold()) or only or file.path.stem].append(file)
    return models


def _model_name(stem: str, quantization: Quantization) -> str:
    whole = _SHARD.fullmatch(stem)
    text = whole[1] if whole else stem
    spelled = quantization(text)
    if spelled is not None:
        *_, last = [None, *re.finditer(re.escape(spelled), text, re.IGNORECASE)]
        if last is not None:
            text = text[: last.start()].strip(_SEPARATORS) or text[last.end() :].strip(_SEPARATORS) or text
    return text.strip(_SEPARATORS) or stem


def _names(owner: str, model: str, home: PurePosixPath) -> Iterator[str]:
    name = f"{safe_name(owner)}/{safe_name(model)}"
    yield name
    if len(home.parts) >= 3:
        yield f"{name}-{safe_name(home.parts[-3])}"
    yield f"{name}-{hashlib.sha256(f'{home}/{model}'.encode()).hexdigest()[:8]}"
