"""The list of messages tells Qt the truth, makes blocks only for what is looked at, and grows at its end."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from fireseed.ui.messages import MessageRow, MessageRows
from fireseed.ui.rows import Rows


def row(key: str, mine: bool = False, **facts: object) -> MessageRow:
    known: dict[str, object] = {
        "text": "question" if mine else "",
        "streaming": False,
        "interrupted": False,
        "version": 1,
        "versions": 1,
        "rate": "",
    }
    return MessageRow(key=key, mine=mine, **(known | facts))  # type: ignore[arg-type] # facts are a test's own


@pytest.fixture
def rows(qtbot: QtBot) -> MessageRows:
    made = MessageRows()
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    assert tester.model() is made
    return made


def blocks(rows: MessageRows, index: int) -> Rows[object] | None:
    names = {bytes(name.data()).decode(): role for role, name in rows.roleNames().items()}
    found = rows.data(rows.index(index), names["blocks"])
    assert found is None or isinstance(found, Rows)
    return found


def test_an_answer_has_blocks_and_a_question_has_its_text(rows: MessageRows) -> None:
    rows.show([(row("q", mine=True), "question"), (row("a"), "# One\n\ntwo")])
    assert blocks(rows, 0) is None
    found = blocks(rows, 1)
    assert found is not None
    assert found.rowCount() == 2
    assert blocks(rows, 1) is found


def test_growing_changes_the_last_block_only(rows: MessageRows, qtbot: QtBot) -> None:
    rows.show([(row("a", streaming=True), "# One\n\ntw")])
    found = blocks(rows, 0)
    assert found is not None
    QAbstractItemModelTester(found, QAbstractItemModelTester.FailureReportingMode.Fatal, found)
    changed: list[int] = []
    found.dataChanged.connect(lambda first, last: changed.extend(range(first.row(), last.row() + 1)))
    rows.grow("a", "# One\n\ntwo\n")
    assert changed == [1]
    rows.grow("a", "# One\n\ntwo\n\nthree")
    assert changed == [1]
    assert found.rowCount() == 3


def test_growing_what_is_not_shown_does_nothing(rows: MessageRows) -> None:
    rows.show([(row("a"), "one")])
    rows.grow("b", "two")
    assert rows.rowCount() == 1
    assert rows.text("b") == ""


def test_no_reset_ever(rows: MessageRows, qtbot: QtBot) -> None:
    resets: list[object] = []
    rows.modelReset.connect(lambda: resets.append(1))
    rows.show([(row("q", mine=True), "question"), (row("a", streaming=True), "")])
    blocks(rows, 1)
    rows.show([(row("q", mine=True), "question"), (row("a", rate="42 tokens/s"), "whole")])
    assert rows.text("a") == "whole"
    found = blocks(rows, 1)
    assert found is not None
    assert "whole" in str(found.rows[0])
    rows.show([(row("q", mine=True), "question"), (row("b", version=2, versions=2), "other")])
    rows.show([])
    assert resets == []
    assert rows.rowCount() == 0


def test_roles_outside_are_empty(rows: MessageRows) -> None:
    rows.show([(row("a"), "one")])
    model: QAbstractItemModel = rows
    assert model.data(QModelIndex()) is None
    assert model.data(model.index(0, 0), 9_999) is None
