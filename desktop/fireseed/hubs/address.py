"""A hub's address as a person types it."""

from __future__ import annotations

import ipaddress
from enum import Enum, auto
from urllib.parse import urlsplit


class AddressProblem(Enum):
    """Why a text can't be a hub's address."""

    NOT_WEB = auto()  # another scheme than http and https
    NO_HOST = auto()  # no host, or one with impossible characters or port
    TOO_MUCH = auto()  # a user, a query or a fragment
    INSECURE = auto()  # http to another machine than this one or its own network


def parse_address(text: str) -> str | AddressProblem:
    """The address in one spelling (`https://host[:port][/path]`), empty for an empty text.

    A bare host means https. Plain http is for this machine and private networks only: a mirror of the open
    internet without TLS could be replaced by anybody in between.
    """
    typed = text.strip()
    if not typed:
        return ""
    if "://" not in typed:
        typed = f"https://{typed}"
    try:
        parts = urlsplit(typed)
        host, port = parts.hostname, parts.port
    except ValueError:
        return AddressProblem.NO_HOST
    if parts.scheme not in ("http", "https"):
        return AddressProblem.NOT_WEB
    if not host or not is_host(host):
        return AddressProblem.NO_HOST
    if parts.username is not None or parts.query or parts.fragment:
        return AddressProblem.TOO_MUCH
    if parts.scheme == "http" and not is_near(host):
        return AddressProblem.INSECURE
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port is not None else ''}{parts.path.rstrip('/')}"


def is_host(host: str) -> bool:
    """Whether `host` can be the name or the address of a machine."""
    try:
        ascii_host = host if ":" in host else host.encode("idna").decode()
    except UnicodeError:
        return False
    return all(letter.isalnum() or letter in ".-:%" for letter in ascii_host) and ascii_host.isascii()


def is_near(host: str) -> bool:
    """Whether `host` names this machine or one of a private network: there, http is all there is."""
    if host == "localhost" or host.endswith((".localhost", ".local")):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private
