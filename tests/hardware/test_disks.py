"""The disk behind a folder, here and as the kernel describes other ones."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from fireseed.hardware.disks import find_disk, kind_of_block_device
from fireseed.hardware.machine import Disk, DiskKind, Undetected, Why
from hardware.files import write_files

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="/sys, /dev/shm and links to folders")


def test_a_folder_that_is_not_there_yet_lies_on_the_disk_of_the_one_above(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet" / "there"
    disk = find_disk(folder)
    assert isinstance(disk, Disk)
    whole = shutil.disk_usage(tmp_path)
    assert (disk.folder, disk.total) == (str(folder), whole.total)
    assert abs(disk.free - whole.free) < 2_000_000_000  # others write meanwhile
    # In a root folder that is no mount of its own (a chroot) the system can't name the device, and that is said.
    assert isinstance(disk.device, str) or disk.device.why is Why.ABSENT
    assert isinstance(disk.kind, DiskKind | Undetected)


def test_a_file_in_the_way_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert isinstance(find_disk(tmp_path / "file" / "models"), Disk)


@pytest.mark.skipif(sys.platform != "win32", reason="drive letters")
def test_an_unplugged_drive() -> None:
    assert find_disk(Path("Q:/models")) == Undetected(Why.ABSENT, "Q:\\models: no such drive")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a person without all rights")
def test_a_folder_that_may_not_be_looked_into(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    found = find_disk(closed / "models")
    assert isinstance(found, Undetected)
    assert found.why is Why.REFUSED


@linux_only
def test_what_lies_in_memory_is_gone_after_a_restart() -> None:
    if not Path("/dev/shm").is_mount():
        pytest.skip("a chroot has an ordinary folder there")
    disk = find_disk(Path("/dev/shm/models"))
    assert isinstance(disk, Disk)
    assert disk.kind is DiskKind.MEMORY


KINDS = {
    "NVMe": ("devices/pci0000:00/nvme/nvme0/nvme0n1", "0", "0", DiskKind.SOLID_STATE),
    "hard disk": ("devices/pci0000:00/ata1/host0/block/sda", "1", "0", DiskKind.ROTATING),
    "USB case": ("devices/pci0000:00/usb2/2-1/host6/block/sdb", "1", "0", DiskKind.REMOVABLE),
    "card reader": ("devices/pci0000:00/mmc_host/mmc0/block/mmcblk0", "0", "1", DiskKind.REMOVABLE),
    "virtual": ("devices/pci0000:00/virtio0/block/vda", "1", "0", None),
}


@linux_only
@pytest.mark.parametrize(("place", "rotational", "removable", "kind"), KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("part", ["", "p1"])
def test_kinds(
    tmp_path: Path, place: str, rotational: str, removable: str, kind: DiskKind | None, part: str
) -> None:
    """A partition is a folder inside of its disk's, without a queue of its own."""
    write_files(
        tmp_path,
        {
            f"{place}/queue/rotational": f"{rotational}\n",
            f"{place}/removable": f"{removable}\n",
            f"{place}/p1/partition": "1\n",
            "class/block/none": "",
        },
    )
    (tmp_path / "class/block/sdx1").symlink_to(tmp_path / place / part)
    found = kind_of_block_device("sdx1", tmp_path)
    assert (None if isinstance(found, Undetected) else found) is kind


def test_a_device_that_the_kernel_does_not_know(tmp_path: Path) -> None:
    found = kind_of_block_device("overlay", tmp_path)
    assert isinstance(found, Undetected)
    assert found.why is Why.ABSENT
