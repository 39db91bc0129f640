"""Which engine runs: starts children, one loaded model at a time, and leaves none behind."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from fireseed.base.errors import EngineUnavailable
from fireseed.engine.check import check_model
from fireseed.engine.client import Engine
from fireseed.engine.protocol import DeviceMemory, EngineState, LoadOptions

_USABLE = frozenset({EngineState.READY, EngineState.BUSY})


class Engines:
    """Loads models and ends them. `logs` gets the native log of the last engine, as `engine.log`.

    Attributes:
        current: the engine that is loading or loaded; one that FAILED stays until the next load, for its error.
    """

    def __init__(self, logs: Path, command: Sequence[str] | None = None) -> None:
        self.current: Engine | None = None
        self._logs = logs
        self._command = tuple(command) if command is not None else _our_command("--engine")
        self._loaded: tuple[Path, LoadOptions] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def load(
        self, path: Path, name: str, options: LoadOptions, on_progress: Callable[[float], None] | None = None
    ) -> Engine:
        """An engine with this model: the current one if it has it, else a new one, after the current one is gone.

        `on_progress` gets 0 to 1. Cancelling the task ends the child. Raises GgufError types for a file that is
        no model (the current engine stays then), and EngineError types.
        """
        async with self._one_at_a_time:
            current = self.current
            if current is not None and current.state in _USABLE and self._loaded == (path, options):
                return current
            await asyncio.to_thread(check_model, path, name)
            await self._unload()
            engine = await self._start(name)
            self.current, self._loaded = engine, (path, options)
            try:
                await engine.load(path, options, on_progress)
            except BaseException:
                self.current = None
                # Shielded, and finished by itself where this task is cancelled again.
                await asyncio.shield(asyncio.create_task(engine.unload()))
                raise
            return engine

    def holding(self, path: Path) -> Engine | None:
        """The engine that has this model ready, however it was loaded."""
        current = self.current
        if current is None or current.state not in _USABLE or self._loaded is None or self._loaded[0] != path:
            return None
        return current

    def memory(self) -> tuple[DeviceMemory, ...]:
        """What the current engine has of each device; empty where none is ready."""
        current = self.current
        if current is None or current.loaded is None or current.state not in _USABLE:
            return ()
        return current.loaded.memory

    async def unload(self) -> None:
        """Ends the current engine, and returns when its memory is back."""
        async with self._one_at_a_time:
            await self._unload()

    async def close(self) -> None:
        """Ends everything, loading included: for the app's own end."""
        if self.current is not None:
            await self.current.unload()
        await self.unload()

    def device_command(self) -> list[str]:
        """The command that prints what ggml can compute on (`worker.devices`), for the hardware probe."""
        return list(_our_command("--engine-devices"))

    async def _unload(self) -> None:
        if self.current is not None:
            await self.current.unload()
            self.current = None

    async def _start(self, name: str) -> Engine:
        self._logs.mkdir(parents=True, exist_ok=True)
        log = (self._logs / "engine.log").open("wb")
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # Windows would open a console for it; elsewhere there is no such flag.
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as problem:
            log.close()
            raise EngineUnavailable(problem.strerror or type(problem).__name__) from problem
        return Engine(name, process, log)


def _our_command(word: str) -> tuple[str, ...]:
    """This very program as a child. A frozen app is its own interpreter.

    -P: else Python would import from the folder that the app happened to be started in.
    """
    if getattr(sys, "frozen", False):
        return sys.executable, word
    return sys.executable, "-P", "-m", "fireseed", word
