"""A real child with the real starter model: answers, stops, and what a crash leaves behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import psutil
import pytest

from engine.asking import GREEDY, Run, ask, user
from fireseed.base.errors import Cancelled, ContextFull, EngineCrashed, EngineProtocolError
from fireseed.engine.client import Engine
from fireseed.engine.protocol import EngineState, Finished, FinishReason, LoadOptions, Piece, Sampling, Turn
from fireseed.engine.supervisor import Engines
from fireseed.engine.worker.template import ChatTemplate
from fireseed.gguf.header import read_header
from fireseed.gguf.source import FileBytes

FRUITS = user("Name three fruits.")
STORY = user("Tell me a long story about a lighthouse.")
LONG = user("word " * 3500)
"""Several seconds of reading for the starter on two cores."""


def processor_seconds(engine: Engine) -> float:
    """What the child has used so far: unlike time on the wall, no other program makes it more."""
    times = psutil.Process(engine.pid).cpu_times()
    return float(times.user + times.system)


def test_a_question_is_answered(run: Run, engine: Engine) -> None:
    text, end = run(ask(engine, FRUITS))
    assert "Bananas" in text
    assert end.reason is FinishReason.END
    assert end.prompt_tokens > 10
    assert 5 < end.answer_tokens <= 24
    assert end.first_token_seconds > 0
    assert end.decode_rate > 0
    assert engine.state is EngineState.READY


def test_what_was_loaded_is_known(engine: Engine) -> None:
    assert engine.loaded is not None
    assert engine.loaded.architecture == "llama"
    assert (engine.loaded.context, engine.loaded.trained_context) == (4096, 8192)
    assert engine.loaded.devices == ("CPU",)
    assert engine.load_progress == 1.0


def test_the_same_seed_gives_the_same_answer(run: Run, engine: Engine) -> None:
    seeded = Sampling(temperature=1.5, seed=42)
    run(ask(engine, FRUITS, max_tokens=1))  # what is read already is the same each time: else numbers differ a bit
    first, end = run(ask(engine, STORY, seeded))
    run(ask(engine, FRUITS, max_tokens=1))
    again, _ = run(ask(engine, STORY, seeded))
    other, _ = run(ask(engine, STORY, Sampling(temperature=1.5, seed=43)))
    assert first == again != other
    assert end.seed == 42


def test_a_drawn_seed_is_told_and_repeats_the_answer(run: Run, engine: Engine) -> None:
    run(ask(engine, FRUITS, max_tokens=1))
    first, end = run(ask(engine, STORY, Sampling(temperature=1.5), max_tokens=12))
    run(ask(engine, FRUITS, max_tokens=1))
    again, _ = run(ask(engine, STORY, Sampling(temperature=1.5, seed=end.seed), max_tokens=12))
    assert first == again


def test_penalties_change_what_is_said(run: Run, engine: Engine) -> None:
    plain, _ = run(ask(engine, STORY))
    penalised = Sampling(temperature=0.0, repeat_penalty=1.5, presence_penalty=1.0, frequency_penalty=1.0)
    assert run(ask(engine, STORY, penalised))[0] != plain


def test_greedy_says_what_the_high_level_api_says(run: Run, engine: Engine, starter: Path) -> None:
    """In a process of its own, from the same rendered prompt."""
    header = read_header(FileBytes(starter), "starter")
    prompt = ChatTemplate(header.chat_template, "<|im_start|>", "<|im_end|>").render(STORY)
    script = f"""
