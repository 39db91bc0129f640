"""The seam to the operating system's priorities: work that nobody waits for gives way to everything else."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

import psutil

Result = TypeVar("Result")
_log = logging.getLogger(__name__)

if sys.platform == "linux":

    def lower() -> None:
        """Lowers this thread for good: the processor's lowest priority, and the disk only while it is idle.

        Linux counts threads as processes here. The kernel heeds the disk's part where its scheduler knows classes.
        """
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, 19)
        psutil.Process(thread).ionice(psutil.IOPRIO_CLASS_IDLE)

elif sys.platform == "darwin":
    _THREAD, _BACKGROUND = 3, 0x1000
    """PRIO_DARWIN_THREAD and PRIO_DARWIN_BG of <sys/resource.h>: processor and disk both."""

    def lower() -> None:
        """Lowers this thread, processor and disk."""
        os.setpriority(_THREAD, 0, _BACKGROUND)

elif sys.platform == "win32":
    import ctypes

    _BACKGROUND = 0x00010000
    """THREAD_MODE_BACKGROUND_BEGIN of processthreadsapi.h: processor, disk and memory."""

    def lower() -> None:
        """Lowers this thread: processor, disk and memory."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.GetCurrentThread.restype = ctypes.c_void_p
        if not kernel.SetThreadPriority(ctypes.c_void_p(kernel.GetCurrentThread()), _BACKGROUND):
            raise ctypes.WinError(ctypes.get_last_error())

else:

    def lower() -> None:
        """No way is known here: the work runs like any other."""


def in_background(work: Callable[[], Result]) -> Result:
    """What `work` returns or raises, done at low priority on a thread of its own while this one waits.

    Of its own, because a thread that was lowered can't be raised again without privileges.
    """
    outcome: Future[Result] = Future()

    def run() -> None:
        try:
            lower()
        except (OSError, psutil.Error) as error:
            _log.warning("the priority stays as it is: %s", error)
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again where the work is waited for
            outcome.set_exception(error)

    thread = threading.Thread(target=run, name="background-work")
    thread.start()
    thread.join()
    return outcome.result()
