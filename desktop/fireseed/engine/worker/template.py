"""A conversation as the text that the model was trained to continue: its own chat template, or ChatML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2.exceptions import TemplateError

from fireseed.base.errors import TemplateInvalid
from fireseed.engine.protocol import Turn
from fireseed.engine.worker.bounded_jinja import BoundedEnvironment, TooMuch

MAX_TEMPLATE = 256 * 1024
"""Characters; the longest of 70 real ones in llama.cpp's tree has 17 thousand."""

_REASON = 200
"""Characters of a reason: a template can put anything into it."""

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""The commonest format, for a model that carries none."""

# What template code can raise: a template is a program, and this is every way in which Jinja lets it fail.
_FAILURES = (
    TemplateError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,  # RecursionError included
    SyntaxError,
    TypeError,
    ValueError,
)


class ChatTemplate:
    """A compiled template. Raises TemplateInvalid where it is no template."""

    def __init__(self, source: str | None, bos: str, eos: str) -> None:
        if source is not None and len(source) > MAX_TEMPLATE:
            raise TemplateInvalid(f"longer than {MAX_TEMPLATE} characters")
        self._tokens = {"bos_token": bos, "eos_token": eos}
        self._environment = BoundedEnvironment()
        try:
            self._template = self._environment.from_string(source or CHATML)
        except _FAILURES as problem:
            raise TemplateInvalid(_reason(problem)) from None

    def render(self, turns: Sequence[Turn]) -> str:
        """The prompt, up to where the assistant speaks. Raises TemplateInvalid.

        A template that refuses these turns, or drops the system's, is given what every template takes: the system
        text as part of the first question, and roles that alternate.
        """
        system = [turn.text.strip() for turn in turns if turn.role == "system"]
        plain = _alternating(turns)
        try:
            text = self._render(turns)
        except TemplateInvalid as problem:
            if plain == list(turns) or isinstance(problem.__cause__, TooMuch):
                raise
            return self._render(plain)
        if all(words in text for words in system):
            return text
        return self._render(plain)

    def _render(self, turns: Sequence[Turn]) -> str:
        variables: dict[str, Any] = {
            "messages": [{"role": turn.role, "content": turn.text} for turn in turns],
            "add_generation_prompt": True,
            "tools": None,
            "documents": None,
            **self._tokens,
        }
        try:
            with self._environment.limits():
                return self._template.render(variables)
        except _FAILURES as problem:
            raise TemplateInvalid(_reason(problem)) from problem


def _alternating(turns: Sequence[Turn]) -> list[Turn]:
    """System text joins the first user turn; neighbours of one role become one turn."""
    system = [turn.text for turn in turns if turn.role == "system"]
    merged: list[Turn] = []
    for turn in turns:
        if turn.role == "system":
            continue
        if merged and merged[-1].role == turn.role:
            merged[-1] = Turn(turn.role, f"{merged[-1].text}\n\n{turn.text}")
        else:
            merged.append(turn)
    if system:
        words = "\n\n".join(system)
        if merged and merged[0].role == "user":
            merged[0] = Turn("user", f"{words}\n\n{merged[0].text}")
        else:
            merged.insert(0, Turn("user", words))
    return merged


def _reason(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {problem}"[:_REASON]
