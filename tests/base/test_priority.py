"""A thread of low priority, and no other."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from fireseed.base.priority import lower_this_thread


def test_the_thread_is_lowered_and_the_others_are_not() -> None:
    before = None if os.name == "nt" else os.getpriority(os.PRIO_PROCESS, 0)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lower_this_thread).result()
        assert pool.submit(threading.get_native_id).result() != threading.get_native_id()
    if os.name != "nt":
        assert os.getpriority(os.PRIO_PROCESS, 0) == before


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's own number")
def test_linux_says_so() -> None:
    def lowered() -> int:
        lower_this_thread()
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lowered).result() == 19
