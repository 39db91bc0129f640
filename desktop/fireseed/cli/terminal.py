"""What a person sees in a terminal: lines, a bar that redraws in place, failures; or JSON for a program."""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from fireseed.base import errors
from fireseed.words import Words


class Terminal:
    """Results go to standard output; progress, notes and failures to standard error."""

    def __init__(self, words: Words, *, as_json: bool) -> None:
        self.words = words
        self.as_json = as_json
        self._bar_shown = False
        # A console that can't show a character gets a mark instead of a crash.
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")

    def result(self, value: Any, lines: Sequence[str]) -> None:
        """One JSON document, or the lines that say the same to a person."""
        self.clear_bar()
        if self.as_json:
            print(json.dumps(msgspec.to_builtins(value, enc_hook=_plain), ensure_ascii=False))
        else:
            for line in lines:
                print(visible(line))

    def piece(self, text: str) -> None:
        """The next characters of an answer, at once. What could steer a terminal is not passed on."""
        if not self.as_json:
            self.clear_bar()
            print(visible(text, keep="\n\t"), end="", flush=True)

    def note(self, line: str) -> None:
        """Something to know beside the result."""
        if not self.as_json:
            self.clear_bar()
            print(visible(line), file=sys.stderr, flush=True)

    def failure(self, error: errors.FireseedError) -> None:
        """What happened and what to do; with `--json` the type and its facts as well."""
        self.clear_bar()
        said = self.words.error(error)
        if self.as_json:
            document = errors.encode(error) | {"title": said.title, "advice": said.advice}
            print(json.dumps({"error": document}, ensure_ascii=False, default=str))
        else:
            print(visible(f"{said.title}\n{said.advice}", keep="\n"), file=sys.stderr, flush=True)

    def bar(self, title: str, fraction: float, detail: str) -> None:
        """Redraws the progress line; silent where standard error is not a terminal."""
        if self.as_json or not sys.stderr.isatty():
            return
        filled = round(24 * min(max(fraction, 0.0), 1.0))
        line = f"{visible(title)} {'█' * filled}{'░' * (24 - filled)} {fraction:4.0%}  {detail}"
        width = shutil.get_terminal_size().columns - 1
        print(f"\r\x1b[K{_cut(line, width)}", end="", file=sys.stderr, flush=True)
        self._bar_shown = True

    def clear_bar(self) -> None:
        """Makes room for a line where the bar stood."""
        if self._bar_shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._bar_shown = False


def visible(text: str, keep: str = "") -> str:
    """`text` without control characters: a model or a hub must not steer the terminal with escape codes."""
    return "".join(
        character if character in keep or unicodedata.category(character) not in ("Cc", "Cf") else "�"
        for character in text
    )


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Aligned columns; Chinese characters are two cells wide."""
    if not rows:
        return []
    widths = [max(_cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell + " " * (width - _cells(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _cut(line: str, width: int) -> str:
    while line and _cells(line) > width:
        line = line[:-1]
    return line


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(type(value))
