"""What may be done under the licences that open model weights carry: facts from a table, never advice.

The table is `resources/licences.toml`; its head says how an entry is written. A licence that is not in it is
unknown, and said to be: nothing is guessed from a name that merely resembles one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

from fireseed.base.errors import ResourceInvalid

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
_Link = Annotated[str, msgspec.Meta(pattern=r"^https://[^\s]+\Z", max_length=300)]
_Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9.+-]*\Z", max_length=60)]
_Count = Annotated[int, msgspec.Meta(gt=0)]

_UNNAMED = frozenset({"", "other", "unknown", "none", "null"})
"""What hubs write where a licence has no tag of theirs, or where nobody stated one."""

_MOST_TAG = 300
"""Characters of a tag; whatever is longer is a text and no name."""


class Allowed(StrEnum):
    """Whether a licence allows something. CONDITIONS are limits of use, size or terms, and not only notices."""

    YES = "yes"
    CONDITIONS = "conditions"
    NO = "no"
    UNKNOWN = "unknown"


class Then(StrEnum):
    """What a licence asks of those who pass its threshold."""

    ASK = "ask"
    """Another licence, from the publisher."""
    SHOW_NAME = "show name"
    """The model's name, where people see it."""


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Beyond any of these, `then` holds. Users are those of a month, money is US dollars."""

    then: Then
    monthly_users: _Count | None = None
    monthly_revenue: _Count | None = None
    yearly_revenue: _Count | None = None


class Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One plain sentence in each language."""

    en: _Text
    zh: _Text


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: _Text
    url: _Link
    commercial: Allowed
    changes: Allowed
    sentence: Sentence
    notice: bool | None = None
    threshold: Threshold | None = None
    tags: tuple[_Text, ...] = ()


class LicenceFacts(msgspec.Struct, frozen=True):
    """One licence. `notice` is whether its text or a credit has to go with copies; None means that it depends.

    `changes` is whether a changed model may be passed on: CONDITIONS where it has to be under the same licence or
    to carry a certain name. `url` is the licence's own text. `sentence` maps "en" and "zh" to words for people.
    """

    id: str
    name: str
    url: str
    commercial: Allowed
    changes: Allowed
    notice: bool | None
    threshold: Threshold | None
    sentence: Mapping[str, str]


class Licences:
    """The table, looked up by whatever a hub calls a licence. Immutable."""

    def __init__(self, facts: Mapping[str, LicenceFacts], by_tag: Mapping[str, str]) -> None:
        """`by_tag` leads from each spelling, as `_spelling` writes it, to a key of `facts`."""
        self.facts = facts
        self._by_tag = by_tag

    @classmethod
    def load(cls, file: Path) -> Licences:
        """Raises ResourceInvalid: a file that can't be read, an entry out of form, a tag of two licences."""
        try:
            entries = msgspec.toml.decode(file.read_bytes(), type=dict[_Id, _Entry])
        except OSError as error:
            raise ResourceInvalid(str(file), error.strerror or type(error).__name__) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ResourceInvalid(str(file), str(error)) from error
        facts: dict[str, LicenceFacts] = {}
        by_tag: dict[str, str] = {}
        for key, entry in entries.items():
            facts[key] = LicenceFacts(
                key,
                entry.name,
                entry.url,
                entry.commercial,
                entry.changes,
                entry.notice,
                entry.threshold,
                msgspec.structs.asdict(entry.sentence),
            )
            for spelling in {_spelling(tag) for tag in (key, entry.name, *entry.tags)}:
                if by_tag.setdefault(spelling, key) != key:
                    raise ResourceInvalid(str(file), f"{spelling}: of {by_tag[spelling]} and of {key}")
        return cls(facts, by_tag)

    def of(self, tag: str | None, name: str | None = None) -> LicenceFacts | None:
        """The licence that a hub calls `tag`, or `name` where its tag is only "other"; None is one not known here.

        Case, spaces and dashes don't matter: `Apache License 2.0` is `apache-2.0`.
        """
        for text in (tag, name):
            if text is not None and len(text) <= _MOST_TAG and text.strip().lower() not in _UNNAMED:
                found = self._by_tag.get(_spelling(text))
                return None if found is None else self.facts[found]
        return None


def _spelling(tag: str) -> str:
    """The letters, digits, points and plus signs of a tag: what tells licences and their versions apart."""
    return re.sub(r"[^a-z0-9.+]", "", tag.lower().removeprefix("license:"))
