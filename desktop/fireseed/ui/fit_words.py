"""A fit in plain words. Pure, but for the language."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QCoreApplication, QLocale

from fireseed.hardware.fit import DevicePlan, Fit, Verdict
from fireseed.hardware.machine import DeviceKind
from fireseed.words import Words


class Grade(IntEnum):
    """A verdict as QML knows it; NONE while nothing is known."""

    NONE = 0
    WELL = 1
    PARTLY = 2
    SLOW = 3
    MISFIT = 4


_GRADES = {
    Verdict.RUNS_WELL: Grade.WELL,
    Verdict.PARTLY_ON_CPU: Grade.PARTLY,
    Verdict.SLOW: Grade.SLOW,
    Verdict.DOES_NOT_FIT: Grade.MISFIT,
}


def grade(fit: Fit | None) -> Grade:
    """How well it runs."""
    return Grade.NONE if fit is None else _GRADES[fit.verdict]


def verdict(fit: Fit | None, words: Words) -> str:
    """The verdict in words; empty while there is none."""
    match fit.verdict if fit is not None else None:
        case Verdict.RUNS_WELL:
            return QCoreApplication.translate("Fits", "Runs well")
        case Verdict.PARTLY_ON_CPU:
            return QCoreApplication.translate("Fits", "Runs, partly on the processor")
        case Verdict.SLOW:
            return QCoreApplication.translate("Fits", "Runs slowly")
        case Verdict.DOES_NOT_FIT if fit is not None:
            return QCoreApplication.translate("Fits", "Does not fit: {missing} short").format(
                missing=words.size(fit.missing)
            )
    return ""


def speed(fit: Fit | None) -> str:
    """The expected range; empty where nobody knows, and for what does not run."""
    found = fit.speed if fit is not None and fit.verdict is not Verdict.DOES_NOT_FIT else None
    if found is None:
        return ""
    low, high = _rate(found.low), _rate(found.high)
    if low == high:
        return QCoreApplication.translate("Fits", "about {rate} tokens/s").format(rate=low)
    return QCoreApplication.translate("Fits", "{low} to {high} tokens/s").format(low=low, high=high)


def _rate(rate: float) -> str:
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}" if rate >= 0.1 else "0.1"


def free_memory(fit: Fit) -> int:
    """Bytes that are free now on the devices that it would use: main memory once, whoever shares it."""
    used = [plan for plan in fit.devices if plan.need.total]
    shared = max((plan.free for plan in used if plan.shared), default=0)
    return shared + sum(plan.free for plan in used if not plan.shared)


def free_now(fit: Fit, words: Words) -> str:
    """What this machine has free, by where it is."""
    own = sum(plan.free for plan in fit.devices if not plan.shared)
    shared = max((plan.free for plan in fit.devices if plan.shared), default=0)
    if not own:
        return QCoreApplication.translate("Fits", "{free} of memory is free now.").format(free=words.size(shared))
    return QCoreApplication.translate(
        "Fits", "Free now: {own} on the graphics card, {shared} of main memory."
    ).format(own=words.size(own), shared=words.size(shared))


def memory(fit: Fit | None, words: Words) -> str:
    """`6.12 GB needed, 18.2 GB free`."""
    if fit is None:
        return ""
    return QCoreApplication.translate("Fits", "{need} needed, {free} free").format(
        need=words.size(fit.need.total), free=words.size(free_memory(fit))
    )


def parts(fit: Fit | None, words: Words) -> str:
    """The three parts of the memory, as a legend."""
    if fit is None:
        return ""
    return QCoreApplication.translate(
        "Fits", "Weights {weights}, context {context} for {tokens} tokens, working memory {working}"
    ).format(
        weights=words.size(fit.need.weights),
        context=words.size(fit.need.context),
        tokens=QLocale(words.language).toString(fit.context),
        working=words.size(fit.need.working),
    )


def placing(fit: Fit | None, words: Words) -> str:
    """What goes where; empty where everything is in one place."""
    used = [plan for plan in fit.devices if plan.need.total] if fit is not None else []
    if len(used) < 2:
        return ""
    return " · ".join(_place(plan, words) for plan in used)


def _place(plan: DevicePlan, words: Words) -> str:
    name = QCoreApplication.translate("Fits", "Processor") if plan.kind is DeviceKind.CPU else plan.device
    return QCoreApplication.translate("Fits", "{device}: {layers} layers, {need} of {free}").format(
        device=name, layers=plan.layers, need=words.size(plan.need.total), free=words.size(plan.free)
    )


def trained(fit: Fit | None, words: Words) -> str:
    """How much of the model's own context is used, where that is known."""
    if fit is None or fit.trained_context is None or fit.trained_context <= fit.context:
        return ""
    locale = QLocale(words.language)
    return QCoreApplication.translate(
        "Fits", "It starts with a context of {used} tokens; the model can take up to {trained}."
    ).format(used=locale.toString(fit.context), trained=locale.toString(fit.trained_context))
