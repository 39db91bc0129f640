"""What the makers of a model publish about it themselves, for comparison with a conversion of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fireseed.base.errors import HubError
from fireseed.gguf.templates import official_template
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.protocol import Hub, Repo

JINJA, TOKENIZER_CONFIG = "chat_template.jinja", "tokenizer_config.json"


@dataclass(frozen=True)
class OfficialTemplate:
    """The chat template that `repo`, the makers' own, publishes on `hub`."""

    hub: str
    repo: str
    text: str


def official_repo(repo: Repo, catalogue: Catalogue) -> str | None:
    """The makers' own repo of what `repo` holds, on a hub of the same kind; None where that isn't known. Pure."""
    kind = catalogue.hub_kind(repo.hub)
    model = catalogue.model_of(repo.hub, repo.name, repo.base_models)
    if model is not None and kind in model.repos:
        return model.repos[kind]
    for base in repo.base_models:
        if catalogue.family_of_owner(kind, base.partition("/")[0]) is not None:
            return base
    return None


def template_of(repo: Repo, catalogue: Catalogue, hubs: Mapping[str, Hub]) -> OfficialTemplate | None:
    """The official template for `repo`; None where nobody publishes one or no hub can say. Blocks."""
    name = official_repo(repo, catalogue)
    if name is None:
        return None
    for hub_id in dict.fromkeys((repo.hub, catalogue.hub_kind(repo.hub))):
        hub = hubs.get(hub_id)
        if hub is None:
            continue
        try:
            listing = hub.listing(name)
            held = {file.path for file in listing.files}
            texts = [
                hub.text(name, listing.commit, path) if path in held else None
                for path in (JINJA, TOKENIZER_CONFIG)
            ]
        except HubError:
            continue
        found = official_template(*texts)
        if found is not None:
            return OfficialTemplate(hub_id, name, found)
    return None


def asked(hubs: Mapping[str, Hub], hub_id: str, name: str) -> Repo | None:
    """The repo `name` as the hub describes it; None where it has none or can't say. Blocks."""
    hub = hubs.get(hub_id)
    if hub is None:
        return None
    try:
        return hub.listing(name).repo
    except HubError:
        return None
