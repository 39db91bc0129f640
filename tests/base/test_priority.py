"""A thread of low priority, and no other."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from fireseed.base.priority import in_background, lower_this_thread


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


def test_work_in_the_background_returns_or_raises() -> None:
    assert in_background(threading.get_native_id) != threading.get_native_id()
    with pytest.raises(ZeroDivisionError):
        in_background(lambda: 1 // 0)


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's own number")
def test_work_in_the_background_is_of_the_lowest_priority() -> None:
    assert in_background(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id())) == 19
