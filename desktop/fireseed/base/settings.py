"""What a person chose, kept in one small JSON file.

Unknown keys of a newer version survive a save by an older one; a damaged file is set aside, never fatal.
"""

from __future__ import annotations

import contextlib
import json
import logging
import threading
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from fireseed.base.files import write_whole

_log = logging.getLogger(__name__)


class Language(StrEnum):
    """`system` follows the desktop's locale."""

    SYSTEM = "system"
    ENGLISH = "en"
    CHINESE = "zh_CN"


class Theme(StrEnum):
    """`system` follows the desktop's colour scheme."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class ModelScopeRegion(StrEnum):
    """`automatic` is China for a person who reads Chinese, and off for others."""

    AUTOMATIC = "automatic"
    CHINA = "china"
    INTERNATIONAL = "international"
    OFF = "off"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """One value an attribute.

    `models_folder` (where downloads go) is empty for the default one; `more_folders` are others that hold models.
    `hub_address` is empty for an automatic choice among Hugging Face and `mirrors`. `connections` (all downloads
    together) and `downloads_at_once` are 1 to 16, `speed_limit` is bytes/s, 0 for none. `schedule` is empty or the
    hours of downloads, `22:00-07:00` by this computer's clock. `folder_hubs` are folders (a USB stick) to download
    from, `peers` addresses of other Fireseeds, `find_peers` looks for them on the local network. Models of
    `ignored_apps` are not used in place. `proxy` and `extra_ca` as in `base.http.Network`, but for the proxy's
    password: that is a secret, and `secrets` are the names of those that there are.
    """

    language: Language = Language.SYSTEM
    theme: Theme = Theme.SYSTEM
    models_folder: str = ""
    more_folders: tuple[str, ...] = ()
    hub_address: str = ""
    mirrors: tuple[str, ...] = ()
    modelscope: ModelScopeRegion = ModelScopeRegion.AUTOMATIC
    folder_hubs: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    find_peers: bool = False
    share: bool = False
    ignored_apps: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    proxy: str = ""
    extra_ca: str = ""
    connections: int = 4
    downloads_at_once: int = 4
    speed_limit: int = 0
    schedule: str = ""
    text_scale: float = 1.0
    last_model: str = ""


class SettingsFile:
    """Reads and replaces the settings file. Thread-safe: one owner, the composition root's, with many hands."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._others: dict[str, Any] = {}
        self.current = self._read()

    def change(self, **values: Any) -> Settings:
        """Replaces the named values on disk (atomically), then in memory; raises OSError when it can't."""
        with self._lock:
            changed = msgspec.convert(msgspec.to_builtins(self.current) | values, Settings)
            document = self._others | msgspec.to_builtins(changed)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, json.dumps(document, indent=2, ensure_ascii=False).encode())
            self.current = changed
            return changed

    def _read(self) -> Settings:
        try:
            document = json.loads(self._path.read_bytes())
            settings = msgspec.convert(document, Settings)
        except FileNotFoundError:
            return Settings()
        except (ValueError, msgspec.ValidationError) as error:
            aside = self._path.with_suffix(".damaged.json")
            _log.warning("settings can't be read (%s): kept as %s", error, aside.name)
            with contextlib.suppress(OSError):
                self._path.replace(aside)
            return Settings()
        known = {field.name for field in msgspec.structs.fields(Settings)}
        self._others = {key: value for key, value in document.items() if key not in known}
        return settings
