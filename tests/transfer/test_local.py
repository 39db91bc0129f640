"""Files of this computer as a source: a folder or a USB stick is a hub like others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fireseed.base.errors import NotFound, SizeMismatch, SourceChanged
from fireseed.hubs.protocol import Address, FileSource
from fireseed.transfer.limits import Bucket
from fireseed.transfer.plan import Plan
from hub.content import MIB, ServedFile, ServedRepo
from transfer.conftest import MakeHub
from transfer.room import FILE, REPO, SIZE, Room, plan_of, served, until
from transfer.running import download


class Stick(Room):
    """A home whose sources are in a folder, but for those of test hubs."""

    def resolve(self, source: FileSource) -> Address:
        if source.hub in self.hubs:
            return super().resolve(source)
        return Address((self.folder / source.path).as_uri())

    @property
    def folder(self) -> Path:
        """Its name needs quoting."""
        return self.root / "a stick #1 100%"


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    stick = Stick(tmp_path)
    stick.folder.mkdir()
    (stick.folder / FILE).write_bytes(served().content)
    return stick


def plan(stick: Stick, *hubs: str, file: ServedFile | None = None) -> Plan:
    return plan_of(ServedRepo(REPO, {FILE: file or served()}), stick.models, *hubs or ("folder",))


def test_a_file_is_fetched_by_ranges_and_verified(stick: Stick) -> None:
    with download(stick, plan(stick)) as running:
        running.finish()
        assert running.counters.sources["folder"].bytes == SIZE
    assert stick.on_disk() == {FILE: served().content}


def test_a_missing_file_says_so(stick: Stick) -> None:
    (stick.folder / FILE).unlink()
    with download(stick, plan(stick)) as running, pytest.raises(NotFound):
        running.finish()


def test_a_file_of_another_size_says_so(stick: Stick) -> None:
    os.truncate(stick.folder / FILE, MIB)
    with download(stick, plan(stick)) as running, pytest.raises(SizeMismatch):
        running.finish()


def test_a_file_that_is_replaced_meanwhile_is_not_mixed_with_its_former_self(stick: Stick) -> None:
    slow = Bucket(8 * MIB)
    with download(stick, plan(stick), limiter=slow) as running:
        until(lambda: running.counters.done > 2 * MIB)
        with (stick.folder / FILE).open("r+b") as stream:
            stream.write(served(seed=2).content[: SIZE // 2])
        os.utime(stick.folder / FILE, ns=(1, 1))
        slow.rate = None
        with pytest.raises(SourceChanged):
            running.finish()
    assert stick.on_disk() == {}


def test_a_stick_that_is_pulled_out_is_left_for_a_hub(stick: Stick, make_hub: MakeHub) -> None:
    size = 40 * MIB
    (stick.folder / FILE).write_bytes(served(size).content)
    stick.hubs["net"] = make_hub(served(size), name="net", rate=20 * MIB)
    with download(stick, plan(stick, "folder", "net", file=served(size))) as running:
        until(lambda: running.counters.done > MIB)
        (stick.folder / FILE).unlink()
        running.finish()
    assert stick.on_disk() == {FILE: served(size).content}
