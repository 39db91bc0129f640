"""Tokens a second that the client receives, against a bare low-level loop and against the high-level API.

Each runs in its own process with the same model, rendered prompt, greedy sampling and number of threads, in turn,
`ROUNDS` times. Rates are over a hundred tokens around token 100 and around token 1,500. The processor time of a
token (of app and child together, for the client) says what is ours even while other work makes rates jump; with
one thread nothing spins, and it is exact. Besides, how long a stop takes while a long prompt is being read. Prints
one JSON line a measurement, then a table of medians.

    FIRESEED_STARTER=model.gguf python tests/benchmarks/decode.py [threads]
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "desktop"))

from fireseed.engine.protocol import Finished, LoadOptions, Piece, Sampling, Turn  # noqa: E402 - the path comes first
from fireseed.engine.supervisor import Engines  # noqa: E402
from fireseed.engine.worker import native  # noqa: E402
from fireseed.engine.worker.model import load as load_model  # noqa: E402
from fireseed.engine.worker.prompt import tokenize  # noqa: E402
from fireseed.engine.worker.sampling import Sampler  # noqa: E402
from fireseed.engine.worker.template import ChatTemplate  # noqa: E402
from fireseed.engine.worker.threads import available_cores  # noqa: E402
from fireseed.gguf.header import read_header  # noqa: E402
from fireseed.gguf.source import FileBytes  # noqa: E402

ROUNDS = 3
TOKENS = 1560
POINTS = (100, 1500)
AROUND = 50
"""Tokens on either side of a point."""

CONTEXT = 4096
QUESTION = (Turn("user", "Write a song that never ends."),)
"""Greedily, the starter takes that literally."""

LONG_PROMPT = (Turn("user", "word " * 3500),)
ABORTS = 10


@dataclass(frozen=True)
class Decoding:
    """Tokens a second; milliseconds of processor time a token, from the first point to the last."""

    benchmark: str
    what: str
    threads: int
    at_100: float
    at_1500: float
    cpu_ms: float


@dataclass(frozen=True)
class Stopping:
    """Milliseconds from the request to the answer's end, while a prompt was being read."""

    benchmark: str
    threads: int
    median_ms: float
    worst_ms: float


class Clock:
    """Notes when each token was there, and says the rate around a point. `processor` is in seconds."""

    def __init__(self) -> None:
        self.processor: Callable[[], float] = time.process_time
        self._seen: list[tuple[int, float]] = []
        self._spent: list[tuple[int, float]] = []

    def note(self, tokens: int) -> None:
        self._seen.append((tokens, time.perf_counter()))
        if len(self._spent) < len(POINTS) and tokens >= POINTS[len(self._spent)]:
            self._spent.append((tokens, self.processor()))

    def rate(self, point: int) -> float:
        first = next(seen for seen in self._seen if seen[0] >= point - AROUND)
        last = next(seen for seen in self._seen if seen[0] >= point + AROUND)
        return (last[0] - first[0]) / (last[1] - first[1])

    def cpu_ms(self) -> float:
        (early, before), (late, after) = self._spent
        return (after - before) / (late - early) * 1000


def rendered(model: Path) -> str:
    return ChatTemplate(read_header(FileBytes(model), "model").chat_template, "<|im_start|>", "<|im_end|>").render(
        QUESTION
    )


def client(model: Path, threads: int, clock: Clock) -> None:
    async def answer() -> None:
        with tempfile.TemporaryDirectory() as logs:
            engines = Engines(Path(logs))
            engine = await engines.load(model, "model", LoadOptions(context=CONTEXT, threads=threads))
            child = psutil.Process(engine.pid)
            clock.processor = lambda: time.process_time() + sum(child.cpu_times()[:2])
            async with aclosing(engine.generate(QUESTION, Sampling(temperature=0.0), TOKENS)) as events:
                async for event in events:
                    if isinstance(event, Piece):
                        clock.note(event.tokens)
            await engines.close()

    asyncio.run(answer())


