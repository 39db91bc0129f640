"""How the variants of one offer fit this machine: roughly at once, exactly when their headers have been read.

A header is up to some megabytes over the network, so few are read at a time, those that somebody looks at first.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from fireseed.base.errors import FireseedError, GgufError, UnsupportedArchitecture
from fireseed.flows.downloads import Offer
from fireseed.flows.headers import Cancel
from fireseed.gguf.header import Header
from fireseed.hardware.fit import Fit, Wishes
from fireseed.transfer.plan import Variant
from fireseed.ui.bridge import Bridge, Work

AT_ONCE = 2
"""Variants whose headers are read at the same time."""


class Fitting(Protocol):
    """The part of `flows.fitting.Fitting` that the pane needs."""

    def estimate(self, offer: Offer, variant: Variant) -> Fit: ...

    def fit(self, offer: Offer, variant: Variant, wishes: Wishes | None, cancelled: Cancel) -> Fit: ...

    def header(self, offer: Offer, variant: Variant, cancelled: Cancel) -> Header: ...


class VariantFits(QObject):
    """What is known so far, by variant. Nothing is read before `want`.

    Signals: `changed` when more is known; `read` with a variant's name when its header is here.
    """

    changed = Signal()
    read = Signal(str)

    def __init__(self, bridge: Bridge, fitting: Fitting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._fitting = fitting
        self._offer: Offer | None = None
        self._unwanted = threading.Event()
        self._works: dict[str, Work] = {}
        self._waiting: list[str] = []
        self._asked: set[str] = set()
        self.fits: dict[str, Fit] = {}
        self.headers: dict[str, Header] = {}
        self.errors: dict[str, FireseedError] = {}

    def forget(self) -> None:
        """Nobody looks at that offer any more."""
        self._unwanted.set()
        for work in self._works.values():
            work.cancel()
        self._offer = None
        self._works, self._waiting, self._asked = {}, [], set()
        self.fits, self.headers, self.errors = {}, {}, {}

    def estimates(self, offer: Offer) -> dict[str, Fit]:
        """Rough fits of all its variants; for a worker, because it may have to look at the machine first."""
        return {variant.name: self._fitting.estimate(offer, variant) for variant in offer.variants}

    def show(self, offer: Offer, rough: dict[str, Fit]) -> None:
        """Turns to `offer`, of which `rough` are the estimates."""
        self.forget()
        self._offer, self._unwanted, self.fits = offer, threading.Event(), dict(rough)

    def want(self, names: Sequence[str]) -> None:
        """These are looked at, in the order of their importance: their headers are read before any other."""
        fresh = [name for name in names if name not in self._asked]
        self._waiting = [*fresh, *(name for name in self._waiting if name not in fresh)]
        self._next()

    def _next(self) -> None:
        while self._waiting and len(self._works) < AT_ONCE:
            self._read(self._waiting.pop(0))

    def _read(self, name: str) -> None:
        offer, unwanted = self._offer, self._unwanted
        if offer is None or name in self._asked:
            return
        self._asked.add(name)
        variant = offer.variant(name)

        def read() -> tuple[Header, Fit | FireseedError]:
            header = self._fitting.header(offer, variant, unwanted.is_set)
            try:
                return header, self._fitting.fit(offer, variant, None, unwanted.is_set)
            except FireseedError as error:  # its template can be looked at nevertheless
                return header, error

        self._works[name] = self._bridge.run(
            read, lambda found: self._found(name, *found), lambda error: self._failed(name, error)
        )

    def _found(self, name: str, header: Header, fit: Fit | FireseedError) -> None:
        self.headers[name] = header
        if isinstance(fit, FireseedError):
            self._note(name, fit)
        else:
            self.fits[name] = fit
        self._done(name)
        self.read.emit(name)

    def _failed(self, name: str, error: FireseedError) -> None:
        self._note(name, error)
        self._done(name)

    def _note(self, name: str, error: FireseedError) -> None:
        """An estimate is worth nothing for what turns out to be no model that can be run."""
        self.errors[name] = error
        if isinstance(error, GgufError | UnsupportedArchitecture):
            self.fits.pop(name, None)

    def _done(self, name: str) -> None:
        del self._works[name]
        self.changed.emit()
        self._next()
