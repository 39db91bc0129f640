"""What was predicted of a model's memory against what its engine really takes.

The starter is loaded with contexts of 512 to 8,192 tokens, keys and values as f16, q8_0 and q4_0, one and two
slots, each in a child of its own whose context is then filled. Predicted is `hardware.fit` from the header, for
the same way of loading it; measured is the child's resident set, which was nothing before; besides, what llama.cpp
itself says that it allocated. Prints one JSON line a measurement, then a table with the errors.

    FIRESEED_STARTER=model.gguf python tests/benchmarks/fit.py [context …]

With `--gpu` 0, half and all layers are offloaded instead, and each device's three parts are held against those of
llama.cpp's log. Nothing is computed, because a software driver takes minutes for it. What a driver takes of main
memory is its own affair (a software driver: all of its device's memory), so the processor's working memory is no
comparison then; instead the growth of the resident set by offloading is held against the predicted one. Any GPU
backend will do; without a GPU, llama.cpp's Vulkan backend on Mesa's software driver (Debian 12; 6 minutes on two
cores):

    apt-get install mesa-vulkan-drivers libvulkan-dev glslc spirv-headers
    # ggml/ of the llama-cpp-python source archive, and an empty ggml.pc.in in it, which the archive lacks; with
    # Vulkan headers older than 1.3.272 also without the `vk::LayerSetting…` lines of `ggml_vk_instance_init`
    cmake -G Ninja -S ggml -B vulkan -DCMAKE_BUILD_TYPE=Release -DGGML_NATIVE=OFF -DGGML_BACKEND_DL=ON \\
        -DBUILD_SHARED_LIBS=ON -DGGML_CPU=OFF -DGGML_VULKAN=ON && ninja -C vulkan ggml-vulkan
    # a copy of site-packages/llama_cpp/lib with vulkan/bin/libggml-vulkan.so in it
    LLAMA_CPP_LIB_PATH=copy GGML_VK_VISIBLE_DEVICES=0 python tests/benchmarks/fit.py --gpu
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
from contextlib import aclosing
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "desktop"))

from fireseed.engine.client import Engine  # noqa: E402 - the path comes first
from fireseed.engine.protocol import LoadOptions, Sampling, Turn  # noqa: E402
from fireseed.engine.supervisor import Engines  # noqa: E402
from fireseed.gguf.header import Header, read_header  # noqa: E402
from fireseed.gguf.source import FileBytes  # noqa: E402
from fireseed.hardware.devices import list_devices  # noqa: E402
from fireseed.hardware.fit import Fit, KvType, Wishes, fit  # noqa: E402
from fireseed.hardware.machine import Machine  # noqa: E402
from fireseed.hardware.probe import probe  # noqa: E402

CONTEXTS = (512, 1024, 2048, 4096, 8192)
TYPES = (KvType.F16, KvType.Q8_0, KvType.Q4_0)
SLOTS = (1, 2)
GPU_CONTEXT = 4096

_LEFT = 96
"""Tokens of a context that the prompt leaves to the template's own and to the answer."""
_MB = 1_000_000


@dataclass(frozen=True)
class Memory:
    """Bytes. `allocated` is what llama.cpp and the child say, `resident` the child's resident set."""

    benchmark: str
    context: int
    kv: str
    slots: int
    predicted: int
    allocated: int
    resident: int

    @property
    def error(self) -> float:
        """Predicted by measured, less one."""
        return self.predicted / self.resident - 1


@dataclass(frozen=True)
class Part:
    """One device's bytes of one part: predicted, and as llama.cpp allocated them."""

    device: str
    part: str
    predicted: int
    allocated: int


@dataclass(frozen=True)
class Offloaded:
    """A load with `layers` of `of` on the GPU. `resident` is the child's resident set, in bytes."""

    benchmark: str
    layers: int
    of: int
    parts: tuple[Part, ...]
    resident: int

    @property
    def kept(self) -> int:
        """Predicted weights and context of all devices: what is in memory before anything was computed."""
        return sum(part.predicted for part in self.parts if part.part != "working")


async def load(engines: Engines, model: Path, wishes: Wishes, planned: Fit) -> Engine:
    options = LoadOptions(
        context=planned.context,
        slots=wishes.slots,
        kv_k=wishes.kv_k,
        kv_v=wishes.kv_v,
        batch=wishes.batch,
        gpu_layers=planned.gpu_layers,
    )
    return await engines.load(model, "model", options)


