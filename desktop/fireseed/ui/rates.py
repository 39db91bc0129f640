"""Speed limits as people write them: megabytes a second, in the decimal units of `Words.speed`."""

from __future__ import annotations

import math
import re

MB = 10**6
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?")


def rate_text(rate: float) -> str:
    """`rate` in bytes/s, as short as `parse_rate` could have read it: `5 MB/s`, `0.25 MB/s`."""
    return f"{rate / MB:.3f}".rstrip("0").rstrip(".") + " MB/s"


def parse_rate(text: str) -> int | None:
    """Bytes/s from `5`, `0.5`, `0,5` or `5 MB/s`; None for anything else, and for 0."""
    number = text.strip().removesuffix("MB/s").rstrip()
    if _NUMBER.fullmatch(number) is None:
        return None
    return math.ceil(float(number.replace(",", ".")) * MB) or None
