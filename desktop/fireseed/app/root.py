"""The composition root: builds each service once and hands it to a face."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from fireseed.app.hubs import Chosen, Hubs, chosen_by
from fireseed.app.limits import limits_of
from fireseed.app.neighbourhood import Neighbourhood
from fireseed.app.network import network_of
from fireseed.base.errors import FolderMissing
from fireseed.base.http import Network
from fireseed.base.paths import Paths, resources
from fireseed.base.secrets import Secrets
from fireseed.base.settings import Language, SettingsFile
from fireseed.chat.store import ChatStore
from fireseed.engine.supervisor import Engines
from fireseed.flows.answers import Answers
from fireseed.flows.downloads import Downloads
from fireseed.flows.fitting import Fitting
from fireseed.flows.header_cache import HeaderCache
from fireseed.flows.headers import RemoteHeaders
from fireseed.flows.pictures import Pictures
from fireseed.flows.search_hubs import Search
from fireseed.flows.search_memory import SearchMemory
from fireseed.flows.upstream import Upstreams
from fireseed.gguf.names import is_model, is_projector
from fireseed.hardware.bandwidth import Bandwidth
from fireseed.hardware.devices import list_devices
from fireseed.hardware.machine import DeviceReport, Machine, Undetected
from fireseed.hardware.present import Present
from fireseed.hardware.probe import probe
from fireseed.hubs import references
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.licences import Licences
from fireseed.hubs.mirrors import Mirrored, hugging_face
from fireseed.hubs.protocol import Address, FileSource, Hub
from fireseed.hubs.references import Reference
from fireseed.library.elsewhere.adoption import Adoption
from fireseed.library.elsewhere.found import Origin
from fireseed.library.elsewhere.surroundings import Surroundings
from fireseed.library.model import Check
from fireseed.library.store import Library, NewFile
from fireseed.transfer.digest import Outcome, VerifiedFile
from fireseed.transfer.plan import Plan
from fireseed.transfer.transfers import Transfers
from fireseed.words import Words, choose_language

_CHECKS = {
    Outcome.VERIFIED: Check.VERIFIED,
    Outcome.MIRRORED: Check.MIRRORED,
    Outcome.NO_DIGEST: Check.NO_DIGEST,
}


class App:
    """Every service of one running Fireseed. `close` gives everything back; nothing runs before `resume`."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.settings = SettingsFile(paths.settings_file)
        self.words = self._make_words()
        self._closing = ExitStack()
        try:
            self._build()
        except BaseException:
            self._closing.close()
            raise

    @classmethod
    def open(cls, paths: Paths) -> App:
        """Opens or creates everything under `paths`; raises StorageError types."""
        return cls(paths)

    def _build(self) -> None:
        migrations = resources() / "migrations"
        self.secrets = Secrets(self.paths.secrets_file)
        self._network = self._make_network()
        self._made_hubs = self._make_hubs()
        self._closing.callback(lambda: self._made_hubs.close())
        self.hubs: dict[str, Hub] = dict(self._made_hubs.searched)
        self.known_hubs: dict[str, Hub] = dict(self._made_hubs.known)
        self.library = Library(self.paths.library_database, migrations / "library")
        self._closing.callback(self.library.close)
        self.chats = ChatStore(self.paths.chat_database, migrations / "chat")
        self._closing.callback(self.chats.close)
        self.engines = Engines(self.paths.logs)
        self.transfers = Transfers(
            self.paths.transfers,
            self.paths.quarantine,
            self._address,
            limits=limits_of(self.settings.current),
            network=self._network,
            on_done=self._shelve,
        )
        self._closing.callback(self.transfers.close)
        self.downloads = Downloads(
            self.known_hubs, self.transfers, self._download_folder, alike=lambda: self._made_hubs.alike()
        )
        self._searches = SearchMemory(self.paths.searches_database, migrations / "search")
        self._closing.callback(self._searches.close)
        self.upstreams = Upstreams(self.known_hubs, self.library)
        self._present = Present(self._look_around)
        self.fitting = Fitting(
            RemoteHeaders(HeaderCache(self.paths.headers), self._address, lambda: self._network),
            self._present.now,
            Bandwidth(self.paths.bandwidth_file),
            self.library.measurements,
            self.engines.memory,
        )
        self.answers = Answers(self.chats, self.library, self.engines, self.fitting)
        self.neighbourhood = Neighbourhood(self.library)
        self._closing.callback(self.neighbourhood.close)
        self.adoption = Adoption(
            self.library, Surroundings.here(), self.paths.adoption_memory, self._adopted_origins
        )
        self._closing.callback(self.adoption.close)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The curated families of models, read at first use: the first frame does not wait for it."""
        return Catalogue.load(resources() / "catalogue")

    @cached_property
    def search(self) -> Search:
        """The hubs asked one by one, and what they answered before."""
        return Search(self.hubs, self._searches, self.catalogue)

    @cached_property
    def pictures(self) -> Pictures:
        """The pictures of model cards, for who asks to see them."""
        return Pictures(self._address, lambda: self._network)

    @cached_property
    def licences(self) -> Licences:
        """What licences allow, read at first use."""
        return Licences.load(resources() / "licences.toml")

    @property
    def models_folder(self) -> Path:
        """Where new models go: the chosen folder, or the default one."""
        chosen = self.settings.current.models_folder
        return Path(chosen) if chosen else self.paths.models

    def resume(self) -> None:
        """Goes on with what an earlier run left unfinished. For the window: a command minds its own business."""
        self.chats.recover()
        self.transfers.restore()
        self.adoption.start()

    def settings_changed(self) -> None:
        """Rebuilds what depends on the settings, in place: the words, the network, the hubs, the limits.

        The downloads under way look their hub up for each file, so they find the new one. `neighbourhood` is the
        caller's to apply: that takes seconds.
        """
        self.words = self._make_words()
        self.transfers.configure(limits_of(self.settings.current))
        network = self._make_network()
        if network != self._network:
            self._network = network
            self.transfers.use_network(network)
        if self._choose_hubs() != self._made_hubs.chosen:
            former, self._made_hubs = self._made_hubs, self._make_hubs()
            # Ending a server takes a moment, and this is called in the window's own thread.
            threading.Thread(target=former.close, name="former hubs", daemon=True).start()
            for shown, made in ((self.hubs, self._made_hubs.searched), (self.known_hubs, self._made_hubs.known)):
                shown.clear()
                shown.update(made)

    def keep_secret(self, name: str, value: str) -> None:
        """Keeps a token or password, or forgets it where `value` is empty; raises NotWritable and OSError.

        The settings know which there are, so that nobody's keyring is opened for nothing.
        """
        kept = [known for known in self.settings.current.secrets if known != name]
        if value:
            self.secrets.set(name, value)
            kept.append(name)
        else:
            self.secrets.delete(name)
        self.settings.change(secrets=tuple(kept))

    def reference(self, text: str) -> Reference:
        """What an address names that a person has; raises AddressError types."""
        return references.parse(text, self._made_hubs.endpoints)

    def hub_title(self, hub: str) -> str:
        """What people call a hub by its id; a download may be older than today's choice of hubs."""
        known = self.known_hubs.get(hub)
        return known.title if known is not None else hub

    @property
    def hugging_face(self) -> Mirrored:
        """Hugging Face with its mirrors: latencies and whose token it is."""
        return self._made_hubs.hugging_face

    def hub_of_mirrors(self, mirrors: Sequence[str]) -> Mirrored:
        """Hugging Face with these mirrors whatever the settings say, to be measured; whoever asks closes it."""
        return hugging_face("", mirrors, lambda _: None, self._network)

    def probe_machine(self) -> Machine:
        """What this computer can do; takes up to a few seconds the first time."""
        return self._present.probe()

    def close(self) -> None:
        """Pauses downloads and closes stores and hubs. Engines are closed on their own loop before."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _look_around(self) -> Machine:
        return probe([self.models_folder], self._devices)

    def _make_hubs(self) -> Hubs:
        return Hubs(self.paths, self._choose_hubs(), self._secret)

    def _choose_hubs(self) -> Chosen:
        chinese = choose_language(self.settings.current.language) == Language.CHINESE.value
        return chosen_by(self.settings.current, self._network, chinese=chinese)

    def _make_network(self) -> Network:
        return network_of(self.settings.current, self._secret)

    def _secret(self, name: str) -> str | None:
        return self.secrets.get(name) if name in self.settings.current.secrets else None

    def _adopted_origins(self) -> tuple[Origin, ...]:
        return tuple(origin for origin in Origin if origin.value not in self.settings.current.ignored_apps)

    def _make_words(self) -> Words:
        return Words(resources() / "words", choose_language(self.settings.current.language), self.hub_title)

    def _download_folder(self) -> Path:
        """Where a download goes now. A chosen folder is not made anew: its drive may be unplugged."""
        if self.settings.current.models_folder and not self.models_folder.is_dir():
            raise FolderMissing(str(self.models_folder))
        return self.models_folder

    def _address(self, source: FileSource) -> Address:
        return self._made_hubs.address(source)

    def _devices(self, seconds: float) -> DeviceReport | Undetected:
        return list_devices(self.engines.device_command(), seconds)

    def _shelve(self, plan: Plan, files: tuple[VerifiedFile, ...]) -> None:
        """A finished download becomes a model of the library; done twice, it is still one."""
        found = [NewFile(file.path, file.sha256, _CHECKS[file.outcome]) for file in files]
        projectors = [file for file in found if is_projector(file.path.name)]
        extras = [file for file in found if not is_model(file.path.name) and file not in projectors]
        self.library.add(
            hub=plan.hub,
            repo=plan.repo,
            commit=plan.commit,
            variant=plan.variant,
            licence=plan.licence,
            files=[file for file in found if file not in (*projectors, *extras)],
            projector=projectors[0] if projectors else None,
            extras=extras,
        )
        self.neighbourhood.models_changed()
