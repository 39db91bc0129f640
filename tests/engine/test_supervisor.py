"""Loading and ending: bad files, a change of mind, a parent that dies, a child that is no child of ours."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from engine.asking import Run, ask, until, user
from fireseed.base.errors import (
    EngineCrashed,
    EngineProtocolError,
    EngineSilent,
    EngineUnavailable,
    FireseedError,
    GgufTruncated,
    LoadFailed,
    NotGguf,
    OutOfMemory,
    TemplateInvalid,
    UnsupportedArchitecture,
)
from fireseed.engine import client, supervisor
from fireseed.engine.client import Engine
from fireseed.engine.protocol import EngineState, LoadOptions
from fireseed.engine.supervisor import Engines
from fireseed.gguf.header import read_header
from fireseed.gguf.source import FileBytes
from fireseed.hardware.fit import KvType

OPTIONS = LoadOptions()


def gone(pid: int) -> bool:
    """Ended, though perhaps not waited for yet by whoever inherited it."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def doctored(starter: Path, folder: Path, old: bytes, new: bytes) -> Path:
    """The starter with its header changed and zeros for weights (a sparse file)."""
    header = read_header(FileBytes(starter), "starter")
    with starter.open("rb") as stream:
        beginning = stream.read(header.data_offset)
    assert old in beginning
    assert len(old) == len(new)
    path = folder / "doctored.gguf"
    with path.open("wb") as stream:
        stream.write(beginning.replace(old, new, 1))
        stream.truncate(starter.stat().st_size)
    return path


@pytest.fixture(params=["both", "child"])
def checked_by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The app checks a file first; the child, which doesn't rely on that, must say the same."""
    if request.param == "child":
        monkeypatch.setattr(supervisor, "check_model", lambda *_: None)
    return str(request.param)


@pytest.mark.usefixtures("checked_by")
def test_files_that_are_no_models_are_typed_errors(
    run: Run, engines: Engines, starter: Path, tmp_path: Path
) -> None:
    garbage, truncated, missing = tmp_path / "a.gguf", tmp_path / "b.gguf", tmp_path / "c.gguf"
    garbage.write_bytes(b"<html>" * 1000)
    truncated.write_bytes(starter.read_bytes()[:3_000_000])
    cases: list[tuple[Path, type[FireseedError]]] = [
        (garbage, NotGguf),
        (truncated, GgufTruncated),
        (missing, LoadFailed),
        (tmp_path, LoadFailed),
    ]
    for path, kind in cases:
        with pytest.raises(kind):
            run(engines.load(path, "bad", OPTIONS))
        assert engines.current is None


def test_a_bad_file_does_not_cost_the_model_that_is_loaded(
    run: Run, engines: Engines, starter: Path, tmp_path: Path
) -> None:
    engine: Engine = run(engines.load(starter, "starter", OPTIONS))
    (tmp_path / "a.gguf").write_bytes(b"nothing")
    with pytest.raises(NotGguf):
        run(engines.load(tmp_path / "a.gguf", "bad", OPTIONS))
    assert engines.current is engine
    assert engine.state is EngineState.READY


def test_llama_cpp_s_own_refusals_are_typed(run: Run, engines: Engines, starter: Path, tmp_path: Path) -> None:
    architecture = b"\x05\0\0\0\0\0\0\0llama"
    with pytest.raises(UnsupportedArchitecture) as unsupported:
        run(engines.load(doctored(starter, tmp_path, architecture, architecture[:-5] + b"lxama"), "bad", OPTIONS))
    assert unsupported.value.name == "lxama"
    with pytest.raises(LoadFailed) as failed:
        run(engines.load(doctored(starter, tmp_path, b"token_embd.weight", b"token_embx.weight"), "bad", OPTIONS))
    assert "token_embd.weight" in failed.value.reason
    with pytest.raises(TemplateInvalid):
        run(engines.load(doctored(starter, tmp_path, b"{% endfor %}", b"{% andfor %}"), "bad", OPTIONS))


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on address space")
def test_too_little_memory_is_a_typed_error(run: Run, starter: Path, tmp_path: Path) -> None:
    """The limit leaves room for the weights, not for a cache of 8,192 tokens (180 MiB)."""
    script = (
        "import resource\n"
        "from fireseed.engine.worker import main, model\n"
        "make = model._make_context\n"
        "def limited(*arguments):\n"
        "    used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "    resource.setrlimit(resource.RLIMIT_AS, (used + 100_000_000,) * 2)\n"
        "    return make(*arguments)\n"
        "model._make_context = limited\n"
        "main.main()\n"
    )
    engines = Engines(tmp_path, [sys.executable, "-c", script])
    with pytest.raises(OutOfMemory) as caught:
        run(engines.load(starter, "starter", LoadOptions(context=8192)))
    assert caught.value.device == "CPU"
    assert caught.value.needed > 100_000_000
    run(engines.close())


def test_loading_tells_its_progress_and_the_log_is_kept(run: Run, starter: Path, tmp_path: Path) -> None:
    engines = Engines(tmp_path / "logs")
    seen: list[float] = []
    engine = run(engines.load(starter, "starter", OPTIONS, seen.append))
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    assert (tmp_path / "logs" / "engine.log").exists()
    run(engines.close())
    assert engine.state is EngineState.GONE


def test_the_same_model_is_not_loaded_twice_and_another_replaces_it(
    run: Run, engines: Engines, starter: Path
) -> None:
    first: Engine = run(engines.load(starter, "starter", OPTIONS))
    assert run(engines.load(starter, "starter", OPTIONS)) is first
    second: Engine = run(engines.load(starter, "starter", LoadOptions(context=512)))
    assert second is engines.current is not first
    assert first.state is EngineState.GONE
    assert not psutil.pid_exists(first.pid)
    run(engines.unload())
    assert engines.current is None
    assert not psutil.pid_exists(second.pid)


