"""One variant as the pane of a repo shows it: plain words, what it needs, and what its one button does now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QCoreApplication, QObject

from fireseed.base.errors import FireseedError
from fireseed.gguf.names import Quantization, Scheme, quantization_of
from fireseed.hardware.fit import Fit, Need
from fireseed.library.model import Model
from fireseed.transfer.plan import Variant
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfer
from fireseed.ui import fit_words, phrases
from fireseed.words import Words

FEW = 6
"""Variants that are shown without being asked for."""


class Action(IntEnum):
    """What the button of a variant does now."""

    DOWNLOAD = 0
    PROGRESS = 1  # bytes are coming or being checked
    ATTENTION = 2  # paused or failed: the page Downloads says more
    CHAT = 3


@dataclass(frozen=True)
class FileRow:
    """One file of a variant; `digest` is its SHA-256, empty where the hub published none."""

    key: str
    path: str
    size: str
    digest: str


@dataclass(frozen=True)
class VariantRow:
    """One variant, in plain `words`; `name` is its quantization where they leave it out, `mark` names
    a way it was made and `how` explains it.

    `leading` is the one to begin with; it is `recommended` where there is another to choose, and `named` when the
    address that was opened names it. `fraction` and `verified` are parts of the whole, 0 to 1; `weights`,
    `context`, `working` and `free` are bytes of memory, as floats because QML's whole numbers end at 2 GB. `rough`
    is a fit by size alone, `note` why it stays one. `files` is a list while `open`.
    """

    key: str
    words: str
    name: str
    mark: str
    how: str
    leading: bool
    recommended: bool
    named: bool
    size: str
    grade: int
    verdict: str
    speed: str
    memory: str
    parts: str
    placing: str
    trained: str
    weights: float
    context: float
    working: float
    free: float
    rough: bool
    note: str
    action: int
    fraction: float
    verified: float
    progress: str
    chat_model: str
    open: bool
    files: QObject | None


@dataclass(frozen=True)
class Standing:
    """What is so about one variant now. `best`: the one that is recommended; `alone`: there is no other."""

    best: bool
    named: bool
    leading: bool
    alone: bool
    fit: Fit | None
    problem: FireseedError | None
    model: Model | None
    transfer: Transfer | None
    files: QObject | None


def variant_row(variant: Variant, standing: Standing, words: Words) -> VariantRow:
    """The row, in the language of now."""
    transfer, model, fit = standing.transfer, standing.model, standing.fit
    action = action_of(model, transfer)
    total = transfer.bytes_total if transfer is not None else 0
    need = fit.need if fit is not None else Need()
    return VariantRow(
        key=variant.name,
        words=_words(variant.name),
        name=variant.name if phrases.bits(variant.name) else "",
        mark=_mark(variant),
        how=_how(variant),
        leading=standing.leading,
        recommended=standing.best and not standing.alone,
        named=standing.named and not standing.alone,
        size=words.size(variant.size),
        grade=fit_words.grade(fit),
        verdict=fit_words.verdict(fit, words),
        speed=fit_words.speed(fit),
        memory=fit_words.memory(fit, words),
        parts=fit_words.parts(fit, words),
        placing=fit_words.placing(fit, words),
        trained=fit_words.trained(fit, words),
        weights=float(need.weights),
        context=float(need.context),
        working=float(need.working),
        free=float(fit_words.free_memory(fit)) if fit is not None else 0.0,
        rough=fit is not None and fit.rough,
        note=words.error(standing.problem).title if standing.problem is not None else "",
        action=action,
        fraction=transfer.bytes_done / total if transfer is not None and total else 0.0,
        verified=transfer.bytes_verified / total if transfer is not None and total else 0.0,
        progress=_progress(action, transfer),
        chat_model=model.id if model is not None else "",
        open=standing.files is not None,
        files=standing.files,
    )


def file_rows(variant: Variant, words: Words) -> list[FileRow]:
    """Everything that is downloaded for `variant`."""
    return [
        FileRow(file.path, file.path, words.size(file.size), (file.sha256 or "").lower())
        for file in variant.all_files
    ]


def essential(variants: Sequence[Variant], kept: Iterable[str]) -> tuple[Variant, ...]:
    """Of many variants one for each width of a weight, and those that are `kept`; in the same order. Pure."""
    if len(variants) <= FEW:
        return tuple(variants)
    names = {name for name in kept if name}
    widths = {_width(variant) for variant in variants if variant.name in names}
    for width in {_width(variant) for variant in variants} - widths:
        names.add(max((one for one in variants if _width(one) == width), key=_usual).name)
    return tuple(variant for variant in variants if variant.name in names)


def _width(variant: Variant) -> int:
    found = quantization_of(variant.name)
    return 0 if found is None else found.bits


def _usual(variant: Variant) -> tuple[bool, bool, int]:
    """What people mean by a width: the mixed K quantization, and of these the medium one."""
    return variant.name.endswith("_K_M"), "_K" in variant.name, variant.size


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


def _mark(variant: Variant) -> str:
    """A way of making it that its names tell of, above all one that no engine of ours can open."""
    found = _made(variant)
    if found is None:
        return ""
    if found.scheme is Scheme.FOREIGN:
        return QCoreApplication.translate("Variants", "can't be run here")
    if found.dynamic:
        return QCoreApplication.translate("Variants", "dynamic")
    return QCoreApplication.translate("Variants", "imatrix") if found.imatrix else ""


def _how(variant: Variant) -> str:
    found = _made(variant)
    if found is None:
        return ""
    if found.scheme is Scheme.FOREIGN:
        return QCoreApplication.translate(
            "Variants", "Made for another program than llama.cpp, which runs it here."
        )
    if found.dynamic:
        return QCoreApplication.translate("Variants", "Dynamic: the layers that matter most keep more bits.")
    if found.imatrix:
        return QCoreApplication.translate(
            "Variants", "imatrix: what is kept was chosen by running the model on sample text."
        )
    return ""


def _made(variant: Variant) -> Quantization | None:
    return quantization_of(variant.files[0].path) or quantization_of(variant.name)


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
