"""Jinja for templates that strangers wrote: sandboxed, and bounded in steps and in everything it can make grow.

Jinja's own sandbox keeps a template from reaching Python; it does not keep it from looping for ever or from
filling the memory. Here every line of template code counts as a step, and every operation whose result can be
larger than what went in is charged, before it happens, to one allowance. Behind both stands a limit on the
processor time, for what is neither: a search in a long text, a hundred thousand times.
"""

from __future__ import annotations

import functools
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import FrameType
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError, TemplateError, TemplateRuntimeError
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_STEPS = 3_000_000
"""Lines of template code, well under a second of work; the longest real templates take a few hundred a turn."""

MAX_SECONDS = 2.0
"""Of processor time, so that a busy machine changes nothing."""

_STEPS_PER_LOOK = 256

MAX_GROWTH = 64 * 1024 * 1024
"""Characters that one rendering may produce in all, intermediate ones included."""

_ENTRY = 32
"""What one entry of a container costs of the allowance: about its weight in bytes."""

_MAX_INTEGER_BITS = 128
_MAX_INDENT = 16

# fmt: off
_FILTERS = (
    "abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float", "int", "items",
    "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "safe", "select",
    "selectattr", "sort", "title", "trim", "unique", "upper",
)
"""Jinja's filters whose result is no larger than their input; the growing ones that templates use are below."""

_STRING_METHODS = frozenset((
    "capitalize", "count", "endswith", "find", "format", "index", "isalnum", "isalpha", "isdigit", "islower",
    "isnumeric", "isspace", "isupper", "join", "lower", "lstrip", "partition", "removeprefix", "removesuffix",
    "replace", "rfind", "rindex", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip",
    "swapcase", "title", "upper",
))
# fmt: on

# A width of five digits or more, or one taken from an argument.
_WIDE_FORMAT = re.compile(r"\d{5,}|:[^{}]*\{")
_WIDE_PERCENT = re.compile(r"\d{5,}|\*")
_WIDE_TIME = re.compile(r"\d{2,}")


