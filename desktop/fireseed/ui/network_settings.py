"""Settings of the network: the proxy, and a certificate authority besides the system's."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from PySide6.QtCore import Property, QEnum, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.app.network import PROXY_PASSWORD
from fireseed.base.certificates import trust
from fireseed.base.errors import FireseedError, ProxyUnusable
from fireseed.base.http import DIRECT
from fireseed.base.proxies import chosen_route, without_password
from fireseed.base.secrets import Place
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge
from fireseed.ui.choices import Choices
from fireseed.ui.tokens import SecretKeeper

QML_IMPORT_NAME = "Fireseed.Settings"
QML_IMPORT_MAJOR_VERSION = 1


def with_name(address: str, name: str) -> str:
    """A proxy's address with the name to sign in with, or without one. A bare `host:port` is an HTTP proxy's."""
    if not name:
        return address
    parts = urlsplit(address if "://" in address else f"http://{address}")
    return urlunsplit(parts._replace(netloc=f"{quote(name, safe='')}@{parts.netloc}"))


def without_name(proxy: str) -> tuple[str, str]:
    """The address of a stored proxy, and the name in it, empty where there is none."""
    try:
        parts = urlsplit(proxy)
    except ValueError:
        return proxy, ""
    login, at, place = parts.netloc.rpartition("@")
    return (urlunsplit(parts._replace(netloc=place)), unquote(login.partition(":")[0])) if at else (proxy, "")


@QmlElement
class NetworkSettings(QObject):
    """The proxy: `mode`, and for one's own its `address` (as typed last) and `name`; the password is never shown.

    `proxyProblem` tells why an address, and `caProblem` why a file was not taken.
    """

    @QEnum
    class Mode(IntEnum):
        """Which proxy."""

        SYSTEM = 0
        NONE = 1
        OWN = 2

    changed = Signal()

    def __init__(
        self, bridge: Bridge, choices: Choices, keeper: SecretKeeper, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._choices = choices
        self._keeper = keeper
        self._address, self._name = self._stored()
        self._wants_own = False
        self._place: Place | None = None
        self._proxy_error: FireseedError | None = None
        self._ca_error: FireseedError | None = None
        choices.changed.connect(self.changed)

    @Slot()
    def start(self) -> None:
        """The page was opened: looks where the password is, if there is one."""
        if self._held() and self._place is None:
            self._bridge.run(self._keeper.place, self._kept)

    @Slot(str, str)
    def setProxy(self, address: str, name: str) -> None:
        """Takes one's own proxy when it can be one; a name and a password in its address find their places."""
        self._address, self._name = address.strip(), name.strip()
        self._proxy_error = None
        if self._address:
            try:
                plain, password = without_password(self._address)
                bare, named = without_name(plain)
                proxy = with_name(bare, named or self._name)
                chosen_route(proxy)
            except ProxyUnusable as error:
                self._proxy_error = error
            else:
                self._address, self._name = bare, named or self._name
                if proxy != self._choices.current.proxy:
                    self._choices.change(proxy=proxy)
                if password:
                    self.setPassword(password)
        self.changed.emit()

    @Slot(str)
    def setPassword(self, password: str) -> None:
        """Keeps the proxy's password, or forgets it when it is empty."""
        self._bridge.run(
            lambda: self._keeper.keep(PROXY_PASSWORD, password), self._password_settled, self._proxy_failed
        )

    @Slot(QUrl)
    def chooseCa(self, chosen: QUrl) -> None:
        """Trusts the authorities in a file, if it holds any."""
        file = chosen.toLocalFile()
        self._bridge.run(lambda: trust(file), lambda _: self._take_ca(file), self._ca_failed)

    @Slot()
    def forgetCa(self) -> None:
        """Trusts the system's authorities only."""
        self._take_ca("")

    def _password_settled(self, place: Place) -> None:
        self._kept(place)
        self._choices.settle()

    def _kept(self, place: Place) -> None:
        self._place = place
        self.changed.emit()

    def _proxy_failed(self, error: FireseedError) -> None:
        self._proxy_error = error
        self.changed.emit()

    def _take_ca(self, file: str) -> None:
        self._ca_error = None
        self._choices.change(extra_ca=file)

    def _ca_failed(self, error: FireseedError) -> None:
        self._ca_error = error
        self.changed.emit()

    def _stored(self) -> tuple[str, str]:
        proxy = self._choices.current.proxy
        return without_name(proxy) if proxy not in ("", DIRECT) else ("", "")

    def _held(self) -> bool:
        return PROXY_PASSWORD in self._choices.current.secrets

    def _mode(self) -> Mode:
        if self._wants_own:
            return self.Mode.OWN
        match self._choices.current.proxy:
            case "":
                return self.Mode.SYSTEM
            case proxy if proxy == DIRECT:
                return self.Mode.NONE
            case _:
                return self.Mode.OWN

    def _set_mode(self, index: int) -> None:
        mode = self.Mode(index)
        self._wants_own = mode is self.Mode.OWN
        if mode is self.Mode.OWN:
            # What was there before is taken again; at first there is nothing, until an address is typed.
            self.setProxy(self._address, self._name)
            return
        self._proxy_error = None
        self._choices.change(proxy=DIRECT if mode is self.Mode.NONE else "")
        if self._held():
            self.setPassword("")  # nobody would see it any more, or think of it

    def _said(self, error: FireseedError | None) -> str:
        return phrases.told(self._bridge.words.error(error)) if error is not None else ""

    def _password_text(self) -> str:
        if not self._held():
            return ""
        match self._place:
            case Place.SYSTEM_KEYRING:
                return self.tr("Kept in this system's keyring.")
            case Place.FILE:
                return self.tr(
                    "Kept in a file that only you can read, because no keyring answers here: {path}"
                ).format(path=self._keeper.file)
            case None:
                return self.tr("A password is kept.")

    mode = Property(int, _mode, _set_mode, notify=changed)
    address = Property(str, lambda self: self._address, notify=changed)
    name = Property(str, lambda self: self._name, notify=changed)
    passwordHeld = Property(bool, _held, notify=changed)
    passwordPlace = Property(str, _password_text, notify=changed)
    proxyProblem = Property(str, lambda self: self._said(self._proxy_error), notify=changed)
    ca = Property(str, lambda self: self._choices.current.extra_ca, notify=changed)
    caName = Property(str, lambda self: Path(self._choices.current.extra_ca).name, notify=changed)
    caProblem = Property(str, lambda self: self._said(self._ca_error), notify=changed)
