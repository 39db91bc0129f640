"""Names from a hub, made safe for every file system, or refused.

The rules are those of all three systems at once, so that a folder of models can move between them. Windows':
Microsoft, "Naming Files, Paths, and Namespaces".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from fireseed.base.errors import NameUnsafe

PART = ".part"
"""Ends the name of a file that is not whole yet."""
JOURNAL = ".part.journal"
"""Ends the name of the journal beside it."""
ASIDE = ".part.journal.aside"
"""Ends the name of a journal that did not fit its plan."""

_LONGEST_COMPONENT = 200
"""Bytes of UTF-8: ext4 and APFS hold 255, and what we add to a name (endings, a digest) must fit too."""
_LONGEST_PATH = 1000
_FORBIDDEN = frozenset('<>:"/\\|?*\x7f') | frozenset(chr(code) for code in range(32))
_REORDERING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that make a name read as another one on screen."""
_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [f"{device}{digit}" for device in ("COM", "LPT") for digit in "0123456789¹²³"]
)


def target(models_folder: Path, hub: str, repo: str, path: str) -> Path:
    """`models_folder`/hub/owner/repo/path; raises NameUnsafe when a part of it can't be a name on every system."""
    owner_and_name = repo.split("/")
    if len(owner_and_name) != 2:
        raise NameUnsafe(repo)
    if len(path) > _LONGEST_PATH:
        raise NameUnsafe(path)
    for whole, components in ((hub, [hub]), (repo, owner_and_name), (path, path.split("/"))):
        for component in components:
            if not is_safe(component):
                raise NameUnsafe(whole)
    return models_folder.joinpath(hub, *owner_and_name, *path.split("/"))


def is_safe(component: str) -> bool:
    """Whether one component of a path is a plain name on Linux, macOS and Windows."""
    if not component or component[-1] in ". " or component[0] == " ":
        return False
    if any(sign in _FORBIDDEN or sign in _REORDERING or unicodedata.category(sign) == "Cs" for sign in component):
        return False
    if len(component.encode()) > _LONGEST_COMPONENT:
        return False
    return component.partition(".")[0].rstrip().upper() not in _DEVICES


def refuse_clashes(paths: Iterable[str]) -> None:
    """Raises NameUnsafe when two of a plan's paths, or our working files beside them, are one on some file system.

    Windows and macOS don't tell upper from lower case; macOS doesn't tell composed letters from decomposed ones.
    """
    files: set[str] = set()
    folders: set[str] = set()
    for path in paths:
        plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
        taken = {plain + ending for ending in ("", PART, JOURNAL, ASIDE)}
        components = plain.split("/")
        above = {"/".join(components[:depth]) for depth in range(1, len(components))}
        if taken & (files | folders) or above & files:
            raise NameUnsafe(path)
        files |= taken
        folders |= above
