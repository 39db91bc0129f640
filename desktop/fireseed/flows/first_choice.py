"""What to run first on this machine: a fast, a balanced and a strong model of the catalogue. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import sqrt

from fireseed.hardware.fit import Fit, Verdict, estimate
from fireseed.hardware.machine import Disk, Machine
from fireseed.hubs.catalogue import Catalogue, CatalogueModel, Runs
from fireseed.hubs.licences import Allowed, LicenceFacts, Licences

FIRST_FAMILY = "deepseek"
"""Whose models come first wherever one fits: what most people come for."""

_BITS_PER_WEIGHT = 4.9
"""Of Q4_K_M, which is what most repos have and what is recommended: llama.cpp's tools/quantize/README.md."""

_DISK_MARGIN = 2 * 10**9
"""Bytes that stay free on the disk."""

_OF_FREE_MEMORY = 0.9
"""How much of the main memory that is free now a model may take: the person has other programs, too."""

_DAYS_A_YEAR = 365.25


class Place(StrEnum):
    """What a card is for, in the order of the cards."""

    FAST = "fast"
    BALANCED = "balanced"
    STRONGEST = "strongest"


# People read about 4 words a second (Brysbaert 2019, doi:10.1016/j.jml.2019.104047), which is 5 tokens.
_WANTED: Mapping[Place, float] = {Place.FAST: 20.0, Place.BALANCED: 8.0, Place.STRONGEST: 3.0}
"""Tokens a second: several times as fast as reading, a little faster, and still worth waiting for."""

_LEAST_PARAMETERS = 400_000_000
"""Below, a model is a toy; the starter is one already."""

_SAME_CLASS = 0.5
"""How large a model of FIRST_FAMILY must be, beside the best of another, to come before it."""

_STEP = 1.5
"""How many times as large the model of the next place is, at least: less makes no difference to a person."""


@dataclass(frozen=True)
class FirstChoice:
    """One card. `size` is about what the download will be, in bytes; `fit` goes with it. A hub may know better."""

    place: Place
    model: CatalogueModel
    licence: LicenceFacts
    size: int
    fit: Fit

    @property
    def speed(self) -> float:
        """Tokens a second, in the middle of what is expected."""
        return sqrt(self.fit.speed.low * self.fit.speed.high) if self.fit.speed is not None else 0.0


def first_choices(
    catalogue: Catalogue,
    licences: Licences,
    machine: Machine,
    kinds: Collection[str],
    *,
    without: Collection[str] = (),
    bandwidth: int | None = None,
) -> tuple[FirstChoice, ...]:
    """At most one for each place, from the fast one to the strongest, each larger, slower and stronger.

    Only models to talk to about anything, that our llama.cpp runs, that fit memory and disk, that hubs of one of
    the `kinds` have as GGUF, and that are under a licence of which it is known what it allows. `without` are ids
    of models that no hub turned out to have; `bandwidth` is that of main memory in bytes/s.
    """
    left = [
        choice
        for family in catalogue.families
        for model in family.models
        if model.general
        and model.id not in without
        and any(model.gguf.get(kind) for kind in kinds)
        and (choice := _candidate(model, licences, machine, bandwidth)) is not None
    ]
    found = _places(left, left)
    ours = [choice for choice in left if choice.model.family == FIRST_FAMILY]
    return (
        found if not ours or any(choice.model.family == FIRST_FAMILY for choice in found) else _places(ours, left)
    )


def _places(strongest: Sequence[FirstChoice], left: Sequence[FirstChoice]) -> tuple[FirstChoice, ...]:
    """The strongest of `strongest`, then what is below it of `left`."""
    found: list[FirstChoice] = []
    able = strongest
    for place in (Place.STRONGEST, Place.BALANCED, Place.FAST):
        chosen = _choose(place, able)
        if chosen is None:
            break
        found.insert(0, chosen)
        able = [one for one in left if all(_below(one, other) for other in found)]
    return tuple(found)


def _candidate(
    model: CatalogueModel, licences: Licences, machine: Machine, bandwidth: int | None
) -> FirstChoice | None:
    licence = licences.of(model.licence)
    if model.runs is not Runs.YES or licence is None or licence.commercial is Allowed.UNKNOWN:
        return None
    if model.parameters < _LEAST_PARAMETERS:
        return None
    size = round(model.parameters * _BITS_PER_WEIGHT / 8)
    if any(isinstance(disk, Disk) and disk.free < size + _DISK_MARGIN for disk in machine.disks[:1]):
        return None
    fit = estimate(size, model.parameters, machine, model.active_parameters, bandwidth)
    if fit.verdict is Verdict.DOES_NOT_FIT or _crowds(fit):
        return None
    return FirstChoice(Place.BALANCED, model, licence, size, fit)


def _crowds(fit: Fit) -> bool:
    main = [plan for plan in fit.devices if plan.shared]
    return sum(plan.need.total for plan in main) > _OF_FREE_MEMORY * max((plan.free for plan in main), default=0)


def _choose(place: Place, candidates: Sequence[FirstChoice]) -> FirstChoice | None:
    """The strongest that is fast enough for `place`; where none is, the fastest."""
    if not candidates:
        return None
    wanted = min(_WANTED[place], max(one.speed for one in candidates))
    able = [one for one in candidates if one.speed >= wanted]
    best = max(able, key=_strength)
    least = _SAME_CLASS * _effective(best.model)
    first = [one for one in able if one.model.family == FIRST_FAMILY and _effective(one.model) >= least]
    return replace(max(first, key=_strength, default=best), place=place)


def _below(one: FirstChoice, other: FirstChoice) -> bool:
    return one.size * _STEP <= other.size and one.speed > other.speed and _strength(one) < _strength(other)


def _effective(model: CatalogueModel) -> float:
    """How many weights a dense model of about the same ability has: for a mixture of experts a rule of thumb."""
    return sqrt(model.parameters * (model.active_parameters or model.parameters))


def _strength(choice: FirstChoice) -> tuple[float, str]:
    """A rough order of ability. Half of the weights reach, a year later, what all of them did a year before."""
    years = (choice.model.released - date(2023, 1, 1)).days / _DAYS_A_YEAR
    return _effective(choice.model) * 2.0**years, choice.model.id
