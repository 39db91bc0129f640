"""Which hubs there are, from the settings. A new hub is one line here."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fireseed.base.errors import HubError, NotFound
from fireseed.base.http import Network
from fireseed.base.paths import Paths
from fireseed.base.settings import ModelScopeRegion, Settings
from fireseed.gguf.names import quantization_of
from fireseed.hubs import references
from fireseed.hubs.builtin import BuiltinHub
from fireseed.hubs.folder import FolderHub
from fireseed.hubs.mirrors import Mirrored, hugging_face
from fireseed.hubs.modelscope import ModelScopeHub
from fireseed.hubs.ollama import OllamaHub
from fireseed.hubs.peer import PeerHub, parse_peer
from fireseed.hubs.protocol import Address, FileSource, Hub
from fireseed.hubs.web import WebHub

HF_MIRROR = "https://hf-mirror.com"
"""The mirror that is asked by itself where people read Chinese: there the original often can't be reached."""


@dataclass(frozen=True)
class Chosen:
    """What of the settings decides about hubs; equal ones give equal hubs."""

    address: str
    mirrors: tuple[str, ...]
    region: ModelScopeRegion
    folders: tuple[str, ...]
    peers: tuple[str, ...]
    network: Network


def chosen_by(settings: Settings, network: Network, *, chinese: bool) -> Chosen:
    """The automatic parts decided: a mirror and ModelScope for those who read Chinese."""
    region = settings.modelscope
    if region is ModelScopeRegion.AUTOMATIC:
        region = ModelScopeRegion.CHINA if chinese else ModelScopeRegion.OFF
    mirrors = settings.mirrors or ((HF_MIRROR,) if chinese else ())
    return Chosen(settings.hub_address, mirrors, region, settings.folder_hubs, settings.peers, network)


class Hubs:
    """All hubs of one choice.

    `searched` are those that are asked for what a person types, in the order of their rows; `known` are all by
    their ids, mirrors too: whoever is named by a reference or a source.
    """

    def __init__(self, paths: Paths, chosen: Chosen, secret: Callable[[str], str | None]) -> None:
        self.chosen = chosen
        network = chosen.network
        china = ModelScopeHub(references.MODELSCOPE, "ModelScope", "https://modelscope.cn", network=network)
        world = ModelScopeHub(
            references.MODELSCOPE_INTERNATIONAL,
            "ModelScope (international)",
            "https://www.modelscope.ai",
            network=network,
        )
        regions = {ModelScopeRegion.CHINA: [china], ModelScopeRegion.INTERNATIONAL: [world]}
        self.hugging_face: Mirrored = hugging_face(chosen.address, chosen.mirrors, secret, network)
        searched: list[Hub] = [
            BuiltinHub(paths.builtin_hub, paths.cache, _shipped_starter()),
            self.hugging_face,
            *regions.get(chosen.region, []),
            *(FolderHub(_folder_id(folder), Path(folder).name, Path(folder), _quantization)
              for folder in chosen.folders),
            *_peers(chosen.peers),
        ]  # fmt: skip
        named: list[Hub] = [
            china,
            world,
            OllamaHub(
                references.OLLAMA, "Ollama", "https://registry.ollama.ai", "https://ollama.com", network=network
            ),
            WebHub(references.WEB, "Web", network=network),
        ]
        self.searched = {hub.id: hub for hub in searched}
        self.known = {hub.id: hub for hub in named} | self.hugging_face.members | self.searched

    @property
    def endpoints(self) -> dict[str, str]:
        """The addresses with Hugging Face's API that a person chose, and the ids of their hubs."""
        own = [address for address in (self.chosen.address, *self.chosen.mirrors) if address]
        return dict.fromkeys(own, self.hugging_face.id)

    def address(self, source: FileSource) -> Address:
        """Where the bytes of a source are now; raises HubError, for a hub that is no longer chosen too."""
        hub = self.known.get(source.hub)
        if hub is None:
            raise NotFound(source.hub, source.repo)
        return hub.address(source)

    def alike(self) -> Iterator[Hub]:
        """The hubs where the same `owner/name` is the same repo."""
        return (hub for hub in self.searched.values() if hub.id not in references.OWN_NAMES)

    def close(self) -> None:
        for hub in self.known.values():
            hub.close()


def _peers(addresses: tuple[str, ...]) -> Iterator[Hub]:
    for address in addresses:
        try:
            yield PeerHub(parse_peer(address))
        except HubError:
            continue  # the settings were written by another hand: that line is not a neighbour


def _folder_id(folder: str) -> str:
    return f"folder-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]}"


def _quantization(name: str) -> str | None:
    found = quantization_of(name)
    return found.name if found is not None else None


def _shipped_starter() -> Path | None:
    """The starter model that the set-up fetched, where there is one."""
    path = os.environ.get("FIRESEED_STARTER")
    return Path(path) if path else None
