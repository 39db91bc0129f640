"""Every label of the window has its Chinese, with the same places to fill in."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import fireseed.ui
from fireseed.base.paths import resources

_PLACE = re.compile(r"\{\w+\}|%\d")
_KEPT = resources() / "translations" / "fireseed_zh_CN.ts"

Messages = dict[tuple[str, str], str]


def read(file: Path) -> Messages:
    """(context, source) → translation; unfinished ones are empty."""
    found: Messages = {}
    for context in ElementTree.parse(file).iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            text = "" if translation.get("type") == "unfinished" else translation.text or ""
            found[context.findtext("name") or "", message.findtext("source") or ""] = text
    return found


def test_nothing_is_missing(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.ts"
    command = [str(Path(sys.executable).with_name("pyside6-lupdate")), "-silent", "-extensions", "py,qml"]
    sources = str(Path(fireseed.ui.__file__).parent)
    subprocess.run([*command, sources, "-ts", str(fresh)], check=True, capture_output=True)
    assert read(fresh).keys() == read(_KEPT).keys()


def test_each_is_translated_and_keeps_its_places() -> None:
    for key, translation in read(_KEPT).items():
        assert translation, key
        assert sorted(_PLACE.findall(translation)) == sorted(_PLACE.findall(key[1])), key
