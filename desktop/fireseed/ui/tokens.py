"""The access token for Hugging Face: whose it is, where it is kept, and the way to enter or remove it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.base.errors import FireseedError, HubError, NotWritable, TokenRefused
from fireseed.base.secrets import Place
from fireseed.hubs.mirrors import ORIGINAL, Mirrored, token_name
from fireseed.ui import phrases
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.choices import Choices

QML_IMPORT_NAME = "Fireseed.Settings"
QML_IMPORT_MAJOR_VERSION = 1

_Answer = TypeVar("_Answer")


class SecretKeeper:
    """Where secrets go. Its calls block: a keyring may take seconds."""

    def __init__(
        self, keep: Callable[[str, str], None], place: Callable[[], Place], settings_file: Path, secrets_file: Path
    ) -> None:
        """`keep` takes a name and a secret (empty to forget it); it raises NotWritable and OSError."""
        self._keep = keep
        self._place = place
        self._settings_file = settings_file
        self.file = secrets_file

    def keep(self, name: str, value: str) -> Place:
        """Keeps or forgets a secret and says where secrets are; raises NotWritable."""
        try:
            self._keep(name, value)
        except OSError as error:
            raise NotWritable(str(self._settings_file), error.strerror or str(error)) from error
        return self._place()

    def place(self) -> Place:
        return self._place()


@QmlElement
class TokenBox(QObject):
    """The token. A new one is kept when the hub has said whose it is, or when a person wants that all the same.

    `owner` is the account's name, empty while nobody was asked; `place` says where the token is. `problem`
    tells why one was not kept, and `unchecked` that it can be, because only the answer is missing.

    Signals: `kept` when there is a new one.
    """

    changed = Signal()
    kept = Signal()

    def __init__(
        self,
        bridge: Bridge,
        choices: Choices,
        hugging_face: Callable[[], Mirrored],
        keeper: SecretKeeper,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._choices = choices
        self._hugging_face = hugging_face
        self._keeper = keeper
        self._owner = ""
        self._name = hugging_face().token_name
        self._place: Place | None = None
        self._error: FireseedError | None = None
        self._waiting = ""
        self._work: Work | None = None
        choices.changed.connect(self._adapt)

    @Slot()
    def start(self) -> None:
        """A page with it was opened: looks where the token is, if there is one."""
        if self._held() and self._place is None:
            self._bridge.run(self._keeper.place, self._placed)

    @Slot(str)
    def enter(self, text: str) -> None:
        """Asks the hub whose token `text` is, and keeps it."""
        token, hub = text.strip(), self._hugging_face()
        if token:
            self._waiting = token
            self._begin(lambda: hub.who_am_i(token), self._keep)

    @Slot()
    def keepUnchecked(self) -> None:
        """Keeps the one that could not be checked."""
        if self._waiting:
            self._keep("")

    @Slot()
    def check(self) -> None:
        """Asks the hub whose token the kept one is."""
        self._begin(self._hugging_face().who_am_i, self._known)

    @Slot()
    def remove(self) -> None:
        """Forgets the token, here and in the keyring."""
        name = self._name
        self._begin(lambda: self._keeper.keep(name, ""), lambda place: self._settled("", place))

    @Slot()
    def forgetProblem(self) -> None:
        """Whoever wanted to enter one has given up."""
        if self._work is not None:
            self._work.cancel()
        self._work = self._error = None
        self._waiting = ""
        self.changed.emit()

    def _begin(self, work: Callable[[], _Answer], success: Callable[[_Answer], None]) -> None:
        if self._work is not None:
            self._work.cancel()
        self._error = None
        self._work = self._bridge.run(work, success, self._failed)
        self.changed.emit()

    def _keep(self, owner: str) -> None:
        name, token = self._name, self._waiting
        self._begin(lambda: self._keeper.keep(name, token), lambda place: self._settled(owner, place))

    def _known(self, owner: str) -> None:
        self._work, self._owner = None, owner
        self.changed.emit()

    def _settled(self, owner: str, place: Place) -> None:
        entered, self._waiting = self._waiting != "", ""
        self._work = None
        self._owner, self._place = owner, place
        self._choices.settle()
        if entered:
            self.kept.emit()

    def _failed(self, error: FireseedError) -> None:
        self._work, self._error = None, error
        if not isinstance(error, HubError) or isinstance(error, TokenRefused):
            self._waiting = ""
        self.changed.emit()

    def _placed(self, place: Place) -> None:
        self._place = place
        self.changed.emit()

    @Slot()
    def _adapt(self) -> None:
        """Another hub has another token."""
        name = self._hugging_face().token_name
        if name != self._name:
            self._name, self._owner, self._place = name, "", None
            self.forgetProblem()
            self.start()
        self.changed.emit()

    def _held(self) -> bool:
        return self._name in self._choices.current.secrets

    def _problem(self) -> str:
        return phrases.told(self._bridge.words.error(self._error)) if self._error is not None else ""

    def _place_text(self) -> str:
        if not self._held():
            return ""
        match self._place:
            case None:
                return self.tr("A token is kept.")
            case Place.SYSTEM_KEYRING:
                return self.tr("Kept in this system's keyring.")
            case Place.FILE:
                return self.tr(
                    "Kept in a file that only you can read, because no keyring answers here: {path}"
                ).format(path=self._keeper.file)

    def _page(self) -> str:
        usual = self._name == token_name(ORIGINAL)
        return f"{ORIGINAL if usual else self._choices.current.hub_address}/settings/tokens"

    held = Property(bool, _held, notify=changed)
    busy = Property(bool, lambda self: self._work is not None, notify=changed)
    owner = Property(str, lambda self: self._owner, notify=changed)
    place = Property(str, _place_text, notify=changed)
    hub = Property(str, lambda self: self._hugging_face().title, notify=changed)
    page = Property(str, _page, notify=changed)
    problem = Property(str, _problem, notify=changed)
    unchecked = Property(bool, lambda self: self._work is None and self._waiting != "", notify=changed)
