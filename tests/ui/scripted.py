"""Services whose answers a test writes: everything behind the window that is not what the test is about.

Conversations, settings, words and paths are the real ones. Models, hubs, transfers and the engine are scripted,
because a test of the window must be able to hold an answer back, break it in the middle, or be a slow hub.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fireseed.app.neighbourhood import Neighbourhood
from fireseed.base.errors import DatabaseTooNew, FireseedError
from fireseed.base.paths import Paths, resources
from fireseed.base.secrets import Place
from fireseed.base.settings import SettingsFile
from fireseed.chat.model import AnswerState, Message, Role, Stats
from fireseed.chat.store import ChatStore
from fireseed.chat.title import title_of
from fireseed.engine.protocol import EngineState
from fireseed.flows.answers import AnswerBegun, AnswerGrew, OnUpdate
from fireseed.flows.downloads import Downloads
from fireseed.flows.fitting import Taken
from fireseed.flows.search_hubs import Search
from fireseed.flows.search_memory import SearchMemory
from fireseed.flows.upstream import Upstreams
from fireseed.hardware.machine import Machine
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.licences import Licences
from fireseed.hubs.mirrors import Mirrored, hugging_face
from fireseed.hubs.protocol import RepoFile
from fireseed.hubs.references import Reference, parse
from fireseed.library.duplicates import Duplicate
from fireseed.library.elsewhere.adoption import Phase, Progress
from fireseed.library.elsewhere.found import Found, Problem
from fireseed.library.model import Check, Model, ModelFile, ModelState
from fireseed.transfer.plan import Plan
from fireseed.transfer.state import Priority, TransferState, Waiting
from fireseed.transfer.traffic import SourceCount
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.tokens import SecretKeeper, TokenBox
from fireseed.words import Words, choose_language
from ui.fittings import ScriptedFitting, ScriptedPictures, machine
from ui.hubs import MemoryHub, repo

MB = 10**6


def model(name: str = "HuggingFaceTB/SmolLM2-135M-Instruct-GGUF", variant: str = "Q4_1", **facts: object) -> Model:
    """A model that is there and verified."""
    now = datetime(2026, 3, 14, 12, tzinfo=UTC)
    file = ModelFile(Path(f"/models/{name}/{variant}.gguf"), 98 * MB, "b1" * 32, Check.VERIFIED, now, 0)
    known: dict[str, object] = {
        "id": f"{name}:{variant}",
        "hub": "builtin",
        "repo": name,
        "commit": "c" * 40,
        "variant": variant,
        "licence": "apache-2.0",
        "files": (file,),
        "projector": None,
        "added_at": now,
        "last_used_at": now,
        "state": ModelState.READY,
    }
    return Model(**(known | facts))  # type: ignore[arg-type] # facts are a test's own


class ScriptedLibrary:
    """Holds what a test puts into `found`."""

    newer: DatabaseTooNew | None = None

    def __init__(self) -> None:
        self.found: tuple[Model, ...] = ()
        self.twice: tuple[Duplicate, ...] = ()

    def models(self) -> tuple[Model, ...]:
        return self.found

    def binned(self) -> tuple[Model, ...]:
        return ()

    def duplicates(self) -> tuple[Duplicate, ...]:
        return self.twice


@dataclass
class ScriptedTransfer:
    """A download whose counters a test moves."""

    plan: Plan
    state: TransferState = TransferState.RUNNING
    bytes_done: int = 0
    bytes_verified: int = 0
    speed: float = 0.0
    seconds_left: float | None = None
    source: str | None = "builtin"
    error: FireseedError | None = None
    waiting: Waiting | None = None
    priority: Priority = Priority.NORMAL
    limit: int | None = None
    speeds: tuple[float, ...] = ()
    sources: dict[str, SourceCount] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.plan.repo}:{self.plan.variant}"

    @property
    def bytes_total(self) -> int:
        return self.plan.size


class ScriptedTransfers:
    """No download until one is started; its counters stand still until a test moves them."""

    def __init__(self) -> None:
        self.running: list[ScriptedTransfer] = []

    def start(self, plan: Plan) -> ScriptedTransfer:
        self.running.append(ScriptedTransfer(plan))
        return self.running[-1]

    def all(self) -> tuple[ScriptedTransfer, ...]:
        return tuple(self.running)


@dataclass
class ScriptedEngine:
    """What is sampled of an engine."""

    name: str
    state: EngineState = EngineState.READY
    load_progress: float = 1.0
    error: FireseedError | None = None


class ScriptedEngines:
    """The engine that a test says there is."""

    def __init__(self) -> None:
        self.current: ScriptedEngine | None = None

    async def close(self) -> None:
        self.current = None


@dataclass
class Script:
    """How the next answers go: `pieces` come one by one, each when `gate` allows it; then `error`, if any."""

    pieces: list[str] = field(default_factory=lambda: ["Hello", ", ", "world", "."])
    error: FireseedError | None = None
    load_error: FireseedError | None = None
    held: bool = False


class ScriptedAnswers:
    """Answers as `flows.answers.Answers` does, on the real store, with the words of a `Script`."""

    def __init__(self, chats: ChatStore, engines: ScriptedEngines) -> None:
        self._chats = chats
        self._engines = engines
        self.script = Script()
        self.loads = 0
        self.taken: Taken | None = None
        self._stopped = asyncio.Event()

    async def load(self, wanted: Model) -> ScriptedEngine:
        self.loads += 1
        self._engines.current = engine = ScriptedEngine(wanted.name)
        if self.script.load_error is not None:
            engine.state = EngineState.FAILED
            raise self.script.load_error
        return engine

    async def ask(self, conversation: str, text: str, wanted: Model, on_update: OnUpdate) -> Message:
        question = await asyncio.to_thread(self._chats.append, conversation, Role.USER, text)
        if not (await asyncio.to_thread(self._chats.conversation, conversation)).title:
            await asyncio.to_thread(self._chats.rename, conversation, title_of(text))
        return await self._answer(question, question, wanted, on_update)

    async def regenerate(self, question: Message, wanted: Model, on_update: OnUpdate) -> Message:
        return await self._answer(question, None, wanted, on_update)

    async def stop(self) -> None:
        self._stopped.set()

    async def _answer(
        self, parent: Message, question: Message | None, wanted: Model, on_update: OnUpdate
    ) -> Message:
        self._stopped = asyncio.Event()
        script = self.script
        answer = await asyncio.to_thread(self._chats.begin_answer, parent.conversation, parent.id, wanted.name)
        on_update(AnswerBegun(question, answer))
        state, stats = AnswerState.INTERRUPTED, None
        try:
            engine = await self.load(wanted)
            engine.state = EngineState.BUSY
            for count, piece in enumerate(script.pieces):
                await asyncio.to_thread(self._chats.extend, answer.id, piece)
                on_update(AnswerGrew(answer.id, piece, count + 1))
                await asyncio.sleep(0)
            if script.held:
                await self._stopped.wait()
            if script.error is not None:
                engine.state = EngineState.FAILED
                raise script.error
            engine.state = EngineState.READY
            stats = Stats(12, len(script.pieces), 0.2, 180.0, 42.4)
            state = AnswerState.STOPPED if self._stopped.is_set() else AnswerState.COMPLETE
        finally:
            await asyncio.shield(asyncio.to_thread(self._chats.finish, answer.id, state, stats))
        return await asyncio.to_thread(self._chats.message, answer.id)


class ScriptedAdoption:
    """Models of other apps as a test says; `looked` counts the searches that were asked for."""

    failure: FireseedError | None = None

    def __init__(self) -> None:
        self.found: tuple[Found, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self.progress = Progress(Phase.IDLE, "", 0, 0, 0, 0)
        self.looked = 0

    def look_again(self) -> None:
        self.looked += 1


class ScriptedSecrets:
    """No keyring of whoever runs the tests is touched; `broken` can't be written."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.place = Place.SYSTEM_KEYRING
        self.broken: OSError | None = None

    def keep(self, settings: SettingsFile, name: str, value: str) -> None:
        """As `App.keep_secret` does."""
        if self.broken is not None:
            raise self.broken
        self.kept[name] = value
        names = tuple(known for known in settings.current.secrets if known != name)
        settings.change(secrets=(*names, name) if value else names)


