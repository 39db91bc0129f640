"""What the test hub has for the journeys: repos that people know, with the starter's bytes behind them."""

from __future__ import annotations

from pathlib import Path

from fireseed.base.paths import resources
from fireseed.hubs.catalogue import Catalogue
from hub.content import ServedFile, ServedRepo, mapped

DEEPSEEK = "unsloth/DeepSeek-R1-Distill-Qwen-1.5B-GGUF"
LOOKALIKE = "deepseek-a1/DeepSeek-R2-Mini-GGUF"
NOT_FOR_BUSINESS = "somebody/Poet-7B-GGUF"
QWEN = "Qwen/Qwen3-8B-GGUF"


def a_few(starter: Path) -> list[ServedRepo]:
    """A well-known one, one whose publisher imitates another, one that is not for business, a Chinese one."""
    file = ServedFile(mapped(starter))
    return [
        ServedRepo(
            DEEPSEEK,
            {"DeepSeek-R1-Distill-Qwen-1.5B-Q4_K_M.gguf": file},
            licence="mit",
            base_models=["deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B"],
        ),
        ServedRepo(LOOKALIKE, {"DeepSeek-R2-Mini-Q4_K_M.gguf": file}, licence="mit"),
        ServedRepo(NOT_FOR_BUSINESS, {"Poet-7B-Q4_K_M.gguf": file}, licence="cc-by-nc-4.0"),
        ServedRepo(QWEN, {"Qwen3-8B-Q4_K_M.gguf": file}, base_models=["Qwen/Qwen3-8B"]),
    ]


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
