from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fireseed.hubs.builtin import BuiltinHub
from fireseed.hubs.huggingface import HuggingFaceHub
from fireseed.hubs.library_shelf import SharedModel
from fireseed.hubs.session import Patience
from fireseed.hubs.starter import place_starter
from hubs.scripted_hub import ScriptedHub, scripted_hub
from hubs.shared_library import shared_models


@pytest.fixture
def scripted() -> Iterator[ScriptedHub]:
    with scripted_hub() as hub:
        yield hub


@pytest.fixture
def hub(scripted: ScriptedHub) -> Iterator[HuggingFaceHub]:
    """A HuggingFaceHub with a token, pointed at the scripted hub."""
    hub = HuggingFaceHub("mirror", "Mirror", scripted.url, "hf_secret", patience=Patience(silence=30, whole=90))
    yield hub
    hub.close()


@pytest.fixture(scope="module")
def shelf_folder(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built-in hub's folder with the starter in it."""
    folder = tmp_path_factory.mktemp("shelf")
    place_starter(starter, folder)
    return folder


@pytest.fixture(scope="module")
def builtin(shelf_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltinHub]:
    hub = BuiltinHub(shelf_folder, tmp_path_factory.mktemp("cache"))
    yield hub
    hub.close()


@pytest.fixture
def models(tmp_path: Path) -> list[SharedModel]:
    """A library to be shared; a test may change it."""
    return shared_models(tmp_path)
