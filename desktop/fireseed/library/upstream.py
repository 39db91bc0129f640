"""Whether a model's hub has other bytes under the same name now. Pure; asking the hub is others' business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fireseed.gguf.names import is_model, is_projector
from fireseed.library.model import Model, ModelFile


@dataclass(frozen=True)
class Published:
    """One file as a hub lists it: bytes, and the SHA-256 (hexadecimal) where it publishes one."""

    size: int
    sha256: str | None


def is_newer(model: Model, files: Mapping[str, Published]) -> bool:
    """Whether `files`, by path what the hub lists for the model's variant now, are others than the model's.

    Only what an engine opens counts, as the names tell; anything else may be among them.

    Bytes decide, not commits or names: a changed README, licence or template makes no newer model, nor does a file
    that was renamed. A variant that the hub has no more (no `files`) can't be newer, nor does a projector make it
    so that the model never had. Where no digest is published the size stands in for it.
    """
    weights = [file for path, file in files.items() if is_model(path)]
    projectors = [file for path, file in files.items() if is_projector(path)]
    if any(not _is_among(file, model.files) for file in weights):
        return True
    return model.projector is not None and any(not _is_among(file, (model.projector,)) for file in projectors)


def _is_among(published: Published, files: tuple[ModelFile, ...]) -> bool:
    if published.sha256 is None:
        return any(file.size == published.size for file in files)
    return any(file.sha256 == published.sha256.lower() for file in files)
