"""What a person knows before the first byte: whether it is the real one, and whether it may be used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fireseed.base.paths import Paths
from fireseed.base.settings import Language, ModelScopeRegion, SettingsFile
from fireseed.library.model import Check
from hub.server import LoopbackHub
from journeys.answers import hears_out
from journeys.conftest import OpenWindow
from journeys.shelves import DEEPSEEK, LOOKALIKE, NOT_FOR_BUSINESS, QWEN, a_few


@pytest.fixture
def hub(starter: Path, home: Paths, open_window: OpenWindow) -> Iterator[LoopbackHub]:
    """The hub that the window asks."""
    with LoopbackHub(*a_few(starter)) as served:
        SettingsFile(home.settings_file).change(hub_address=served.url)
        yield served


@pytest.mark.usefixtures("hub")
def test_a_look_alike_is_caught(open_window: OpenWindow) -> None:
    person = open_window()
    person.clicks("Discover")
    person.clicks("Search, or paste an address")
    person.types("deepseek")
    person.waits_for("Known publisher")
    person.waits_for("Not deepseek-ai")
    person.clicks("Not deepseek-ai")
    person.waits_for("This is not deepseek-ai")
    person.waits_for(f"The publisher is called {LOOKALIKE.partition('/')[0]}")
    person.waits_for("That name uses characters that look alike")
    assert person.app.transfers.all() == ()


@pytest.mark.usefixtures("hub")
def test_a_licence_that_forbids_business_is_seen_before_the_download(open_window: OpenWindow) -> None:
    person = open_window()
    person.clicks("Discover")
    title = NOT_FOR_BUSINESS.partition("/")[2].removesuffix("-GGUF")
    person.waits_for(title)
    person.waits_for("No commercial use")
    person.clicks("Commercial use")
    person.waits_until(lambda: not person.sees(title))
    assert person.sees(DEEPSEEK.partition("/")[2].removesuffix("-GGUF"))
    person.clicks("Commercial use")
    person.waits_for(title)
    person.clicks("No commercial use")
    facts = person.app.licences.of("cc-by-nc-4.0")
    assert facts is not None
    person.waits_for(facts.sentence["en"])
    person.waits_until(lambda: any(name.startswith("Download ") for name in person.hears()))
    assert person.app.transfers.all() == ()


@pytest.mark.usefixtures("hub")
def test_a_chinese_query_finds_a_chinese_model(open_window: OpenWindow, home: Paths) -> None:
    # Chinese would have ModelScope asked, too, and a test asks nobody outside.
    SettingsFile(home.settings_file).change(language=Language.CHINESE, modelscope=ModelScopeRegion.OFF)
    person = open_window()
    person.clicks("发现")
    person.clicks("搜索，或粘贴网址")
    person.enters("通义千问")
    person.waits_until(lambda: not person.sees(NOT_FOR_BUSINESS.partition("/")[2].removesuffix("-GGUF")))
    person.clicks(QWEN.partition("/")[2].removesuffix("-GGUF"))
    person.waits_until(lambda: any(name.startswith("下载") for name in person.hears() if "4" in name))
    person.clicks(next(name for name in person.hears() if name.startswith("下载") and "4" in name))
    person.waits_until(lambda: bool(person.app.library.models()))
    (model,) = person.app.library.models()
    assert model.repo == QWEN
    assert [file.check for file in model.files] == [Check.VERIFIED]


def test_no_hub_can_be_reached(open_window: OpenWindow) -> None:
    """The starter, a mirror to choose, and a chat all the same."""
    person = open_window()
    person.waits_for("No hub answers from here")
    person.waits_for("Choose a mirror")
    person.clicks("Download and chat")
    person.waits_for("Ask anything")
    person.clicks("Your question")
    person.types("Hello!")
    person.clicks("Send (Enter)")
    hears_out(person, "Hello!")
    person.waits_for("tokens/s")
