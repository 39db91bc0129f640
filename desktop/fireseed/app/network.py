"""How the network is reached, from the settings and the secrets."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlsplit, urlunsplit

from fireseed.base.http import Network
from fireseed.base.settings import Settings

PROXY_PASSWORD = "proxy-password"  # noqa: S105 - the name of the secret, not the secret


def network_of(settings: Settings, secret: Callable[[str], str | None]) -> Network:
    """The settings' proxy has a name at most; the password that goes with it comes from the secrets."""
    return Network(_with_password(settings.proxy, secret), settings.extra_ca)


def _with_password(proxy: str, secret: Callable[[str], str | None]) -> str:
    try:
        parts = urlsplit(proxy)
        user = parts.username
    except ValueError:
        return proxy  # it is refused where it is used, with words
    password = secret(PROXY_PASSWORD) if user else None
    if password is None:
        return proxy
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))
