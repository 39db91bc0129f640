"""Stop strings across pieces: the same result however the text is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.engine.worker.stop import StopScanner

few_letters = st.text("ab", max_size=30)


def scan(pieces: list[str], stops: list[str]) -> tuple[str, bool]:
    scanner = StopScanner(stops)
    shown = ""
    for piece in pieces:
        more, stopped = scanner.feed(piece)
        shown += more
        if stopped:
            return shown, True
    return shown + scanner.flush(), False


@given(st.lists(few_letters, max_size=12), st.lists(st.text("ab", min_size=1, max_size=5), max_size=4))
def test_cutting_changes_nothing(pieces: list[str], stops: list[str]) -> None:
    whole = "".join(pieces)
    # Letter by letter, the first stop string to be complete ends the text, at the earliest place it fits.
    ends = [(whole.find(stop) + len(stop), whole.find(stop)) for stop in stops if stop in whole]
    shown, stopped = scan(list(whole), stops)
    assert stopped == bool(ends)
    if not ends:
        assert shown == whole
        assert scan(pieces, stops) == (whole, False)
    else:
        first_end = min(end for end, _ in ends)
        assert shown == whole[: min(start for end, start in ends if end == first_end)]
        shown, stopped = scan(pieces, stops)
        assert stopped
        assert not any(stop in shown for stop in stops)
        assert whole.startswith(shown)


@pytest.mark.parametrize("pieces", [["one STOP two"], ["one S", "TOP two"], ["one ", "S", "T", "O", "P", " two"]])
def test_nothing_of_a_stop_string_is_shown(pieces: list[str]) -> None:
    assert scan(pieces, ["STOP"]) == ("one ", True)


def test_text_that_only_began_like_a_stop_string_is_shown_as_soon_as_that_is_certain() -> None:
    scanner = StopScanner(["</end>"])
    assert scanner.feed("a </e") == ("a ", False)
    assert scanner.feed("m> b") == ("</em> b", False)


def test_without_stop_strings_nothing_waits() -> None:
    assert StopScanner(["", ""]).feed("</") == ("</", False)
