"""Colours of code, as class names: `k` keyword, `s` string, `n` number, `c` comment, `f` defined or known name.

Only the languages below are analysed: a lexer is code that runs over hostile text, so the list is what people
really paste, not everything that Pygments can find.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pygments.lexer import Lexer

MAX_COLOURED: Final = 30_000
"""Characters; a longer block is shown in one colour."""

_LANGUAGES: Final = frozenset(
    {
        "bash", "c", "c#", "clojure", "cpp", "c++", "cs", "csharp", "css", "dart", "diff", "docker",
        "dockerfile", "elixir", "erlang", "go", "haskell", "html", "ini", "java", "javascript", "js",
        "json", "jsx", "julia", "kotlin", "latex", "lua", "make", "makefile", "markdown", "md", "matlab",
        "nix", "objective-c", "ocaml", "perl", "php", "powershell", "ps1", "py", "python", "python3",
        "r", "rb", "ruby", "rs", "rust", "scala", "scss", "sh", "shell", "sql", "swift", "tex", "toml",
        "ts", "tsx", "typescript", "vim", "xml", "yaml", "yml", "zig", "zsh",
    }
)  # fmt: skip


def highlighted(code: str, language: str) -> str:
    """`code` as HTML with classes; only escaped where the language is unknown or the code very long."""
    if len(code) > MAX_COLOURED or language.casefold() not in _LANGUAGES:
        return html.escape(code, quote=False)
    # Not needed before the first code block is shown, and half as large as all of the window's other imports.
    from pygments.token import Comment, Keyword, Name, Number, Operator, String

    kinds = {
        Comment: "c", Keyword: "k", Operator.Word: "k", String: "s", Number: "n", Name.Function: "f",
        Name.Class: "f", Name.Builtin: "f", Name.Tag: "k", Name.Attribute: "f", Name.Decorator: "f",
    }  # fmt: skip
    found: list[str] = []
    for token, text in _lexer(language).get_tokens(code):
        name = next((kinds[ancestor] for ancestor in reversed(token.split()) if ancestor in kinds), "")
        shown = html.escape(text, quote=False)
        found.append(f'<span class="{name}">{shown}</span>' if name and not text.isspace() else shown)
    return "".join(found).rstrip("\n")


def _lexer(language: str) -> Lexer:
    from pygments.lexers import get_lexer_by_name

    return get_lexer_by_name(language.casefold(), stripnl=False, ensurenl=False)
