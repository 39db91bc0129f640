"""The composition root: builds each service once and hands it to a face. Nothing else knows all rooms.

Adding a hub is one module in `hubs/` and one line in `App._make_hubs`.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from fireseed.base.errors import FolderMissing
from fireseed.base.paths import Paths, resources
from fireseed.base.settings import SettingsFile
from fireseed.chat.store import ChatStore
from fireseed.engine.supervisor import Engines
from fireseed.flows.answers import Answers
from fireseed.flows.downloads import Downloads
from fireseed.gguf.names import is_projector
from fireseed.hardware.devices import list_devices
from fireseed.hardware.machine import DeviceReport, Machine, Undetected
from fireseed.hardware.probe import probe
from fireseed.hubs.builtin import BuiltinHub
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.protocol import Address, FileSource, Hub
from fireseed.library.model import Check
from fireseed.library.store import Library, NewFile
from fireseed.transfer.digest import Outcome, VerifiedFile
from fireseed.transfer.plan import Plan
from fireseed.transfer.transfers import Transfers
from fireseed.words import Words, choose_language

HUGGING_FACE = "https://huggingface.co"

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
        self.hubs: dict[str, Hub] = self._make_hubs()
        self._closing.callback(self._close_hubs)
        self.library = Library(self.paths.library_database, migrations / "library")
        self._closing.callback(self.library.close)
        self.chats = ChatStore(self.paths.chat_database, migrations / "chat")
        self._closing.callback(self.chats.close)
        self.engines = Engines(self.paths.logs)
        self.transfers = Transfers(
            self.paths.transfers,
            self.paths.quarantine,
            self._address,
            connections=self.settings.current.connections,
            on_done=self._shelve,
        )
        self._closing.callback(self.transfers.close)
        self.downloads = Downloads(self.hubs, self.transfers, self._download_folder)
        self.answers = Answers(self.chats, self.library, self.engines)

    @property
    def models_folder(self) -> Path:
        """Where new models go: the chosen folder, or the default one."""
        chosen = self.settings.current.models_folder
        return Path(chosen) if chosen else self.paths.models

    def resume(self) -> None:
        """Goes on with what an earlier run left unfinished. For the window: a command minds its own business."""
        self.chats.recover()
        self.transfers.restore()

    def settings_changed(self) -> None:
        """Rebuilds what depends on the settings, in place: the words, and the hubs where their address changed.

        The downloads under way look their hub up for each file, so they find the new one.
        """
        self.words = self._make_words()
        if self.settings.current.hub_address != self._hub_address:
            self._close_hubs()
            self.hubs.clear()
            self.hubs.update(self._make_hubs())

    def probe_machine(self) -> Machine:
        """What this computer can do; takes up to a few seconds the first time."""
        return probe([self.models_folder], self._devices)

    def close(self) -> None:
        """Pauses downloads and closes stores and hubs. Engines are closed on their own loop before."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _make_hubs(self) -> dict[str, Hub]:
        builtin = BuiltinHub(self.paths.builtin_hub, self.paths.cache, _shipped_starter())
        self._hub_address = self.settings.current.hub_address
        address = self._hub_address or HUGGING_FACE
        made: tuple[Hub, ...] = (builtin, HuggingFaceHub("huggingface", "Hugging Face", address))
        return {hub.id: hub for hub in made}

    def _close_hubs(self) -> None:
        for hub in self.hubs.values():
            hub.close()

    def _make_words(self) -> Words:
        return Words(resources() / "words", choose_language(self.settings.current.language))

    def _download_folder(self) -> Path:
        """Where a download goes now. A chosen folder is not made anew: its drive may be unplugged."""
        if self.settings.current.models_folder and not self.models_folder.is_dir():
            raise FolderMissing(str(self.models_folder))
        return self.models_folder

    def _address(self, source: FileSource) -> Address:
        return self.hubs[source.hub].address(source)

    def _devices(self, seconds: float) -> DeviceReport | Undetected:
        return list_devices(self.engines.device_command(), seconds)

    def _shelve(self, plan: Plan, files: tuple[VerifiedFile, ...]) -> None:
        """A finished download becomes a model of the library; done twice, it is still one."""
        found = [NewFile(file.path, file.sha256, _CHECKS[file.outcome]) for file in files]
        projectors = [file for file in found if is_projector(file.path.name)]
        self.library.add(
            hub=plan.hub,
            repo=plan.repo,
            commit=plan.commit,
            variant=plan.variant,
            licence=plan.licence,
            files=[file for file in found if file not in projectors],
            projector=projectors[0] if projectors else None,
        )


def _shipped_starter() -> Path | None:
    """The starter model that the set-up fetched, where there is one."""
    path = os.environ.get("FIRESEED_STARTER")
    return Path(path) if path else None
