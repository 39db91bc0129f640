"""Predicted and said by llama.cpp: the same models with the same wishes, side by side."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fireseed.gguf.tensors import TYPES
from fireseed.hardware.fit.cache import layer_bytes
from fireseed.hardware.fit.shape import Shape, shape_of
from fireseed.hardware.fit.values import KvType, Wishes
from fireseed.hardware.fit.working import compute_bytes
from gguf.builder import read
from hardware.published import Published

_ROOT = Path(__file__).parents[2]
_NUMBERS = {kind.name.lower(): number for number, kind in TYPES.items()}
_FLASH = {None: -1, False: 0, True: 1}
"""enum llama_flash_attn_type"""

WISHES: dict[str, tuple[int, Wishes]] = {
    "4096, f16": (4096, Wishes()),
    "32768, f16": (32768, Wishes()),
    "8192, q8_0, two slots, short windows": (
        8192,
        Wishes(kv_k=KvType.Q8_0, kv_v=KvType.Q8_0, slots=2, swa_full=False),
    ),
    "4096, f16, no flash attention": (4096, Wishes(flash=False)),
}
"""Tokens of context for each conversation, with the rest of what is wished, by a name."""


@dataclass(frozen=True)
class Answer:
    """Bytes of the context and of the compute buffer: as predicted, and as llama.cpp says."""

    model: Published
    wishes: str
    context: int
    compute: int
    said_context: float
    said_compute: float

    @property
    def off_context(self) -> float:
        return self.context / self.said_context - 1

    @property
    def off_compute(self) -> float:
        return self.compute / self.said_compute - 1


def answers(models: Sequence[Published]) -> list[Answer]:
    """Each model with each of `WISHES`; one child asks llama.cpp about all."""
    asked = [(model, name) for model in models for name in WISHES]
    said = _ask([_case(model, *WISHES[name]) for model, name in asked])
    found = []
    for (model, name), told in zip(asked, said, strict=True):
        assert "error" not in told, (model.title, name, told)
        context, wishes = WISHES[name]
        kept, computed = predicted(shape_of(read(model.header())), context, wishes)
        found.append(Answer(model, name, kept, computed, told["context"], sum(told["compute"].values())))
    return found


def refusals(models: Sequence[Published]) -> list[str]:
    """What llama.cpp says of models that it does not load; empty of one that it does."""
    said = _ask([_case(model, 512, Wishes()) for model in models])
    return ["".join(told.get("error", ())) for told in said]


def predicted(shape: Shape, context: int, wishes: Wishes) -> tuple[int, int]:
    """Bytes of the context, and of the compute buffer."""
    kept = sum(layer_bytes(shape, layer, context, wishes) for layer in shape.layers)
    return kept, compute_bytes(shape, context, wishes, output=True)


def _case(model: Published, context: int, wishes: Wishes) -> dict[str, Any]:
    return {
        "header": base64.b64encode(model.header()).decode(),
        "context": context * wishes.slots,
        "slots": wishes.slots,
        "batch": wishes.batch,
        "kv_k": _NUMBERS[wishes.kv_k.value],
        "kv_v": _NUMBERS[wishes.kv_v.value],
        "flash": _FLASH[wishes.flash],
        "swa_full": wishes.swa_full,
    }


def _ask(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    paths = os.pathsep.join(str(_ROOT / folder) for folder in ("desktop", "tests"))
    child = subprocess.run(
        [sys.executable, "-m", "hardware.llama_says"],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert child.returncode == 0, child.stderr[-2000:]
    told: list[dict[str, Any]] = json.loads(child.stdout)
    return told
