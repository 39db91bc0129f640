"""Frames: what goes in comes out, however the stream is cut; what is no frame is an error, never an allocation."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.base.errors import EngineProtocolError
from fireseed.engine.protocol import (
    MAX_FRAME,
    MOVES,
    Abort,
    EngineState,
    Finished,
    FinishReason,
    FrameDecoder,
    FromChild,
    Generate,
    Load,
    Loading,
    LoadOptions,
    Piece,
    Refused,
    Sampling,
    ToChild,
    Turn,
    encode,
    encode_checked,
)

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
number = st.integers(0, 2**40)
rate = st.floats(allow_nan=False)
to_child = st.one_of(
    st.builds(Load, path=st.binary(max_size=50), options=st.just(LoadOptions())),
    st.builds(
        Generate,
        request=number,
        turns=st.lists(st.builds(Turn, role=text, text=text), max_size=4).map(tuple),
        sampling=st.builds(Sampling, seed=st.none() | number),
        max_tokens=st.integers(1, 2**40),
        stop=st.lists(text, max_size=3).map(tuple),
    ),
    st.builds(Abort, request=number),
)
from_child = st.one_of(
    st.builds(Loading, fraction=rate),
    st.builds(Piece, request=number, text=text, tokens=number),
    st.builds(
        Finished,
        request=number,
        reason=st.sampled_from(FinishReason),
        prompt_tokens=number,
        answer_tokens=number,
        first_token_seconds=rate,
        prompt_rate=rate,
        decode_rate=rate,
        seed=number,
    ),
    st.builds(
        Refused, request=st.none() | number, code=text, facts=st.dictionaries(text, st.none() | number | text)
    ),
)


@given(st.lists(to_child, max_size=5), st.integers(1, 40))
def test_frames_survive_any_cutting(frames: list[ToChild], cut: int) -> None:
    stream = b"".join(encode_checked(frame) for frame in frames)
    decoder = FrameDecoder[ToChild](ToChild)
    found = [frame for at in range(0, len(stream), cut) for frame in decoder.feed(stream[at : at + cut])]
    assert found == frames


@given(st.lists(from_child, max_size=5))
def test_frames_of_the_child_come_back_whole(frames: list[FromChild]) -> None:
    decoder = FrameDecoder[FromChild](FromChild)
    assert decoder.feed(b"".join(encode(frame) for frame in frames)) == frames


@given(st.binary(max_size=300))
def test_any_bytes_are_frames_or_a_typed_error(noise: bytes) -> None:
    for stream in (noise, len(noise).to_bytes(4, "little") + noise):
        with contextlib.suppress(EngineProtocolError):
            FrameDecoder[FromChild](FromChild).feed(stream)


@given(from_child, st.data())
def test_a_damaged_frame_is_a_frame_or_a_typed_error(frame: FromChild, data: st.DataObject) -> None:
    stream = bytearray(encode(frame))
    at = data.draw(st.integers(4, len(stream) - 1))
    stream[at] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(EngineProtocolError):
        FrameDecoder[FromChild](FromChild).feed(bytes(stream))


def test_a_long_frame_is_refused_by_its_length_alone() -> None:
    with pytest.raises(EngineProtocolError):
        FrameDecoder[ToChild](ToChild).feed((MAX_FRAME + 1).to_bytes(4, "little"))
    with pytest.raises(EngineProtocolError):
        encode(Piece(1, "x" * (MAX_FRAME + 1), 1))


def test_nesting_in_facts_is_bounded() -> None:
    head = encode(Refused(None, "", {"a": None}))[4:-1]
    body = head + b"\x91" * 100_000 + b"\xc0"
    with pytest.raises(EngineProtocolError):
        FrameDecoder[FromChild](FromChild).feed(len(body).to_bytes(4, "little") + body)


@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(temperature=-1.0),
        Sampling(temperature=math.nan),
        Sampling(temperature=math.inf),
        Sampling(top_k=-1),
        Sampling(top_p=1.5),
        Sampling(repeat_penalty=0.0),
        Sampling(presence_penalty=math.nan),
        Sampling(penalty_window=-1),
        Sampling(seed=2**70),
    ],
)
def test_numbers_that_the_child_would_refuse_are_not_sent(sampling: Sampling) -> None:
    with pytest.raises(EngineProtocolError):
        encode_checked(Generate(1, (), sampling, 1))


def test_half_a_surrogate_is_refused() -> None:
    with pytest.raises(EngineProtocolError):
        encode_checked(Generate(1, (Turn("user", "\ud800"),), Sampling(), 1))


def test_every_state_has_its_moves_and_the_last_has_none() -> None:
    assert set(MOVES) == set(EngineState)
    assert not MOVES[EngineState.GONE]
    assert all(EngineState.GONE in moves for state, moves in MOVES.items() if state is not EngineState.GONE)
