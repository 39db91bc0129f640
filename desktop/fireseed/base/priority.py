"""Work that must disturb nobody: the one place that knows how each system lowers a thread's priority."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

_LOWEST_NICE = 19
# <sys/resource.h> of macOS: the background state, which holds back a thread's disk and network, too.
_PRIO_DARWIN_THREAD, _PRIO_DARWIN_BG = 3, 0x1000
# <winbase.h>: lowers the priority for processor, disk and memory pages.
_THREAD_MODE_BACKGROUND_BEGIN = 0x00010000


def lower_this_thread() -> bool:
    """Gives the calling thread the lowest priority for as long as it lives; whether the system took it.

    It can't be raised again without privileges, so this is for threads that do nothing else. On Linux the priority
    of reading follows the one of computing, where none was set (`man 2 ioprio_set`).
    """
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentThread.restype = ctypes.c_void_p
        kernel.SetThreadPriority.argtypes = (ctypes.c_void_p, ctypes.c_int)
        return bool(kernel.SetThreadPriority(kernel.GetCurrentThread(), _THREAD_MODE_BACKGROUND_BEGIN))
    else:  # noqa: RET505 - a type checker reads one branch or the other
        try:
            if sys.platform == "darwin":
                os.setpriority(_PRIO_DARWIN_THREAD, 0, _PRIO_DARWIN_BG)
            else:
                # Linux takes a thread's number where POSIX means a whole process.
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST_NICE)
        except OSError:
            return False
        return True


def in_background(work: Callable[[], Result]) -> Result:
    """What `work` returns or raises, done at the lowest priority on a thread of its own while this one waits."""
    with ThreadPoolExecutor(1, "background", lower_this_thread) as thread:
        return thread.submit(work).result()
