"""A model card's HTML: what it means stays where Markdown can say it, the rest goes, and code is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.ui.card_text import plain_markdown
from fireseed.ui.markdown import Document, images_of


@pytest.mark.parametrize(
    ("card", "plain"),
    [
        ("---\nlicense: mit\n---\n# Title", "### Title"),
        ("---\nnot closed", "---\nnot closed"),
        ("a<!-- hidden\n -->b", "ab"),
        ("a <!-- never closed", "a <!-- never closed"),
        ("<h2>Two</h2>text", "#### Two\n\ntext"),
        ('<div align="center">\n    <b>bold</b>\n</div>', "**bold**"),
        ("<ul>\n  <li>one</li>\n  <li>two</li>\n</ul>", "- one\n- two"),
        ('<a href="https://a.example">site</a>', "[site](<https://a.example>)"),
        ("<a name=x>anchor</a>", "anchor"),
        ("<a href='https://a.example'>left open", "[left open](<https://a.example>)"),
        ('<img alt="A [chart]" src="figures/a.png">', "![A  chart](<figures/a.png>)"),
        ('<img alt="run" src="javascript:x">', "run"),
        ('<a href="javascript:x">run</a>', "run"),
        ("x<script>alert(1)</script>y<style>p{}</style>z", "xyz"),
        ("x<script>never closed", "xnever closed"),
        ("think: <think> and <|im_start|>, a < b", "think: &lt;think&gt; and <|im_start|>, a < b"),
        ("`<b>code</b>` and\n```html\n<b>code</b>\n```\n", "`<b>code</b>` and\n```html\n<b>code</b>\n```"),
        ("- a\n  - b <b>c</b>", "- a\n  - b **c**"),
        ("<details><summary>More</summary>inside</details>", "More\n\ninside"),
    ],
)
def test_what_a_card_says_without_html(card: str, plain: str) -> None:
    assert plain_markdown(card) == plain


def test_no_tag_reaches_the_window_as_one() -> None:
    shown = "".join(block.html for block in Document(plain_markdown(_HOSTILE)).blocks)
    for forbidden in ("<script", "<img", "<iframe", "javascript", "file:", 'href="t'):
        assert forbidden not in shown


_HOSTILE = """
<script>fetch('https://t.example')</script>
<img src=x onerror=alert(1)> <img src="https://t.example/p.gif">
<iframe src="file:///etc/passwd"></iframe>
<a href="javascript:alert(1)">a</a> <a href="file:///etc/passwd">c</a>
![d](https://t.example/q.gif)
<scr<script>ipt>alert(1)</script>
"""


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<a href=", "`", "`a", "<!--", "<script>", "---\n", "\n   ", "<b></b>"]
)
def test_a_hostile_card_is_read_to_its_end(piece: str) -> None:
    assert isinstance(plain_markdown(piece * (100_000 // len(piece))), str)


@given(st.text(alphabet="<>/ab\"'=`-! \n#scriptimg", max_size=200))
def test_any_card_can_be_shown(card: str) -> None:
    plain = plain_markdown(card)
    assert all("<script" not in block.html for block in Document(plain).blocks)
    assert isinstance(images_of(plain), tuple)
