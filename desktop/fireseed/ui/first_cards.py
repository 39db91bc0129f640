"""One model of the first screen in words: what it is, what it costs, what its button does now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QCoreApplication

from fireseed.base.errors import FireseedError
from fireseed.flows.first_choice import FirstChoice, Place
from fireseed.flows.first_offer import FirstOffer
from fireseed.hardware.fit import Fit, Speed
from fireseed.hardware.machine import DeviceKind
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfer
from fireseed.words import CHINESE, Words

_PIECES: dict[str, float] = {"en": 0.75, CHINESE: 1.6}
"""English words and Chinese characters a token, about: a token is 4 English characters (OpenAI's help pages) and
a Chinese character 0.6 tokens (DeepSeek's API documentation, "Token & Token Usage")."""


class Stage(IntEnum):
    """How far one card is."""

    ASKING = 0  # no hub has said yet that it has the model
    OFFERED = 1
    DOWNLOADING = 2
    FAILED = 3


@dataclass(frozen=True)
class CardRow:
    """One card. `leading` is the one to begin with; `source` is who publishes the files where.

    `weights`, `context` and `working` are the memory that it takes, beside `free`: bytes. `fraction` and
    `verified` are parts of the download, 0 to 1. `problem` and `advice` are set where it failed.
    """

    key: str
    place: int
    leading: bool
    title: str
    summary: str
    size: str
    speed: str
    weights: float
    context: float
    working: float
    free: float
    memory: str
    licence: str
    licence_sentence: str
    source: str
    stage: int
    status: str
    fraction: float
    verified: float
    problem: str
    advice: str


@dataclass(frozen=True)
class Standing:
    """What is so about one card now. `source` is the publisher and the hub in words."""

    found: FirstOffer | None
    transfer: Transfer | None
    error: FireseedError | None
    leading: bool
    source: str


def card_row(choice: FirstChoice, standing: Standing, words: Words) -> CardRow:
    """The row, in the language of now. Sizes are those of the variant, once a hub has said them."""
    found = standing.found
    fit = found.fit if found is not None else choice.fit
    size = found.variant.size if found is not None else choice.size
    language = "zh" if words.language == CHINESE else "en"
    need, free = fit.need, free_memory(fit)
    said = words.error(standing.error) if standing.error is not None else None
    return CardRow(
        key=choice.model.id,
        place=tuple(Place).index(choice.place),
        leading=standing.leading,
        title=choice.model.title,
        summary=choice.model.summary[language],
        size=words.size(size),
        speed=speed(fit.speed, words),
        weights=float(need.weights),
        context=float(need.context),
        working=float(need.working),
        free=float(free),
        memory=_memory(fit, words),
        licence=choice.licence.name,
        licence_sentence=choice.licence.sentence[language],
        source=standing.source,
        stage=stage_of(standing),
        status=status(standing.transfer, words),
        fraction=part(standing.transfer, "bytes_done"),
        verified=part(standing.transfer, "bytes_verified"),
        problem=said.title if said is not None else "",
        advice=said.advice if said is not None else "",
    )


def stage_of(standing: Standing) -> Stage:
    """What a card shows."""
    if standing.error is not None:
        return Stage.FAILED
    if standing.transfer is not None:
        return Stage.DOWNLOADING
    return Stage.OFFERED if standing.found is not None else Stage.ASKING


def status(transfer: Transfer | None, words: Words) -> str:
    """How far a download is, empty without one."""
    match transfer.state if transfer is not None else None:
        case TransferState.QUEUED:
            return QCoreApplication.translate("Welcome", "Waiting for its turn")
        case TransferState.PAUSED:
            return QCoreApplication.translate("Welcome", "Paused")
        case TransferState.VERIFYING:
            return QCoreApplication.translate("Welcome", "Checking that it is what its publisher released")
        case TransferState.DONE:
            return QCoreApplication.translate("Welcome", "Verified. Opening the chat …")
        case TransferState.RUNNING if transfer is not None:
            return QCoreApplication.translate("Welcome", "{done} of {total}").format(
                done=words.size(transfer.bytes_done), total=words.size(transfer.bytes_total)
            )
    return ""


def part(transfer: Transfer | None, attribute: str) -> float:
    """0 to 1."""
    if transfer is None or not transfer.bytes_total:
        return 0.0
    return float(getattr(transfer, attribute)) / transfer.bytes_total


def speed(expected: Speed | None, words: Words) -> str:
    """In what a person reads, not in tokens; empty where nothing is expected."""
    if expected is None:
        return ""
    pieces = _PIECES[words.language]
    low, high = (max(1, round(rate * pieces)) for rate in (expected.low, expected.high))
    if low == high:
        return QCoreApplication.translate("Welcome", "about {count} words a second").format(count=low)
    return QCoreApplication.translate("Welcome", "{low}–{high} words a second").format(low=low, high=high)


def free_memory(fit: Fit) -> int:
    """Bytes that may be taken now where the model goes."""
    return sum(plan.free for plan in fit.devices if plan.need.total)


def _memory(fit: Fit, words: Words) -> str:
    """How much of what it takes, and where."""
    need, free = words.size(fit.need.total), words.size(free_memory(fit))
    cards = [
        plan for plan in fit.devices if plan.kind is not DeviceKind.CPU and plan.need.total and not plan.shared
    ]
    if not cards:
        return QCoreApplication.translate("Welcome", "{need} of {free} free memory").format(need=need, free=free)
    if all(plan in cards for plan in fit.devices if plan.layers):
        return QCoreApplication.translate("Welcome", "{need} of {free} free on the graphics card").format(
            need=need, free=free
        )
    return QCoreApplication.translate(
        "Welcome", "{need} of {free} free on the graphics card and in memory"
    ).format(need=need, free=free)
