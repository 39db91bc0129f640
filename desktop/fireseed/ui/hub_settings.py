"""Settings of hubs: who is asked for Hugging Face's models, and which ModelScope."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from fireseed.app.hubs import HF_MIRROR, chosen_by
from fireseed.base.errors import HubError
from fireseed.base.http import Network
from fireseed.base.settings import ModelScopeRegion
from fireseed.hubs.address import AddressProblem, parse_address
from fireseed.hubs.mirrors import KNOWN_MIRRORS, ORIGINAL, Latency, Mirrored, mirror_id
from fireseed.ui.bridge import Bridge, Work
from fireseed.ui.choices import Choices
from fireseed.ui.rows import Rows
from fireseed.words import CHINESE

QML_IMPORT_NAME = "Fireseed.Settings"
QML_IMPORT_MAJOR_VERSION = 1

_REGIONS = tuple(ModelScopeRegion)
_NOBODY = Network()


@dataclass(frozen=True)
class EndpointRow:
    """One way to Hugging Face's models; `key` is its address, empty for the automatic choice.

    `latency` and `problem` are of the last measurement, empty before it. `in_use`: the automatic choice is this
    one now, as far as was measured.
    """

    key: str
    title: str
    about: str
    chosen: bool
    in_use: bool
    latency: str
    problem: str
    removable: bool


@QmlElement
class HubSettings(QObject):
    """The list of addresses, of which one is chosen, and ModelScope's region as an index of its enum.

    `typed` is an address that was not taken, `addressProblem` says why.
    """

    changed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        choices: Choices,
        hugging_face: Callable[[], Mirrored],
        parent: QObject | None = None,
    ) -> None:
        """`hugging_face` answers the hub as the settings of now make it."""
        super().__init__(parent)
        self._bridge = bridge
        self._choices = choices
        self._hugging_face = hugging_face
        self._measured: dict[str, Latency] = {}
        self._work: Work | None = None
        self._typed = ""
        self._problem: AddressProblem | None = None
        self._rows = Rows(EndpointRow, self)
        choices.changed.connect(self._show)
        self._show()

    @Slot(str)
    def choose(self, key: str) -> None:
        """Asks only the hub at the address `key` from now on, or, when it is empty, whoever answers soonest."""
        if key != self._choices.current.hub_address:
            self._choices.change(hub_address=key)

    @Slot(str, result=bool)
    def addMirror(self, text: str) -> bool:
        """Adds a mirror of Hugging Face, or says what is wrong with its address."""
        address = self._taken(text)
        if address and address not in self._mirrors() and address != ORIGINAL:
            self._choices.change(mirrors=(*self._mirrors(), address))
        return bool(address)

    @Slot(str, result=bool)
    def useInstead(self, text: str) -> bool:
        """Asks a hub that is nobody's mirror, such as a company's own, or says what is wrong with its address."""
        address = self._taken(text)
        if address:
            self.choose(address)
        return bool(address)

    @Slot(str)
    def remove(self, key: str) -> None:
        """Takes an address from the list; the choice is automatic again if it was this one."""
        self._measured.pop(key, None)
        chosen = self._choices.current.hub_address
        self._choices.change(
            mirrors=tuple(one for one in self._mirrors() if one != key),
            hub_address="" if chosen == key else chosen,
        )

    @Slot()
    def measure(self) -> None:
        """Asks everybody in the list one small question and measures how long the answer takes."""
        hub = self._hugging_face()
        addresses = {mirror_id(one): one for one in self._mirrors()}
        addresses[hub.id] = self._own() or ORIGINAL
        self._work = self._bridge.run(hub.measure, lambda found: self._answered(addresses, found))
        self.changed.emit()

    def _taken(self, text: str) -> str:
        """The address in one spelling, or empty when it is none; then the problem is noted."""
        parsed = parse_address(text)
        self._problem = parsed if isinstance(parsed, AddressProblem) else None
        self._typed = text if self._problem is not None else ""
        self.changed.emit()
        return "" if isinstance(parsed, AddressProblem) else parsed

    def _answered(self, addresses: Mapping[str, str], found: Iterable[Latency]) -> None:
        self._work = None
        self._measured = {addresses[one.hub]: one for one in found if one.hub in addresses}
        self._show()

    def _mirrors(self) -> tuple[str, ...]:
        """Those of the settings, or the one that is taken by itself where people read Chinese."""
        settings = self._choices.current
        mirrors = chosen_by(settings, _NOBODY, chinese=self._bridge.words.language == CHINESE).mirrors
        named = mirror_id(settings.hub_address) in KNOWN_MIRRORS.values()
        return (*mirrors, settings.hub_address) if named and settings.hub_address not in mirrors else mirrors

    def _own(self) -> str:
        """The chosen address, where it is in no list: a hub of its own."""
        chosen = self._choices.current.hub_address
        return chosen if chosen not in ("", ORIGINAL, *self._mirrors()) else ""

    @Slot()
    def _show(self) -> None:
        own, mirrors = self._own(), self._mirrors()
        fastest = self._fastest((ORIGINAL, *mirrors))
        kept = {*self._choices.current.mirrors, self._choices.current.hub_address}
        if mirrors == (HF_MIRROR,) and self._bridge.words.language == CHINESE:
            kept = set()  # without it the list is the usual one, which has it
        rows = [
            self._row("", self.tr("Automatic"), self.tr("Whoever answers soonest from here"), ""),
            self._row(ORIGINAL, "Hugging Face", "huggingface.co", fastest),
            *(self._row(one, _shown(one), self.tr("Mirror"), fastest, removable=one in kept) for one in mirrors),
        ]
        if own:
            rows.append(
                self._row(
                    own, _shown(own), self.tr("A hub of its own, with the same protocol"), "", removable=True
                )
            )
        self._rows.replace(rows)
        self.changed.emit()

    def _row(self, key: str, title: str, about: str, fastest: str, *, removable: bool = False) -> EndpointRow:
        measured = self._measured.get(key)
        latency = problem = ""
        if measured is not None and measured.seconds is not None:
            latency = self.tr("{count} ms").format(count=round(measured.seconds * 1000))
        if measured is not None and measured.error is not None:
            problem = self._problem_text(measured.error)
        return EndpointRow(
            key=key,
            title=title,
            about=about,
            chosen=key == self._choices.current.hub_address,
            in_use=key != "" and key == fastest,
            latency=latency,
            problem=problem,
            removable=removable,
        )

    def _problem_text(self, error: HubError) -> str:
        """What happened and the technical reason; what to do would be the same for each of the list."""
        title, reason = self._bridge.words.error(error).title, error.facts.get("reason")
        return self.tr("{title} ({reason})").format(title=title, reason=reason) if reason else title

    def _fastest(self, asked: Iterable[str]) -> str:
        """The address that the automatic choice takes after the last measurement; empty where nobody knows."""
        if self._choices.current.hub_address:
            return ""
        seconds = {
            address: measured.seconds
            for address in asked
            if (measured := self._measured.get(address)) is not None and measured.seconds is not None
        }
        return min(seconds, key=lambda address: seconds[address], default="")

    def _address_text(self) -> str:
        match self._problem:
            case None:
                return ""
            case AddressProblem.NOT_WEB:
                return self.tr("An address begins with https://")
            case AddressProblem.NO_HOST:
                return self.tr("This is not a web address. It looks like https://hf-mirror.com")
            case AddressProblem.TOO_MUCH:
                return self.tr("Leave out user names, passwords and anything after a ? or #")
            case AddressProblem.INSECURE:
                return self.tr("http:// is for your own network only. Use https:// here")

    def _region_text(self) -> str:
        match self._choices.current.modelscope:
            case ModelScopeRegion.AUTOMATIC if self._bridge.words.language == CHINESE:
                return self.tr("On, because Fireseed speaks Chinese with you")
            case ModelScopeRegion.AUTOMATIC:
                return self.tr(
                    "Off now; on by itself when Fireseed speaks Chinese. Its addresses can be pasted either way"
                )
            case ModelScopeRegion.CHINA:
                return "modelscope.cn"
            case ModelScopeRegion.INTERNATIONAL:
                return "modelscope.ai"
            case ModelScopeRegion.OFF:
                return self.tr("Not searched. Its addresses can be pasted either way")

    def _set_region(self, index: int) -> None:
        self._choices.change(modelscope=_REGIONS[index])

    rows = Property(QObject, lambda self: self._rows, constant=True)
    measuring = Property(bool, lambda self: self._work is not None, notify=changed)
    offersPreset = Property(bool, lambda self: HF_MIRROR not in self._mirrors(), notify=changed)
    preset = Property(str, lambda _: HF_MIRROR, constant=True)
    typed = Property(str, lambda self: self._typed, notify=changed)
    addressProblem = Property(str, _address_text, notify=changed)
    region = Property(
        int, lambda self: _REGIONS.index(self._choices.current.modelscope), _set_region, notify=changed
    )
    regionHint = Property(str, _region_text, notify=changed)


def _shown(address: str) -> str:
    return address.removeprefix("https://")
