"""Markdown of a model's answer → blocks for the window. Pure: text in, values out.

The text is hostile until proven otherwise: a model repeats what it has read. So HTML is shown and never obeyed,
nothing remote is ever loaded (an image becomes its description, unless it is here already), a link is a link only
to http and https, and nesting, length and the number of blocks are bounded. While an answer grows, only its last
block is made again.

Blocks carry HTML for Qt's rich text with class names instead of colours; the theme's style sheet adds those.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from fireseed.ui.highlight import highlighted

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_SHOWN: Final = 200_000
"""Characters of one answer that are shown; copying gives all. About 50,000 tokens."""

MAX_PARSED: Final = 32_000
"""Characters that are parsed in one go: bounds the time that a hostile answer can take from a frame."""

MAX_INLINE: Final = 16_000
"""Characters of one paragraph that are formatted; a longer one is shown as it is."""

MAX_BLOCKS: Final = 2_000

_MAX_NESTING = 12
_MAX_LANGUAGE = 24

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the reading direction: they can make an address look like another."""

_TAG = re.compile(r"<[^<>]*>")

_THINK, _THOUGHT = "<think>", "</think>"


class Kind(IntEnum):
    """What the window has a delegate of its own for."""

    PROSE = 0
    CODE = 1
    THINKING = 2
    CUT = 3  # more follows that is not shown
    PICTURE = 4


@dataclass(frozen=True)
class Block:
    """One piece of an answer, from top to bottom.

    `html` is for Qt's rich text; `text` is what copying the block gives (code and thinking only); `language` is
    what a code block calls itself; `open` is true for thinking that has not ended. Of a picture `html` is its
    source, `text` its description, and `width` and `height` are pixels of the page.
    """

    key: str
    kind: int
    html: str
    text: str = ""
    language: str = ""
    open: bool = False
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Picture:
    """An image that is here already. `source` is of an image provider; sizes are pixels on the page."""

    source: str
    width: int
    height: int


Pictures = Mapping[str, Picture]
"""By the address that a text gives: the images that are shown. Every other one becomes its description."""

NO_PICTURES: Final[Pictures] = MappingProxyType({})


class Document:
    """One answer that may grow. `blocks` are those of its text so far."""

    def __init__(self, text: str = "", pictures: Pictures = NO_PICTURES) -> None:
        self._text = ""
        self._pictures = pictures
        self._settled: list[Block] = []
        self._settled_to = 0
        self.blocks: tuple[Block, ...] = ()
        self.show(text)

    def show(self, text: str) -> None:
        """Shows `text`; the blocks that it shares with the former text are not made again."""
        cleaned = _UNSEEN.sub("", text[:MAX_SHOWN].replace("\r\n", "\n").replace("\r", "\n"))
        if not cleaned.startswith(self._text):
            self._settled, self._settled_to = [], 0
        self._text = cleaned
        tail = self._tail()
        blocks = [*self._settled, *tail]
        if len(text) > MAX_SHOWN or len(blocks) > MAX_BLOCKS:
            blocks = [*blocks[:MAX_BLOCKS], Block("cut", Kind.CUT, "")]
        self.blocks = tuple(blocks)

    def _tail(self) -> list[Block]:
        """What can still change; everything before it is settled on the way.

        Text only grows, so a block is over once the first line of the next one is whole: a lone `2` may yet become
        the second item of the list above it.
        """
        if self._settled_to == 0:
            opened = self._think()
            if opened is not None:
                return opened
        while len(self._settled) <= MAX_BLOCKS:
            window = _window(self._text, self._settled_to)
            pieces = _pieces(window)
            if self._settled_to + len(window) == len(self._text):
                open_pieces = pieces[-1:] if not pieces or "\n" in pieces[-1].source else pieces[-2:]
                self._settle(pieces[: len(pieces) - len(open_pieces)])
                self._settled_to += open_pieces[0].start if open_pieces else 0
                return _blocks_of(open_pieces, len(self._settled), self._pictures)
            self._settle(pieces)
            self._settled_to += len(window)
        return []

    def _settle(self, pieces: Sequence[_Piece]) -> None:
        self._settled += _blocks_of(pieces, len(self._settled), self._pictures)

    def _think(self) -> list[Block] | None:
        """The thinking at the beginning: settled when it is over, else the only thing to show."""
        head = self._text.lstrip()
        if not head.startswith(_THINK):
            return [] if head and _THINK.startswith(head) else None
        begin = self._text.index(_THINK) + len(_THINK)
        end = self._text.find(_THOUGHT, begin)
        thought = self._text[begin : end if end >= 0 else None].strip()
        block = Block("thinking", Kind.THINKING, _paragraph(thought), thought, open=end < 0)
        if end < 0:
            return [block]
        if thought:
            self._settled.append(block)
        self._settled_to = end + len(_THOUGHT)
        return None


