"""The hubs are asked, each by itself and in the background, which of the proposed models they really have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fireseed.base.errors import FireseedError
from fireseed.flows.first_choice import FirstChoice
from fireseed.flows.first_offer import FirstOffer
from fireseed.hubs.catalogue import CatalogueModel
from fireseed.ui.bridge import Bridge, Work

_MOST_REPLACED = 12
"""Models that no hub has, before a place is left empty: the catalogue may be older than the hubs."""


@dataclass(frozen=True)
class AskedHub:
    """A hub by its id, and its kind in the catalogue."""

    id: str
    kind: str


class Asking:
    """One round of questions. `choices` are what is proposed, `found` what hubs have of it, by the model's id.

    A model that every hub knows nothing of is replaced by the next best. `failures` are the hubs that did not
    answer, by their ids. `changed` is called on Qt's thread after each answer.
    """

    def __init__(
        self,
        bridge: Bridge,
        hubs: Sequence[AskedHub],
        choose: Callable[[frozenset[str]], tuple[FirstChoice, ...]],
        ask: Callable[[AskedHub, CatalogueModel], FirstOffer | None],
        changed: Callable[[], object],
    ) -> None:
        """`choose` proposes without the models of these ids; `ask` blocks, and raises HubError types."""
        self._bridge = bridge
        self._hubs = tuple(hubs)
        self._choose = choose
        self._ask = ask
        self._changed = changed
        self._asked: set[tuple[str, str]] = set()
        self._works: dict[str, Work] = {}
        self._without: frozenset[str] = frozenset()
        self.choices = choose(self._without)
        self.found: dict[str, FirstOffer] = {}
        self.failures: dict[str, FireseedError] = {}

    @property
    def unanswered(self) -> bool:
        """Whether no hub answers at all."""
        return bool(self._hubs) and len(self.failures) == len(self._hubs) and not self.found

    def begin(self) -> None:
        for hub in self._hubs:
            self._go_on(hub)

    def cancel(self) -> None:
        """Nobody needs the answers any more."""
        for work in self._works.values():
            work.cancel()

    def _go_on(self, hub: AskedHub) -> None:
        """Asks `hub` for the next model that nobody has offered yet."""
        if hub.id in self._works or hub.id in self.failures:
            return
        open_ones = [choice.model for choice in self.choices if choice.model.id not in self.found]
        model = next((model for model in open_ones if (hub.id, model.id) not in self._asked), None)
        if model is not None:
            self._works[hub.id] = self._bridge.run(
                lambda: self._ask(hub, model),
                lambda offer: self._answered(hub, model, offer),
                lambda error: self._failed(hub, error),
            )

    def _answered(self, hub: AskedHub, model: CatalogueModel, offer: FirstOffer | None) -> None:
        del self._works[hub.id]
        self._asked.add((hub.id, model.id))
        if offer is not None:
            self.found.setdefault(model.id, offer)
        self._settle()

    def _failed(self, hub: AskedHub, error: FireseedError) -> None:
        del self._works[hub.id]
        self.failures[hub.id] = error
        self._settle()

    def _settle(self) -> None:
        answering = [hub for hub in self._hubs if hub.id not in self.failures]
        absent = {
            choice.model.id
            for choice in self.choices
            if answering
            and choice.model.id not in self.found
            and all((hub.id, choice.model.id) in self._asked for hub in answering)
        }
        if absent:
            self._without |= absent
            self.choices = (
                self._choose(self._without)
                if len(self._without) <= _MOST_REPLACED
                else tuple(choice for choice in self.choices if choice.model.id not in absent)
            )
        for hub in answering:
            self._go_on(hub)
        self._changed()
