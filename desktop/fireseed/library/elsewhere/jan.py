"""Jan: `llamacpp/models/<id>/model.yml` beside `model.gguf` and `mmproj.gguf`; before 0.6 `models/<id>/*.gguf`.

Sources: janhq/jan, `extensions/llamacpp-extension/src/index.ts` (layout, keys of `model.yml`: `model_path` and
`mmproj_path` relative to the data folder, or absolute for a file that a person imported in place; `model_sha256`,
`mmproj_sha256`), `src-tauri/src/core/app/commands.rs` (`data_folder` in settings.json, its places) and `paths.rs`
(JAN_DATA_FOLDER, JAN_DATA_ROOT). Of the older layouts `models/<host>/<owner>/<repo>` is what `migrateLegacyModels`
there reads; that they lie in `~/jan` and, for Cortex alone, in `~/cortexcpp` is from memory. Their files are found
by their names; `model.json` is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from fireseed.base.errors import ModelMissing
from fireseed.gguf.names import is_gguf, quantization_of, title_of
from fireseed.library.elsewhere.found import FoundFile, FoundModel, label
from fireseed.library.elsewhere.joining import loose_models, model_of, models_of
from fireseed.library.elsewhere.search import Search
from fireseed.library.elsewhere.surroundings import Surroundings

_OWNER = "jan"
_DEPTH = 6
_RECORD = "model.yml"
_HOSTS = frozenset({"huggingface.co", "cortex.so"})
_LINE = re.compile(r"(\w+): +(\S.*)")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def folders(surroundings: Surroundings, search: Search) -> list[Path]:
    """Data folders: the one the environment or the settings name, the default ones, those of older versions."""
    root = surroundings.variable("JAN_DATA_ROOT") or surroundings.data
    named = surroundings.variable("JAN_DATA_FOLDER")
    found = [] if named is None else [named]
    for place in (root / "jan.ai.app", root / "Jan", surroundings.config / "Jan"):
        settings = search.json(place / "settings.json") or {}
        chosen = settings.get("data_folder")
        folder = surroundings.path(chosen) if isinstance(chosen, str) else None
        if folder is not None:
            found.append(folder)
    older = [surroundings.home / "jan", surroundings.home / "cortexcpp"]
    return [*found, root / "Jan" / "data", surroundings.config / "Jan" / "data", *older]


def models(folder: Path, search: Search) -> Iterator[FoundModel]:
    """The models of one data folder; a file that a record names is not found a second time by its name."""
    taken: set[Path] = set()
    root = folder / "llamacpp" / "models"
    for record in search.files(root, _DEPTH, lambda name: name == _RECORD):
        found = _recorded(record, root, folder, search)
        if found is not None:
            taken.update(file.path for file in found.all_files)
            yield found
    yield from _unrecorded(folder / "models", taken, search)


def _recorded(record: Path, root: Path, folder: Path, search: Search) -> FoundModel | None:
    text = search.text(record)
    if text is None:
        return None
    values = _values(text)
    file = _file("model", values, record, folder, search)
    if file is None:
        return None
    projector = _file("mmproj", values, record, folder, search) if values.get("mmproj_path") else None
    repo, variant = _name(record.parent.relative_to(root).parts)
    return model_of(search, repo, variant, (file,), projector)


def _file(key: str, values: dict[str, str], record: Path, folder: Path, search: Search) -> FoundFile | None:
    """The file that `<key>_path` names, with the SHA-256 that was recorded for it."""
    text = values.get(f"{key}_path", "")
    parts = PureWindowsPath(text).parts if "\\" in text else PurePosixPath(text).parts
    if not parts or ".." in parts or "\0" in text:
        search.reject(record, label(f"{key}_path: {text}"))
        return None
    # An absolute path takes the place of the folder.
    path = folder.joinpath(*parts)
    stated = values.get(f"{key}_sha256", "").lower()
    file = search.file(path, stated if _SHA256.fullmatch(stated) else None)
    if file is None:
        search.note(record, ModelMissing(label(record.parent.name), label(str(path))))
    return file


def _unrecorded(root: Path, taken: set[Path], search: Search) -> Iterator[FoundModel]:
    """Files of older versions: below `<host>/<owner>/<repo>`, or each model in a folder of its own."""
    repos: dict[tuple[str, ...], dict[str, FoundFile]] = {}
    for path in search.files(root, _DEPTH, is_gguf):
        file = search.file(path) if path not in taken else None
        if file is not None:
            parts = path.relative_to(root).parts
            depth = 3 if parts[0] in _HOSTS else 1
            above = parts[:-1][:depth]
            repos.setdefault(above, {})["/".join(parts[len(above) :])] = file
    for above, files in repos.items():
        if not above:
            yield from loose_models(search, _OWNER, files.values())
        elif len(above) == 3:
            yield from models_of(search, "/".join(above[1:]), files)
        else:
            yield from models_of(search, f"{_OWNER}/{above[-1]}", files)


def _name(identifier: tuple[str, ...]) -> tuple[str, str]:
    """Repo and variant of an identifier such as `Qwen/Qwen3-8B-GGUF/Qwen3-8B-Q4_K_M`, `Qwen/Qwen3-8B-Q4_K_M`."""
    file = f"{identifier[-1]}.gguf" if identifier else "model.gguf"
    quantization = quantization_of(file)
    variant = quantization.name if quantization else file.removesuffix(".gguf")
    if len(identifier) >= 3:
        return "/".join(identifier[:2]), variant
    owner = identifier[0] if len(identifier) == 2 else _OWNER
    return f"{owner}/{title_of(file)}", variant


def _values(text: str) -> dict[str, str]:
    """The scalars at the top level of a YAML file that a program wrote, one a line."""
    values: dict[str, str] = {}
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is not None:
            values.setdefault(match[1], _unquoted(match[2].strip()))
    return values


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value
