"""Whether a hub has other bytes now under the name of a model that is on this computer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from fireseed.base.errors import HubError, NotFound
from fireseed.hubs import references
from fireseed.hubs.protocol import Hub
from fireseed.library.model import Model
from fireseed.library.store import Library
from fireseed.library.upstream import Published, is_newer
from fireseed.transfer.plan import variants


class Upstreams:
    """Model → its hub's listing → noted in the library. Calls block and are thread-safe."""

    def __init__(self, hubs: Mapping[str, Hub], library: Library) -> None:
        self._hubs = hubs
        self._library = library

    def can_be_asked(self, model: Model) -> bool:
        """Whether a hub is known that could have something newer. A bare web address is not kept with a model."""
        return model.hub in self._hubs and model.hub != references.WEB

    def check(self, model: Model) -> Model:
        """Asks the model's hub; returns the model with what it says. Raises HubError and StorageError."""
        if not self.can_be_asked(model):
            raise NotFound(model.hub, model.repo)
        wanted = references.of_variant(model.hub, model.repo, model.variant)
        listing = self._hubs[model.hub].listing(wanted.repo, wanted.revision)
        files = {
            file.path: Published(file.size, file.sha256)
            for variant in variants(listing.files)
            if variant.name == model.variant
            for file in variant.all_files
        }
        newer = is_newer(model, files)
        self._library.note_upstream(model.id, listing.commit, newer=newer, checked_at=datetime.now(UTC))
        return self._library.model(model.id)

    def check_all(
        self, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> tuple[HubError, ...]:
        """Asks for every model that has a hub; `progress` gets how many of how many are done.

        What a hub failed with is returned and stops nobody else's check. Raises StorageError.
        """
        asked = [model for model in self._library.models() if self.can_be_asked(model)]
        failures: list[HubError] = []
        for number, model in enumerate(asked):
            progress(number, len(asked))
            if cancelled():
                break
            try:
                self.check(model)
            except HubError as error:
                failures.append(error)
        return tuple(failures)
