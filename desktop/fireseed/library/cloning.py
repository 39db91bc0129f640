"""The seam to the systems' ways to make a second file of the same blocks; changing one leaves the other alone."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

_CANNOT = frozenset(
    {errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOTTY, errno.EINVAL, errno.EXDEV, errno.ENOSYS, errno.EPERM}
)
"""What the systems answer where the file system doesn't know how, or not between these two files."""

if sys.platform == "linux":
    import fcntl

    _FICLONE = 0x40049409
    """`_IOW(0x94, 9, int)` of <linux/fs.h> on x86 and ARM: Btrfs, XFS, bcachefs, OCFS2 and some network disks."""

    def _clone(source: Path, target: Path) -> None:
        with source.open("rb") as origin, target.open("xb") as made:
            fcntl.ioctl(made.fileno(), _FICLONE, origin.fileno())

elif sys.platform == "darwin":
    import ctypes

    def _clone(source: Path, target: Path) -> None:
        """`clonefile` of <sys/clonefile.h>: APFS."""
        system = ctypes.CDLL(None, use_errno=True)
        if system.clonefile(os.fsencode(source), os.fsencode(target), 0):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(target))

else:

    def _clone(source: Path, target: Path) -> None:  # noqa: ARG001 - one signature for all systems
        """Windows has it on ReFS only, which models rarely lie on: hard links stand in."""
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), str(target))


def clone(source: Path, target: Path) -> bool:
    """Makes `target` with the blocks of `source`; False, and no file, where it can't be. Raises OSError."""
    try:
        _clone(source, target)
    except FileExistsError:
        raise
    except OSError as error:
        target.unlink(missing_ok=True)
        if error.errno in _CANNOT:
            return False
        raise
    return True


def look_like(model: Path, copy: Path) -> None:
    """Gives `copy` the owner, group, permissions and times of `model`; raises OSError where it may not.

    Windows takes them from the folder, as it does for every new file there.
    """
    found = model.stat()
    if sys.platform != "win32":
        made = copy.stat()
        if (made.st_uid, made.st_gid) != (found.st_uid, found.st_gid):
            os.chown(copy, found.st_uid, found.st_gid)
        copy.chmod(found.st_mode & 0o7777)
    os.utime(copy, ns=(found.st_atime_ns, found.st_mtime_ns))