class TooMuch(TemplateRuntimeError):
    """The template wants more steps or more room than it gets."""


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """The environment that transformers renders chat templates in, with limits."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self) -> None:
        # Not optimized: constants would be folded while compiling, outside of the limits.
        super().__init__(
            trim_blocks=True, lstrip_blocks=True, optimized=False, extensions=[loopcontrols, GenerationTag]
        )
        self._left = MAX_GROWTH
        self.code_generator_class = _BoundedCode
        self.finalize = self.weighed
        self.concat = self._concat  # type: ignore[method-assign]  # Jinja reads it as an attribute
        self.filters = {name: self._charging(self.filters[name]) for name in _FILTERS} | {
            "join": self._join,
            "replace": self._replace,
            "string": self._string,
            "indent": self._indent,
            "tojson": self._tojson,
        }
        for name in ("lipsum", "cycler", "joiner"):
            self.globals.pop(name, None)
        self.globals["raise_exception"] = _raise_exception
        self.globals["strftime_now"] = self._strftime_now

    @contextmanager
    def limits(self) -> Iterator[None]:
        """Within it a rendering has the whole allowance; it raises TooMuch when that is used up."""
        self._left = MAX_GROWTH
        steps = 0
        end = time.thread_time() + MAX_SECONDS

        def count(_frame: FrameType, _event: str, _argument: object) -> Any:
            nonlocal steps
            steps += 1
            if steps > MAX_STEPS or (steps % _STEPS_PER_LOOK == 0 and time.thread_time() > end):
                raise TooMuch("the template does not come to an end")
            return count

        # Line events are the one thing that also sees a loop with an empty body.
        before = sys.gettrace()
        sys.settrace(count)
        try:
            yield
        finally:
            sys.settrace(before)

    def charge(self, amount: int) -> None:
        """Takes `amount` characters or entries from the allowance."""
        self._left -= amount
        if self._left < 0:
            raise TooMuch("the template makes too much text")

    def weighed(self, value: Any) -> Any:
        """`value`, after charging what its text can be at most: nested containers can be short and print long."""
        if isinstance(value, str | bytes):
            self.charge(len(value))
        elif isinstance(value, Mapping):
            for key, item in value.items():
                self.charge(_ENTRY)
                self.weighed(key)
                self.weighed(item)
        elif isinstance(value, list | tuple | set | frozenset):
            for item in value:
                self.charge(_ENTRY)
                self.weighed(item)
        return value

    def concat_values(self, values: Iterable[Any]) -> str:
        """The operator `~`."""
        return "".join([str(self.weighed(value)) for value in values])

    def sliced(self, value: Any, part: slice) -> Any:
        """`value[a:b:c]`."""
        return self._charged(value[part])

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        # The sandbox wraps str.format; the method itself is inside.
        owner = getattr(getattr(obj, "__wrapped__", obj), "__self__", None)
        if isinstance(owner, str):
            name = obj.__name__
            if name not in _STRING_METHODS:
                raise SecurityError(f"str.{name} is not for templates")
            if name == "join":
                return self._join(args[0], owner)
            if name == "replace":
                return self._replace(owner, *args)
            if name == "format":
                if _WIDE_FORMAT.search(owner):
                    raise TooMuch("a format with a large width")
                # Each field can print one argument, and the same one again and again.
                self.charge(len(owner))
                for _ in range(owner.count("{")):
                    self.weighed(args)
                    self.weighed(kwargs)
        return self._charged(super().call(context, obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if isinstance(left, int) and isinstance(right, int):
            _check_integers(operator, left, right)
        elif operator == "%" and isinstance(left, str):
            if _WIDE_PERCENT.search(left):
                raise TooMuch("a format with a large width")
            self.charge(len(left))
            for _ in range(left.count("%")):
                self.weighed(right)
        elif operator == "*":
            self.charge(_size(left) * _repeats(right) + _size(right) * _repeats(left))
        elif operator == "+":
            self.charge(_size(left) + _size(right))
        return super().call_binop(context, operator, left, right)

    def _charged(self, found: Any) -> Any:
        self.charge(_size(found))
        return found

    def _charging(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A filter of Jinja's whose result is charged; wrapped so that what it asks Jinja to pass still comes."""

        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            return self._charged(function(*args, **kwargs))

        return run

    def _concat(self, parts: Iterable[str]) -> str:
        collected = []
        for part in parts:
            self.charge(len(part))
            collected.append(part)
        return "".join(collected)

    def _join(self, value: Iterable[Any], d: str = "") -> str:
        collected = []
        for item in value:
            self.charge(len(d) + _ENTRY)
            collected.append(str(self.weighed(item)))
        return str(d).join(collected)

    def _replace(self, value: Any, old: str, new: str, count: int = -1) -> str:
        text = self._string(value)
        found = text.count(old) if count < 0 else min(count, text.count(old))
        self.charge(found * len(new))
        return text.replace(old, new, count)

    def _string(self, value: Any) -> str:
        return str(self.weighed(value))

    def _indent(self, value: Any, width: Any = 4, first: bool = False, blank: bool = False) -> str:
        text = self._string(value)
        if not isinstance(width, int) or not 0 <= width <= _MAX_INDENT:
            raise TooMuch("a large indent")
        lines = text.split("\n")
        self.charge(len(lines) * width)
        pad = " " * width
        indented = [line if not line and not blank else pad + line for line in lines[1:]]
        return "\n".join([pad + lines[0] if first else lines[0], *indented])

    def _tojson(
        self,
        value: Any,
        ensure_ascii: bool = False,
        indent: Any = None,
        separators: tuple[str, str] | None = None,
        sort_keys: bool = False,
    ) -> str:
        """As transformers has it: JSON for a model to read, so without HTML's escapes."""
        if indent is not None and not (isinstance(indent, int) and 0 <= indent <= _MAX_INDENT):
            raise TooMuch("a large indent")
        if separators is not None and any(len(part) > _MAX_INDENT for part in separators):
            raise TooMuch("long separators")
        text = json.dumps(
            self.weighed(value),
            ensure_ascii=ensure_ascii,
            indent=indent,
            separators=separators,
            sort_keys=sort_keys,
        )
        self.charge(len(text))
        return text

    def _strftime_now(self, pattern: str) -> str:
        if _WIDE_TIME.search(pattern) or len(pattern) > 100:
            raise TooMuch("a format with a large width")
        return datetime.now().astimezone().strftime(pattern)


class _BoundedCode(CodeGenerator):
    """Compiles `~` and slices to calls of the environment, so that they can be charged."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self.write("environment.concat_values((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        if not isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        self.write("environment.sliced(")
        self.visit(node.node, frame)
        self.write(", slice(")
        for bound in (node.arg.start, node.arg.stop, node.arg.step):
            if bound is None:
                self.write("None")
            else:
                self.visit(bound, frame)
            self.write(", ")
        self.write("))")


class GenerationTag(Extension):
    """`{% generation %}…{% endgeneration %}` marks words for training; here it is only its body."""

    tags = {"generation"}  # noqa: RUF012 - Jinja's declaration

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _raise_exception(message: str) -> None:
    raise TemplateError(str(message))


def _size(value: Any) -> int:
    """Of a value that was made, in what it takes of the allowance; 0 for one that has no length to speak of."""
    if isinstance(value, str | bytes):
        return len(value)
    return len(value) * _ENTRY if isinstance(value, list | tuple) else 0


def _repeats(value: Any) -> int:
    return max(0, value) if isinstance(value, int) else 0


def _check_integers(operator: str, left: int, right: int) -> None:
    """Sums and products of bounded numbers are cheap; powers are not."""
    if operator == "**" and not (abs(left) <= 2**16 and 0 <= right <= 8):
        raise TooMuch("a large power")
    if max(left.bit_length(), right.bit_length()) > _MAX_INTEGER_BITS:
        raise TooMuch("a large number")
