"""The same services without a window: `fireseed search|get|list|verify|remove|ask|chat|hardware|demo`.

Exit codes: 0 done, 1 a failure that was told, 2 wrong usage, 130 interrupted (a download can be resumed).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from fireseed import __version__
from fireseed.app import App
from fireseed.base import errors, log
from fireseed.base.paths import Paths, resources
from fireseed.base.settings import SettingsFile
from fireseed.cli import commands
from fireseed.cli.terminal import Terminal
from fireseed.words import Words, choose_language

INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Runs one command; returns its exit code."""
    paths = Paths.discover()
    language = choose_language(SettingsFile(paths.settings_file).current.language)
    words = Words(resources() / "words", language)
    chosen = _parser(words).parse_args(arguments)
    terminal = Terminal(words, as_json=chosen.json)
    try:
        with App.open(paths.ensure()) as app:
            log.to_file(paths.logs)
            terminal.words = app.words  # which know the hubs' titles
            code: int = chosen.run(app, terminal, chosen)
            return code
    except KeyboardInterrupt:
        terminal.note(words.text("cli.interrupted"))
        return INTERRUPTED
    except BrokenPipeError:  # the reader (`| head`) has seen enough
        sys.stderr.close()
        return 0
    except errors.FireseedError as error:
        terminal.failure(error)
        return 1
    except OSError as error:
        terminal.failure(errors.NotWritable(str(error.filename or paths.data), error.strerror or str(error)))
        return 1


def _parser(words: Words) -> argparse.ArgumentParser:
    def text(key: str) -> str:
        return words.text(f"cli.{key}")

    parser = argparse.ArgumentParser(prog="fireseed", description=text("about"))
    parser.add_argument("--version", action="version", version=f"fireseed {__version__}")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help=text("json"))
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    def verb(name: str, run: commands.Command) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, parents=[shared], help=text(name), description=text(name))
        made.set_defaults(run=run)
        return made

    search = verb("search", commands.search)
    search.add_argument("text", nargs="*", help=text("search.text"))
    search.add_argument("--limit", type=int, default=20, help=text("search.limit"))
    get = verb("get", commands.get)
    get.add_argument("address", nargs="+", help=text("get.address"))
    get.add_argument("--hub", help=text("get.hub"))
    verb("list", commands.list_models)
    verify = verb("verify", commands.verify)
    verify.add_argument("name", nargs="?", help=text("model"))
    remove = verb("remove", commands.remove)
    remove.add_argument("name", help=text("model"))
    for name, run in (("ask", commands.ask), ("chat", commands.chat)):
        talk = verb(name, run)
        talk.add_argument("--model", help=text("model"))
        talk.add_argument("--temperature", type=float, default=0.7, help=text("temperature"))
        talk.add_argument("--seed", type=int, help=text("seed"))
        if name == "ask":
            talk.add_argument("question", nargs="*", help=text("ask.question"))
    verb("hardware", commands.hardware)
    verb("demo", commands.demo)
    return parser
