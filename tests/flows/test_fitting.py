"""From a header on a hub or a disk to a fit, to the options of a load, and to what the load taught."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fireseed.app import App
from fireseed.base.errors import GgufTruncated, ModelMissing, UnsupportedArchitecture
from fireseed.base.paths import Paths
from fireseed.base.settings import SettingsFile
from fireseed.chat.model import AnswerState
from fireseed.engine.client import Engine
from fireseed.engine.protocol import DeviceMemory, Loaded, LoadOptions, Sampling
from fireseed.flows.answers import AnswerGrew, AnswerUpdate
from fireseed.flows.fitting import given_back
from fireseed.gguf.header import read_header
from fireseed.gguf.metadata import ValueType
from fireseed.gguf.source import FileBytes
from fireseed.hardware.bandwidth import Bandwidth, identity
from fireseed.hardware.fit import KvType, Verdict, Wishes
from fireseed.hardware.machine import Device, DeviceKind, Machine, Memory, Processor, Undetected, Why
from fireseed.hubs.protocol import SearchQuery
from fireseed.library.model import Check, Model
from fireseed.library.store import NewFile
from gguf.builder import Gguf

REPO = "HuggingFaceTB/SmolLM2-135M-Instruct-GGUF"
NOBODY = "http://127.0.0.1:9"
"""The discard port of this computer: a hub that is down, at once."""


@pytest.fixture
def app(home: Paths, starter: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """The whole program with no hub but the built-in one; the memory's speed is not what this is about."""
    monkeypatch.setenv("FIRESEED_STARTER", str(starter))
    for ask in ("of", "known"):
        monkeypatch.setattr(Bandwidth, ask, lambda *_: 20 * 10**9)
    SettingsFile(home.settings_file).change(hub_address=NOBODY)
    with App.open(home) as made:
        yield made


def shelved(app: App, path: Path) -> Model:
    """A model of the library whose file lies at `path`."""
    return app.library.add(
        hub="builtin",
        repo=REPO,
        commit="c0",
        variant="Q4_1",
        licence=None,
        files=[NewFile(path, "b1" * 32, Check.VERIFIED)],
    )


def on_a_loop(app: App, work: Coroutine[Any, Any, Any]) -> Any:
    """Engines belong to one loop, and are closed on it."""

    async def limited() -> Any:
        try:
            return await asyncio.wait_for(work, 120)
        finally:
            await app.engines.close()

    return asyncio.run(limited())


def test_before_the_download_as_after_it(app: App, starter: Path) -> None:
    offer = app.downloads.offer("builtin", app.hubs["builtin"].search(SearchQuery()).repos[0].name)
    variant = offer.variants[0]
    before, after = app.fitting.fit(offer, variant), app.fitting.fit_model(shelved(app, starter))
    assert before.verdict is Verdict.RUNS_WELL
    assert (before.need, before.context, before.speed) == (after.need, after.context, after.speed)
    assert app.fitting.header(offer, variant) == read_header(FileBytes(starter), "starter")
    assert app.fitting.estimate(offer, variant).rough


def test_wishes_are_heard(app: App, starter: Path) -> None:
    model = shelved(app, starter)
    full = app.fitting.fit_model(model, Wishes(context=4096))
    small = app.fitting.fit_model(model, Wishes(context=4096, kv_k=KvType.Q4_0, kv_v=KvType.Q4_0))
    assert full.context == small.context == 4096
    assert small.need.context < full.need.context / 3


