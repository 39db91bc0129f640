"""What 10,000 damaged headers cost: seconds of processor time and bytes of memory for each, at the 99th and worst.

Half are of a small header with all that a fit looks at, half of the starter's (1.8 MB, a whole vocabulary). Memory
is traced for one in twenty, because tracing slows all down. Prints one JSON line a source, then a table.
"""

from __future__ import annotations

import json
import os
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests")]

from fireseed.base.errors import GgufError, UnsupportedArchitecture  # noqa: E402 - found by the path above
from fireseed.gguf.header import read_header  # noqa: E402
from fireseed.hardware.fit import fit  # noqa: E402
from gguf.builder import Memory  # noqa: E402
from hardware.machines import gpu, machine  # noqa: E402
from hardware.mutations import DATA, mutations, small_header  # noqa: E402

EACH = 5_000
TRACED = 20
STARTER_HEADER = 1_800_000
MACHINE = machine(8, gpu("CUDA0", 2))


def main() -> None:
    small = small_header()
    starter = Path(os.environ["FIRESEED_STARTER"])
    with starter.open("rb") as stream:
        large = stream.read(STARTER_HEADER)
    _measure("small", mutations(small, len(small) - DATA, 1, EACH), len(small))
    _measure("starter", mutations(large, len(large), 2, EACH), starter.stat().st_size)


def _measure(name: str, files: Iterator[bytes], size: int) -> None:
    seconds, peaks, outcomes = [], [], Counter[str]()
    for index, content in enumerate(files):
        traced = index % TRACED == 0
        if traced:
            tracemalloc.start()
        started = time.process_time()
        outcomes[_outcome(content, max(size, len(content)))] += 1
        if traced:
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        else:
            seconds.append(time.process_time() - started)
    seconds.sort()
    found = {
        "header": name,
        "files": sum(outcomes.values()),
        "p99_ms": round(1000 * seconds[len(seconds) * 99 // 100], 1),
        "worst_ms": round(1000 * seconds[-1], 1),
        "worst_mb": round(max(peaks) / 1e6, 1),
        "outcomes": dict(outcomes.most_common()),
    }
    print(json.dumps(found))


def _outcome(content: bytes, size: int) -> str:
    try:
        fit([read_header(Memory(content, size), "x.gguf")], MACHINE)
    except (GgufError, UnsupportedArchitecture) as error:
        return type(error).__name__
    return "fit"


if __name__ == "__main__":
    main()
