"""The curated catalogue of open model families: who publishes them where, what they are, who quantizes them.

Its data is in `resources/catalogue` (`hubs.catalogue_files` reads it). It tells which model a repo is about, by
what the repo says of itself; whether that is to be believed, others judge. Pure, but for `Catalogue.load`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fireseed.gguf.names import title_of
from fireseed.hubs import catalogue_files
from fireseed.hubs.catalogue_files import HUGGING_FACE, MODELSCOPE, OLLAMA
from fireseed.hubs.families import CatalogueModel, Family, Links, Runs, Skill

__all__ = ["Catalogue", "CatalogueModel", "Family", "Links", "Runs", "Skill"]

_HUB_KINDS = {
    "huggingface": HUGGING_FACE,
    "hf-mirror": HUGGING_FACE,
    "builtin": HUGGING_FACE,  # what it holds came from there, under the same names
    "modelscope": MODELSCOPE,
    "modelscope-ai": MODELSCOPE,
    "ollama": OLLAMA,
}
_KINDS_BY_PREFIX = {"mirror-": HUGGING_FACE, "peer-": "peer", "folder-": "folder"}
_LATEST = "latest"
_CONVERTED = re.compile(r"[-_.]gguf\Z", re.IGNORECASE)
_IMATRIX = re.compile(r"[-_.](?:i1|imatrix)\Z", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All families in the order in which they are shown; `quantizers` are titles by owner by hub kind.

    Names of owners and repos are compared without regard to case, as the hubs do.
    """

    families: tuple[Family, ...]
    quantizers: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Reads all files of `folder` (`resources/catalogue`). Raises ResourceInvalid naming file and key."""
        contents = catalogue_files.read(folder)
        return cls(contents.families, contents.quantizers)

    @property
    def models(self) -> Iterator[CatalogueModel]:
        """Every model, family by family."""
        return (model for family in self.families for model in family.models)

    def family(self, identity: str) -> Family | None:
        """By its `id`."""
        return next((family for family in self.families if family.id == identity), None)

    def model_of(self, hub: str, repo_name: str, base_models: Sequence[str] = ()) -> CatalogueModel | None:
        """The model that a repo says it holds, in its own or another form; None for one that is not here.

        Known repos first, then `base_models` (the repos that it was converted or quantized from, not those that
        it was trained from), then a well-known name. A repo made of several models, or of an unknown one, is none
        of ours. On Ollama, `repo_name` may end in a tag.
        """
        kind = self.hub_kind(hub)
        if kind == OLLAMA:
            return self._of_ollama(repo_name.lower())
        if kind == "web":
            return None
        known = self._known(kind, repo_name)
        if known is not None:
            return known
        if base_models:
            bases = {self._known(HUGGING_FACE, base) or self._named(base) for base in base_models}
            return bases.pop() if len(bases) == 1 else None
        return self._named(repo_name)

    def family_of_owner(self, hub: str, owner: str) -> Family | None:
        """The family whose own organisation this owner is on that hub; None elsewhere than on the public hubs."""
        return self._owners.get((self.hub_kind(hub), owner.lower()))

    def quantizer(self, hub: str, owner: str) -> str | None:
        """The title of a known quantizer."""
        return self._quantizers.get((self.hub_kind(hub), owner.lower()))

    def matching(self, text: str) -> tuple[CatalogueModel, ...]:
        """The models that all words of `text` are about: titles, repos and families, their Chinese names too."""
        words = text.lower().split()
        return tuple(model for model, known in self._texts if words and all(word in known for word in words))

    @staticmethod
    def hub_kind(hub_id: str) -> str:
        """`huggingface` (its mirrors and the built-in hub too), `modelscope`, `ollama`, `peer`, `folder`, `web`.

        A peer or a folder can call its repos anything, so an owner there is nobody's organisation.
        """
        for prefix, kind in _KINDS_BY_PREFIX.items():
            if hub_id.startswith(prefix):
                return kind
        return _HUB_KINDS.get(hub_id, hub_id)

    def _known(self, kind: str, name: str) -> CatalogueModel | None:
        """By an official repo or a listed conversion. Copies elsewhere keep the names that Hugging Face has."""
        return self._repos.get((kind if kind == MODELSCOPE else HUGGING_FACE, name.lower()))

    def _named(self, name: str) -> CatalogueModel | None:
        """By the part behind the owner; quantizers put suffixes behind it, and the publisher before it."""
        title = _plain(name.partition("/")[2].lower())
        found = self._names.get(title)
        if found is not None:
            return found
        for separator in ("_", "."):
            owner, _, rest = title.partition(separator)
            model = self._repos.get((HUGGING_FACE, f"{owner}/{rest}"))
            if model is not None:
                return model
        return None

    def _of_ollama(self, name: str) -> CatalogueModel | None:
        """By name and tag, which may end in a quantization; a bare name means the tag `latest`."""
        repo, _, tag = (name if "/" in name else f"library/{name}").partition(":")
        for known in (tag or _LATEST, title_of(f"{tag}.gguf")):
            model = self._repos.get((OLLAMA, f"{repo}:{known}"))
            if model is not None:
                return model
        return None

    @cached_property
    def _repos(self) -> Mapping[tuple[str, str], CatalogueModel]:
        """By hub kind and name in lower case."""
        found: dict[tuple[str, str], CatalogueModel] = {}
        for model in self.models:
            for kind, name in (*model.repos.items(), *((k, n) for k, names in model.gguf.items() for n in names)):
                found[kind, name.lower()] = model
        return found

    @cached_property
    def _names(self) -> Mapping[str, CatalogueModel]:
        """By every name without an owner, in lower case."""
        return {
            name.lower(): model
            for model in self.models
            for name in (*(repo.partition("/")[2] for repo in model.repos.values()), *model.names)
        }

    @cached_property
    def _owners(self) -> Mapping[tuple[str, str], Family]:
        return {
            (kind, owner.lower()): family
            for family in self.families
            for kind, owners in family.owners.items()
            for owner in owners
        }

    @cached_property
    def _quantizers(self) -> Mapping[tuple[str, str], str]:
        return {
            (kind, owner.lower()): title
            for kind, titles in self.quantizers.items()
            for owner, title in titles.items()
        }

    @cached_property
    def _texts(self) -> Sequence[tuple[CatalogueModel, str]]:
        """What may be searched of each model, in lower case."""
        return [
            (
                model,
                "\n".join(
                    (model.title, *model.repos.values(), *model.names, family.title, *family.aliases)
                ).lower(),
            )
            for family in self.families
            for model in family.models
        ]


def _plain(title: str) -> str:
    """Without what says that it is a conversion, and of which quantization."""
    converted = _CONVERTED.sub("", title)
    return title_of(f"{_IMATRIX.sub('', converted)}.gguf") if converted != title else title
