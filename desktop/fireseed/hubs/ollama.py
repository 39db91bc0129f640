"""A registry of Ollama models: `registry.ollama.ai`, and others that answer the same way.

A model here is a manifest under a name and a tag; its parts are blobs named by their SHA-256. The requests are
those of the Docker registry's version 2, the kinds of parts are Ollama's own. Public models need no token: the
registry answers a manifest and a blob to whoever asks. There is no search; a registry answers exact names only.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import Annotated

import msgspec

from fireseed.base.errors import FormatUnsupported, NotFound
from fireseed.base.http import Network
from fireseed.hubs.protocol import Address, FileSource, Listing, Repo, RepoFile, SearchPage, SearchQuery
from fireseed.hubs.session import HubSession, Patience

OFFICIAL = "library"
"""The owner that a bare name means."""

LATEST = "latest"
"""The tag that a name without one means."""

_DEFAULT_PATIENCE = Patience()
_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
_KIND = "application/vnd.ollama.image."
_MODEL = "model"
_PROJECTOR = "projector"
_TENSOR = "tensor"
_ENDINGS = {
    _MODEL: ".gguf",
    _PROJECTOR: ".gguf",
    "adapter": ".adapter",
    "license": ".license",
    "messages": ".messages.json",
    "params": ".params.json",
    "system": ".system",
    "template": ".template",
}
"""The parts that are kept, and how their names end here. Only what is an engine's own business ends in `.gguf`."""
_TEXTS = frozenset({"license", "messages", "params", "system", "template"})
_MOST_OF_A_KIND = 16

_MAX_LAYERS = 20_000
"""A model that is kept tensor by tensor has some thousands."""
_MAX_TEXT = 16 * 2**20
"""Bytes of a text beside the model; real ones have some thousands."""
_MAX_BLOB = 2**50

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}/[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class _Layer(msgspec.Struct, rename="camel", frozen=True):
    media_type: str
    digest: Annotated[str, msgspec.Meta(pattern=r"^sha256:[0-9a-f]{64}\Z")]
    size: Annotated[int, msgspec.Meta(ge=0, le=_MAX_BLOB)]

    @property
    def kind(self) -> str | None:
        """`model`, `template` … without parameters; None for a part of somebody else's making."""
        name = self.media_type.partition(";")[0].strip()
        return name.removeprefix(_KIND) if name.startswith(_KIND) else None


class _Manifest(msgspec.Struct, rename="camel", frozen=True):
    layers: Annotated[list[_Layer], msgspec.Meta(max_length=_MAX_LAYERS)] | None = None


class OllamaHub:
    """One registry. A repo is `owner/name`, a revision its tag; Ollama's own models belong to `library`.

    `pages` is the address below which a person reads about a repo. Constructing one does nothing; a client is made
    on the first call.
    """

    def __init__(
        self,
        hub: str,
        title: str,
        registry: str,
        pages: str,
        *,
        patience: Patience = _DEFAULT_PATIENCE,
        network: Network | None = None,
    ) -> None:
        self._id = hub
        self._title = title
        self._registry = registry.strip().rstrip("/")
        self._pages = pages.rstrip("/")
        self._session = HubSession(title, self._registry, patience, api="/v2", network=network)

    @property
    def id(self) -> str:
        return self._id

    @property
    def title(self) -> str:
        return self._title

    def search(self, query: SearchQuery) -> SearchPage:
        """The repo that is called exactly what was typed (`qwen3`, `owner/name`), or nothing."""
        typed = query.text.strip()
        repo = typed if "/" in typed else f"{OFFICIAL}/{typed}"
        if not _NAME.fullmatch(repo):
            return SearchPage(())
        try:
            found = self.listing(repo)
        except (NotFound, FormatUnsupported):
            return SearchPage(())
        return SearchPage((found.repo,) if any(file.variant for file in found.files) else ())

    def listing(self, repo: str, revision: str | None = None) -> Listing:
        """`GET /v2/{repo}/manifests/{tag}`; the commit is the SHA-256 of the manifest.

        `repo` may have its tag with it (`library/qwen3:8b`), as the catalogue names them; the listing's has none.
        The variant is called as its tag: two tags of one repo may be two sizes of a model in one quantization.
        Raises FormatUnsupported for a model that is kept tensor by tensor. One that runs on its publisher's
        machines only has a manifest without a model, and so a listing without a variant.
        """
        repo, _, named = repo.partition(":")
        tag = revision or named or LATEST
        if not _NAME.fullmatch(repo) or not _TAG.fullmatch(tag):
            raise NotFound(self._title, f"{repo}:{tag}")
        with self._session.call(subject=f"{repo}:{tag}", page=self._page(repo)) as call:
            url = f"{self._registry}/v2/{repo}/manifests/{tag}"
            manifest = call.get(url, {"Accept": _MANIFEST}).content
            commit = hashlib.sha256(manifest).hexdigest()
            files = _files(repo, tag, msgspec.json.decode(manifest, type=_Manifest).layers or [])
        return Listing(Repo(hub=self._id, name=repo, commit=commit, page=self._page(repo)), commit, files)

    def text(self, repo: str, commit: str, path: str) -> str | None:  # noqa: ARG002 - a registry has blobs only
        return None

    def card(self, repo: str, commit: str) -> str | None:  # noqa: ARG002 - pages are no part of a registry
        return None

    def address(self, source: FileSource) -> Address:
        """The blob's URL, which redirects to an object storage."""
        if not _NAME.fullmatch(source.repo) or not _DIGEST.fullmatch(source.path):
            raise NotFound(self._title, f"{source.repo}/{source.path}")
        return Address(f"{self._registry}/v2/{source.repo}/blobs/{source.path}")

    def close(self) -> None:
        self._session.close()

    def _page(self, repo: str) -> str:
        return f"{self._pages}/{repo}"


def _files(repo: str, tag: str, layers: list[_Layer]) -> tuple[RepoFile, ...]:
    """The parts of a manifest as files. Raises ValueError for what no engine could make sense of.

    Every name begins with the model's and the tag, because all tags of a repo share one folder; from the second
    of a kind on (a model may have two licences) it is numbered.
    """
    stem = f"{repo.partition('/')[2]}-{tag}"
    files: list[RepoFile] = []
    seen: Counter[str] = Counter()
    for layer in layers:
        kind = layer.kind
        if kind == _TENSOR:
            raise FormatUnsupported(f"{repo}:{tag}", kind)
        if kind is None or kind not in _ENDINGS:
            continue
        seen[kind] += 1
        if seen[kind] > (1 if kind == _MODEL else _MOST_OF_A_KIND):
            raise ValueError(f"{seen[kind]} parts of the kind {kind}")
        if kind in _TEXTS and layer.size > _MAX_TEXT:
            raise ValueError(f"a {kind} of {layer.size} bytes")
        number = "" if seen[kind] == 1 else f"-{seen[kind]}"
        prefix = "mmproj-" if kind == _PROJECTOR else ""
        files.append(
            RepoFile(
                f"{prefix}{stem}{number}{_ENDINGS[kind]}",
                layer.size,
                sha256=layer.digest.partition(":")[2],
                key=layer.digest,
                variant=tag if kind == _MODEL else None,
                extra=kind not in (_MODEL, _PROJECTOR),
            )
        )
    return tuple(files)
