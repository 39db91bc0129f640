"""How the network is reached, from the settings and the secrets."""

from __future__ import annotations

from collections.abc import Callable

from fireseed.base.http import Network
from fireseed.base.proxies import with_password
from fireseed.base.settings import Settings

PROXY_PASSWORD = "proxy-password"  # noqa: S105 - the name of the secret, not the secret


def network_of(settings: Settings, secret: Callable[[str], str | None]) -> Network:
    """The settings' proxy has a name at most; the password that goes with it comes from the secrets."""
    return Network(with_password(settings.proxy, secret(PROXY_PASSWORD)), settings.extra_ca)
