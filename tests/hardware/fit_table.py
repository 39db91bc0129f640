"""Writes the table in docs/fit.md: predicted beside what llama.cpp says.

PYTHONPATH=desktop:tests python -m hardware.fit_table
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hardware.fit_cases import WISHES, Answer, answers
from hardware.published import published

PAGE = Path(__file__).parents[2] / "docs" / "fit.md"
_BEGIN, _END = "<!-- table: python -m hardware.fit_table -->\n", "<!-- end of table -->\n"
_MIB = 1024 * 1024


def table(found: Sequence[Answer]) -> str:
    """Markdown: one table for each of the wishes, one line a model, MiB."""
    return "\n".join(_part(name, [answer for answer in found if answer.wishes == name]) for name in WISHES)


def in_page() -> str:
    """The table as docs/fit.md has it."""
    return PAGE.read_text("utf-8").partition(_BEGIN)[2].partition(_END)[0]


def _part(name: str, found: Sequence[Answer]) -> str:
    lines = [
        f"**Context of {name}** (MiB)\n",
        "| model | architecture | context | llama.cpp | off | compute | llama.cpp | off |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += (_line(answer) for answer in found)
    return "\n".join(lines) + "\n"


def _line(answer: Answer) -> str:
    context = f"{answer.context / _MIB:.1f} | {answer.said_context / _MIB:.1f} | {_percent(answer.off_context)}"
    compute = f"{answer.compute / _MIB:.1f} | {answer.said_compute / _MIB:.1f} | {_percent(answer.off_compute)}"
    return f"| {answer.model.title} | {answer.model.architecture} | {context} | {compute} |"


def _percent(share: float) -> str:
    text = f"{share:+.1%}"
    return "0.0%" if text in ("+0.0%", "-0.0%") else text


def main() -> None:
    before, begin, rest = PAGE.read_text("utf-8").partition(_BEGIN)
    _, end, after = rest.partition(_END)
    PAGE.write_text(before + begin + table(answers(published())) + end + after, "utf-8")


if __name__ == "__main__":
    main()