import ctypes, pathlib, llama_cpp
folder = pathlib.Path(llama_cpp.__file__).parent / "lib"
ctypes.CDLL(str(folder / "libggml.so.0")).ggml_backend_load_all_from_path(str(folder).encode())
model = llama_cpp.Llama({str(starter)!r}, n_ctx=4096, n_threads=1, flash_attn=True, verbose=False)
tokens = model.tokenize({prompt!r}.encode(), add_bos=False, special=True)
print(model.create_completion(tokens, max_tokens=60, temperature=0.0)["choices"][0]["text"], end="")
"""
    oracle = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=300
    )
    run(ask(engine, FRUITS, max_tokens=1))
    assert run(ask(engine, STORY, Sampling(temperature=0.0, seed=1), max_tokens=60))[0] == oracle.stdout


def test_text_ends_before_a_stop_string_that_several_tokens_make_up(run: Run, engine: Engine) -> None:
    whole, _ = run(ask(engine, FRUITS))
    stop = whole[4:12]
    text, end = run(ask(engine, FRUITS, stop=("never", stop)))
    assert end.reason is FinishReason.STOP
    assert text == whole[:4]


def test_no_more_than_max_tokens(run: Run, engine: Engine) -> None:
    _, end = run(ask(engine, STORY, max_tokens=3))
    assert (end.reason, end.answer_tokens) == (FinishReason.LENGTH, 3)


def test_two_questions_at_once_are_answered_one_after_the_other(run: Run, engine: Engine) -> None:
    order: list[int] = []

    async def both() -> list[tuple[str, Finished]]:
        return list(
            await asyncio.gather(
                ask(engine, FRUITS, on_piece=lambda piece: order.append(piece.request)),
                ask(engine, FRUITS, on_piece=lambda piece: order.append(piece.request)),
            )
        )

    first, second = run(both())
    assert first[0] == second[0]
    assert order == sorted(order)


def test_a_stop_ends_the_answer(run: Run, engine: Engine) -> None:
    """Within a token; but how many come before a busy machine has passed the word on is nobody's to say."""

    async def stop_early() -> Finished:
        async with aclosing(engine.generate(STORY, GREEDY, 2000)) as events:
            first = await anext(events)
            assert isinstance(first, Piece)
            await engine.stop()
            async for event in events:
                if isinstance(event, Finished):
                    return event
        raise AssertionError

    end = run(stop_early())
    assert end.reason is FinishReason.CANCELLED
    assert end.answer_tokens < 1000
    assert run(ask(engine, FRUITS))[1].reason is FinishReason.END


def test_a_stop_reaches_into_the_reading_of_a_long_prompt(run: Run, engine: Engine) -> None:
    async def stop_while_reading() -> tuple[float, Finished]:
        before = processor_seconds(engine)
        answer = asyncio.create_task(ask(engine, LONG))
        while processor_seconds(engine) < before + 0.2:
            await asyncio.sleep(0.01)
        asked = processor_seconds(engine)
        await engine.stop()
        _, end = await answer
        return processor_seconds(engine) - asked, end

    seconds, end = run(stop_while_reading())
    assert end.reason is FinishReason.CANCELLED
    assert end.answer_tokens == 0
    assert seconds < 1.0  # the promise is 0.2 s on the wall, which the decode benchmark measures


def test_stopping_when_nothing_runs_does_nothing(run: Run, engine: Engine) -> None:
    run(engine.stop())
    assert run(ask(engine, FRUITS))[1].reason is FinishReason.END


@pytest.mark.parametrize("leave", ["close", "cancel"])
def test_an_answer_that_nobody_reads_is_stopped(run: Run, engine: Engine, leave: str) -> None:
    async def go_away() -> None:
        if leave == "close":
            async with aclosing(engine.generate(STORY, GREEDY, 2000)) as events:
                await anext(events)
            return
        begun = asyncio.Event()
        answer = asyncio.create_task(ask(engine, STORY, max_tokens=2000, on_piece=lambda _: begun.set()))
        await begun.wait()
        answer.cancel()
        with pytest.raises(asyncio.CancelledError):
            await answer

    run(go_away())
    assert engine.state is EngineState.READY
    assert "Bananas" in run(ask(engine, FRUITS))[0]