def test_a_change_of_mind_while_loading_leaves_no_child(run: Run, engines: Engines, starter: Path) -> None:
    pids: list[int] = []

    async def change_of_mind(wait_for_child: bool) -> None:
        loading = asyncio.create_task(engines.load(starter, "starter", OPTIONS))
        while wait_for_child and engines.current is None:
            await asyncio.sleep(0.001)
        if (engine := engines.current) is not None:
            pids.append(engine.pid)
        await asyncio.sleep(0)
        loading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await loading

    run(change_of_mind(False))
    run(change_of_mind(True))
    assert pids
    assert engines.current is None
    assert all(not psutil.pid_exists(pid) for pid in pids)
    assert "Bananas" in run(ask(run(engines.load(starter, "starter", OPTIONS)), user("Name three fruits.")))[0]


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_the_child_dies_with_its_parent(starter: Path, tmp_path: Path) -> None:
    script = f"""
import asyncio, pathlib
from fireseed.engine.protocol import LoadOptions
from fireseed.engine.supervisor import Engines
async def main():
    engines = Engines(pathlib.Path({str(tmp_path)!r}))
    engine = await engines.load(pathlib.Path({str(starter)!r}), "m", LoadOptions())
    print(engine.pid, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert not gone(child)
        os.kill(parent.pid, signal.SIGKILL)
        until(lambda: gone(child))


def test_a_child_that_can_not_be_started_or_is_something_else(
    run: Run, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_GRACE", 60.0)  # for its last words: a busy machine takes longer than a second

    def load(*command: str) -> None:
        engines = Engines(tmp_path, command)
        try:
            run(engines.load(starter, "starter", OPTIONS))
        finally:
            run(engines.close())

    with pytest.raises(EngineUnavailable):
        load(str(tmp_path / "no such program"))
    with pytest.raises(EngineCrashed) as crashed:
        load(sys.executable, "-c", "import sys; sys.stderr.write('first\\nlast words'); sys.exit(3)")
    assert (crashed.value.exit_code, crashed.value.last_log) == (3, "first\nlast words")
    with pytest.raises(EngineProtocolError):
        load(sys.executable, "-c", "print('hello ' * 99, flush=True); import time; time.sleep(60)")


def test_a_child_that_does_not_stop_is_ended(
    run: Run, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that loads and then ignores everything, even a closed pipe."""
    monkeypatch.setattr(client, "_ABORT_LIMIT", 0.2)
    monkeypatch.setattr(client, "_GRACE", 0.2)
    script = (
        "import os, signal, time\n"
        "from fireseed.engine.protocol import *\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "os.write(1, encode(Loading(0.5)) + encode(Loaded('a', 'b', 1, 1, 1, (), (), 0.0)))\n"
        "time.sleep(600)\n"
    )
    engines = Engines(tmp_path, [sys.executable, "-c", script])
    engine = run(engines.load(starter, "starter", OPTIONS))

    async def lose_patience() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(ask(engine, user("?")), 0.1)

    run(lose_patience())
    assert engine.state is EngineState.FAILED
    assert isinstance(engine.error, EngineSilent)
    assert not psutil.pid_exists(engine.pid)
    run(engines.close())


def test_what_a_model_took_is_said_in_three_parts(run: Run, engines: Engines, starter: Path) -> None:
    """The starter: 30 layers with 3 heads of 64 for keys and as many for values, in 2 bytes each."""
    engine = run(engines.load(starter, "starter", LoadOptions(context=512, threads=1)))
    run(ask(engine, user("word " * 60), max_tokens=2))
    assert engine.loaded is not None
    (memory,) = engine.loaded.memory
    header = read_header(FileBytes(starter), "starter")
    assert memory.device == "CPU"
    assert memory.weights == pytest.approx(sum(tensor.size for tensor in header.tensors), rel=0.01)
    assert memory.context == pytest.approx(512 * 30 * 2 * 3 * 64 * 2, rel=0.001)
    # A system that is short of memory takes mapped pages back.
    assert memory.total == pytest.approx(psutil.Process(engine.pid).memory_info().rss, rel=0.25)
    assert memory.context < engine.loaded.resident < memory.total
    assert engines.memory() == engine.loaded.memory
    run(engines.unload())
    assert engines.memory() == ()


def test_keys_and_values_in_fewer_bits_and_for_more_slots(run: Run, engines: Engines, starter: Path) -> None:
    """q8_0 holds 32 values in 34 bytes, q4_0 in 18; a context is each slot's own."""
    options = LoadOptions(context=1024, kv_k=KvType.Q8_0, kv_v=KvType.Q4_0, slots=2, flash=True, threads=1)
    engine = run(engines.load(starter, "starter", options))
    assert engine.loaded is not None
    assert engine.loaded.context == 1024
    expected = 2 * 1024 * 30 * 3 * 64 * (34 + 18) / 32
    assert engine.loaded.memory[0].context == pytest.approx(expected, rel=0.001)
    text, _ = run(ask(engine, user("Say hello."), max_tokens=4))
    assert text


def test_experts_that_a_model_does_not_have_stay_nowhere(run: Run, engines: Engines, starter: Path) -> None:
    engine = run(engines.load(starter, "starter", LoadOptions(context=512, cpu_experts=4)))
    assert engine.state is EngineState.READY


def test_a_model_is_held_however_it_was_loaded(run: Run, engines: Engines, starter: Path) -> None:
    assert engines.holding(starter) is None
    engine = run(engines.load(starter, "starter", LoadOptions(context=512)))
    assert engines.holding(starter) is engine
    assert engines.holding(starter.with_name("another.gguf")) is None
    run(engines.unload())
    assert engines.holding(starter) is None
