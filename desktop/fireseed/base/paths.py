"""Every path that Fireseed uses, movable as a whole by the environment variable `FIRESEED_HOME`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_APP = "fireseed"


@dataclass(frozen=True)
class Paths:
    """Where state lives: `data` is precious, `config` small, `cache` may be deleted at any time.

    Constructing one creates nothing; `ensure` does.
    """

    data: Path
    config: Path
    cache: Path

    @classmethod
    def discover(cls, environment: Mapping[str, str] = os.environ) -> Paths:
        """The system's own folders (platformdirs), or all three under `FIRESEED_HOME`."""
        home = environment.get("FIRESEED_HOME")
        if home:
            return cls.under(Path(home).expanduser().absolute())
        return cls(
            data=Path(platformdirs.user_data_dir(_APP, appauthor=False)),
            config=Path(platformdirs.user_config_dir(_APP, appauthor=False)),
            cache=Path(platformdirs.user_cache_dir(_APP, appauthor=False)),
        )

    @classmethod
    def under(cls, root: Path) -> Paths:
        """All state below one folder: tests and portable mode."""
        return cls(data=root / "data", config=root / "config", cache=root / "cache")

    @property
    def models(self) -> Path:
        """The default folder for models: `models/<hub>/<owner>/<repo>/<file>`."""
        return self.data / "models"

    @property
    def quarantine(self) -> Path:
        """Files whose digest was wrong. Nothing here is ever opened by an engine."""
        return self.data / "quarantine"

    @property
    def transfers(self) -> Path:
        """One small record a download that is not finished."""
        return self.data / "transfers"

    @property
    def builtin_hub(self) -> Path:
        """The built-in hub's folder: `<owner>/<repo>/<files>`; the starter lies here."""
        return self.data / "builtin-hub"

    @property
    def library_database(self) -> Path:
        return self.data / "library.sqlite3"

    @property
    def chat_database(self) -> Path:
        return self.data / "chats.sqlite3"

    @property
    def settings_file(self) -> Path:
        return self.config / "settings.json"

    @property
    def secrets_file(self) -> Path:
        """Tokens and passwords, where the system has no keyring."""
        return self.config / "secrets.json"

    @property
    def adoption_memory(self) -> Path:
        """Digests that were measured of other apps' files."""
        return self.data / "adoption.json"

    @property
    def headers(self) -> Path:
        """Headers of model files that are not here, read from hubs."""
        return self.cache / "headers"

    @property
    def searches_database(self) -> Path:
        """What the hubs answered to searches."""
        return self.cache / "searches.sqlite3"

    @property
    def bandwidth_file(self) -> Path:
        """How fast this machine's memory is."""
        return self.cache / "bandwidth.json"

    @property
    def instance_lock(self) -> Path:
        """Held by the one running window."""
        return self.data / "instance.lock"

    @property
    def logs(self) -> Path:
        return self.cache / "logs"

    def ensure(self) -> Paths:
        """Creates the three roots; raises OSError when one can't be."""
        for folder in (self.data, self.config, self.cache, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        return self


def resources() -> Path:
    """The shipped data: beside the package in an installed wheel, at the top level in a source tree."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "resources"
    return installed if installed.is_dir() else package.parents[1] / "resources"
