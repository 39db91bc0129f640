"""One variant as the pane of a repo shows it: plain words, its size, and what its one button does now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QCoreApplication

from fireseed.flows.choice import fits
from fireseed.library.model import Model
from fireseed.transfer.plan import Variant
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfer
from fireseed.ui import phrases
from fireseed.words import Words


class Action(IntEnum):
    """What the button of a variant does now."""

    DOWNLOAD = 0
    PROGRESS = 1  # bytes are coming or being checked
    ATTENTION = 2  # paused or failed: the page Downloads says more
    CHAT = 3


@dataclass(frozen=True)
class VariantRow:
    """One variant, in plain `words`; `name` is its quantization where they leave it out.

    `leading` is the one to begin with; it is `recommended` where there is another to choose, and `named` when the
    address that was opened names it. `fraction` and `verified` are parts of the whole, 0 to 1.
    """

    key: str
    words: str
    name: str
    leading: bool
    recommended: bool
    named: bool
    size: str
    warning: str
    action: int
    fraction: float
    verified: float
    progress: str
    chat_model: str


@dataclass(frozen=True)
class Standing:
    """What is so about one variant now. `best`: the one that is recommended; `alone`: there is no other."""

    best: bool
    named: bool
    leading: bool
    alone: bool
    free: int
    model: Model | None
    transfer: Transfer | None


def variant_row(variant: Variant, standing: Standing, words: Words) -> VariantRow:
    """The row, in the language of now."""
    transfer, model = standing.transfer, standing.model
    action = action_of(model, transfer)
    total = transfer.bytes_total if transfer is not None else 0
    return VariantRow(
        key=variant.name,
        words=_words(variant.name),
        name=variant.name if phrases.bits(variant.name) else "",
        leading=standing.leading,
        recommended=standing.best and not standing.alone,
        named=standing.named and not standing.alone,
        size=words.size(variant.size),
        warning=""
        if fits(variant, standing.free)
        else QCoreApplication.translate("Variants", "More than the memory that is free now"),
        action=action,
        fraction=transfer.bytes_done / total if transfer is not None and total else 0.0,
        verified=transfer.bytes_verified / total if transfer is not None and total else 0.0,
        progress=_progress(action, transfer),
        chat_model=model.id if model is not None else "",
    )


def action_of(model: Model | None, transfer: Transfer | None) -> Action:
    """What the button of a variant does, from what is on this machine and what is under way."""
    if transfer is not None:
        idle = transfer.state in (TransferState.PAUSED, TransferState.FAILED)
        return Action.ATTENTION if idle else Action.PROGRESS
    return Action.CHAT if model is not None else Action.DOWNLOAD


def _words(name: str) -> str:
    width = phrases.bits(name)
    if not width:
        return name
    return QCoreApplication.translate("Variants", "{width}, {quality}").format(
        width=width, quality=phrases.quality(name)
    )


def _progress(action: Action, transfer: Transfer | None) -> str:
    if transfer is None:
        return ""
    if action is Action.ATTENTION:
        return (
            QCoreApplication.translate("Variants", "Paused")
            if transfer.state is TransferState.PAUSED
            else QCoreApplication.translate("Variants", "Stopped")
        )
    if transfer.state is TransferState.RUNNING and transfer.bytes_total:
        return f"{transfer.bytes_done / transfer.bytes_total:.0%}"
    return (
        QCoreApplication.translate("Variants", "Waiting")
        if transfer.state is TransferState.QUEUED
        else QCoreApplication.translate("Variants", "Checking")
    )
