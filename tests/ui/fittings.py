"""Predictions and headers as a test says, for pages that only care about what is said and when."""

from __future__ import annotations

import struct
import threading
import zlib
from dataclasses import replace

from fireseed.base.errors import Cancelled, FireseedError
from fireseed.flows.downloads import Offer
from fireseed.flows.headers import Cancel
from fireseed.gguf.header import Header
from fireseed.hardware.fit import Fit, Wishes, estimate
from fireseed.hardware.machine import Machine, Memory, Processor, Undetected, Why
from fireseed.hubs.protocol import Listing, RepoFile
from fireseed.transfer.plan import Variant


class ScriptedFitting:
    """This machine as a test says. `fits`, `templates` and `errors` are by variant; `gate` holds headers back."""

    def __init__(self, machine: Machine) -> None:
        self.here = machine
        self.fits: dict[str, Fit] = {}
        self.templates: dict[str, str] = {}
        self.errors: dict[str, FireseedError] = {}
        self.read: list[str] = []
        self.gate = threading.Event()
        self.gate.set()

    def machine(self) -> Machine:
        return self.here

    def bandwidth(self) -> int | None:
        return 40 * 10**9

    def estimate(self, offer: Offer, variant: Variant) -> Fit:
        return estimate(variant.size, offer.listing.repo.parameters, self.here, bandwidth=self.bandwidth())

    def fit(
        self, offer: Offer, variant: Variant, wishes: Wishes | None = None, cancelled: Cancel = lambda: False
    ) -> Fit:
        assert wishes is None
        if cancelled():
            raise Cancelled
        return self.fits.get(variant.name) or replace(self.estimate(offer, variant), rough=False)

    def header(self, offer: Offer, variant: Variant, cancelled: Cancel = lambda: False) -> Header:
        assert self.gate.wait(60)
        assert variant in offer.variants
        if cancelled():
            raise Cancelled
        self.read.append(variant.name)
        if variant.name in self.errors:
            raise self.errors[variant.name]
        template = self.templates.get(variant.name)
        metadata = {} if template is None else {"tokenizer.chat_template": template}
        return Header(3, metadata, (), 32, 0)


class ScriptedPictures:
    """A square for every picture of a card; `asked` are those that were fetched."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def fetch(self, listing: Listing, file: RepoFile) -> bytes:
        assert file in listing.files
        self.asked.append(file.path)
        return picture()


def machine(free: int = 18 * 10**9) -> Machine:
    """A computer without a graphics card, with so much free memory."""
    return Machine(
        system="Linux",
        memory=Memory(25 * 10**9, free, limited=False),
        processor=Processor("A processor", 2, 4, 4, ("AVX2",)),
        disks=(),
        devices=(),
        nvidia=Undetected(Why.ABSENT, "no driver"),
    )


def picture(width: int = 8, height: int = 4) -> bytes:
    """A white PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xff" * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
