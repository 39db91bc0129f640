"""Words for people, in their language, from the tables in `resources/words/`. Shared by every face.

Domain code raises types and counts in bytes and seconds; here they become "4.7 GB" and "free some space and
press Resume". A table entry is a template over the facts: `{needed:size}`, `{seconds:duration}`, `{name}`.
"""

from __future__ import annotations

import locale
import os
import string
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fireseed.base.errors import FireseedError
from fireseed.base.settings import Language

ENGLISH = "en"
CHINESE = "zh_CN"

_STEPS = {
    ENGLISH: ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k")),
    CHINESE: ((10**8, " 亿"), (10**4, " 万")),
}
"""How each language counts large numbers."""

_HUBS = frozenset({"hub", "source"})
"""Facts that may be the ids of hubs, by themselves or in a row."""

_SHOWN_FACT = 300
"""Characters of one fact that a person sees: a hub or a file can make names as long as it likes."""


@dataclass(frozen=True)
class Said:
    """What happened, and what to do next."""

    title: str
    advice: str


class Words:
    """The words of one language. Immutable; a change of language makes another one."""

    def __init__(self, folder: Path, language: str, hub_title: Callable[[str], str] = str) -> None:
        """`hub_title` is what people call a hub by its id; what is no id stays as it is."""
        self.language = language
        self._hub_title = hub_title
        with (folder / f"{language}.toml").open("rb") as stream:
            tables = tomllib.load(stream)
        self._errors: Mapping[str, Mapping[str, str]] = tables["errors"]
        self._texts: Mapping[str, str] = tables["texts"]
        self._formatter = _FactFormatter(self)

    def error(self, error: FireseedError) -> Said:
        """The words for one failure."""
        entry = self._errors[error.code]
        facts = {name: self._called(value) if name in _HUBS else value for name, value in error.facts.items()}
        return Said(self._fill(entry["title"], facts), self._fill(entry["advice"], facts))

    def text(self, key: str, **facts: Any) -> str:
        """The text named `key`; a KeyError is a defect of ours."""
        return self._fill(self._texts[key], facts)

    def size(self, count: int) -> str:
        """Bytes with three significant figures in decimal units, as disks and hubs count: `4.68 GB`."""
        value = float(count)
        for unit in ("B", "KB", "MB", "GB", "TB"):
            if abs(value) < 999.5 or unit == "TB":
                break
            value /= 1000
        digits = 0 if unit == "B" or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
        return f"{value:.{digits}f} {unit}"

    def speed(self, rate: float) -> str:
        """Bytes per second."""
        return f"{self.size(round(rate))}/s"

    def duration(self, seconds: float) -> str:
        """The two largest units: `1 h 05 min`, `3 min 20 s`, `12 s`."""
        whole = max(0, round(seconds))
        minutes, rest = divmod(whole, 60)
        hours, minutes = divmod(minutes, 60)
        days, hours_of_day = divmod(hours, 24)
        if days:
            return self.text("duration.days", days=days, hours=hours_of_day)
        if hours:
            return self.text("duration.hours", hours=hours, minutes=f"{minutes:02}")
        if minutes:
            return self.text("duration.minutes", minutes=minutes, seconds=f"{rest:02}")
        return self.text("duration.seconds", seconds=rest)

    def count(self, number: int) -> str:
        """A large number, short, in the language's own steps: `135M`, `1.35 亿`."""
        for step, suffix in _STEPS[self.language]:
            if number >= step:
                value = number / step
                return f"{value:.0f}{suffix}" if value >= 100 else f"{value:.3g}{suffix}"
        return str(number)

    def _called(self, hubs: object) -> str:
        """The titles of one or several hubs."""
        return ", ".join(self._hub_title(hub) for hub in str(hubs).split(", "))

    def _fill(self, template: str, facts: Mapping[str, Any]) -> str:
        return self._formatter.vformat(template, (), facts)


class _FactFormatter(string.Formatter):
    """`{needed:size}` and its kin; plain facts are cut to a length that fits a window."""

    def __init__(self, words: Words) -> None:
        self._kinds = {
            "size": words.size,
            "speed": words.speed,
            "duration": words.duration,
            "count": words.count,
        }

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in self._kinds:
            return self._kinds[format_spec](value)
        shown = str(super().format_field(value, format_spec))
        return shown if len(shown) <= _SHOWN_FACT else f"{shown[: _SHOWN_FACT - 1]}…"


def choose_language(setting: Language, environment: Mapping[str, str] = os.environ) -> str:
    """`en` or `zh_CN`: the setting, or the system's language where the setting follows it."""
    if setting is not Language.SYSTEM:
        return setting.value
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name)
        if value:
            return CHINESE if value.lower().startswith("zh") else ENGLISH
    try:
        system = locale.getlocale()[0] or ""
    except ValueError:  # a locale name that Python doesn't know
        system = ""
    return CHINESE if system.lower().startswith(("zh", "chinese")) else ENGLISH
