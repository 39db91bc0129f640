"""One function a command: (services, terminal, parsed words) → exit code."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from fireseed.app import App
from fireseed.base.errors import ModelUnknown, NoModelChosen, NotFound
from fireseed.chat.model import Message
from fireseed.cli.machine import machine_lines
from fireseed.cli.terminal import Terminal, table
from fireseed.engine.protocol import Sampling
from fireseed.flows.answers import AnswerGrew, AnswerUpdate
from fireseed.flows.choice import best
from fireseed.flows.downloads import Offer
from fireseed.flows.search import Filters, Results
from fireseed.hubs.protocol import SearchQuery, Sort
from fireseed.hubs.references import Reference
from fireseed.library.model import Check, Model
from fireseed.transfer.plan import Variant
from fireseed.transfer.state import TransferState
from fireseed.transfer.transfers import Transfer

Command = Callable[[App, Terminal, argparse.Namespace], int]

_SAMPLE = 0.1
"""Seconds between two looks at a transfer's counters."""


def search(app: App, terminal: Terminal, chosen: argparse.Namespace) -> int:
    """One row a model, of all hubs; a hub that failed is told beside them, and what it answered before shown."""
    words, results = terminal.words, Results(app.catalogue, app.licences)
    answers = app.search.everywhere(SearchQuery(text=" ".join(chosen.text), limit=chosen.limit))
    for answer in answers:
        results.add(answer.hub, answer.page, answer.remembered)
        if answer.error is not None:
            said = words.error(answer.error)
            terminal.note(f"{said.title}. {said.advice}")
        if answer.remembered is not None:
            title, day = app.hub_title(answer.hub), answer.remembered.astimezone().date().isoformat()
            terminal.note(words.text("cli.search.remembered", hub=title, day=day))
    entries = results.entries(Filters(), Sort.TRENDING)
    rows = [
        (
            entry.repos[0].name,
            "" if entry.parameters is None else words.count(entry.parameters),
            (entry.licence.name if entry.licence else entry.licence_tag) or "",
            "" if entry.downloads is None else f"↓ {words.count(entry.downloads)}",
            ", ".join(dict.fromkeys(app.hub_title(repo.hub) for repo in entry.repos)),
        )
        for entry in entries
    ]
    if not rows:
        terminal.note(words.text("cli.search.nothing"))
    terminal.result([repo for entry in entries for repo in entry.repos], table(rows))
    return 0 if rows or all(answer.error is None for answer in answers) else 1


def get(app: App, terminal: Terminal, chosen: argparse.Namespace) -> int:
    """Downloads what an address names, or goes on with it where an earlier try ended."""
    reference = app.reference(" ".join(chosen.address))
    if chosen.hub is not None:
        reference = replace(reference, hub=chosen.hub)
    offer = app.downloads.find(reference)
    app.downloads.look_elsewhere(offer)
    return _download(app, terminal, offer, _variant(app, offer, reference))


def _variant(app: App, offer: Offer, reference: Reference) -> Variant:
    """The one that is named, else the best for this computer, else the first."""
    if reference.file is not None:
        return offer.holding(reference.file)
    if reference.variant is not None:
        return offer.variant(reference.variant)
    if len(offer.variants) == 1:
        return offer.variants[0]
    name = best(offer.variants, {one.name: app.fitting.estimate(offer, one) for one in offer.variants})
    return offer.variants[0] if name is None else offer.variant(name)


def _download(app: App, terminal: Terminal, offer: Offer, variant: Variant) -> int:
    transfer = app.downloads.begin(offer, variant)
    title = f"{offer.listing.repo.title} {variant.name}"
    app.transfers.start_now(transfer.id)  # who asks for it here and now does not mean at night
    while transfer.state not in (TransferState.DONE, TransferState.FAILED, TransferState.PAUSED):
        terminal.bar(title, transfer.bytes_done / max(transfer.bytes_total, 1), _detail(terminal, transfer))
        time.sleep(_SAMPLE)
    if transfer.error is not None:
        raise transfer.error
    model = app.library.find(f"{offer.listing.repo.name}:{variant.name}")
    terminal.result(model, _verified_lines(terminal, model))
    return 0


def _detail(terminal: Terminal, transfer: Transfer) -> str:
    words = terminal.words
    if transfer.state is TransferState.VERIFYING:
        return words.text("cli.verifying")
    left = "" if transfer.seconds_left is None else f"  {words.duration(transfer.seconds_left)}"
    done, total = words.size(transfer.bytes_done), words.size(transfer.bytes_total)
    return f"{done} / {total}  {words.speed(transfer.speed)}{left}"


def _verified_lines(terminal: Terminal, model: Model) -> list[str]:
    lines = [terminal.words.text("cli.downloaded", name=model.name, size=model.size)]
    for file in model.files:
        key = f"cli.file.{file.check.value}"
        lines.append(terminal.words.text(key, file=file.path.name, sha256=file.sha256))
    return lines


