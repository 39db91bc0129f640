"""Pictures are decoded with limits, and only such as are nothing but pixels."""

from __future__ import annotations

import struct

import pytest

from fireseed.ui.card_images import CardImages, decoded
from ui.fittings import picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def claiming(width: int, height: int) -> bytes:
    """A PNG whose head says so."""
    found = bytearray(picture())
    found[16:24] = struct.pack(">II", width, height)
    return bytes(found)


def test_a_picture_is_kept_until_the_next_card() -> None:
    images = CardImages()
    kept = images.keep(picture(8, 4))
    assert kept is not None
    assert (kept.width, kept.height) == (8, 4)
    number = kept.source.rpartition("/")[2]
    assert not images.find(number).isNull()
    images.clear()
    assert images.find(number).isNull()


def test_a_wide_one_is_made_to_fit_the_page() -> None:
    kept = CardImages().keep(picture(1200, 600))
    assert kept is not None
    assert (kept.width, kept.height) == (480, 240)


@pytest.mark.parametrize(
    "data", [b"", b"hello", SVG, b"\x89PNG\r\n\x1a\n", picture()[:40], claiming(60_000, 60_000), claiming(0, 5)]
)
def test_whatever_is_no_sound_picture_is_none(data: bytes) -> None:
    assert decoded(data) is None
