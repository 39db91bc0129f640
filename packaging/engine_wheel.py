"""The llama-cpp-python wheel: compiled once for this kind of computer, kept by version and flags.

The package index has a source archive only. These flags give one wheel with every CPU variant as a library that
is chosen at run time, so the same wheel runs on any processor of this family.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import sys
import tempfile
from pathlib import Path

from environment import Environment, Progress, SetupFailed, cache_folder

FLAGS = (
    "-DGGML_NATIVE=OFF",
    "-DGGML_BACKEND_DL=ON",
    "-DGGML_CPU_ALL_VARIANTS=ON",
    "-DCMAKE_INSTALL_BINDIR=llama_cpp/lib",
    "-DCMAKE_INSTALL_LIBDIR=llama_cpp/lib",
)
_NINJA_STEP = re.compile(r"\[(\d+)/(\d+)\]")


class EngineWheel:
    """Finds the wheel in the cache or compiles it there."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._lock = environment.locks / "engine.txt"

    @property
    def folder(self) -> Path:
        """Named by what the wheel depends on: the locked source, the build tools, the flags, the platform."""
        digest = hashlib.sha256()
        for part in (self._lock, self._environment.locks / "engine-build.txt"):
            digest.update(part.read_bytes())
        digest.update(" ".join((*FLAGS, sys.platform, platform.machine(), *platform.libc_ver())).encode())
        return cache_folder() / "engine" / digest.hexdigest()[:16]

    def ensure(self) -> Path:
        """The wheel's path; takes minutes the first time, with progress on the terminal."""
        found = sorted(self.folder.glob("*.whl"))
        if found:
            return found[0]
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder.parent, prefix="building-") as work:
            wheels = self._compile(Path(work))
            try:
                wheels.rename(self.folder)  # at once and whole: a killed build leaves nothing that looks finished
            except OSError:
                if not self.folder.is_dir():
                    raise
        found = sorted(self.folder.glob("*.whl"))
        if not found:
            raise SetupFailed("the compiler finished without making the engine's wheel")
        return found[0]

    def _compile(self, work: Path) -> Path:
        tools = Environment(work / "tools", self._environment.locks)
        tools.create()
        tools.pip(
            "install", "--require-hashes", "--only-binary", ":all:", "-r", str(tools.locks / "engine-build.txt")
        )
        progress = Progress("Compiling the engine")

        def follow(line: str) -> None:
            step = _NINJA_STEP.search(line)
            if step:
                progress.show(int(step[1]), int(step[2]))

        wheels = work / "wheels"
        wheels.mkdir()
        before = dict(os.environ)
        os.environ["CMAKE_ARGS"] = " ".join(FLAGS)
        os.environ["PATH"] = os.pathsep.join((str(tools.python.parent), before.get("PATH", "")))
        try:
            tools.pip(
                "wheel", "-v", "--no-deps", "--no-build-isolation", "--require-hashes",
                "--no-binary", "llama-cpp-python", "-r", str(self._lock), "-w", str(wheels),
                on_line=follow,
            )  # fmt: skip
        finally:
            os.environ.clear()
            os.environ.update(before)
        shutil.rmtree(tools.folder)
        return wheels
