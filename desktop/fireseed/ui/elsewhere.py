"""Who else has the files of a repo, and whose word its digests are. Pure, but for the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from fireseed.hubs.protocol import Listing

Titles = Callable[[str], str]
"""From a hub's id to what people call it."""


def agreeing(listing: Listing, others: Sequence[Listing]) -> tuple[str, ...]:
    """The ids of the hubs that have files with the digests of `listing`."""
    return tuple(other.repo.hub for other in others if _digests(other) & _digests(listing))


def also_at(listing: Listing, others: Sequence[Listing], titles: Titles) -> tuple[str, ...]:
    """The other hubs that have files with the digests of `listing`, and the mirrors that lend its bytes."""
    hubs = (*agreeing(listing, others), *listing.also_at)
    return tuple(dict.fromkeys(titles(hub) for hub in hubs if hub != listing.repo.hub))


def vouched(listing: Listing, others: Sequence[Listing]) -> bool:
    """Whether a hub that is nobody's copy states the digests of every file that has one."""
    if listing.original:
        return True
    stated = frozenset[tuple[str, int]]().union(*(_digests(other) for other in others if other.original))
    return _digests(listing) <= stated


def said_by(listing: Listing, titles: Titles) -> str:
    """Who states the digests of a listing that is not the original's."""
    return titles(next(iter(listing.also_at), listing.repo.hub))


def enumerated(names: Sequence[str]) -> str:
    """`A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    comma = QCoreApplication.translate("Elsewhere", ", ", "between names")
    return QCoreApplication.translate("Elsewhere", "{names} and {last}").format(
        names=comma.join(names[:-1]), last=names[-1]
    )


def _digests(listing: Listing) -> frozenset[tuple[str, int]]:
    return frozenset((file.sha256.lower(), file.size) for file in listing.files if file.sha256 is not None)
