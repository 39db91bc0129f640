"""The first screen of an empty home: what runs well on this machine, one click each, and then the chat.

Three models of the catalogue are picked for the machine; each can be clicked once a hub has said that it has it.
The starter of the built-in hub needs no other hub and can be clicked at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from PySide6.QtCore import Property, QEnum, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError
from fireseed.flows.downloads import Downloads
from fireseed.flows.first_choice import FIRST_FAMILY, FirstChoice, Place, first_choices
from fireseed.flows.first_offer import FirstOffer, first_offer
from fireseed.hardware.fit import Fit, estimate
from fireseed.hardware.machine import Machine
from fireseed.hubs.catalogue import Catalogue, CatalogueModel
from fireseed.hubs.licences import Licences
from fireseed.hubs.protocol import Hub
from fireseed.transfer.plan import Variant
from fireseed.transfer.state import OVER, TransferState
from fireseed.transfer.transfers import Transfer
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.first_asking import AskedHub, Asking
from fireseed.ui.first_cards import CardRow, Stage, Standing, card_row
from fireseed.ui.mirror_choice import MirrorChoice
from fireseed.ui.rows import Rows
from fireseed.ui.starter import BUILTIN, Starter

QML_IMPORT_NAME = "Fireseed.Chat"
QML_IMPORT_MAJOR_VERSION = 1

_KINDS = ("huggingface", "modelscope")
"""Kinds of hub, in the catalogue's words, that are asked: those whose names tell which model is meant."""

_LEADING = (Place.BALANCED, Place.STRONGEST, Place.FAST)
"""Which card to begin with, if it is of FIRST_FAMILY; else the first of these that there is."""


class Transfers(Protocol):
    """The part of `transfer.Transfers` that is sampled."""

    def all(self) -> Sequence[Transfer]: ...


@dataclass(frozen=True)
class WelcomeServices:
    """What the first screen is made from. `look`, `catalogue` and `licences` block at first.

    `look` tells what this machine is, and the bandwidth of its memory in bytes/s, None where that is not known.

    `hubs` are those that are searched, by their ids; `hub_title` is what people call one.
    """

    hubs: Mapping[str, Hub]
    downloads: Downloads
    transfers: Transfers
    catalogue: Callable[[], Catalogue]
    licences: Callable[[], Licences]
    look: Callable[[], tuple[Machine, int | None]]
    hub_title: Callable[[str], str]


@dataclass(frozen=True)
class _Seen:
    """What the cards are picked from."""

    machine: Machine
    bandwidth: int | None
    catalogue: Catalogue
    licences: Licences