@dataclass(frozen=True)
class _Piece:
    """One block at the top level: its tokens, its source, and the offset of its first line in what was parsed."""

    tokens: Sequence[Token]
    source: str
    start: int


def _window(text: str, start: int) -> str:
    """The part to be parsed next: all that is left, or as much as is allowed, to the end of a line if possible."""
    if len(text) - start <= MAX_PARSED:
        return text[start:]
    end = text.rfind("\n", start, start + MAX_PARSED)
    return text[start : end + 1 if end > start else start + MAX_PARSED]


@functools.cache
def _parser() -> MarkdownIt:
    # Not needed before the first answer is shown.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    # References can stand far from their links, in a part that is settled or not here yet.
    parser.block.ruler.disable("reference")
    # Paragraphs are formatted one by one, after their length has been looked at.
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


def _pieces(text: str) -> list[_Piece]:
    offsets = [0]
    for line in text.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    found: list[_Piece] = []
    tokens: list[Token] = []
    for token in _parser().parse(text):
        tokens.append(token)
        if token.level == 0 and token.nesting <= 0:
            first, last = tokens[0].map or [0, len(offsets) - 1]
            start, end = offsets[first], offsets[min(last, len(offsets) - 1)]
            found.append(_Piece(tokens, text[start:end], start))
            tokens = []
    return found


def _blocks_of(pieces: Sequence[_Piece], number: int, pictures: Pictures) -> list[Block]:
    """The blocks of some pieces, numbered from `number`."""
    found: list[Block] = []
    for piece in pieces:
        blocks = _blocks(piece, number, pictures)
        # A picture that comes later changes no other block's number.
        number += max(1, sum(block.kind != Kind.PICTURE for block in blocks))
        found += blocks
    return found


def _blocks(piece: _Piece, number: int, pictures: Pictures) -> list[Block]:
    """The blocks of one piece, numbered from `number`."""
    first = piece.tokens[0]
    if first.type in ("fence", "code_block"):
        code = first.content.rstrip("\n")
        language = first.info.strip().split(maxsplit=1)[0][:_MAX_LANGUAGE] if first.info.strip() else ""
        shown = f"<pre>{highlighted(code, language)}</pre>"
        return [Block(str(number), Kind.CODE, shown, code, language)]
    if any(token.type == "inline" and len(token.content) > MAX_INLINE for token in piece.tokens):
        parts = [piece.source[at : at + MAX_INLINE] for at in range(0, len(piece.source), MAX_INLINE)]
        return [Block(str(number + at), Kind.PROSE, _paragraph(part)) for at, part in enumerate(parts)]
    prose = "".join(_html(piece.tokens, pictures))
    images = _picture_blocks(piece.tokens, number, pictures) if pictures else []
    if images and not _TAG.sub("", prose).strip():
        return images
    return [Block(str(number), Kind.PROSE, prose), *images]


