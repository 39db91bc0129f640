"""Lists change by small steps and tell Qt the truth about each."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from fireseed.ui.rows import Move, Rows, steps


@dataclass(frozen=True)
class Fruit:
    key: str
    size_text: str = "small"


keys = st.lists(st.sampled_from("abcdefgh"), unique=True)


def watched() -> tuple[Rows[Fruit], QAbstractItemModelTester]:
    rows = Rows(Fruit)
    return rows, QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal)


@given(before=keys, after=keys)
def test_any_list_becomes_any_other_without_a_reset(before: list[str], after: list[str]) -> None:
    rows, _tester = watched()
    resets: list[None] = []
    rows.modelReset.connect(lambda: resets.append(None))
    rows.replace([Fruit(key) for key in before])
    rows.replace([Fruit(key, "large") for key in after])
    assert rows.rows == tuple(Fruit(key, "large") for key in after)
    assert not resets


def test_only_the_changed_role_of_the_changed_row_is_announced() -> None:
    rows, _tester = watched()
    rows.replace([Fruit("a"), Fruit("b"), Fruit("c")])
    told: list[tuple[int, list[int]]] = []
    rows.dataChanged.connect(lambda first, _last, roles: told.append((first.row(), roles)))
    rows.replace([replace(row, size_text="large") if row.key == "b" else row for row in rows.rows])
    (size_role,) = (role for role, name in rows.roleNames().items() if name == b"sizeText")
    assert told == [(1, [size_role])]


def test_a_row_that_stays_is_not_taken_out_and_put_in() -> None:
    rows, _tester = watched()
    rows.replace([Fruit("a"), Fruit("b")])
    removed: list[int] = []
    rows.rowsRemoved.connect(lambda _parent, first, _last: removed.append(first))
    rows.replace([Fruit("new"), Fruit("b"), Fruit("a")])
    assert removed == []
    assert [row.key for row in rows.rows] == ["new", "b", "a"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("abcdefgh", "bcdefgha", [Move(0, 7)]),
        ("abcdefgh", "habcdefg", [Move(7, 0)]),
        ("abcdefgh", "acdefbgh", [Move(1, 5)]),
        ("ab", "ba", [Move(1, 0)]),
    ],
)
def test_one_row_that_goes_far_is_one_step(before: str, after: str, expected: list[Move]) -> None:
    assert steps(before, after) == expected


def test_appending_leaves_out_what_is_there() -> None:
    rows, _tester = watched()
    rows.append([Fruit("a")])
    rows.append([Fruit("a"), Fruit("b")])
    assert [row.key for row in rows.rows] == ["a", "b"]
    assert rows.property("count") == 2


def test_a_question_about_no_row_has_no_answer() -> None:
    rows, _tester = watched()
    model: QAbstractItemModel = rows
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DisplayRole) is None
