"""The records of a search: which models lie in folders of other apps, and what was wrong there."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fireseed.base.errors import FireseedError

_LONGEST_LABEL = 200
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's controls, invisible marks (those that turn the reading direction too), lone surrogates, line ends."""


class Origin(StrEnum):
    """The apps that are known. The value is stored; `app` is its name, the same in every language."""

    LM_STUDIO = "lm_studio"
    OLLAMA = "ollama"
    JAN = "jan"
    GPT4ALL = "gpt4all"
    HUGGING_FACE = "huggingface_cache"

    @property
    def app(self) -> str:
        return _APPS[self]


_APPS = {
    Origin.LM_STUDIO: "LM Studio",
    Origin.OLLAMA: "Ollama",
    Origin.JAN: "Jan",
    Origin.GPT4ALL: "GPT4All",
    Origin.HUGGING_FACE: "Hugging Face",
}


@dataclass(frozen=True)
class FoundFile:
    """A regular file as it is now. `stated` is the SHA-256 (64 lower-case digits) that its app recorded, or None.

    `changed_ns` is its modification time in nanoseconds.
    """

    path: Path
    size: int
    changed_ns: int
    stated: str | None = None


@dataclass(frozen=True)
class FoundModel:
    """A model whose headers were read; nothing was hashed. `files` are in shard order.

    `repo` is `owner/name`; where an app keeps no owner it is the app itself. `variant` is unique among the app's
    variants of that repo, whatever the case. `extras` are small files that belong to it and that no engine opens
    (a template, parameters, a licence). `hub` and `commit` are empty where the app does not record them.
    """

    origin: Origin
    repo: str
    variant: str
    files: tuple[FoundFile, ...]
    projector: FoundFile | None = None
    extras: tuple[FoundFile, ...] = ()
    licence: str | None = None
    hub: str = ""
    commit: str = ""

    @property
    def all_files(self) -> tuple[FoundFile, ...]:
        """What an engine opens, then the extras."""
        opened = self.files if self.projector is None else (*self.files, self.projector)
        return (*opened, *self.extras)

    @property
    def size(self) -> int:
        """Bytes, projector and extras included."""
        return sum(file.size for file in self.all_files)


@dataclass(frozen=True)
class Problem:
    """Something in the folders of `origin` that is no usable model, and why."""

    origin: Origin
    path: Path
    error: FireseedError


@dataclass(frozen=True)
class Found:
    """What one app has. `folders` are those that were searched; none means that the app is not here."""

    origin: Origin
    folders: tuple[Path, ...]
    models: tuple[FoundModel, ...]
    problems: tuple[Problem, ...]


def label(text: str) -> str:
    """A name from a foreign folder as text that can be stored and shown: one line of at most 200 characters."""
    shown = "".join("\ufffd" if unicodedata.category(sign) in _UNPRINTABLE else sign for sign in text)
    return shown if len(shown) <= _LONGEST_LABEL else shown[: _LONGEST_LABEL - 1] + "…"
