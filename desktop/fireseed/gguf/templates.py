"""A chat template beside the official one: the same, the same but for white space, or where it differs.

A template is a program that decides what a model is told. Whoever passes on a model can change it: put an
instruction in, look for a word in the conversation and act on it, replace what a person wrote. So those constructs
that the official template lacks are pointed out. Nothing is run here: Jinja's lexer cuts the source into tokens.
"""

from __future__ import annotations

import difflib
import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from jinja2 import Environment
from jinja2.exceptions import TemplateError

MAX_TEMPLATE = 64 * 1024
"""Characters that are compared; the longest of 70 real ones in llama.cpp's tree has 17 thousand."""
MAX_TOKENS = 20_000
"""Jinja's tokens that are looked at; of those, none has more than 2,500."""
MAX_LINES = 800
"""Lines of each that are compared."""
MAX_FINDINGS = 20
MAX_QUOTE = 300
"""Characters of one finding's text."""
CONTEXT = 3
"""Equal lines that are shown around a difference."""

_LONG_LINE = 160
"""A longer line is cut before each of its statements, so that a difference in it can be seen."""
_FEWEST_WORDS = 4
_FEWEST_IDEOGRAPHS = 6


class Likeness(StrEnum):
    """How a template compares with the official one."""

    EQUAL = "equal"
    WHITE_SPACE = "white space"
    """Only white space, or where Jinja trims it, is different."""
    DIFFERENT = "different"
    UNKNOWN = "unknown"
    """There is no official one to compare with."""


class Side(StrEnum):
    """Where a line stands."""

    BOTH = "both"
    ONLY_HERE = "only here"
    ONLY_OFFICIAL = "only official"
    GAP = "gap"
    """Equal lines that are not shown; it has no text."""


class Construct(StrEnum):
    """What a template can do behind a person's back."""

    INSTRUCTION = "instruction"
    """Tells the model a sentence of its own."""
    TRIGGER = "trigger"
    """Looks for a word in the conversation, to act on it."""
    REPLACEMENT = "replacement"
    """Replaces words of the conversation."""
    INVISIBLE = "invisible"
    """Has characters that can't be seen, or that turn the direction of writing."""


@dataclass(frozen=True)
class Line:
    """One line of the comparison, numbered from 1 in this template and in the official one where it is in it."""

    side: Side
    text: str
    here: int | None = None
    official: int | None = None


@dataclass(frozen=True)
class Finding:
    """A construct that the official template lacks, or that is there while no official one is known."""

    construct: Construct
    text: str
    line: int
    """In this template, from 1."""


@dataclass(frozen=True)
class Comparison:
    """`lines` are empty unless the two are DIFFERENT. `cut` is whether anything beyond the limits was left out."""

    likeness: Likeness
    lines: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()
    cut: bool = False


class _NamedTemplate(msgspec.Struct):
    name: str
    template: str


class _TokenizerConfig(msgspec.Struct):
    chat_template: str | list[_NamedTemplate] | None = None


def official_template(jinja: str | None, tokenizer_config: str | None) -> str | None:
    """The template that an official repo publishes: its `chat_template.jinja`, else in `tokenizer_config.json`.

    Of several templates in the latter it is the one named `default`. None where there is none, or no such JSON.
    """
    if jinja is not None and jinja.strip():
        return jinja
    if tokenizer_config is None:
        return None
    try:
        template = msgspec.json.decode(tokenizer_config, type=_TokenizerConfig).chat_template
    except (msgspec.DecodeError, RecursionError):
        return None
    if isinstance(template, list):
        return next((one.template for one in template if one.name == "default"), None)
    return template


def compare(template: str, official: str | None) -> Comparison:
    """Pure, and bounded for any two texts."""
    if official is None:
        return Comparison(Likeness.UNKNOWN, findings=_findings(template, ""), cut=len(template) > MAX_TEMPLATE)
    if _unified(template) == _unified(official):
        return Comparison(Likeness.EQUAL)
    findings = _findings(template, official)
    if max(len(template), len(official)) <= MAX_TEMPLATE and _squeezed(template) == _squeezed(official):
        return Comparison(Likeness.WHITE_SPACE, findings=findings)
    lines, cut = _difference(_pieces(template), _pieces(official))
    cut = cut or max(len(template), len(official)) > MAX_TEMPLATE
    return Comparison(Likeness.DIFFERENT, lines, findings, cut)


