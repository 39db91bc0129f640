"""The same bytes on several hubs: one download with several sources, and a digest that two publishers stated.

Hubs can't be asked for a digest, but a publisher mostly uses the same `owner/name` everywhere. So the others are
asked for that repo, and whatever file there has the same SHA-256 and size is a source more.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from fireseed.base.errors import HubError, NotFound
from fireseed.hubs.protocol import FileSource, Hub, Listing
from fireseed.transfer.plan import Plan, PlannedFile, sources_of

_log = logging.getLogger(__name__)


def listings_of(repo: str, hubs: Iterable[Hub], seconds: float) -> tuple[Listing, ...]:
    """What those of `hubs` that have `repo` list for it, all asked at once; who isn't done in time is left out."""
    hubs = list(hubs)
    found: dict[int, Listing] = {}

    def ask(place: int, hub: Hub) -> None:
        try:
            found[place] = hub.listing(repo)
        except NotFound:
            pass  # most hubs don't have it
        except HubError as error:
            _log.info("%s can't say whether it has %s: %s", hub.title, repo, error)

    # Daemons: a hub that doesn't answer must not keep a command from ending.
    threads = [
        threading.Thread(target=ask, args=(place, hub), name="elsewhere", daemon=True)
        for place, hub in enumerate(hubs)
    ]
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    answered = found.copy()
    return tuple(answered[place] for place in sorted(answered))


def with_sources(plan: Plan, others: Sequence[Listing]) -> Plan:
    """The plan with every source that `others` add. Pure.

    A digest that only a mirror stated counts as vouched for once another publisher's hub states the same.
    """
    sources: dict[tuple[str, int], list[FileSource]] = defaultdict(list)
    stated: set[tuple[str, int]] = set()
    for listing in others:
        for file in listing.files:
            if file.sha256 is not None:
                sources[file.sha256.lower(), file.size].extend(sources_of(listing, file))
                if listing.original:
                    stated.add((file.sha256.lower(), file.size))

    def widened(file: PlannedFile) -> PlannedFile:
        if file.sha256 is None:
            return file
        key = (file.sha256.lower(), file.size)
        more = tuple(source for source in sources.get(key, ()) if source not in file.sources)
        return msgspec.structs.replace(file, sources=file.sources + more, vouched=file.vouched or key in stated)

    return msgspec.structs.replace(plan, files=tuple(widened(file) for file in plan.files))
