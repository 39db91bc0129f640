"""Whether a model fits this machine before it is downloaded: `fit` from its header, `estimate` without one."""

from fireseed.hardware.fit.plan import fit
from fireseed.hardware.fit.rough import estimate
from fireseed.hardware.fit.values import (
    DevicePlan,
    Fit,
    KvType,
    Learned,
    Need,
    Speed,
    Verdict,
    Wishes,
)

__all__ = [
    "DevicePlan",
    "Fit",
    "KvType",
    "Learned",
    "Need",
    "Speed",
    "Verdict",
    "Wishes",
    "estimate",
    "fit",
]
