"""The disk behind a folder: its room, its device and its kind."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psutil

from fireseed.hardware.machine import Disk, DiskKind, Undetected, Why

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afpfs", "webdav", "ceph", "fuse.sshfs", "davfs"}
)
_MEMORY = frozenset({"tmpfs", "ramfs"})


def find_disk(folder: Path) -> Disk | Undetected:
    """Where `folder` lies or would be made. Blocks for as long as a network drive lets it."""
    for place in (folder, *folder.parents):
        try:
            usage = shutil.disk_usage(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            return Undetected(Why.REFUSED, f"{place}: {error.strerror or error}")
        device, kind = _identify(Path(os.path.realpath(place)))
        return Disk(str(folder), usage.total, usage.free, device, kind)
    return Undetected(Why.ABSENT, f"{folder}: no such drive")


def _identify(place: Path) -> tuple[str | Undetected, DiskKind | Undetected]:
    """The mount nearest above `place` decides; of several on one point the last one is seen."""
    found: tuple[int, str, str, str] | None = None
    for mount in psutil.disk_partitions(all=True):
        point = Path(mount.mountpoint)
        depth = len(point.parts)
        if (point == place or point in place.parents) and (found is None or depth >= found[0]):
            found = depth, mount.device, mount.fstype.lower(), mount.opts
    if found is None:
        gap = Undetected(Why.ABSENT, f"{place.anchor}: not among the mounted disks")
        return gap, DiskKind.NETWORK if place.drive.startswith("\\\\") else gap
    _, device, filesystem, options = found
    return device or Undetected(Why.ABSENT, f"{filesystem} has no device"), _kind(device, filesystem, options)


def _kind(device: str, filesystem: str, options: str) -> DiskKind | Undetected:
    flags = options.split(",")  # Windows' drive types are among them
    if filesystem in _NETWORK or "remote" in flags:
        return DiskKind.NETWORK
    if filesystem in _MEMORY:
        return DiskKind.MEMORY
    if "removable" in flags or "cdrom" in flags:
        return DiskKind.REMOVABLE
    return kind_of_block_device(Path(os.path.realpath(device)).name)


def kind_of_block_device(name: str, sys_folder: Path = Path("/sys")) -> DiskKind | Undetected:
    """What Linux says of the block device `name`, or of the disk that it is part of. Elsewhere a gap."""
    folder = sys_folder / "class/block" / name
    try:
        real = folder.resolve(strict=True)
        disk = real if (real / "queue").is_dir() else real.parent
        rotating = (disk / "queue/rotational").read_text(encoding="ascii").strip() == "1"
        removable = (disk / "removable").read_text(encoding="ascii").strip() == "1"
    except (OSError, UnicodeDecodeError) as error:
        return Undetected(Why.ABSENT, f"{folder}: {error}")
    if any(part.startswith("virtio") for part in real.parts):
        return Undetected(Why.ABSENT, f"{name}: a virtual disk")
    # Disks in a case of their own are not "removable" to the kernel: only their media would be.
    if removable or any(part.startswith("usb") for part in real.parts):
        return DiskKind.REMOVABLE
    return DiskKind.ROTATING if rotating else DiskKind.SOLID_STATE
