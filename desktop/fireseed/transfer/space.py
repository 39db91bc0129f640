"""Room on disks: what plans still need there, and when to look again at a full one."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable
from pathlib import Path

from fireseed.base.disk import allocated, disk_of, existing_ancestor, free_space
from fireseed.base.errors import DiskFull, FolderMissing, NotWritable
from fireseed.transfer.names import PART
from fireseed.transfer.plan import Plan

LOOK = 2.0
"""Seconds between two looks at a full disk, at first."""
_LONGEST_LOOK = 300.0
_MOST_SLACK = 16 << 20
"""Bytes that must be free beyond what is missing before a transfer goes on by itself …"""
_SLACK = 8
"""… or this part of what is missing, when that is less: another program's next kilobyte must not stop it again."""


def check_space(plan: Plan, beside: Iterable[Plan] = (), *, slack: bool = False) -> None:
    """Raises DiskFull, NotWritable or FolderMissing when what is missing of a plan can't be written.

    Looks at the disks that hold the targets, even when their folders don't exist yet; finished and partial files
    count by what they occupy. What is missing of the plans `beside` it on the same disks has to fit, too: `needed`
    is all of that. `slack` asks for a little more than that.
    """
    for folder in {Path(file.target).parent for file in plan.files}:
        nearest = existing_ancestor(folder)
        if not nearest.is_dir() or not os.access(nearest, os.W_OK):
            raise NotWritable(str(folder), f"{nearest} can't be written")
    own, all_of_them = missing([plan]), missing([plan, *beside])
    for disk, (folder, count) in own.items():
        needed, free = all_of_them[disk][1], free_space(folder)
        if count and needed + (min(count // _SLACK, _MOST_SLACK) if slack else 0) > free:
            raise DiskFull(str(folder), needed, free)


def missing(plans: Iterable[Plan]) -> dict[Hashable, tuple[Path, int]]:
    """For each disk, a folder of the plans on it and the bytes that are still to be written there.

    A file that several plans share counts once; one whose disk is not there now counts nowhere.
    """
    found: dict[Hashable, tuple[Path, int]] = {}
    files = {file.target: file for plan in plans for file in plan.files}
    for file in files.values():
        target = Path(file.target)
        try:
            disk = disk_of(target.parent)
        except FolderMissing:
            continue
        occupied = max(allocated(target), allocated(Path(file.target + PART)))
        folder, count = found.get(disk, (target.parent, 0))
        found[disk] = folder, count + max(0, file.size - occupied)
    return found


class Drought:
    """When a transfer that filled its disk may look again: soon, and ever later while nothing comes of it.

    A quota, or a file system that can't hold such a file, has room by its figures and refuses all the same.
    """

    def __init__(self) -> None:
        self.look_at = 0.0
        self._pause = LOOK
        self._had: int | None = None

    def begin(self, now: float, done: int) -> None:
        """The disk was full at `now` (monotonic seconds), with `done` bytes there."""
        self._pause = LOOK if self._had is None or done > self._had else min(_LONGEST_LOOK, self._pause * 2)
        self._had = done
        self.look_at = now + self._pause

    def look_again(self, now: float) -> None:
        """There was no room yet at `now`."""
        self.look_at = now + LOOK
