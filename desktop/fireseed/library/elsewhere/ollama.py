"""Ollama: `manifests/<host>/<namespace>/<model>/<tag>` (JSON) and `blobs/sha256-<64 hex>`.

Sources: ollama/ollama, `manifest/paths.go` and `manifest/manifest.go` (names of blobs; newer versions keep links
to manifests in `manifests-v2`, and lists of manifests for several engines), `envconfig/config.go` (OLLAMA_MODELS),
and docs/faq (the folder of the Linux service, which belongs to another user and is mostly readable by all).

The repo is `<namespace>/<model>` and the variant the tag, which is what a person types to pull it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fireseed.base.errors import ModelMissing, NotGguf
from fireseed.library.elsewhere.found import FoundFile, FoundModel, label
from fireseed.library.elsewhere.joining import model_of
from fireseed.library.elsewhere.search import Search
from fireseed.library.elsewhere.surroundings import Surroundings, System

_DIGEST = re.compile(r"sha256[:-]([0-9a-f]{64})")
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
"""What each part of a name may be (`types/model/name.go`, without hidden files)."""
_LAYER = "application/vnd.ollama.image."
_LIST = "application/vnd.ollama.manifest.list.v2+json"
_ENGINES = ("", "ollama", "llamacpp")
"""Of the manifests in a list those that may hold a GGUF file; the others are for MLX."""
_MOST_LAYERS = 10_000
"""Models in single tensors have some thousand."""
_EXTRAS = frozenset({"template", "params", "system", "license", "messages"})
_HUBS = {
    "registry.ollama.ai": "ollama",
    "hf.co": "huggingface",
    "huggingface.co": "huggingface",
    "modelscope.cn": "modelscope",
}
_LAST_TAG = "latest"
"""A second name of another tag more often than not: named last where both are the same files."""


def folders(surroundings: Surroundings, search: Search) -> list[Path]:  # noqa: ARG001 - one signature for all apps
    """The folder that the environment names, the person's own, and that of the Linux service."""
    named = surroundings.variable("OLLAMA_MODELS")
    found = [] if named is None else [named]
    found.append(surroundings.home / ".ollama" / "models")
    if surroundings.system is System.LINUX:
        found.append(surroundings.root / "usr" / "share" / "ollama" / ".ollama" / "models")
    return found


def models(folder: Path, search: Search) -> Iterator[FoundModel]:
    """The models in one of the folders; two tags of the same files are one model."""
    seen: set[tuple[str, tuple[FoundFile, ...]]] = set()
    for manifest in _manifests(folder, search):
        host, namespace, name, tag = manifest.parts[-4:]
        layers = _layers(manifest, folder, search)
        if layers is None:
            continue
        files = _files(layers, manifest, folder, search)
        if files is None:
            continue
        model, projector, extras = files
        repo = f"{namespace}/{name}"
        same = repo, (model, *extras) if projector is None else (model, projector, *extras)
        if same in seen:
            continue
        seen.add(same)
        found = model_of(search, repo, tag, (model,), projector, extras=extras, hub=_HUBS.get(host, ""))
        if found is not None:
            yield found


def _manifests(folder: Path, search: Search) -> list[Path]:
    """Of a name that both versions of the store have, the newer one's."""
    found: dict[tuple[str, ...], Path] = {}
    for root in (folder / "manifests-v2", folder / "manifests"):
        for path in search.files(root, 3, lambda _: True):
            name = path.relative_to(root).parts
            if len(name) == 4 and all(_PART.fullmatch(part) for part in name):
                found.setdefault(name, path)
    return [found[name] for name in sorted(found, key=lambda name: (*name[:3], name[3] == _LAST_TAG, name[3]))]


def _layers(manifest: Path, folder: Path, search: Search) -> list[dict[str, Any]] | None:
    """The layers of a manifest, or of the one in a list that is for an engine like ours."""
    document = search.json(manifest)
    if document is None:
        return None
    if document.get("mediaType") == _LIST:
        document = _chosen(document, manifest, folder, search)
    if document is None:
        return []
    layers = document.get("layers")
    if layers is None:
        return []
    if not isinstance(layers, list) or len(layers) > _MOST_LAYERS or not all(map(_is_layer, layers)):
        search.reject(manifest, "layers")
        return None
    return layers


def _chosen(document: dict[str, Any], manifest: Path, folder: Path, search: Search) -> dict[str, Any] | None:
    """The first manifest of a list for one of our engines; it is in the list itself or a blob of its own."""
    choices = document.get("manifests")
    if not isinstance(choices, list):
        search.reject(manifest, "manifests")
        return None
    fitting = [choice for choice in choices if isinstance(choice, dict) and choice.get("runner", "") in _ENGINES]
    if not fitting:
        return None
    if "digest" not in fitting[0]:
        return fitting[0]
    blob = _blob(fitting[0]["digest"], manifest, folder, search)
    return None if blob is None else search.json(blob.path)


def _files(
    layers: list[dict[str, Any]], manifest: Path, folder: Path, search: Search
) -> tuple[FoundFile, FoundFile | None, tuple[FoundFile, ...]] | None:
    """The model, its projector and its extras; None for what is no single GGUF file, with the reason noted.

    A manifest without any model is that of a model in the cloud: nothing of it is here.
    """
    kinds: dict[str, list[str]] = {}
    for layer in layers:
        kinds.setdefault(layer["mediaType"].removeprefix(_LAYER), []).append(layer["digest"])
    if "tensor" in kinds:
        search.note(manifest, NotGguf(label("/".join(manifest.parts[-4:])), "safetensors"))
        return None
    if not kinds.get("model"):
        return None
    for kind, most in (("model", 1), ("projector", 1), ("adapter", 0)):
        if len(kinds.get(kind, ())) > most:
            search.reject(manifest, f"{len(kinds[kind])} × {_LAYER}{kind}")
            return None
    model = _blob(kinds["model"][0], manifest, folder, search)
    if model is None:
        return None
    projectors = [_blob(digest, manifest, folder, search) for digest in kinds.get("projector", ())]
    digests = [digest for kind in sorted(_EXTRAS & kinds.keys()) for digest in kinds[kind]]
    extras = [_blob(digest, manifest, folder, search) for digest in digests]
    return model, projectors[0] if projectors else None, tuple(extra for extra in extras if extra is not None)


def _blob(digest: object, manifest: Path, folder: Path, search: Search) -> FoundFile | None:
    """The file of a digest, which becomes part of a path only where it is one; what is not there is noted."""
    match = _DIGEST.fullmatch(digest) if isinstance(digest, str) else None
    if match is None:
        search.reject(manifest, label(f"digest {digest!r:.100}"))
        return None
    path = folder / "blobs" / f"sha256-{match[1]}"
    found = search.file(path, match[1])
    if found is None:
        search.note(manifest, ModelMissing(label("/".join(manifest.parts[-3:])), label(str(path))))
    return found


def _is_layer(layer: object) -> bool:
    return isinstance(layer, dict) and all(isinstance(layer.get(key), str) for key in ("mediaType", "digest"))
