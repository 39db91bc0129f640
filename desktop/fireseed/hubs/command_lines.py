"""Command lines that people copy from model pages: what they would download. Pure; nothing is ever run.

Known are those of `ollama`, `hf` (once `huggingface-cli`), `modelscope`, llama.cpp's programs and our own, behind
prompts, settings and other programs (`docker exec … ollama run …`). Of any other text the first web address
counts: `git clone https://…`, `wget https://…`, a sentence.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

_MOST_WORDS = 64
"""Programs are looked for among these; a command line that matters is no longer."""

_PROGRAM = re.compile(r"(?:.*[/\\])?!?(?P<name>[a-z0-9-]+)(?:\.exe)?", re.IGNORECASE | re.DOTALL)
_ENDS = frozenset({"&&", "||", "|", ";", "&"})
_WITHOUT_VALUE = frozenset(
    ["--force-download", "--quiet", "--dry-run", "--resume-download", "--insecure", "--verbose", "-it", "-d"]
)
"""Options that stand alone; all others are followed by a value."""
_PROGRAMS = frozenset({"ollama", "fireseed", "hf", "huggingface-cli", "modelscope"})


@dataclass(frozen=True)
class Pasted:
    """What a command line names: an address of any kind, and what of it. None where it does not say."""

    address: str
    revision: str | None = None
    file: str | None = None
    variant: str | None = None


def read(text: str) -> Pasted | None:
    """None for a text that is no command line and holds no web address."""
    try:
        words = shlex.split(text.replace("\\\n", " "))
    except ValueError:  # a quotation without an end
        words = text.split()
    for place, word in enumerate(words[:_MOST_WORDS]):
        match = _PROGRAM.fullmatch(word)
        if match and (found := _asked(match["name"].lower(), words[place + 1 :])):
            return found
    return _first([word for word in words if word.lower().startswith(("https://", "http://"))])


def _asked(program: str, words: Sequence[str]) -> Pasted | None:
    """What `program` would download; None for one that is not known, or does something else."""
    if program not in _PROGRAMS and not program.startswith("llama"):
        return None
    positional, options = _sorted(words)
    match program, positional[:1]:
        case "ollama", ["run" | "pull"]:
            name = _first(positional[1:])
            return replace(name, address=f"ollama:{name.address}") if name else None
        case "fireseed", ["get"]:
            return _first(positional[1:])
        case "hf" | "huggingface-cli", ["download"]:
            return _download("hf", positional[1:], options)
        case "modelscope", ["download"]:
            return _download("ms", positional[1:], options)
    return _llama(options) if program.startswith("llama") else None


def _sorted(words: Sequence[str]) -> tuple[list[str], Mapping[str, str]]:
    """What stands by itself, and the options with their values; the first of two values counts."""
    positional: list[str] = []
    options: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if word in _ENDS:
            break
        if not word.startswith("-"):
            positional.append(word)
        elif "=" in word:
            name, _, value = word.partition("=")
            options.setdefault(name, value)
        elif word not in _WITHOUT_VALUE:
            options.setdefault(word, next(rest, ""))
    return positional, options


def _first(words: Sequence[str]) -> Pasted | None:
    return Pasted(words[0]) if words else None


def _download(hub: str, positional: list[str], options: Mapping[str, str]) -> Pasted | None:
    """`hf download owner/name [files]`, `modelscope download --model owner/name [files]`."""
    if "--model" in options:
        positional = [options["--model"], *positional]
    if not positional:
        return None
    kind = options.get("--repo-type", "model")
    address = f"{hub}:{positional[0]}" if kind == "model" else f"https://huggingface.co/{kind}s/{positional[0]}"
    models = [word for word in [*positional[1:], options.get("--include", "")] if word]
    file = next((word for word in models if word.lower().endswith(".gguf") and "*" not in word), None)
    variant = None if file or not models else _between_stars(models[0])
    return Pasted(address, options.get("--revision") or None, file, variant)


def _between_stars(pattern: str) -> str | None:
    """What the pattern `*Q4_K_M*.gguf` or `Q4_K_M/*` asks for."""
    if "*" not in pattern:
        return None
    plain = re.sub(r"(?i)\.gguf$", "", pattern).strip("*-._/")
    return plain if plain and not re.search(r"[*?\[/]", plain) else None


def _llama(options: Mapping[str, str]) -> Pasted | None:
    """`llama-server -hf owner/name[:variant] [-hff file]`."""
    repo = next((options[name] for name in ("-hf", "-hfr", "--hf-repo") if options.get(name)), None)
    file = next((options[name] for name in ("-hff", "--hf-file") if options.get(name)), None)
    return Pasted(f"hf:{repo}", file=file) if repo else None