def _picture_blocks(tokens: Iterable[Token], number: int, pictures: Pictures) -> list[Block]:
    """The pictures that are here, to stand below the text that names them."""
    images = [one for token in tokens if token.type == "inline" for one in _inline(token) if one.type == "image"]
    return [
        Block(f"{number}.{at}", Kind.PICTURE, found.source, image.content, width=found.width, height=found.height)
        for at, image in enumerate(images)
        if (found := pictures.get(str(image.attrs.get("src", "")))) is not None
    ]


def _paragraph(text: str) -> str:
    shown = html.escape(text, quote=False).replace("\n", "<br/>")
    return f"<p>{shown}</p>"


_TAGS: Final = {
    "em": "i",
    "strong": "b",
    "s": "s",
    "bullet_list": "ul",
    "list_item": "li",
    "blockquote": "blockquote",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
}
"""Tokens that come in pairs, and the tag that each becomes."""

_TABLE = '<table width="100%" border="1" cellspacing="0" cellpadding="8">'


def _html(tokens: Iterable[Token], pictures: Pictures) -> Iterable[str]:
    linked = False
    for token in tokens:
        name, _, side = token.type.rpartition("_")
        match token.type:
            case "inline":
                yield from _html(_inline(token), pictures)
            case "text" | "text_special":
                yield html.escape(token.content, quote=False)
            case "softbreak" | "hardbreak":
                yield "<br/>"
            case "code_inline":
                yield f"<code>{html.escape(token.content, quote=False)}</code>"
            case "fence" | "code_block":
                yield f"<pre>{html.escape(token.content.rstrip(), quote=False)}</pre>"
            case "image":
                yield _image(token, pictures)
            case "hr":
                yield "<hr/>"
            case "link_open":
                address = str(token.attrs.get("href", ""))
                linked = is_safe(address)
                yield f'<a href="{html.escape(address)}">' if linked else ""
            case "link_close":
                yield "</a>" if linked else ""
            case _:
                yield _tag(token, name, opening=side == "open")


def _inline(token: Token) -> list[Token]:
    found: list[Token] = []
    _parser().inline.parse(token.content, _parser(), {}, found)
    return found


def _image(token: Token, pictures: Pictures) -> str:
    if str(token.attrs.get("src", "")) in pictures:
        return ""
    described = html.escape(token.content, quote=False)
    return f'<span class="image">[{described}]</span>' if described else ""


def images_of(text: str) -> tuple[str, ...]:
    """The addresses of the images that `text` shows, in order, each once."""
    found: list[str] = []
    start = 0
    while start < min(len(text), MAX_SHOWN):
        window = _window(text, start)
        start += len(window)
        for piece in _pieces(window):
            for token in piece.tokens:
                if token.type == "inline" and len(token.content) <= MAX_INLINE:
                    found += [str(one.attrs.get("src", "")) for one in _inline(token) if one.type == "image"]
    return tuple(dict.fromkeys(found))


def _tag(token: Token, name: str, *, opening: bool) -> str:
    slash = "" if opening else "/"
    match name:
        case "paragraph":
            return "" if token.hidden else f"<{slash}p>"
        case "heading":
            return f"<{slash}{token.tag}>"
        case "ordered_list":
            start = token.attrs.get("start", 1)
            return f'<ol start="{int(start)}">' if opening else "</ol>"
        case "table":
            return _TABLE if opening else "</table>"
        case "th" | "td":
            align = str(token.attrs.get("style", "")).removeprefix("text-align:")
            return f'<{name} align="{align or "left"}">' if opening else f"</{name}>"
        case _ if name in _TAGS:
            return f"<{slash}{_TAGS[name]}>"
        case _:
            return html.escape(token.content, quote=False)


def spoken(text: str) -> str:
    """The text of an answer without the thinking before it."""
    head = text.lstrip()
    if not head.startswith(_THINK):
        return text
    _, ended, rest = head.partition(_THOUGHT)
    return rest.lstrip() if ended else ""


def is_safe(address: str) -> bool:
    """Whether `address` is a web page that may be offered as a link."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False