async def fill(engine: Engine) -> None:
    """Every buffer is in memory once a whole batch was computed at the end of the context."""
    assert engine.loaded is not None
    question = (Turn("user", "word " * (engine.loaded.context - _LEFT)),)
    async with aclosing(engine.generate(question, Sampling(temperature=0.0), 8)) as events:
        async for _ in events:
            pass


async def measure(engines: Engines, model: Path, header: Header, machine: Machine, wishes: Wishes) -> Memory:
    planned = fit([header], machine, wishes)
    engine = await load(engines, model, wishes, planned)
    await fill(engine)
    assert engine.loaded is not None
    found = Memory(
        "fit",
        planned.context,
        wishes.kv_k.value,
        wishes.slots,
        planned.need.total,
        sum(device.total for device in engine.loaded.memory),
        psutil.Process(engine.pid).memory_info().rss,
    )
    await engines.unload()
    return found


async def offload(engines: Engines, model: Path, header: Header, machine: Machine, layers: int) -> Offloaded:
    wishes = Wishes(context=GPU_CONTEXT, gpu_layers=layers)
    planned = fit([header], machine, wishes)
    engine = await load(engines, model, wishes, planned)
    assert engine.loaded is not None
    taken = {device.device: device for device in engine.loaded.memory}
    await engines.unload()
    parts = tuple(
        Part(
            plan.device,
            part,
            getattr(plan.need, part),
            getattr(taken[plan.device], part) if plan.device in taken else 0,
        )
        for plan in planned.devices
        for part in ("weights", "context", "working")
    )
    return Offloaded("fit --gpu", layers, (header.block_count or 0) + 1, parts, engine.loaded.resident)


async def main() -> None:
    model = Path(os.environ["FIRESEED_STARTER"])
    header = read_header(FileBytes(model), model.name)
    contexts = tuple(int(word) for word in sys.argv[1:] if word.isdigit()) or CONTEXTS
    with tempfile.TemporaryDirectory() as logs:
        engines = Engines(Path(logs))
        machine = probe([], lambda seconds: list_devices(engines.device_command(), seconds))
        if "--gpu" in sys.argv:
            every = (header.block_count or 0) + 1
            loads = [await offload(engines, model, header, machine, layers) for layers in (0, every // 2, every)]
            for each in loads:
                print(json.dumps(asdict(each)))
            print_parts(loads)
            return
        found = []
        for context in contexts:
            for kind in TYPES:
                for slots in SLOTS:
                    wishes = Wishes(context=context, kv_k=kind, kv_v=kind, slots=slots, gpu_layers=0)
                    found.append(await measure(engines, model, header, machine, wishes))
                    print(json.dumps(asdict(found[-1])), flush=True)
        print_memory(found)


def print_memory(found: list[Memory]) -> None:
    titles = ("predicted", "llama.cpp", "resident")
    print(f"\n{'context':>8} {'kv':>5} {'slots':>5} {' '.join(f'{title:>10}' for title in titles)} {'error':>7}")
    for each in found:
        sizes = " ".join(f"{size / _MB:7.1f} MB" for size in (each.predicted, each.allocated, each.resident))
        print(f"{each.context:>8} {each.kv:>5} {each.slots:>5} {sizes} {each.error:>+7.1%}")
    errors = [abs(each.error) for each in found]
    print(f"error: median {statistics.median(errors):.1%}, worst {max(errors):.1%}")


def print_parts(loads: list[Offloaded]) -> None:
    """The process's own share is what is resident without any offloading: the driver's included."""
    print(f"\n{'layers':>7} {'device':<9} {'part':<8} {'predicted':>10} {'llama.cpp':>10}")
    for each in loads:
        for part in each.parts:
            sizes = " ".join(f"{size / _MB:7.1f} MB" for size in (part.predicted, part.allocated))
            print(f"{each.layers:>3}/{each.of:<3} {part.device:<9} {part.part:<8} {sizes}")
    own = loads[0].resident - loads[0].kept
    print(f"\n{'layers':>7} {'predicted':>10} {'resident':>10} {'error':>7}   (a GPU whose memory is main memory)")
    for each in loads:
        predicted = own + each.kept
        sizes = " ".join(f"{size / _MB:7.1f} MB" for size in (predicted, each.resident))
        print(f"{each.layers:>3}/{each.of:<3} {sizes} {predicted / each.resident - 1:>+7.1%}")


if __name__ == "__main__":
    asyncio.run(main())