class ScriptedApp:
    """What a window needs of `fireseed.app.App`."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.settings = SettingsFile(paths.settings_file)
        self.words = Words(resources() / "words", choose_language(self.settings.current.language))
        self.chats = ChatStore(paths.chat_database, resources() / "migrations" / "chat")
        self.library = ScriptedLibrary()
        self.transfers = ScriptedTransfers()
        self.engines = ScriptedEngines()
        self.answers = ScriptedAnswers(self.chats, self.engines)
        starter = repo("builtin", "HuggingFaceTB/SmolLM2-135M-Instruct-GGUF", parameters=135_000_000)
        self.hub = MemoryHub("builtin", "Fireseed", [starter])
        self.hub.files = (RepoFile("SmolLM2-135M-Instruct.Q4_1.gguf", 98_362_432, sha256="b1" * 32),)
        self.hubs = {"builtin": self.hub}
        self.known_hubs = self.hubs
        self.secrets = ScriptedSecrets()
        self.adoption = ScriptedAdoption()
        self.upstreams = Upstreams(self.known_hubs, self.library)  # type: ignore[arg-type] # a script
        self.neighbourhood = Neighbourhood(self.library)  # type: ignore[arg-type] # a script
        self.hugging_face = self._hugging_face()
        self.fitting = ScriptedFitting(self.probe_machine())
        self.pictures = ScriptedPictures()
        self.catalogue = Catalogue.load(resources() / "catalogue")
        self.licences = Licences.load(resources() / "licences.toml")
        self._searches = SearchMemory(paths.searches_database, resources() / "migrations" / "search")
        self.search = Search(self.hubs, self._searches, self.catalogue)
        self.models_folder = paths.models
        self.downloads = Downloads(self.hubs, self.transfers, lambda: self.models_folder)  # type: ignore[arg-type] # a script

    def resume(self) -> None:
        self.chats.recover()

    def settings_changed(self) -> None:
        self.words = Words(resources() / "words", choose_language(self.settings.current.language))
        self.hugging_face = self._hugging_face()

    def hub_title(self, hub: str) -> str:
        return self.known_hubs[hub].title if hub in self.known_hubs else hub

    def hub_of_mirrors(self, mirrors: Sequence[str]) -> Mirrored:
        return hugging_face("", mirrors, lambda _: None)

    def reference(self, text: str) -> Reference:
        return parse(text)

    def keep_secret(self, name: str, value: str) -> None:
        self.secrets.keep(self.settings, name, value)

    def probe_machine(self) -> Machine:
        return machine()

    def close(self) -> None:
        self._searches.close()
        self.neighbourhood.close()
        self.hugging_face.close()
        self.chats.close()

    def _hugging_face(self) -> Mirrored:
        """The real one, which asks nobody until it is asked."""
        settings = self.settings.current
        return hugging_face(settings.hub_address, settings.mirrors, self.secrets.kept.get)


def token_box(bridge: Bridge, paths: Paths, hub: Mirrored | None = None) -> TokenBox:
    """A token box without a page around it, for a hub that is never asked unless it is given."""
    settings, secrets = SettingsFile(paths.settings_file), ScriptedSecrets()
    asked = hub or hugging_face("", (), secrets.kept.get)

    def keep(name: str, value: str) -> None:
        secrets.keep(settings, name, value)

    keeper = SecretKeeper(keep, lambda: secrets.place, paths.settings_file, paths.secrets_file)
    choices = Choices(bridge, paths, settings, lambda: None, bridge)
    return TokenBox(bridge, choices, lambda: asked, keeper, bridge)


@contextlib.contextmanager
def scripted_app(paths: Paths) -> Iterator[ScriptedApp]:
    """Closed at the end."""
    app = ScriptedApp(paths)
    try:
        yield app
    finally:
        app.close()
