"""What the test hub has for the journeys: repos that people know, with the starter's bytes behind them."""

from __future__ import annotations

from pathlib import Path

from fireseed.base.paths import resources
from fireseed.hubs.catalogue import Catalogue
from hub.content import ServedFile, ServedRepo, mapped


def known_models(starter: Path) -> list[ServedRepo]:
    """The best repo of each model of the catalogue: a real model in 4 bits, and a variant of 8 bits to pass by."""
    four, eight = ServedFile(mapped(starter)), ServedFile(b"GGUF" + bytes(60_000))
    return [
        ServedRepo(
            model.gguf["huggingface"][0],
            {f"{model.id}-Q4_K_M.gguf": four, f"{model.id}-Q8_0.gguf": eight},
            licence=model.licence,
        )
        for model in Catalogue.load(resources() / "catalogue").models
        if model.gguf.get("huggingface")
    ]
