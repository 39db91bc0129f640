"""A model card as its publisher wrote it → plain Markdown: no metadata and no HTML. Pure.

Cards mix HTML into Markdown, mostly to centre pictures. What a tag means is kept where Markdown has a word for it
(headings, paragraphs, lists, links, pictures); every other tag goes, and with `script`, `style` and their like all
that is in them. Code is left as it is. The text is hostile: each step takes time in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n.*?^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CODE_OR_TAG = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`{1,8})(?!`)[^`]{1,2000}(?P=ticks)(?!`))"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,15})(?P<attributes>(?:[\s/][^<>]{0,2000})?)>"
)
_ATTRIBUTE = re.compile(r"""([A-Za-z-]{1,20})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_INDENT_BEFORE_TAG = re.compile(r"(\A|\n)[ \t]+\Z")
_INDENT_AFTER_TAG = re.compile(r"\A(\s*\n)?[ \t]+")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_UNLINKABLE = re.compile(r"[<>\n\\]")
_HEADING = re.compile(r"^( {0,3}#{1,4})(?=[ \t])", re.MULTILINE)
"""Two levels down: the pane itself has the title."""
_BLANK_LINES = re.compile(r"\n{3,}")

_HIDDEN = frozenset({
    "head", "iframe", "math", "noscript", "object", "script", "style", "svg", "template", "title",
})  # fmt: skip
"""Elements whose contents nobody is meant to read."""

_KNOWN = _HIDDEN | frozenset({
    "a", "abbr", "align", "article", "aside", "audio", "b", "big", "blockquote", "body", "br", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "div", "dl", "dt", "em", "embed",
    "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "i", "img", "input", "ins", "kbd", "label", "li", "link", "main", "mark", "meta", "nav", "ol",
    "option", "p", "picture", "pre", "q", "s", "samp", "section", "select", "small", "source", "span",
    "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "textarea", "tfoot", "th", "thead",
    "tr", "track", "tt", "u", "ul", "var", "video",
})  # fmt: skip
"""HTML's own names: `<think>` and `<pad>` in a card are text that its author wants to be seen."""

_PARAGRAPHS = frozenset({
    "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "figure",
    "footer", "form", "header", "hr", "main", "nav", "ol", "p", "picture", "pre", "section", "summary",
    "table", "ul", "video",
})  # fmt: skip
_MARKS = {"b": "**", "strong": "**", "em": "*", "i": "*", "code": "`", "tt": "`", "kbd": "`", "samp": "`",
          "del": "~~", "s": "~~", "strike": "~~"}  # fmt: skip


def plain_markdown(card: str) -> str:
    """`card` without its metadata and with what Markdown can say of its HTML."""
    text = _FRONT_MATTER.sub("", card.replace("\r\n", "\n").replace("\r", "\n"), count=1)
    parts = [
        part if is_code else _HEADING.sub(r"\1##", _Prose().read(part))
        for is_code, part in _sections(_uncommented(text))
    ]
    return _BLANK_LINES.sub("\n\n", "".join(parts)).strip("\n")


def _uncommented(text: str) -> str:
    """Without `<!-- … -->`; one that never ends is text."""
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join((*kept, text[at:]))


def _sections(text: str) -> Iterator[tuple[bool, str]]:
    """Stretches of prose and fenced code, in order; the first value tells which."""
    gathered: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        if fence:
            gathered.append(line)
            closes = found is not None and found[1].startswith(fence) and line.strip() == found[1]
            if closes:
                yield True, "".join(gathered)
                gathered, fence = [], ""
        elif found is not None:
            yield False, "".join(gathered)
            gathered, fence = [line], found[1]
        else:
            gathered.append(line)
    yield bool(fence), "".join(gathered)


class _Prose:
    """One stretch of prose, read once."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._links: list[str] = []
        self._cells = 0

    def read(self, text: str) -> str:
        """The same in Markdown."""
        at = hidden_to = 0
        lowered: str | None = None
        endless: set[str] = set()
        for found in _CODE_OR_TAG.finditer(text):
            if found.start() < hidden_to:
                continue
            name = (found["name"] or "").lower()
            before = text[max(at, hidden_to) : found.start()]
            self._say(_INDENT_BEFORE_TAG.sub(r"\1", before) if name in _KNOWN else before)
            at = found.end()
            if name not in _KNOWN:
                self._out.append(found[0] if found["code"] else escape(found[0], quote=False))
            elif name in _HIDDEN:
                if found["close"] or name in endless:
                    continue
                lowered = text.lower() if lowered is None else lowered
                end = lowered.find(f"</{name}", at)
                hidden_to = max(end, at)
                if end < 0:
                    endless.add(name)
            elif found["close"]:
                self._close(name)
            else:
                self._open(name, found["attributes"])
        self._say(text[max(at, hidden_to) :])
        self._out.extend(f"](<{address}>)" if address else "" for address in reversed(self._links))
        return "".join(self._out)

    def _say(self, words: str) -> None:
        """Markdown takes an indentation for code; between tags it is there for its own sake."""
        if self._out and self._out[-1].endswith("\n"):
            words = _INDENT_AFTER_TAG.sub(r"\1", words)
        self._out.append(words)

    def _open(self, name: str, attributes: str) -> None:
        match name:
            case "img":
                self._out.append(_picture(_attribute(attributes, "src"), _attribute(attributes, "alt")))
            case "a":
                address = _target(_attribute(attributes, "href"), link=True)
                self._links.append(address)
                self._out.append("[" if address else "")
            case "br":
                self._out.append("  \n")
            case "hr":
                self._out.append("\n\n")
            case "li":
                self._out.append("- " if self._out and self._out[-1].endswith("\n") else "\n- ")
            case "tr":
                self._cells = 0
                self._out.append("  \n")
            case "td" | "th":
                self._out.append(" · " if self._cells else "")
                self._cells += 1
            case _ if name[0] == "h" and name[1:].isdigit():
                self._out.append(f"\n\n{'#' * int(name[1:])} ")
            case _:
                self._mark(name)

    def _close(self, name: str) -> None:
        if name == "a":
            address = self._links.pop() if self._links else ""
            self._out.append(f"](<{address}>)" if address else "")
        elif name[0] == "h" and name[1:].isdigit():
            self._out.append("\n\n")
        else:
            self._mark(name)

    def _mark(self, name: str) -> None:
        self._out.append("\n\n" if name in _PARAGRAPHS else _MARKS.get(name, ""))


def _attribute(attributes: str, wanted: str) -> str:
    for name, *values in _ATTRIBUTE.findall(attributes):
        if name.lower() == wanted:
            return unescape("".join(values)).strip()
    return ""


def _picture(source: str, description: str) -> str:
    address = _target(source, link=False)
    words = re.sub(r"[\[\]\\`*_\n]", " ", description).strip()
    return f"![{words}](<{address}>)" if address else words


def _target(address: str, *, link: bool) -> str:
    """`address` as Markdown takes it between `<` and `>`; empty where it can't, or leads neither to the web nor,
    for a picture, into the repo."""
    scheme = _SCHEME.match(address)
    allowed = scheme[1].lower() in ("http", "https") if scheme else not link
    return address if allowed and not _UNLINKABLE.search(address) else ""
