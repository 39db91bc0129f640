"""`SHA256SUMS`: the digests that somebody put beside their files.

The format is GNU coreutils' (`sha256sum`; manual, "md5sum: Print or check MD5 digests"): 64 hex digits, a space, a
space or `*` (binary), the name; a line that begins with `\\` has `\\\\`, `\\n` and `\\r` in its name.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path, PurePosixPath

LARGEST = 1024 * 1024
"""Bytes of one such file: some 10,000 lines. A larger one is not read."""

_NAMES = frozenset({"sha256sums", "sha256sums.txt"})
_LINE = re.compile(r"(?P<escaped>\\?)(?P<digest>[0-9a-fA-F]{64}) [ *](?P<name>.+)", re.ASCII | re.DOTALL)
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_ESCAPED = {"\\": "\\", "n": "\n", "r": "\r"}
_log = logging.getLogger(__name__)


def is_checksums(name: str) -> bool:
    """Whether a file of this name holds digests; in any case, since a USB stick has none."""
    return name.casefold() in _NAMES


def read(path: Path) -> dict[str, str]:
    """What `parse` makes of the file; nothing where it can't be read or is larger than LARGEST."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        _log.info("%s can't be read: %s", path, error)
        return {}
    if len(content) > LARGEST:
        _log.warning("%s is larger than %d bytes: not read", path, LARGEST)
        return {}
    return parse(content)


def parse(content: bytes) -> dict[str, str]:
    """SHA-256 (lower-case hex) by path, relative to the folder of the checksums, with `/` between its parts.

    A line that isn't in the format, or names something outside of the folder, is passed over. A path with two
    different digests has none.
    """
    found: dict[str, str] = {}
    contradicted: set[str] = set()
    for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        stated = _stated(line.removesuffix(b"\r"))
        if stated is not None:
            path, digest = stated
            if found.setdefault(path, digest) != digest:
                contradicted.add(path)
    return {path: digest for path, digest in found.items() if path not in contradicted}


def _stated(line: bytes) -> tuple[str, str] | None:
    try:
        match = _LINE.fullmatch(line.decode())
    except UnicodeDecodeError:
        return None
    if match is None:
        return None
    name = match["name"]
    if match["escaped"]:
        escapes = _ESCAPE.findall(name)
        if any(sign not in _ESCAPED for sign in escapes):
            return None
        name = _ESCAPE.sub(lambda escape: _ESCAPED[escape[1]], name)
    path = PurePosixPath(name)
    if "\0" in name or path.is_absolute() or ".." in path.parts or not path.parts:
        return None
    return str(path), match["digest"].lower()
