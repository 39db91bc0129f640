"""What was typed into Discover's field: words to search for, an address to open, or one that leads nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from fireseed.base.errors import AddressError, AddressUnclear
from fireseed.hubs.references import WEB, Reference
from fireseed.ui.offer import named_repo


@dataclass(frozen=True)
class Typed:
    """`reference` is what an address names, `error` why one can't be opened; words have neither."""

    text: str = ""
    reference: Reference | None = None
    error: AddressError | None = None

    @classmethod
    def read(cls, text: str, read_address: Callable[[str], Reference]) -> Typed:
        """`read_address` answers what a text names, or raises AddressError types."""
        bare = text.strip()
        try:
            return cls(bare, reference=read_address(bare))
        except AddressUnclear:
            return cls(bare)
        except AddressError as error:
            return cls(bare, error=error)

    @property
    def words(self) -> str:
        """What the hubs are asked for: never an address, which may hold more than they should know.

        A bare `owner/name` may as well be words to search for.
        """
        if self.error is not None:
            return ""
        return self.text if self.reference in (None, Reference(self.text)) else ""

    @property
    def part(self) -> str:
        """Which part of what the address names is meant."""
        named = self.reference
        return "" if named is None else named.file or named.variant or named.revision or ""

    def suggestion(self, hub_titles: Callable[[str], str]) -> str:
        """What Enter would open, in words; empty for no address."""
        if self.reference is None:
            return ""
        repo, hub = named_repo(self.reference).removeprefix("library/"), self.reference.hub
        if hub is None:
            return QCoreApplication.translate("Discover", "Open {repo}").format(repo=repo)
        if hub == WEB:
            host, _, repo = repo.partition("/")
            return QCoreApplication.translate("Discover", "Open {repo} on {hub}").format(repo=repo, hub=host)
        return QCoreApplication.translate("Discover", "Open {repo} on {hub}").format(
            repo=repo, hub=hub_titles(hub)
        )
