"""GPT4All: loose `*.gguf` files in one folder and below.

Sources: nomic-ai/gpt4all, gpt4all-chat/src: `main.cpp` (organization nomic.ai, application GPT4All, INI
settings), `mysettings.cpp` (`modelPath`, by default Qt's AppLocalDataLocation) and `modellist.cpp` (folders below
are searched; names that begin with `incomplete` are downloads that did not finish). Where Qt puts INI files and
how it escapes values: Qt's documentation of QSettings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from fireseed.library.elsewhere.found import FoundFile, FoundModel
from fireseed.library.elsewhere.joining import loose_models
from fireseed.library.elsewhere.search import Search
from fireseed.library.elsewhere.surroundings import Surroundings, System

_OWNER = "gpt4all"
_DEPTH = 3
_SETTING = re.compile(r"^modelPaths?=(.*)$", re.MULTILINE)
"""The key ended in `s` up to version 2.4.10."""
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{1,4})|(.))")


def folders(surroundings: Surroundings, search: Search) -> list[Path]:
    """The chosen folder, then the default one."""
    default = surroundings.local_data / "nomic.ai" / "GPT4All"
    # On macOS, too, INI files of Qt are in ~/.config.
    linux_like = surroundings.home / ".config"
    config = linux_like if surroundings.system is System.MACOS else surroundings.config
    text = search.text(config / "nomic.ai" / "GPT4All.ini") or ""
    chosen = [surroundings.path(_unescaped(match[1].strip())) for match in _SETTING.finditer(text)]
    return [*(folder for folder in chosen if folder is not None), default]


def models(folder: Path, search: Search) -> Iterator[FoundModel]:
    """The models in one of the folders; files of different folders have nothing to do with each other."""
    beside: dict[Path, list[FoundFile]] = {}
    for path in search.files(folder, _DEPTH, _is_finished):
        file = search.file(path)
        if file is not None:
            beside.setdefault(path.parent, []).append(file)
    for files in beside.values():
        yield from loose_models(search, _OWNER, files)


def _is_finished(name: str) -> bool:
    return name.endswith(".gguf") and not name.startswith("incomplete")


def _unescaped(value: str) -> str:
    """A value of a Qt INI file: perhaps in quotes, a backslash before special characters and hexadecimal codes."""
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], value)