def list_models(app: App, terminal: Terminal, chosen: argparse.Namespace) -> int:
    """The library."""
    models = app.library.models()
    rows = [
        (model.name, terminal.words.size(model.size), terminal.words.text(f"model.{model.state.value}"))
        for model in models
    ]
    if not models:
        terminal.note(terminal.words.text("cli.list.nothing"))
    terminal.result(models, table(rows))
    return 0


@dataclass(frozen=True)
class _Verification:
    model: str
    path: str
    check: Check


def verify(app: App, terminal: Terminal, chosen: argparse.Namespace) -> int:
    """Reads every byte again; exit code 1 when a file is not what was verified at first."""
    models = [app.library.find(chosen.name)] if chosen.name else list(app.library.models())
    outcomes: list[_Verification] = []
    for model in models:

        def progress(done: int, model: Model = model) -> None:
            terminal.bar(model.name, done / max(model.size, 1), terminal.words.text("cli.verifying"))

        for path, check in app.library.verify(model.id, progress, lambda: False):
            outcomes.append(_Verification(model.name, str(path), check))
    lines = [f"{terminal.words.text(f'check.{item.check.value}')}  {item.path}" for item in outcomes]
    terminal.result(outcomes, lines)
    return 1 if any(item.check is Check.MISMATCH for item in outcomes) else 0


def remove(app: App, terminal: Terminal, chosen: argparse.Namespace) -> int:
    """To the bin, from where the Library page brings it back. Another app's model stays with that app."""
    model = app.library.find(chosen.name)
    if model.origin:
        app.adoption.forget(model.id)
    else:
        app.library.delete(model.id)
    terminal.result(
        model, [terminal.words.text("cli.forgotten" if model.origin else "cli.removed", name=model.name)]
    )
    return 0


def ask(app: App, terminal: Terminal, chosen: argparse.Namespace) -> int:
    """One question, one answer, kept as a chat. The question may come from standard input."""
    question = " ".join(chosen.question) or sys.stdin.read()
    model = _choose_model(app, chosen.model)
    conversation = app.chats.create(model=model.name)
    sampling = Sampling(temperature=chosen.temperature, seed=chosen.seed)
    asyncio.run(_ask(app, terminal, conversation.id, question, model, sampling, last=True))
    return 0


def chat(app: App, terminal: Terminal, chosen: argparse.Namespace) -> int:
    """A conversation in the terminal. Ctrl+C stops an answer, Ctrl+D ends."""
    model = _choose_model(app, chosen.model)
    conversation = app.chats.create(model=model.name)
    sampling = Sampling(temperature=chosen.temperature, seed=chosen.seed)
    terminal.note(terminal.words.text("cli.chat.hello", name=model.name))

    async def converse() -> None:
        while True:
            try:
                question = await asyncio.to_thread(input, "> ")
            except EOFError:
                break
            if question.strip():
                await _ask(app, terminal, conversation.id, question, model, sampling, last=False)
        await app.engines.close()

    asyncio.run(converse())
    return 0


async def _ask(
    app: App, terminal: Terminal, conversation: str, question: str, model: Model, sampling: Sampling, *, last: bool
) -> Message:
    def show(update: AnswerUpdate) -> None:
        if isinstance(update, AnswerGrew):
            terminal.piece(update.text)

    try:
        answer = await app.answers.ask(conversation, question, model, show, sampling)
        terminal.piece("\n")
        if terminal.as_json:
            terminal.result(answer, [])
        elif answer.stats is not None:
            terminal.note(
                terminal.words.text("cli.stats", rate=answer.stats.decode_rate, tokens=answer.stats.answer_tokens)
            )
        return answer
    finally:
        if last:
            await app.engines.close()


def _choose_model(app: App, name: str | None) -> Model:
    """The named model, else the one used last, else the only one."""
    if name is not None:
        return app.library.find(name)
    models = app.library.models()
    try:
        return app.library.find(app.settings.current.last_model)
    except ModelUnknown:
        if not models:
            raise NoModelChosen from None
        return max(models, key=lambda model: model.last_used_at or model.added_at)


def hardware(app: App, terminal: Terminal, chosen: argparse.Namespace) -> int:
    """What this computer can do, and why something could not be found out."""
    machine = app.probe_machine()
    terminal.result(machine, machine_lines(terminal.words, machine))
    return 0


def demo(app: App, terminal: Terminal, chosen: argparse.Namespace) -> int:
    """The whole way on the starter model: find, download, verify, ask, answer."""
    words = terminal.words
    hub = app.hubs["builtin"]
    repo = next(iter(hub.search(SearchQuery(text="SmolLM2")).repos), None)
    if repo is None:
        raise NotFound(hub.title, "SmolLM2")
    terminal.note(words.text("cli.demo.found", name=repo.name, hub=hub.title))
    offer = app.downloads.offer(repo.hub, repo.name)
    _download(app, terminal, offer, offer.variants[0])
    model = app.library.find(repo.name)
    question = words.text("cli.demo.question")
    terminal.note(f"> {question}")
    conversation = app.chats.create(model=model.name)
    asyncio.run(_ask(app, terminal, conversation.id, question, model, Sampling(temperature=0), last=True))
    return 0
