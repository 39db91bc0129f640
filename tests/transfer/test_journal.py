"""What a journal may be trusted with."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.base.errors import TransferBusy
from fireseed.transfer.journal import Journal, journaled
from fireseed.transfer.plan import PlannedFile
from fireseed.transfer.spans import Origin, Origins, Spans

SIZE = 100 << 20
COMMIT = "c0ffee"


def planned(folder: Path, size: int = SIZE, sha256: str | None = "ab" * 32) -> PlannedFile:
    return PlannedFile("m.gguf", size, sha256, None, str(folder / "m.gguf"), ())


def write(file: PlannedFile, *spans: tuple[int, int]) -> Path:
    journal = Journal.open(file, COMMIT)
    for span in spans:
        journal.append([(*span, None)])
    journal.close()
    return Path(file.target + ".part.journal")


def read(file: PlannedFile, commit: str = COMMIT) -> list[tuple[int, int]]:
    journal = Journal.open(file, commit)
    journal.close()
    return list(journal.have)


SPANS = [(0, 8 << 20), (16 << 20, 24 << 20), (8 << 20, 12 << 20)]


def test_what_was_recorded_is_there_again(tmp_path: Path) -> None:
    write(planned(tmp_path), *SPANS)
    assert read(planned(tmp_path)) == [(0, 12 << 20), (16 << 20, 24 << 20)]
    assert journaled(planned(tmp_path), COMMIT) == 20 << 20


def test_torn_at_any_byte_only_the_torn_record_is_lost_and_writing_goes_on(tmp_path: Path) -> None:
    file = planned(tmp_path)
    path = write(file, *SPANS)
    whole = path.read_bytes()
    ends = [number + 1 for number, byte in enumerate(whole) if byte == 10]
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        complete = sum(end <= cut for end in ends) - 1
        expected = Spans()
        for span in SPANS[: max(0, complete)]:
            expected.add(*span)
        assert read(file) == list(expected)
        write(file, (90 << 20, 91 << 20))
        expected.add(90 << 20, 91 << 20)
        assert read(file) == list(expected)


def test_any_damaged_byte_never_adds_a_span(tmp_path: Path) -> None:
    file = planned(tmp_path)
    path = write(file, *SPANS)
    whole = path.read_bytes()
    real = set(range(12)) | set(range(16, 24))
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x01]) + whole[at + 1 :])
        found = read(file)
        assert {mib for start, end in found for mib in range(start >> 20, end >> 20)} <= real


@pytest.mark.parametrize(
    ("other", "commit"),
    [
        ({"size": SIZE + 1}, COMMIT),
        ({"sha256": "cd" * 32}, COMMIT),
        ({"sha256": None}, COMMIT),
    ],
)
def test_a_journal_of_other_bytes_is_set_aside(tmp_path: Path, other: dict[str, object], commit: str) -> None:
    path = write(planned(tmp_path), *SPANS)
    former = path.read_bytes()
    assert read(planned(tmp_path, **other), commit) == []  # type: ignore[arg-type] # facts of the row
    assert path.with_name("m.gguf.part.journal.aside").read_bytes() == former


def test_the_same_digest_at_another_commit_is_the_same_file(tmp_path: Path) -> None:
    write(planned(tmp_path), *SPANS)
    assert read(planned(tmp_path), "another commit") != []


def test_without_a_digest_another_commit_is_another_file(tmp_path: Path) -> None:
    write(planned(tmp_path, sha256=None), *SPANS)
    assert read(planned(tmp_path, sha256=None), "another commit") == []


@pytest.mark.parametrize(
    "junk", [b"", b"\0" * 4096, b"<!DOCTYPE html>\n", b"00000000 {}\n" * 100, b"\xff" * 70_000]
)
def test_junk_is_no_journal(tmp_path: Path, junk: bytes) -> None:
    file = planned(tmp_path)
    Path(file.target + ".part.journal").write_bytes(junk)
    assert read(file) == []
    write(file, (0, 5))
    assert read(file) == [(0, 5)]


def test_a_version_is_remembered_for_each_host(tmp_path: Path) -> None:
    journal = Journal.open(planned(tmp_path), COMMIT)
    assert journal.note_etag("hub", "a.example", '"1"')
    assert journal.note_etag("hub", "b.example", '"2"')
    assert journal.note_etag("hub", "a.example", '"1"')
    journal.close()
    journal = Journal.open(planned(tmp_path), COMMIT)
    assert not journal.note_etag("hub", "a.example", '"3"')
    journal.close()


def test_an_open_journal_is_busy(tmp_path: Path) -> None:
    journal = Journal.open(planned(tmp_path), COMMIT)
    with pytest.raises(TransferBusy):
        Journal.open(planned(tmp_path), COMMIT)
    journal.close()
    Journal.open(planned(tmp_path), COMMIT).close()


RANGES = st.lists(st.tuples(st.integers(0, 64), st.integers(0, 64)), max_size=12)


@given(RANGES, st.integers(0, 64), st.none() | st.integers(1, 20))
def test_spans_are_a_set_of_bytes(ranges: list[tuple[int, int]], size: int, longest: int | None) -> None:
    spans = Spans()
    there: set[int] = set()
    for start, end in ranges:
        spans.add(start, end)
        there |= set(range(start, end))
    assert spans.total == len(there)
    assert {byte for start, end in spans for byte in range(start, end)} == there
    assert spans.prefix == next(byte for byte in range(66) if byte not in there)
    merged = list(spans)
    assert all(one[1] < other[0] for one, other in pairwise(merged))
    gaps = list(spans.gaps(size, longest))
    assert [byte for start, end in gaps for byte in range(start, end)] == [
        b for b in range(size) if b not in there
    ]
    assert longest is None or all(start // longest == (end - 1) // longest for start, end in gaps)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([Origin("one"), Origin("other"), Origin(None, earlier=True), None]),
            st.integers(0, 64),
            st.integers(0, 64),
        )
    )
)
def test_each_byte_has_one_origin_the_last_that_was_noted(notes: list[tuple[Origin | None, int, int]]) -> None:
    origins = Origins()
    owners: dict[int, Origin] = {}
    for origin, start, end in notes:
        if origin is None:
            origins.forget(start, end)
        else:
            origins.note(start, end, origin)
        for byte in range(start, end):
            owners.pop(byte, None)
            if origin is not None:
                owners[byte] = origin
    found = {byte: origin for origin in origins.totals() for span in origins.of(origin) for byte in range(*span)}
    assert found == owners
    assert sum(origins.totals().values()) == len(owners)


def test_who_delivered_what_is_known_after_a_restart(tmp_path: Path) -> None:
    file = planned(tmp_path)
    journal = Journal.open(file, COMMIT)
    journal.append([(0, 10, "one"), (10, 30, "other"), (5, 12, "other"), (30, 40, None)])
    journal.close()
    journal = Journal.open(file, COMMIT)
    journal.close()
    assert journal.origins.totals() == {
        Origin("one", earlier=True): 5,
        Origin("other", earlier=True): 25,
        Origin(None, earlier=True): 10,
    }
