"""pytest-qt's bot with the patience that a busy machine needs: a wait that ends well costs nothing of it."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import CheckParamsCb, SignalBlocker

PATIENCE = 60_000
"""Milliseconds. pytest-qt's own default is 5,000."""


class PatientBot(QtBot):
    """As its base, but for the default of `timeout`."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(
        self,
        signal: object,
        *,
        timeout: int = PATIENCE,
        raising: bool | None = None,
        check_params_cb: CheckParamsCb | None = None,
    ) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, raising=raising, check_params_cb=check_params_cb)
