"""The only crossing between Qt's thread and everything else: call in, queued signal out.

`Bridge.run` takes a coroutine (for the asyncio loop) or a function that blocks (for a worker thread) and brings
the result back to Qt's thread. A failure that nobody takes is emitted by `failed`, which the window shows: none
is silent. Progress is not pushed; view models read plain counters when `sampled` is emitted. What has to be
pushed, the pieces of an answer, goes through an `Inbox`, which empties itself at most once a frame.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import inspect
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from fireseed.base.errors import FireseedError, Unexpected
from fireseed.words import Words

_log = logging.getLogger(__name__)

SAMPLE_MS = 100
"""Ten times a second: as often as a person can tell one figure from the next."""

FRAME_MS = 16
"""A frame at 60 Hz."""

_WORKERS = 12
"""Threads for blocking calls. They wait for hubs and disks, so there may be more of them than processors."""

T = TypeVar("T")
Operation = Callable[[], T] | Coroutine[Any, Any, T]


class Work:
    """One operation under way. Made by `Bridge.run`; belongs to Qt's thread."""

    def __init__(self) -> None:
        self._future: concurrent.futures.Future[Any] | None = None
        self._cancelled = False

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def begin(self, future: concurrent.futures.Future[Any]) -> None:
        """For the bridge: what `cancel` gives up."""
        self._future = future

    def cancel(self) -> None:
        """Nobody wants the outcome any more: no callback will run, and a coroutine is cancelled.

        A blocking function goes on in its thread to its end; its result is dropped.
        """
        self._cancelled = True
        if self._future is not None:
            self._future.cancel()


@dataclass(eq=False)
class _Errand(Generic[T]):
    """What one `run` was given. Only Qt's thread lets go of it: a QObject goes where the last hold on it ends."""

    work: Work
    operation: Operation[T] | None
    success: Callable[[T], object] | None
    failure: Callable[[FireseedError], object] | None
    over: bool = False

    async def perform(self) -> T:
        """On the loop: the coroutine, or the function in a thread."""
        if not inspect.iscoroutine(self.operation):
            return await asyncio.get_running_loop().run_in_executor(None, self._call)
        try:
            awaited: T = await self.operation
            return awaited
        finally:
            self.over = True

    def _call(self) -> T:
        assert callable(self.operation)
        try:
            return self.operation()
        finally:
            self.over = True

    def forget(self) -> bool:
        """On Qt's thread, which may not be the last to hold this errand; False while it is at work."""
        coroutine = self.operation
        if inspect.iscoroutine(coroutine) and inspect.getcoroutinestate(coroutine) == inspect.CORO_CREATED:
            coroutine.close()  # given up before it began
            self.over = True
        if self.over:
            self.operation = self.success = self.failure = None
        return self.over


