"""A title that a person recognizes, in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.chat.title import title_of

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Hello", "Hello"),
        ("", ""),
        (" \n\t ", ""),
        ("\0\x07", ""),
        ("two\nlines\t and   spaces ", "two lines and spaces"),
        (
            "Explain the difference between processes and threads in operating systems",
            "Explain the difference between processes and threads in…",
        ),
        ("x" * 61, "x" * 59 + "…"),
        ("x" * 60, "x" * 60),
        ("怎样在没有显卡的笔记本上运行模型？", "怎样在没有显卡的笔记本上运行模型？"),
        (
            "我想知道怎么把深度求索模型跑在自己的笔记本电脑上，没有显卡也可以吗？",
            "我想知道怎么把深度求索模型跑在自己的笔记本电脑上，没有显卡…",
        ),
        (
            "请解释 quicksort 的平均复杂度以及最坏情况下的表现并给出 Python 实现",
            "请解释 quicksort 的平均复杂度以及最坏情况下的表现并给出…",
        ),
        (FAMILY * 20, FAMILY * 7 + "…"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("\ud800 broken", "broken"),
    ],
)  # fmt: skip
def test_titles(question: str, title: str) -> None:
    assert title_of(question) == title


@given(st.text(st.characters(exclude_categories=())))
def test_every_title_is_short_and_can_be_stored_and_shown(question: str) -> None:
    title = title_of(question)
    assert len(title) <= 60
    assert title.encode().decode() == title
    assert title == " ".join(title.split())
    assert not any(ord(character) < 32 for character in title)


@given(st.text(min_size=1).filter(lambda text: text.isalnum()))
def test_a_question_with_a_letter_has_a_title(question: str) -> None:
    assert title_of(question)


def test_a_pasted_book_is_not_read_to_its_end() -> None:
    assert len(title_of("word " * 10_000_000)) <= 60
