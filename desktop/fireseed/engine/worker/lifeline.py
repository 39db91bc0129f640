"""The child never outlives the app."""

from __future__ import annotations

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def hold() -> None:
    """Ties this process to the one that started it.

    Everywhere the end of the app closes our stdin, and the thread that reads it ends us (`pipes.Inbox`). Linux has
    a kernel promise on top, for a child that is stuck in native code: SIGKILL when the parent's thread ends.
    Windows and macOS have the pipe only. Ctrl+C in a terminal reaches the whole group and is the app's to answer.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