class Bridge(QObject):
    """One asyncio loop in one thread, and the way to it and back.

    Attributes: `words` are the words of the present language.
    Signals: `sampled` ten times a second; `wordsChanged` after a change of language; `failed` with a
    FireseedError that no callback took.
    """

    sampled = Signal()
    wordsChanged = Signal()
    failed = Signal(object)
    _landed = Signal(object)

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._closed = False
        self._errands: dict[int, _Errand[Any]] = {}
        self._given_up: list[_Errand[Any]] = []
        self._numbers = itertools.count()
        self._landed.connect(self._land, Qt.ConnectionType.QueuedConnection)
        self._pool = concurrent.futures.ThreadPoolExecutor(_WORKERS, "work")
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(self._pool)
        self._thread = threading.Thread(target=self._serve, name="loop", daemon=True)
        self._thread.start()
        self._timer = QTimer(self, interval=SAMPLE_MS)
        self._timer.timeout.connect(self.sampled)
        self._timer.start()

    @property
    def words(self) -> Words:
        return self._words

    def speak(self, words: Words) -> None:
        """Changes the language of what is said from now on."""
        self._words = words
        self.wordsChanged.emit()

    def rest(self, resting: bool) -> None:
        """Stops the sampling while nobody can see the window, and goes on with it."""
        if resting:
            self._timer.stop()
        elif not self._timer.isActive() and not self._closed:
            self._timer.start()

    def run(
        self,
        operation: Operation[T],
        success: Callable[[T], object] | None = None,
        failure: Callable[[FireseedError], object] | None = None,
    ) -> Work:
        """Starts `operation`; then `success` gets its result or `failure` its error, on Qt's thread.

        Without `failure` an error goes to `failed`. An exception that is no FireseedError is a defect: it is
        logged with its traceback and arrives as Unexpected.
        """
        work = Work()
        if self._closed:
            work.cancel()
            if inspect.iscoroutine(operation):
                operation.close()
            return work
        number = next(self._numbers)
        errand = self._errands[number] = _Errand(work, operation, success, failure)
        future = asyncio.run_coroutine_threadsafe(errand.perform(), self._loop)
        work.begin(future)
        future.add_done_callback(lambda done: self.post(lambda: self._settle(number, done)))
        return work

    def post(self, call: Callable[[], object]) -> None:
        """Runs `call` on Qt's thread, soon. May be called from any thread."""
        if not self._closed:
            self._landed.emit(call)

    def finish(self, coroutine: Coroutine[Any, Any, object], seconds: float) -> None:
        """Waits for `coroutine`, at most `seconds`. For the end of the program; a failure is only logged."""
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            future.result(seconds)
        except Exception:  # noqa: BLE001 -- the window is gone: the log is the only place left to say it
            _log.exception("at the end")

    def close(self) -> None:
        """Ends the loop and its thread; outcomes that are still under way reach nobody."""
        if self._closed:
            return
        self._closed = True
        self._timer.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._pool.shutdown(wait=False, cancel_futures=True)
        for errand in (*self._errands.values(), *self._given_up):
            errand.forget()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            left = asyncio.all_tasks(self._loop)
            for task in left:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    @Slot(object)
    def _land(self, call: Callable[[], object]) -> None:
        if self._closed:
            return
        try:
            call()
        except Exception as problem:  # noqa: BLE001 -- a callback's own defect must not vanish inside Qt
            self.failed.emit(_typed(problem))

    def _settle(self, number: int, future: concurrent.futures.Future[Any]) -> None:
        errand = self._errands.pop(number)
        success, failure = errand.success, errand.failure
        self._given_up = [one for one in (*self._given_up, errand) if not one.forget()]
        problem = None if future.cancelled() else future.exception()
        typed = None if problem is None or errand.work.cancelled else _typed(problem)
        if problem is not None:
            problem.__traceback__ = None  # its frames hold what the operation did
        if errand.work.cancelled or future.cancelled():
            return
        if typed is not None:
            (failure or self.failed.emit)(typed)
        elif success is not None:
            success(future.result())


_SHARE = 3
"""An inbox whose items take long to show waits this many times as long: Qt's thread keeps most of its time."""


class Inbox(QObject, Generic[T]):
    """Takes items from any thread and hands them over on Qt's, in order, at most once a frame."""

    def __init__(self, bridge: Bridge, take: Callable[[list[T]], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._take = take
        self._lock = threading.Lock()
        self._waiting: deque[T] = deque()
        self._called = False
        self._frame = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._frame.timeout.connect(self.empty)

    def put(self, item: T) -> None:
        """From any thread."""
        with self._lock:
            self._waiting.append(item)
            call, self._called = not self._called, True
        if call:
            self._bridge.post(self._frame.start)

    @Slot()
    def empty(self) -> None:
        """Hands over what has arrived, now. On Qt's thread."""
        with self._lock:
            taken = list(self._waiting)
            self._waiting.clear()
            self._called = False
        if taken:
            begun = time.perf_counter()
            self._take(taken)
            took = (time.perf_counter() - begun) * 1000
            self._frame.setInterval(max(FRAME_MS, int(took * _SHARE)))


def _typed(problem: BaseException) -> FireseedError:
    if isinstance(problem, FireseedError):
        return problem
    _log.error("a defect", exc_info=problem)
    return Unexpected(f"{type(problem).__name__}: {problem}"[:300])