def test_a_conversation_that_does_not_fit_is_refused_and_nothing_breaks(run: Run, engine: Engine) -> None:
    with pytest.raises(ContextFull) as caught:
        run(ask(engine, user("word " * 6000)))
    assert caught.value.needed > 6000
    assert caught.value.context == 4096
    assert run(ask(engine, FRUITS))[1].reason is FinishReason.END


def test_numbers_out_of_bounds_are_refused_before_they_are_sent(run: Run, engine: Engine) -> None:
    for sampling in (Sampling(temperature=-1.0), Sampling(repeat_penalty=0.0)):
        with pytest.raises(EngineProtocolError):
            run(ask(engine, FRUITS, sampling))
    assert engine.state is EngineState.READY


def test_the_beginning_that_was_read_already_is_not_read_again(run: Run, engine: Engine) -> None:
    story = Turn("user", "word " * 400)
    times = [processor_seconds(engine)]
    _, first = run(ask(engine, (story,), max_tokens=2))
    times.append(processor_seconds(engine))
    _, second = run(ask(engine, (story, Turn("assistant", "Yes."), Turn("user", "Go on.")), max_tokens=2))
    times.append(processor_seconds(engine))
    assert second.prompt_tokens > first.prompt_tokens > 400
    assert times[2] - times[1] < (times[1] - times[0]) / 2


def test_chinese_and_emoji_come_whole(run: Run, engine: Engine) -> None:
    pieces: list[Piece] = []
    run(ask(engine, user("Repeat exactly: 你好，世界 🔥🔥🔥"), max_tokens=40, on_piece=pieces.append))
    assert "\ufffd" not in "".join(piece.text for piece in pieces)


def test_an_answer_ends_where_the_context_does(run: Run, engines: Engines, starter: Path) -> None:
    engine = run(engines.load(starter, "starter", LoadOptions(context=128, threads=1)))
    _, end = run(ask(engine, STORY, max_tokens=1000))
    assert engine.loaded is not None
    assert engine.loaded.threads == 1
    assert end.reason is FinishReason.LENGTH
    assert end.prompt_tokens + end.answer_tokens == engine.loaded.context + 1


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV] if os.name != "nt" else [])
def test_a_crash_costs_the_rest_of_one_answer(
    run: Run, engines: Engines, starter: Path, number: signal.Signals
) -> None:
    engine = run(engines.load(starter, "starter", LoadOptions()))
    pieces: list[str] = []

    def die_at_the_third(piece: Piece) -> None:
        pieces.append(piece.text)
        if len(pieces) == 3:
            os.kill(engine.pid, number)

    with pytest.raises(EngineCrashed) as caught:
        run(ask(engine, STORY, max_tokens=500, on_piece=die_at_the_third))
    assert len("".join(pieces)) > 3
    assert caught.value.exit_code == -number
    assert "lighthouse" not in caught.value.last_log
    assert engine.state is EngineState.FAILED
    assert engine.error is caught.value
    with pytest.raises(EngineCrashed):
        run(ask(engine, FRUITS))
    again = run(engines.load(starter, "starter", LoadOptions()))
    assert again.pid != engine.pid
    assert "Bananas" in run(ask(again, FRUITS))[0]


def test_unloading_in_the_middle_of_an_answer_cancels_it_and_gives_memory_back(
    run: Run, engines: Engines, starter: Path
) -> None:
    engine = run(engines.load(starter, "starter", LoadOptions()))
    assert psutil.pid_exists(engine.pid)

    async def unload_while_answering() -> None:
        begun = asyncio.Event()
        answer = asyncio.create_task(ask(engine, STORY, max_tokens=2000, on_piece=lambda _: begun.set()))
        await begun.wait()
        await engine.unload()
        with pytest.raises(Cancelled):
            await answer

    run(unload_while_answering())
    assert engine.state is EngineState.GONE
    assert not psutil.pid_exists(engine.pid)
    with pytest.raises(Cancelled):
        run(ask(engine, FRUITS))
    run(engine.unload())