def bare(model: Path, threads: int, clock: Clock) -> None:
    """Decode and sample, nothing else."""
    libraries = native.load()
    llama = libraries.llama
    options = LoadOptions(context=CONTEXT)
    flag = ctypes.create_string_buffer(2)
    loaded = load_model(libraries, model, options, threads, flag, lambda _: None)
    llama.llama_set_abort_callback(loaded.context, llama.ggml_abort_callback(), None)
    prompt = tokenize(llama, loaded.vocab, rendered(model))
    tokens = (llama.llama_token * len(prompt))(*prompt)
    batch = llama.llama_batch_get_one(tokens, len(prompt))
    token = (llama.llama_token * 1)()
    with Sampler(llama, loaded.vocab, Sampling(temperature=0.0), 0) as sampler:
        for count in range(1, TOKENS + 1):
            llama.llama_decode(loaded.context, batch)
            token[0] = llama.llama_sampler_sample(sampler.chain, loaded.context, -1)
            clock.note(count)
            if count == 1:
                batch = llama.llama_batch_get_one(token, 1)


def high_level(model: Path, threads: int, clock: Clock) -> None:
    import llama_cpp  # the whole package, which this role alone measures

    folder = Path(llama_cpp.__file__).parent / "lib"
    name = next(
        folder / name for name in ("libggml.so.0", "libggml.0.dylib", "ggml.dll") if (folder / name).exists()
    )
    ctypes.CDLL(str(name)).ggml_backend_load_all_from_path(os.fsencode(folder))
    api = llama_cpp.Llama(
        str(model), n_ctx=CONTEXT, n_threads=threads, n_threads_batch=threads, flash_attn=True, verbose=False
    )
    tokens = api.tokenize(rendered(model).encode(), add_bos=False, special=True)
    for count, _ in enumerate(api.create_completion(tokens, max_tokens=TOKENS, temperature=0.0, stream=True), 1):
        clock.note(count)


ROLES: dict[str, Callable[[Path, int, Clock], None]] = {"client": client, "bare": bare, "high-level": high_level}


async def stopping(model: Path, threads: int) -> Stopping:
    times = []
    with tempfile.TemporaryDirectory() as logs:
        engines = Engines(Path(logs))
        engine = await engines.load(model, "model", LoadOptions(context=CONTEXT, threads=threads))

        async def ask() -> Finished:
            async with aclosing(engine.generate(LONG_PROMPT, Sampling(seed=1), 1)) as events:
                async for event in events:
                    if isinstance(event, Finished):
                        return event
            raise AssertionError

        for number in range(ABORTS):
            answer = asyncio.create_task(ask())
            await asyncio.sleep(0.2 + number / 20)
            asked = time.perf_counter()
            await engine.stop()
            await answer
            times.append((time.perf_counter() - asked) * 1000)
        await engines.close()
    return Stopping("stop while reading", threads, round(statistics.median(times), 1), round(max(times), 1))


def measure(what: str, model: Path, threads: int) -> Decoding:
    """In a process of its own: this very file, with a role."""
    command = [sys.executable, __file__, str(threads), what]
    environment = {**os.environ, "FIRESEED_STARTER": str(model)}
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
    return Decoding("decode", what, threads, *json.loads(said))


def main() -> None:
    model = Path(os.environ["FIRESEED_STARTER"])
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else available_cores()
    if len(sys.argv) > 2:
        clock = Clock()
        ROLES[sys.argv[2]](model, threads, clock)
        print(json.dumps([*(round(clock.rate(point), 2) for point in POINTS), round(clock.cpu_ms(), 3)]))
        return
    found = []
    for _ in range(ROUNDS):
        for what in ROLES:
            found.append(measure(what, model, threads))
            print(json.dumps(asdict(found[-1])), flush=True)
    print(json.dumps(asdict(asyncio.run(stopping(model, threads)))), flush=True)
    report(found, threads)


def report(found: Sequence[Decoding], threads: int) -> None:
    """Medians, and the rates as shares of the bare loop's."""

    def medians(what: str) -> tuple[float, ...]:
        rows = [(one.at_100, one.at_1500, one.cpu_ms) for one in found if one.what == what]
        return tuple(statistics.median(column) for column in zip(*rows, strict=True))

    bare_early, bare_late, _ = medians("bare")
    print(f"{threads} threads      token 100   token 1,500   of the bare loop    processor")
    for what in ROLES:
        early, late, cpu = medians(what)
        shares = f"{early / bare_early:9.3f}{late / bare_late:9.3f}"
        print(f"{what:12}{early:12.1f}{late:14.1f}{shares}{cpu:10.2f} ms")


if __name__ == "__main__":
    main()
