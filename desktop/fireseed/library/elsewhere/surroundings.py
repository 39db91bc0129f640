"""The computer as the search sees it: a home, an environment, a system; so that a test can build all three."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class System(StrEnum):
    """What decides where apps keep their data."""

    LINUX = "linux"
    MACOS = "macos"
    WINDOWS = "windows"


@dataclass(frozen=True)
class Surroundings:
    """`root` is where folders of the whole system begin (`/usr/share` …).

    The folders below are those that the apps' own libraries use: the XDG Base Directory specification on Linux,
    Apple's File System Programming Guide, and Windows' known folders RoamingAppData and LocalAppData.
    """

    home: Path
    environment: Mapping[str, str]
    system: System
    root: Path = Path("/")

    @classmethod
    def here(cls) -> Surroundings:
        """This computer, for the person who runs Fireseed. Raises RuntimeError where there is no home."""
        systems = {"darwin": System.MACOS, "win32": System.WINDOWS}
        return cls(Path.home(), os.environ, systems.get(sys.platform, System.LINUX))

    @property
    def config(self) -> Path:
        """Where apps keep settings."""
        return self._standard("XDG_CONFIG_HOME", ".config", "APPDATA", "AppData/Roaming")

    @property
    def data(self) -> Path:
        """Where apps keep data that follows the person."""
        return self._standard("XDG_DATA_HOME", ".local/share", "APPDATA", "AppData/Roaming")

    @property
    def local_data(self) -> Path:
        """Where apps keep data of this one computer."""
        return self._standard("XDG_DATA_HOME", ".local/share", "LOCALAPPDATA", "AppData/Local")

    def variable(self, name: str) -> Path | None:
        """The folder that an environment variable names."""
        return self.path(self.environment.get(name, ""))

    def path(self, text: str) -> Path | None:
        """A folder as apps write it (quotes, blanks, `~`); None for what is no absolute path."""
        cleaned = text.strip().strip("\"'").strip()
        if not cleaned or "\0" in cleaned:
            return None
        if cleaned == "~" or cleaned.startswith(("~/", "~\\")):
            return self.home / cleaned[2:]
        found = Path(cleaned)
        return found if found.is_absolute() else None

    def _standard(self, variable: str, linux: str, windows_variable: str, windows: str) -> Path:
        if self.system is System.MACOS:
            return self.home / "Library" / "Application Support"
        if self.system is System.WINDOWS:
            return self.variable(windows_variable) or self.home / windows
        return self.variable(variable) or self.home / linux