@QmlElement
class Welcome(QObject):
    """The screen. `cards` is a list; `starter` and `mirrors` are view models of their own.

    `unanswered` is true while the hubs were asked and none of them answered; `problem` says of one why.
    """

    @QEnum
    class Phase(IntEnum):
        """What stands above the starter."""

        LOOKING = 0  # at the machine
        CARDS = 1
        ALONE = 2  # nothing: no hub answers, or nothing in the catalogue fits

    QEnum(Stage)

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        services: WelcomeServices,
        starter: Starter,
        mirrors: MirrorChoice,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._services = services
        self._starter = starter
        self._mirrors = mirrors
        self._asked: tuple[Hub, ...] = ()
        self._work: Work | None = None
        self._asking: Asking | None = None
        self._begun: dict[str, Transfer] = {}
        self._errors: dict[str, FireseedError] = {}
        self._cards = Rows(CardRow, self)
        bridge.sampled.connect(self._sample)
        bridge.wordsChanged.connect(self._show)
        mirrors.chosen.connect(self.retry)

    @Slot()
    def start(self) -> None:
        """The screen is shown: looks at the machine and asks the hubs, anew if they are others than before."""
        self._starter.start()
        self._begun = {key: one for key, one in self._begun.items() if one.state not in OVER}
        if self._asked != tuple(self._services.hubs.values()):
            self.retry()

    @Slot()
    def retry(self) -> None:
        """Looks and asks again."""
        if self._work is not None:
            self._work.cancel()
        if self._asking is not None:
            self._asking.cancel()
        self._asking = None
        self._asked = tuple(self._services.hubs.values())
        hubs = tuple(AskedHub(hub.id, Catalogue.hub_kind(hub.id)) for hub in self._asked if hub.id != BUILTIN)
        asked = tuple(hub for hub in hubs if hub.kind in _KINDS)
        self._work = self._bridge.run(self._look, lambda seen: self._looked(asked, seen), self._look_failed)
        self._show()

    @Slot(str)
    def download(self, key: str) -> None:
        """Begins the download of the card `key`, or goes on with it."""
        found = self._asking.found.get(key) if self._asking is not None else None
        if found is None:
            return
        self._errors.pop(key, None)
        self._bridge.run(
            lambda: self._services.downloads.begin(found.offer, found.variant),
            lambda transfer: self._began(key, transfer),
            lambda error: self._failed(key, error),
        )
        self._show()

    def _look(self) -> _Seen:
        services = self._services
        return _Seen(*services.look(), services.catalogue(), services.licences())

    def _look_failed(self, error: FireseedError) -> None:
        """The starter is still there; the rest is said in passing."""
        self._work = None
        self._bridge.failed.emit(error)
        self._show()

    def _looked(self, hubs: Sequence[AskedHub], seen: _Seen) -> None:
        self._work = None
        services, kinds = self._services, {hub.kind for hub in hubs}

        def choose(without: frozenset[str]) -> tuple[FirstChoice, ...]:
            return first_choices(
                seen.catalogue, seen.licences, seen.machine, kinds, without=without, bandwidth=seen.bandwidth
            )

        def ask(hub: AskedHub, model: CatalogueModel) -> FirstOffer | None:
            def fit(variant: Variant) -> Fit:
                return estimate(
                    variant.size, model.parameters, seen.machine, model.active_parameters, seen.bandwidth
                )

            found = first_offer(services.downloads, hub.id, hub.kind, model, fit)
            if found is not None and len(hubs) > 1:
                services.downloads.look_elsewhere(found.offer)
            return found

        self._asking = Asking(self._bridge, hubs, choose, ask, self._show)
        self._asking.begin()
        self._show()

    def _began(self, key: str, transfer: Transfer) -> None:
        self._begun[key] = transfer
        self._show()

    def _failed(self, key: str, error: FireseedError) -> None:
        self._errors[key] = error
        self._show()

    @Slot()
    def _sample(self) -> None:
        if self._cards.rows:
            self._cards.replace(self._rows())

    @Slot()
    def _show(self) -> None:
        self._cards.replace(self._rows())
        self.changed.emit()

    def _rows(self) -> list[CardRow]:
        asking = self._asking
        if asking is None or asking.unanswered:
            return []
        leading = _leading(asking.choices)
        return [
            self._row(choice, asking.found.get(choice.model.id), choice is leading) for choice in asking.choices
        ]

    def _row(self, choice: FirstChoice, found: FirstOffer | None, leading: bool) -> CardRow:
        key = choice.model.id
        transfer = self._transfer(key, found) if found is not None else None
        failure = transfer.error if transfer is not None and transfer.state is TransferState.FAILED else None
        standing = Standing(found, transfer, self._errors.get(key) or failure, leading, self._source(found))
        return card_row(choice, standing, self._bridge.words)

    def _transfer(self, key: str, found: FirstOffer) -> Transfer | None:
        """The download of what was found: begun here, or by an earlier run of the program."""
        begun = self._begun.get(key)
        if begun is None or begun.state is TransferState.CANCELLED:
            repo = found.offer.listing.repo
            wanted = (repo.hub, repo.name, found.variant.name)
            begun = next((one for one in self._services.transfers.all() if _place(one) == wanted), None)
        return begun

    def _source(self, found: FirstOffer | None) -> str:
        if found is None:
            return ""
        repo = found.offer.listing.repo
        return self.tr("from {owner} on {hub}").format(owner=repo.owner, hub=self._services.hub_title(repo.hub))

    def _phase(self) -> Phase:
        if self._work is not None:
            return self.Phase.LOOKING
        return self.Phase.CARDS if self._cards.rows else self.Phase.ALONE

    def _problem(self) -> FireseedError | None:
        if self._asking is None or not self._asking.unanswered:
            return None
        return next(iter(self._asking.failures.values()))

    def _said(self) -> str:
        problem = self._problem()
        return self._bridge.words.error(problem).title if problem is not None else ""

    phase = Property(int, _phase, notify=changed)
    cards = Property(QObject, lambda self: self._cards, constant=True)
    starter = Property(Starter, lambda self: self._starter, constant=True)
    mirrors = Property(MirrorChoice, lambda self: self._mirrors, constant=True)
    unanswered = Property(bool, lambda self: self._problem() is not None, notify=changed)
    problem = Property(str, _said, notify=changed)


def _leading(choices: Sequence[FirstChoice]) -> FirstChoice | None:
    places = {choice.place: choice for choice in choices}
    ordered = [places[place] for place in _LEADING if place in places]
    return next((one for one in ordered if one.model.family == FIRST_FAMILY), ordered[0] if ordered else None)


def _place(transfer: Transfer) -> tuple[str, str, str] | None:
    """What an unfinished download is of."""
    plan = transfer.plan
    return (plan.hub, plan.repo, plan.variant) if transfer.state not in OVER else None
