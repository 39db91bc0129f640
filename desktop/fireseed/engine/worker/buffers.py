"""What a loaded model really takes of each device: llama.cpp names each buffer that it allocates in its log.

Its API has the same numbers only as a C++ map. The lines are those of the llama.cpp pinned in pyproject.toml:

    load_tensors:   CPU_Mapped model buffer size =    92.10 MiB
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psutil

from fireseed.engine.protocol import DeviceMemory

_SIZE = re.compile(
    rb"(?P<buffer>\S+) +(?P<kind>model|KV|RS|DSV4 \S+ state|output|compute) buffer size = +"
    rb"(?P<size>[0-9]{1,12}\.[0-9]{1,4}) MiB"
)
_MIB = 1 << 20
_MOST = 256
"""Buffers: there are a handful for each device."""


@dataclass
class Buffers:
    """Bytes by ggml's name of a buffer: CPU_Mapped, CPU_REPACK, CUDA0, CUDA_Host …"""

    weights: dict[str, int] = field(default_factory=dict)
    context: dict[str, int] = field(default_factory=dict)
    output: dict[str, int] = field(default_factory=dict)
    compute: dict[str, int] = field(default_factory=dict)

    def take(self, line: bytes) -> None:
        """One line of the log, most of which are about something else."""
        found = _SIZE.search(line)
        if found is None:
            return
        name, size = found["buffer"].decode("utf-8", "replace"), round(float(found["size"]) * _MIB)
        match found["kind"]:
            case b"model":
                _add(self.weights, name, size)
            case b"output":
                self.output[name] = size
            case b"compute":  # reserved more than once, and only the last one is kept
                self.compute[name] = size
            case _:
                _add(self.context, name, size)

    @property
    def all(self) -> tuple[dict[str, int], ...]:
        return self.weights, self.context, self.output, self.compute


def _add(sizes: dict[str, int], name: str, size: int) -> None:
    if name in sizes or len(sizes) < _MOST:
        sizes[name] = sizes.get(name, 0) + size


def resident() -> int:
    """Bytes of main memory that this process has now."""
    return int(psutil.Process().memory_info().rss)


def memory_of(
    buffers: Buffers, devices: Sequence[Mapping[str, Any]], before: int, now: int
) -> tuple[DeviceMemory, ...]:
    """Each device's part, of those that gave any, in ggml's order. Pure.

    `devices` are those of `worker.devices`; `before` and `now` are the resident set before the model was opened
    and when it was ready. What is in it then besides weights and context is the process's own: Python, libraries,
    the tokenizer, a driver. Compute buffers are in it only once they were used.
    """
    names = [str(device["name"]) for device in devices]
    main = next((str(device["name"]) for device in devices if device["kind"] == "cpu"), "CPU")
    weights, context, output, compute = (_by_device(sizes, names, main) for sizes in buffers.all)
    own = max(before, now - weights[main] - context[main])
    taken = []
    for name in dict.fromkeys((*names, main)):
        working = output[name] + compute[name] + (own if name == main else 0)
        memory = DeviceMemory(name, weights[name], context[name], working)
        if memory.total:
            taken.append(memory)
    return tuple(taken)


def _by_device(sizes: Mapping[str, int], names: Sequence[str], main: str) -> defaultdict[str, int]:
    """A device's own buffers bear its name, with or without a suffix; all others lie in main memory."""
    found: defaultdict[str, int] = defaultdict(int)
    for buffer, size in sizes.items():
        owners = (name for name in names if buffer == name or buffer.startswith(f"{name}_"))
        found[max(owners, key=len, default=main)] += size
    return found
