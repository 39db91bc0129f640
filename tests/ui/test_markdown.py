"""A model's text becomes blocks: as written, safely, and the same whether it comes at once or letter by letter."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.ui.markdown import MAX_BLOCKS, MAX_SHOWN, Document, Kind, is_safe, spoken

_ALLOWED = re.compile(
    r"</?(p|h[1-6]|ul|li|blockquote|thead|tbody|tr|i|b|s|code|pre)>|<br/>|<hr/>|</(ol|table|th|td|a|span)>"
    r'|<ol start="\d+">|<table width="100%" border="1" cellspacing="0" cellpadding="8">'
    r'|<t[hd] align="(left|right|center)">|<span class="(image|[cfkns])">|<a href="https?://[^"<>]+">'
)


def shown(text: str) -> str:
    return "".join(block.html for block in Document(text).blocks)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "<p>plain</p>"),
        ("one\ntwo", "<p>one<br/>two</p>"),
        ("# Title", "<h1>Title</h1>"),
        ("**b** *i* ~~s~~ `c<d`", "<p><b>b</b> <i>i</i> <s>s</s> <code>c&lt;d</code></p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("> q", "<blockquote><p>q</p></blockquote>"),
        ("---", "<hr/>"),
        ("[a](https://b.example/c)", '<p><a href="https://b.example/c">a</a></p>'),
        ("<https://b.example>", '<p><a href="https://b.example">https://b.example</a></p>'),
        ("你好，**世界**", "<p>你好，<b>世界</b></p>"),
        ("a &amp; b \\* c", "<p>a &amp; b * c</p>"),
    ],
)
def test_prose(text: str, html: str) -> None:
    assert shown(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("![a dog](http://t.example/x.png)", '<p><span class="image">[a dog]</span></p>'),
        ("![](file:///etc/passwd)", "<p>![](file:///etc/passwd)</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](ftp://a.example)", "<p>x</p>"),
        ("[x](file:///etc/passwd)", "<p>[x](file:///etc/passwd)</p>"),
        ("[x](https://good.example@evil.example)", "<p>x</p>"),
        ("[x](//evil.example)", "<p>x</p>"),
        (
            "[https://good.example](https://evil.example)",
            '<p><a href="https://evil.example">https://good.example</a></p>',
        ),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("a\x00b\u202ec\x1b[0m", "<p>abc[0m</p>"),
    ],
)
def test_what_is_hostile_is_shown_and_not_obeyed(text: str, html: str) -> None:
    assert shown(text) == html


def test_code_keeps_its_text_and_its_language() -> None:
    (block,) = Document("```python title\ndef f():\n    return '<a>'\n```").blocks
    assert (block.kind, block.language) == (Kind.CODE, "python")
    assert block.text == "def f():\n    return '<a>'"
    assert '<span class="k">def</span> <span class="f">f</span>' in block.html
    assert "&lt;a&gt;" in block.html


def test_code_in_an_unknown_language_is_plain() -> None:
    (block,) = Document("~~~ <b>klingon\nnuq <neH>\n~~~").blocks
    assert block.language == "<b>klingon"
    assert block.html == "<pre>nuq &lt;neH&gt;</pre>"


def test_a_table_keeps_its_alignment() -> None:
    assert '<td align="right">1</td>' in shown("|a|b|\n|:-|-:|\n|x|1|")


def test_thinking_is_set_apart() -> None:
    thinking, answer = Document("<think>\nHm, 2 < 3.\n</think>\n\nYes.").blocks
    assert (thinking.kind, thinking.text, thinking.open) == (Kind.THINKING, "Hm, 2 < 3.", False)
    assert answer.html == "<p>Yes.</p>"


def test_thinking_that_goes_on_is_open_and_empty_thinking_is_nothing() -> None:
    (thinking,) = Document("<think>Hm").blocks
    assert thinking.open
    assert Document("<thi").blocks == ()
    assert [block.html for block in Document("<think>\n\n</think>\n\nYes.").blocks] == ["<p>Yes.</p>"]


def test_copying_leaves_the_thinking_out() -> None:
    assert spoken("<think>a</think>\n\nb **c**") == "b **c**"
    assert spoken("<think>a") == ""
    assert spoken("b") == "b"


def test_only_the_last_block_is_made_again() -> None:
    document = Document("# One\n\ntwo\n\nthr")
    before = document.blocks
    document.show("# One\n\ntwo\n\nthree\n")
    assert document.blocks[0] is before[0]
    assert [block.html for block in document.blocks] == ["<h1>One</h1>", "<p>two</p>", "<p>three</p>"]


def test_another_text_starts_afresh() -> None:
    document = Document("# One\n\ntwo\n\nthree\n\nfour")
    document.show("other")
    assert [block.html for block in document.blocks] == ["<p>other</p>"]


_PARTS = st.sampled_from(
    ["a", "b c", "\n", "\n\n", "# ", "- ", "1. ", "2", ". ", "> ", "```", "```py\n", "`", "**", "*", "_", "|",
     "|-|", "[x](", "https://a.example", ")", "![", "<b>", "&lt;", "    ", "  ", "---", "===", "\t", "\r\n", "\\",
     "<think>", "</think>", "你好", "\u202e", "~~", "<!--", "<a href='x'>", '"']
)  # fmt: skip


@given(st.lists(_PARTS, max_size=30))
def test_letter_by_letter_gives_the_same_as_at_once(parts: list[str]) -> None:
    text = "".join(parts)
    document = Document()
    for end in range(len(text) + 1):
        document.show(text[:end])
    assert [block.html for block in document.blocks] == [block.html for block in Document(text).blocks]


@given(st.lists(_PARTS | st.text(max_size=8), max_size=30))
def test_nothing_but_known_tags_comes_out(parts: list[str]) -> None:
    for block in Document("".join(parts)).blocks:
        assert "<" not in _ALLOWED.sub("", block.html)


HOSTILE = {
    "brackets": "[" * 1_000_000,
    "stars": "*a_ " * 250_000,
    "quotes": ">" * 100_000,
    "items": "- a\n" * 100_000,
    "nested items": "".join(" " * depth + "- a\n" for depth in range(1_000)),
    "ticks": "`" * 500_000,
    "growing ticks": "".join("`" * count + " " for count in range(1_000)),
    "one line": "x" * 1_000_000,
    "wide table": "|" * 3_000 + "\n" + "|-" * 3_000 + "|\n" + "|a\n" * 5_000,
    "open links": "[a](<b" * 100_000,
    "open images": "![" * 100_000,
    "entities": "&" * 400_000,
    "code": "```py\n" + "x = '\n" * 50_000,
    "tags": "<a " * 100_000,
    "paragraphs": "a\n\n" * 100_000,
    "quoted lines": "> a\n" * 50_000,
    "empty lines": "\n" * 300_000,
    "thinking": "<think>" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_bounded_time_and_room(name: str) -> None:
    begun = time.thread_time()
    blocks = Document(HOSTILE[name]).blocks
    assert time.thread_time() - begun < 8  # 1.5 s for the worst one on an idle machine
    assert len(blocks) <= MAX_BLOCKS + 1
    assert sum(len(block.html) for block in blocks) < 12 * MAX_SHOWN


def test_what_is_cut_says_so() -> None:
    assert Document("word " * MAX_SHOWN).blocks[-1].kind is Kind.CUT
    assert Document("a\n\n" * (MAX_BLOCKS + 5)).blocks[-1].kind is Kind.CUT


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://a.example", True),
        ("http://127.0.0.1:8080/x?y#z", True),
        ("HTTPS://A.EXAMPLE", True),
        ("", False),
        ("a.example", False),
        ("https:", False),
        ("https://user@a.example", False),
        ("https://[::1", False),
        ("data:text/html,x", False),
        ("vscode://x", False),
    ],
)
def test_only_web_pages_are_links(address: str, safe: bool) -> None:
    assert is_safe(address) is safe