def _unified(template: str) -> str:
    """Line ends as Jinja reads them; it drops a single one at the end."""
    return template.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


def _squeezed(template: str) -> str:
    """Runs of white space as one space, none beside Jinja's marks, and these without their signs for trimming."""
    text = re.sub(r"(\{[%{#])[-+]", r"\1", template)
    text = re.sub(r"[-+]([%}#]\})", r"\1", text)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?(\{[%{#]|[%}#]\}) ?", r"\1", text).strip()


@dataclass(frozen=True)
class _Piece:
    text: str
    line: int


def _pieces(template: str) -> list[_Piece]:
    """The lines, long ones cut before each statement; one more than the limit where there are more."""
    pieces: list[_Piece] = []
    for number, line in enumerate(_unified(template[:MAX_TEMPLATE]).split("\n"), 1):
        parts = re.split(r"(?=\{%)", line) if len(line) > _LONG_LINE else [line]
        pieces += (_Piece(part, number) for part in parts if part or len(parts) == 1)
        if len(pieces) > MAX_LINES:
            return pieces[: MAX_LINES + 1]
    return pieces


def _difference(here: Sequence[_Piece], official: Sequence[_Piece]) -> tuple[tuple[Line, ...], bool]:
    cut = max(len(here), len(official)) > MAX_LINES
    ours, theirs = here[:MAX_LINES], official[:MAX_LINES]
    matcher = difflib.SequenceMatcher(None, [one.text for one in theirs], [one.text for one in ours])
    lines: list[Line] = []
    for group in matcher.get_grouped_opcodes(CONTEXT):
        first = group[0]
        if lines or first[1] or first[3]:
            lines.append(Line(Side.GAP, ""))
        for kind, a, a_end, b, b_end in group:
            if kind == "equal":
                lines += (
                    Line(Side.BOTH, _quoted(one.text), one.line, other.line)
                    for other, one in zip(theirs[a:a_end], ours[b:b_end], strict=True)
                )
                continue
            lines += (Line(Side.ONLY_OFFICIAL, _quoted(one.text), None, one.line) for one in theirs[a:a_end])
            lines += (Line(Side.ONLY_HERE, _quoted(one.text), one.line) for one in ours[b:b_end])
    return tuple(lines), cut


def _quoted(text: str) -> str:
    return text if len(text) <= MAX_QUOTE else f"{text[: MAX_QUOTE - 1]}…"


def _findings(template: str, official: str) -> tuple[Finding, ...]:
    """What `template` does that `official` doesn't, in the order of its lines."""
    known = list(_constructs(official[:MAX_TEMPLATE]))
    usual = {(one.construct, one.text) for one in known}
    said = "\n".join(one.text for one in known if one.construct is Construct.INSTRUCTION)
    found: dict[tuple[Construct, str], Finding] = {}
    for one in _constructs(template[:MAX_TEMPLATE]):
        key = (one.construct, one.text)
        if key not in usual and not (one.construct is Construct.INSTRUCTION and one.text in said):
            found.setdefault(key, one)
        if len(found) == MAX_FINDINGS:
            break
    shown = (Finding(one.construct, _quoted(one.text), one.line) for one in found.values())
    return tuple(sorted(shown, key=lambda one: one.line))


_TAG = re.compile(r"<[^<>\n]{1,60}>|\[/?[A-Z_ ]{1,40}\]")
"""Marks that models are trained with: `<|im_start|>`, `</think>`, `[INST]`."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SEARCHES = frozenset({"startswith", "endswith", "find", "index", "count", "split", "partition", "rpartition"})
# fmt: off
_KEYS = frozenset((
    "add_generation_prompt", "anyOf", "arguments", "assistant", "audio", "blocks", "content", "custom_tools",
    "date_string", "default", "description", "developer", "documents", "enable_thinking", "enum", "examples",
    "format", "function", "function_call", "id", "image", "image_url", "input_audio", "input_image", "input_text",
    "items", "messages", "model", "name", "nullable", "oneOf", "output", "parameters", "parts", "properties",
    "reasoning", "reasoning_content", "refusal", "required", "response", "return", "role", "system", "text",
    "thinking", "tool", "tool_call", "tool_call_id", "tool_calls", "tool_response", "tool_responses", "tools",
    "type", "user", "video", "video_url",
))
# fmt: on
"""Words that templates look up in messages and tools, and that nobody says in a conversation by chance."""


def _constructs(template: str) -> Iterator[Finding]:
    yield from _invisible(template)
    tokens = list(itertools.islice(_tokens(template), MAX_TOKENS))
    for place, (line, kind, text) in enumerate(tokens):
        if kind not in ("data", "string"):
            continue
        construct = Construct.INSTRUCTION if kind == "data" else _of_text(tokens, place)
        if construct is Construct.INSTRUCTION:
            for offset, row in enumerate(text.split("\n")):
                if _is_sentence(row):
                    yield Finding(construct, " ".join(row.split()), line + (offset if kind == "data" else 0))
        elif construct is not None:
            yield Finding(construct, " ".join(text.split()), line)


def _tokens(template: str) -> Iterator[tuple[int, str, str]]:
    """Line, Jinja's word for the kind, text. Texts that are added up are one; it ends where it can't be read."""
    waiting: tuple[int, str, str] | None = None
    sign: tuple[int, str, str] | None = None
    try:
        for token in Environment(autoescape=True).lexer.tokenize(template):
            now = (token.lineno, token.type, str(token.value))
            if waiting is not None and sign is not None and token.type == "string":
                waiting, sign = (waiting[0], "string", waiting[2] + now[2]), None
                continue
            if waiting is not None and sign is None and token.type in ("tilde", "add"):
                sign = now
                continue
            yield from (one for one in (waiting, sign) if one is not None)
            waiting, sign = (now, None) if token.type == "string" else (None, None)
            if waiting is None:
                yield now
    except (TemplateError, ValueError):  # ValueError: a number of thousands of digits
        pass  # what follows can't be run either
    yield from (one for one in (waiting, sign) if one is not None)


def _of_text(tokens: Sequence[tuple[int, str, str]], place: int) -> Construct | None:
    """What a text in template code is for, by the tokens around it; None for what is never shown to the model."""
    text = tokens[place][2]
    before = [token[1:] for token in tokens[max(0, place - 4) : place]]
    after = [token[1:] for token in tokens[place + 1 : place + 3]]
    called = before[-2][1] if len(before) > 1 and before[-1][0] == "lparen" and before[-2][0] == "name" else ""
    if called == "raise_exception":
        return None
    if called == "replace" or _is_second_argument_of_replace(before):
        return Construct.REPLACEMENT if _is_spoken(text) else None
    sought = called in _SEARCHES or after[:1] == [("name", "in")] or after == [("name", "not"), ("name", "in")]
    if sought and _is_spoken(text):
        return Construct.TRIGGER
    return Construct.INSTRUCTION


def _is_second_argument_of_replace(before: Sequence[tuple[str, str]]) -> bool:
    kinds = [kind for kind, _ in before]
    return kinds == ["name", "lparen", "string", "comma"] and before[0][1] == "replace"


def _is_spoken(text: str) -> bool:
    """Whether people could say it: letters that are neither a mark of the format nor a key of a message."""
    rest = _TAG.sub(" ", text)
    return rest.strip() not in _KEYS and (_WORD.search(rest) or _IDEOGRAPH.search(rest)) is not None


def _is_sentence(text: str) -> bool:
    """Whether it is long enough to tell a model something."""
    rest = _TAG.sub(" ", text)
    return len(_WORD.findall(rest)) >= _FEWEST_WORDS or len(_IDEOGRAPH.findall(rest)) >= _FEWEST_IDEOGRAPHS


def _invisible(template: str) -> Iterator[Finding]:
    line = 1
    for letter in template:
        if letter == "\n":
            line += 1
        elif not letter.isascii() and unicodedata.category(letter) in ("Cf", "Zl", "Zp"):
            yield Finding(Construct.INVISIBLE, f"U+{ord(letter):04X}", line)