def test_a_file_that_went_is_missing(app: App, starter: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(starter.read_bytes()[:4_000_000])
    model = shelved(app, path)
    with pytest.raises(GgufTruncated):
        app.fitting.fit_model(model)
    path.unlink()
    with pytest.raises(ModelMissing):
        app.fitting.fit_model(model)


def test_of_what_nobody_knows_llama_cpp_has_the_last_word(app: App, tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(Gguf(metadata=[("general.architecture", ValueType.STRING, "abacus")]).bytes())
    model = shelved(app, path)
    with pytest.raises(UnsupportedArchitecture):
        app.fitting.fit_model(model)
    with pytest.raises(UnsupportedArchitecture):
        on_a_loop(app, app.answers.load(model))


def test_a_model_is_loaded_with_the_context_that_fits_and_what_it_took_is_kept(app: App, starter: Path) -> None:
    model = shelved(app, starter)
    assert app.answers.taken is None

    async def twice() -> tuple[Engine, Engine]:
        return await app.answers.load(model), await app.answers.load(model)

    first, second = on_a_loop(app, twice())
    assert first is second
    assert first.loaded is not None
    assert first.loaded.context == app.fitting.fit_model(model).context
    found = app.answers.taken
    assert found is not None
    assert found.measured.total == sum(device.total for device in first.loaded.memory)
    assert found.expected.total == pytest.approx(found.measured.total, rel=0.2)
    (kept,) = app.library.measurements.of(identity(app.fitting.machine()), 10)
    assert (kept.context, kept.speed) == (first.loaded.context, None)
    assert (kept.expected, kept.measured) == (found.expected, found.measured)


def test_an_answer_tells_how_fast_it_was(app: App, starter: Path) -> None:
    model = shelved(app, starter)
    conversation = app.chats.create()

    async def ask() -> AnswerState | None:
        """Greedily the starter takes this literally, so it is stopped."""
        loop = asyncio.get_running_loop()
        stopping: list[asyncio.Task[None]] = []

        def update(seen: AnswerUpdate) -> None:
            if isinstance(seen, AnswerGrew) and seen.tokens >= 20:
                stopping.append(loop.create_task(app.answers.stop()))

        greedy = Sampling(temperature=0.0)
        message = await app.answers.ask(
            conversation.id, "Write a song that never ends.", model, update, sampling=greedy
        )
        await asyncio.gather(*stopping)
        return message.state

    assert on_a_loop(app, ask()) is AnswerState.STOPPED
    (kept,) = app.library.measurements.of(identity(app.fitting.machine()), 10)
    assert kept.speed is not None
    assert kept.speed > 0


def test_three_loads_correct_the_next_prediction(app: App, starter: Path) -> None:
    model = shelved(app, starter)
    plan = app.fitting.load_plan(model)
    took = plan.expected.need
    memory = (DeviceMemory("CPU", took.weights, took.context, 2 * took.working),)
    loaded = Loaded("llama", "", plan.options.context, 8192, 2, ("CPU",), (), 0.1, memory, 0)
    for _ in range(3):
        assert app.fitting.loaded(model, plan, loaded).number is not None
    learned = app.fitting.fit_model(model, Wishes(context=plan.options.context))
    assert learned.need.working == pytest.approx(2 * took.working, rel=0.01)
    assert learned.need.weights == took.weights
    # What is kept is the plain prediction, so that a correction does not correct itself.
    assert app.fitting.load_plan(model).expected.need == took


def test_a_speed_is_expected_only_where_memory_was_measured(
    app: App, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = shelved(app, starter)
    assert app.fitting.load_plan(model).expected.speed is not None
    monkeypatch.setattr(Bandwidth, "known", lambda *_: None)
    assert app.fitting.load_plan(model).expected.speed is None


def test_an_option_is_never_out_of_bounds(app: App, starter: Path) -> None:
    assert app.fitting.load_plan(shelved(app, starter), Wishes(context=1)).options == LoadOptions(context=16)


GIB = 1 << 30
GAP = Undetected(Why.ABSENT, "no driver")
MACHINE = Machine(
    "Linux",
    Memory(16 * GIB, 4 * GIB, limited=False),
    Processor("A", 2, 4, 4, ()),
    (),
    (
        Device("CUDA0", "A card", DeviceKind.GPU, 8 * GIB, GIB),
        Device("CPU", "", DeviceKind.CPU, 16 * GIB, 4 * GIB),
    ),
    GAP,
)


def test_what_the_running_engine_has_is_free_for_the_next() -> None:
    held = (DeviceMemory("CUDA0", 3 * GIB, GIB, GIB), DeviceMemory("CPU", 5 * GIB, GIB, 2 * GIB))
    freed = given_back(MACHINE, held)
    assert not isinstance(freed.devices, Undetected)
    assert [device.memory_free for device in freed.devices] == [6 * GIB, 7 * GIB]
    assert freed.memory.available == 7 * GIB


def test_no_more_is_given_back_than_there_is() -> None:
    held = (DeviceMemory("CUDA0", 30 * GIB, 0, 0), DeviceMemory("CPU", 0, 30 * GIB, 0))
    freed = given_back(MACHINE, held)
    assert not isinstance(freed.devices, Undetected)
    assert [device.memory_free for device in freed.devices] == [8 * GIB, 16 * GIB]
    assert freed.memory.available == 16 * GIB
    assert given_back(MACHINE, ()) == MACHINE
    assert given_back(replace(MACHINE, devices=GAP), held).devices == GAP
