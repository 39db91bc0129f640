"""What the catalogue knows about a search: names as the hubs spell them, and repos that no hub need be asked for.

Pure. The catalogue's rows are for hubs without a search (an Ollama registry answers exact names only) and for
models whose GGUF repos are well known.
"""

from __future__ import annotations

import unicodedata

from fireseed.hubs.catalogue import Catalogue, CatalogueModel, Runs
from fireseed.hubs.protocol import Repo
from fireseed.hubs.references import HUGGING_FACE


def spelled_for_hubs(text: str, catalogue: Catalogue) -> str:
    """`text` with the families' Chinese names as the hubs spell them, whose repos have Latin names only.

    Chinese words that are left beside a family's name would only hide its models, so they go; a text without a
    known name stays as it is, because some hubs have Chinese titles.
    """
    if not any(_is_han(sign) for sign in text):
        return text
    aliases = [
        (alias, family.title)
        for family in catalogue.families
        for alias in family.aliases
        if any(_is_han(sign) for sign in alias)
    ]
    spelled = text
    for alias, title in sorted(aliases, key=lambda pair: -len(pair[0])):
        spelled = spelled.replace(alias, f" {title} ")
    if spelled == text:
        return text
    return " ".join("".join(" " if _is_han(sign) else sign for sign in spelled).split())


def known_repos(text: str, hub: str, catalogue: Catalogue) -> tuple[Repo, ...]:
    """The best known repo on `hub` of each model that `text` is about; none for an empty text.

    What is in demand or new at this moment is nothing that a catalogue could say.
    """
    return tuple(
        repo for model in catalogue.matching(text) for repo in known_conversions(model, hub, catalogue)[:1]
    )


def known_conversions(model: CatalogueModel, hub: str, catalogue: Catalogue) -> tuple[Repo, ...]:
    """The known repos on `hub` with GGUF files of a model that our llama.cpp runs, best first.

    The catalogue knows what is on the public hubs themselves, not what others hold that speak their protocol (the
    built-in hub, the other ModelScope).
    """
    if model.runs is not Runs.YES or hub != catalogue.hub_kind(hub):
        return ()
    base = model.repos.get(HUGGING_FACE)
    return tuple(
        Repo(
            hub=hub,
            name=name,
            licence=model.licence,
            base_models=(base,) if base else (),
            architecture=model.architecture,
            parameters=model.parameters,
            context_length=model.context_length,
        )
        for name in model.gguf.get(hub, ())
    )


def _is_han(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("CJK UNIFIED IDEOGRAPH")
